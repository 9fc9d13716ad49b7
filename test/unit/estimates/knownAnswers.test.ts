import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chooseCalibrator, fitIsotonic } from '../../../src/core/estimates/calibrator';
import type { EstimateMetric } from '../../../src/core/estimates/expectedConfusion';
import { estimateMetrics, expectedMetric } from '../../../src/core/estimates/expectedConfusion';
import { fillBetween, isotonicRegression } from '../../../src/core/estimates/isotonicRegression';
import { plus } from '../../../src/core/estimates/scoreBins';

/* Isotonic regression against scikit-learn, CBPE against NannyML, variances against labels drawn with numpy; scripts/knownAnswers/estimates.py. */

interface ByScore { readonly positive: number[]; readonly negative: number[] }
interface Fixture {
  readonly isotonic: readonly { readonly x: number[]; readonly y: number[]; readonly w: number[]; readonly fitted: number[] }[];
  readonly cbpe: readonly { readonly name: string; readonly reference: ByScore; readonly current: ByScore; readonly calibrated: boolean; readonly estimates: Record<EstimateMetric, number>; readonly spread: Record<EstimateMetric, number> }[];
}
const fixture = JSON.parse(readFileSync(new URL('../../fixtures/knownAnswers/estimates.json', import.meta.url), 'utf8')) as Fixture;
const scores = Float64Array.from({ length: 101 }, (_, k) => k / 100);
const counted = ({ positive, negative }: ByScore) => ({ positive: Float64Array.from(positive), negative: Float64Array.from(negative) });

describe('isotonic regression', () => {
  it.each(fixture.isotonic.map((one) => [one.x.length, one] as const))('of %i points is that of scikit-learn, also where there are no rows', (_, { x, y, w, fitted }) => {
    const ours = fillBetween(x, isotonicRegression(y, w));
    fitted.forEach((value, i) => expect(ours[i]).toBeCloseTo(value, 12));
  });

  it('never falls, keeps the weighted mean, and no non-decreasing step function is nearer', () => {
    const points = fc.array(fc.record({ y: fc.integer({ min: 0, max: 20 }), w: fc.integer({ min: 1, max: 9 }) }), { minLength: 1, maxLength: 30 });
    fc.assert(fc.property(points, fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 30, maxLength: 30 }), (all, rival) => {
      const [y, w] = [all.map((one) => one.y), all.map((one) => one.w)];
      const fit = isotonicRegression(y, w);
      const sum = (of: (i: number) => number): number => y.reduce((total, _, i) => total + of(i), 0);
      const loss = (at: ArrayLike<number>): number => sum((i) => w[i]! * (at[i]! - y[i]!) ** 2);
      const rising = rival.sort((a, b) => a - b);
      expect(sum((i) => w[i]! * fit[i]!)).toBeCloseTo(sum((i) => w[i]! * y[i]!), 8);
      for (let i = 1; i < fit.length; i += 1) expect(fit[i]).toBeGreaterThanOrEqual(fit[i - 1]!);
      expect(loss(fit)).toBeLessThanOrEqual(loss(rising) + 1e-9);
    }));
  });
});

describe.each(fixture.cbpe)('confidence-based estimates of $name', ({ reference, current, calibrated, estimates, spread }) => {
  const labelled = counted(reference);
  const { positive, negative } = counted(current);
  const rows = plus(positive, negative);
  const window = { rows, predicted: rows.map((count, k) => (k >= 50 ? count : 0)) };
  const probabilities = calibrated ? fitIsotonic(scores, labelled) : scores;

  it.each(estimateMetrics)('%s is that of NannyML', (metric) => {
    // NannyML's AUC comes from a curve whose steps are told apart by a tolerance; it agrees to 3e-9.
    expect(expectedMetric(metric, window, probabilities)?.value).toBeCloseTo(estimates[metric], metric === 'auc' ? 8 : 12);
  });

  it.each(estimateMetrics)('%s spreads as much as it does when labels are drawn', (metric) => {
    const sd = Math.sqrt(expectedMetric(metric, window, probabilities)?.variance ?? Number.NaN);
    // 4,000 draws know a standard deviation to 1.1 %.
    expect(Math.abs(sd / spread[metric] - 1)).toBeLessThan(0.04);
  });

  it('calibrates where NannyML does', () => {
    const half = (part: number) => ({ positive: labelled.positive.map((count) => Math.floor((count + part) / 2)), negative: labelled.negative.map((count) => Math.floor((count + part) / 2)), slots: null });
    const scoreSum = scores.map((score, k) => score * (labelled.positive[k]! + labelled.negative[k]!));
    expect(chooseCalibrator(scores, { ...labelled, scoreSum }, [half(0), half(1)], true).kind).toBe(calibrated ? 'isotonic' : 'score');
  });
});
