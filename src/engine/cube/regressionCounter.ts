import type { RegressionTable } from '../../core/cube/cube';
import type { SlotRuns } from './slotRuns';

/** Sums the errors of predicted numbers, chunk by chunk. Rows with a prediction or label that is not finite count as unlabelled or not at all. */
export class RegressionCounter {
  private readonly sums: Record<'n' | 'unlabelled' | 'sum' | 'sumAbs' | 'sumSq' | 'sumFourth' | 'labelSum' | 'labelSq', Float64Array>;

  constructor(slots: number, private readonly labelCentre: number) {
    const one = (): Float64Array => new Float64Array(slots);
    this.sums = { n: one(), unlabelled: one(), sum: one(), sumAbs: one(), sumSq: one(), sumFourth: one(), labelSum: one(), labelSq: one() };
  }

  read(predictions: Float64Array, predictionMask: Uint8Array | null, labels: Float64Array, labelMask: Uint8Array | null, runs: SlotRuns): void {
    const { sums } = this;
    for (let r = 0; r < runs.count; r += 1) {
      const slot = runs.slot[r] as number;
      const to = runs.to[r] as number;
      for (let i = runs.from[r] as number; i < to; i += 1) {
        const bit = 1 << (i & 7);
        const prediction = predictions[i] as number;
        if ((predictionMask !== null && ((predictionMask[i >> 3] as number) & bit) === 0) || prediction - prediction !== 0) continue;
        const label = labels[i] as number;
        if ((labelMask !== null && ((labelMask[i >> 3] as number) & bit) === 0) || label - label !== 0) {
          add(sums.unlabelled, slot, 1);
          continue;
        }
        const error = prediction - label;
        const square = error * error;
        const offset = label - this.labelCentre;
        add(sums.n, slot, 1);
        add(sums.sum, slot, error);
        add(sums.sumAbs, slot, Math.abs(error));
        add(sums.sumSq, slot, square);
        add(sums.sumFourth, slot, square * square);
        add(sums.labelSum, slot, offset);
        add(sums.labelSq, slot, offset * offset);
      }
    }
  }

  finish(prediction: string, label: string): RegressionTable {
    return { prediction, label, ...this.sums, labelCentre: this.labelCentre };
  }
}

function add(table: Float64Array, at: number, amount: number): void {
  table[at] = (table[at] as number) + amount;
}
