import { distanceFrom, fitCorrelations } from './correlationModel';

/** The rows of a plan's sample, row-major, NaN where a value is missing. */
export interface TogetherSample {
  readonly features: number;
  readonly fit: Float64Array;
  readonly scored: Float64Array;
  /** Slot of each scored row. */
  readonly slots: Int32Array;
}

/** Distances of rows from the baseline's correlations, added by slot. */
export interface TogetherBySlot {
  readonly n: Float64Array;
  readonly sum: Float64Array;
  readonly sumSq: Float64Array;
  readonly features: number;
  /** Components kept of them, and the rows that they were found on. */
  readonly kept: number;
  readonly fitRows: number;
  readonly leftOut: number;
}

/** Fits the model and measures the scored rows by it; null where no two features vary among the rows of the fit. */
export function togetherBySlot(sample: TogetherSample, slots: number, leftOut: number): TogetherBySlot | null {
  const { features, fit, scored } = sample;
  const model = fitCorrelations(fit, features);
  if (model === null) return null;
  const [n, sum, sumSq] = [0, 1, 2].map(() => new Float64Array(slots)) as [Float64Array, Float64Array, Float64Array];
  const scratch = new Float64Array(features);
  sample.slots.forEach((slot, row) => {
    const distance = distanceFrom(model, scored, row * features, scratch);
    n[slot] = (n[slot] as number) + 1;
    sum[slot] = (sum[slot] as number) + distance;
    sumSq[slot] = (sumSq[slot] as number) + distance * distance;
  });
  return { n, sum, sumSq, features: model.sd.filter((one) => one > 0).length, kept: model.kept, fitRows: Math.floor(fit.length / features), leftOut };
}

/** Mean and variance of one row's distance over the slots, and their rows. */
export function distanceMoments({ n, sum, sumSq }: TogetherBySlot, isIn: (slot: number) => boolean): { readonly n: number; readonly mean: number; readonly variance: number } {
  let [rows, total, squares] = [0, 0, 0];
  n.forEach((count, slot) => {
    if (!isIn(slot)) return;
    rows += count;
    total += sum[slot] ?? 0;
    squares += sumSq[slot] ?? 0;
  });
  const mean = rows === 0 ? Number.NaN : total / rows;
  return { n: rows, mean, variance: rows < 2 ? Number.NaN : Math.max(0, squares - rows * mean * mean) / (rows - 1) };
}
