import { bucketQuantile, type Interpolation } from './bucketQuantile';

/** A percentile of counts in buckets with the bucket that it lies in; `high` is null in the open one above the last finite bound. */
export interface BucketQuantile {
  readonly value: number;
  readonly low: number;
  readonly high: number | null;
}

/** The percentile of one window of a histogram column (`bucketQuantile`); null without observations. */
export function histogramQuantile(counts: Float64Array, edges: Float64Array, q: number, native: Interpolation | null = null): BucketQuantile | null {
  const { value, low, high } = bucketQuantile(edges, counts, q, native);
  return Number.isNaN(value) ? null : { value, low, high: high === Infinity ? null : high };
}
