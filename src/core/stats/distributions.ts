import { incompleteBeta, inverseIncompleteBeta } from './incompleteBeta';
import { gammaP, gammaQ, inverseIncompleteGamma } from './incompleteGamma';

/** P(X > x) for chi-squared with df > 0 degrees of freedom. NaN for df <= 0; 1 for x <= 0. */
export function chiSquaredSf(x: number, df: number): number {
  return gammaQ(df / 2, x <= 0 ? 0 : x / 2);
}

/** P(X <= x) for chi-squared. */
export function chiSquaredCdf(x: number, df: number): number {
  return gammaP(df / 2, x <= 0 ? 0 : x / 2);
}

/** The x with P(X <= x) = p. NaN outside [0, 1]. */
export function chiSquaredQuantile(p: number, df: number): number {
  return 2 * inverseIncompleteGamma(df / 2, p, 'lower');
}

/** The x with P(X > x) = tail; keeps its accuracy for tails that 1 - tail cannot hold. */
export function chiSquaredUpperQuantile(tail: number, df: number): number {
  return 2 * inverseIncompleteGamma(df / 2, tail, 'upper');
}

/** P(X <= x) for the beta distribution with shapes a, b > 0. */
export function betaCdf(x: number, a: number, b: number): number {
  return incompleteBeta(a, b, Math.min(1, Math.max(0, x))).lower;
}

/** P(X > x) for the beta distribution. */
export function betaSf(x: number, a: number, b: number): number {
  return incompleteBeta(a, b, Math.min(1, Math.max(0, x))).upper;
}

/** The x with P(X <= x) = p for the beta distribution. NaN outside [0, 1]. */
export function betaQuantile(p: number, a: number, b: number): number {
  return inverseIncompleteBeta(a, b, p).x;
}

/** P(X <= k) for X ~ Bin(n, p); k is floored. NaN unless n >= 0 and 0 <= p <= 1. */
export function binomialCdf(k: number, n: number, p: number): number {
  return binomialTails(k, n, p).lower;
}

/** P(X > k) for X ~ Bin(n, p); k is floored. */
export function binomialSf(k: number, n: number, p: number): number {
  return binomialTails(k, n, p).upper;
}

function binomialTails(k: number, n: number, p: number): { readonly lower: number; readonly upper: number } {
  if (!(n >= 0) || !(p >= 0 && p <= 1) || Number.isNaN(k)) return { lower: Number.NaN, upper: Number.NaN };
  const whole = Math.floor(k);
  if (whole < 0) return { lower: 0, upper: 1 };
  if (whole >= n) return { lower: 1, upper: 0 };
  // P(X > k) = I_p(k + 1, n - k)
  const { lower, upper } = incompleteBeta(whole + 1, n - whole, p);
  return { lower: upper, upper: lower };
}

/**
 * Kolmogorov's limit distribution, P(K > lambda) = 2 sum (-1)^(j-1) exp(-2 j^2 lambda^2). For small lambda, where that series
 * cancels, by the theta-function form 1 - sqrt(2 pi)/lambda sum exp(-(2j-1)^2 pi^2 / (8 lambda^2)). 1 for lambda <= 0.
 */
export function kolmogorovSf(lambda: number): number {
  if (Number.isNaN(lambda)) return Number.NaN;
  if (lambda <= 0) return 1;
  if (lambda < 1) {
    const exponent = -(Math.PI * Math.PI) / (8 * lambda * lambda);
    let sum = 0;
    for (let j = 1; j <= 9; j += 2) sum += Math.exp(exponent * j * j);
    return 1 - (Math.sqrt(2 * Math.PI) / lambda) * sum;
  }
  let sum = 0;
  for (let j = 6; j >= 1; j--) sum = Math.exp(-2 * (2 * j - 1) * lambda * lambda) * (1 - sum);
  return 2 * sum;
}
