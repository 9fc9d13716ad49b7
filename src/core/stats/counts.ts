/** Counts or weights over bins, levels or distinct values; never mutated. */
export type Counts = ArrayLike<number>;

/** Sum of the counts; null where it is 0 or a count is negative or not finite. */
export function countTotal(counts: Counts): number | null {
  let total = 0;
  for (let k = 0; k < counts.length; k++) {
    const count = counts[k] ?? 0;
    if (!(count >= 0)) return null;
    total += count;
  }
  return total > 0 && total < Infinity ? total : null;
}

/** Throws a RangeError where two tables that describe the same bins differ in length: a mistake of the caller, not of the data. */
export function requireSameLength(first: Counts, second: Counts): void {
  if (first.length !== second.length) throw new RangeError(`tables of different lengths: ${String(first.length)} and ${String(second.length)}`);
}
