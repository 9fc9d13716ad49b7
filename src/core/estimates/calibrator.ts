import { calibration } from '../stats/probability';
import { fillBetween, isotonicRegression } from './isotonicRegression';
import type { ReferenceGroup } from './referenceGroups';
import type { LabelledRows } from './scoreBins';
import { plus, total } from './scoreBins';

/** Share of positives to expect in each score bin, 0..1. */
export type BinProbabilities = Float64Array;

export interface Calibrator {
  readonly kind: 'isotonic' | 'score';
  readonly probabilities: BinProbabilities;
  /** Isotonic fits with one group of the reference left out each: for held-out errors and for the jackknife. */
  readonly without: readonly BinProbabilities[];
  /** Expected calibration error (10 bins of equal size) of the raw score on the reference; null where scores are no probabilities. */
  readonly rawError: number | null;
  /** The same of the isotonic fit, each group judged by the fit of the others. */
  readonly heldOutError: number;
  /** What of `kind` is held out, and what a perfect model would show by chance at this size. */
  readonly error: number;
  readonly noise: number;
  /** Held-out error within one group, mean over the groups, with its noise: larger than chance where calibration moves from group to group. */
  readonly groupError: number;
  readonly groupNoise: number;
}

/** Isotonic regression of label on score over bins; bins without rows by straight lines between their neighbours. */
export function fitIsotonic(scores: ArrayLike<number>, { positive, negative }: LabelledRows): BinProbabilities {
  const rows = plus(positive, negative);
  const shares = positive.map((count, k) => count / (rows[k] ?? 0));
  return fillBetween(scores, isotonicRegression(shares, rows));
}

/**
 * The calibrator of a reference: isotonic regression where its held-out calibration error is below that of the score, else the score as it is.
 * `scoresAreProbabilities` is false where scores lie outside 0..1; then there is nothing to keep. At least two groups, each with a row. Source: NannyML's
 * rule (compare the expected calibration error of ten bins on held-out rows), with groups for its shuffle splits.
 */
export function chooseCalibrator(scores: Float64Array, whole: LabelledRows & { readonly scoreSum: Float64Array }, groups: readonly ReferenceGroup[], scoresAreProbabilities: boolean): Calibrator {
  const isotonic = fitIsotonic(scores, whole);
  const without = groups.map((group) => fitIsotonic(scores, { positive: less(whole.positive, group.positive), negative: less(whole.negative, group.negative) }));
  const heldOut = heldOutCalibration(groups, without);
  const within = withinGroups(groups, without);
  const raw = scoresAreProbabilities ? calibration(whole) : null;
  const keep = raw !== null && raw.ece <= heldOut.ece;
  return {
    kind: keep ? 'score' : 'isotonic',
    probabilities: keep ? scores.map((score) => Math.min(1, Math.max(0, score))) : isotonic,
    without,
    rawError: raw === null ? null : raw.ece,
    heldOutError: heldOut.ece,
    error: keep ? raw.ece : heldOut.ece,
    noise: keep ? raw.eceNoise : heldOut.eceNoise,
    groupError: within.error,
    groupNoise: within.noise,
  };
}

function less(all: Float64Array, part: Float64Array): Float64Array {
  return all.map((count, k) => Math.max(0, count - (part[k] ?? 0)));
}

/** Calibration of the held-out probabilities over all of `groups` together, in ten bins of equal size. */
function heldOutCalibration(groups: readonly LabelledRows[], without: readonly BinProbabilities[]): { readonly ece: number; readonly eceNoise: number } {
  const [p, positive, negative]: [number[], number[], number[]] = [[], [], []];
  groups.forEach((group, g) => {
    const probabilities = without[g] ?? new Float64Array(0);
    for (let k = 0; k < probabilities.length; k += 1) {
      const [yes, no, own] = [group.positive[k] ?? 0, group.negative[k] ?? 0, probabilities[k] ?? Number.NaN];
      if (yes + no === 0 || !(own >= 0)) continue;
      p.push(own);
      positive.push(yes);
      negative.push(no);
    }
  });
  // One fit never falls from bin to bin; only several must be brought in order.
  const order = p.map((_, i) => i);
  if (groups.length > 1) order.sort((i, j) => (p[i] ?? 0) - (p[j] ?? 0));
  const sorted = (values: readonly number[]): Float64Array => Float64Array.from(order, (i) => values[i] ?? 0);
  const [yes, no, own] = [sorted(positive), sorted(negative), sorted(p)];
  const result = calibration({ positive: yes, negative: no, scoreSum: own.map((value, i) => value * ((yes[i] ?? 0) + (no[i] ?? 0))) });
  return result ?? { ece: Number.POSITIVE_INFINITY, eceNoise: 0 };
}

function withinGroups(groups: readonly ReferenceGroup[], without: readonly BinProbabilities[]): { readonly error: number; readonly noise: number } {
  let [error, noise, rows] = [0, 0, 0];
  groups.forEach((group, g) => {
    const probabilities = without[g];
    if (probabilities === undefined) return;
    const own = heldOutCalibration([group], [probabilities]);
    const n = total(group.positive) + total(group.negative);
    error += n * own.ece;
    noise += n * own.eceNoise;
    rows += n;
  });
  return { error: error / rows, noise: noise / rows };
}
