import type { MetricIdentity } from './metricColumn';

/** Which series of a metric: `vllm:num_requests_waiting{model_name="m"}`. */
export interface Selector {
  readonly metric: string;
  readonly matchers: readonly { readonly label: string; readonly op: '=' | '!=' | '=~' | '!~'; readonly value: string }[];
  /** The observations of a native histogram, which has no series of its own that counts them. */
  readonly observations?: true;
}

interface Planned extends Omit<MetricIdentity, 'source' | 'id'> {
  /** Why it was proposed, for people: `preset vLLM`, `histogram in seconds with the most requests`. */
  readonly reason: string;
  /** Factor from the server's unit to `unit`: 1000 from seconds to ms. */
  readonly scale: number;
}

/**
 * How one metric column is had from a server, independent of protocol: PromQL is written from it for a server that keeps history, and the
 * samples of scraped pages are evaluated by it where none does. Selected series are summed unless `aggregate` says otherwise.
 */
export type MetricPlan = Planned &
  (
    | { readonly kind: 'histogram'; readonly of: Selector; /** Base name without `_bucket`. */ readonly native: boolean }
    | { readonly kind: 'level'; readonly of: Selector; readonly aggregate: 'sum' | 'mean' | 'max' }
    /** A gauge as a share of another: memory used of memory there. `complement` takes 1 minus it. */
    | { readonly kind: 'level share'; readonly part: readonly Selector[]; readonly whole: readonly Selector[]; readonly complement?: true }
    | { readonly kind: 'rate'; readonly of: Selector }
    | { readonly kind: 'ratio'; readonly part: readonly Selector[]; readonly whole: readonly Selector[]; readonly complement?: true }
    | { readonly kind: 'mean'; readonly sum: Selector; readonly count: Selector }
    /** Written or edited by a person; its value at each step is a level. Servers with PromQL only. */
    | { readonly kind: 'expression'; readonly promql: string }
  );
