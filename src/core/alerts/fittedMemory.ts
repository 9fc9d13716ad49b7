import { addRow, dotRow, type PackedRows } from './packedRows';

/** Rounds in which the autocorrelation is freed of what the fit took. */
const rounds = 4;

/** A design of windows in order, as its fit has it: the inverse of X'X, p x p. */
export interface FittedDesign {
  readonly rows: PackedRows;
  readonly columns: number;
  readonly inverse: Float64Array;
}

/** Covariance of the coefficients of an autocorrelated series with variance 1, p x p: (X'X)^-1 X'RX (X'X)^-1, R of `rho` by lag (Newey and West 1987, without their taper). */
export function coefficientCovariance({ rows, columns: p, inverse }: FittedDesign, rho: Float64Array): Float64Array {
  const windows = rows.from.length - 1;
  const middle = new Float64Array(p * p);
  const later = new Float64Array(p);
  for (let a = 0; a < windows; a += 1) {
    later.fill(0);
    for (let k = 0; k < rho.length && a + k < windows; k += 1) addRow(rows, a + k, rho[k] as number, later);
    for (let at = rows.from[a] as number; at < (rows.from[a + 1] as number); at += 1) {
      const c = rows.columns[at] as number;
      const x = rows.values[at] as number;
      for (let b = 0; b < p; b += 1) middle[c * p + b] = (middle[c * p + b] as number) + x * (later[b] as number);
    }
    // Lag 0 counts once where the other half is added below.
    for (let at = rows.from[a] as number; at < (rows.from[a + 1] as number); at += 1) {
      const c = rows.columns[at] as number;
      for (let bt = rows.from[a] as number; bt < (rows.from[a + 1] as number); bt += 1) {
        const b = rows.columns[bt] as number;
        middle[c * p + b] = (middle[c * p + b] as number) - ((rho[0] as number) / 2) * (rows.values[at] as number) * (rows.values[bt] as number);
      }
    }
  }
  const both = middle.map((value, at) => value + (middle[(at % p) * p + Math.floor(at / p)] as number));
  return product(product(inverse, both, p), inverse, p);
}

/**
 * Autocorrelation of a series from that of its residuals `residual` (by lag, 1 at lag 0): least squares takes a part of what the series remembers. By
 * fixed-point rounds until the residuals of such a series, (I - H) R (I - H) on average over the windows, have the one that was seen.
 */
export function freedOfFit(design: FittedDesign, residual: Float64Array): Float64Array {
  const { rows, columns: p, inverse } = design;
  const windows = rows.from.length - 1;
  const lags = residual.length;
  let rho = Float64Array.from(residual);
  if (windows <= lags) return rho;
  // Row a of X (X'X)^-1.
  const hats = new Float64Array(windows * p);
  for (let a = 0; a < windows; a += 1) {
    for (let at = rows.from[a] as number; at < (rows.from[a + 1] as number); at += 1) {
      for (let b = 0; b < p; b += 1) hats[a * p + b] = (hats[a * p + b] as number) + (inverse[(rows.columns[at] as number) * p + b] as number) * (rows.values[at] as number);
    }
  }
  const near = new Float64Array(p);
  for (let round = 0; round < rounds; round += 1) {
    const covariance = coefficientCovariance(design, rho);
    const seen = new Float64Array(lags);
    // H R at (a, b) is hats_a' X'R_b.
    for (let b = 0; b < windows; b += 1) {
      near.fill(0);
      for (let k = -Math.min(b, lags - 1); k < lags && b + k < windows; k += 1) addRow(rows, b + k, rho[Math.abs(k)] as number, near);
      const own = times(covariance, rows, b, p);
      for (let k = 0; k < lags; k += 1) {
        if (b + k < windows) seen[k] = (seen[k] as number) + dotRow(rows, b + k, own, 0) - dotAt(hats, (b + k) * p, near);
        if (b - k >= 0) seen[k] = (seen[k] as number) - dotAt(hats, (b - k) * p, near);
      }
    }
    const means = seen.map((sum, k) => sum / (windows - k) + (rho[k] as number));
    const scale = Math.max(0.1, means[0] as number);
    rho = rho.map((value, k) => (k === 0 ? 1 : Math.max(-1, Math.min(1, value + (residual[k] as number) - (means[k] as number) / scale))));
  }
  return rho;
}

function times(matrix: Float64Array, rows: PackedRows, i: number, p: number): Float64Array {
  const out = new Float64Array(p);
  for (let at = rows.from[i] as number; at < (rows.from[i + 1] as number); at += 1) {
    const c = rows.columns[at] as number;
    for (let b = 0; b < p; b += 1) out[b] = (out[b] as number) + (matrix[c * p + b] as number) * (rows.values[at] as number);
  }
  return out;
}

function dotAt(table: Float64Array, offset: number, vector: Float64Array): number {
  let sum = 0;
  for (let b = 0; b < vector.length; b += 1) sum += (table[offset + b] as number) * (vector[b] as number);
  return sum;
}

function product(a: Float64Array, b: Float64Array, p: number): Float64Array {
  const out = new Float64Array(p * p);
  for (let i = 0; i < p; i += 1) for (let k = 0; k < p; k += 1) {
    const x = a[i * p + k] as number;
    if (x !== 0) for (let j = 0; j < p; j += 1) out[i * p + j] = (out[i * p + j] as number) + x * (b[k * p + j] as number);
  }
  return out;
}
