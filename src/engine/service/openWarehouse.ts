import { join } from 'node:path';
import { baselineBounds, planReplay, replayBudget } from '../../core/alerts/planReplay';
import { replayAlerts } from '../../core/alerts/replayAlerts';
import { analyse } from '../../core/analysis/analyse';
import { featureDetail } from '../../core/analysis/featureDetail';
import { featureIntervals } from '../../core/analysis/featureIntervals';
import { seriesSet } from '../../core/analysis/series';
import { defaultSettings } from '../../core/analysis/settings';
import { tileSeries } from '../../core/analysis/tileSeries';
import type { Cube } from '../../core/cube/cube';
import { type CubeIndex, indexCube, summarise } from '../../core/cube/indexCube';
import { defaultComparison, presetsFor } from '../../core/cube/presetsFor';
import { isProblem } from '../../core/cube/windowProblem';
import { resolveComparison, type ResolvedWindows } from '../../core/cube/windows';
import type { AlertReplay } from '../../core/domain/alert';
import { FaultError } from '../../core/domain/fault';
import type { AnalysisSettings, FeatureDetail, Report, RowPage } from '../../core/domain/report';
import type { SourceState } from '../../core/domain/source';
import type { AxisKind } from '../../core/domain/window';
import type { WhyAnswer } from '../../core/domain/why';
import { presetTitle } from '../../core/format/presets';
import { alertsInWords } from '../../core/text/sourceWords';
import { togetherAxis } from '../../core/together/chooseTogether';
import { explainTogether } from '../../core/together/explainTogether';
import { togetherSeries } from '../../core/together/togetherSeries';
import { defaultKeepMinutes, type WarehouseSpec } from '../../core/warehouse/warehouseSpec';
import { unanswered } from '../../core/why/explain';
import { scoreParts } from '../../core/why/scoreParts';
import type { HandlerContext } from '../../protocol/endpoint';
import type { AlertsQuery, ComparisonQuery, EngineCalls, ReportPage, RowsQuery } from '../../protocol/engineCalls';
import type { CubeOptions } from '../cube/buildCube';
import { CubeStore } from '../cube/cubeStore';
import { addressOf } from '../warehouse/loginOf';
import { openClient } from '../warehouse/openClient';
import { type JudgedTable, openTable } from '../warehouse/openTable';
import { axesOf } from '../warehouse/warehouseAxis';
import type { WarehouseClient, WarehouseSession } from '../warehouse/warehouseClient';
import { buildWarehouseCube } from '../warehouse/warehouseCube';
import { warehouseKey } from '../warehouse/warehouseKey';
import { warehouseRows } from '../warehouse/warehouseRows';
import { warehouseSlos } from '../warehouse/warehouseSlos';
import type { WarehouseTable } from '../warehouse/warehouseTable';
import { countedProfiles } from './countedProfiles';
import { onlyFor } from './onlyFor';
import { levelBin } from './questionParts';
import { renderReport } from './renderReport';
import { SharedWork } from './sharedWork';

export interface OpenWarehouseOptions {
  readonly id: string;
  readonly spec: WarehouseSpec;
  readonly secrets: Readonly<Record<string, string>>;
  readonly storage: string | null;
  readonly readAtMs: number;
  /** Ask again even if what was asked before is not old yet. */
  readonly fresh: boolean;
  readonly tempFolder: string;
  readonly memoryLimit: string;
}

const rowsStay = 'the rows stay in the database, from which counts alone are fetched: segments and quality by value would read every row';

interface Judged {
  readonly report: Report;
  readonly windows: ResolvedWindows;
  readonly index: CubeIndex;
  readonly settings: AnalysisSettings;
}

/** A table of a database: the questions of a log, answered from cubes that its own engine counts. */
export class OpenWarehouse {
  readonly #cubes = new Map<AxisKind, SharedWork<CubeIndex>>();
  #judged = new SharedWork<JudgedTable>();
  #together = new SharedWork<Cube>();

  private constructor(
    private readonly options: OpenWarehouseOptions,
    private readonly client: WarehouseClient,
    private current: SourceState,
  ) {}

  /** Takes the stored cube where it is not old yet, else has the table's engine count it, in one session. */
  static async open(options: OpenWarehouseOptions, context: HandlerContext): Promise<OpenWarehouse> {
    const { spec, storage, readAtMs } = options;
    const client = openClient(await addressOf(spec, options.secrets));
    try {
      const store = storage === null ? null : await CubeStore.open(join(storage, 'cubes'));
      const kept = options.fresh ? null : await store?.read(warehouseKey(spec, 'natural'));
      const asOf = kept?.state.warehouse?.asOfMs;
      if (kept !== null && kept !== undefined && asOf !== undefined && readAtMs - asOf < (spec.keepMinutes ?? defaultKeepMinutes) * 60_000) {
        const open = new OpenWarehouse(options, client, { ...kept.state, id: options.id, name: spec.name, fromStore: true });
        open.#cubes.set(kept.cube.axis.kind, new SharedWork(indexCube(kept.cube)));
        return open;
      }
      const began = performance.now();
      const opened = await client.session((session) => OpenWarehouse.#count(options, client, session, context), context.signal);
      const { warehouse } = opened.state;
      const state: SourceState = { ...opened.state, ...(warehouse === undefined ? {} : { warehouse: { ...warehouse, tookMs: Math.round(performance.now() - began) } }) };
      const open = new OpenWarehouse(options, client, state);
      open.#judged.put(opened.judged);
      if (opened.cube !== null) {
        open.#cubes.set(opened.cube.axis.kind, new SharedWork(indexCube(opened.cube)));
        await store?.write(warehouseKey(spec, 'natural'), { cube: opened.cube, state }).catch(() => undefined);
      }
      return open;
    } catch (error) {
      client.close();
      throw error;
    }
  }

  static async #count(options: OpenWarehouseOptions, client: WarehouseClient, session: WarehouseSession, context: HandlerContext): Promise<{ readonly judged: JudgedTable; readonly state: SourceState; readonly cube: Cube | null }> {
    const judged = await openTable(session, options.spec, { ...options, ...context, place: client.place });
    try {
      const hasAxis = judged.state.rows > 0 && axesOf(judged.state).length > 0;
      const table = judged.asked(session.ask);
      const cube = hasAxis ? await buildWarehouseCube(table, { ...context, ...positiveOf(options.spec) }) : null;
      const columns = cube !== null && judged.state.warehouse?.judgedFrom !== judged.state.rows ? countedProfiles(judged.state.columns, cube) : judged.state.columns;
      return { judged, cube, state: { ...judged.state, columns } };
    } catch (error) {
      await judged.close();
      throw error;
    }
  }

  get state(): SourceState {
    return this.current;
  }

  /** Tables are asked when somebody asks; `refresh` asks again. */
  follow(on: boolean): Promise<SourceState> {
    return on ? Promise.reject(FaultError.of('not-supported', 'a table of a database is not followed: refresh the source to have it counted again')) : Promise.resolve(this.state);
  }

  async report(query: EngineCalls['report.make']['in'], context: HandlerContext): Promise<ReportPage> {
    const judged = await this.#judge(query, context, query.dragging !== true);
    const { cube } = judged.index;
    const presets = presetsFor(cube.axis, cube.rows, cube.versions).map(({ id, preset, label }) => ({ id, preset, title: presetTitle(label) }));
    return { report: judged.report, series: this.#seriesOf(judged), tileSeries: tileSeries(cube), presets, axes: axesOf(this.state) };
  }

  async render(query: EngineCalls['report.render']['in'], context: HandlerContext): Promise<{ readonly text: string }> {
    const judged = await this.#judge(query, context, true);
    return { text: await renderReport({ report: judged.report, series: this.#seriesOf(judged) }, query.format, query, (feature) => this.feature({ ...query, feature, rows: false }, context)) };
  }

  async feature(query: EngineCalls['feature.read']['in'], context: HandlerContext): Promise<FeatureDetail> {
    const { report, index, windows, settings } = await this.#judge(query, context, false);
    const finding = report.features.find(({ feature }) => feature === query.feature);
    if (finding === undefined) throw FaultError.of('not-found', `the table has no feature "${query.feature}"`);
    const [baseline, current] = [summarise(index, windows.baseline), summarise(index, windows.current)];
    const shape = featureDetail({ cube: index.cube, finding: featureIntervals(index.cube, baseline, current, finding, settings), baseline, current, settings });
    if (shape === null) throw FaultError.of('not-supported', `${query.feature} is not analysed: ${finding.reason}`);
    return { ...shape, qualityByValue: null, qualityReason: rowsStay };
  }

  async rows(query: RowsQuery, context: HandlerContext): Promise<RowPage> {
    const { index, windows } = await this.#judge(query, context, false);
    const { feature, bin, limit, window } = query;
    const request = { window: typeof window === 'string' ? windows[window] : window, limit, ...(feature === null ? {} : { feature }), ...(bin === null ? {} : { bin: 'level' in bin ? levelBin(bin.level) : bin }) };
    return this.#asked(context, (table) => warehouseRows(table, index.cube.axis, request, context.signal));
  }

  /** Segments need pairs of columns, row by row; series that move together do not. */
  async why(query: EngineCalls['why.explain']['in'], context: HandlerContext): Promise<WhyAnswer> {
    const { report, index, windows, settings } = await this.#judge(query, context, true);
    const finding = report.findings.find(({ id }) => id === query.metric);
    if (finding === undefined) throw FaultError.of('not-found', `the comparison has no figure "${query.metric}"`);
    const parts = scoreParts(index.cube, summarise(index, windows.baseline), summarise(index, windows.current), finding, settings);
    const axis = togetherAxis(this.state);
    const answer = { ...unanswered({ finding }, rowsStay), parts };
    if (axis === null || axis.kind !== 'time') return answer;
    const cube = await this.#together.join(context.signal, (signal) => this.#cubeOf({ placed: axis, budget: replayBudget }, { ...context, signal }));
    return { ...answer, together: explainTogether(finding, togetherSeries(cube, this.state, report.features, settings), cube.axis) };
  }

  /** Over cubes of their own, one for each length of window, whose slots are the windows; all of them in one session. */
  async alerts(query: AlertsQuery, context: HandlerContext): Promise<AlertReplay> {
    const plans = planReplay(this.state, query);
    const { signal } = context;
    const { cadences, slos } = await this.#asked(context, async (table) => {
      const made = [];
      for (const plan of plans) {
        const { families, axis, baseline, excluded } = plan;
        const only = { ...table, columns: onlyFor(families, table).columns };
        made.push({ families, baseline, excluded, cube: await buildWarehouseCube(only, { ...context, ...positiveOf(this.options.spec), placed: axis, budget: replayBudget, baselineHint: baselineBounds(plan) }) });
      }
      return { cadences: made, slos: await warehouseSlos(table, query.rules.slos, signal) };
    });
    context.onProgress({ stage: 'comparing', done: 0, total: null, unit: 'steps' });
    return alertsInWords(replayAlerts({ source: this.state, cadences, settings: query.settings, rules: query.rules, slos, notify: query.notify }), 'table');
  }

  async close(): Promise<void> {
    await (await this.#judged.settled())?.close();
    this.client.close();
  }

  async #judge(query: ComparisonQuery, context: HandlerContext, intervals: boolean): Promise<Judged> {
    const index = await this.#index(query.axis, context);
    const { cube } = index;
    const found = resolveComparison(cube.axis, cube.rows, query.comparison ?? defaultComparison(cube.axis, cube.rows), query.named, cube.versions);
    if (isProblem(found)) {
      if (query.axis === null && found.axis !== undefined && found.axis !== cube.axis.kind && axesOf(this.state).includes(found.axis)) return this.#judge({ ...query, axis: found.axis }, context, intervals);
      throw FaultError.of(found.problem === 'bad-request' ? 'bad-arguments' : 'no-rows', found.reason);
    }
    context.onProgress({ stage: 'comparing', done: 0, total: null, unit: 'steps' });
    const settings: AnalysisSettings = { ...defaultSettings, ...query.settings };
    const report = analyse({ cube, source: this.state, baseline: summarise(index, found.baseline), current: summarise(index, found.current), settings, intervals });
    return { report, windows: found, index, settings };
  }

  #seriesOf({ index, windows, settings }: Judged): ReportPage['series'] {
    return seriesSet({ cube: index.cube, source: this.state, baseline: summarise(index, windows.baseline), settings });
  }

  #index(asked: AxisKind | null, context: HandlerContext): Promise<CubeIndex> {
    const kind = asked ?? axesOf(this.state)[0];
    if (this.state.rows === 0) throw FaultError.of('no-rows', this.state.reason ?? 'the table holds no rows');
    if (kind === undefined) throw FaultError.of('not-supported', 'the table has no times and no versions to compare by, and its rows stand in no order: name the column of times under "roles" (seconds since 1970 and texts in ISO 8601 will do)');
    const work = this.#cubes.get(kind) ?? new SharedWork<CubeIndex>();
    this.#cubes.set(kind, work);
    return work.join(context.signal, async (signal) => indexCube(await this.#cubeOf({ axis: kind }, { ...context, signal })));
  }

  #cubeOf(wanted: CubeOptions, context: HandlerContext): Promise<Cube> {
    return this.#asked(context, (table) => buildWarehouseCube(table, { ...context, ...positiveOf(this.options.spec), ...wanted }));
  }

  /** One session of the judged table; judged now where its cube came from the store. */
  #asked<T>(context: HandlerContext, work: (table: WarehouseTable) => Promise<T>): Promise<T> {
    return this.client.session(async (session) => {
      const judged = await this.#judged.join(context.signal, (signal) => openTable(session, this.options.spec, { ...this.options, ...context, signal, place: this.client.place }));
      return work(judged.asked(session.ask));
    }, context.signal);
  }
}

function positiveOf({ positive }: WarehouseSpec): { readonly positive?: string } {
  return positive === undefined ? {} : { positive };
}
