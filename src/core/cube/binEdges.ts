/** Sorted finite samples of one column: of the baseline, and of all rows. */
export interface SortedSamples {
  readonly baseline: Float64Array;
  readonly whole: Float64Array;
}

/** A value with this share of the baseline or of all rows gets a bin of its own. */
const frequent = 0.02;
const tails = [0.001, 0.005, 0.995, 0.999];

/**
 * Upper edges of about `bins` bins: equal steps of the baseline's quantiles, its tails, the quantiles of all rows in wider
 * steps (so that values where the baseline has none are told apart too), and a bin of its own for each frequent value v,
 * by the edges nextDown(v) and v. Edges are values of the sample, strictly ascending and finite.
 */
export function binEdges(samples: SortedSamples, bins: number): Float64Array {
  const base = samples.baseline.length > 0 ? samples.baseline : samples.whole;
  const baseSteps = Math.max(1, Math.round(bins * 0.78));
  const wholeSteps = Math.max(1, Math.round(bins * 0.14));
  const edges = new Set<number>();
  const add = (sorted: Float64Array, p: number): void => {
    const value = quantileOfSorted(sorted, p);
    if (Number.isFinite(value)) edges.add(value === 0 ? 0 : value);
  };
  for (let i = 1; i < baseSteps; i += 1) add(base, i / baseSteps);
  for (let i = 1; i < wholeSteps; i += 1) add(samples.whole, i / wholeSteps);
  for (const p of tails) {
    add(base, p);
    add(samples.whole, p);
  }
  for (const value of [...frequentValues(base), ...frequentValues(samples.whole)]) {
    edges.add(value);
    const below = nextDown(value);
    if (Number.isFinite(below)) edges.add(below === 0 ? 0 : below);
  }
  return Float64Array.from(edges).sort();
}

/** The smallest sample value with at least the share p of the sample at or below it (type 1); NaN without a sample. */
export function quantileOfSorted(sorted: Float64Array, p: number): number {
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * p) - 1))] ?? NaN;
}

/** Distinct values of a sorted sample, or null where there are more than `limit`. */
export function distinctOfSorted(sorted: Float64Array, limit: number): Float64Array | null {
  const distinct: number[] = [];
  for (const value of sorted) {
    if (distinct.length > 0 && distinct[distinct.length - 1] === value) continue;
    if (distinct.length === limit) return null;
    distinct.push(value === 0 ? 0 : value);
  }
  return Float64Array.from(distinct);
}

/** The largest number below a finite x. */
export function nextDown(x: number): number {
  if (x === 0) return -Number.MIN_VALUE;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  view.setBigInt64(0, view.getBigInt64(0) + (x > 0 ? -1n : 1n));
  return view.getFloat64(0);
}

function frequentValues(sorted: Float64Array): number[] {
  const least = Math.max(2, Math.ceil(sorted.length * frequent));
  const found: number[] = [];
  for (let i = 0; i < sorted.length; ) {
    const value = sorted[i] ?? NaN;
    // A run as long as `least` covers position i + least - 1; most positions are skipped by this one look.
    if (sorted[i + least - 1] === value) found.push(value === 0 ? 0 : value);
    let next = i + 1;
    while (next < sorted.length && sorted[next] === value) next += 1;
    i = next;
  }
  return found;
}
