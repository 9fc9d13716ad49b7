import type { ScoreTable } from '../cube/cube';
import type { Summary } from '../cube/summary';

/** One window's rows by score bin. `predicted` rows of each bin were answered with the positive class; null where that cannot be told. */
export interface ScoredRows {
  readonly rows: Float64Array;
  readonly predicted: Float64Array | null;
}

/** Labelled rows by score bin. */
export interface LabelledRows {
  readonly positive: Float64Array;
  readonly negative: Float64Array;
}

export function total(counts: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < counts.length; k += 1) sum += counts[k] ?? 0;
  return sum;
}

export function plus(...tables: readonly Float64Array[]): Float64Array {
  const sums = new Float64Array(tables[0]?.length ?? 0);
  for (const table of tables) for (let k = 0; k < sums.length; k += 1) sums[k] = (sums[k] ?? 0) + (table[k] ?? 0);
  return sums;
}

/**
 * The score that stands for each bin: the bin's one value where bins hold one each; else the mean score of the labelled rows that fall into it (of
 * both windows); else the middle of its edges, an open bin its edge. Unlabelled rows of a bin have the same bin but not the same mean, so
 * such a score is off by less than the bin is wide. Isotonic regression needs only the order of bins, so this enters a calibrated estimate solely in
 * bins without labelled reference rows; an uncalibrated one it enters everywhere.
 */
export function binScores(table: ScoreTable, ...windows: readonly NonNullable<Summary['score']>[]): Float64Array {
  if (table.values !== null) return table.values;
  const { edges } = table;
  const width = edges.length + 1;
  const sum = plus(...windows.map((window) => window.scoreSum));
  const rows = plus(...windows.flatMap((window) => [window.positive, window.negative]));
  return Float64Array.from({ length: width }, (_, k) => {
    const n = rows[k] ?? 0;
    if (n > 0) return (sum[k] ?? 0) / n;
    const low = edges[k - 1] ?? edges[k] ?? 0;
    const high = edges[k] ?? low;
    return (low + high) / 2;
  });
}
