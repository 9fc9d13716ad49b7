import type { Cube } from '../cube/cube';
import type { Summary } from '../cube/summary';
import type { EstimateCheck, EstimatedFigure, EstimateState, PerformanceEstimates } from '../domain/estimate';
import type { AnalysisSettings } from '../domain/report';
import { formatFigure } from '../format/figures';
import { countOf, formatCount, formatFixed } from '../format/numbers';
import { oneLine } from '../format/oneLine';
import type { EstimatedValue } from './estimateError';
import { estimateInterval } from './estimateError';
import type { EstimateMetric } from './expectedConfusion';
import { estimateMetrics } from './expectedConfusion';
import { contradictions } from './realityCheck';
import type { FeatureSupport } from './featureSupport';
import { leastSupported } from './featureSupport';
import type { Reference } from './reference';
import { learnReference } from './reference';
import { mostOutside } from './referenceSupport';
import { total } from './scoreBins';
import type { WindowEstimate } from './windowEstimate';
import { estimateWindow, metricTitles, unitOf } from './windowEstimate';

/** Labelled share from which measured figures speak for the whole window. */
export const completeCoverage = 0.95;

const method =
  'confidence-based performance estimation: the share of positives to expect at each score, learnt from the labelled baseline, summed over the scores of the window; interval from the chance of the labels (Poisson-binomial) and the error of the calibration (jackknife over groups of the baseline, and what differs between its runs)';

/** The cube and both windows with labels of equal age alone, where not all are in. */
export interface EqualAge {
  readonly cube: Cube;
  readonly baseline: Summary;
  readonly current: Summary;
}

interface Verdict {
  readonly state: EstimateState;
  readonly reason: string;
}

/**
 * Quality of a binary model in the current window by its scores alone, from the calibration of the labelled baseline; never throws for what data can hold. Assumes that scores
 * keep their meaning: a change of what a score is worth is invisible until labels come, and then withdraws the estimate. Source: CBPE, NannyML; intervals
 * after Kivimaki et al. 2025.
 *
 * @param equalAge what its check against labels rests on; the estimate itself learns from all labels of the baseline
 */
export function estimatePerformance(cube: Cube, baseline: Summary, current: Summary, settings: AnalysisSettings, equalAge?: EqualAge): PerformanceEstimates {
  const learnt = taskReason(cube) ?? learnReference(cube, baseline, current, settings);
  if (learnt.reference === null) return withoutReference(baseline, current, learnt.reason);
  const { reference } = learnt;
  const scored = estimateWindow(cube, reference, current, settings.minRows);
  const window = scored === null || equalAge === undefined ? scored : checkedAtAge(scored, equalAge, settings);
  if (window === null) return withoutReference(baseline, current, 'the log has no score of a binary task');
  const outsideFeature = leastSupported(baseline, current);
  const verdict = verdictOf(reference, window, outsideFeature, settings);
  const { calibrator, groups, decision } = reference;
  const { kind, rawError, heldOutError, noise, groupError, groupNoise } = calibrator;
  const { threshold } = decision;
  const figures = estimateMetrics.map((metric) => figureOf(metric, window, current, verdict, decision.threshold === null ? decision.reason : null, settings));
  return {
    state: verdict.state,
    reason: verdict.reason,
    method,
    ...sizes(baseline, current),
    calibration: { used: kind, rawError, heldOutError, noise, groupError, groupNoise, groups: groups.groups.length, groupKind: groups.kind },
    threshold: threshold === null ? null : { low: threshold.low, high: threshold.high, origin: threshold.origin },
    outsideReference: window.outsideReference,
    outsideFeature,
    figures,
    checks: window.checks,
  };
}

/**
 * The labels of the window that came early must be compared with what labels that came as early taught: of all labels, those of one class may come later.
 */
function checkedAtAge(window: WindowEstimate, { cube, baseline, current }: EqualAge, settings: AnalysisSettings): WindowEstimate {
  const { reference } = learnReference(cube, baseline, current, settings);
  const early = reference === null ? null : estimateWindow(cube, reference, current, settings.minRows);
  return { ...window, labelled: early?.labelled ?? 0, checks: early?.checks ?? [] };
}

function taskReason(cube: Cube): { readonly reference: null; readonly reason: string } | null {
  const reasons = {
    binary: null,
    none: 'the log has no predictions with scores',
    multiclass: 'the estimate needs the probability of each class; the log has one score',
    regression: 'of a numeric prediction, nothing says how large its error is before the label comes',
  } as const;
  const reason = reasons[cube.task];
  return reason === null ? null : { reference: null, reason };
}

function verdictOf(reference: Reference, window: WindowEstimate, feature: FeatureSupport | null, settings: AnalysisSettings): Verdict {
  if (window.n < settings.minRows) return { state: 'not available', reason: `the window has ${countOf(window.n, 'score')}, ${formatCount(settings.minRows)} are needed` };
  if (reference.refusal !== null) return { state: 'refused', reason: reference.refusal };
  const against = contradictions([window.checks]);
  const worst = against[0];
  if (worst !== undefined) return { state: 'withdrawn', reason: withdrawnReason(worst, window) };
  if (window.outsideReference > mostOutside) {
    return { state: 'extrapolating', reason: `${formatFigure(window.outsideReference, 'share')} of the scores lie where the baseline has fewer than 5 labels: what they are worth is a guess` };
  }
  if (feature !== null && feature.share > mostOutside) {
    return { state: 'extrapolating', reason: `${formatFigure(feature.share, 'share')} of the rows have values of ${oneLine(feature.feature)} of which the baseline has fewer than 5 rows: what their scores are worth is a guess` };
  }
  const { calibrator } = reference;
  const error = `off by ${formatFixed(calibrator.error, 3)} on average, by chance ${formatFixed(calibrator.noise, 3)}`;
  const how = calibrator.kind === 'isotonic' ? `scores are calibrated on ${formatCount(total(reference.labelled))} labelled rows of the baseline; on rows held out they are ${error}` : `scores are taken as they are; on ${formatCount(total(reference.labelled))} labelled rows of the baseline they are ${error}`;
  const seen = window.checks.length > 0 ? `; the ${countOf(window.labelled, 'label')} that came do not contradict it` : '';
  return { state: 'estimated', reason: `${how}${seen}` };
}

function withdrawnReason({ title, unit, estimated, measured, z, n }: EstimateCheck, { labelled, n: all }: WindowEstimate): string {
  const partly = labelled < completeCoverage * all ? ' (or the labels that came first are not like the rest)' : '';
  return `concept drift suspected, estimate withdrawn: on the ${countOf(n, 'row')} with labels, ${title} was estimated at ${formatFigure(estimated, unit)} and is ${formatFigure(measured, unit)}, ${formatFixed(Math.abs(z), 1)} standard errors apart${partly}`;
}

function figureOf(metric: EstimateMetric, window: WindowEstimate, { slots }: Summary, verdict: Verdict, noDecision: string | null, settings: AnalysisSettings): EstimatedFigure {
  const what = { id: `estimate.${metric}`, title: `estimated ${metricTitles[metric]}`, unit: unitOf(metric), n: window.n, window: slots };
  const none = { ...what, value: null, interval: null };
  if (verdict.state !== 'estimated' && verdict.state !== 'extrapolating') return { ...none, ...verdict };
  const estimate: EstimatedValue | null = window.values[metric];
  if (estimate !== null) return { ...what, ...verdict, value: estimate.value, interval: estimateInterval(estimate, settings.intervalLevel) };
  const reason = metric !== 'auc' && noDecision !== null ? noDecision : metric === 'precision' ? 'no row is predicted positive' : 'no positive is to be expected among these scores';
  return { ...none, state: 'not available', reason };
}

function sizes(baseline: Summary, current: Summary): Pick<PerformanceEstimates, 'reference' | 'window' | 'n' | 'coverage'> {
  const labelled = (summary: Summary): number => (summary.score === null ? 0 : total(summary.score.positive) + total(summary.score.negative));
  const all = (summary: Summary): number => labelled(summary) + (summary.score === null ? 0 : total(summary.score.unlabelled));
  const share = (summary: Summary): number | null => (all(summary) > 0 ? labelled(summary) / all(summary) : null);
  return {
    reference: { window: baseline.slots, n: labelled(baseline), positives: baseline.score === null ? 0 : total(baseline.score.positive), coverage: share(baseline) },
    window: current.slots,
    n: all(current),
    coverage: share(current),
  };
}

function withoutReference(baseline: Summary, current: Summary, reason: string): PerformanceEstimates {
  const verdict: Verdict = { state: 'not available', reason };
  const counted = sizes(baseline, current);
  const figures = estimateMetrics.map((metric) => ({ id: `estimate.${metric}`, title: `estimated ${metricTitles[metric]}`, unit: unitOf(metric), ...verdict, value: null, interval: null, n: counted.n, window: current.slots }));
  return { ...verdict, method, ...counted, calibration: null, threshold: null, outsideReference: null, outsideFeature: null, figures, checks: [] };
}
