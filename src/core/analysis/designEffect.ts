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
