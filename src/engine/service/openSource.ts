import { join } from 'node:path';
import { replayBudget } from '../../core/alerts/planReplay';
import { analyse, type LabelledWindows } from '../../core/analysis/analyse';
import { featureDetail } from '../../core/analysis/featureDetail';
import { featureIntervals } from '../../core/analysis/featureIntervals';
import { seriesSet } from '../../core/analysis/series';
import { tileSeries } from '../../core/analysis/tileSeries';
import { defaultSettings } from '../../core/analysis/settings';
import type { Cube } from '../../core/cube/cube';
import type { ExactAnswers } from '../../core/cube/exact';
import { type CubeIndex, indexCube, summarise } from '../../core/cube/indexCube';
import { defaultComparison, presetsFor } from '../../core/cube/presetsFor';
import { isProblem } from '../../core/cube/windowProblem';
import { resolveComparison, type ResolvedWindows } from '../../core/cube/windows';
import type { AlertReplay } from '../../core/domain/alert';
import { FaultError, faultOf } from '../../core/domain/fault';
import { equalAge, type EqualAge } from '../../core/labels/equalAge';
import { labelsIn } from '../../core/labels/labelsIn';
import type { AnalysisSettings, FeatureDetail, Report, RowPage, Series, SeriesSet } from '../../core/domain/report';
import type { SourceState } from '../../core/domain/source';
import type { WhyAnswer } from '../../core/domain/why';
import { scoreParts } from '../../core/why/scoreParts';
import { togetherAxis } from '../../core/together/chooseTogether';
import { explainTogether } from '../../core/together/explainTogether';
import { togetherSeries } from '../../core/together/togetherSeries';
import type { AxisKind, SlotRange } from '../../core/domain/window';
import { presetTitle } from '../../core/format/presets';
import type { HandlerContext } from '../../protocol/endpoint';
import type { AlertsQuery, ComparisonQuery, EngineCalls, ReportPage, RowsQuery } from '../../protocol/engineCalls';
import { buildCube } from '../cube/buildCube';
import { cubeKey } from '../cube/cubeKey';
import { CubeStore } from '../cube/cubeStore';
import { readExact } from '../cube/readExact';
import { qualityByValue } from '../cube/qualityByValue';
import { readRows } from '../cube/readRows';
import { type FileIdentity, identifyFiles } from '../log/fileIdentity';
import { openLog } from '../log/openLog';
import type { OpenedLog } from '../log/openedLog';
import type { LiveLog } from '../tail/liveLog';
import { Companions } from './companions';
import { countedProfiles } from './countedProfiles';
import { Following } from './following';
import { explainChange } from './explainChange';
import { keepGrowth, keepLive, storedCube } from './keepGrowth';
import { togetherOfComparison } from './lookTogether';
import type { OpenSourceOptions } from './openSourceOptions';
import { qualityGroups } from './qualityGroups';
import { levelBin, within } from './questionParts';
import { renderReport } from './renderReport';
import { SharedWork } from './sharedWork';
import { alertsOf } from './sourceAlerts';
import { countedRows, SourceCubes } from './sourceCubes';

const retireMs = 60_000; // what is replaced stays open so long for questions that are still asking it

interface Judged {
  readonly key: string;
  readonly report: Report;
  readonly windows: ResolvedWindows;
  readonly index: CubeIndex;
  readonly equal: EqualAge;
  readonly settings: AnalysisSettings;
}

/** One open log: its cubes by axis, and its rows as soon as a question needs them. */
export class OpenSource {
  readonly #cubes: SourceCubes;
  #log = new SharedWork<OpenedLog>();
  #together = new SharedWork<Cube>();
  #following: Following | null = null;
  readonly #retired = new Set<OpenedLog>();
  #keeping: Promise<void> = Promise.resolve();
  #series: { readonly cube: Cube; readonly lines: Cube; readonly key: string; readonly set: SeriesSet; readonly tiles: readonly Series[] } | null = null;
  #labelsIn: { readonly cube: Cube; readonly slots: SlotRange | null } | null = null;
  #judged: Judged | null = null;

  readonly #beside: Companions;
  readonly told: Companions['told'] = (axis, signal) => this.#beside.told(axis, signal);

  private constructor(
    private readonly options: OpenSourceOptions,
    private readonly store: CubeStore | null,
    private files: readonly FileIdentity[],
    private current: SourceState,
  ) {
    const { spec, secrets = {}, commands = false, storage } = options;
    this.#beside = new Companions(spec.beside ?? [], { secrets, commands, storage, now: Date.now, onChange: () => options.onChange?.(this.state) });
    this.#cubes = new SourceCubes({
      live: () => this.#live,
      rows: (context, upTo) => this.#rows(context, upTo),
      read: async (axis) => (this.options.fresh ? null : ((await this.#stored?.read(cubeKey(this.options.spec, this.files, axis)))?.cube ?? null)),
      keep: async (axis, log, cube) => {
        if (log.sampledRows !== null) this.current = { ...this.current, columns: countedProfiles(this.current.columns, cube) };
        const { live: _, ...state } = this.current;
        const [stored, files] = [this.#stored, this.files];
        if (countedRows(cube) !== state.rows || stored === null) return;
        // A store that cannot be written costs the next opening some time, nothing else.
        await stored.write(cubeKey(this.options.spec, files, axis), { cube, state }).catch(() => undefined);
        if (axis === 'natural') this.#keeping = keepGrowth(stored, this.options.spec, files, log, cube, state); // behind the report
      },
      positive: () => this.#positive(),
    });
  }

  /** Takes the stored cube where the files are still the same, else opens the log. */
  static async open(options: OpenSourceOptions, context: HandlerContext): Promise<OpenSource> {
    const { spec, storage, fresh } = options;
    const store = storage === null ? null : await CubeStore.open(join(storage, 'cubes'));
    const files = await identifyFiles(spec, context.signal);
    const kept = store === null || fresh ? null : await storedCube(store, spec, files, { ...options, signal: context.signal });
    if (kept !== null) {
      const source = new OpenSource(options, store, files, { ...kept.state, id: options.id, fromStore: true });
      source.#cubes.put(kept.cube);
      return source;
    }
    const log = await openLog(spec, { ...options, ...context });
    const source = new OpenSource(options, store, files, { ...log.state, id: options.id });
    source.#log.put(log);
    return source;
  }

  get state(): SourceState {
    return this.#beside.addTo(this.current);
  }

  /** Takes in what comes from now on, until it is switched off. */
  async follow(on: boolean): Promise<SourceState> {
    await this.#beside.follow(on);
    if (on === (this.current.live !== undefined)) return this.state;
    if (on && this.#following !== null) this.#following.goOn();
    else if (on) {
      const { keepValues, onWarning } = this.options;
      this.#following = await Following.start({
        spec: this.options.spec,
        ...(keepValues === undefined ? {} : { keepValues }),
        // Rows that were opened beside a stored cube may be others than it counts.
        opened: async () => (this.current.fromStore ? null : this.#log.settled()),
        state: () => this.current,
        files: () => this.files,
        readAgain: async (files, signal, taking) => {
          const log = await openLog(this.options.spec, { ...this.options, signal, readAtMs: Date.now() });
          taking();
          this.#replace(log, files);
          return log;
        },
        countAll: (signal) => this.#cubes.countAll({ signal, onProgress: () => undefined }),
        take: (state) => this.#take(state),
        onWarning: (text) => onWarning?.(`following ${this.current.name}: ${text}`),
      });
    } else {
      await this.#following?.pause();
      await this.#keepCube();
      const { live: _, ...still } = this.current;
      this.current = still;
    }
    return this.state;
  }

  #take(state: SourceState): void {
    const grown = state.rows !== this.current.rows;
    // A row that was still being written was given back: what counted it counts anew.
    if (state.rows < this.current.rows) this.#cubes.clear();
    this.current = state;
    if (grown) this.#together = new SharedWork();
    this.options.onChange?.(this.state);
  }

  async #keepCube(): Promise<void> {
    const live = this.#live;
    const kind = this.#cubes.natural;
    if (this.store === null || live === null || kind === null) return;
    const { live: _, ...state } = this.current;
    await keepLive(this.store, this.options.spec, live, state, async () => (await this.#cubes.of(kind, { signal: new AbortController().signal, onProgress: () => undefined })).cube);
  }

  get #live(): LiveLog | null {
    return this.#following?.live ?? null;
  }

  /** The store's cubes are of the files as they were opened. */
  get #stored(): CubeStore | null {
    const live = this.#live;
    return live !== null && (live.nextRow !== live.startRow || live.state.rows !== live.log.state.rows) ? null : this.store;
  }

  /** Another reading of the source takes the place of the one before. */
  #replace(log: OpenedLog, files: readonly FileIdentity[]): void {
    const old = this.#log;
    const { live } = this.current;
    this.#log = new SharedWork(log);
    this.#cubes.clear();
    this.#together = new SharedWork();
    this.files = files;
    this.current = { ...log.state, id: this.options.id, ...(live === undefined ? {} : { live }) };
    void old.settled().then((former) => {
      if (former === null) return;
      this.#retired.add(former);
      setTimeout(() => void this.#retire(former), retireMs).unref();
    });
  }

  async #retire(log: OpenedLog): Promise<void> {
    if (this.#retired.delete(log)) await log.close();
  }

  async report(query: EngineCalls['report.make']['in'], context: HandlerContext): Promise<ReportPage> {
    const judged = await this.#judge(query, query.exact, context, query.dragging !== true);
    const { report, index } = judged;
    const { cube } = index;
    const presets = presetsFor(cube.axis, cube.rows, cube.versions, this.#labelled(this.#beside.own(index).cube)).map(({ id, preset, label }) => ({ id, preset, title: presetTitle(label) }));
    const { set, tiles } = this.#seriesOf(judged, query.dragging === true);
    return { report, series: set, tileSeries: tiles, presets, axes: this.#axes() };
  }

  async render(query: EngineCalls['report.render']['in'], context: HandlerContext): Promise<{ readonly text: string }> {
    const judged = await this.#judge(query, 'kept', context);
    const page = { report: judged.report, series: this.#seriesOf(judged, false).set };
    return { text: await renderReport(page, query.format, { ...query, cube: judged.equal.judged.cube }, (feature, rows) => this.feature({ ...query, feature, rows }, context)) };
  }

  async feature(query: EngineCalls['feature.read']['in'], context: HandlerContext): Promise<FeatureDetail> {
    const { report, index, windows, equal, settings } = await this.#judge(query, 'kept', context);
    const finding = report.features.find(({ feature }) => feature === query.feature);
    if (finding === undefined) throw FaultError.of('not-found', `the log has no feature "${query.feature}"`);
    const [baseline, current] = [summarise(index, windows.baseline), summarise(index, windows.current)];
    // A report made while a window was dragged has no intervals.
    const whole = finding.effect.interval === undefined ? featureIntervals(index.cube, baseline, current, finding, settings) : finding;
    const shape = featureDetail({ cube: index.cube, finding: whole, baseline, current, settings });
    if (shape === null) throw FaultError.of('not-supported', `${query.feature} is not analysed: ${finding.reason}`);
    if (!query.rows) return { ...shape, qualityByValue: null, qualityReason: 'not asked for' };
    try {
      const position = index.cube.columns.findIndex(({ name, kind }) => name === query.feature && kind !== 'latency');
      const [column, counts] = [index.cube.columns[position], baseline.columns[position]];
      const groups = column === undefined || counts === undefined ? null : qualityGroups(column, counts);
      if (groups === null) return { ...shape, qualityByValue: null, qualityReason: 'its values cannot be grouped' };
      const quality = await qualityByValue(await this.#rowsOf(index, context), index.cube, query.feature, windows, groups, { ...this.#positive(), ...within(equal), signal: context.signal });
      return 'reason' in quality ? { ...shape, qualityByValue: null, qualityReason: quality.reason } : { ...shape, qualityByValue: quality };
    } catch (error) {
      const fault = faultOf(error);
      if (fault.code === 'cancelled') throw error;
      return { ...shape, qualityByValue: null, qualityReason: `the rows cannot be read: ${fault.detail}` };
    }
  }

  async rows(query: RowsQuery, context: HandlerContext): Promise<RowPage> {
    const { index, windows } = await this.#judge(query, 'kept', context);
    const { feature, bin, limit, window } = query;
    const request = { window: typeof window === 'string' ? windows[window] : window, limit, ...(feature === null ? {} : { feature }), ...(bin === null ? {} : { bin: 'level' in bin ? levelBin(bin.level) : bin }) };
    return readRows(await this.#rowsOf(index, context), index.cube.axis, request, context.signal);
  }

  /** Alerts of the rows as they stand at this moment; the log may grow while they are judged. */
  async alerts(query: AlertsQuery, context: HandlerContext): Promise<AlertReplay> {
    const grown = this.#live?.snapshot();
    const stored = this.#stored;
    const key = (name: string, hint?: { readonly from: number; readonly to: number }): string => cubeKey(this.options.spec, this.files, name, hint);
    return alertsOf({
      state: grown === undefined ? this.state : { ...grown.state, id: this.options.id },
      rows: () => (grown === undefined ? this.#rows(context) : Promise.resolve(grown)),
      read: async (name, hint) => (this.options.fresh ? null : ((await stored?.read(key(name, hint))) ?? null)),
      write: async (name, kept, hint) => this.#stored?.write(key(name, hint), kept).catch(() => undefined),
      positive: this.#positive(),
    }, query, context);
  }

  async why(query: EngineCalls['why.explain']['in'], context: HandlerContext): Promise<WhyAnswer> {
    const { report, index, windows, equal, settings } = await this.#judge(query, 'kept', context);
    const finding = report.findings.find(({ id }) => id === query.metric);
    if (finding === undefined) throw FaultError.of('not-found', `the comparison has no figure "${query.metric}"`);
    const answer = await explainChange(await this.#rowsOf(index, context), index, windows, finding, { ...this.#positive(), ...within(equal), ...context });
    const parts = scoreParts(equal.judged.cube, summarise(equal.judged, windows.baseline), summarise(equal.judged, windows.current), finding, settings);
    const own = await this.#togetherCube(context);
    const cube = own === null ? null : (await this.#beside.withMetrics(indexCube(own), true, context.signal)).cube;
    if (cube === null) return { ...answer, parts };
    context.onProgress({ stage: 'comparing', done: 0, total: null, unit: 'steps' });
    return { ...answer, parts, together: explainTogether(finding, togetherSeries(cube, this.state, report.features, settings), cube.axis) };
  }

  /** Cut into windows of its own, fine enough for series to be compared; made once, and kept in the store. Null for a log too small. */
  async #togetherCube(context: HandlerContext): Promise<Cube | null> {
    const axis = togetherAxis(this.state);
    if (axis === null) return null;
    return this.#together.join(context.signal, async (signal) => {
      const key = cubeKey(this.options.spec, this.files, `together ${JSON.stringify(axis)}`);
      const kept = this.options.fresh ? null : await this.#stored?.read(key);
      if (kept !== null && kept !== undefined) return kept.cube;
      const cube = await buildCube(await this.#rows({ ...context, signal }), { ...context, signal, ...this.#positive(), placed: axis, budget: replayBudget });
      await this.#stored?.write(key, { cube, state: this.state }).catch(() => undefined);
      return cube;
    });
  }

  async close(): Promise<void> {
    await this.follow(false).catch(() => undefined);
    await this.#keeping;
    await Promise.all([this.#following?.close(), this.#beside.close()]);
    await (await this.#log.settled())?.close();
    for (const log of this.#retired) await this.#retire(log);
  }

  /** Series are made once for a baseline; while a window is dragged, those of the last baseline serve. */
  #seriesOf({ index, equal, windows, settings }: Judged, dragging: boolean): { readonly set: SeriesSet; readonly tiles: readonly Series[] } {
    const { cube } = index;
    const { labels, lines } = equal;
    const key = JSON.stringify([windows.baseline, settings, labels?.lineClasses, labels?.young]);
    const last = this.#series?.cube === cube ? this.#series : null;
    if (last !== null && (last.key === key || dragging)) return last;
    const set = seriesSet({ cube: lines.cube, source: this.state, baseline: summarise(index, windows.baseline), settings, labels });
    const tiles = last?.lines === lines.cube ? last.tiles : tileSeries(lines.cube);
    this.#series = { cube, lines: lines.cube, key, set, tiles };
    return this.#series;
  }

  /** `kept` takes the last report where it is of the same windows, exact or not, and else makes one from the cube. */
  async #judge(query: ComparisonQuery, exact: 'auto' | 'never' | 'kept', context: HandlerContext, intervals = true): Promise<Judged> {
    const found = await this.#windows(query, context);
    const { windows } = found;
    const index = await this.#beside.withMetrics(found.index, exact !== 'never', context.signal);
    const settings: AnalysisSettings = { ...defaultSettings, ...query.settings };
    const key = JSON.stringify([index.cube.axis.kind, windows.baseline, windows.current, settings]);
    if (exact === 'kept' && this.#judged?.key === key && this.#judged.index === index) return this.#judged;
    context.onProgress({ stage: 'comparing', done: 0, total: null, unit: 'steps' });
    const equal = equalAge(index, windows, settings);
    const at = (of: CubeIndex): LabelledWindows => ({ cube: of.cube, baseline: summarise(of, windows.baseline), current: summarise(of, windows.current) });
    const log = exact === 'auto' ? await this.#openRowsOf(index, context) : null;
    // Both read the rows, each on a connection of its own.
    const [answers, looked] = await Promise.all([exact === 'auto' ? this.#exact(index, windows, equal, context) : undefined, log === null ? null : togetherOfComparison(log, index, windows, context.signal)]);
    // A tile that is shown stays while a window is dragged.
    const isShown = this.#judged?.report.findings.some(({ id }) => id === 'features.together') === true;
    const together = log === null && exact !== 'auto' && isShown ? 'later' : looked;
    const report = analyse({
      ...at(equal.judged),
      ...(equal.judged === index ? {} : { allLabels: at(index) }),
      source: this.state,
      labels: equal.labels,
      settings,
      intervals,
      ...(answers === undefined ? {} : { exact: answers }),
      ...(together === null ? {} : { together }),
    });
    this.#judged = { key, report, windows, index, equal, settings };
    return this.#judged;
  }

  /** The rows' own answers, where the rows are open; a stored cube does not open them for this. */
  async #exact(index: CubeIndex, windows: ResolvedWindows, equal: EqualAge, context: HandlerContext): Promise<ExactAnswers | undefined> {
    const { signal } = context;
    const log = await this.#openRowsOf(index, context);
    return log === null ? undefined : readExact(log, index.cube, windows, { ...this.#positive(), ...within(equal), signal });
  }

  /** Asks for windows; where they belong to another axis and none was asked for, that axis is taken. */
  async #windows(query: ComparisonQuery, context: HandlerContext): Promise<{ readonly index: CubeIndex; readonly windows: ResolvedWindows }> {
    const index = await this.#cubes.of(query.axis, context);
    const { cube } = index;
    const answer = resolveComparison(cube.axis, cube.rows, query.comparison ?? defaultComparison(cube.axis, cube.rows), query.named, cube.versions, this.#labelled(cube));
    if (!isProblem(answer)) return { index, windows: answer };
    if (query.axis === null && answer.axis !== undefined && answer.axis !== cube.axis.kind && this.#axes().includes(answer.axis)) {
      return this.#windows({ ...query, axis: answer.axis }, context);
    }
    throw FaultError.of(answer.problem === 'bad-request' ? 'bad-arguments' : 'no-rows', answer.reason);
  }

  /** The slots of a cube whose labels are in; looked for once. */
  #labelled(cube: Cube): SlotRange | null {
    if (this.#labelsIn?.cube !== cube) this.#labelsIn = { cube, slots: labelsIn(cube, defaultSettings) };
    return this.#labelsIn.slots;
  }

  /** The log itself; opened late where the cube came from the store. Of one that grows the rows up to a place, or all up to now. */
  async #rows(context: HandlerContext, upTo?: number): Promise<OpenedLog> {
    const live = this.#live;
    const log = await this.#log.join(context.signal, (signal) => openLog(this.options.spec, { ...this.options, ...context, signal }));
    if (live === null || live !== this.#live) return log;
    return upTo === undefined ? live.snapshot() : { ...live.snapshot(), relation: live.between(0, upTo).relation };
  }

  /** The rows that a cube counts. */
  #rowsOf(index: CubeIndex, context: HandlerContext): Promise<OpenedLog> {
    return this.#rows(context, this.#cubes.countedUpTo(this.#beside.own(index).cube));
  }

  /** The rows that a cube counts where they are open, and all of them are. */
  async #openRowsOf(index: CubeIndex, context: HandlerContext): Promise<OpenedLog | null> {
    const log = await this.#log.settled();
    return log === null || this.#live?.isComplete === false ? null : this.#rowsOf(index, context);
  }

  #positive(): { readonly positive?: string } {
    const { positive } = this.options.spec;
    return positive === undefined ? {} : { positive };
  }

  #axes(): readonly AxisKind[] {
    const { time, files, versions } = this.state;
    const read = files.filter(({ rows }) => rows > 0);
    return [...(time.from === null ? [] : ['time' as const]), ...(read.length > 1 ? ['file' as const] : []), ...(versions.length > 1 ? ['version' as const] : []), 'row'];
  }
}
