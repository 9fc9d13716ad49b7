import type { SlotRange } from '../domain/window';
import { maxClusters, minClusters } from './settings';

/** A window cut into at most `maxClusters` runs of neighbouring slots, in order. */
export function batchesOf(range: SlotRange, most = maxClusters): readonly SlotRange[] {
  const slots = Math.max(0, range.to - range.from);
  const count = Math.min(most, slots);
  const batches: SlotRange[] = [];
  for (let i = 0; i < count; i += 1) {
    batches.push({ from: range.from + Math.floor((i * slots) / count), to: range.from + Math.floor(((i + 1) * slots) / count) });
  }
  return batches;
}

/** Sum of a per-slot table over a range of slots. */
export function sumSlots(table: Float64Array, range: SlotRange): number {
  let sum = 0;
  for (let slot = range.from; slot < range.to; slot += 1) sum += table[slot] ?? 0;
  return sum;
}

/** Standard error of a figure with runs of slots as clusters. */
export interface ClusterError {
  readonly se: number;
  readonly clusters: number;
}

/**
 * Cluster-robust standard error of an estimate from its influence sums: for each cluster the sum of its rows' influences (whose
 * total is 0) and its rows. se^2 = K/(K-1) sum of squares, over the K clusters that hold rows. Null below `least` clusters.
 * Source: linearisation (Taylor series) variance of survey sampling; Cochran 1977, chapter 11.
 */
export function clusterError(influence: readonly number[], rows: readonly number[], least = minClusters): ClusterError | null {
  let clusters = 0;
  let sum = 0;
  for (let i = 0; i < influence.length; i += 1) {
    if (!((rows[i] ?? 0) > 0)) continue;
    clusters += 1;
    sum += (influence[i] ?? 0) ** 2;
  }
  if (clusters < Math.max(2, least) || !Number.isFinite(sum)) return null;
  return { se: Math.sqrt((clusters / (clusters - 1)) * sum), clusters };
}

/** The same for a ratio of two sums, sum(a)/sum(b): influence (a - r b)/sum(b). */
export function ratioClusterError(a: readonly number[], b: readonly number[], least = minClusters): ClusterError | null {
  const total = b.reduce((sum, value) => sum + value, 0);
  if (!(total > 0)) return null;
  const ratio = a.reduce((sum, value) => sum + value, 0) / total;
  return clusterError(a.map((value, i) => (value - ratio * (b[i] ?? 0)) / total), b, least);
}

/** Cluster error of sum(a)/sum(b) of two per-slot tables over a window. */
export function slotRatioError(a: (slot: number) => number, b: (slot: number) => number, range: SlotRange, least = minClusters): ClusterError | null {
  const batches = batchesOf(range);
  const sums = (of: (slot: number) => number): number[] =>
    batches.map((batch) => {
      let sum = 0;
      for (let slot = batch.from; slot < batch.to; slot += 1) sum += of(slot);
      return sum;
    });
  return ratioClusterError(sums(a), sums(b), least);
}
