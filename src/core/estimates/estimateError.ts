import { chiSquaredSf } from '../stats/distributions';
import type { Interval } from '../domain/finding';
import { makeInterval } from '../stats/interval';
import { tCritical } from '../stats/studentT';
import type { BinProbabilities, Calibrator } from './calibrator';
import type { Expected, ExpectedMetric } from './expectedConfusion';
import { binnedAuc, confusionMetric, expectedMetric } from './expectedConfusion';
import type { ReferenceGroups } from './referenceGroups';
import type { LabelledRows, ScoredRows } from './scoreBins';
import { plus, total } from './scoreBins';
import type { ScoreThreshold } from './scoreThreshold';
import { answeredByBin } from './scoreThreshold';

/** Runs of the reference that a spread between them is taken from. */
const leastRuns = 5;
/** Chance at which runs that differ by noise alone are taken to differ. */
const wanderLevel = 0.05;

/** An estimate with the variance of (realised value - estimate), in three parts. */
export interface EstimatedValue extends Expected {
  /** Of the calibrator, which rests on a finite reference: delete-a-group jackknife. */
  readonly calibratorVariance: number;
  /** Of calibration from one run of the reference to the next beyond that noise; 0 where none shows. */
  readonly wanderVariance: number;
  readonly se: number;
  readonly df: number;
}

/**
 * Value and error of a metric in a window. The jackknife leaves out one group of the reference at a time, (G-1)/G sum (v_g - mean)^2: no chance, and groups that
 * are runs of slots keep dependent rows together. Isotonic fits are not smooth at a point, but these are sums over the window's scores, which are
 * (Groeneboom and Jongbloed 2014, on smooth functionals of isotonic estimators); coverage is tested by simulation. An isotonic fit follows the noise of its own
 * rows and so calls the model better than it is: the jackknife's (G-1)(mean - v) measures that and is taken off (Quenouille 1956). Null where undefined.
 */
export function estimateMetric(metric: ExpectedMetric, window: ScoredRows, calibrator: Calibrator, wanderVariance: number): EstimatedValue | null {
  const expected = expectedMetric(metric, window, calibrator.probabilities);
  if (expected === null) return null;
  const values = calibrator.without.map((probabilities) => expectedMetric(metric, window, probabilities)?.value).filter((value) => value !== undefined);
  const groups = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / groups;
  const calibratorVariance = groups < 2 ? 0 : ((groups - 1) / groups) * values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const optimism = groups < 2 || calibrator.kind === 'score' ? 0 : (groups - 1) * (mean - expected.value);
  const variance = expected.variance + calibratorVariance + wanderVariance;
  const fromGroups = calibratorVariance + wanderVariance;
  // Welch-Satterthwaite: only the parts that were learnt from groups cost degrees of freedom.
  const df = fromGroups > 0 ? (variance / fromGroups) ** 2 * Math.max(1, groups - 1) : Number.POSITIVE_INFINITY;
  const value = Math.min(1, Math.max(0, expected.value - optimism));
  return { value, variance: expected.variance, calibratorVariance, wanderVariance, se: Math.sqrt(variance), df };
}

/** (estimate - measured) / se as a normal score: a t of few degrees of freedom strays further by chance (approximation of Wallace 1959). */
export function discrepancy({ value, se, df }: EstimatedValue, measured: number): number {
  const t = (value - measured) / se;
  if (df > 1e6) return t;
  return Math.sign(t) * Math.sqrt(df * Math.log1p((t * t) / df) * (1 - 3 / (4 * df)));
}

/** Interval of the value that labels would show, on the logit scale so that it stays within 0 and 1; null at 0 and 1 themselves. */
export function estimateInterval({ value, se, df }: EstimatedValue, level: number): Interval | null {
  if (!(value > 0 && value < 1) || !Number.isFinite(se)) return null;
  const logit = Math.log(value / (1 - value));
  const half = (tCritical(level, Math.min(df, 1e6)) * se) / (value * (1 - value));
  const back = (u: number): number => 1 / (1 + Math.exp(-u));
  return makeInterval(back(logit - half), back(logit + half), level, 'Poisson-binomial and jackknife, logit scale');
}

/** A run of the reference with the fit of all others. */
export interface HeldOutRun {
  readonly labelled: LabelledRows;
  readonly window: ScoredRows;
  readonly without: BinProbabilities;
}

/** The runs of a reference, answered by the model's cut of today; none where the reference has no runs of slots. */
export function heldOutRuns({ kind, groups }: ReferenceGroups, without: readonly BinProbabilities[], threshold: ScoreThreshold | null): readonly HeldOutRun[] {
  if (kind === 'rows') return [];
  return groups.flatMap((labelled, g) => {
    const fit = without[g];
    const rows = plus(labelled.positive, labelled.negative);
    return fit === undefined ? [] : [{ labelled, window: { rows, predicted: threshold === null ? null : answeredByBin(rows, threshold, null) }, without: fit }];
  });
}

/**
 * Variance of calibration from run to run of the reference beyond chance, for one metric: each run is estimated by the fit of the others and compared with its
 * own labels, e_g with variance v_g; the moment estimate sum((e^2 - v)/v) / sum(1/v), as in random-effects meta-analysis (DerSimonian and Laird
 * 1986) about a mean of 0. Taken only where the runs differ significantly (sum e^2/v against chi-squared), else 0, so that noise does not widen every interval.
 */
export function wanderOf(metric: ExpectedMetric, runs: readonly HeldOutRun[], threshold: ScoreThreshold | null): number {
  let chi = 0;
  let precision = 0;
  let used = 0;
  for (const { labelled, window, without } of runs) {
    const expected = expectedMetric(metric, window, without);
    const realised = expected === null ? null : realisedMetric(metric, labelled, threshold);
    if (expected === null || realised === null) continue;
    // The fit of the others is about G - 1 times as large a sample, so its own error adds one part in G - 1.
    const variance = expected.variance * (1 + 1 / Math.max(1, runs.length - 1));
    if (!(variance > 0)) continue;
    chi += (expected.value - realised) ** 2 / variance;
    precision += 1 / variance;
    used += 1;
  }
  if (used < leastRuns || chiSquaredSf(chi, used) >= wanderLevel) return 0;
  return Math.max(0, (chi - used) / precision);
}

/** A metric of labelled rows. `answered` are the rows answered with the positive class, by label; null where only the cut is known. */
export function realisedMetric(metric: ExpectedMetric, rows: LabelledRows, threshold: ScoreThreshold | null, answered: { readonly positive: number; readonly negative: number } | null = null): number | null {
  if (metric === 'auc') return binnedAuc(rows);
  if (metric === 'positives') return total(rows.positive) / (total(rows.positive) + total(rows.negative));
  if (threshold === null) return null;
  const truePositives = total(answeredByBin(rows.positive, threshold, answered?.positive ?? null));
  const falsePositives = total(answeredByBin(rows.negative, threshold, answered?.negative ?? null));
  return confusionMetric(metric, { truePositives, falsePositives, falseNegatives: total(rows.positive) - truePositives, trueNegatives: total(rows.negative) - falsePositives });
}
