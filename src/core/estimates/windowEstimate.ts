import type { Cube } from '../cube/cube';
import type { Summary } from '../cube/summary';
import type { EstimateCheck } from '../domain/estimate';
import { sumSlots } from '../analysis/batches';
import { AUC_MIN_CLASS_ROWS } from '../stats/auc';
import type { EstimatedValue } from './estimateError';
import { discrepancy, estimateMetric, realisedMetric } from './estimateError';
import type { EstimateMetric, ExpectedMetric } from './expectedConfusion';
import { predictedPositive } from './predictedPositive';
import type { Reference } from './reference';
import { outsideReference } from './referenceSupport';
import type { ScoredRows } from './scoreBins';
import { plus, total } from './scoreBins';
import { answeredByBin } from './scoreThreshold';

/** What a reference says of one window, before anything is withheld. */
export interface WindowEstimate {
  /** Scored rows, and how many of them have labels. */
  readonly n: number;
  readonly labelled: number;
  readonly outsideReference: number;
  /** Null where a metric is undefined or the decision is unknown. */
  readonly values: Readonly<Record<EstimateMetric, EstimatedValue | null>>;
  /** Comparisons with labels; empty with fewer than `minRows` of them. */
  readonly checks: readonly EstimateCheck[];
}

export const metricTitles: Readonly<Record<ExpectedMetric, string>> = { accuracy: 'accuracy', precision: 'precision', recall: 'recall', f1: 'F1', auc: 'ROC AUC', positives: 'share of positives' };
/** Each rests on labels in its own way: right answers, order of scores, level of scores. Precision, recall and F1 follow from them. */
const checkedMetrics: readonly ExpectedMetric[] = ['accuracy', 'auc', 'positives'];

export function unitOf(metric: ExpectedMetric): 'share' | 'score' {
  return metric === 'auc' ? 'score' : 'share';
}

/** Estimates of all scored rows of a window, and of its labelled rows beside what their labels say. Cost: bins x groups. */
export function estimateWindow(cube: Cube, reference: Reference, window: Summary, minRows: number): WindowEstimate | null {
  const { score, slots } = window;
  if (score === null) return null;
  const { calibrator, decision, wander } = reference;
  const { threshold } = decision;
  const answers = threshold?.origin === 'found' ? predictedPositive(cube) : null;
  const labelledAnswers = answers === null ? null : { positive: sumSlots(answers.positive, slots), negative: sumSlots(answers.negative, slots) };
  const unlabelledAnswers = answers?.unlabelled === undefined || answers.unlabelled === null ? null : sumSlots(answers.unlabelled, slots);
  const labelled = labelledRows(score, threshold, labelledAnswers);
  const others: ScoredRows = { rows: score.unlabelled, predicted: threshold === null ? null : answeredByBin(score.unlabelled, threshold, unlabelledAnswers) };
  const all: ScoredRows = { rows: plus(labelled.rows, others.rows), predicted: labelled.predicted === null || others.predicted === null ? null : plus(labelled.predicted, others.predicted) };
  const of = (metric: ExpectedMetric, rows: ScoredRows): EstimatedValue | null => estimateMetric(metric, rows, calibrator, wander[metric]);
  const values = { accuracy: of('accuracy', all), precision: of('precision', all), recall: of('recall', all), f1: of('f1', all), auc: of('auc', all) };
  const known = total(labelled.rows);
  const checks = checkedMetrics.flatMap((metric): EstimateCheck[] => {
    if (known < minRows || (metric === 'auc' && Math.min(total(score.positive), total(score.negative)) < AUC_MIN_CLASS_ROWS)) return [];
    const estimate = of(metric, labelled);
    const measured = realisedMetric(metric, score, threshold, labelledAnswers);
    if (estimate === null || measured === null || !(estimate.se > 0)) return [];
    return [{ id: `estimate.${metric}`, title: metricTitles[metric], unit: unitOf(metric), estimated: estimate.value, measured, se: estimate.se, z: discrepancy(estimate, measured), n: known }];
  });
  return { n: total(all.rows), labelled: known, outsideReference: outsideReference(reference.labelled, all.rows), values, checks };
}

/** What a reference expects of the labelled rows of a window for one metric, and what their labels say; null where either is undefined. */
export function estimateLabelled(cube: Cube, reference: Reference, window: Summary, metric: EstimateMetric): { readonly expected: EstimatedValue; readonly measured: number; readonly n: number } | null {
  const { score, slots } = window;
  if (score === null) return null;
  const { threshold } = reference.decision;
  const answers = threshold?.origin === 'found' ? predictedPositive(cube) : null;
  const labelledAnswers = answers === null ? null : { positive: sumSlots(answers.positive, slots), negative: sumSlots(answers.negative, slots) };
  const rows = labelledRows(score, threshold, labelledAnswers);
  const expected = estimateMetric(metric, rows, reference.calibrator, reference.wander[metric]);
  const measured = realisedMetric(metric, score, threshold, labelledAnswers);
  return expected === null || measured === null ? null : { expected, measured, n: total(rows.rows) };
}

function labelledRows(score: NonNullable<Summary['score']>, threshold: Reference['decision']['threshold'], answered: { readonly positive: number; readonly negative: number } | null): ScoredRows {
  const rows = plus(score.positive, score.negative);
  if (threshold === null) return { rows, predicted: null };
  const predicted = plus(answeredByBin(score.positive, threshold, answered?.positive ?? null), answeredByBin(score.negative, threshold, answered?.negative ?? null));
  return { rows, predicted };
}
