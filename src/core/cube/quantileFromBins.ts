import type { LatencySummary, NumericSummary } from './summary';

/** A percentile with the range that the exact one is certain to lie in. `exact` where both are the same number. */
export interface QuantileEstimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly exact: boolean;
}

/**
 * Percentile `p` in [0, 1] of a window by the definition of type 7 (Hyndman and Fan 1996), like DuckDB's `quantile_cont`.
 * Latency: DDSketch values, within the relative error of the column. Numbers: exact where each bin is one value, otherwise
 * interpolated in the bin with the bin's ends as bounds. NaN without rows.
 */
export function quantileFromBins(summary: NumericSummary | LatencySummary, p: number): QuantileEstimate {
  const n = summary.moments.n;
  if (n === 0 || !(p >= 0 && p <= 1)) return { value: NaN, low: NaN, high: NaN, exact: false };
  const h = (n - 1) * p;
  const lower = byRank(summary, Math.floor(h) + 1);
  const upper = byRank(summary, Math.min(n, Math.floor(h) + 2));
  const f = h - Math.floor(h);
  const mix = (a: number, b: number): number => (f === 0 || a === b ? a : a + f * (b - a));
  return {
    value: mix(lower.value, upper.value),
    low: mix(lower.low, upper.low),
    high: mix(lower.high, upper.high),
    exact: lower.exact && (f === 0 || upper.exact),
  };
}

/** The `rank`-th smallest latency, rank from 1 to n, within the column's relative error; for intervals by order statistics. */
export function latencyQuantileByRank(summary: LatencySummary, rank: number): number {
  return latencyByRank(summary, rank).value;
}

function byRank(summary: NumericSummary | LatencySummary, rank: number): QuantileEstimate {
  return summary.kind === 'latency' ? latencyByRank(summary, rank) : numericByRank(summary, rank);
}

function latencyByRank(summary: LatencySummary, rank: number): QuantileEstimate {
  const { n, min, max } = summary.moments;
  if (!(rank >= 1 && rank <= n)) return { value: NaN, low: NaN, high: NaN, exact: false };
  if (rank === 1) return { value: min, low: min, high: min, exact: true };
  if (rank === n) return { value: max, low: max, high: max, exact: true };
  if (rank <= summary.zero) return { value: 0, low: Math.min(0, min), high: 0, exact: min === 0 };
  const growth = (1 + summary.relativeError) / (1 - summary.relativeError);
  let seen = summary.zero;
  for (let i = 0; i < summary.counts.length; i += 1) {
    seen += summary.counts[i] ?? 0;
    if (seen < rank) continue;
    const index = summary.firstIndex + i;
    const high = growth ** index;
    const clip = (x: number): number => Math.min(max, Math.max(min, x));
    return { value: clip((2 * high) / (growth + 1)), low: clip(high / growth), high: clip(high), exact: false };
  }
  return { value: max, low: max, high: max, exact: true };
}

function numericByRank(summary: NumericSummary, rank: number): QuantileEstimate {
  const { min, max } = summary.moments;
  let before = 0;
  for (let i = 0; i < summary.counts.length; i += 1) {
    const count = summary.counts[i] ?? 0;
    if (before + count < rank) {
      before += count;
      continue;
    }
    if (summary.values !== null) {
      const value = summary.values[i] ?? max;
      return { value, low: value, high: value, exact: true };
    }
    const low = Math.max(min, i === 0 ? -Infinity : (summary.edges[i - 1] ?? -Infinity));
    const high = Math.min(max, summary.edges[i] ?? Infinity);
    const value = low + (high - low) * ((rank - before - 0.5) / count);
    return { value, low, high, exact: low === high };
  }
  return { value: max, low: max, high: max, exact: true };
}
