import type { Counts } from './counts';
import { countTotal, requireSameLength } from './counts';
import { kolmogorovSf } from './distributions';

/** Above this product of the sample sizes the p-value is asymptotic; below it every path of the lattice is counted. */
export const KS_EXACT_LIMIT = 1e6;

export interface KsStatistic {
  /** D = sup |F - G|, 0..1. */
  readonly statistic: number;
  /** max |i N - j n| over the ends of tie blocks, i baseline and j current rows seen: D n N without rounding. */
  readonly integerStatistic: number;
  /** Rows of the baseline and of the current window. */
  readonly baselineSize: number;
  readonly currentSize: number;
  /** Position of the supremum: index into the value table, or into the pooled distinct values. */
  readonly position: number;
  /** Rows of both windows at each pooled distinct value (bin), in order: the tie blocks. */
  readonly blocks: Counts;
  /** How far the D of the rows can lie above this one where the blocks are bins: the largest min(p_k, q_k). */
  readonly binError: number;
}

export interface KsResult extends KsStatistic {
  readonly p: number;
  readonly method: 'exact' | 'asymptotic';
}

/**
 * Two-sample Kolmogorov-Smirnov statistic of two ascending samples, taken after each block of tied values. Infinities are
 * values. Null where a sample is empty or holds NaN.
 */
export function ksTwoSample(baselineSorted: ArrayLike<number>, currentSorted: ArrayLike<number>): KsStatistic | null {
  const table = mergeToCounts(baselineSorted, currentSorted);
  return table === null ? null : ksFromCounts(table.baseline, table.current);
}

/**
 * The statistic from the counts of both windows over the same ordered distinct values (exact) or ordered bins (then a lower
 * bound of the rows' D, off by at most `binError`). Null where a side is empty or a count is not a finite number >= 0.
 */
export function ksFromCounts(baseline: Counts, current: Counts): KsStatistic | null {
  requireSameLength(baseline, current);
  const baselineSize = countTotal(baseline);
  const currentSize = countTotal(current);
  if (baselineSize === null || currentSize === null) return null;
  const blocks = new Float64Array(baseline.length);
  let seenBaseline = 0;
  let seenCurrent = 0;
  let integerStatistic = 0;
  let position = 0;
  let binError = 0;
  for (let k = 0; k < baseline.length; k++) {
    const b = baseline[k] ?? 0;
    const c = current[k] ?? 0;
    blocks[k] = b + c;
    binError = Math.max(binError, Math.min(b / baselineSize, c / currentSize));
    seenBaseline += b;
    seenCurrent += c;
    const gap = Math.abs(seenBaseline * currentSize - seenCurrent * baselineSize);
    if (gap > integerStatistic) {
      integerStatistic = gap;
      position = k;
    }
  }
  const statistic = Math.min(1, integerStatistic / (baselineSize * currentSize));
  return { statistic, integerStatistic, baselineSize, currentSize, position, blocks, binError };
}

/**
 * Asymptotic p-value Q(lambda), lambda = D (sqrt e + 0.12 + 0.11/sqrt e), e = nN/(n+N) (Stephens 1970); 1 for lambda < 0.3.
 * Ties make it conservative. Null unless both sizes are positive.
 */
export function ksPValueAsymptotic(statistic: number, baselineSize: number, currentSize: number): number | null {
  if (!(baselineSize > 0) || !(currentSize > 0) || !(statistic >= 0)) return null;
  const root = Math.sqrt((baselineSize * currentSize) / (baselineSize + currentSize));
  const lambda = statistic * (root + 0.12 + 0.11 / root);
  return lambda < 0.3 ? 1 : Math.min(1, kolmogorovSf(lambda));
}

/**
 * Exact two-sided p-value by counting lattice paths, conditional on the ties: with c(i, j) the share of paths to (i, j) that
 * reach |i N - j n| >= observed at the end of a tie block, c(i, j) = c(i-1, j) i/(i+j) + c(i, j-1) j/(i+j), and c = 1 where
 * the block end itself reaches it; p = c(n, N). Summing the paths that do reach it, not those that do not, keeps small
 * p-values exact. Comparisons are between integers. Cost at most n N steps. Sources: Hodges 1958; Schroeer and Trenkler 1995.
 * Null where n N is above `KS_EXACT_LIMIT` or counts are not whole.
 */
export function ksPValueExact(ks: KsStatistic): number | null {
  const n = ks.baselineSize;
  const m = ks.currentSize;
  if (n * m > KS_EXACT_LIMIT || !Number.isInteger(n) || !Number.isInteger(m)) return null;
  if (ks.integerStatistic === 0) return 1;
  const blockEnd = new Uint8Array(n + m + 1);
  let seen = 0;
  for (let k = 0; k < ks.blocks.length; k++) {
    seen += ks.blocks[k] ?? 0;
    if (!Number.isInteger(seen)) return null;
    blockEnd[seen] = 1;
  }
  // The lattice is walked by diagonals s = i + j. Cells outside lo..hi hold 1: only the band where paths can still stay is worked.
  const share = new Float64Array(n + 3); // share[i + 1] belongs to i
  let lo = 0;
  let hi = 0;
  for (let s = 1; s <= n + m; s++) {
    share[lo] = 1;
    share[hi + 2] = 1;
    hi = Math.min(hi + 1, n);
    const first = Math.max(lo, s - m);
    for (let i = hi; i >= first; i--) {
      share[i + 1] = ((share[i] ?? 0) * i + (share[i + 1] ?? 0) * (s - i)) / s;
    }
    lo = first;
    if (blockEnd[s] === 0) continue;
    while (lo <= hi && Math.abs(lo * m - (s - lo) * n) >= ks.integerStatistic) lo++;
    while (lo <= hi && Math.abs(hi * m - (s - hi) * n) >= ks.integerStatistic) hi--;
    if (lo > hi) return 1;
  }
  return Math.min(1, share[n + 1] ?? 0);
}

/** The test on value tables or bins: exact p-value up to `KS_EXACT_LIMIT`, asymptotic above. On bins it tests the binned values. */
export function ksTestFromCounts(baseline: Counts, current: Counts): KsResult | null {
  const ks = ksFromCounts(baseline, current);
  if (ks === null) return null;
  const exact = ksPValueExact(ks);
  if (exact !== null) return { ...ks, p: exact, method: 'exact' };
  const p = ksPValueAsymptotic(ks.statistic, ks.baselineSize, ks.currentSize);
  return p === null ? null : { ...ks, p, method: 'asymptotic' };
}

/** The test on two ascending samples. Null as for `ksTwoSample`. */
export function ksTest(baselineSorted: ArrayLike<number>, currentSorted: ArrayLike<number>): KsResult | null {
  const table = mergeToCounts(baselineSorted, currentSorted);
  return table === null ? null : ksTestFromCounts(table.baseline, table.current);
}

/** Pooled distinct values of two ascending samples with both counts; null where a sample is empty or holds NaN. Throws a RangeError where one is unsorted. */
export function mergeToCounts(
  baselineSorted: ArrayLike<number>,
  currentSorted: ArrayLike<number>,
): { readonly values: readonly number[]; readonly baseline: readonly number[]; readonly current: readonly number[] } | null {
  const n = baselineSorted.length;
  const m = currentSorted.length;
  if (n === 0 || m === 0) return null;
  const values: number[] = [];
  const baseline: number[] = [];
  const current: number[] = [];
  let i = 0;
  let j = 0;
  while (i < n || j < m) {
    const a = i < n ? (baselineSorted[i] ?? Number.NaN) : Infinity;
    const b = j < m ? (currentSorted[j] ?? Number.NaN) : Infinity;
    const value = Math.min(a, b);
    if (Number.isNaN(value)) return null;
    const last = values[values.length - 1];
    if (last !== undefined && value <= last) throw new RangeError('samples must be sorted ascending');
    const i0 = i;
    const j0 = j;
    while (i < n && baselineSorted[i] === value) i++;
    while (j < m && currentSorted[j] === value) j++;
    values.push(value);
    baseline.push(i - i0);
    current.push(j - j0);
  }
  return { values, baseline, current };
}
