import { batchesOf } from '../analysis/batches';
import { minClusters } from '../analysis/settings';
import type { ScoreTable } from '../cube/cube';
import type { SlotRange } from '../domain/window';
import { seededUniform, standardNormal } from '../stats/seeded';
import type { LabelledRows } from './scoreBins';
import { total } from './scoreBins';

/** The labelled rows of the reference in parts that are left out one at a time. */
export interface ReferenceGroups {
  /** `runs of slots` are neighbours in time; `rows` take rows as independent, where the window has too few slots for runs. */
  readonly kind: 'runs of slots' | 'rows';
  readonly groups: readonly ReferenceGroup[];
}

export interface ReferenceGroup extends LabelledRows {
  /** Null for a group of rows. */
  readonly slots: SlotRange | null;
}

/** Parts of rows where there are no runs of slots. Twenty know their spread to a sixth of it; runs of slots are fewer, to be as long as a window. */
const rowGroups = 20;

/**
 * Cuts the reference into at most `most` runs of neighbouring slots, so that dependence between rows that are close in time stays inside a part. With
 * fewer than ten runs that hold labels, its rows are dealt to twenty parts instead, by a generator with a fixed seed: the same data, the same parts.
 */
export function referenceGroups(table: ScoreTable, range: SlotRange, whole: LabelledRows, most: number): ReferenceGroups {
  const width = table.edges.length + 1;
  const runs: ReferenceGroup[] = [];
  for (const slots of batchesOf(range, Math.max(minClusters, most))) {
    const positive = new Float64Array(width);
    const negative = new Float64Array(width);
    for (let slot = slots.from; slot < slots.to; slot += 1) {
      for (let k = 0, at = slot * width; k < width; k += 1, at += 1) {
        positive[k] = (positive[k] ?? 0) + (table.positive[at] ?? 0);
        negative[k] = (negative[k] ?? 0) + (table.negative[at] ?? 0);
      }
    }
    if (total(positive) + total(negative) > 0) runs.push({ positive, negative, slots });
  }
  if (runs.length >= minClusters) return { kind: 'runs of slots', groups: runs };
  const uniform = seededUniform(20_260);
  const positive = deal(whole.positive, rowGroups, uniform);
  const negative = deal(whole.negative, rowGroups, uniform);
  const groups = positive.map((counts, g) => ({ positive: counts, negative: negative[g] ?? new Float64Array(width), slots: null }));
  return { kind: 'rows', groups };
}

/** Each row of each bin to one of `parts` with equal chance; every part's counts, which add up to `counts`. */
function deal(counts: Float64Array, parts: number, uniform: () => number): readonly Float64Array[] {
  const dealt = Array.from({ length: parts }, () => new Float64Array(counts.length));
  counts.forEach((count, k) => {
    let left = count;
    for (let part = 0; part < parts; part += 1) {
      const own = part === parts - 1 ? left : binomial(left, 1 / (parts - part), uniform);
      const table = dealt[part];
      if (table !== undefined) table[k] = own;
      left -= own;
    }
  });
  return dealt;
}

/** A draw from Bin(n, p); from 200 rows on by its normal limit, which is plenty for cutting rows into parts. */
function binomial(n: number, p: number, uniform: () => number): number {
  if (n > 200) {
    const gauss = standardNormal(uniform);
    return Math.min(n, Math.max(0, Math.round(n * p + gauss * Math.sqrt(n * p * (1 - p)))));
  }
  let hits = 0;
  for (let i = 0; i < n; i += 1) if (uniform() < p) hits += 1;
  return hits;
}
