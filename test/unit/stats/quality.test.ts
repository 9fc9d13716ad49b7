import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { averagePrecisionFromCounts, rocAucFromCounts } from '../../../src/core/stats/auc';
import { classificationMetrics, f1Score, f1Variance } from '../../../src/core/stats/classification';
import { differenceOfEstimates, meanInterval } from '../../../src/core/stats/means';
import { calibration, cellsOfValues, scoreLosses, scoreLossesOfRows, spiegelhalter } from '../../../src/core/stats/probability';
import { regressionMetrics } from '../../../src/core/stats/regression';
import { expectClose, expectInterval, known } from './measuresKnown';

const scoreTable = fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 20 })), { minLength: 2, maxLength: 30 }).map((cells) => ({
  values: cells.map((_, k) => (k + 0.5) / cells.length),
  positive: cells.map(([p]) => p),
  negative: cells.map(([, n]) => n),
}));
const total = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);

describe('ROC AUC', () => {
  it('agrees with scikit-learn and with DeLong by the full kernel', () => {
    for (const c of known.auc) {
      const auc = rocAucFromCounts(c.positive, c.negative);
      expectClose(auc?.value, c.auc, 1e-12);
      expectClose(auc?.variance, c.variance, 1e-9, 1e-12);
      expectInterval(auc?.interval, c.interval);
      expectClose(averagePrecisionFromCounts(c.positive, c.negative), c.averagePrecision);
    }
    expect(known.auc.some((c) => c.interval === null)).toBe(true);
  });

  it('mirrors with the labels and with the scores, and its interval contains it', () => {
    fc.assert(
      fc.property(scoreTable, ({ positive, negative }) => {
        const auc = rocAucFromCounts(positive, negative);
        if (total(positive) === 0 || total(negative) === 0) {
          expect(auc).toBeNull();
          return;
        }
        expect(rocAucFromCounts(negative, positive)!.value).toBeCloseTo(1 - auc!.value, 12);
        expect(rocAucFromCounts([...positive].reverse(), [...negative].reverse())!.value).toBeCloseTo(1 - auc!.value, 12);
        if (auc!.interval === null) {
          expect(auc!.intervalReason).toMatch(/./);
        } else {
          expect(auc!.interval.low!).toBeLessThanOrEqual(auc!.value);
          expect(auc!.interval.high!).toBeGreaterThanOrEqual(auc!.value);
          expect(auc!.interval.low!).toBeGreaterThanOrEqual(0);
          expect(auc!.interval.high!).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('says why there is no interval', () => {
    expect(rocAucFromCounts([0, 30], [30, 0])).toMatchObject({ value: 1, interval: null, intervalReason: expect.stringContaining('without overlap') as string });
    expect(rocAucFromCounts([1, 3], [30, 1])).toMatchObject({ interval: null, intervalReason: expect.stringContaining('10 rows') as string });
    expect(rocAucFromCounts([1, 0], [5, 0])).toMatchObject({ value: 0.5, variance: null });
    expect(averagePrecisionFromCounts([0, 0], [1, 2])).toBeNull();
  });
});

describe('confusion tables', () => {
  it('agree with scikit-learn, undefined figures left out', () => {
    for (const c of known.classification) {
      const result = classificationMetrics(c.counts, c.classes)!;
      expectClose(result.accuracy.value, c.accuracy, 1e-12);
      result.perClass.forEach((metrics, k) => {
        expectClose(metrics.precision?.value ?? null, c.precision[k]!, 1e-12);
        expectClose(metrics.recall?.value ?? null, c.recall[k]!, 1e-12);
        expectClose(metrics.f1?.value ?? null, c.f1[k]!, 1e-12);
        expect(metrics.support).toBe(c.support[k]);
      });
      for (const [got, expected] of [
        [result.macro, c.macro],
        [result.weighted, c.weighted],
      ] as const) {
        expectClose(got.precision, expected[0], 1e-12);
        expectClose(got.recall, expected[1], 1e-12);
        expectClose(got.f1, expected[2], 1e-12);
      }
    }
    expect(known.classification.some((c) => c.precision.includes(null) && c.recall.every((r) => r !== null))).toBe(true);
    expect(known.classification.some((c) => c.recall.includes(null))).toBe(true);
  });

  it('reads cells as [prediction][label]', () => {
    // Predicted 1 five times, of which three are right; label 1 occurs four times.
    const [, one] = classificationMetrics([10, 1, 2, 3], 2)!.perClass;
    expect(one).toMatchObject({ predicted: 5, support: 4, truePositives: 3, precision: { value: 0.6 }, recall: { value: 0.75 } });
    expect(() => classificationMetrics([1, 2, 3], 2)).toThrow(RangeError);
    expect(classificationMetrics([0, 0, 0, 0], 2)).toBeNull();
    expect(classificationMetrics([], 0)).toBeNull();
  });

  it('F1 intervals contain F1 and approach the delta method', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), fc.nat(500), (tp, fp, fn) => {
        const f1 = f1Score(tp, fp, fn);
        if (tp + fp + fn === 0) {
          expect(f1).toBeNull();
          expect(f1Variance(tp, fp, fn)).toBeNull();
          return;
        }
        expect(f1!.value).toBeCloseTo((2 * tp) / (2 * tp + fp + fn), 12);
        expect(f1!.interval!.low!).toBeLessThanOrEqual(f1!.value);
        expect(f1!.interval!.high!).toBeGreaterThanOrEqual(f1!.value);
        expect(f1!.interval!.low!).toBeGreaterThanOrEqual(0);
        expect(f1!.interval!.high!).toBeLessThanOrEqual(1);
      }),
    );
    const { interval } = f1Score(7e5, 1e5, 2e5)!;
    const delta = 2 * 1.959963984540054 * Math.sqrt(f1Variance(7e5, 1e5, 2e5)!);
    expect((interval!.high! - interval!.low!) / delta).toBeCloseTo(1, 4);
  });
});

describe('probabilities', () => {
  it('Brier, log loss, calibration and Spiegelhalter agree with scikit-learn and numpy', () => {
    for (const c of known.probability) {
      const losses = scoreLosses(c.values, c.positive, c.negative);
      expectClose(losses?.brier.mean, c.brier);
      expectClose(losses?.brier.variance, c.brierVariance, 1e-9, 1e-6);
      expectClose(losses?.logLoss.mean, c.logLoss);
      expectClose(losses?.logLoss.variance, c.logLossVariance, 1e-9, 1e-6);
      const cells = cellsOfValues(c.values, c.positive, c.negative);
      expectClose(spiegelhalter(cells)?.z ?? null, c.spiegelhalter, 1e-9, 1e-3);
      if (c.ece === undefined) continue;
      const result = calibration(cells)!;
      expectClose(result.ece, c.ece);
      expectClose(result.eceNoise, c.noise!);
      expect(result.bins).toHaveLength(10);
      result.bins.forEach((bin, k) => {
        expectClose(bin.meanScore, c.binScore![k]!);
        expectClose(bin.meanLabel, c.binLabel![k]!, 1e-9, 1e-3);
      });
    }
    expect(known.probability.filter((c) => c.ece !== undefined).length).toBeGreaterThan(0);
  });

  it('Murphy’s split over single scores adds up to the Brier score', () => {
    fc.assert(
      fc.property(scoreTable, ({ values, positive, negative }) => {
        const n = total(positive) + total(negative);
        const split = calibration(cellsOfValues(values, positive, negative), Infinity);
        if (n === 0) {
          expect(split).toBeNull();
          return;
        }
        const brier = scoreLosses(values, positive, negative)!.brier.mean;
        expect(split!.reliability - split!.resolution + split!.uncertainty).toBeCloseTo(brier, 12);
      }),
    );
  });

  it('bins keep all rows, keep ties together, and their error is at most the finest one', () => {
    fc.assert(
      fc.property(scoreTable, fc.integer({ min: 1, max: 20 }), ({ values, positive, negative }, bins) => {
        const cells = cellsOfValues(values, positive, negative);
        const result = calibration(cells, bins);
        if (result === null) return;
        expect(total(result.bins.map((bin) => bin.n))).toBe(total(positive) + total(negative));
        expect(result.bins.length).toBeLessThanOrEqual(bins);
        expect(result.ece).toBeLessThanOrEqual(calibration(cells, Infinity)!.ece + 1e-12);
      }),
    );
  });

  it('rows in any order give the table’s losses', () => {
    const rows = scoreLossesOfRows([0.9, 0.2, 0.9, 0.2, 0.5], [1, 0, 0, 1, 1]);
    const table = scoreLosses([0.2, 0.5, 0.9], [1, 1, 1], [1, 0, 1]);
    expectClose(rows?.brier.mean, table!.brier.mean, 1e-12);
    expectClose(rows?.logLoss.mean, table!.logLoss.mean, 1e-12);
    expect(scoreLosses([1], [0], [1])?.logLoss.mean).toBeCloseTo(52 * Math.LN2, 12);
  });

  it('is null for scores outside 0..1, for no rows, and for labels that are not 0 or 1', () => {
    expect(scoreLosses([1.2], [1], [0])).toBeNull();
    expect(scoreLosses([Number.NaN], [1], [0])).toBeNull();
    expect(scoreLosses([7, 0.5], [0, 1], [0, 1])).not.toBeNull();
    expect(scoreLosses([], [], [])).toBeNull();
    expect(scoreLossesOfRows([0.5], [2])).toBeNull();
    expect(calibration({ scoreSum: [0], positive: [0], negative: [0] })).toBeNull();
    expect(spiegelhalter(cellsOfValues([0, 0.5, 1], [0, 3, 4], [5, 3, 0]))).toBeNull();
  });
});

describe('regression', () => {
  it('agrees with scikit-learn and scipy', () => {
    for (const c of known.regression) {
      const result = regressionMetrics(c.sums)!;
      expectClose(result.mae.value, c.mae);
      expectClose(result.rmse.value, c.rmse);
      expectClose(result.bias.value, c.bias);
      expectClose(result.r2, c.r2);
      expectInterval(result.mae.interval, c.maeInterval);
      expectInterval(result.bias.interval, c.biasInterval);
      expectInterval(result.rmse.interval, c.rmseInterval);
    }
  });

  it('names the assumption where fourth powers are missing, and differs two windows', () => {
    const { sumFourth, ...rest } = known.regression[2]!.sums;
    const exact = regressionMetrics({ ...rest, sumFourth })!;
    const assumed = regressionMetrics(rest)!;
    expect(assumed.rmse.interval!.method).toContain('normal errors assumed');
    expect(exact.rmse.interval!.method).toBe('delta method');
    // These errors are normal, so the two agree but for chance.
    expect(assumed.estimates.rmse.variance / exact.estimates.rmse.variance).toBeCloseTo(1, 0);
    const same = differenceOfEstimates(exact.estimates.rmse, exact.estimates.rmse, 0.95, 'delta method');
    expect(same).toMatchObject({ value: 0, p: 1 });
    expect(meanInterval({ n: 3, mean: 1, variance: 1 })?.interval?.level).toBe(0.95);
  });

  it('has no R² for constant labels, whatever their offset, and no interval for one row', () => {
    const constant = (y: number, n: number) => regressionMetrics({ n, sum: 1, sumAbs: 1, sumSq: 1, labelSum: n * y, labelSq: n * y * y });
    for (const y of [0, 1 / 3, 1e6 + 1 / 3, 1e12]) for (const n of [2, 7, 1001]) expect(constant(y, n)?.r2).toBeNull();
    expect(regressionMetrics({ n: 1, sum: -2, sumAbs: 2, sumSq: 4, labelSum: 3, labelSq: 9 })).toMatchObject({
      mae: { value: 2, interval: null },
      rmse: { value: 2, interval: null },
      bias: { value: -2, interval: null },
      r2: null,
    });
    expect(regressionMetrics({ n: 0, sum: 0, sumAbs: 0, sumSq: 0, labelSum: 0, labelSq: 0 })).toBeNull();
    expect(regressionMetrics({ n: 3, sum: Infinity, sumAbs: Infinity, sumSq: Infinity, labelSum: 0, labelSq: 0 })).toBeNull();
    expect(regressionMetrics({ n: 4, sum: 0, sumAbs: 0, sumSq: 0, sumFourth: 0, labelSum: 2, labelSq: 2 })).toMatchObject({ rmse: { value: 0 }, r2: 1 });
  });
});
