import { faultOf } from '../../../core/domain/fault';
import type { PlanColumn } from '../../../core/metrics/history/counting';
import { planColumn } from '../../../core/metrics/history/planColumn';
import type { MetricColumn } from '../../../core/metrics/metricColumn';
import type { MetricPlan } from '../../../core/metrics/metricPlan';
import type { MetricSourceState } from '../../../core/metrics/metricSourceState';
import { defaultRetention, type MachineSpec, type MetricsPageSpec } from '../../../core/metrics/metricsSpec';
import { promqlText } from '../../../core/metrics/promql/promqlText';
import { recognise } from '../../../core/metrics/recognise/recognise';
import type { MetricReader, ReaderOptions, TimeAxis } from '../../service/metricReader';
import { PollLoop } from '../../tail/pollLoop';
import type { Told } from '../told';
import type { Scrape } from '../history/scrapeCodec';
import { identityOf } from '../identityOf';
import { buildsOfHistory } from './buildsOfHistory';
import type { Sampler } from './sampler';
import { ScrapeHistory, valuesOf } from './scrapeHistory';

const usualSeconds = 10;

interface Counted {
  readonly key: string;
  readonly columns: readonly { readonly plan: MetricPlan; readonly counting: PlanColumn }[];
}

/** What keeps no history of its own, looked at again and again; its history is ours. A look that fails is a gap, and a state with its reason. */
export class SampledReader implements MetricReader {
  #sampler: Sampler | null = null;
  #loop: PollLoop | null = null;
  #counted: Counted | null = null;
  #state: MetricSourceState;

  private constructor(
    readonly spec: MetricsPageSpec | MachineSpec,
    private readonly options: ReaderOptions,
    private readonly history: ScrapeHistory,
    private readonly begin: () => Promise<Sampler>,
  ) {
    this.#state = {
      name: spec.name, kind: spec.kind, address: '', state: 'connecting', systems: [], plans: spec.plans ?? [], queries: {}, missing: [], from: null, to: null, sampleSeconds: spec.intervalSeconds ?? usualSeconds, updatedMs: null, tookMs: null,
    };
  }

  static async open(spec: MetricsPageSpec | MachineSpec, options: ReaderOptions, begin: () => Promise<Sampler>, signal: AbortSignal): Promise<SampledReader> {
    const key = spec.kind === 'machine' ? 'this machine' : JSON.stringify([spec.url, spec.headers ?? {}]);
    const history = await ScrapeHistory.open(options.storage, key, spec.retention ?? defaultRetention);
    const reader = new SampledReader(spec, options, history, begin);
    const first = await history.first();
    reader.#state = { ...reader.#state, from: first === null ? null : first * 1000 };
    await reader.#look(signal);
    return reader;
  }

  get state(): MetricSourceState {
    return this.#state;
  }

  async columns(axis: TimeAxis, signal: AbortSignal): Promise<readonly MetricColumn[]> {
    const { plans } = this.#state;
    const key = JSON.stringify([axis, plans]);
    if (this.#counted?.key !== key) {
      const interval = (this.#state.sampleSeconds ?? usualSeconds) * 1e6;
      const identities = identityOf(this.spec.name, plans);
      const labels = this.spec.kind === 'metrics' ? (this.spec.labels ?? {}) : {};
      const columns = plans.flatMap((plan, at) => {
        const identity = identities[at];
        return identity === undefined ? [] : [{ plan, counting: planColumn(plan, identity, axis, labels, interval) }];
      });
      // The look before the first slot is where its increases begin.
      await this.history.read(axis.start / 1000 - (4 * interval) / 1000, (scrape) => columns.forEach(({ counting }) => counting.add(scrape)), signal);
      this.#counted = { key, columns };
    }
    const made = this.#counted.columns.map(({ plan, counting }) => ({ plan, column: counting.column() }));
    this.#state = { ...this.#state, missing: made.flatMap(({ plan, column }) => (column === null ? [{ name: plan.name, reason: missingReason(plan) }] : [])) };
    return made.flatMap(({ column }) => (column === null ? [] : [column]));
  }

  told(axis: TimeAxis, signal: AbortSignal): Promise<Told> {
    return buildsOfHistory(this.history, this.spec.kind === 'metrics' ? (this.spec.labels ?? {}) : {}, axis, signal);
  }

  async follow(on: boolean): Promise<void> {
    if (on === (this.#loop !== null)) return;
    await this.#loop?.stop();
    this.#loop = null;
    if (on) {
      this.#loop = new PollLoop((this.#state.sampleSeconds ?? usualSeconds) * 1000, async (signal) => {
        await this.#look(signal);
        this.options.onChange();
      }, () => undefined);
      this.#loop.start();
    }
    if (this.#state.state !== 'failed') this.#state = { ...this.#state, state: on ? 'live' : 'paused' };
  }

  async close(): Promise<void> {
    await this.#loop?.stop();
    this.#sampler?.close();
    await this.history.close();
  }

  async #look(signal: AbortSignal): Promise<void> {
    const timeMs = Math.round(this.options.now());
    try {
      this.#sampler ??= await this.begin();
      const sampler = this.#sampler;
      this.#state = { ...this.#state, address: sampler.address };
      const { values, families, tookMs, remarks } = await sampler.look(signal);
      await this.#keep({ timeMs, durationMs: tookMs, down: null, values });
      const { reason: _, ...state } = this.#state;
      const known = this.spec.plans === undefined ? recognise(families) : null;
      const plans = this.spec.plans ?? (this.#state.plans.length > (known?.plans.length ?? 0) ? this.#state.plans : (known?.plans ?? []));
      const said = plans.length === 0 ? ['it answers, but none of its metrics was recognised: choose some by hand in model-vitals.json ("plans")'] : remarks;
      this.#state = {
        ...state, state: plans.length === 0 ? 'failed' : 'live', systems: known?.systems ?? state.systems, plans, queries: Object.fromEntries(plans.map((plan) => [plan.name, promqlText(plan, '5m')])),
        ...(said.length === 0 ? {} : { reason: said.join('; ') }), from: state.from ?? timeMs * 1000, to: timeMs * 1000, updatedMs: timeMs, tookMs,
      };
    } catch (error) {
      const fault = faultOf(error);
      if (fault.code === 'cancelled' || signal.aborted) throw error;
      this.#state = { ...this.#state, state: 'failed', reason: fault.detail };
      await this.#keep({ timeMs, durationMs: 0, down: fault.detail, values: new Map() });
    }
  }

  async #keep(scrape: Scrape): Promise<void> {
    this.#counted?.columns.forEach(({ counting }) => counting.add(valuesOf(scrape)));
    await this.history.append(scrape);
  }
}

function missingReason(plan: MetricPlan): string {
  if (plan.kind === 'expression') return 'a page answers no PromQL: a server with a history does';
  return plan.kind === 'level' || plan.kind === 'level share' ? 'not on the page in this time' : 'two looks at it are needed before it has a figure';
}
