import type { Axis } from '../../domain/window';
import type { MetricColumn } from '../metricColumn';
import type { Increases } from './increases';
import type { ScrapeValues } from './scrapeValues';
import { scrapeSteps } from './scrapeSteps';
import { slotShares } from './slotShares';

/** A column that grows by one scrape at a time, in their order. */
export interface PlanColumn {
  add(scrape: ScrapeValues): void;
  /** As far as it has come; null where the plan's series were never seen. */
  column(): MetricColumn | null;
}

type TimeAxis = Extract<Axis, { kind: 'time' }>;
export type Groups = ReadonlyMap<string, Float64Array>;

/** @param needed index of the part without which nothing is known; a counter of failures that nobody has raised yet is none, not unknown */
export function counting(axis: TimeAxis, interval: number, parts: readonly Increases[], make: (parts: readonly Groups[], seconds: Float64Array) => MetricColumn | null, needed = 0): PlanColumn {
  const sums = parts.map(() => new Map<string, Float64Array>());
  const seconds = new Float64Array(axis.count);
  let seen = false;
  const cut = (): void => parts.forEach((part) => part.cut());
  return {
    add: scrapeSteps(interval, cut, (scrape, from) => {
      const increases = parts.map((part) => part.add(scrape));
      if (from === null || increases[needed] === null) return;
      seen = true;
      slotShares(axis, from, scrape.time, (slot, share) => {
        seconds[slot] = (seconds[slot] ?? 0) + (share * (scrape.time - from)) / 1e6;
        increases.forEach((groups, at) => {
          for (const [group, increase] of groups ?? []) {
            const table = sums[at]?.get(group) ?? new Float64Array(axis.count);
            sums[at]?.set(group, table);
            table[slot] = (table[slot] ?? 0) + increase * share;
          }
        });
      });
    }),
    column: () => (seen ? make(sums, seconds) : null),
  };
}

/** All groups added up, slot by slot. */
export function total(groups: Groups | undefined, axis: TimeAxis): Float64Array {
  const sum = new Float64Array(axis.count);
  for (const table of groups?.values() ?? []) table.forEach((value, slot) => (sum[slot] = (sum[slot] ?? 0) + value));
  return sum;
}

export function scaled(table: Float64Array, scale: number): Float64Array {
  return scale === 1 ? table : table.map((value) => value * scale);
}
