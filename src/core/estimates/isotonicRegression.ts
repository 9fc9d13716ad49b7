/**
 * Isotonic (non-decreasing) least squares by pooling adjacent violators: the fit minimises sum w (fit - value)^2. Entries of weight 0 take part in
 * nothing and get NaN: `fillBetween` says what they are. Linear time. Sources: Ayer et al. 1955; Barlow et al. 1972; the same numbers as
 * sklearn.isotonic.IsotonicRegression on rows, whose ties in x are first averaged as the entries here are.
 */
export function isotonicRegression(values: ArrayLike<number>, weights: ArrayLike<number>): Float64Array {
  const size = values.length;
  const fitted = new Float64Array(size).fill(Number.NaN);
  // Blocks as stacks: weight, weighted sum, and the entry after the last one of the block.
  const weight = new Float64Array(size);
  const sum = new Float64Array(size);
  const end = new Int32Array(size);
  let blocks = 0;
  for (let i = 0; i < size; i += 1) {
    const w = weights[i] ?? 0;
    if (!(w > 0)) continue;
    weight[blocks] = w;
    sum[blocks] = w * (values[i] ?? Number.NaN);
    end[blocks] = i + 1;
    blocks += 1;
    while (blocks > 1 && at(sum, blocks - 2) * at(weight, blocks - 1) >= at(sum, blocks - 1) * at(weight, blocks - 2)) {
      blocks -= 1;
      weight[blocks - 1] = at(weight, blocks - 1) + at(weight, blocks);
      sum[blocks - 1] = at(sum, blocks - 1) + at(sum, blocks);
      end[blocks - 1] = at(end, blocks);
    }
  }
  for (let block = 0, i = 0; block < blocks; block += 1) {
    const mean = at(sum, block) / at(weight, block);
    for (const to = at(end, block); i < to; i += 1) if ((weights[i] ?? 0) > 0) fitted[i] = mean;
  }
  return fitted;
}

/**
 * Entries that are NaN, by straight lines over x between the fitted ones beside them and constant beyond the outermost: what scikit-learn does
 * with `out_of_bounds='clip'`. Returns `fitted` itself where nothing is missing or nothing is known.
 */
export function fillBetween(x: ArrayLike<number>, fitted: Float64Array): Float64Array {
  const known: number[] = [];
  fitted.forEach((value, i) => {
    if (!Number.isNaN(value)) known.push(i);
  });
  if (known.length === 0 || known.length === fitted.length) return fitted;
  const filled = Float64Array.from(fitted);
  let next = 0;
  for (let i = 0; i < filled.length; i += 1) {
    while (next < known.length && (known[next] ?? 0) < i) next += 1;
    const left = known[next - 1];
    const right = known[next];
    if (right === i) continue;
    if (left === undefined || right === undefined) {
      filled[i] = at(fitted, left ?? right ?? 0);
      continue;
    }
    const width = (x[right] ?? 0) - (x[left] ?? 0);
    const share = width > 0 ? Math.min(1, Math.max(0, ((x[i] ?? 0) - (x[left] ?? 0)) / width)) : 0.5;
    filled[i] = at(fitted, left) + share * (at(fitted, right) - at(fitted, left));
  }
  return filled;
}

function at(array: Float64Array | Int32Array, i: number): number {
  return array[i] ?? Number.NaN;
}
