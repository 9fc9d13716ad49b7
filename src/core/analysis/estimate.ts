import type { Figure, Interval } from '../domain/finding';
import type { SampleMoments } from '../stats/means';
import { meanInterval, welch } from '../stats/means';
import { makeInterval, moverDifference } from '../stats/interval';
import { tCritical } from '../stats/studentT';
import type { ClusterError } from './batches';

/**
 * One figure of one window with the two ways to its interval: `rows` takes rows as independent, `cluster` takes runs of time
 * slots as clusters. The wider of the two is used, since rows of a request stream resemble their neighbours.
 */
export interface Estimate {
  readonly value: number | null;
  readonly n: number;
  /** Why there is no value, or what its interval lacks. */
  readonly reason?: string;
  readonly rows: (level: number) => Interval | null;
  readonly cluster: (level: number) => Interval | null;
  /** Moments behind a mean, for Welch's difference. */
  readonly moments?: SampleMoments;
}

/** An interval for each level, computed once: verdict, figure and change ask for the same ones. */
export function remembered(make: (level: number) => Interval | null): (level: number) => Interval | null {
  const known = new Map<number, Interval | null>();
  return (level) => {
    const before = known.get(level);
    if (before !== undefined) return before;
    const made = make(level);
    known.set(level, made);
    return made;
  };
}

/** A figure that does not exist, with its reason. */
export function absent(n: number, reason: string): Estimate {
  return { value: null, n, reason, rows: () => null, cluster: () => null };
}

/** Symmetric t interval from a cluster error, within the figure's own range. */
export function clusterInterval(value: number, error: ClusterError | null, range: readonly [number, number] = [-Infinity, Infinity]): (level: number) => Interval | null {
  return (level) => {
    if (error === null) return null;
    const half = tCritical(level, error.clusters - 1) * error.se;
    return makeInterval(Math.max(range[0], value - half), Math.min(range[1], value + half), level, `cluster-robust t, ${error.clusters} runs of slots`);
  };
}

/** A mean of independent values with t interval and Welch difference, and its cluster error. */
export function meanEstimate(moments: SampleMoments, error: ClusterError | null, range: readonly [number, number] = [-Infinity, Infinity]): Estimate {
  return {
    value: moments.mean,
    n: moments.n,
    moments,
    rows: (level) => meanInterval(moments, level)?.interval ?? null,
    cluster: clusterInterval(moments.mean, error, range),
  };
}

function width(interval: Interval): number {
  return interval.low === null || interval.high === null ? Infinity : interval.high - interval.low;
}

function wider(a: Interval | null, b: Interval | null): Interval | null {
  if (a === null || b === null) return a ?? b;
  // Of two open intervals the one by rows: its reason (rows needed) is the one a reader can act on.
  return width(b) > width(a) ? b : a;
}

/** The interval shown and used for an estimate: the wider of both. */
export function intervalOf(estimate: Estimate, level: number): Interval | null {
  return wider(estimate.rows(level), estimate.cluster(level));
}

/** An estimate as a report carries it. */
export function figureOf(estimate: Estimate, level: number): Figure {
  const value = estimate.value !== null && Number.isFinite(estimate.value) ? estimate.value : null;
  const reason = estimate.reason ?? (value === null ? 'not a finite number' : undefined);
  return { value, interval: value === null ? null : intervalOf(estimate, level), n: estimate.n, ...(reason === undefined ? {} : { reason }) };
}

/**
 * Interval of current - baseline: Welch for means of rows, MOVER (on Wilson intervals: Newcombe) for everything else; where a
 * window has a cluster interval, MOVER on the wider intervals of both windows as well, and the wider of the two.
 */
export function changeInterval(baseline: Estimate, current: Estimate, level: number): Interval | null {
  if (baseline.value === null || current.value === null) return null;
  const rows = byRows(baseline, current, level);
  if (baseline.cluster(level) === null && current.cluster(level) === null) return rows;
  return wider(rows, mover(baseline.value, intervalOf(baseline, level), current.value, intervalOf(current, level), level));
}

function byRows(baseline: Estimate, current: Estimate, level: number): Interval | null {
  if (baseline.moments !== undefined && current.moments !== undefined) {
    const difference = welch(baseline.moments, current.moments, level);
    if (difference?.interval) return difference.interval;
    // Two constants: the rows show no noise at all.
    const constant = baseline.moments.variance === 0 && current.moments.variance === 0;
    return constant && difference !== null ? makeInterval(difference.value, difference.value, level, 'no variation in either window') : null;
  }
  return mover(baseline.value ?? Number.NaN, baseline.rows(level), current.value ?? Number.NaN, current.rows(level), level);
}

function mover(a: number, intervalA: Interval | null, b: number, intervalB: Interval | null, level: number): Interval | null {
  if (intervalA === null || intervalB === null) return null;
  const newcombe = intervalA.method === 'Wilson' && intervalB.method === 'Wilson';
  const name = newcombe ? 'Newcombe' : intervalA.method === intervalB.method ? `MOVER, ${intervalA.method}` : `MOVER, ${intervalA.method} and ${intervalB.method}`;
  return moverDifference(a, intervalA, b, intervalB, level, name);
}
