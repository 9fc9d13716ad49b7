/** Rows of a design matrix of few columns: the columns that are not zero, with their values. */
export interface SparseRow {
  readonly columns: readonly number[];
  readonly values: readonly number[];
}

/**
 * Inverse of X'WX (row-major p x p) of a design, where columns that depend on earlier ones are left out: their rows and columns
 * are zero, so that their coefficients are 0 and the fit is that of the others. By Cholesky's decomposition.
 * `weight(i)` multiplies row i's contribution.
 */
export function gramInverse(rows: readonly SparseRow[], p: number, weight?: (row: number) => number): { readonly inverse: Float64Array; readonly rank: number } {
  const gram = new Float64Array(p * p);
  rows.forEach(({ columns, values }, i) => {
    const w = weight === undefined ? 1 : weight(i);
    for (let a = 0; a < columns.length; a += 1) {
      for (let b = 0; b < columns.length; b += 1) {
        const at = (columns[a] as number) * p + (columns[b] as number);
        gram[at] = (gram[at] as number) + w * (values[a] as number) * (values[b] as number);
      }
    }
  });
  return invertPositive(gram, p);
}

/** Inverse of a symmetric positive semi-definite matrix over its independent columns; see `gramInverse`. */
export function invertPositive(matrix: Float64Array, p: number): { readonly inverse: Float64Array; readonly rank: number } {
  // Rows of the decomposition start where those of the matrix do: hours of the day and a weekend fill little of it.
  const first = new Int32Array(p);
  const lower = new Float64Array(p * p);
  const kept = new Uint8Array(p);
  let rank = 0;
  for (let i = 0; i < p; i += 1) {
    let start = 0;
    while (start < i && matrix[i * p + start] === 0) start += 1;
    first[i] = start;
    for (let j = start; j < i; j += 1) {
      if (kept[j] === 0) continue;
      let sum = matrix[i * p + j] as number;
      for (let k = Math.max(start, first[j] as number); k < j; k += 1) sum -= (lower[i * p + k] as number) * (lower[j * p + k] as number);
      lower[i * p + j] = sum / (lower[j * p + j] as number);
    }
    let pivot = matrix[i * p + i] as number;
    for (let k = start; k < i; k += 1) pivot -= (lower[i * p + k] as number) ** 2;
    // Relative to the column's own length: what is left of a dependent column is rounding.
    if (!(pivot > 1e-10 * (matrix[i * p + i] as number) && pivot > 0)) continue;
    kept[i] = 1;
    rank += 1;
    lower[i * p + i] = Math.sqrt(pivot);
  }
  const inverse = new Float64Array(p * p);
  const x = new Float64Array(p);
  for (let c = 0; c < p; c += 1) {
    if (kept[c] === 0) continue;
    x.fill(0);
    for (let i = c; i < p; i += 1) {
      if (kept[i] === 0) continue;
      let sum = i === c ? 1 : 0;
      for (let k = Math.max(c, first[i] as number); k < i; k += 1) sum -= (lower[i * p + k] as number) * (x[k] as number);
      x[i] = sum / (lower[i * p + i] as number);
    }
    for (let k = p - 1; k >= 0; k -= 1) {
      if (kept[k] === 0 || x[k] === 0) continue;
      const value = (x[k] as number) / (lower[k * p + k] as number);
      x[k] = value;
      for (let i = first[k] as number; i < k; i += 1) x[i] = (x[i] as number) - (lower[k * p + i] as number) * value;
    }
    for (let i = 0; i < p; i += 1) inverse[i * p + c] = kept[i] === 1 ? (x[i] as number) : 0;
  }
  return { inverse, rank };
}

/** x' M x for a sparse row x and a p x p matrix: the leverage of the row where M is the inverse Gram matrix. */
export function quadraticForm({ columns, values }: SparseRow, matrix: Float64Array, p: number): number {
  let sum = 0;
  for (let a = 0; a < columns.length; a += 1) {
    for (let b = 0; b < columns.length; b += 1) sum += (values[a] as number) * (values[b] as number) * (matrix[(columns[a] as number) * p + (columns[b] as number)] as number);
  }
  return sum;
}
