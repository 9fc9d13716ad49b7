import type { Counts } from './counts';
import { countTotal, requireSameLength } from './counts';
import type { Interval } from './interval';
import { makeInterval, requireLevel } from './interval';
import { normalCritical } from './normal';

/** Rows that each class needs before an interval of the AUC is shown. */
export const AUC_MIN_CLASS_ROWS = 10;

export interface AucResult {
  /** Probability that a positive scores above a negative, ties counted half; 0..1. */
  readonly value: number;
  /** DeLong variance of the value; null where a class has fewer than two rows. */
  readonly variance: number | null;
  /** Null where the AUC is 0 or 1 or a class has fewer than 10 rows: `intervalReason` says which. */
  readonly interval: Interval | null;
  readonly intervalReason?: string;
  readonly positives: number;
  readonly negatives: number;
}

/**
 * ROC AUC from the label counts at each distinct score (or score bin), scores ascending: by midranks, so that ties count half,
 * with the variance of DeLong from placement values, S10/n1 + S01/n0 (Sun and Xu 2014), and an interval on the logit scale.
 * Bins count every pair within one bin as a tie. Null where a class has no rows.
 */
export function rocAucFromCounts(positive: Counts, negative: Counts, level = 0.95): AucResult | null {
  requireLevel(level);
  requireSameLength(positive, negative);
  const n1 = countTotal(positive);
  const n0 = countTotal(negative);
  if (n1 === null || n0 === null) return null;
  let below = 0;
  let pairs = 0;
  for (let k = 0; k < positive.length; k++) {
    const neg = negative[k] ?? 0;
    pairs += (positive[k] ?? 0) * (below + neg / 2);
    below += neg;
  }
  const value = Math.min(1, pairs / (n1 * n0));
  const variance = n1 >= 2 && n0 >= 2 ? delongVariance(positive, negative, n1, n0, value) : null;
  const result = { value, variance, positives: n1, negatives: n0 };
  if (n1 < AUC_MIN_CLASS_ROWS || n0 < AUC_MIN_CLASS_ROWS) {
    return { ...result, interval: null, intervalReason: `an interval needs ${String(AUC_MIN_CLASS_ROWS)} rows of each class` };
  }
  if (value === 0 || value === 1 || variance === null || !(variance > 0)) {
    return { ...result, interval: null, intervalReason: 'the scores separate the classes without overlap' };
  }
  const logit = Math.log(value / (1 - value));
  const half = (normalCritical(level) * Math.sqrt(variance)) / (value * (1 - value));
  const back = (u: number): number => 1 / (1 + Math.exp(-u));
  return { ...result, interval: makeInterval(back(logit - half), back(logit + half), level, 'DeLong, logit scale') };
}

function delongVariance(positive: Counts, negative: Counts, n1: number, n0: number, value: number): number {
  let seenPositive = 0;
  let seenNegative = 0;
  let s10 = 0;
  let s01 = 0;
  for (let k = 0; k < positive.length; k++) {
    const pos = positive[k] ?? 0;
    const neg = negative[k] ?? 0;
    // Placement of a positive: share of negatives below it; of a negative: share of positives above it.
    const placePositive = (seenNegative + neg / 2) / n0;
    const placeNegative = (n1 - seenPositive - pos / 2) / n1;
    s10 += pos * (placePositive - value) ** 2;
    s01 += neg * (placeNegative - value) ** 2;
    seenPositive += pos;
    seenNegative += neg;
  }
  return s10 / (n1 - 1) / n1 + s01 / (n0 - 1) / n0;
}

/**
 * Average precision, sum over thresholds of (R_k - R_(k-1)) P_k with scores taken from the highest down, as
 * sklearn.metrics.average_precision_score. Null where there are no positives.
 */
export function averagePrecisionFromCounts(positive: Counts, negative: Counts): number | null {
  requireSameLength(positive, negative);
  const n1 = countTotal(positive);
  if (n1 === null) return null;
  let truePositives = 0;
  let predicted = 0;
  let sum = 0;
  for (let k = positive.length - 1; k >= 0; k--) {
    const pos = positive[k] ?? 0;
    truePositives += pos;
    predicted += pos + (negative[k] ?? 0);
    if (pos > 0) sum += (pos / n1) * (truePositives / predicted);
  }
  return sum;
}
