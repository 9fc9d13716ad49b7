import type { Cube, ScoreTable } from '../cube/cube';
import type { Summary } from '../cube/summary';
import type { AnalysisSettings } from '../domain/report';
import { formatCount, formatFixed } from '../format/numbers';
import { AUC_MIN_CLASS_ROWS } from '../stats/auc';
import { maxClusters } from '../analysis/settings';
import type { Calibrator } from './calibrator';
import { chooseCalibrator } from './calibrator';
import type { ExpectedMetric } from './expectedConfusion';
import { heldOutRuns, wanderOf } from './estimateError';
import type { ReferenceGroups } from './referenceGroups';
import { referenceGroups } from './referenceGroups';
import { binScores, plus, total } from './scoreBins';
import type { Decision } from './scoreThreshold';
import { findDecision } from './scoreThreshold';

/**
 * Times its noise that a held-out calibration error may reach, and how small it is no concern however surely it is known: a point of probability, the last digit in
 * which accuracies are quoted, or a quarter of the rarer class, whichever is less; within one group twice that.
 */
const mostNoise = 2;
const smallError = (rarer: number): number => Math.min(0.01, rarer / 4);

/** What a reference teaches: how often each score is right, how well that is known, and how the model decides. */
export interface Reference {
  readonly labelled: Float64Array;
  readonly calibrator: Calibrator;
  readonly groups: ReferenceGroups;
  readonly decision: Decision;
  /** Variance of calibration between runs of the reference, by metric. */
  readonly wander: Readonly<Record<ExpectedMetric, number>>;
  /** Why no estimate can rest on it; null where one can. */
  readonly refusal: string | null;
}

export type ReferenceResult = { readonly reference: Reference } | { readonly reference: null; readonly reason: string };

/**
 * Learns calibration from the labelled rows of the baseline. `current` gives the scores of bins without labels and tells where the model decides; its labels are
 * not read. The groups are about as long as the current window, since that is the length over which calibration must hold.
 */
export function learnReference(cube: Cube, baseline: Summary, current: Summary, settings: AnalysisSettings): ReferenceResult {
  const table = cube.score;
  if (table === null || baseline.score === null || current.score === null) return { reference: null, reason: 'the log has no score of a binary task' };
  const whole = baseline.score;
  const problem = problemOf(whole, settings);
  if (problem !== null) return { reference: null, reason: problem };
  const slots = (summary: Summary): number => Math.max(1, summary.slots.to - summary.slots.from);
  const runs = Math.min(maxClusters, Math.round(slots(baseline) / slots(current)));
  const groups = referenceGroups(table, baseline.slots, whole, runs);
  const calibrator = chooseCalibrator(binScores(table, whole, current.score), whole, groups.groups, whole.outside === 0 && current.score.outside === 0);
  const decision = findDecision(cube, baseline.slots, current.slots);
  const labelled = plus(whole.positive, whole.negative);
  return { reference: { labelled, calibrator, groups, decision, wander: wanderByMetric(groups, calibrator, decision), refusal: refusalOf(calibrator, groups, Math.min(total(whole.positive), total(whole.negative)) / total(labelled)) } };
}

function problemOf({ positive, negative }: Pick<ScoreTable, 'positive' | 'negative'>, settings: AnalysisSettings): string | null {
  const [yes, no] = [total(positive), total(negative)];
  if (yes + no === 0) return 'no row of the baseline has both a score and a label';
  if (yes + no < settings.minRows) return `the baseline has ${formatCount(yes + no)} labelled scores, ${formatCount(settings.minRows)} are needed`;
  if (Math.min(yes, no) < AUC_MIN_CLASS_ROWS) return `the baseline has ${formatCount(Math.min(yes, no))} labels of one class, ${AUC_MIN_CLASS_ROWS} of each are needed`;
  return null;
}

/** Refused where calibration does not hold on average, or moves so much from run to run that its average says little of the next window. */
function refusalOf({ kind, error, noise, groupError, groupNoise }: Calibrator, groups: ReferenceGroups, rarer: number): string | null {
  const text = (value: number): string => formatFixed(value, 3);
  if (error > mostNoise * noise && error > smallError(rarer)) {
    const what = kind === 'isotonic' ? 'on baseline rows that the calibration was not fitted to, it is off by' : 'on the baseline, scores are off by';
    return `${what} ${text(error)} on average (expected calibration error), where chance would show ${text(noise)}: no estimate can rest on it`;
  }
  if (groupError > mostNoise * groupNoise && groupError > 2 * smallError(rarer)) {
    return `what a score is worth changes within the baseline: in ${groups.kind} that it was not fitted to, the calibration is off by ${text(groupError)} on average (expected calibration error), where chance would show ${text(groupNoise)}`;
  }
  return null;
}

function wanderByMetric(groups: ReferenceGroups, { without }: Calibrator, { threshold }: Decision): Reference['wander'] {
  const runs = heldOutRuns(groups, without, threshold);
  const of = (metric: ExpectedMetric): number => wanderOf(metric, runs, threshold);
  return { accuracy: of('accuracy'), precision: of('precision'), recall: of('recall'), f1: of('f1'), auc: of('auc'), positives: of('positives') };
}
