import type { GroupRange, SegmentColumn } from './segmentColumn';

/**
 * Rows by block, outcome and groups of one or two columns. Block `blocks` is the current window, those before it are the baseline's;
 * outcome o of `outcomes` classes: 0 or 1 for rates, for percentiles how many of the ascending thresholds the row exceeds.
 */
export interface SegmentTable {
  readonly columns: readonly [SegmentColumn] | readonly [SegmentColumn, SegmentColumn];
  /** `counts[((block * outcomes + outcome) * groups of the first + g) * groups of the second + h]`; the second has one group where there is none. */
  readonly counts: Float64Array;
}

/** What one pass over the rows counted. */
export interface SegmentCounts {
  readonly blocks: number;
  readonly outcomes: number;
  /** `totals[block * outcomes + outcome]`: all rows that have an outcome. */
  readonly totals: Float64Array;
  readonly tables: readonly SegmentTable[];
}

/** Sums over rectangles of groups, each by four looks at the prefix sums of its block and outcome. */
export class RectangleSums {
  private readonly sums: Float64Array;
  private readonly stride: number;
  private readonly plane: number;

  constructor(table: SegmentTable, private readonly planes: number, private readonly first: number, second: number) {
    this.stride = second + 1;
    this.plane = (first + 1) * this.stride;
    this.sums = new Float64Array(planes * this.plane);
    for (let p = 0; p < planes; p += 1) {
      for (let i = 0; i < first; i += 1) {
        let row = 0;
        for (let j = 0; j < second; j += 1) {
          row += table.counts[(p * first + i) * second + j] as number;
          const at = p * this.plane + (i + 1) * this.stride + j + 1;
          this.sums[at] = row + (this.sums[at - this.stride] as number);
        }
      }
    }
  }

  /** Writes the sum of each block and outcome into `into`. */
  read(i: GroupRange, j: GroupRange, into: Float64Array): void {
    const { sums, stride, plane } = this;
    const a = i.from * stride;
    const b = Math.min(this.first, i.to) * stride;
    for (let p = 0; p < this.planes; p += 1) {
      const at = p * plane;
      into[p] = (sums[at + b + j.to] as number) - (sums[at + a + j.to] as number) - (sums[at + b + j.from] as number) + (sums[at + a + j.from] as number);
    }
  }
}
