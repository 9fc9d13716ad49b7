import { type Fault, faultOf } from '../../../src/core/domain/fault';
import type { Progress } from '../../../src/core/domain/progress';
import type { FeatureDetail, RowPage } from '../../../src/core/domain/report';
import type { AxisKind, Comparison } from '../../../src/core/domain/window';
import type { Endpoint } from '../../../src/protocol/endpoint';
import { protocolVersion } from '../../../src/protocol/engineCalls';
import type { AlertsSummary } from '../../../src/protocol/alertsView';
import type { PanelCalls, PanelNews, PanelPlace, PanelState, PanelView } from '../../../src/protocol/panelCalls';
import type { WebviewApi } from '../../kit/api';
import { LatestOnly } from '../../kit/latestOnly';
import type { WindowPair } from '../../charts/windowPair';
import { askedMetrics, movedMetrics } from '../../../src/core/why/whyMetric';
import { TrainingReader } from './training/trainingReader';
import { LineageReader } from './lineage/lineageReader';
import { WhyReader } from './why/whyReader';
import type { AroundMark } from '../../../src/core/timeline/mark';
import { HistoryReader } from './marks/historyReader';
import { AlertsReader } from './alerts/alertsReader';
import { comparisonOf, sameData } from './comparisons';
import { loaded, type Loaded } from './loaded';
import { type UiState, mostTrail, readUiState } from './uiState';

export type QualityByValue = Pick<FeatureDetail, 'qualityByValue' | 'qualityReason'>;

export interface RowsChoice {
  readonly window: PanelCalls['rows.read']['in']['window'];
  readonly bin: PanelCalls['rows.read']['in']['bin'];
  /** The bin in words. */
  readonly title: string | null;
}

interface ComparisonInput {
  readonly axis: AxisKind;
  readonly comparison: Comparison | null;
}

const rowLimit = 50;

/** What the panel knows: the host's last snapshot, what the person chose, and what was fetched for the page in sight. */
export class DashboardStore {
  state: PanelState | null = null;
  ui: UiState;
  /** Windows while they are dragged or asked for; null when the host's are the ones on screen. */
  windows: WindowPair | null = null;
  comparing = false;
  /** What the summary of the source gives of the feature in sight, at once; its quality by value is in `quality`. */
  detail: Loaded<FeatureDetail> | null = null;
  /** What only the rows give, which takes as long as reading them. */
  quality: Loaded<QualityByValue> | null = null;
  rows: Loaded<RowPage> | null = null;
  /** An incident that the page goes to once it is there. */
  wantedIncident: string | null = null;
  readonly alerts: AlertsReader;
  readonly why: WhyReader;
  readonly lineage: LineageReader;
  readonly training: TrainingReader;
  readonly history: HistoryReader;
  /** Windows that were set around a mark, with those before them; null once others were chosen. */
  around: { readonly title: string; readonly before: ComparisonInput } | null = null;
  rowsChoice: RowsChoice = { window: 'current', bin: null, title: null };
  /** A call of the person's that failed; shown until the next one or until dismissed. */
  failure: Fault | null = null;

  readonly #endpoint: Endpoint<PanelCalls, PanelNews>;
  readonly #api: WebviewApi;
  readonly #changed: () => void;
  readonly #comparisons: LatestOnly<ComparisonInput>;
  #detailAbort: AbortController | null = null;
  #rowsAbort: AbortController | null = null;
  #dragging = false;
  #scrollTimer: ReturnType<typeof setTimeout> | null = null;

  constructor(endpoint: Endpoint<PanelCalls, PanelNews>, api: WebviewApi, changed: () => void) {
    this.#endpoint = endpoint;
    this.#api = api;
    this.#changed = changed;
    this.ui = readUiState(api.getState());
    this.rowsChoice = { window: this.ui.rowsWindow, bin: null, title: null };
    this.#comparisons = new LatestOnly((input, isLast) => this.#compare(input, isLast));
    this.alerts = new AlertsReader(() => endpoint.call('alerts.read', {}), changed);
    this.why = new WhyReader((metric, signal, onProgress) => endpoint.call('why.explain', { metric }, { signal, onProgress }), changed);
    this.lineage = new LineageReader((feature, signal) => endpoint.call('lineage.read', { feature }, { signal }), changed);
    this.training = new TrainingReader(
      (a, b, signal) => endpoint.call('training.compare', { a, b }, { signal }),
      (run, signal) => endpoint.call('training.production', { run }, { signal }),
      changed,
    );
    this.history = new HistoryReader(() => endpoint.call('timeline.read', {}), (feature) => endpoint.call('feature.commits', { feature }), changed);
    endpoint.on('panel.state', (state) => this.#take(state));
    endpoint.on('panel.progress', (progress) => this.#progress(progress));
    endpoint.on('panel.alerts', (alerts) => this.#takeAlerts(alerts));
    endpoint.on('panel.navigate', (place) => this.#goTo(place));
  }

  get view(): PanelView | null {
    return this.state?.view ?? null;
  }

  async start(): Promise<void> {
    try {
      this.#take(await this.#endpoint.call('panel.ready', { version: protocolVersion }));
    } catch (error) {
      this.failure = faultOf(error);
      this.#changed();
    }
  }

  setUi(change: Partial<UiState>): void {
    this.ui = { ...this.ui, ...change };
    this.#api.setState(this.ui);
    this.#changed();
  }

  /** Scroll positions change too often to render for, or to store each: the first of a movement, since the panel may be hidden next, and its last. */
  keepScroll(page: 'overview' | 'alerts', scroll: number): void {
    this.ui = { ...this.ui, ...(page === 'alerts' ? { alertsScroll: scroll } : { scroll }) };
    if (this.#scrollTimer !== null) return;
    this.#api.setState(this.ui);
    this.#scrollTimer = setTimeout(() => {
      this.#scrollTimer = null;
      this.#api.setState(this.ui);
    }, 150);
  }

  toggle(id: string, open: boolean): void {
    if (this.ui.open.includes(id) === open) return;
    this.setUi({ open: open ? [...this.ui.open, id] : this.ui.open.filter((each) => each !== id) });
  }

  /** A feature's page, or with null the overview. */
  openFeature(feature: string | null): void {
    if (feature === this.ui.feature && (feature !== null || (!this.ui.alerts && this.ui.why === null))) return;
    this.#leaveFeature();
    this.setUi(feature === null ? { feature, trail: [], alerts: false, why: null } : { feature, trail: [] });
    this.#load();
  }

  /** From one feature's page to that of one of its inputs; `backToFeature` returns. */
  openInput(feature: string): void {
    const from = this.ui.feature;
    if (from === null || feature === from) return;
    this.#leaveFeature();
    this.setUi({ feature, trail: [...this.ui.trail, from].slice(-mostTrail) });
    this.#load();
  }

  backToFeature(): void {
    const last = this.ui.trail.at(-1);
    if (last === undefined) return;
    this.#leaveFeature();
    this.setUi({ feature: last, trail: this.ui.trail.slice(0, -1) });
    this.#load();
  }

  /** The Alerts page, at one incident or where it was left. */
  openAlerts(incident: string | null): void {
    this.#leaveFeature();
    if (incident !== null) this.wantedIncident = incident;
    this.setUi({ feature: null, trail: [], alerts: true, why: null, ...(incident === null ? {} : { incident }) });
    this.#load();
  }

  /** The Why page with one metric open; '' takes the first that moved. */
  openWhy(metric: string): void {
    this.#leaveFeature();
    const moved = movedMetrics(this.view?.report.findings ?? []);
    const first = metric === '' ? moved.find(({ id }) => askedMetrics.includes(id)) ?? moved[0] : moved.find(({ id }) => id === metric);
    const open = first === undefined || this.ui.open.includes(`why-${first.id}`) ? this.ui.open : [...this.ui.open, `why-${first.id}`];
    this.setUi({ feature: null, trail: [], alerts: false, why: metric, open });
    this.#load();
    if (first !== undefined) this.why.ask(first.id);
  }

  toggleWhy(metric: string, open: boolean): void {
    this.toggle(`why-${metric}`, open);
    // What was cancelled or failed is asked again by hand alone.
    if (open && this.why.of(metric) === null) this.why.ask(metric);
  }

  #goTo(place: PanelPlace): void {
    if ('alerts' in place) this.openAlerts(place.alerts.incident);
    else if ('why' in place) this.openWhy(place.why);
    else this.openFeature(place.feature);
  }

  #leaveFeature(): void {
    this.rowsChoice = { window: this.ui.rowsWindow, bin: null, title: null };
    this.#detailAbort?.abort();
    this.#rowsAbort?.abort();
    this.detail = null;
    this.quality = null;
    this.rows = null;
    this.lineage.leave();
  }

  /** Draws `windows` at once and asks the host for their comparison. */
  setWindows(windows: WindowPair, done: boolean): void {
    const { view } = this;
    if (view === null) return;
    this.#dragging = !done;
    this.windows = windows;
    this.compare(view.axis, comparisonOf(view.series.axis, windows));
  }

  /** Windows before and after a mark; those until now can be had back. */
  compareAround(title: string, windows: AroundMark): void {
    const { view } = this;
    if (view === null) return;
    const before = this.around?.before ?? { axis: view.axis, comparison: view.comparison };
    this.setWindows(windows, true);
    this.around = { title, before };
    this.#changed();
  }

  /** The windows from before the comparison around a mark. */
  leaveAround(): void {
    const { around } = this;
    if (around !== null) this.compare(around.before.axis, around.before.comparison);
  }

  compare(axis: AxisKind, comparison: Comparison | null): void {
    this.comparing = true;
    this.around = null;
    this.#comparisons.push({ axis, comparison });
    this.#changed();
  }

  chooseRows(choice: RowsChoice): void {
    this.rowsChoice = choice;
    // Slots are of the axis as it is cut now, so they are not kept.
    this.setUi(typeof choice.window === 'string' ? { rowsWindow: choice.window } : {});
    void this.#readRows();
  }

  /** A call that only does something; its failure is shown. */
  async act<K extends keyof PanelCalls>(method: K, input: PanelCalls[K]['in']): Promise<void> {
    try {
      await this.#endpoint.call(method, input);
      if (this.failure !== null) this.dismiss();
    } catch (error) {
      this.#fail(error);
    }
  }

  dismiss(): void {
    this.failure = null;
    this.#changed();
  }

  #take(state: PanelState): void {
    if (this.state !== null && state.revision < this.state.revision) return;
    this.#setState(state);
    if (state.source !== null && state.source.id !== this.ui.source) {
      // Another source has other features; its page starts at the top of the overview.
      this.ui = { ...this.ui, source: state.source.id, ...(this.ui.source === null ? {} : { feature: null, trail: [], alerts: false, why: null, incident: null, lanes: null, runs: [], filter: '', scroll: 0, alertsScroll: 0 }) };
      this.#api.setState(this.ui);
      this.windows = null;
    }
    if (!this.#comparisons.busy && !this.#dragging) this.windows = null;
    this.#changed();
    this.#load();
  }

  #setState(state: PanelState): void {
    const same = sameData(this.view?.series.axis, state.view?.series.axis);
    this.state = state;
    if (!same && typeof this.rowsChoice.window !== 'string') this.rowsChoice = { ...this.rowsChoice, window: this.ui.rowsWindow };
  }

  #takeAlerts(alerts: AlertsSummary): void {
    if (this.state === null || alerts.revision < this.state.alerts.revision) return;
    this.state = { ...this.state, alerts };
    this.#changed();
    this.#loadAlerts();
  }

  /** The comparison of the chosen runs, and the deployed one beside production, where the source holds runs. */
  loadRuns(): void {
    const page = this.state?.training ?? null;
    if (page !== null) this.training.look(`${this.state?.source?.id ?? ''} ${page.address}`, page, this.ui.runs);
  }

  #loadAlerts(): void {
    if (this.ui.alerts && this.ui.feature === null && this.state?.alerts.state === 'ready') this.alerts.read(this.state.source?.id ?? '', this.state.alerts.revision);
  }

  #progress(progress: Progress): void {
    if (this.state === null) return;
    this.state = { ...this.state, progress };
    this.#changed();
  }

  async #compare(input: ComparisonInput, isLast: () => boolean): Promise<void> {
    try {
      const view = await this.#endpoint.call('comparison.set', input);
      if (this.state !== null) this.#setState({ ...this.state, view });
      this.failure = null;
    } catch (error) {
      if (isLast()) {
        this.windows = null;
        this.#fail(error);
      }
    }
    if (!isLast()) {
      this.#changed();
      return;
    }
    this.comparing = false;
    if (!this.#dragging) this.windows = null;
    this.#changed();
    this.#load();
  }

  /** Fetches what the page in sight needs beyond the snapshot. What is on screen stays until the new data is there. */
  #load(): void {
    this.#loadAlerts();
    this.#loadWhy();
    this.loadRuns();
    this.history.follow(this.view, this.state?.source?.id ?? '', this.ui.feature);
    const { feature } = this.ui;
    const report = this.view?.report;
    if (feature === null || report === undefined || this.comparing) return;
    void this.#readDetail(feature);
    void this.#readRows();
    this.readLineage();
  }

  /** The inputs of the feature in sight, by its code. */
  readLineage(): void {
    const { feature } = this.ui;
    if (feature !== null && this.view !== null && this.view.codeState !== 'no python files') this.lineage.read(feature);
  }

  /** Answers belong to one source and its windows; those of the page in sight are asked again for others. */
  #loadWhy(): void {
    const report = this.view?.report;
    if (report === undefined || this.comparing) return;
    this.why.for(JSON.stringify([this.state?.source?.id, report.source.readAtMs, report.axis.kind, report.baseline.slots, report.current.slots, report.settings]));
    if (this.ui.why === null || this.ui.feature !== null) return;
    for (const { id } of movedMetrics(report.findings)) if (this.ui.open.includes(`why-${id}`) && this.why.of(id) === null) this.why.ask(id);
  }

  async #readDetail(feature: string): Promise<void> {
    this.#detailAbort?.abort();
    const abort = new AbortController();
    this.#detailAbort = abort;
    if (this.detail?.state !== 'ready') this.detail = { state: 'loading' };
    this.quality = { state: 'loading' };
    this.#changed();
    const read = (rows: boolean) => loaded(this.#endpoint.call('feature.read', { feature, rows }, { signal: abort.signal }));
    const detail = await read(false);
    if (abort.signal.aborted) return;
    this.detail = detail;
    this.#changed();
    if (detail.state !== 'ready') return;
    const whole = await read(true);
    if (abort.signal.aborted) return;
    this.quality = whole;
    this.#changed();
  }

  async #readRows(): Promise<void> {
    const { feature } = this.ui;
    if (feature === null) return;
    this.#rowsAbort?.abort();
    const abort = new AbortController();
    this.#rowsAbort = abort;
    if (this.rows?.state !== 'ready') this.rows = { state: 'loading' };
    this.#changed();
    const { window, bin } = this.rowsChoice;
    const result = await loaded(this.#endpoint.call('rows.read', { window, feature, bin, limit: rowLimit }, { signal: abort.signal }));
    if (abort.signal.aborted) return;
    this.rows = result;
    this.#changed();
  }

  #fail(error: unknown): void {
    const fault = faultOf(error);
    // Someone who cancelled knows it.
    if (fault.code !== 'cancelled') this.failure = fault;
    this.#changed();
  }
}
