import type { ValueTable } from '../cube/exact';
import type { LatencySummary } from '../cube/summary';

/** Order statistics of the latencies of one window, from sketch bins or from the rows' own values. */
export interface LatencyOrder {
  readonly n: number;
  /** Value of 1-based rank; NaN outside 1..n. */
  readonly atRank: (rank: number) => number;
}

function cumulate(counts: ArrayLike<number>, before: number): Float64Array {
  const cumulative = new Float64Array(counts.length);
  let seen = before;
  for (let k = 0; k < counts.length; k += 1) {
    seen += counts[k] ?? 0;
    cumulative[k] = seen;
  }
  return cumulative;
}

/** First index whose cumulative count reaches `rank`. */
export function binOfRank(cumulative: Float64Array, rank: number): number {
  let low = 0;
  let high = cumulative.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cumulative[middle] ?? 0) >= rank) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Order statistics from DDSketch bins: each value is within the sketch's relative error. Values at or below 0 are 0, results
 * are held within the window's smallest and largest value, which are known exactly.
 */
export function sketchOrder(summary: LatencySummary): LatencyOrder {
  const cumulative = cumulate(summary.counts, summary.zero);
  const n = cumulative.at(-1) ?? summary.zero;
  const growth = (1 + summary.relativeError) / (1 - summary.relativeError);
  const { min, max } = summary.moments;
  const atRank = (rank: number): number => {
    if (!(rank >= 1 && rank <= n)) return Number.NaN;
    if (rank === 1 && Number.isFinite(min)) return min;
    if (rank === n && Number.isFinite(max)) return max;
    if (rank <= summary.zero) return Math.min(0, Number.isFinite(max) ? max : 0);
    const value = (2 * growth ** (summary.firstIndex + binOfRank(cumulative, rank))) / (growth + 1);
    return Math.min(Number.isFinite(max) ? max : value, Math.max(Number.isFinite(min) ? min : value, value));
  };
  return { n, atRank };
}

/** Order statistics from a value table: exact. */
export function tableOrder(table: ValueTable, window: 'baseline' | 'current'): LatencyOrder {
  const cumulative = cumulate(table[window], 0);
  const n = cumulative.at(-1) ?? 0;
  return { n, atRank: (rank) => (rank >= 1 && rank <= n ? (table.values[binOfRank(cumulative, rank)] ?? Number.NaN) : Number.NaN) };
}

/** Type 7 quantile (Hyndman and Fan 1996; numpy's and DuckDB's `quantile_cont`): h = (n - 1) p between neighbouring ranks. */
export function orderQuantile(order: LatencyOrder, p: number): number | null {
  if (order.n < 1) return null;
  const h = (order.n - 1) * p;
  const floor = Math.floor(h);
  const low = order.atRank(floor + 1);
  return h === floor ? low : low + (h - floor) * (order.atRank(floor + 2) - low);
}
