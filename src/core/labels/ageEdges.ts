const second = 1e6;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Ages at which somebody might ask what had come by then, microseconds. */
const ladder: readonly number[] = [
  ...[1, 10].map((n) => n * second), ...[1, 5, 15].map((n) => n * minute), ...[1, 3, 6, 12].map((n) => n * hour),
  ...[1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 90, 120, 180, 270, 365, 545, 730, 1_095, 1_825, 3_650].map((n) => n * day),
];

/** Ages beyond this, microseconds, are no ages: dates like 2099-12-31 stand for a label that is not there yet. */
export const mostAge = 3_650 * day;

/** Parts that each class is cut into for the curve of lags, whose quantiles need a finer grain than the figures do. */
export const lagParts = 8;

/**
 * Upper edges of label-age classes in round durations, microseconds ascending, that span the ages seen: from the last step not above the 1 % quantile
 * to the first not below the 99.9 % quantile; beyond that are labels of odd times. At most `mostAge`; at least one, at most `most` of them.
 */
export function ageEdges(low: number, high: number, most: number): Float64Array {
  const first = Math.max(0, ladder.filter((step) => step <= low).length - 1);
  const last = ladder.findIndex((step) => step >= high);
  const steps = ladder.slice(first, Math.max(first, last < 0 ? ladder.length - 1 : last) + 1);
  const count = Math.max(1, Math.min(most, steps.length));
  if (count === 1) return Float64Array.of(steps[steps.length - 1] ?? minute);
  return Float64Array.from({ length: count }, (_, i) => steps[Math.round((i * (steps.length - 1)) / (count - 1))] ?? 0);
}

/** Upper edges of the finer bins of lags: `lagParts` a class, of equal length in the first class and of equal ratio in the others. */
export function lagEdges(edges: Float64Array): Float64Array {
  return Float64Array.from({ length: edges.length * lagParts }, (_, i) => {
    const k = Math.floor(i / lagParts);
    const part = (i % lagParts) + 1;
    const high = edges[k] ?? 0;
    const low = edges[k - 1] ?? 0;
    if (part === lagParts) return high;
    return low === 0 ? (high * part) / lagParts : low * (high / low) ** (part / lagParts);
  });
}
