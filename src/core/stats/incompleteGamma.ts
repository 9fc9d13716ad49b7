import { devianceTerm, stirlingError } from './logGamma';
import { solveIncreasing } from './monotoneRoot';

/** Both tails of one distribution at one point; each keeps its own relative accuracy where it is the small one. */
export interface Tails {
  readonly lower: number;
  readonly upper: number;
}

/** x^a e^-x / Gamma(a + 1), the Poisson probability of a at mean x. */
function poissonTerm(a: number, x: number): number {
  return Math.exp(-stirlingError(a) - devianceTerm(a, x)) / Math.sqrt(2 * Math.PI * a);
}

/**
 * Regularised incomplete gamma functions P(a, x) (`lower`) and Q(a, x) (`upper`), a > 0, x >= 0: power series below a + 1,
 * Legendre's continued fraction (modified Lentz) above. Relative accuracy better than 1e-10 in the smaller tail.
 * NaN outside the domain.
 */
export function incompleteGamma(a: number, x: number): Tails {
  if (!(a > 0) || !(x >= 0)) return { lower: Number.NaN, upper: Number.NaN };
  if (x === 0) return { lower: 0, upper: 1 };
  if (x === Infinity) return { lower: 1, upper: 0 };
  const front = poissonTerm(a, x);
  const limit = 500 + 60 * Math.sqrt(a);
  if (x < a + 1) {
    let term = 1;
    let sum = 1;
    for (let k = 1; k < limit; k++) {
      term *= x / (a + k);
      sum += term;
      if (term < 1e-17 * sum) break;
    }
    const lower = Math.min(1, front * sum);
    return { lower, upper: 1 - lower };
  }
  let b = x + 1 - a;
  let c = Infinity;
  let d = 1 / b;
  let h = d;
  for (let k = 1; k < limit; k++) {
    const an = -k * (k - a);
    b += 2;
    d = 1 / (an * d + b);
    c = b + an / c;
    const delta = c * d;
    h *= delta;
    if (Math.abs(delta - 1) < 1e-16) break;
  }
  const upper = Math.min(1, front * a * h);
  return { lower: 1 - upper, upper };
}

/** P(a, x), the lower tail. */
export function gammaP(a: number, x: number): number {
  return incompleteGamma(a, x).lower;
}

/** Q(a, x), the upper tail. */
export function gammaQ(a: number, x: number): number {
  return incompleteGamma(a, x).upper;
}

/**
 * The x with P(a, x) = tail (`side` lower) or Q(a, x) = tail (`side` upper). Solved on logarithms of both x and the smaller
 * tail. NaN outside [0, 1].
 */
export function inverseIncompleteGamma(a: number, tail: number, side: 'lower' | 'upper'): number {
  if (!(a > 0) || !(tail >= 0 && tail <= 1)) return Number.NaN;
  if (tail === 0) return side === 'lower' ? 0 : Infinity;
  if (tail === 1) return side === 'lower' ? Infinity : 0;
  if (tail > 0.5) return inverseIncompleteGamma(a, 1 - tail, side === 'lower' ? 'upper' : 'lower');
  const target = side === 'lower' ? Math.log(tail) : -Math.log(tail);
  const u = solveIncreasing(
    (v) => {
      const x = Math.exp(v);
      const { lower, upper } = incompleteGamma(a, x);
      const density = poissonTerm(a, x) * a; // times x, as the slope is per unit of ln x
      return side === 'lower'
        ? { value: Math.log(lower), slope: density / lower }
        : { value: -Math.log(upper), slope: density / upper };
    },
    target,
    -745,
    Math.log(a + 1) + 8,
    Math.log(a),
  );
  return Math.exp(u);
}
