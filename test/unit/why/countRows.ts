import { groupCount, type SegmentColumn } from '../../../src/core/why/segmentColumn';
import type { SegmentCounts } from '../../../src/core/why/segmentTable';

export interface CountedRow {
  /** -1: not in the baseline. */
  readonly block: number;
  readonly current: boolean;
  readonly outcome: number;
  /** Group of each column. */
  readonly groups: ArrayLike<number>;
}

/** The tables that the engine counts in SQL, from rows in memory. */
export function countRows(rows: Iterable<CountedRow>, columns: readonly SegmentColumn[], blocks: number, outcomes: number, pairs?: readonly (readonly [number, number])[]): SegmentCounts {
  const totals = new Float64Array((blocks + 1) * outcomes);
  const tables = (pairs ?? columns.map((_, i) => [i] as const)).map((at) => {
    const own = at.map((i) => columns[i]!) as [SegmentColumn] | [SegmentColumn, SegmentColumn];
    return { at, table: { columns: own, counts: new Float64Array(totals.length * own.reduce((width, column) => width * groupCount(column), 1)) } };
  });
  for (const row of rows) {
    for (const block of [row.block, row.current ? blocks : -1]) {
      if (block < 0) continue;
      const plane = block * outcomes + row.outcome;
      totals[plane]! += 1;
      for (const { at, table } of tables) table.counts[at.reduce<number>((cell, i, k) => cell * groupCount(table.columns[k]!) + row.groups[i]!, plane)]! += 1;
    }
  }
  return { blocks, outcomes, totals, tables: tables.map(({ table }) => table) };
}
