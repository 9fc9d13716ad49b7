import type { Tails } from './incompleteGamma';
import { devianceTerm, gammaln, stirlingError } from './logGamma';
import { solveIncreasing } from './monotoneRoot';

/** x^a y^b / B(a, b) with y = 1 - x, by Loader's saddle-point form of the binomial probability. */
export function betaPower(a: number, b: number, x: number, y: number): number {
  const n = a + b;
  const gap = a * y - b * x; // a - n x, without the rounding of n x
  const exponent = stirlingError(n) - stirlingError(a) - stirlingError(b) - devianceTerm(a, n * x, gap) - devianceTerm(b, n * y, -gap);
  return Math.exp(exponent) * Math.sqrt((a * b) / (2 * Math.PI * n));
}

/** Continued fraction 8.17.22 of the DLMF by the modified Lentz method. */
function fraction(a: number, b: number, x: number): number {
  const limit = 500 + 60 * Math.sqrt(Math.max(a, b));
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let h = d;
  for (let m = 1; m < limit; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    const delta = d * c;
    h *= delta;
    if (Math.abs(delta - 1) < 1e-16) break;
  }
  return h;
}

function nonZero(value: number): number {
  return Math.abs(value) < 1e-300 ? 1e-300 : value;
}

/**
 * Regularised incomplete beta function: `lower` = I_x(a, b), `upper` = 1 - I_x(a, b), a, b > 0. Give y = 1 - x where it is
 * known more exactly than the subtraction gives it. Relative accuracy better than 1e-10 in the smaller tail. NaN outside
 * the domain.
 */
export function incompleteBeta(a: number, b: number, x: number, y = 1 - x): Tails {
  if (!(a > 0) || !(b > 0) || !(x >= 0) || !(y >= 0)) return { lower: Number.NaN, upper: Number.NaN };
  if (x === 0) return { lower: 0, upper: 1 };
  if (y === 0) return { lower: 1, upper: 0 };
  const front = betaPower(a, b, x, y);
  if (x < (a + 1) / (a + b + 2)) {
    const lower = Math.min(1, (front * fraction(a, b, x)) / a);
    return { lower, upper: 1 - lower };
  }
  const upper = Math.min(1, (front * fraction(b, a, y)) / b);
  return { lower: 1 - upper, upper };
}

/**
 * The x with I_x(a, b) = p, with its complement y = 1 - x (the exact one where x is close to 1). Solved on logarithms of the
 * smaller of x and y. NaN outside [0, 1].
 */
export function inverseIncompleteBeta(a: number, b: number, p: number): { readonly x: number; readonly y: number } {
  if (!(a > 0) || !(b > 0) || !(p >= 0 && p <= 1)) return { x: Number.NaN, y: Number.NaN };
  if (p === 0) return { x: 0, y: 1 };
  if (p === 1) return { x: 1, y: 0 };
  if (p <= incompleteBeta(a, b, 0.5).lower) {
    const x = smallRoot(a, b, p, 1 - p);
    return { x, y: 1 - x };
  }
  const y = smallRoot(b, a, 1 - p, p);
  return { x: 1 - y, y };
}

/** Root x <= 1/2 of I_x(a, b) = p, q = 1 - p. */
function smallRoot(a: number, b: number, p: number, q: number): number {
  const lowerTail = p <= 0.5;
  const target = lowerTail ? Math.log(p) : -Math.log(q);
  const start = (Math.log(p) + Math.log(a) + gammaln(a) + gammaln(b) - gammaln(a + b)) / a;
  const u = solveIncreasing(
    (v) => {
      const x = Math.exp(v);
      const { lower, upper } = incompleteBeta(a, b, x);
      const density = betaPower(a, b, x, 1 - x) / (1 - x); // times x, as the slope is per unit of ln x
      return lowerTail ? { value: Math.log(lower), slope: density / lower } : { value: -Math.log(upper), slope: density / upper };
    },
    target,
    -745,
    -Math.LN2,
    start,
  );
  return Math.exp(u);
}
