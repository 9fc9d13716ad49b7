import { betaPower, incompleteBeta } from './incompleteBeta';
import { gammaln } from './logGamma';
import { solveIncreasing } from './monotoneRoot';
import { normalQuantile, normalSf } from './normal';

/** Above this many degrees of freedom the continued fraction loses digits and Hill's expansion is exact to the last. */
const HILL_FROM = 1e5;

/**
 * P(T > t) for Student's t with df > 0 degrees of freedom (fractions allowed, Infinity is the normal): half the incomplete
 * beta function at df/(df + t^2). NaN for df <= 0.
 */
export function tSf(t: number, df: number): number {
  if (Number.isNaN(t) || !(df > 0)) return Number.NaN;
  if (t === 0) return 0.5;
  if (t < 0) return 1 - tSf(-t, df);
  if (df === Infinity) return normalSf(t);
  if (t === Infinity) return 0;
  if (df > HILL_FROM) return hillSf(t, df);
  const r = t / Math.sqrt(df);
  // Beyond this r^2 overflows, and the tail is its leading power to full precision.
  if (r > 1e140) return 0.5 * Math.exp(-df * Math.log(r) - Math.log(df / 2) - logBetaHalf(df));
  const square = r * r;
  return 0.5 * incompleteBeta(df / 2, 0.5, 1 / (1 + square), square / (1 + square)).lower;
}

/** P(T <= t). */
export function tCdf(t: number, df: number): number {
  return tSf(-t, df);
}

/** Two-sided p-value of a t statistic. */
export function tTwoSidedP(t: number, df: number): number {
  return Math.min(1, 2 * tSf(Math.abs(t), df));
}

/** The t with P(T <= t) = p. NaN outside [0, 1] or for df <= 0. */
export function tQuantile(p: number, df: number): number {
  if (!(p >= 0 && p <= 1) || !(df > 0)) return Number.NaN;
  if (df === Infinity) return normalQuantile(p);
  if (p === 0.5) return 0;
  return p < 0.5 ? -upperQuantile(p, 0.5 - p, df) : upperQuantile(1 - p, p - 0.5, df);
}

/** Two-sided critical value: the t with P(|T| <= t) = level. */
export function tCritical(level: number, df: number): number {
  if (df === Infinity) return -normalQuantile((1 - level) / 2);
  return upperQuantile((1 - level) / 2, level / 2, df);
}

function upperQuantile(tail: number, area: number, df: number): number {
  if (tail === 0) return Infinity;
  const nearCentre = tail > 0.25;
  const u = solveIncreasing(
    (v) => {
      const t = Math.exp(v);
      const square = (t / Math.sqrt(df)) ** 2;
      // The density times t: the slope is per unit of ln t.
      const density = square > 1e280 ? df * tSf(t, df) : betaPower(df / 2, 0.5, 1 / (1 + square), square / (1 + square));
      if (nearCentre) {
        const between = 0.5 * incompleteBeta(0.5, df / 2, square / (1 + square), 1 / (1 + square)).lower;
        return { value: Math.log(between), slope: density / between };
      }
      const sf = tSf(t, df);
      return { value: -Math.log(sf), slope: density / sf };
    },
    nearCentre ? Math.log(area) : -Math.log(tail),
    -745,
    709,
    Math.log(-normalQuantile(tail)),
  );
  return Math.exp(u);
}

/** ln B(df/2, 1/2). */
function logBetaHalf(df: number): number {
  return gammaln(df / 2) + 0.5 * Math.log(Math.PI) - gammaln((df + 1) / 2);
}

/** Normal tail at Hill's transformed t, z + (z^3 + 3z)/(48 a^2), z^2 = a ln(1 + t^2/df), a = df - 1/2 (CACM algorithm 395, 1970). */
function hillSf(t: number, df: number): number {
  const a = df - 0.5;
  const z = Math.sqrt(a * Math.log1p((t * t) / df));
  return normalSf(z + (z * z * z + 3 * z) / (48 * a * a));
}
