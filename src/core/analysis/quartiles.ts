import { quantileFromBins } from '../cube/quantileFromBins';
import type { NumericSummary } from '../cube/summary';
import { quantileFromWeighted } from '../stats/quantiles';

export type Quartiles = readonly [number, number, number];

function three(at: (p: number) => number | null): Quartiles | null {
  const [a, b, c] = [at(0.25), at(0.5), at(0.75)];
  return a === undefined || b === undefined || c === undefined || a === null || b === null || c === null ? null : [a, b, c];
}

/** Quartiles (type 7) of a value table: exact. Null for an empty table. */
export function tableQuartiles(values: Float64Array, counts: Float64Array): Quartiles | null {
  return three((p) => quantileFromWeighted(values, counts, p));
}

/** Quartiles of a window's bins, exact where each bin is one value, else as if rows lay evenly in their bin. Null when empty. */
export function binQuartiles(summary: NumericSummary): Quartiles | null {
  return three((p) => binQuantile(summary, p));
}

/** Quantile of a window's bins, null when empty. */
export function binQuantile(summary: NumericSummary, p: number): number | null {
  const { value } = quantileFromBins(summary, p);
  return Number.isFinite(value) ? value : null;
}
