/**
 * Benjamini-Hochberg adjusted p-values (q-values): q_(i) = min over j >= i of p_(j) m/j, at most 1, as
 * scipy.stats.false_discovery_control(method='bh'). m counts the tests that were made: null and NaN stay null and are not
 * counted. Throws a RangeError for a p outside 0..1. Source: Benjamini and Hochberg 1995.
 */
export function benjaminiHochberg(p: readonly (number | null)[]): (number | null)[] {
  const made: { readonly index: number; readonly p: number }[] = [];
  p.forEach((value, index) => {
    if (value === null || Number.isNaN(value)) return;
    if (value < 0 || value > 1) throw new RangeError(`p-value ${String(value)} is not between 0 and 1`);
    made.push({ index, p: value });
  });
  made.sort((a, b) => b.p - a.p);
  const q: (number | null)[] = p.map(() => null);
  let smallest = 1;
  made.forEach((test, fromLargest) => {
    const rank = made.length - fromLargest;
    // The factor first: it is at least 1, so that rounding cannot put q below p.
    smallest = Math.min(smallest, test.p * (made.length / rank));
    q[test.index] = smallest;
  });
  return q;
}
