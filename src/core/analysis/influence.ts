import type { Interval } from '../domain/finding';
import type { SlotRange } from '../domain/window';
import { makeInterval } from '../stats/interval';
import { normalCritical } from '../stats/normal';
import { batchesOf, clusterError } from './batches';
import type { ClusterError } from './batches';

/**
 * Two standard errors of any figure of a count table from the influence of one row in each cell (the derivative of the figure
 * by that cell's count; the sum over all rows is 0): with rows as independent, and with runs of slots as clusters.
 */
export interface InfluenceErrors {
  readonly rows: number;
  readonly cluster: ClusterError | null;
}

/**
 * @param counts per-slot table, slot-major, `influence.length` cells a slot
 * @param total the window's counts of the same cells
 * Source: delta method (linearisation); for AUC these are DeLong's placement values, clustered as in Obuchowski 1997.
 */
export function influenceErrors(counts: Float64Array, total: ArrayLike<number>, influence: ArrayLike<number>, range: SlotRange): InfluenceErrors {
  const width = influence.length;
  let squares = 0;
  for (let cell = 0; cell < width; cell += 1) squares += (total[cell] ?? 0) * (influence[cell] ?? 0) ** 2;
  const batches = batchesOf(range);
  const sums = new Array<number>(batches.length).fill(0);
  const rows = new Array<number>(batches.length).fill(0);
  batches.forEach((batch, i) => {
    let sum = 0;
    let seen = 0;
    for (let at = batch.from * width, cell = 0; at < batch.to * width; at += 1, cell = cell + 1 === width ? 0 : cell + 1) {
      const count = counts[at] ?? 0;
      if (count === 0) continue;
      seen += count;
      sum += count * (influence[cell] ?? 0);
    }
    sums[i] = sum;
    rows[i] = seen;
  });
  return { rows: Math.sqrt(squares), cluster: clusterError(sums, rows) };
}

/** Symmetric normal interval within the figure's range. */
export function normalInterval(value: number, se: number, method: string, range: readonly [number, number] = [-Infinity, Infinity]): (level: number) => Interval | null {
  return (level) => {
    if (!Number.isFinite(se)) return null;
    const half = normalCritical(level) * se;
    return makeInterval(Math.max(range[0], value - half), Math.min(range[1], value + half), level, method);
  };
}
