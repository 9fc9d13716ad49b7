import type { Difference, Estimate, Interval } from './interval';
import { makeInterval, moverDifference, requireLevel } from './interval';
import { normalCritical, normalTwoSidedP } from './normal';

/**
 * Wilson score interval of a proportion x/n: centre (x + z^2/2)/(n + z^2), half-width z/(n+z^2) sqrt(x(n-x)/n + z^2/4). Shares,
 * 0..1. Null unless n > 0 and 0 <= x <= n. Sources: Wilson 1927; Brown, Cai and DasGupta 2001.
 */
export function wilson(x: number, n: number, level = 0.95): Estimate & { readonly interval: Interval } | null {
  requireLevel(level);
  if (!(n > 0) || !(x >= 0 && x <= n)) return null;
  const z = normalCritical(level);
  const square = z * z;
  const centre = (x + square / 2) / (n + square);
  const half = (z / (n + square)) * Math.sqrt((x * (n - x)) / n + square / 4);
  // The bounds at x = 0 and x = n are exactly 0 and 1; rounding must not put them past the estimate.
  const low = x === 0 ? 0 : Math.max(0, centre - half);
  const high = x === n ? 1 : Math.min(1, centre + half);
  return { value: x / n, interval: makeInterval(low, high, level, 'Wilson') };
}

/**
 * Difference x2/n2 - x1/n1 (current - baseline) with Newcombe's interval (his method 10: MOVER on two Wilson intervals) and
 * the p-value of `twoProportionTest`. Null where a side has no rows. Source: Newcombe 1998.
 */
export function newcombe(x1: number, n1: number, x2: number, n2: number, level = 0.95): (Difference & { readonly interval: Interval; readonly p: number }) | null {
  const a = wilson(x1, n1, level);
  const b = wilson(x2, n2, level);
  const test = twoProportionTest(x1, n1, x2, n2);
  if (a === null || b === null || test === null) return null;
  const interval = moverDifference(a.value, a.interval, b.value, b.interval, level, 'Newcombe');
  return { value: b.value - a.value, interval, p: test.p };
}

export interface TwoProportionTest {
  readonly p: number;
  /** Pooled z of current - baseline; null for Fisher's test. */
  readonly z: number | null;
  readonly method: 'pooled z' | 'Fisher exact';
}

/**
 * Two-sided test of equal proportions. Pooled z, z = (p2 - p1)/sqrt(p(1-p)(1/n1 + 1/n2)); Fisher's exact test where an expected
 * count is below 5 and counts are whole. When both proportions are 0 or both 1 the p-value is 1. Null where a side has no rows.
 */
export function twoProportionTest(x1: number, n1: number, x2: number, n2: number): TwoProportionTest | null {
  if (!(n1 > 0) || !(n2 > 0) || !(x1 >= 0 && x1 <= n1) || !(x2 >= 0 && x2 <= n2)) return null;
  const pooled = (x1 + x2) / (n1 + n2);
  const smallestExpected = Math.min(n1, n2) * Math.min(pooled, 1 - pooled);
  if (smallestExpected < 5 && [x1, n1, x2, n2].every(Number.isInteger)) {
    return { p: fisherExact(x1, n1, x2, n2), z: null, method: 'Fisher exact' };
  }
  if (pooled === 0 || pooled === 1) return { p: 1, z: 0, method: 'pooled z' };
  const z = (x2 / n2 - x1 / n1) / Math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2));
  return { p: normalTwoSidedP(z), z, method: 'pooled z' };
}

/**
 * Fisher's exact test, two-sided: the total probability, given all margins, of tables no likelier than the observed one.
 * Whole counts, 0 <= x <= n. The support is walked outwards from its mode by ratios of neighbours and normalised by its own
 * sum: factorials of large counts would lose the digits that tell equal tables from likelier ones.
 */
export function fisherExact(x1: number, n1: number, x2: number, n2: number): number {
  const successes = x1 + x2;
  const lowest = Math.max(0, successes - n2);
  const highest = Math.min(n1, successes);
  const mode = Math.min(highest, Math.max(lowest, Math.floor(((successes + 1) * (n1 + 1)) / (n1 + n2 + 2))));
  // ln of P(x + 1)/P(x)
  const ratio = (x: number): number => Math.log(((n1 - x) * (successes - x)) / ((x + 1) * (n2 - successes + x + 1)));
  let observed = 0; // ln of P(x1)/P(mode)
  for (let x = mode; x < x1; x++) observed += ratio(x);
  for (let x = mode; x > x1; x--) observed -= ratio(x - 1);
  // Tables as likely as the observed one but for rounding count as equal, as in scipy.
  const limit = observed + 1e-9;
  let all = 1;
  let extreme = limit >= 0 ? 1 : 0;
  const add = (log: number): void => {
    const weight = Math.exp(log);
    all += weight;
    if (log <= limit) extreme += weight;
  };
  let log = 0;
  for (let x = mode; x < highest && log > -745; x++) {
    log += ratio(x);
    add(log);
  }
  log = 0;
  for (let x = mode; x > lowest && log > -745; x--) {
    log -= ratio(x - 1);
    add(log);
  }
  return Math.min(1, extreme / all);
}
