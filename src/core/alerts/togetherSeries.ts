import { distanceMoments, type TogetherBySlot } from '../multivariate/togetherBySlot';
import { mostFeatures } from '../multivariate/togetherPlan';
import type { AlertSettings } from './alertSettings';
import type { Effect, WatchedSeries } from './familySeries';

/** As the finding of a comparison is called; features' own targets start with `feature:`. */
export const togetherTarget = 'features.together';
/** Sampled rows that a window's mean distance needs. */
const leastSampled = 20;

/** One more series of the drift family: the mean distance of a window's rows from the baseline's correlations between features. */
export function togetherSeries(together: TogetherBySlot, baselineWindows: readonly number[]): WatchedSeries {
  const inBaseline = new Set(baselineWindows);
  const { n, sum } = together;
  return {
    target: togetherTarget,
    title: 'features together',
    statistic: `distance from the baseline's correlations (${together.features} features${together.leftOut > 0 ? `, at most ${mostFeatures} with least missing` : ''}, ${together.kept} components)`,
    unit: 'sd',
    values: n.map((count, w) => (count >= leastSampled ? (sum[w] ?? 0) / count : Number.NaN)),
    rowVariance: distanceMoments(together, (w) => inBaseline.has(w)).variance,
  };
}

/** Change of the mean distance in standard deviations of the baseline's rows, so that it has the floor of a number. */
export function togetherEffect(together: TogetherBySlot, baselineWindows: readonly number[], settings: AlertSettings): (from: number, to: number) => Effect {
  const inBaseline = new Set(baselineWindows);
  const before = distanceMoments(together, (w) => inBaseline.has(w));
  return (from, to) => {
    const now = distanceMoments(together, (w) => w >= from && w < to);
    const value = (now.mean - before.mean) / Math.sqrt(before.variance);
    return { value: Number.isFinite(value) ? value : null, unit: 'sd', relative: false, floor: settings.floors.numeric };
  };
}
