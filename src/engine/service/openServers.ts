import { planReplay } from '../../core/alerts/planReplay';
import { replayAlerts } from '../../core/alerts/replayAlerts';
import { analyse } from '../../core/analysis/analyse';
import { seriesSet } from '../../core/analysis/series';
import { defaultSettings } from '../../core/analysis/settings';
import { indexCube, summarise, type CubeIndex } from '../../core/cube/indexCube';
import { defaultComparison, presetsFor } from '../../core/cube/presetsFor';
import { isProblem } from '../../core/cube/windowProblem';
import { resolveComparison } from '../../core/cube/windows';
import type { AlertReplay } from '../../core/domain/alert';
import { FaultError } from '../../core/domain/fault';
import type { AnalysisSettings, Report, SeriesSet } from '../../core/domain/report';
import type { ServersSpec, SourceState } from '../../core/domain/source';
import type { Comparison } from '../../core/domain/window';
import type { WhyAnswer } from '../../core/domain/why';
import { presetTitle } from '../../core/format/presets';
import { countedOf, serversAxis, serversCube, shortestSlot } from '../../core/metrics/serversCube';
import { unanswered } from '../../core/why/explain';
import { explainTogether } from '../../core/together/explainTogether';
import { togetherSeries } from '../../core/together/togetherSeries';
import { alertsInWords } from '../../core/text/sourceWords';
import type { HandlerContext } from '../../protocol/endpoint';
import type { Told } from '../metrics/told';
import type { TimeAxis } from './metricReader';
import type { AlertsQuery, ComparisonQuery, EngineCalls, ReportPage } from '../../protocol/engineCalls';
import { MetricBoard } from './metricBoard';
import { openReader } from './openReader';
import { renderReport } from './renderReport';
import { serversState } from './serversState';

export interface OpenServersOptions {
  readonly id: string;
  readonly spec: ServersSpec;
  readonly secrets: Readonly<Record<string, string>>;
  readonly commands?: boolean;
  readonly storage: string | null;
  /** Milliseconds since 1970; the engine's clock unless a test has another. */
  readonly now?: () => number;
  readonly onChange?: (state: SourceState) => void;
}

const hour = 3_600_000_000;
const noRows = 'servers give figures, no rows: example rows, distributions and quality need a prediction log';

/** A page of metrics without a log: the same questions as of a log, answered from what servers say. */
export class OpenServers {
  #live: SourceState['live'];
  #rows = 0;
  #counts: SourceState['counts'];

  private constructor(
    private readonly options: OpenServersOptions,
    private readonly board: MetricBoard,
    private readonly now: () => number,
  ) {}

  static async open(options: OpenServersOptions, { signal }: HandlerContext): Promise<OpenServers> {
    let servers: OpenServers | null = null;
    const { secrets, commands = false, storage } = options;
    const now = options.now ?? Date.now;
    const onChange = (): void => {
      if (servers !== null) options.onChange?.(servers.state);
    };
    const board = await MetricBoard.open(options.spec.sources, { secrets, commands, storage, now, onChange }, openReader, signal);
    servers = new OpenServers(options, board, now);
    return servers;
  }

  get state(): SourceState {
    const { id, spec } = this.options;
    return { ...serversState(id, spec, this.board.states, this.now(), this.#rows), ...(this.#counts === undefined ? {} : { counts: this.#counts }), ...(this.#live === undefined ? {} : { live: this.#live }) };
  }

  async follow(on: boolean): Promise<SourceState> {
    await this.board.follow(on);
    this.#live = on ? { sinceMs: this.now(), rowsSince: 0, lastRowMs: null, notes: [] } : undefined;
    return this.state;
  }

  async report(query: ComparisonQuery, context: HandlerContext): Promise<ReportPage> {
    const { report, series, index } = await this.#judge(query, context);
    const { axis, rows, versions } = index.cube;
    const presets = presetsFor(axis, rows, versions).map(({ id, preset, label }) => ({ id, preset, title: presetTitle(label) }));
    return { report, series, tileSeries: [], presets, axes: ['time'] };
  }

  async render(query: EngineCalls['report.render']['in'], context: HandlerContext): Promise<{ readonly text: string }> {
    const { report, series } = await this.#judge(query, context);
    return { text: await renderReport({ report, series }, query.format, query, () => Promise.reject(FaultError.of('not-supported', noRows))) };
  }

  /** Segments need rows; series that move together do not. */
  async why(query: EngineCalls['why.explain']['in'], context: HandlerContext): Promise<WhyAnswer> {
    const { report, index, settings } = await this.#judge(query, context);
    const finding = report.findings.find(({ id }) => id === query.metric);
    if (finding === undefined) throw FaultError.of('not-found', `the comparison has no figure "${query.metric}"`);
    const { cube } = index;
    return { ...unanswered({ finding }, noRows), together: explainTogether(finding, togetherSeries(cube, this.state, [], settings), cube.axis) };
  }

  /** Window by window as of a log, on figures of the service alone; objectives are counted from rows, which servers have not. */
  async alerts(query: AlertsQuery, context: HandlerContext): Promise<AlertReplay> {
    await this.#cube(context);
    const source = this.state;
    const cadences = [];
    // A window must hold several samples: shorter ones than that are what nobody has seen, however many there would be.
    const least = { unit: 'time', length: shortestSlot(this.board.states) } as const;
    const wanted = planReplay(source, query);
    const plans = wanted.some(({ axis }) => axis.kind === 'time' && axis.step < least.length) ? planReplay(source, { ...query, window: least, windows: {} }) : wanted;
    for (const { families, axis, baseline, excluded } of plans) {
      if (axis.kind !== 'time') throw FaultError.of('bad-arguments', 'servers have times, no rows: ask for windows of time, for example 1h');
      cadences.push({ families, cube: serversCube(axis, await this.board.columns(axis, context.signal)), baseline, excluded });
    }
    context.onProgress({ stage: 'comparing', done: 0, total: null, unit: 'steps' });
    const slos = query.rules.slos.map(() => ({ reason: 'objectives are counted from the rows of a log, and servers give none' }));
    return alertsInWords(replayAlerts({ source, cadences, settings: query.settings, rules: query.rules, slos, notify: query.notify }), 'servers');
  }

  told(axis: TimeAxis, signal: AbortSignal): Promise<Told> {
    return this.board.told(axis, signal);
  }

  feature(): Promise<never> {
    return Promise.reject(FaultError.of('not-supported', noRows));
  }

  rows(): Promise<never> {
    return Promise.reject(FaultError.of('not-supported', noRows));
  }

  close(): Promise<void> {
    return this.board.close();
  }

  async #judge(query: ComparisonQuery, context: HandlerContext): Promise<{ readonly report: Report; readonly series: SeriesSet; readonly index: CubeIndex; readonly settings: AnalysisSettings }> {
    const index = await this.#cube(context);
    const { cube } = index;
    const windows = resolveComparison(cube.axis, cube.rows, query.comparison ?? usualComparison(cube.axis, cube.rows), query.named, cube.versions);
    if (isProblem(windows)) throw FaultError.of(windows.problem === 'bad-request' ? 'bad-arguments' : 'no-rows', windows.reason);
    const settings: AnalysisSettings = { ...defaultSettings, ...query.settings };
    const source = this.state;
    const [baseline, current] = [summarise(index, windows.baseline), summarise(index, windows.current)];
    const report = analyse({ cube, source, baseline, current, settings, intervals: false });
    return { report, series: seriesSet({ cube, source, baseline, settings }), index, settings };
  }

  async #cube({ signal, onProgress }: HandlerContext): Promise<CubeIndex> {
    const { spec } = this.options;
    onProgress({ stage: 'asking servers', done: 0, total: null, unit: 'steps' });
    const axis = serversAxis(this.board.states, this.now() * 1000, spec.hours);
    if (axis === null) throw FaultError.of('unreadable', this.state.reason ?? 'no source of metrics could be asked', true);
    const columns = await this.board.columns(axis, signal);
    const waiting = this.board.states.map(({ from, plans, reason }) => (from === null && plans.length === 0 ? reason : undefined));
    // Where nothing has come yet, how to make it come says more than a page of empty figures.
    if (columns.length === 0 && waiting.every((reason) => reason !== undefined)) throw FaultError.of('no-rows', waiting.join('; '), true);
    const cube = serversCube(axis, columns);
    this.#counts = countedOf(cube.metrics ?? []);
    this.#rows = cube.rows.reduce((sum, rows) => sum + rows, 0);
    return indexCube(cube);
  }
}

/** Of a service that runs: the last hours against the same hours of the day before, as soon as it has run that long. */
function usualComparison(axis: CubeIndex['cube']['axis'], rows: Float64Array): Comparison {
  for (const length of [6 * hour, hour]) {
    const preset = { kind: 'same-hours', length, ago: 'day' } as const;
    if (!isProblem(resolveComparison(axis, rows, { preset }, {}, null))) return { preset };
  }
  return defaultComparison(axis, rows);
}
