import { symmetricEigen } from './symmetricEigen';

/** What the baseline's features have to do with one another: the principal components that hold most of their variance. */
export interface CorrelationModel {
  readonly features: number;
  readonly mean: Float64Array;
  /** Divisor n, of the rows that have a value; 0 for a feature that is left out. */
  readonly sd: Float64Array;
  readonly eigenvalues: Float64Array;
  /** Components that are kept. */
  readonly kept: number;
  /** Component-major; those that are kept, or, where they are fewer, those that are not. */
  readonly vectors: Float64Array;
  readonly complement: boolean;
}

/** Share of the variance that the kept components hold at least; the default of NannyML's DataReconstructionDriftCalculator. */
const keptVariance = 0.65;
/** A value counts at most so many standard deviations, so that one absurd row does not decide a window. */
const farthest = 20;

/**
 * Principal components of standardised rows (row-major, NaN where a value is missing: then the mean stands for it), enough of them for
 * more than 65 % of the variance. Null with fewer than two features that vary. Sources: Jolliffe 2002; the reconstruction error as a measure
 * of drift after NannyML and Rabanser et al. 2019.
 */
export function fitCorrelations(rows: Float64Array, features: number): CorrelationModel | null {
  const n = Math.floor(rows.length / features);
  const { mean, sd } = momentsOf(rows, features, n);
  if (sd.filter((one) => one > 0).length < 2) return null;
  const covariance = new Float64Array(features * features);
  const z = new Float64Array(features);
  for (let r = 0; r < n; r += 1) {
    standardise(rows, r * features, mean, sd, z);
    for (let i = 0; i < features; i += 1) {
      const a = z[i] as number;
      if (a === 0) continue;
      for (let j = 0, at = i * features; j <= i; j += 1, at += 1) covariance[at] = (covariance[at] as number) + a * (z[j] as number);
    }
  }
  for (let i = 0; i < features; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      const value = (covariance[i * features + j] as number) / n;
      covariance[i * features + j] = value;
      covariance[j * features + i] = value;
    }
  }
  const { values, vectors } = symmetricEigen(covariance, features);
  const total = values.reduce((sum, one) => sum + one, 0);
  let kept = 0;
  for (let seen = 0; kept < features && !(seen > keptVariance * total); kept += 1) seen += values[kept] as number;
  const complement = kept > features / 2;
  return { features, mean, sd, eigenvalues: values, kept, complement, vectors: complement ? vectors.slice(kept * features) : vectors.slice(0, kept * features) };
}

/**
 * Distance of a row from the baseline's correlations: the length of what the kept components do not reproduce, in standard deviations of the
 * features. `scratch` is as long as the features.
 */
export function distanceFrom({ features, mean, sd, vectors, complement }: CorrelationModel, rows: Float64Array, offset: number, scratch: Float64Array): number {
  standardise(rows, offset, mean, sd, scratch);
  let held = 0;
  for (let at = 0; at < vectors.length; ) {
    let sum = 0;
    for (let i = 0; i < features; i += 1, at += 1) sum += (vectors[at] as number) * (scratch[i] as number);
    held += sum * sum;
  }
  if (complement) return Math.sqrt(held);
  let all = 0;
  for (let i = 0; i < features; i += 1) all += (scratch[i] as number) ** 2;
  return Math.sqrt(Math.max(0, all - held));
}

function momentsOf(rows: Float64Array, features: number, n: number): { readonly mean: Float64Array; readonly sd: Float64Array } {
  const mean = new Float64Array(features);
  const sd = new Float64Array(features);
  for (let i = 0; i < features; i += 1) {
    let [count, sum] = [0, 0];
    for (let at = i; at < n * features; at += features) {
      const x = rows[at] as number;
      if (x === x) {
        count += 1;
        sum += x;
      }
    }
    const centre = count === 0 ? 0 : sum / count;
    let squares = 0;
    for (let at = i; at < n * features; at += features) {
      const x = rows[at] as number;
      if (x === x) squares += (x - centre) ** 2;
    }
    const spread = count === 0 ? 0 : Math.sqrt(squares / count);
    mean[i] = centre;
    // A spread of rounding is none; one that overflowed measures nothing.
    sd[i] = Number.isFinite(spread) && spread > 1e-12 * Math.abs(centre) ? spread : 0;
  }
  return { mean, sd };
}

function standardise(rows: Float64Array, offset: number, mean: Float64Array, sd: Float64Array, out: Float64Array): void {
  for (let i = 0; i < out.length; i += 1) {
    const x = rows[offset + i] as number;
    const scale = sd[i] as number;
    const z = x === x && scale > 0 ? (x - (mean[i] as number)) / scale : 0;
    out[i] = z > farthest ? farthest : z < -farthest ? -farthest : z;
  }
}
