import { erf, erfc, scaledErfcTail } from './errorFunction';

/** P(Z <= z), standard normal. */
export function normalCdf(z: number): number {
  return 0.5 * erfc(-z / Math.SQRT2);
}

/** P(Z > z), standard normal, with full relative accuracy in the upper tail (z = 37 gives 5.7e-300). */
export function normalSf(z: number): number {
  return 0.5 * erfc(z / Math.SQRT2);
}

/** Two-sided p-value of a standard normal statistic. */
export function normalTwoSidedP(z: number): number {
  return erfc(Math.abs(z) / Math.SQRT2);
}

/**
 * The z with P(Z <= z) = p. Starting value 26.2.23 of Abramowitz and Stegun, refined by Newton steps on the logarithm of the
 * tail (near the centre on the central area), so that both tails keep their relative accuracy. 0 and 1 give the infinities;
 * NaN outside [0, 1].
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  if (p === 0) return -Infinity;
  if (p === 1) return Infinity;
  if (p === 0.5) return 0;
  return p < 0.5 ? -upperQuantile(p) : upperQuantile(1 - p, p - 0.5);
}

/** Two-sided critical value: the z with P(|Z| <= z) = level. */
export function normalCritical(level: number): number {
  return upperQuantile((1 - level) / 2);
}

function upperQuantile(tail: number, area = 0.5 - tail): number {
  const t = Math.sqrt(-2 * Math.log(tail));
  let z = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  for (let step = 0; step < 8; step++) {
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    let move: number;
    if (tail > 0.2) {
      move = (area - 0.5 * erf(z / Math.SQRT2)) / density;
    } else if (z < 3) {
      const sf = normalSf(z);
      move = (Math.log(sf / tail) * sf) / density;
    } else {
      // ln sf by the scaled tail: the plain one is subnormal, hence inexact, for tails near the smallest number.
      const scaled = scaledErfcTail(z / Math.SQRT2);
      move = (Math.log(0.5 * scaled) - (z * z) / 2 - Math.log(tail)) * scaled * Math.sqrt(Math.PI / 2);
    }
    z += move;
    if (Math.abs(move) <= 1e-16 * Math.abs(z)) break;
  }
  return z;
}
