import type { NumericColumn } from '../cube/cube';

const known = new WeakMap<Float64Array, Float64Array>();

/** Finite values of each slot, summed once a count table, as `indexCube` does with prefix sums: every new window asks again. */
export function slotTotals(column: NumericColumn): Float64Array {
  const before = known.get(column.counts);
  if (before !== undefined) return before;
  const width = column.edges.length + 1;
  const totals = new Float64Array(column.missing.length);
  for (let slot = 0; slot < totals.length; slot += 1) {
    let sum = 0;
    for (let at = slot * width; at < (slot + 1) * width; at += 1) sum += column.counts[at] ?? 0;
    totals[slot] = sum;
  }
  known.set(column.counts, totals);
  return totals;
}
