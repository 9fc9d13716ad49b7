import type { Counts } from './counts';
import { countTotal, requireSameLength } from './counts';
import { mergeToCounts } from './ks';

/**
 * Wasserstein-1 (earth mover's) distance of two ascending samples, the integral of |F - G|, in the unit of the values; equal
 * sizes give the mean absolute difference of order statistics. Null where a sample is empty or holds a non-finite value.
 * Source: Vallender 1974.
 */
export function wassersteinSorted(baselineSorted: ArrayLike<number>, currentSorted: ArrayLike<number>): number | null {
  const table = mergeToCounts(baselineSorted, currentSorted);
  return table === null ? null : wassersteinFromWeighted(table.values, table.baseline, table.current);
}

/**
 * The same from a value table: ascending distinct values with the counts of both windows; exact. Null where a side is empty or
 * a value that occurs is not finite.
 */
export function wassersteinFromWeighted(values: ArrayLike<number>, baselineCounts: Counts, currentCounts: Counts): number | null {
  requireSameLength(baselineCounts, currentCounts);
  requireSameLength(values, currentCounts);
  const n = countTotal(baselineCounts);
  const m = countTotal(currentCounts);
  if (n === null || m === null) return null;
  let seenBaseline = 0;
  let seenCurrent = 0;
  let previous = Number.NaN;
  let sum = 0;
  for (let k = 0; k < values.length; k++) {
    const b = baselineCounts[k] ?? 0;
    const c = currentCounts[k] ?? 0;
    if (b === 0 && c === 0) continue;
    const value = values[k] ?? Number.NaN;
    if (!Number.isFinite(value)) return null;
    if (seenBaseline > 0 || seenCurrent > 0) sum += Math.abs(seenBaseline / n - seenCurrent / m) * (value - previous);
    seenBaseline += b;
    seenCurrent += c;
    previous = value;
  }
  return sum;
}

/** One window over shared bins: counts of `edges.length + 1` bins, the outer two open, closed by the window's own extremes. */
export interface WindowBins {
  readonly counts: Counts;
  readonly min: number;
  readonly max: number;
}

/**
 * Wasserstein-1 from bins `(edges[k-1], edges[k]]`: the integral of |F - G| where each F runs straight between its known
 * points, from 0 at the window's min over the edges to 1 at its max. Each end bin is closed by that window's own extreme: one
 * common end would spread a tail over the other window's outlier. Exact where rows lie evenly in their bins; else off by at most
 * `wassersteinBinBound`. Null where a side is empty or an extreme is not finite.
 */
export function wassersteinBinned(edges: ArrayLike<number>, baseline: WindowBins, current: WindowBins): number | null {
  const f = cumulative(edges, baseline);
  const g = cumulative(edges, current);
  if (f === null || g === null) return null;
  const knots = mergedKnots(f.at, g.at);
  const fRight = evaluate(f, knots);
  const gRight = evaluate(g, knots);
  let sum = 0;
  for (let k = 1; k < knots.length; k++) {
    const width = (knots[k] ?? 0) - (knots[k - 1] ?? 0);
    // From the limit on the right of the earlier knot to the limit on the left of the later one.
    const start = (fRight.after[k - 1] ?? 0) - (gRight.after[k - 1] ?? 0);
    const end = (fRight.before[k] ?? 0) - (gRight.before[k] ?? 0);
    sum += width * meanAbsoluteOnLine(start, end);
  }
  return sum;
}

/**
 * How far `wassersteinBinned` can lie from the distance of the rows, in the unit of the values: the sum over both windows of bin
 * share times half the bin's width within the window's extremes. An even spread over a bin is at most half its width (Wasserstein-1)
 * from any other that stays in the bin, and the distance is a metric. Null as there.
 */
export function wassersteinBinBound(edges: ArrayLike<number>, baseline: WindowBins, current: WindowBins): number | null {
  const f = cumulative(edges, baseline);
  const g = cumulative(edges, current);
  return f === null || g === null ? null : spreadWithin(f) + spreadWithin(g);
}

function spreadWithin({ at, share }: Cumulative): number {
  let sum = 0;
  for (let k = 1; k < at.length; k++) sum += ((share[k] ?? 0) - (share[k - 1] ?? 0)) * (((at[k] ?? 0) - (at[k - 1] ?? 0)) / 2);
  return sum;
}

/** Distinct values of two ascending lists, ascending. */
function mergedKnots(a: readonly number[], b: readonly number[]): Float64Array {
  const merged = new Float64Array(a.length + b.length);
  let count = 0;
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    const x = a[i] ?? Infinity;
    const y = b[j] ?? Infinity;
    const next = x <= y ? x : y;
    if (x <= y) i++;
    else j++;
    if (count === 0 || merged[count - 1] !== next) merged[count++] = next;
  }
  return merged.subarray(0, count);
}

/** Mean of |x| while x runs evenly from start to end. */
function meanAbsoluteOnLine(start: number, end: number): number {
  if (start * end >= 0) return (Math.abs(start) + Math.abs(end)) / 2;
  return (start * start + end * end) / (2 * (Math.abs(start) + Math.abs(end)));
}

interface Cumulative {
  readonly at: readonly number[];
  readonly share: readonly number[];
}

/** Points of a window's distribution function: (min, 0), the edges strictly inside the extremes, (max, 1). */
function cumulative(edges: ArrayLike<number>, window: WindowBins): Cumulative | null {
  if (window.counts.length !== edges.length + 1) throw new RangeError('bins must be one more than edges');
  const total = countTotal(window.counts);
  if (total === null || !Number.isFinite(window.min) || !Number.isFinite(window.max) || window.min > window.max) return null;
  const at = [window.min];
  const share = [0];
  let seen = 0;
  for (let k = 0; k < edges.length; k++) {
    seen += window.counts[k] ?? 0;
    const edge = edges[k] ?? Number.NaN;
    if (edge >= window.max) break;
    if (edge < window.min) continue;
    at.push(edge);
    share.push(seen / total);
  }
  at.push(window.max);
  share.push(1);
  return { at, share };
}

/** Left and right limits of the piecewise linear function at each ascending knot; equal points are jumps. */
function evaluate(f: Cumulative, knots: Float64Array): { readonly before: Float64Array; readonly after: Float64Array } {
  const before = new Float64Array(knots.length);
  const after = new Float64Array(knots.length);
  let next = 0; // first point at or above the knot
  for (let k = 0; k < knots.length; k++) {
    const x = knots[k] ?? 0;
    while (next < f.at.length && (f.at[next] ?? 0) < x) next++;
    const x1 = f.at[next];
    if (x1 === undefined) {
      before[k] = 1;
      after[k] = 1;
    } else if (x1 === x) {
      let last = next;
      while (f.at[last + 1] === x) last++;
      // A first point at 0 has nothing before it; of several equal points the first is the limit from the left.
      before[k] = f.share[next] ?? 0;
      after[k] = f.share[last] ?? 0;
    } else if (next > 0) {
      const x0 = f.at[next - 1] ?? 0;
      const y0 = f.share[next - 1] ?? 0;
      const y1 = f.share[next] ?? 0;
      const y = y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
      before[k] = y;
      after[k] = y;
    }
  }
  return { before, after };
}

/** Spread of the baseline, in the unit of the values. */
export interface Spread {
  readonly sd: number;
  readonly iqr: number;
  readonly range: number;
}

/** By what a distance was divided, or why it could not be. */
export type Normalised =
  | { readonly value: number; readonly by: 'sd' | 'iqr' | 'range'; readonly scale: number }
  | { readonly value: null; readonly reason: 'constant' };

/** A standard deviation above this many times IQR/1.349 (1 for a normal, 2 for a log-normal of sigma 1) is made by a few rows. */
export const HEAVY_TAIL_RATIO = 10;

/**
 * A distance in baseline standard deviations. Where the sd is 0, not finite or made by heavy tails (above `HEAVY_TAIL_RATIO`
 * robust sds), by IQR/1.349, which is the sd of a normal; where that is 0 too, by the sd if it is positive, then the range;
 * else the baseline is constant and no scale exists.
 */
export function normalise(value: number, spread: Spread): Normalised {
  const robust = spread.iqr / 1.349;
  const usableSd = spread.sd > 0 && Number.isFinite(spread.sd);
  const usableIqr = robust > 0 && Number.isFinite(robust);
  if (usableSd && !(usableIqr && spread.sd > HEAVY_TAIL_RATIO * robust)) return { value: value / spread.sd, by: 'sd', scale: spread.sd };
  if (usableIqr) return { value: value / robust, by: 'iqr', scale: robust };
  if (spread.range > 0 && Number.isFinite(spread.range)) return { value: value / spread.range, by: 'range', scale: spread.range };
  return { value: null, reason: 'constant' };
}
