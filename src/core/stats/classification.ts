import type { Counts } from './counts';
import { countTotal } from './counts';
import type { Estimate } from './interval';
import { makeInterval, requireLevel } from './interval';
import { wilson } from './proportions';

export interface ClassMetrics {
  /** Rows whose label is this class. */
  readonly support: number;
  /** Rows predicted as this class. */
  readonly predicted: number;
  readonly truePositives: number;
  /** Null where nothing was predicted as this class. */
  readonly precision: Estimate | null;
  /** Null where no label is this class. */
  readonly recall: Estimate | null;
  /** Null where the class is neither predicted nor labelled. */
  readonly f1: Estimate | null;
}

export interface AveragedMetrics {
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
}

export interface ClassificationMetrics {
  readonly n: number;
  readonly accuracy: Estimate;
  readonly perClass: readonly ClassMetrics[];
  /** Plain mean over the classes whose metric is defined. */
  readonly macro: AveragedMetrics;
  /** Mean weighted by support over the classes whose metric is defined. */
  readonly weighted: AveragedMetrics;
}

/**
 * Metrics of an L x L confusion table, `counts[prediction * L + label]`; of a binary task the positive class's figures are
 * `perClass[positive]`. Accuracy, precision and recall carry Wilson intervals on their own denominators. A metric with a zero
 * denominator is null, never 0, and left out of the averages, which is scikit-learn's `zero_division=np.nan`. Null for an
 * empty table. A pooled rest must be left out or counted as wrong by the caller: its diagonal cell holds unequal classes.
 */
export function classificationMetrics(counts: Counts, classes: number, level = 0.95): ClassificationMetrics | null {
  requireLevel(level);
  if (counts.length !== classes * classes) throw new RangeError(`${String(counts.length)} cells are not a square of ${String(classes)} classes`);
  const n = countTotal(counts);
  if (n === null) return null;
  const perClass: ClassMetrics[] = [];
  let correct = 0;
  for (let k = 0; k < classes; k++) {
    let predicted = 0;
    let support = 0;
    for (let other = 0; other < classes; other++) {
      predicted += counts[k * classes + other] ?? 0;
      support += counts[other * classes + k] ?? 0;
    }
    const truePositives = counts[k * classes + k] ?? 0;
    correct += truePositives;
    perClass.push({
      support,
      predicted,
      truePositives,
      precision: wilson(truePositives, predicted, level),
      recall: wilson(truePositives, support, level),
      f1: f1Score(truePositives, predicted - truePositives, support - truePositives, level),
    });
  }
  const accuracy = wilson(correct, n, level);
  return accuracy === null ? null : { n, accuracy, perClass, macro: average(perClass, () => 1), weighted: average(perClass, (metrics) => metrics.support) };
}

/**
 * F1 = 2 tp / (2 tp + fp + fn) with its interval; null where tp + fp + fn = 0. Given m = tp + fp + fn, tp is binomial with the
 * share s = tp/m and F1 = 2s/(1+s) rises with s, so Wilson's interval of s is carried over. For large m it is the
 * delta-method interval of `f1Variance`; unlike that it stays within 0..1 and has a width at F1 = 0 and 1.
 */
export function f1Score(truePositives: number, falsePositives: number, falseNegatives: number, level = 0.95): Estimate | null {
  const share = wilson(truePositives, truePositives + falsePositives + falseNegatives, level);
  if (share === null) return null;
  const f1 = (s: number): number => (2 * s) / (1 + s);
  const { low, high } = share.interval;
  const method = 'Wilson on tp/(tp+fp+fn)';
  return { value: f1(share.value), interval: makeInterval(low === null ? null : f1(low), high === null ? null : f1(high), level, method) };
}

/** Delta-method variance of F1 under multinomial sampling: 4 tp e (tp + e) / (2 tp + e)^4, e = fp + fn. Null where tp + e = 0. */
export function f1Variance(truePositives: number, falsePositives: number, falseNegatives: number): number | null {
  const errors = falsePositives + falseNegatives;
  if (!(truePositives + errors > 0)) return null;
  return (4 * truePositives * errors * (truePositives + errors)) / (2 * truePositives + errors) ** 4;
}

function average(perClass: readonly ClassMetrics[], weightOf: (metrics: ClassMetrics) => number): AveragedMetrics {
  const mean = (pick: (metrics: ClassMetrics) => Estimate | null): number | null => {
    let sum = 0;
    let weights = 0;
    for (const metrics of perClass) {
      const metric = pick(metrics);
      if (metric === null) continue;
      const weight = weightOf(metrics);
      sum += weight * metric.value;
      weights += weight;
    }
    return weights > 0 ? sum / weights : null;
  };
  return { precision: mean((m) => m.precision), recall: mean((m) => m.recall), f1: mean((m) => m.f1) };
}
