import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { figureOf } from '../../../src/core/analysis/estimate';
import { histogramQuantile } from '../../../src/core/metrics/quantile/histogramQuantile';
import { levelMean, levelSd, meanRate, onlyMean, percentile, ratio as ratioOf } from '../../../src/core/metrics/metricWindow';
import { histogram, level, mean, rate, ratio } from './makeMetrics';

const edges = [1, 2, 4, 8];

describe('a percentile of buckets', () => {
  // Computed by hand by Prometheus' own description: rank 0.5 * 10 = 5 lies 2/4 into (2, 4].
  it('is interpolated inside its bucket', () => {
    expect(histogramQuantile(Float64Array.from([1, 2, 4, 3, 0]), Float64Array.from(edges), 0.5)).toEqual({ value: 3, low: 2, high: 4 });
    expect(histogramQuantile(Float64Array.from([4, 0, 0, 0, 0]), Float64Array.from(edges), 0.5)).toEqual({ value: 0.5, low: 0, high: 1 });
    expect(histogramQuantile(Float64Array.from([1, 0, 0, 0, 9]), Float64Array.from(edges), 0.5)).toEqual({ value: 8, low: 8, high: null });
    expect(histogramQuantile(Float64Array.from([0, 0, 4, 0, 0]), Float64Array.from(edges), 0.5, 'exponential')?.value).toBeCloseTo(Math.sqrt(8), 12);
    expect(histogramQuantile(new Float64Array(5), Float64Array.from(edges), 0.5)).toBeNull();
    expect(histogramQuantile(Float64Array.from([3]), new Float64Array(0), 0.5)).toBeNull();
    // A first bound that is not positive stands for itself.
    expect(histogramQuantile(Float64Array.from([3, 0]), Float64Array.from([-5]), 0.5)?.value).toBe(-5);
  });

  it('lies in the bucket that holds the true one, whatever the values', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 20, noNaN: true }), { minLength: 1, maxLength: 60 }), fc.constantFrom(0.01, 0.25, 0.5, 0.9, 0.95, 0.99), (values, q) => {
        const metric = histogram('x', [values], edges);
        const found = histogramQuantile(metric.counts, metric.edges, q);
        const sorted = [...values].sort((a, b) => a - b);
        const exact = sorted[Math.max(0, Math.ceil(q * values.length - 1e-9) - 1)] ?? NaN;
        expect(found).not.toBeNull();
        if (found === null) return;
        if (found.high === null) expect(exact).toBeGreaterThan(8);
        else {
          expect(exact).toBeLessThanOrEqual(found.high);
          expect(found.value).toBeGreaterThanOrEqual(found.low);
          expect(found.value).toBeLessThanOrEqual(found.high);
        }
      }),
    );
  });

  it('has an interval that reaches to the bounds of its buckets, and none above the last', () => {
    const slots = Array.from({ length: 20 }, (_, s) => Array.from({ length: 50 }, (_, i) => 1 + ((i * 7 + s) % 50) / 10));
    const figure = figureOf(percentile(histogram('x', slots, edges), { from: 0, to: 20 }, 0.5), 0.95);
    expect(figure.interval?.low).toBe(2);
    expect(figure.interval?.high).toBe(4);
    expect(figure.n).toBe(1000);
    const high = percentile(histogram('x', [Array.from({ length: 500 }, () => 20)], edges), { from: 0, to: 1 }, 0.95);
    expect(high.value).toBe(8);
    expect(high.reason).toContain('above the last finite bucket bound');
    expect(figureOf(high, 0.95).interval?.high).toBeNull();
  });
});

describe('a window of a metric', () => {
  const whole = { from: 0, to: 4 };

  it('weighs slots by their samples, and gaps by nothing', () => {
    const metric = level('queue', [[1, 3], [], [5], [7, 9, 11]]);
    expect(levelMean(metric, whole).value).toBe(6);
    expect(levelMean(metric, whole).n).toBe(6);
    expect(levelSd(metric, whole)).toBeCloseTo(3.7416573867739413, 12);
    expect(levelMean(metric, { from: 1, to: 2 })).toMatchObject({ value: null, reason: 'prod has no sample of it in this window' });
  });

  it('takes rates by observed time and shares by what was counted', () => {
    expect(meanRate(rate('r', [60, 0, 120, 30], [60, 0, 60, 30]), whole, 1).value).toBe(1.4);
    expect(meanRate(rate('r', [60], [0]), { from: 0, to: 1 }, 1).value).toBeNull();
    expect(ratioOf(ratio('e', [1, 0, 3, 0], [10, 0, 20, 10]), whole)).toMatchObject({ value: 0.1, n: 40 });
    expect(onlyMean(mean('m', [100, 0, 200, 60], [10, 0, 10, 2]), whole)).toMatchObject({ value: 360 / 22, n: 22 });
  });

  it('leaves a slot without a known sum out of the mean of a histogram', () => {
    const metric = { ...histogram('x', [[1, 3], [5]], edges), sum: Float64Array.from([4, NaN]) };
    expect(onlyMean(metric, { from: 0, to: 2 })).toMatchObject({ value: 2, n: 2 });
  });

  it('says that an interval needs time slots where there are few', () => {
    expect(levelMean(level('q', [[1], [2]]), { from: 0, to: 2 }).reason).toBe('its interval needs 10 time slots with samples in each window');
  });
});
