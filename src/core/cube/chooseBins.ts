import { binEdges, distinctOfSorted, type SortedSamples } from './binEdges';
import type { CubeBudget } from './cubeBudget';

/** Score bins: the values themselves where they are few, else the column's edges with steps of 0.05, which calibration reads. */
export function scoreBins(sample: SortedSamples | undefined, budget: Pick<CubeBudget, 'bins' | 'values'>, edgesOnly = false): { readonly edges: Float64Array; readonly values: Float64Array | null } {
  const found = sample ?? { baseline: new Float64Array(0), whole: new Float64Array(0) };
  const values = edgesOnly ? null : distinctOf(found, budget.values);
  if (values !== null && values.length > 0) return { edges: values.slice(0, -1), values };
  const steps = Array.from({ length: 21 }, (_, i) => i / 20);
  return { edges: Float64Array.from(new Set([...binEdges(found, budget.bins), ...steps])).sort(), values: null };
}

/** Distinct values of both samples, or null where there are more than `limit`. */
export function distinctOf(samples: SortedSamples, limit: number): Float64Array | null {
  const whole = distinctOfSorted(samples.whole, limit);
  const baseline = whole === null ? null : distinctOfSorted(samples.baseline, limit);
  return whole === null || baseline === null ? null : distinctOfSorted(Float64Array.from([...whole, ...baseline]).sort(), limit);
}
