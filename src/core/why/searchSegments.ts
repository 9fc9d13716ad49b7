import { normalQuantile } from '../stats/normal';
import type { JudgedPart, PartNoise } from './partNoise';
import { type GroupRange, groupCount, rangesOf } from './segmentColumn';
import { RectangleSums, type SegmentTable } from './segmentTable';

/** A segment that was looked at. */
export interface Candidate extends JudgedPart {
  readonly table: SegmentTable;
  readonly first: GroupRange;
  readonly second: GroupRange | null;
  /** What its part has beyond its share of rows, as a share of the change. */
  readonly excess: number;
}

export interface Searched {
  /** Those that go with the change and stand out of noise by 3; the rest are forgotten. */
  readonly candidates: readonly Candidate[];
  /** Segments looked at. */
  readonly tried: number;
  /** The z that such a search has to reach: 3, Bonferroni over the segments, and the largest that any block of the baseline shows. */
  readonly needed: number;
}

/** Rows of a segment in at least one window. */
const fewestRows = 50;
/** Every part needs this much against its own noise, whatever was searched. */
export const leastZ = 3;
/** Shares of the change that are no explanation however certain they are. */
const leastExcess = 0.02;

/**
 * Looks at every segment of the tables. `level` is the chance, were nothing different, that any of them reaches `needed` (rows
 * independent; else about that of one block in so many as there are).
 */
export function searchSegments(tables: readonly SegmentTable[], noise: PartNoise, planes: number, level: number): Searched {
  const counts = new Float64Array(planes);
  const found: Candidate[] = [];
  let tried = 0;
  let blockZ = 0;
  for (const table of tables) {
    const [first, second] = table.columns;
    const sums = new RectangleSums(table, planes, groupCount(first), second === undefined ? 1 : groupCount(second));
    const inner = second === undefined ? [null] : rangesOf(second, true);
    for (const i of rangesOf(first, second !== undefined)) {
      for (const j of inner) {
        sums.read(i, j ?? { from: 0, to: 1 }, counts);
        const judged = noise.judge(counts, fewestRows);
        if (judged === null) continue;
        tried += 1;
        blockZ = Math.max(blockZ, judged.blockZ);
        const excess = judged.part / noise.change - judged.expected;
        if (judged.z >= leastZ && judged.distinctZ >= leastZ && excess >= leastExcess) found.push({ ...judged, table, first: i, second: j, excess });
      }
    }
  }
  const needed = Math.max(leastZ, blockZ, tried === 0 ? 0 : -normalQuantile(level / tried));
  return { candidates: found, tried, needed };
}
