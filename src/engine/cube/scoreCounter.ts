import type { ScoreTable } from '../../core/cube/cube';
import { BinFinder } from './binFinder';
import type { SlotRuns } from './slotRuns';

const epsilon = 2 ** -52;

/** Counts binary scores by label (1 positive, 0 negative, missing unlabelled), chunk by chunk. */
export class ScoreCounter {
  private readonly finder: BinFinder;
  private readonly width: number;
  private readonly wide: Record<'positive' | 'negative' | 'unlabelled' | 'scoreSum', Float64Array>;
  private readonly sums: Record<'brierSum' | 'brierSq' | 'logLossSum' | 'logLossSq' | 'labelled' | 'confidenceSum' | 'confidenceSq' | 'scored' | 'outside', Float64Array>;
  /** A value that is none of `values` came up: the table must be counted again with other bins. */
  overflow = false;

  constructor(slots: number, edges: Float64Array, private readonly values: Float64Array | null) {
    this.finder = new BinFinder(edges);
    this.width = edges.length + 1;
    const wide = (): Float64Array => new Float64Array(slots * this.width);
    const one = (): Float64Array => new Float64Array(slots);
    this.wide = { positive: wide(), negative: wide(), unlabelled: wide(), scoreSum: wide() };
    this.sums = { brierSum: one(), brierSq: one(), logLossSum: one(), logLossSq: one(), labelled: one(), confidenceSum: one(), confidenceSq: one(), scored: one(), outside: one() };
  }

  read(scores: Float64Array, scoreMask: Uint8Array | null, labels: Float64Array, labelMask: Uint8Array | null, runs: SlotRuns): void {
    const { wide, sums } = this;
    for (let r = 0; r < runs.count; r += 1) {
      const slot = runs.slot[r] as number;
      const to = runs.to[r] as number;
      for (let i = runs.from[r] as number; i < to; i += 1) {
        const p = scores[i] as number;
        const bit = 1 << (i & 7);
        if ((scoreMask !== null && ((scoreMask[i >> 3] as number) & bit) === 0) || p - p !== 0) continue;
        const bin = this.finder.find(p);
        if (this.values !== null && this.values[bin] !== p) this.overflow = true;
        const at = slot * this.width + bin;
        const inside = p >= 0 && p <= 1;
        if (inside) {
          add(sums.scored, slot, 1);
          const confidence = Math.max(p, 1 - p);
          add(sums.confidenceSum, slot, confidence);
          add(sums.confidenceSq, slot, confidence * confidence);
        } else add(sums.outside, slot, 1);
        const y = labels[i] as number;
        if (labelMask !== null && ((labelMask[i >> 3] as number) & bit) === 0) {
          add(wide.unlabelled, at, 1);
          continue;
        }
        add(y === 1 ? wide.positive : wide.negative, at, 1);
        add(wide.scoreSum, at, p);
        add(sums.labelled, slot, 1);
        if (!inside) continue;
        const square = (p - y) * (p - y);
        add(sums.brierSum, slot, square);
        add(sums.brierSq, slot, square * square);
        const clipped = Math.min(1 - epsilon, Math.max(epsilon, p));
        const loss = -Math.log(y === 1 ? clipped : 1 - clipped);
        add(sums.logLossSum, slot, loss);
        add(sums.logLossSq, slot, loss * loss);
      }
    }
  }

  finish(column: string): ScoreTable {
    return { column, edges: this.finder.edges, values: this.values, ...this.wide, ...this.sums };
  }
}

function add(table: Float64Array, at: number, amount: number): void {
  table[at] = (table[at] as number) + amount;
}
