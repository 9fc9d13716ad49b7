import { join } from 'node:path';
import { baselineBounds, type CadencePlan, planReplay, replayBudget } from '../../core/alerts/planReplay';
import { replayAlerts } from '../../core/alerts/replayAlerts';
import type { CadenceInput } from '../../core/alerts/replayCharts';
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
import type { SloRule } from '../../core/alerts/rules/ruleSet';
import type { SloAnswer } from '../../core/alerts/slo/sloCounts';
import type { AlertReplay } from '../../core/domain/alert';
import { FaultError, faultOf } from '../../core/domain/fault';
import { equalAge, type EqualAge } from '../../core/labels/equalAge';
import { labelsIn } from '../../core/labels/labelsIn';
import type { AnalysisSettings, FeatureDetail, Report, RowPage, Series, SeriesSet } from '../../core/domain/report';
import type { LogSpec, SourceState } from '../../core/domain/source';
import type { WhyAnswer } from '../../core/domain/why';
import type { TogetherBySlot } from '../../core/multivariate/togetherBySlot';
import { scoreParts } from '../../core/why/scoreParts';
import { togetherAxis } from '../../core/together/chooseTogether';
import { explainTogether } from '../../core/together/explainTogether';
import { togetherSeries } from '../../core/together/togetherSeries';
import type { AxisKind, SlotRange } from '../../core/domain/window';
import { presetTitle } from '../../core/format/presets';
import type { HandlerContext } from '../../protocol/endpoint';
import type { AlertsQuery, ComparisonQuery, EngineCalls, ReportPage, RowsQuery } from '../../protocol/engineCalls';
import type { FeatureBin } from '../cube/binSql';
import { buildCube } from '../cube/buildCube';
import { cubeKey } from '../cube/cubeKey';
import { CubeStore } from '../cube/cubeStore';
import { readExact } from '../cube/readExact';
import { qualityByValue } from '../cube/qualityByValue';
import { readRows } from '../cube/readRows';
import { type FileIdentity, identifyFiles } from '../log/fileIdentity';
import { openLog } from '../log/openLog';
import type { OpenedLog } from '../log/openedLog';
import { countedProfiles } from './countedProfiles';
import { onlyFor } from './onlyFor';
import { notCountable, scanSlos, sloCounts, sloCube } from '../cube/scanSlos';
import { explainChange } from './explainChange';
import { togetherOfComparison, togetherOfReplay } from './lookTogether';
import { qualityGroups } from './qualityGroups';
import { renderReport } from './renderReport';
import { SharedWork } from './sharedWork';

export interface OpenSourceOptions {
  readonly id: string;
  readonly spec: LogSpec;
  /** Folder of the cube store; null keeps nothing. */
  readonly storage: string | null;
  readonly readAtMs: number;
  /** Read the log even if its stored cube fits. */
  readonly fresh: boolean;
  readonly tempFolder: string;
  readonly memoryLimit: string;
}

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
  readonly #cubes = new Map<AxisKind | 'natural', SharedWork<CubeIndex>>();
  readonly #log = new SharedWork<OpenedLog>();
  readonly #together = new SharedWork<Cube>();
  #series: { readonly cube: Cube; readonly lines: Cube; readonly key: string; readonly set: SeriesSet; readonly tiles: readonly Series[] } | null = null;
  #labelsIn: { readonly cube: Cube; readonly slots: SlotRange | null } | null = null;
  #judged: Judged | null = null;
  #natural: AxisKind | null = null;

  private constructor(
    private readonly options: OpenSourceOptions,
    private readonly store: CubeStore | null,
    private readonly files: readonly FileIdentity[],
    private current: SourceState,
  ) {}

  /** Takes the stored cube where the files are still the same, else opens the log. */
  static async open(options: OpenSourceOptions, context: HandlerContext): Promise<OpenSource> {
    const { spec, storage, fresh } = options;
    const store = storage === null ? null : await CubeStore.open(join(storage, 'cubes'));
    const files = await identifyFiles(spec, context.signal);
    const kept = store === null || fresh ? null : await store.read(cubeKey(spec, files, 'natural'));
    if (kept !== null) {
      const source = new OpenSource(options, store, files, { ...kept.state, id: options.id, fromStore: true });
      source.#natural = kept.cube.axis.kind;
      source.#cubes.set(kept.cube.axis.kind, new SharedWork(indexCube(kept.cube)));
      return source;
    }
    const log = await openLog(spec, { ...options, ...context });
    const source = new OpenSource(options, store, files, { ...log.state, id: options.id });
    source.#log.put(log);
    return source;
  }

  get state(): SourceState {
    return this.current;
  }

  async report(query: EngineCalls['report.make']['in'], context: HandlerContext): Promise<ReportPage> {
    const judged = await this.#judge(query, query.exact, context, query.dragging !== true);
    const { report, index } = judged;
    const { cube } = index;
    const presets = presetsFor(cube.axis, cube.rows, cube.versions, this.#labelled(cube)).map(({ id, preset, label }) => ({ id, preset, title: presetTitle(label) }));
    const { set, tiles } = this.#seriesOf(judged, query.dragging === true);
    return { report, series: set, tileSeries: tiles, presets, axes: this.#axes() };
  }

  async render(query: EngineCalls['report.render']['in'], context: HandlerContext): Promise<{ readonly text: string }> {
    const judged = await this.#judge(query, 'kept', context);
    const page = { report: judged.report, series: this.#seriesOf(judged, false).set };
    return { text: await renderReport(page, query.format, { places: query.places }, (feature, rows) => this.feature({ ...query, feature, rows }, context)) };
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
      const quality = await qualityByValue(await this.#rows(context), index.cube, query.feature, windows, groups, { ...this.#positive(), ...within(equal), signal: context.signal });
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
    return readRows(await this.#rows(context), index.cube.axis, request, context.signal);
  }

  /** Judged over cubes of their own, one for each length of window, whose slots are the windows. */
  async alerts(query: AlertsQuery, context: HandlerContext): Promise<AlertReplay> {
    const cadences: CadenceInput[] = [];
    for (const plan of planReplay(this.state, query)) cadences.push(await this.#cadence(plan, context));
    context.onProgress({ stage: 'comparing', done: 0, total: null, unit: 'steps' });
    const slos = await this.#slos(query.rules.slos, context);
    return replayAlerts({ source: this.state, cadences, settings: query.settings, rules: query.rules, slos, notify: query.notify });
  }

  /** Counts the windows of one length; kept in the store. Of the columns those that its families are about. */
  async #cadence(plan: CadencePlan, context: HandlerContext): Promise<CadenceInput> {
    const { families, axis, baseline, excluded } = plan;
    const baselineHint = baselineBounds(plan);
    const key = cubeKey(this.options.spec, this.files, `alerts ${JSON.stringify([axis, excluded, families])}`, baselineHint);
    const kept = this.options.fresh ? null : await this.store?.read(key);
    const cube = kept?.cube ?? (await buildCube(onlyFor(families, await this.#rows(context)), { ...context, ...this.#positive(), placed: axis, budget: replayBudget, baselineHint }));
    const look = async (): Promise<TogetherBySlot | null> => (families.includes('drift') ? togetherOfReplay(await this.#rows(context), cube, baseline, excluded, context.signal) : null);
    const together = kept?.together === undefined ? await look() : kept.together;
    if (kept?.together === undefined) await this.store?.write(key, { cube, state: this.state, together }).catch(() => undefined);
    return { families, cube, baseline, excluded, ...(together === null ? {} : { together }) };
  }

  /** What objectives are judged on; counted once for the files as they are. */
  async #slos(rules: readonly SloRule[], context: HandlerContext): Promise<readonly SloAnswer[]> {
    const keyOf = ({ slowerThan }: SloRule): string => cubeKey(this.options.spec, this.files, `slo ${slowerThan ?? 'errors'}`);
    const reason = notCountable(this.state);
    if (reason !== null) return rules.map(() => ({ reason }));
    const kept = await Promise.all(rules.map(async (rule) => {
      const stored = this.options.fresh ? null : await this.store?.read(keyOf(rule));
      return stored === null || stored === undefined ? null : sloCounts(stored.cube);
    }));
    const missing = rules.filter((_, i) => kept[i] === null);
    const counted = missing.length === 0 ? [] : await scanSlos(await this.#rows(context), missing, context.signal);
    await Promise.all(missing.map(async (rule, i) => {
      const answer = counted[i];
      if (answer !== undefined && 'rule' in answer) await this.store?.write(keyOf(rule), { cube: sloCube(answer), state: this.state }).catch(() => undefined);
    }));
    return rules.map((rule, i) => kept[i] ?? counted[missing.indexOf(rule)] ?? { reason: 'not counted' });
  }

  async why(query: EngineCalls['why.explain']['in'], context: HandlerContext): Promise<WhyAnswer> {
    const { report, index, windows, equal, settings } = await this.#judge(query, 'kept', context);
    const finding = report.findings.find(({ id }) => id === query.metric);
    if (finding === undefined) throw FaultError.of('not-found', `the comparison has no figure "${query.metric}"`);
    const answer = await explainChange(await this.#rows(context), index, windows, finding, { ...this.#positive(), ...within(equal), ...context });
    const parts = scoreParts(equal.judged.cube, summarise(equal.judged, windows.baseline), summarise(equal.judged, windows.current), finding, settings);
    const cube = await this.#togetherCube(context);
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
      const kept = this.options.fresh ? null : await this.store?.read(key);
      if (kept !== null && kept !== undefined) return kept.cube;
      const cube = await buildCube(await this.#rows({ ...context, signal }), { ...context, signal, ...this.#positive(), placed: axis, budget: replayBudget });
      await this.store?.write(key, { cube, state: this.state }).catch(() => undefined);
      return cube;
    });
  }

  async close(): Promise<void> {
    await (await this.#log.settled())?.close();
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
    const { index, windows } = await this.#windows(query, context);
    const settings: AnalysisSettings = { ...defaultSettings, ...query.settings };
    const key = JSON.stringify([index.cube.axis.kind, windows.baseline, windows.current, settings]);
    if (exact === 'kept' && this.#judged?.key === key) return this.#judged;
    context.onProgress({ stage: 'comparing', done: 0, total: null, unit: 'steps' });
    const equal = equalAge(index, windows, settings);
    const at = (of: CubeIndex): LabelledWindows => ({ cube: of.cube, baseline: summarise(of, windows.baseline), current: summarise(of, windows.current) });
    const log = exact === 'auto' ? await this.#log.settled() : null;
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
  async #exact(index: CubeIndex, windows: ResolvedWindows, equal: EqualAge, { signal }: HandlerContext): Promise<ExactAnswers | undefined> {
    const log = await this.#log.settled();
    return log === null ? undefined : readExact(log, index.cube, windows, { ...this.#positive(), ...within(equal), signal });
  }

  /** Asks for windows; where they belong to another axis and none was asked for, that axis is taken. */
  async #windows(query: ComparisonQuery, context: HandlerContext): Promise<{ readonly index: CubeIndex; readonly windows: ResolvedWindows }> {
    const index = await this.#cube(query.axis, context);
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

  async #cube(axis: AxisKind | null, context: HandlerContext): Promise<CubeIndex> {
    const key = axis ?? this.#natural ?? 'natural';
    const work = this.#cubes.get(key) ?? new SharedWork<CubeIndex>();
    this.#cubes.set(key, work);
    const index = await work.join(context.signal, (signal) => this.#build(key === 'natural' ? null : key, { ...context, signal }));
    if (key === 'natural') {
      this.#natural = index.cube.axis.kind;
      this.#cubes.set(this.#natural, work);
    }
    return index;
  }

  async #build(axis: AxisKind | null, context: HandlerContext): Promise<CubeIndex> {
    const { spec } = this.options;
    const key = cubeKey(spec, this.files, axis ?? 'natural');
    const kept = axis === null || this.options.fresh ? null : ((await this.store?.read(key)) ?? null);
    if (kept !== null) return indexCube(kept.cube);
    const log = await this.#rows(context);
    if (log.state.rows === 0) throw FaultError.of('no-rows', log.state.reason ?? 'the log has no rows');
    const cube = await buildCube(log, { ...context, ...(axis === null ? {} : { axis }), ...this.#positive() });
    if (log.sampledRows !== null) this.current = { ...this.current, columns: countedProfiles(this.current.columns, cube) };
    // A store that cannot be written costs the next opening some time, nothing else.
    await this.store?.write(key, { cube, state: this.state }).catch(() => undefined);
    return indexCube(cube);
  }

  /** The log itself; opened late where the cube came from the store. */
  #rows(context: HandlerContext): Promise<OpenedLog> {
    return this.#log.join(context.signal, (signal) => openLog(this.options.spec, { ...this.options, ...context, signal }));
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

/** What rows must know so that they count the labels that the comparison does. */
function within({ labels, judged }: EqualAge): { readonly within?: number } {
  const classes = labels?.classes ?? null;
  // No label is younger than none at all.
  return classes === null ? {} : { within: classes === 0 ? -1 : (judged.cube.labelAges?.edges[classes - 1] ?? -1) };
}

/** On the wire a level of null is the missing values. */
function levelBin(level: string | null): FeatureBin {
  return level === null ? { missing: true } : { level };
}
