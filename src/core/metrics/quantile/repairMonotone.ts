/** Differences of cumulative counts below this share of their sum are rounding (Prometheus' `smallDeltaTolerance`). */
const tolerance = 1e-12;

/**
 * Cumulative bucket counts made non-decreasing, as Prometheus does before a percentile: counts that differ by rounding alone become equal to the
 * one before, and a count below the one before is raised to it. `forced` tells of the second kind: the target or its sums are inconsistent.
 */
export function repairMonotone(cumulative: readonly number[]): { readonly counts: number[]; readonly forced: boolean } {
  const counts = [...cumulative];
  let forced = false;
  let before = counts[0] ?? 0;
  for (let i = 1; i < counts.length; i += 1) {
    const count = counts[i] ?? 0;
    if (count === before) continue;
    if (nearlyEqual(before, count)) counts[i] = before;
    else if (count < before) {
      counts[i] = before;
      forced = true;
    } else before = count;
  }
  return { counts, forced };
}

function nearlyEqual(a: number, b: number): boolean {
  if (a === 0 || b === 0) return false;
  return Math.abs(a - b) / Math.min(Math.abs(a) + Math.abs(b), Number.MAX_VALUE) < tolerance;
}
