import { quantileSorted as typeSevenSorted } from 'simple-statistics';
import type { Counts } from './counts';
import { countTotal, requireSameLength } from './counts';
import { binomialCdf, binomialSf } from './distributions';
import type { Estimate } from './interval';
import { makeInterval, requireLevel } from './interval';

/**
 * Quantile of an ascending sample, type 7 (Hyndman and Fan 1996; numpy, R and DuckDB's quantile_cont): h = (n-1) p,
 * x_floor(h) + (h - floor h)(x_floor(h)+1 - x_floor(h)), 0-based. Null for an empty sample, one that ends or starts in NaN,
 * or p outside 0..1.
 */
export function quantileSorted(sorted: ArrayLike<number>, p: number): number | null {
  if (sorted.length === 0 || !(p >= 0 && p <= 1)) return null;
  if (Number.isNaN(sorted[0]) || Number.isNaN(sorted[sorted.length - 1])) return null;
  // The library only indexes and reads the length, so that a typed array serves; its type asks for number[].
  return typeSevenSorted(sorted as number[], p);
}

/**
 * Type 7 quantile of a value table: ascending distinct values with whole counts. The same number as `quantileSorted` on the rows.
 * Null for an empty table, a negative count, or p outside 0..1.
 */
export function quantileFromWeighted(values: ArrayLike<number>, counts: Counts, p: number): number | null {
  requireSameLength(values, counts);
  const n = countTotal(counts);
  if (n === null || !(p >= 0 && p <= 1)) return null;
  const h = (n - 1) * p;
  const floor = Math.floor(h);
  const low = orderStatistic(values, counts, floor + 1);
  if (low === null || h === floor) return low;
  const high = orderStatistic(values, counts, floor + 2);
  return high === null ? low : low + (h - floor) * (high - low);
}

/** The value of 1-based rank in a value table; null where the table has fewer rows or rank < 1. */
export function orderStatistic(values: ArrayLike<number>, counts: Counts, rank: number): number | null {
  if (!(rank >= 1)) return null;
  let seen = 0;
  for (let k = 0; k < values.length; k++) {
    seen += counts[k] ?? 0;
    if (seen >= rank) return values[k] ?? null;
  }
  return null;
}

/** 1-based ranks of the order statistics that bound a percentile; null where no order statistic bounds it at this n. */
export interface PercentileRanks {
  readonly lower: number | null;
  readonly upper: number | null;
}

/**
 * Distribution-free interval of the p-quantile: [x_(l), x_(u)] with l the largest rank such that P(Bin(n,p) <= l-1) <= a/2 and
 * u the smallest such that P(Bin(n,p) >= u) <= a/2, a = 1 - level. No upper bound exists while p^n > a/2 (95 %: n < 72 for
 * p95, n < 368 for p99). Assumes independent rows. Sources: Hahn and Meeker 1991; David and Nagaraja 2003.
 */
export function percentileIntervalRanks(n: number, p: number, level = 0.95): PercentileRanks {
  requireLevel(level);
  if (!(n >= 1) || !(p > 0 && p < 1)) return { lower: null, upper: null };
  const tail = (1 - level) / 2;
  // Largest l in 0..n with P(X <= l - 1) <= tail; l = 0 always qualifies and means none.
  let low = 0;
  let high = n;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (binomialCdf(middle - 1, n, p) <= tail) low = middle;
    else high = middle - 1;
  }
  const lower = low;
  // Smallest u in 1..n+1 with P(X >= u) <= tail; n + 1 always qualifies and means none.
  low = 1;
  high = n + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (binomialSf(middle - 1, n, p) <= tail) high = middle;
    else low = middle + 1;
  }
  return { lower: lower >= 1 ? lower : null, upper: low <= n ? low : null };
}

/** Rows needed before the p-quantile has both bounds at this level: the smallest n with p^n and (1-p)^n <= a/2. */
export function rowsForPercentileInterval(p: number, level = 0.95): number {
  requireLevel(level);
  const tail = (1 - level) / 2;
  const needed = (share: number): number => {
    let n = Math.max(1, Math.floor(Math.log(tail) / Math.log(share)) - 1);
    while (share ** n > tail) n++;
    return n;
  };
  return Math.max(needed(p), needed(1 - p));
}

/**
 * Percentile of an ascending sample with its order-statistic interval (bounds null where none exists). In very small samples the
 * interpolated percentile can lie past a bound; the interval is then widened to hold it, which costs no coverage. Null as
 * `quantileSorted`.
 */
export function percentileSorted(sorted: ArrayLike<number>, p: number, level = 0.95): Estimate | null {
  return withInterval(quantileSorted(sorted, p), sorted.length, p, level, (rank) => sorted[rank - 1] ?? null);
}

/** The same from a value table or from bins with one value each. Null as `quantileFromWeighted`. */
export function percentileFromWeighted(values: ArrayLike<number>, counts: Counts, p: number, level = 0.95): Estimate | null {
  return withInterval(quantileFromWeighted(values, counts, p), countTotal(counts) ?? 0, p, level, (rank) => orderStatistic(values, counts, rank));
}

function withInterval(value: number | null, n: number, p: number, level: number, at: (rank: number) => number | null): Estimate | null {
  const ranks = percentileIntervalRanks(n, p, level);
  if (value === null) return null;
  const low = ranks.lower === null ? null : at(ranks.lower);
  const high = ranks.upper === null ? null : at(ranks.upper);
  const interval = makeInterval(low === null ? null : Math.min(low, value), high === null ? null : Math.max(high, value), level, 'order statistics');
  return { value, interval };
}
