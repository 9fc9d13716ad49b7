import { type ClosePairs, closePairs, designEffect } from './closeWindows';
import { gramInverse, quadraticForm, type SparseRow } from './leastSquares';
import { addRow, dotRow, type PackedRows, packRows } from './packedRows';
import { fitVariance } from './varianceModel';

export interface FamilyData {
  /** Design of each baseline window. */
  readonly rows: readonly SparseRow[];
  readonly columns: number;
  /** Windows close in time share a level and, by the design, its estimate; default not. */
  readonly close?: boolean;
  /** Series-major: `y[j * windows + i]`, finite. */
  readonly y: Float64Array;
  readonly series: number;
  /** Rows of each baseline window. */
  readonly n: Float64Array;
  /** Variance of one row's contribution, by series; NaN where it is not known (percentiles, rates of time). */
  readonly rowVariance: Float64Array;
}

export interface Studentised {
  /** Studentised residual of the new window, by series, on the normal scale. */
  readonly z: Float64Array;
  /** What the baseline alone expects of it. */
  readonly expected: Float64Array;
  /** Largest |z| of each baseline window, the new one last: all of them are treated alike. */
  readonly maxima: Float64Array;
}

/** A fit of the baseline's windows: inverse of X'WX, leverages, and its rank. */
interface Fit {
  readonly inverse: Float64Array;
  readonly rank: number;
  readonly leverage: Float64Array;
  /** X'W1. */
  readonly ones: Float64Array;
  /** 1/variance of each window; null where all are 1. */
  readonly weights: Float64Array | null;
}

/** Windows with more unequal rows than this are weighted. */
const unequal = 1.5;

/**
 * Externally studentised residuals (Cook and Weisberg 1982) of windows about their expected value. The new window is fitted
 * together with the baseline's, so that under no change it is one of R + 1 exchangeable windows and its rank among their maxima
 * is exact (Vovk, Gammerman and Shafer 2005). t is carried to the normal scale by Wallace 1959. The residual variance is never
 * taken below that of independent rows. The baseline is fitted once; a new window is added by the update of Sherman and Morrison 1950.
 */
export class FamilyModel {
  readonly windows: number;
  readonly weighted: boolean;
  /** One fit for all series, or one each where windows are weighted. */
  private readonly fits: readonly Fit[];
  private readonly beta: Float64Array;
  private readonly residuals: Float64Array;
  /** Weighted sum of squared residuals, by series. */
  private readonly rss: Float64Array;
  private readonly packed: PackedRows;
  /** Variance of a window's value by its rows, where windows are weighted: tau2 and slope by series. */
  private readonly variances: Float64Array | null;
  /** By series, how many times as uncertain its expected values are as those of independent windows; null where close windows share none. */
  private readonly designEffects: Float64Array | null;

  constructor(private readonly data: FamilyData) {
    const { rows, series, n, y, columns: p } = data;
    const R = rows.length;
    this.windows = R;
    this.weighted = Math.max(...n) > unequal * Math.min(...n);
    this.packed = packRows(rows);
    const plain = this.fitRows(null);
    this.beta = new Float64Array(series * p);
    this.residuals = Float64Array.from(y);
    this.rss = new Float64Array(series);
    for (let j = 0; j < series; j += 1) this.solve(j, plain);
    this.variances = this.weighted ? this.fitVariances(plain) : null;
    const { variances } = this;
    this.fits = variances === null ? [plain] : Array.from({ length: series }, (_, j) => this.fitRows(n.map((count) => 1 / varianceOf(variances, j, count))));
    if (variances !== null) for (let j = 0; j < series; j += 1) this.solve(j, this.fits[j] ?? plain);
    const pairs: ClosePairs | null = data.close !== true ? null : closePairs(this.packed, plain.inverse, plain.leverage, plain.rank, p);
    this.designEffects = pairs === null ? null : Float64Array.from({ length: series }, (_, j) => designEffect(pairs, this.residuals, j * R, this.fits[j]?.weights ?? null));
  }

  /** The new window among the baseline's; null where the design knows no such window (an hour that the baseline never held). */
  judge(row: SparseRow, y: ArrayLike<number>, n: number): Studentised | null {
    const { series, columns: p } = this.data;
    const R = this.windows;
    const first = this.fits[0];
    if (first === undefined || row.columns.some((c) => first.inverse[c * p + c] === 0)) return null;
    const z = new Float64Array(series);
    const expected = new Float64Array(series);
    const largest = new Float64Array(R + 1);
    const cross = crossLeverages(this.packed, R, row, first.inverse, p);
    const left = leftOver(first, cross, 1, new Float64Array(R));
    let df = 1;
    for (let j = 0; j < series; j += 1) {
      const fit = this.fits[j] ?? first;
      const weight = this.variances === null ? 1 : 1 / varianceOf(this.variances, j, n);
      if (this.variances !== null) {
        crossLeverages(this.packed, R, row, fit.inverse, p, cross);
        leftOver(fit, cross, weight, left);
      }
      const gain = weight / (1 + weight * (cross[R] as number));
      const base = dot(row, this.beta, j * p);
      const value = y[j] as number;
      // A value that is not there deviates from nothing.
      const surprise = Number.isFinite(value) ? value - base : 0;
      df = R - fit.rank;
      z[j] = this.studentise(j, fit, cross, this.leftOf(j, fit, left), gain, surprise, weight, n, df, largest);
      expected[j] = base;
    }
    return { z, expected, maxima: largest.map((t2) => toNormal(t2, df)) };
  }

  /** Studentised residuals of the baseline's own windows, series-major as `y`. */
  baselineZ(): Float64Array {
    const { series } = this.data;
    const R = this.windows;
    const out = new Float64Array(series * R);
    for (let j = 0; j < series; j += 1) {
      const fit = this.fits[j] ?? this.fits[0];
      if (fit === undefined) continue;
      const df = R - fit.rank - 1;
      const rss = this.rss[j] as number;
      const effect = this.designEffects?.[j] ?? 1;
      for (let i = 0; i < R; i += 1) {
        const residual = this.residuals[j * R + i] as number;
        const t2 = squaredT(residual * residual * weightOf(fit, i), 1 - effect * (fit.leverage[i] as number), rss, df, this.floor(j, fit, i));
        out[j * R + i] = Math.sign(residual) * toNormal(t2, df);
      }
    }
    return out;
  }

  /** `left` less what the expected values of a series take beyond those of independent windows. */
  private leftOf(j: number, { leverage }: Fit, left: Float64Array): Float64Array {
    const more = (this.designEffects?.[j] ?? 1) - 1;
    return more > 0 ? left.map((each, i) => each - more * (leverage[i] as number)) : left;
  }

  /** Largest squared t of each window so far into `largest`; returns the new window's z. `left` is 1 - leverage of each with the new one. */
  private studentise(j: number, fit: Fit, cross: Float64Array, left: Float64Array, gain: number, surprise: number, weight: number, n: number, df: number, largest: Float64Array): number {
    const R = this.windows;
    const { weights } = fit;
    const { residuals } = this;
    const own = cross[R] as number;
    const step = gain * surprise;
    const offset = j * R;
    const latest = surprise * (1 - own * gain);
    const rss = (this.rss[j] as number) + step * surprise;
    const v = this.data.rowVariance[j] as number;
    const floored = v > 0;
    const counts = this.data.n;
    // What is left of a series that never moves is rounding.
    const least = (1e-12 * rss) / df;
    for (let i = 0; i < R; i += 1) {
      const r = (residuals[offset + i] as number) - (cross[i] as number) * step;
      const w = weights === null ? 1 : (weights[i] as number);
      const scaled = (r * r * w) / (left[i] as number);
      const s2 = (rss - scaled) / df;
      const floor = floored ? (v / (counts[i] as number)) * w : 0;
      const variance = s2 > floor ? s2 : floor;
      // As squaredT, but divided only where it is larger than all before it.
      if (scaled > variance * (largest[i] as number) && variance > least) largest[i] = scaled / variance;
    }
    const more = (this.designEffects?.[j] ?? 1) - 1;
    const spread = 1 + weight * own;
    const t2 = squaredT(latest * latest * weight, 1 - weight * own + weight * gain * own * own + (more * weight * own) / (spread * spread), rss, df, floored ? (v / n) * weight : 0);
    if (t2 > (largest[R] as number)) largest[R] = t2;
    return Math.sign(latest) * toNormal(t2, df);
  }

  private floor(j: number, fit: Fit, i: number): number {
    const v = this.data.rowVariance[j] as number;
    return v > 0 ? (v / (this.data.n[i] as number)) * weightOf(fit, i) : 0;
  }

  private fitRows(weights: Float64Array | null): Fit {
    const { rows, columns: p } = this.data;
    const weight = (i: number): number => (weights === null ? 1 : (weights[i] as number));
    const { inverse, rank } = gramInverse(rows, p, weight);
    const ones = new Float64Array(p);
    for (let i = 0; i < rows.length; i += 1) addRow(this.packed, i, weight(i), ones);
    return { inverse, rank, weights, ones, leverage: Float64Array.from(rows, (row, i) => weight(i) * quadraticForm(row, inverse, p)) };
  }

  /** Coefficients of a series by a fit, and the residuals from them. Values are centred first, so that large levels cost no digits. */
  private solve(j: number, fit: Fit): void {
    const { columns: p, y } = this.data;
    const { packed, beta, residuals } = this;
    const { inverse, ones, weights } = fit;
    const R = this.windows;
    let centre = 0;
    for (let i = 0; i < R; i += 1) centre += (y[j * R + i] as number) / R;
    const moments = new Float64Array(p);
    for (let i = 0; i < R; i += 1) addRow(packed, i, ((y[j * R + i] as number) - centre) * (weights === null ? 1 : (weights[i] as number)), moments);
    for (let b = 0; b < p; b += 1) moments[b] = (moments[b] as number) + centre * (ones[b] as number);
    for (let a = 0; a < p; a += 1) {
      let sum = 0;
      for (let b = 0; b < p; b += 1) sum += (inverse[a * p + b] as number) * (moments[b] as number);
      beta[j * p + a] = sum;
    }
    let rss = 0;
    for (let i = 0; i < R; i += 1) {
      const residual = (y[j * R + i] as number) - dotRow(packed, i, beta, j * p);
      residuals[j * R + i] = residual;
      rss += residual * residual * (weights === null ? 1 : (weights[i] as number));
    }
    this.rss[j] = rss;
  }

  private fitVariances({ leverage }: Fit): Float64Array {
    const { series, n, rowVariance } = this.data;
    const R = this.windows;
    const out = new Float64Array(series * 2);
    for (let j = 0; j < series; j += 1) {
      const squares = this.residuals.slice(j * R, (j + 1) * R).map((residual, i) => residual ** 2 / Math.max(1e-9, 1 - (leverage[i] as number)));
      const v = rowVariance[j] as number;
      const known = v > 0;
      const { tau2, phi } = fitVariance(squares, n.map((count) => (known ? v : 1) / count), known ? 1 : 0);
      out.set([tau2, phi * (known ? v : 1)], j * 2);
    }
    return out;
  }
}

/** x_i' M x of the new row x with each baseline row, and with itself last. */
function crossLeverages(rows: PackedRows, count: number, row: SparseRow, inverse: Float64Array, p: number, cross: Float64Array = new Float64Array(count + 1)): Float64Array {
  const u = new Float64Array(p);
  for (let a = 0; a < p; a += 1) {
    let sum = 0;
    for (let k = 0; k < row.columns.length; k += 1) sum += (inverse[a * p + (row.columns[k] as number)] as number) * (row.values[k] as number);
    u[a] = sum;
  }
  for (let i = 0; i < count; i += 1) cross[i] = dotRow(rows, i, u, 0);
  cross[count] = dot(row, u, 0);
  return cross;
}

/** 1 - leverage of each baseline window once the new one of this weight is among them; infinite where nothing is left of it. */
function leftOver({ leverage, weights }: Fit, cross: Float64Array, weight: number, left: Float64Array): Float64Array {
  const gain = weight / (1 + weight * (cross[left.length] as number));
  for (let i = 0; i < left.length; i += 1) {
    const c = cross[i] as number;
    const rest = 1 - (leverage[i] as number) + (weights === null ? 1 : (weights[i] as number)) * gain * c * c;
    left[i] = rest > leastLeft ? rest : Infinity;
  }
  return left;
}

function varianceOf(variances: Float64Array, j: number, n: number): number {
  const variance = (variances[j * 2] as number) + (variances[j * 2 + 1] as number) / n;
  return variance > 0 ? variance : 1;
}

function weightOf(fit: Fit, i: number): number {
  return fit.weights === null ? 1 : (fit.weights[i] as number);
}

/** A window that its own column fits alone deviates from nothing. */
const leastLeft = 1e-9;

/** Externally studentised, squared: the variance is that of all other windows, at least `floor`. 0 where there is nothing to measure by. */
function squaredT(r2: number, left: number, rss: number, df: number, floor: number): number {
  if (!(left > leastLeft)) return 0;
  const scaled = r2 / left;
  const s2 = (rss - scaled) / df;
  const variance = s2 > floor ? s2 : floor;
  // What is left of a series that never moves is rounding.
  return variance > (1e-12 * rss) / df ? scaled / variance : 0;
}

/** Wallace 1959: the normal deviate of a t with `df` degrees of freedom. */
function toNormal(t2: number, df: number): number {
  return df > 0 ? Math.sqrt(df * Math.log1p(t2 / df) * (1 - 3 / (4 * df))) : 0;
}

function dot({ columns, values }: SparseRow, beta: Float64Array, offset: number): number {
  let sum = 0;
  for (let a = 0; a < columns.length; a += 1) sum += (values[a] as number) * (beta[offset + (columns[a] as number)] as number);
  return sum;
}
