import type { PartNoise } from './partNoise';
import { groupCount, rangesOf, type SegmentColumn } from './segmentColumn';
import { RectangleSums, type SegmentTable } from './segmentTable';

/** Levels of a column that are told apart in pairs; the others are pooled. */
const mostLevels = 8;

/**
 * The columns to search in pairs, at most `most`: those of which some segment stands farthest from moving as all do, either way, since
 * what two columns show together seldom leaves no trace in each. Of many levels the ones that stand out farthest are kept.
 */
export function pairColumns(tables: readonly SegmentTable[], noise: PartNoise, planes: number, most: number): readonly SegmentColumn[] {
  const counts = new Float64Array(planes);
  const judged = tables.map((table) => {
    const [column] = table.columns;
    const sums = new RectangleSums(table, planes, groupCount(column), 1);
    const ranges = rangesOf(column, false).map((range) => {
      sums.read(range, { from: 0, to: 1 }, counts);
      return { range, z: Math.abs(noise.judge(counts, 1)?.distinctZ ?? 0) };
    });
    return { column, ranges, promise: ranges.reduce((largest, { z }) => Math.max(largest, z), 0) };
  });
  return judged
    .sort((a, b) => b.promise - a.promise)
    .slice(0, most)
    .map(({ column, ranges }) => {
      if (column.kind === 'numeric' || column.levels.length <= mostLevels) return column;
      const kept = new Set([...ranges].filter(({ range }) => range.from < column.levels.length).sort((a, b) => b.z - a.z).slice(0, mostLevels).map(({ range }) => range.from));
      return { ...column, levels: column.levels.filter((_, i) => kept.has(i)) };
    });
}

/** Every pair of so many columns, as positions. */
export function pairsOf(columns: number): readonly (readonly [number, number])[] {
  return Array.from({ length: columns }, (_, i) => i).flatMap((i) => Array.from({ length: columns - i - 1 }, (_, k) => [i, i + k + 1] as const));
}
