import { normalQuantile } from './normal';

/** Covariance of a centred normal vector, for the sum of weighted absolute values that a distance is made of. */
export interface Noise {
  /** Standard deviations. */
  readonly sd: ArrayLike<number>;
  /** At least 0. */
  readonly weights: ArrayLike<number>;
}

/** Mean of sum w |X|, X centred normal: sqrt(2/pi) sum w sd, whatever the correlations. */
export function meanAbsoluteSum({ sd, weights }: Noise): number {
  let sum = 0;
  for (let k = 0; k < sd.length; k += 1) sum += (weights[k] ?? 0) * (sd[k] ?? 0);
  return Math.sqrt(2 / Math.PI) * sum;
}

/**
 * Variance of sum w |X|: Cov(|X|, |Y|) = (2/pi)(sqrt(1 - r^2) + r asin r - 1) sd sd' (moments of the folded bivariate normal; Kan
 * and Robotti 2017). `correlation(i, j)` is asked for i < j.
 */
export function varianceAbsoluteSum({ sd, weights }: Noise, correlation: (i: number, j: number) => number): number {
  let sum = 0;
  for (let i = 0; i < sd.length; i += 1) {
    const a = (weights[i] ?? 0) * (sd[i] ?? 0);
    if (a === 0) continue;
    sum += a * a * (1 - 2 / Math.PI);
    for (let j = i + 1; j < sd.length; j += 1) {
      const b = (weights[j] ?? 0) * (sd[j] ?? 0);
      if (b === 0) continue;
      const r = Math.max(-1, Math.min(1, correlation(i, j)));
      sum += 2 * a * b * (2 / Math.PI) * (Math.sqrt(1 - r * r) + r * Math.asin(r) - 1);
    }
  }
  return sum;
}

/**
 * Upper quantile of a positive variable by a gamma distribution of the same mean and variance (the cube root of Wilson and Hilferty
 * 1931). For one |X| it is 4 % too large at 97.5 %, for many it is the normal one. `tail` is the probability above.
 */
export function upperGammaQuantile(mean: number, variance: number, tail: number): number {
  if (!(mean > 0) || !(variance > 0)) return Math.max(0, mean);
  const shape = (mean * mean) / variance;
  return mean * Math.max(0, 1 - 1 / (9 * shape) - normalQuantile(tail) / (3 * Math.sqrt(shape))) ** 3;
}
