import { FaultError, faultOf } from '../../../core/domain/fault';
import type { HttpClient } from '../../http/httpClient';
import { HttpFault } from '../../http/httpFault';
import { joinSeries, seriesOf, type PromSeries } from './matrix';
import { isApiError, readAnswer, TooMuchFault, type PromAnswer } from './promReply';
import { pointsOf, rangeChunks, type QueryRange } from './rangeChunks';

export interface RangeAnswer {
  readonly series: readonly PromSeries[];
  readonly warnings: readonly string[];
  /** Parts of the range that could not be had: gaps, each with its reason. */
  readonly failed: readonly { readonly range: QueryRange; readonly reason: string }[];
}

export interface ServerWays {
  /** Parameters of every query. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Newest time of which queries in steps below a minute repeat what was before it, ms. */
  readonly hiddenMs?: number;
}

/** Queries longer than this go by POST: addresses have a bound in every proxy. */
const longestAddress = 1_500;
/** A range that is too much for the server is halved this often. */
const mostHalvings = 4;

/** The HTTP API of Prometheus and of those who speak like it, below one base path (prometheus/prometheus: docs/querying/api.md). */
export class PromServer {
  /** Milliseconds that the last answer took; null before the first. */
  latencyMs: number | null = null;

  /**
   * @param base without a slash at the end
   * @param ways of servers that differ from Prometheus
   */
  constructor(
    readonly client: HttpClient,
    readonly base: string,
    private readonly ways: ServerWays = {},
  ) {}

  get host(): string {
    return new URL(this.client.origin).host;
  }

  /** One call. @throws HttpFault, FaultError `cancelled` */
  async call(path: string, parameters: Readonly<Record<string, string | readonly string[]>>, signal?: AbortSignal, form = false): Promise<PromAnswer> {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(parameters)) for (const each of typeof value === 'string' ? [value] : value) query.append(name, each);
    const text = query.toString();
    const post = form && text.length > longestAddress;
    const url = new URL(`${this.client.origin}${this.base}/api/v1/${path}${post || text === '' ? '' : `?${text}`}`);
    const reply = await this.client.send({ url, takes: isApiError, ...(post ? { form: query } : {}), ...(signal === undefined ? {} : { signal }) });
    this.latencyMs = reply.tookMs;
    return readAnswer(reply, this.host, (said) => this.client.shown(said));
  }

  /** An instant query at `ms`. @throws HttpFault */
  async instant(query: string, ms: number, signal?: AbortSignal): Promise<{ readonly series: readonly PromSeries[]; readonly warnings: readonly string[] }> {
    const { data, warnings } = await this.call('query', { ...this.ways.parameters, query, time: seconds(ms) }, signal, true);
    return { series: this.#series(data), warnings };
  }

  /**
   * A range query, in as many requests as the server's bound of points asks for; parts that fail are reported and leave the others as they are.
   * @throws HttpFault where no part could be had; FaultError `cancelled`
   */
  async range(query: string, range: QueryRange, signal?: AbortSignal): Promise<RangeAnswer> {
    // In steps below a minute what is hidden is not left out but filled with what was before: it is not asked for.
    const { hiddenMs = 0 } = this.ways;
    const until = hiddenMs === 0 || range.stepMs >= 60_000 ? range.endMs : Math.min(range.endMs, this.client.clock.now() - hiddenMs);
    if (until < range.startMs) return { series: [], warnings: [], failed: [] };
    return this.#together(query, rangeChunks({ ...range, endMs: until }), mostHalvings, signal);
  }

  async #together(query: string, ranges: readonly QueryRange[], halvings: number, signal?: AbortSignal): Promise<RangeAnswer> {
    const parts = await Promise.allSettled(ranges.map((range) => this.#part(query, range, halvings, signal)));
    const had = parts.flatMap((part) => (part.status === 'fulfilled' ? [part.value] : []));
    const missing = parts.flatMap((part, index) => (part.status === 'rejected' ? [{ range: ranges[index], error: part.reason as unknown }] : []));
    const [first] = missing;
    if (first !== undefined && (had.length === 0 || signal?.aborted === true)) throw first.error;
    return {
      series: joinSeries(had.map(({ series }) => series)),
      warnings: [...new Set(had.flatMap(({ warnings }) => warnings))],
      failed: [...had.flatMap(({ failed }) => failed), ...missing.flatMap(({ range, error }) => (range === undefined ? [] : [{ range, reason: faultOf(error).detail }]))],
    };
  }

  async #part(query: string, range: QueryRange, halvings: number, signal?: AbortSignal): Promise<RangeAnswer> {
    try {
      const { startMs, endMs, stepMs } = range;
      const { data, warnings } = await this.call('query_range', { ...this.ways.parameters, query, start: seconds(startMs), end: seconds(endMs), step: seconds(stepMs) }, signal, true);
      return { series: this.#series(data), warnings, failed: [] };
    } catch (error) {
      const points = pointsOf(range);
      const large = error instanceof TooMuchFault || (error instanceof HttpFault && error.problem === 'too large');
      if (!large || points < 2 || halvings === 0) throw error;
      return this.#together(query, rangeChunks(range, Math.ceil(points / 2)), halvings - 1, signal);
    }
  }

  #series(data: unknown): readonly PromSeries[] {
    const series = seriesOf(data);
    if (series === null) throw new HttpFault('malformed', `what ${this.host} answered to a query is no series: check the address`);
    return series;
  }
}

/** Seconds with milliseconds, as the API takes times and steps. */
export function seconds(ms: number): string {
  if (!Number.isFinite(ms)) throw FaultError.of('bad-arguments', 'no time');
  return (ms / 1_000).toFixed(3).replace(/\.?0+$/, '');
}
