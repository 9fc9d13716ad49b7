/*
 * Metrics as OTLP has them, decoded from JSON or protobuf into one shape (open-telemetry/opentelemetry-proto: metrics/v1/metrics.proto). Times are microseconds
 * since 1970 UTC, 0 where none is given. All text is hostile.
 */

/** Names and values as text: a list or map as JSON. */
export type Attributes = ReadonlyMap<string, string>;

export type Temporality = 'delta' | 'cumulative' | 'unspecified';

interface PointBase {
  readonly attributes: Attributes;
  readonly start: number;
  readonly time: number;
  /** The flag "no recorded value": the series ends here. */
  readonly noValue: boolean;
}

export interface NumberPoint extends PointBase {
  readonly kind: 'number';
  readonly value: number;
}

export interface HistogramPoint extends PointBase {
  readonly kind: 'histogram';
  readonly count: number;
  readonly sum: number | null;
  /** Upper bounds, inclusive, ascending; one fewer than `counts`, or both empty where only count and sum are known. */
  readonly bounds: readonly number[];
  /** Of each bucket, not cumulative. */
  readonly counts: readonly number[];
}

/** Bucket i of the positive side holds base^i < x <= base^(i+1), base = 2^(2^-scale); i of `counts[0]` is `offset`. */
export interface ExponentialSide {
  readonly offset: number;
  readonly counts: readonly number[];
}

export interface ExponentialPoint extends PointBase {
  readonly kind: 'exponential';
  readonly count: number;
  readonly sum: number | null;
  readonly scale: number;
  /** Observations of at most `zeroThreshold`, either sign. */
  readonly zeroCount: number;
  readonly zeroThreshold: number;
  readonly positive: ExponentialSide;
  readonly negative: ExponentialSide;
}

/** Quantiles of a summary cannot be added up over series or time and are left out. */
export interface SummaryPoint extends PointBase {
  readonly kind: 'summary';
  readonly count: number;
  readonly sum: number;
}

export type OtlpPoint = NumberPoint | HistogramPoint | ExponentialPoint | SummaryPoint;

export interface OtlpMetric {
  readonly name: string;
  /** UCUM: `s`, `By`, `1`, `{request}`; empty where none is said. */
  readonly unit: string;
  readonly type: 'gauge' | 'sum' | 'histogram' | 'summary';
  /** Of sums and histograms. */
  readonly temporality: Temporality;
  /** Of sums. */
  readonly monotonic: boolean;
  readonly points: readonly OtlpPoint[];
}

export interface OtlpScope {
  readonly resource: Attributes;
  /** Name of the instrumentation scope, empty where none is said. */
  readonly scope: string;
  readonly metrics: readonly OtlpMetric[];
}

export interface OtlpMetrics {
  readonly scopes: readonly OtlpScope[];
  /** Points and metrics that do not fit the format, and the first of their reasons. */
  readonly bad: number;
  readonly badReason: string | null;
}

/** What an OTLP document holds, by its one key. */
export type OtlpKind = 'metrics' | 'traces' | 'logs';
