import type { SlotRange } from '../domain/window';
import { normalCritical } from '../stats/normal';
import { tCritical } from '../stats/studentT';
import { batchesOf, ratioClusterError } from './batches';

const factors = new Map<string, number>();

/** Squared ratio of t to normal quantiles: what a variance from few clusters must be raised by. Asked for every feature, so kept. */
export function fewClustersFactor(clusters: number, level: number): number {
  const key = `${clusters}|${level}`;
  let factor = factors.get(key);
  if (factor === undefined) {
    factor = (tCritical(level, clusters - 1) / normalCritical(level)) ** 2;
    factors.set(key, factor);
  }
  return factor;
}

/**
 * How many times larger the variance of a share is between runs of time slots than between independent rows; at least 1, null
 * with too few slots. It is raised by `fewClustersFactor`, since a variance from few clusters is itself uncertain. Sources: Kish
 * 1965 (design effect); Rao and Scott 1981, 1984 (its use in tests).
 */
export function designEffect(part: (slot: number) => number, all: (slot: number) => number, range: SlotRange, level: number): number | null {
  const parts: number[] = [];
  const alls: number[] = [];
  let x = 0;
  let n = 0;
  for (const batch of batchesOf(range)) {
    let inPart = 0;
    let inAll = 0;
    for (let slot = batch.from; slot < batch.to; slot += 1) {
      inPart += part(slot);
      inAll += all(slot);
    }
    parts.push(inPart);
    alls.push(inAll);
    x += inPart;
    n += inAll;
  }
  const error = ratioClusterError(parts, alls);
  if (error === null) return null;
  const share = x / n;
  const variance = (share * (1 - share)) / n;
  return variance > 0 ? Math.max(1, (error.se ** 2 / variance) * fewClustersFactor(error.clusters, level)) : 1;
}

export interface DesignEffects {
  readonly baseline: number;
  readonly current: number;
}

/**
 * Design effects of both windows of a test. Its null hypothesis is one process in both, so each window gets the larger of its own and
 * the other's: a window of few slots has runs too short for the memory of the traffic, or too few runs to tell at all. What one window lends
 * the other is scaled by rows a slot, deff = 1 + (m - 1) rho (Kish 1965). Null where neither has enough slots.
 */
export function designEffects(effectOf: (range: SlotRange) => number | null, ranges: { readonly baseline: SlotRange; readonly current: SlotRange }, n: DesignEffects): DesignEffects | null {
  const [from, to] = [effectOf(ranges.baseline), effectOf(ranges.current)];
  if (from === null && to === null) return null;
  const slots = (range: SlotRange): number => Math.max(1, range.to - range.from);
  const ratio = n.current / slots(ranges.current) / (n.baseline / slots(ranges.baseline));
  const lent = (effect: number | null, scale: number): number => (effect === null || !Number.isFinite(scale) ? 1 : 1 + (effect - 1) * scale);
  return { baseline: Math.max(from ?? 1, lent(to, 1 / ratio)), current: Math.max(to ?? 1, lent(from, ratio)) };
}
