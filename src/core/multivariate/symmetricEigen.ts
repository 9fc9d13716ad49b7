/** Eigenvalues, largest first, and their vectors: `vectors[k * n + i]` is part i of vector k. */
export interface Eigen {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
}

/**
 * All eigenvalues and orthonormal eigenvectors of a symmetric matrix (row-major, n x n): Householder's reduction to tridiagonal form and
 * the QL algorithm with implicit shifts (Bowdler, Martin, Reinsch and Wilkinson 1968; EISPACK's tred2 and tql2). Backward stable, about
 * 9 n^3 operations. The sign of a vector is arbitrary. NaN in, NaN out;
 * squares of entries must not underflow (a matrix of correlations has none below 1e-150).
 */
export function symmetricEigen(matrix: ArrayLike<number>, n: number): Eigen {
  const v = Float64Array.from(matrix);
  const d = new Float64Array(n);
  const e = new Float64Array(n);
  tridiagonalise(v, d, e, n);
  diagonalise(v, d, e, n);
  const order = Array.from({ length: n }, (_, k) => k).sort((a, b) => (d[b] as number) - (d[a] as number));
  const vectors = new Float64Array(n * n);
  order.forEach((from, k) => {
    for (let i = 0; i < n; i += 1) vectors[k * n + i] = v[i * n + from] as number;
  });
  return { values: Float64Array.from(order, (k) => d[k] as number), vectors };
}

/** tred2: d gets the diagonal, e the subdiagonal, v the transformation. */
function tridiagonalise(v: Float64Array, d: Float64Array, e: Float64Array, n: number): void {
  const at = (i: number, j: number): number => v[i * n + j] as number;
  for (let j = 0; j < n; j += 1) d[j] = at(n - 1, j);
  for (let i = n - 1; i > 0; i -= 1) {
    let scale = 0;
    let h = 0;
    for (let k = 0; k < i; k += 1) scale += Math.abs(d[k] as number);
    if (scale === 0) {
      e[i] = d[i - 1] as number;
      for (let j = 0; j < i; j += 1) {
        d[j] = at(i - 1, j);
        v[i * n + j] = 0;
        v[j * n + i] = 0;
      }
    } else {
      for (let k = 0; k < i; k += 1) {
        d[k] = (d[k] as number) / scale;
        h += (d[k] as number) ** 2;
      }
      const f = d[i - 1] as number;
      const g = f > 0 ? -Math.sqrt(h) : Math.sqrt(h);
      e[i] = scale * g;
      h -= f * g;
      d[i - 1] = f - g;
      reflect(v, d, e, i, h, n);
    }
    d[i] = h;
  }
  for (let i = 0; i < n - 1; i += 1) {
    v[(n - 1) * n + i] = at(i, i);
    v[i * n + i] = 1;
    const h = d[i + 1] as number;
    if (h !== 0) {
      for (let k = 0; k <= i; k += 1) d[k] = at(k, i + 1) / h;
      for (let j = 0; j <= i; j += 1) {
        let g = 0;
        for (let k = 0; k <= i; k += 1) g += at(k, i + 1) * at(k, j);
        for (let k = 0; k <= i; k += 1) v[k * n + j] = at(k, j) - g * (d[k] as number);
      }
    }
    for (let k = 0; k <= i; k += 1) v[k * n + i + 1] = 0;
  }
  for (let j = 0; j < n; j += 1) {
    d[j] = at(n - 1, j);
    v[(n - 1) * n + j] = 0;
  }
  v[n * n - 1] = 1;
  e[0] = 0;
}

/** Applies one Householder reflection to the part of the matrix that is left. */
function reflect(v: Float64Array, d: Float64Array, e: Float64Array, i: number, h: number, n: number): void {
  const at = (r: number, c: number): number => v[r * n + c] as number;
  for (let j = 0; j < i; j += 1) e[j] = 0;
  for (let j = 0; j < i; j += 1) {
    const f = d[j] as number;
    v[j * n + i] = f;
    let g = (e[j] as number) + at(j, j) * f;
    for (let k = j + 1; k < i; k += 1) {
      g += at(k, j) * (d[k] as number);
      e[k] = (e[k] as number) + at(k, j) * f;
    }
    e[j] = g;
  }
  let f = 0;
  for (let j = 0; j < i; j += 1) {
    e[j] = (e[j] as number) / h;
    f += (e[j] as number) * (d[j] as number);
  }
  const hh = f / (h + h);
  for (let j = 0; j < i; j += 1) e[j] = (e[j] as number) - hh * (d[j] as number);
  for (let j = 0; j < i; j += 1) {
    const a = d[j] as number;
    const b = e[j] as number;
    for (let k = j; k < i; k += 1) v[k * n + j] = at(k, j) - (a * (e[k] as number) + b * (d[k] as number));
    d[j] = at(i - 1, j);
    v[i * n + j] = 0;
  }
}

/** tql2. */
function diagonalise(v: Float64Array, d: Float64Array, e: Float64Array, n: number): void {
  for (let i = 1; i < n; i += 1) e[i - 1] = e[i] as number;
  if (n > 0) e[n - 1] = 0;
  let f = 0;
  let largest = 0;
  for (let l = 0; l < n; l += 1) {
    largest = Math.max(largest, Math.abs(d[l] as number) + Math.abs(e[l] as number));
    let m = l;
    while (m < n - 1 && Math.abs(e[m] as number) > Number.EPSILON * largest) m += 1;
    // Each eigenvalue takes two or three steps; with NaN none would end.
    for (let step = 0; m > l && step < 60; step += 1) {
      f += shift(d, e, l, n);
      sweep(v, d, e, l, m, n);
      if (!(Math.abs(e[l] as number) > Number.EPSILON * largest)) break;
    }
    d[l] = (d[l] as number) + f;
    e[l] = 0;
  }
}

/** Takes the implicit shift off the diagonal from l on and returns it. */
function shift(d: Float64Array, e: Float64Array, l: number, n: number): number {
  const g = d[l] as number;
  const p = ((d[l + 1] as number) - g) / (2 * (e[l] as number));
  const r = p < 0 ? -Math.hypot(p, 1) : Math.hypot(p, 1);
  d[l] = (e[l] as number) / (p + r);
  d[l + 1] = (e[l] as number) * (p + r);
  const h = g - (d[l]);
  for (let i = l + 2; i < n; i += 1) d[i] = (d[i] as number) - h;
  return h;
}

/** One implicit QL step from m down to l, with its rotations applied to the vectors. */
function sweep(v: Float64Array, d: Float64Array, e: Float64Array, l: number, m: number, n: number): void {
  const next = d[l + 1] as number;
  const before = e[l + 1] as number;
  let p = d[m] as number;
  let [c, c2, c3, s, s2] = [1, 1, 1, 0, 0];
  for (let i = m - 1; i >= l; i -= 1) {
    c3 = c2;
    c2 = c;
    s2 = s;
    const g = c * (e[i] as number);
    const h = c * p;
    const r = Math.hypot(p, e[i] as number);
    e[i + 1] = s * r;
    s = (e[i] as number) / r;
    c = p / r;
    p = c * (d[i] as number) - s * g;
    d[i + 1] = h + s * (c * g + s * (d[i] as number));
    for (let k = 0; k < n; k += 1) {
      const right = v[k * n + i + 1] as number;
      const left = v[k * n + i] as number;
      v[k * n + i + 1] = s * left + c * right;
      v[k * n + i] = c * left - s * right;
    }
  }
  p = (-s * s2 * c3 * before * (e[l] as number)) / next;
  e[l] = s * p;
  d[l] = c * p;
}
