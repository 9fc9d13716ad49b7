/*
 * One shape for all exposition formats. Names are those that PromQL knows: a counter's family is called as its samples are, with `_total`
 * where the target says so; a histogram's or summary's family has the name without `_bucket`, `_sum`, `_count`.
 */

export type FamilyType = 'counter' | 'gauge' | 'histogram' | 'gauge histogram' | 'summary' | 'info' | 'state set' | 'unknown';

/** Label names and values as the target writes them: hostile text. Without `le` and `quantile` where these were folded in. */
export type Labels = ReadonlyMap<string, string>;

export interface PlainSample {
  readonly labels: Labels;
  readonly value: number; // NaN and infinities are kept
  /** Milliseconds since 1970 UTC, null where the target gives none. */
  readonly timestampMs: number | null;
}

/** Buckets on one side of zero: bucket `index` of the positive side holds `base^(index-1) < x <= base^index`, base = 2^(2^-schema). */
export interface NativeBuckets {
  readonly indices: readonly number[]; // ascending
  readonly counts: readonly number[];
}

/** A native (exponential, sparse) histogram, counted since the start of the process. */
export interface NativeHistogram {
  readonly schema: number; // -4 to 8
  /** Observations of at most this size, either sign, are in the zero bucket. */
  readonly zeroThreshold: number;
  readonly zeroCount: number;
  readonly positive: NativeBuckets;
  readonly negative: NativeBuckets;
}

export interface HistogramSample {
  readonly labels: Labels;
  /** Upper bounds, strictly ascending, with +Infinity last; empty where the target has native buckets alone. */
  readonly bounds: readonly number[];
  /** Observations of at most the bound, as exposed: not yet made monotone. */
  readonly cumulative: readonly number[];
  readonly native: NativeHistogram | null;
  readonly sum: number | null;
  readonly count: number | null;
  readonly timestampMs: number | null;
}

export interface SummarySample {
  readonly labels: Labels;
  readonly quantiles: readonly { readonly q: number; readonly value: number }[];
  readonly sum: number | null;
  readonly count: number | null;
  readonly timestampMs: number | null;
}

export interface MetricFamily {
  readonly name: string;
  readonly type: FamilyType;
  /** Of OpenMetrics or protobuf: `seconds`, `bytes`. Null where none is said. */
  readonly unit: string | null;
  readonly help: string | null;
  /** Of counters, gauges and what has no type; empty for the two below. */
  readonly samples: readonly PlainSample[];
  readonly histograms: readonly HistogramSample[];
  readonly summaries: readonly SummarySample[];
}

export interface BadLine {
  /** From 1; in protobuf the number of the message. */
  readonly line: number;
  readonly reason: string;
}

export interface ScrapedPage {
  readonly format: 'text' | 'openmetrics' | 'protobuf';
  /** In the order of the page. */
  readonly families: ReadonlyMap<string, MetricFamily>;
  readonly samples: number;
  readonly bad: { readonly count: number; /** The first ones. */ readonly examples: readonly BadLine[] };
  /** Why not all of the page was read; null where it was. */
  readonly cut: string | null;
}
