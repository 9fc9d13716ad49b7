import type { Counts } from './counts';
import { countTotal, requireSameLength } from './counts';

/*
 * Distances between two count vectors over the same bins or levels, baseline first. Missing values and pooled levels are bins
 * like any other. Every function returns null where a side is empty or holds a negative or non-finite count.
 */

interface Shares {
  readonly baseline: Counts;
  readonly current: Counts;
  readonly baselineTotal: number;
  readonly currentTotal: number;
}

function prepare(baseline: Counts, current: Counts): Shares | null {
  requireSameLength(baseline, current);
  const baselineTotal = countTotal(baseline);
  const currentTotal = countTotal(current);
  if (baselineTotal === null || currentTotal === null) return null;
  return { baseline, current, baselineTotal, currentTotal };
}

function sumOverBins(shares: Shares, term: (p: number, q: number) => number): number {
  let sum = 0;
  for (let k = 0; k < shares.baseline.length; k++) {
    sum += term((shares.baseline[k] ?? 0) / shares.baselineTotal, (shares.current[k] ?? 0) / shares.currentTotal);
  }
  return sum;
}

/**
 * Population stability index, sum (p - q) ln(p/q) in nats, 0..inf, with both sides smoothed to (count + 0.5)/(total + B/2)
 * over B bins, since an empty bin would make it infinite and an epsilon dominates it. Without drift its mean is near
 * (1/n + 1/N)(B - 1), so a fixed threshold means something else at every n. Source: Siddiqi 2006; Yurdakul and Naranjo 2020.
 */
export function psi(baseline: Counts, current: Counts): number | null {
  const shares = prepare(baseline, current);
  if (shares === null) return null;
  const bins = baseline.length;
  const baselineTotal = shares.baselineTotal + bins / 2;
  const currentTotal = shares.currentTotal + bins / 2;
  let sum = 0;
  for (let k = 0; k < bins; k++) {
    const p = ((baseline[k] ?? 0) + 0.5) / baselineTotal;
    const q = ((current[k] ?? 0) + 0.5) / currentTotal;
    sum += (p - q) * Math.log(p / q);
  }
  return sum;
}

/**
 * Jensen-Shannon distance, base 2: sqrt(H((p+q)/2) - H(p)/2 - H(q)/2), 0 (equal) to 1 (disjoint); a metric. Summed bin by bin
 * as (p+q)/4 h(u), u = (p-q)/(p+q), whose terms are never negative, so that close distributions do not drown in rounding.
 * Source: Lin 1991; Endres and Schindelin 2003.
 */
export function jensenShannonDistance(baseline: Counts, current: Counts): number | null {
  const shares = prepare(baseline, current);
  if (shares === null) return null;
  const nats = sumOverBins(shares, (p, q) => (p + q > 0 ? ((p + q) / 4) * jensenTerm((p - q) / (p + q)) : 0));
  return Math.min(1, Math.sqrt(nats / Math.LN2));
}

/** (1+u) ln(1+u) + (1-u) ln(1-u), as its power series where the two logarithms cancel. */
function jensenTerm(u: number): number {
  const square = u * u;
  if (square === 1) return 2 * Math.LN2;
  if (square > 0.04) return (1 + u) * Math.log1p(u) + (1 - u) * Math.log1p(-u);
  let power = square;
  let sum = 0;
  for (let k = 1; k <= 12; k++) {
    sum += power / (k * (2 * k - 1));
    power *= square;
  }
  return sum;
}

/**
 * Hellinger distance sqrt(1 - sum sqrt(p q)), 0..1, computed as sqrt(sum (sqrt p - sqrt q)^2 / 2): the same number without
 * the cancellation near 0. A metric.
 */
export function hellinger(baseline: Counts, current: Counts): number | null {
  const shares = prepare(baseline, current);
  if (shares === null) return null;
  return Math.min(1, Math.sqrt(sumOverBins(shares, (p, q) => (Math.sqrt(p) - Math.sqrt(q)) ** 2) / 2));
}

/** Total variation, sum |p - q| / 2, 0..1: the share of rows that would have to change level. A metric. */
export function totalVariation(baseline: Counts, current: Counts): number | null {
  const shares = prepare(baseline, current);
  if (shares === null) return null;
  return Math.min(1, sumOverBins(shares, (p, q) => Math.abs(p - q)) / 2);
}

export interface LargestChange {
  /** max |p - q|, 0..1. */
  readonly distance: number;
  /** The first bin in which it occurs. */
  readonly index: number;
  /** Share in the current window minus share in the baseline. */
  readonly change: number;
}

/** L-infinity distance, max |p - q|, with the bin that changed most. */
export function lInfinity(baseline: Counts, current: Counts): LargestChange | null {
  const shares = prepare(baseline, current);
  if (shares === null) return null;
  let best: LargestChange = { distance: 0, index: 0, change: 0 };
  for (let k = 0; k < baseline.length; k++) {
    const change = (current[k] ?? 0) / shares.currentTotal - (baseline[k] ?? 0) / shares.baselineTotal;
    if (Math.abs(change) > best.distance) best = { distance: Math.abs(change), index: k, change };
  }
  return best;
}
