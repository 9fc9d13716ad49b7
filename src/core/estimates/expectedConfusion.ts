import type { BinProbabilities } from './calibrator';
import type { LabelledRows, ScoredRows } from './scoreBins';
import { total } from './scoreBins';

export type EstimateMetric = 'accuracy' | 'precision' | 'recall' | 'f1' | 'auc';

export const estimateMetrics: readonly EstimateMetric[] = ['accuracy', 'precision', 'recall', 'f1', 'auc'];

/** What labels are compared with: the figures, and the share of positives that all of them rest on. */
export type ExpectedMetric = EstimateMetric | 'positives';

/** Rows of a window by the model's answer and the (expected) label; fractional where labels are expected. */
export interface Confusion {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
}

/** Expected confusion table: with c the probability and d the answer, TP = sum d c, FP = sum d (1-c), FN = sum (1-d) c. Null without answers. */
export function expectedConfusion({ rows, predicted }: ScoredRows, probabilities: BinProbabilities): Confusion | null {
  if (predicted === null) return null;
  let truePositives = 0;
  let positives = 0;
  let answered = 0;
  let all = 0;
  rows.forEach((n, k) => {
    if (n === 0) return;
    const c = probabilities[k] ?? 0;
    truePositives += (predicted[k] ?? 0) * c;
    positives += n * c;
    answered += predicted[k] ?? 0;
    all += n;
  });
  const falsePositives = answered - truePositives;
  const falseNegatives = positives - truePositives;
  return { truePositives, falsePositives, falseNegatives, trueNegatives: all - answered - falseNegatives };
}

/** Accuracy, precision, recall or F1 as ratios of sums; null where the denominator is 0. */
export function confusionMetric(metric: Exclude<EstimateMetric, 'auc'>, confusion: Confusion): number | null {
  const { truePositives: tp, falsePositives: fp, falseNegatives: fn, trueNegatives: tn } = confusion;
  const [top, bottom] = { accuracy: [tp + tn, tp + fp + fn + tn], precision: [tp, tp + fp], recall: [tp, tp + fn], f1: [2 * tp, 2 * tp + fp + fn] }[metric];
  return bottom !== undefined && top !== undefined && bottom > 0 ? top / bottom : null;
}

/** ROC AUC of positives and negatives by ascending score bin, ties half (trapezoids); fractional rows allowed. Null without both classes. */
export function binnedAuc({ positive, negative }: LabelledRows): number | null {
  let below = 0;
  let pairs = 0;
  positive.forEach((p, k) => {
    const n = negative[k] ?? 0;
    pairs += p * (below + n / 2);
    below += n;
  });
  const all = total(positive) * below;
  return all > 0 ? pairs / all : null;
}

/** Value of a metric when labels are expected, with the variance that independent Bernoulli labels give the realised value. */
export interface Expected {
  readonly value: number;
  readonly variance: number;
}

/**
 * A metric from expected labels. The realised value is a function of independent labels y ~ Bernoulli(c): accuracy and precision are linear in y, so the
 * variance is that of a Poisson-binomial sum; recall, F1 and AUC by the delta method, sum (d metric/d y)^2 c (1-c). Null where it is undefined.
 */
export function expectedMetric(metric: ExpectedMetric, window: ScoredRows, probabilities: BinProbabilities): Expected | null {
  if (metric === 'auc') return expectedAuc(window.rows, probabilities);
  if (metric === 'positives') return expectedPositives(window.rows, probabilities);
  const confusion = expectedConfusion(window, probabilities);
  const value = confusion === null ? null : confusionMetric(metric, confusion);
  if (confusion === null || value === null || window.predicted === null) return null;
  const { truePositives: tp, falsePositives: fp, falseNegatives: fn, trueNegatives: tn } = confusion;
  // Derivative by the label of a row that was answered with the positive class, and of one that was not.
  const slopes: Readonly<Record<typeof metric, readonly [number, number]>> = {
    accuracy: [1 / (tp + fp + fn + tn), -1 / (tp + fp + fn + tn)],
    precision: [1 / (tp + fp), 0],
    recall: [(1 - value) / (tp + fn), -value / (tp + fn)],
    f1: [(2 - value) / (2 * tp + fp + fn), -value / (2 * tp + fp + fn)],
  };
  const [answered, other] = slopes[metric];
  const { rows, predicted } = window;
  let variance = 0;
  rows.forEach((n, k) => {
    const c = probabilities[k] ?? 0;
    const d = predicted[k] ?? 0;
    if (n > 0) variance += c * (1 - c) * (d * answered ** 2 + (n - d) * other ** 2);
  });
  return { value, variance };
}

function expectedPositives(rows: Float64Array, probabilities: BinProbabilities): Expected | null {
  let n = 0;
  let positives = 0;
  let variance = 0;
  rows.forEach((count, k) => {
    const c = probabilities[k] ?? 0;
    if (count === 0) return;
    n += count;
    positives += count * c;
    variance += count * c * (1 - c);
  });
  return n > 0 ? { value: positives / n, variance: variance / n ** 2 } : null;
}

function expectedAuc(rows: Float64Array, probabilities: BinProbabilities): Expected | null {
  const positive = rows.map((n, k) => (n === 0 ? 0 : n * (probabilities[k] ?? 0)));
  const negative = rows.map((n, k) => n - (positive[k] ?? 0));
  const value = binnedAuc({ positive, negative });
  if (value === null) return null;
  const n1 = total(positive);
  const n0 = total(negative);
  let variance = 0;
  let below = 0;
  let above = n1;
  rows.forEach((n, k) => {
    const p = positive[k] ?? 0;
    const q = negative[k] ?? 0;
    above -= p;
    if (n > 0) {
      const c = p / n;
      // A row that turns positive gains the negatives below it and costs the positives above it; both class sizes change too.
      const slope = (below + q / 2 - (above + p / 2)) / (n1 * n0) - value / n1 + value / n0;
      variance += n * c * (1 - c) * slope ** 2;
    }
    below += q;
  });
  return { value, variance };
}
