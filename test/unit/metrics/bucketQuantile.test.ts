import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketQuantile, cumulativeQuantile } from '../../../src/core/metrics/quantile/bucketQuantile';
import { repairMonotone } from '../../../src/core/metrics/quantile/repairMonotone';
import { answers, near } from './prometheusAnswers';

describe('histogram_quantile of classic buckets, beside Prometheus', () => {
  it.each(answers.cases.map((each) => [each.name, each] as const))('%s', (_, { buckets, values }) => {
    const entries = Object.entries(buckets).map(([bound, count]) => [bound === '+Inf' ? Infinity : Number(bound), count] as const).sort((a, b) => a[0] - b[0]);
    answers.quantiles.forEach((q, i) => {
      const { value, low, high } = cumulativeQuantile(entries.map(([bound]) => bound), entries.map(([, count]) => count), q);
      expect(near(value, values[i] ?? null), `${q}: ${value} beside ${values[i]}`).toBe(true);
      if (!Number.isNaN(value)) expect(low <= value && value <= high).toBe(true);
    });
  });
  it('gives the bounds of the bucket as the range, without an end above the last bound', () => {
    expect(cumulativeQuantile([0.1, 0.5, 1, Infinity], [10, 40, 90, 100], 0.5)).toEqual({ value: 0.6, low: 0.5, high: 1, exact: false });
    expect(cumulativeQuantile([0.1, 0.5, 1, Infinity], [10, 40, 90, 100], 0.95)).toEqual({ value: 1, low: 1, high: Infinity, exact: false });
    expect(cumulativeQuantile([-1, Infinity], [9, 10], 0.5)).toEqual({ value: -1, low: -Infinity, high: -1, exact: false });
    expect(cumulativeQuantile([1, Infinity], [9, 10], 1.5).value).toBeNaN();
  });
  it('says when counts had to be raised, and not for rounding', () => {
    expect(repairMonotone([10, 8, 30, 29, 35])).toEqual({ counts: [10, 10, 30, 30, 35], forced: true });
    expect(repairMonotone([10, 10 - 1e-13, 30])).toEqual({ counts: [10, 10, 30], forced: false });
  });
});

describe('native buckets', () => {
  it('goes by the logarithm inside a bucket as Prometheus 3, by the value as 2.x', () => {
    // The example of Prometheus' documentation: a bucket from 1 to 4 whose middle is 2 on the logarithm.
    expect(bucketQuantile([0.001, 1, 4], [0, 0, 8, 0], 0.5, 'exponential').value).toBeCloseTo(2, 12);
    expect(bucketQuantile([0.001, 1, 4], [0, 0, 8, 0], 0.5, 'linear').value).toBeCloseTo(2.5, 12);
    expect(bucketQuantile([-4, -1, -0.001, 0.001], [0, 8, 0, 0, 0], 0.25, 'exponential').value).toBeCloseTo(-(2 ** 1.5), 12);
  });
  it('is linear in the zero bucket, which ends at 0 where one side is empty', () => {
    expect(bucketQuantile([-0.1, 0.1, 1], [0, 5, 5, 0], 0.25, 'exponential')).toEqual({ value: 0.05, low: 0, high: 0.1, exact: false });
    expect(bucketQuantile([-1, -0.1, 0.1], [0, 5, 5, 0], 0.75, 'exponential')).toEqual({ value: -0.05, low: -0.1, high: 0, exact: false });
  });
  it('lies in its range and does not fall with q', () => {
    const gaps = fc.array(fc.double({ min: 0.01, max: 5, noNaN: true }), { minLength: 1, maxLength: 20 });
    fc.assert(fc.property(gaps, fc.infiniteStream(fc.nat(50)), fc.constantFrom(null, 'linear' as const, 'exponential' as const), (steps, stream, native) => {
      let edge = 0;
      const edges = steps.map((gap) => (edge += gap));
      const counts = [...edges, 0].map(() => stream.next().value as number);
      let before = -Infinity;
      for (const q of [0.01, 0.1, 0.3, 0.49, 0.5, 0.7, 0.9, 0.99]) {
        const { value, low, high } = bucketQuantile(edges, counts, q, native);
        if (counts.every((count) => count === 0)) {
          expect(value).toBeNaN();
          continue;
        }
        if (native === null && edges.length === 0) continue;
        expect(value).toBeGreaterThanOrEqual(low - 1e-9);
        expect(value).toBeLessThanOrEqual(high + 1e-9);
        expect(value).toBeGreaterThanOrEqual(before - 1e-9);
        before = value;
      }
    }));
  });
});
