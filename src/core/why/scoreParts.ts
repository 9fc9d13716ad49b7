import type { Cube } from '../cube/cube';
import type { Summary } from '../cube/summary';
import type { Finding } from '../domain/finding';
import type { AnalysisSettings } from '../domain/report';
import type { ScoreParts } from '../domain/why';
import { contradiction } from '../estimates/realityCheck';
import { discrepancy, estimateInterval } from '../estimates/estimateError';
import type { EstimateMetric } from '../estimates/expectedConfusion';
import { learnReference } from '../estimates/reference';
import { mostOutside, outsideReference } from '../estimates/referenceSupport';
import { plus } from '../estimates/scoreBins';
import { estimateLabelled } from '../estimates/windowEstimate';
import { formatChange, formatFigure, formatInterval } from '../format/figures';
import { countOf } from '../format/numbers';

const metrics: Readonly<Record<string, EstimateMetric>> = { 'quality.accuracy': 'accuracy', 'quality.precision': 'precision', 'quality.recall': 'recall', 'quality.f1': 'f1' };
/** Labelled rows without a score are in the measured figure and not in the expected one; beyond this both are of different rows. */
const mostApart = 0.005;

/**
 * A change of accuracy, precision, recall or F1 in two parts that add up to it: what the baseline's calibration expects at the scores that came
 * (covariate part, by CBPE on the labelled rows), and the rest (concept part). Labels that contradict an estimate withdraw it elsewhere; here that
 * contradiction is the second part. Null for other metrics.
 */
export function scoreParts(cube: Cube, baseline: Summary, current: Summary, finding: Finding, settings: AnalysisSettings): ScoreParts | null {
  const metric = Object.hasOwn(metrics, finding.id) ? metrics[finding.id] : undefined;
  if (metric === undefined) return null;
  const [from, to] = [finding.baseline.value, finding.current.value];
  if (from === null || to === null) return unavailable(`${finding.title} is not measured in both windows`);
  if (cube.task !== 'binary') return unavailable('it needs the score of a binary task');
  const learnt = learnReference(cube, baseline, current, settings);
  if (learnt.reference === null) return unavailable(learnt.reason);
  const { reference } = learnt;
  if (reference.refusal !== null) return unavailable(reference.refusal);
  const found = estimateLabelled(cube, reference, current, metric);
  if (found === null) return unavailable(reference.decision.threshold === null ? reference.decision.reason : 'nothing can be expected of the scores that came');
  if (found.n < settings.minRows) return unavailable(`the current window has ${countOf(found.n, 'labelled score')}, ${settings.minRows} are needed`);
  if (Math.abs(found.measured - to) > mostApart) return unavailable('too many labelled rows have no score: the scores speak of other rows than the measured figure');
  const { expected } = found;
  const outside = current.score === null ? 0 : outsideReference(reference.labelled, plus(current.score.positive, current.score.negative));
  const interval = estimateInterval(expected, settings.intervalLevel);
  const shifted = (bound: number | null | undefined): number | null => (bound === null || bound === undefined ? null : bound - from);
  const scores = { value: expected.value - from, low: shifted(interval?.low), high: shifted(interval?.high), level: settings.intervalLevel };
  const meaning = { value: to - expected.value, z: expected.se > 0 ? -discrepancy(expected, to) : 0 };
  const care = outside > mostOutside;
  const reason = care ? `${formatFigure(outside, 'share')} of the scores lie where the baseline has fewer than 5 labels: what they are worth is a guess` : '';
  return {
    state: care ? 'with care' : 'available',
    reason,
    sentence: sentenceOf(finding, to - from, scores, meaning, care ? reason : null),
    expected: expected.value,
    scores,
    meaning,
    n: found.n,
  };
}

function unavailable(reason: string): ScoreParts {
  return { state: 'not available', reason, sentence: `What the scores explain is not available: ${reason}.`, expected: null, scores: null, meaning: null, n: 0 };
}

function sentenceOf({ title }: Finding, change: number, scores: NonNullable<ScoreParts['scores']>, meaning: NonNullable<ScoreParts['meaning']>, care: string | null): string {
  const points = (value: number): string => formatChange(value, 'share');
  const range = scores.low === null || scores.high === null ? '' : ` (${formatInterval(scores.low, scores.high, 'share', { change: true, value: scores.value })}, ${Math.round(scores.level * 100)} %)`;
  const surely = Math.abs(meaning.z) > contradiction;
  const rest = surely
    ? `the other ${points(meaning.value)} is that the same scores came to mean something else`
    : `the other ${points(meaning.value)} is within what chance and calibration leave open`;
  const warning = care === null ? '' : ` With care: ${care}.`;
  return `Of the ${points(change)} of ${title}, the inputs explain ${points(scores.value)}${range}, as far as scores show them: at the scores that came, the baseline would have been there; ${rest}.${warning} It cannot tell a world that changed from inputs that are computed wrongly: both come as other scores.`;
}
