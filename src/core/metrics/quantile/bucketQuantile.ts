import type { QuantileEstimate } from '../../cube/quantileFromBins';
import { repairMonotone } from './repairMonotone';

/** How a percentile is placed inside a bucket of a native histogram: Prometheus 3 goes by the logarithm, 2.x by the value. */
export type Interpolation = 'linear' | 'exponential';

const none: QuantileEstimate = { value: NaN, low: NaN, high: NaN, exact: false };

/**
 * `histogram_quantile(q, …)` of Prometheus on classic buckets: linear inside the bucket, the first bucket from 0 where its bound is above 0, its
 * bound itself where not, and the last finite bound for what lies above it. `low` and `high` are the bounds of the bucket, which the true
 * percentile lies between; `high` is infinite above the last bound, `low` is infinite below a first bound of at most 0.
 *
 * `bounds` ascend and end with +Infinity, `cumulative` as they come (see repairMonotone). NaN without observations, with fewer than two buckets,
 * without +Infinity, and for q outside 0..1.
 */
export function cumulativeQuantile(bounds: readonly number[], cumulative: readonly number[], q: number): QuantileEstimate {
  const last = bounds.length - 1;
  if (!(q >= 0 && q <= 1) || last < 1 || bounds[last] !== Infinity) return none;
  const { counts } = repairMonotone(cumulative);
  const total = counts[last] ?? 0;
  if (!(total > 0)) return none;
  const rank = q * total;
  let b = 0;
  while (b < last && (counts[b] ?? 0) < rank) b += 1;
  const end = bounds[b] ?? NaN;
  const start = bounds[b - 1] ?? NaN;
  if (b === last) return { value: start, low: start, high: Infinity, exact: false };
  if (b === 0 && end <= 0) return { value: end, low: -Infinity, high: end, exact: false };
  const below = b === 0 ? 0 : (counts[b - 1] ?? 0);
  const low = b === 0 ? 0 : start;
  return { value: low + (end - low) * ((rank - below) / ((counts[b] ?? 0) - below)), low, high: end, exact: false };
}

/**
 * The percentile of one window of a histogram column: `edges` are the finite upper bounds, `counts` the observations of each bucket, one more
 * than edges. Classic columns as above; exponential ones as Prometheus does for native histograms.
 */
export function bucketQuantile(edges: ArrayLike<number>, counts: ArrayLike<number>, q: number, native: Interpolation | null): QuantileEstimate {
  if (native !== null) return nativeQuantile(edges, counts, q, native);
  const bounds = [...Array.from(edges), Infinity];
  let running = 0;
  return cumulativeQuantile(bounds, bounds.map((_, i) => (running += counts[i] ?? 0)), q);
}

/**
 * `histogram_quantile` on native buckets: counted from the nearer end, so that where a percentile falls between two filled buckets the lower half
 * of the range takes the bucket below and the upper half the one above. Across zero the interpolation is linear, and the zero bucket ends at 0 on
 * the side where there is no other bucket.
 */
function nativeQuantile(edges: ArrayLike<number>, counts: ArrayLike<number>, q: number, interpolation: Interpolation): QuantileEstimate {
  let total = 0;
  for (let i = 0; i <= edges.length; i += 1) total += counts[i] ?? 0;
  if (!(q >= 0 && q <= 1) || !(total > 0)) return none;
  const upwards = q < 0.5;
  const rank = upwards ? q * total : (1 - q) * total;
  let seen = 0;
  let b = -1;
  for (let k = 0; k <= edges.length; k += 1) {
    const i = upwards ? k : edges.length - k;
    const count = counts[i] ?? 0;
    if (!(count > 0)) continue;
    seen += count;
    b = i;
    if (seen >= rank) break;
  }
  const count = counts[b] ?? NaN;
  let low = b === 0 ? -Infinity : (edges[b - 1] ?? NaN);
  let high = b === edges.length ? Infinity : (edges[b] ?? NaN);
  if (low < 0 && high > 0) {
    if (!some(counts, 0, b)) low = 0;
    else if (!some(counts, b + 1, edges.length + 1)) high = 0;
  } else if (b === 0 && high <= 0) return { value: high, low: high === 0 ? 0 : low, high, exact: high === 0 };
  if (high === Infinity) return { value: low, low, high, exact: false };
  const share = Math.min(1, Math.max(0, (upwards ? rank - (seen - count) : seen - rank) / count));
  return { value: place(low, high, share, interpolation), low, high, exact: false };
}

function some(counts: ArrayLike<number>, from: number, to: number): boolean {
  for (let i = from; i < to; i += 1) if ((counts[i] ?? 0) > 0) return true;
  return false;
}

function place(low: number, high: number, share: number, interpolation: Interpolation): number {
  if (interpolation === 'linear' || (low <= 0 && high >= 0)) return low + (high - low) * share;
  const from = Math.log2(Math.abs(low));
  const to = Math.log2(Math.abs(high));
  return Math.sign(low) * 2 ** (from + (to - from) * share);
}
