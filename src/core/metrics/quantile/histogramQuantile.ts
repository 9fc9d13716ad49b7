/** A percentile of counts in buckets with the bucket that it lies in; `high` is null in the open one above the last finite bound. */
export interface BucketQuantile {
  readonly value: number;
  readonly low: number;
  readonly high: number | null;
}

/**
 * The q-quantile of observations counted in buckets, as Prometheus' `histogram_quantile` has it: linear inside a bucket (exponential inside one of a native
 * histogram's, since Prometheus 3), the first bucket from 0 where its bound is positive, and the last finite bound for what lies above it. Null without
 * observations. `counts[j]` belongs to `edges[j-1] < x <= edges[j]`, the last to all above; width = edges.length + 1. Source: `bucketQuantile` and
 * `histogramQuantile`, prometheus/prometheus, promql/quantile.go.
 */
export function histogramQuantile(counts: Float64Array, edges: Float64Array, q: number, exponential = false): BucketQuantile | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (!(total > 0) || edges.length === 0 || !(q >= 0 && q <= 1)) return null;
  const rank = q * total;
  let before = 0;
  let at = 0;
  // The bucket must hold something: a rank of 0 lies in the first that does.
  while (at < edges.length && (before + (counts[at] ?? 0) < rank || !((counts[at] ?? 0) > 0))) {
    before += counts[at] ?? 0;
    at += 1;
  }
  const last = edges[edges.length - 1] ?? NaN;
  if (at >= edges.length) return { value: last, low: last, high: null };
  const high = edges[at] ?? NaN;
  const low = at > 0 ? (edges[at - 1] ?? NaN) : high > 0 ? 0 : -Infinity;
  if (low === -Infinity) return { value: high, low, high };
  const share = (rank - before) / (counts[at] ?? NaN);
  const value = exponential && low > 0 ? low * (high / low) ** share : low + (high - low) * share;
  return { value, low, high };
}
