import type { MetricRole } from './metricRole';
import type { Interpolation } from './quantile/bucketQuantile';

/*
 * What a metric server, a /metrics page or an OTLP stream says of a model, cut into the slots of a time axis. Like the columns of a log, every
 * number is additive over slots, so that a window is a sum; a slot of which the source says nothing has zero weight and is drawn as a gap.
 * S is the number of slots.
 */

export interface MetricIdentity {
  /** Name of the source that says it. */
  readonly source: string;
  /** Unique among the columns of a model: `prod:queue depth`. */
  readonly id: string;
  /** For people: `queue depth`, `p95 of time to first token`. */
  readonly name: string;
  /** As the server calls it: `vllm:num_requests_waiting`. */
  readonly metric: string;
  readonly role: MetricRole;
  /** Of the values after scaling: `ms`, `share` (0 to 1), `bytes`, `tokens`, `requests`, `W`, `°C`, or empty where none is known. */
  readonly unit: string;
}

/** Observations counted in buckets. Bucket j holds `edges[j-1] < x <= edges[j]`, the first and the last are open. */
export interface HistogramMetric extends MetricIdentity {
  readonly kind: 'histogram';
  /** Strictly ascending upper bounds, finite. */
  readonly edges: Float64Array;
  readonly counts: Float64Array; // S * (edges.length + 1); fractions where a server extrapolates
  readonly sum: Float64Array; // S, sum of the values; NaN where the source has none
  /** How a percentile is placed inside of a bucket of a native histogram, as the server that was asked does; null for buckets of fixed bounds. */
  readonly native: Interpolation | null;
}

/** Samples of a level: queue depth, memory, utilisation. */
export interface LevelMetric extends MetricIdentity {
  readonly kind: 'level';
  readonly n: Float64Array; // S, samples
  readonly sum: Float64Array; // S
  readonly sumSq: Float64Array; // S
  readonly min: Float64Array; // S, NaN without samples
  readonly max: Float64Array; // S
}

/** Increase of a counter and the seconds that it was observed over. */
export interface RateMetric extends MetricIdentity {
  readonly kind: 'rate';
  readonly amount: Float64Array; // S
  readonly seconds: Float64Array; // S, 0 in a gap
}

/** Increase of one counter as a share of another's: errors of requests, hits of look-ups. */
export interface RatioMetric extends MetricIdentity {
  readonly kind: 'ratio';
  readonly part: Float64Array; // S
  readonly whole: Float64Array; // S
}

/** Where only a sum and a count exist there is a mean and no percentile. */
export interface MeanMetric extends MetricIdentity {
  readonly kind: 'mean';
  readonly sum: Float64Array; // S
  readonly count: Float64Array; // S
}

export type MetricColumn = HistogramMetric | LevelMetric | RateMetric | RatioMetric | MeanMetric;
