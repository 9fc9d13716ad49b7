import { setMaxListeners } from 'node:events';
import { faultOf } from '../../../core/domain/fault';
import type { MetricColumn } from '../../../core/metrics/metricColumn';
import type { MetricPlan } from '../../../core/metrics/metricPlan';
import type { MetricSourceState } from '../../../core/metrics/metricSourceState';
import type { PrometheusSpec } from '../../../core/metrics/metricsSpec';
import { promqlText } from '../../../core/metrics/promql/promqlText';
import { recognise } from '../../../core/metrics/recognise/recognise';
import { shownAddress } from '../../http/address';
import { HttpClient } from '../../http/httpClient';
import type { MetricReader, ReaderOptions, TimeAxis } from '../../service/metricReader';
import { PollLoop } from '../../tail/pollLoop';
import { readCredentials } from '../readCredentials';
import { nothingTold, type Told } from '../told';
import { buildsOfServer } from './buildsOfServer';
import { findPromServer } from './findPromServer';
import { familiesOfServer } from './familiesOfServer';
import { firstSample } from './firstSample';
import { KeptAnswers } from './keptAnswers';
import type { PromServer } from './promServer';
import { readPlans } from './readPlans';
import { scrapeInterval } from './scrapeInterval';

const usualPollSeconds = 15;
const usualScrapeSeconds = 15;

/** A server that keeps history: found, asked what it knows, read slot by slot. A failure is its state, and is tried again with each look. */
export class PrometheusReader implements MetricReader {
  #server: PromServer | null = null;
  #client: HttpClient | null = null;
  #loop: PollLoop | null = null;
  #missing: MetricSourceState['missing'] = [];
  #product = '';
  readonly #kept = new KeptAnswers();
  #state: MetricSourceState;

  private constructor(
    readonly spec: PrometheusSpec,
    private readonly options: ReaderOptions,
  ) {
    this.#state = {
      name: spec.name, kind: 'prometheus', address: addressOf(spec.url), state: 'connecting', systems: [], plans: spec.plans ?? [], queries: {}, missing: [], from: null, to: null,
      sampleSeconds: spec.scrapeSeconds ?? usualScrapeSeconds, updatedMs: null, tookMs: null,
    };
  }

  static async open(spec: PrometheusSpec, options: ReaderOptions, signal: AbortSignal): Promise<PrometheusReader> {
    const reader = new PrometheusReader(spec, options);
    await reader.#connect(signal);
    return reader;
  }

  get state(): MetricSourceState {
    return { ...this.#state, missing: this.#missing };
  }

  async columns(axis: TimeAxis, signal: AbortSignal): Promise<readonly MetricColumn[]> {
    if (this.#server === null) await this.#connect(signal);
    const server = this.#server;
    if (server === null) return [];
    // Every query of every plan listens to it.
    setMaxListeners(0, signal);
    try {
      const { plans } = this.#state;
      const scrapeMs = (this.#state.sampleSeconds ?? usualScrapeSeconds) * 1000;
      const read = await readPlans(server, { source: this.spec.name, plans, axis, scrapeMs, nowMs: this.options.now(), labels: this.spec.labels ?? {}, native: /^Prometheus [12]\./.test(this.#product) ? 'linear' : 'exponential', kept: this.#kept, signal });
      this.#missing = read.failed.map(({ plan, reason }) => ({ name: plan.name, reason }));
      const [first] = read.failed;
      if (read.columns.length === 0 && first !== undefined) this.#state = { ...this.#state, state: 'failed', reason: first.reason };
      else this.#answered(server, read.warnings.length === 0 ? {} : { reason: read.warnings.join('; ') });
      return read.columns.map((column) => fromFirst(column, axis, this.#state.from));
    } catch (error) {
      this.#failed(error);
      return [];
    }
  }

  told(axis: TimeAxis, signal: AbortSignal): Promise<Told> {
    return this.#server === null ? Promise.resolve(nothingTold) : buildsOfServer(this.#server, this.#state.plans, this.spec.labels ?? {}, axis, this.options.now(), signal);
  }

  async follow(on: boolean): Promise<void> {
    if (on === (this.#loop !== null)) return;
    await this.#loop?.stop();
    this.#loop = null;
    if (on) {
      this.#loop = new PollLoop((this.spec.pollSeconds ?? usualPollSeconds) * 1000, (signal) => this.#look(signal), () => undefined);
      this.#loop.start();
    }
    if (this.#state.state === 'live' || this.#state.state === 'paused') this.#state = { ...this.#state, state: on ? 'live' : 'paused' };
  }

  async close(): Promise<void> {
    await this.#loop?.stop();
    this.#client?.close();
  }

  /** One harmless question tells whether it answers; the columns are read by those who show them. */
  async #look(signal: AbortSignal): Promise<void> {
    const server = this.#server;
    if (server === null) await this.#connect(signal);
    else {
      try {
        await server.instant('vector(1)', this.options.now(), signal);
        this.#answered(server, {});
      } catch (error) {
        this.#failed(error);
      }
    }
    if (!signal.aborted) this.options.onChange();
  }

  async #connect(signal: AbortSignal): Promise<void> {
    try {
      const { address, credentials } = await readCredentials(this.spec, this.options);
      this.#client?.close();
      this.#kept.clear();
      const client = new HttpClient(address.url.origin, { credentials });
      this.#client = client;
      const { server, product, dataSource } = await findPromServer(client, address.url, signal);
      this.#product = product;
      const labels = this.spec.labels ?? {};
      const nowMs = this.options.now();
      const known = recognise(await familiesOfServer(server, labels, nowMs, signal));
      const plans: readonly MetricPlan[] = this.spec.plans ?? known.plans;
      const sampleSeconds = this.spec.scrapeSeconds ?? (await scrapeInterval(server, signal)) ?? usualScrapeSeconds;
      const from = await firstSample(server, plans, labels, nowMs, signal);
      this.#state = {
        ...this.#state,
        systems: [dataSource === null ? product : `${product} (${dataSource})`, ...known.systems],
        plans,
        queries: Object.fromEntries(plans.map((plan) => [plan.name, promqlText(plan, '5m', new Map(Object.entries(labels)))])),
        from: from === null ? null : from * 1000,
        sampleSeconds,
      };
      this.#server = server;
      this.#answered(server, plans.length === 0 ? { reason: 'it answers, but none of its metrics was recognised: choose some by hand in model-vitals.json ("plans")' } : {});
    } catch (error) {
      this.#failed(error);
    }
  }

  #answered(server: PromServer, { reason }: { readonly reason?: string }): void {
    const { reason: _, ...state } = this.#state;
    const nowMs = this.options.now();
    this.#state = { ...state, state: reason !== undefined && this.#state.plans.length === 0 ? 'failed' : this.#loop === null && state.state === 'paused' ? 'paused' : 'live', ...(reason === undefined ? {} : { reason }), to: nowMs * 1000, updatedMs: nowMs, tookMs: server.latencyMs };
  }

  #failed(error: unknown): void {
    const fault = faultOf(error);
    if (fault.code === 'cancelled') throw error;
    this.#state = { ...this.#state, state: 'failed', reason: fault.detail };
  }
}

/** How much of the slot in which a server begins to know something is covered, nobody knows to the second: no rate is told of it. */
function fromFirst(column: MetricColumn, axis: TimeAxis, from: number | null): MetricColumn {
  const slot = from === null ? -1 : Math.floor((from - axis.start) / axis.step);
  if (column.kind !== 'rate' || from === null || slot < 0 || slot >= axis.count) return column;
  // The look that found it may be a step late, so the slot before may have a little, too.
  const known = (value: number, at: number): number => (at <= slot ? 0 : value);
  return { ...column, amount: column.amount.map(known), seconds: column.seconds.map(known) };
}

function addressOf(url: string): string {
  try {
    return shownAddress(new URL(url));
  } catch {
    return '';
  }
}
