import type { Interval } from '../domain/finding';

export type { Interval } from '../domain/finding';

/** A value with its interval; `interval` null where none exists, for the reason that the function documents. */
export interface Estimate {
  readonly value: number;
  readonly interval: Interval | null;
}

/** The difference current - baseline of two estimates. */
export interface Difference {
  readonly value: number;
  readonly interval: Interval | null;
  /** Two-sided; null where the test is undefined. */
  readonly p: number | null;
}

export function makeInterval(low: number | null, high: number | null, level: number, method: string): Interval {
  return { low, high, level, method };
}

/** Throws a RangeError unless 0 < level < 1: a mistake of the caller, not of the data. */
export function requireLevel(level: number): void {
  if (!(level > 0 && level < 1)) throw new RangeError(`level ${String(level)} is not between 0 and 1`);
}

/**
 * Interval of the difference b - a of two independent estimates from their own intervals (MOVER, Zou and Donner 2008):
 * low = (b-a) - sqrt((b-lb)^2 + (ua-a)^2), high = (b-a) + sqrt((ub-b)^2 + (a-la)^2). A bound that needs a missing bound is null.
 */
export function moverDifference(
  a: number,
  intervalA: { readonly low: number | null; readonly high: number | null },
  b: number,
  intervalB: { readonly low: number | null; readonly high: number | null },
  level: number,
  method = 'MOVER',
): Interval {
  const difference = b - a;
  const low = intervalB.low === null || intervalA.high === null ? null : difference - Math.hypot(b - intervalB.low, intervalA.high - a);
  const high = intervalB.high === null || intervalA.low === null ? null : difference + Math.hypot(intervalB.high - b, a - intervalA.low);
  return makeInterval(low, high, level, method);
}
