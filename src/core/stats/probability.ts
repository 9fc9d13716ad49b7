import type { Counts } from './counts';
import { requireSameLength } from './counts';
import type { SampleMoments } from './means';
import { momentsFromSums } from './means';
import { normalTwoSidedP } from './normal';

/** Probabilities are clipped to [eps, 1 - eps] in the log loss, eps of a 64-bit float, as scikit-learn does. */
export const LOG_LOSS_EPS = 2 ** -52;

export interface ScoreLosses {
  /** (p - y)^2 over the rows: its mean is the Brier score. */
  readonly brier: SampleMoments;
  /** -ln of the probability given to the true class, nats: its mean is the log loss. */
  readonly logLoss: SampleMoments;
}

/**
 * Brier score and log loss from label counts at each distinct score in 0..1, as moments of the row losses, so that
 * `meanInterval` and `welch` give intervals and differences. Null where there are no rows or a score that occurs is outside 0..1.
 */
export function scoreLosses(values: ArrayLike<number>, positive: Counts, negative: Counts): ScoreLosses | null {
  requireSameLength(values, positive);
  requireSameLength(positive, negative);
  let n = 0;
  let brier = 0;
  let brierSq = 0;
  let log = 0;
  let logSq = 0;
  const add = (count: number, gap: number, likelihood: number): void => {
    const square = gap * gap;
    const nats = -Math.log(Math.min(1 - LOG_LOSS_EPS, Math.max(LOG_LOSS_EPS, likelihood)));
    n += count;
    brier += count * square;
    brierSq += count * square * square;
    log += count * nats;
    logSq += count * nats * nats;
  };
  for (let k = 0; k < values.length; k++) {
    const pos = positive[k] ?? 0;
    const neg = negative[k] ?? 0;
    if (pos === 0 && neg === 0) continue;
    const p = values[k] ?? Number.NaN;
    if (!(p >= 0 && p <= 1)) return null;
    if (pos > 0) add(pos, 1 - p, p);
    if (neg > 0) add(neg, p, 1 - p);
  }
  if (!(n > 0)) return null;
  return { brier: momentsFromSums(n, brier, brierSq), logLoss: momentsFromSums(n, log, logSq) };
}

/** The same from one score and one 0/1 label a row, in any order. Null also for a label that is neither 0 nor 1. */
export function scoreLossesOfRows(scores: ArrayLike<number>, labels: ArrayLike<number>): ScoreLosses | null {
  requireSameLength(scores, labels);
  const positive = Float64Array.from(labels);
  if (!positive.every((label) => label === 0 || label === 1)) return null;
  return scoreLosses(scores, positive, positive.map((label) => 1 - label));
}

/** Cells of ascending score: distinct scores or score bins. `scoreSum` is the sum of the scores of the labelled rows in the cell. */
export interface ScoreCells {
  readonly scoreSum: ArrayLike<number>;
  readonly positive: Counts;
  readonly negative: Counts;
}

/** The cells of a value table, where each cell holds one score. */
export function cellsOfValues(values: ArrayLike<number>, positive: Counts, negative: Counts): ScoreCells {
  requireSameLength(values, positive);
  requireSameLength(positive, negative);
  return { scoreSum: Float64Array.from(values, (value, k) => value * ((positive[k] ?? 0) + (negative[k] ?? 0))), positive, negative };
}

export interface CalibrationBin {
  readonly n: number;
  readonly meanScore: number;
  /** Share of positives. */
  readonly meanLabel: number;
}

export interface Calibration {
  readonly n: number;
  readonly bins: readonly CalibrationBin[];
  /** Expected calibration error: sum of bin share times |mean score - share of positives|, 0..1. */
  readonly ece: number;
  /** What the ECE of a perfectly calibrated model would be about at this n: sum w_b sqrt(2 p(1-p)/(pi n_b)). */
  readonly eceNoise: number;
  /** Murphy's split over the bins: Brier score = reliability - resolution + uncertainty, exact where a bin holds one score. */
  readonly reliability: number;
  readonly resolution: number;
  readonly uncertainty: number;
}

/**
 * Calibration over equal-mass bins (10 by default; Infinity keeps every cell as its own bin). A cell is never cut: it goes to
 * the bin that its middle row belongs to, so rows with one score stay together and a bin may stay empty. Null where there are
 * no rows. Sources: Murphy 1973; Guo et al. 2017; Kumar et al. 2019.
 */
export function calibration(cells: ScoreCells, bins = 10): Calibration | null {
  requireSameLength(cells.positive, cells.negative);
  requireSameLength(cells.scoreSum, cells.positive);
  const length = cells.positive.length;
  let n = 0;
  let positives = 0;
  for (let k = 0; k < length; k++) {
    n += (cells.positive[k] ?? 0) + (cells.negative[k] ?? 0);
    positives += cells.positive[k] ?? 0;
  }
  if (!(n > 0)) return null;
  const made: CalibrationBin[] = [];
  let open = { bin: -1, n: 0, score: 0, positive: 0 };
  const close = (): void => {
    if (open.n > 0) made.push({ n: open.n, meanScore: open.score / open.n, meanLabel: open.positive / open.n });
  };
  let seen = 0;
  for (let k = 0; k < length; k++) {
    const positive = cells.positive[k] ?? 0;
    const rows = positive + (cells.negative[k] ?? 0);
    if (rows === 0) continue;
    const bin = bins === Infinity ? k : Math.floor(((seen + rows / 2) / n) * bins);
    seen += rows;
    if (bin !== open.bin) {
      close();
      open = { bin, n: 0, score: 0, positive: 0 };
    }
    open.n += rows;
    open.score += cells.scoreSum[k] ?? 0;
    open.positive += positive;
  }
  close();
  const base = positives / n;
  let ece = 0;
  let eceNoise = 0;
  let reliability = 0;
  let resolution = 0;
  for (const bin of made) {
    const weight = bin.n / n;
    ece += weight * Math.abs(bin.meanScore - bin.meanLabel);
    const spread = Math.max(0, bin.meanScore * (1 - bin.meanScore));
    eceNoise += weight * Math.sqrt((2 * spread) / (Math.PI * bin.n));
    reliability += weight * (bin.meanScore - bin.meanLabel) ** 2;
    resolution += weight * (bin.meanLabel - base) ** 2;
  }
  return { n, bins: made, ece, eceNoise, reliability, resolution, uncertainty: base * (1 - base) };
}

/**
 * Spiegelhalter's test that the scores are the true probabilities: z = sum (y-p)(1-2p) / sqrt(sum (1-2p)^2 p(1-p)), standard
 * normal under calibration. On bins p is the cell's mean score. Null where every score is 0, 1/2 or 1. Source: Spiegelhalter 1986.
 */
export function spiegelhalter(cells: ScoreCells): { readonly z: number; readonly p: number } | null {
  let sum = 0;
  let variance = 0;
  for (let k = 0; k < cells.positive.length; k++) {
    const positive = cells.positive[k] ?? 0;
    const rows = positive + (cells.negative[k] ?? 0);
    if (rows === 0) continue;
    const p = (cells.scoreSum[k] ?? 0) / rows;
    sum += (positive - rows * p) * (1 - 2 * p);
    variance += rows * (1 - 2 * p) ** 2 * p * (1 - p);
  }
  if (!(variance > 0)) return null;
  const z = sum / Math.sqrt(variance);
  return { z, p: normalTwoSidedP(z) };
}
