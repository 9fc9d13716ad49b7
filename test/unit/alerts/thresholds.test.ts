import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LastingChart, overBaseline, sharedUncertainty, widening } from '../../../src/core/alerts/lastingChart';
import { burnIn, calibrationOf, leastWindows, medianOf, upperLimit, windowsNeeded } from '../../../src/core/alerts/thresholds';
import { close, known } from './known';

describe('upperLimit', () => {
  it.each(known.limits.map((one) => [one.kind, one.values.length, one.tail, one] as const))('%s of %i values at %f, as numpy and lmoments3 have it', (kind, _, __, one) => {
    expect((one.values.length + 1) * one.tail < 1).toBe(kind === 'gumbel');
    close(upperLimit(one.values, one.tail), one.limit, 1e-8);
  });

  it('is exceeded by as many of R + 1 exchangeable values as the level says', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 60 }).chain((k) => fc.uniqueArray(fc.double({ min: 0, max: 1e3, noNaN: true }), { minLength: 4 * k - 1, maxLength: 4 * k + 10 }).map((values) => ({ k, values }))), ({ k, values }) => {
      const tail = k / (values.length + 1);
      const limit = upperLimit(values, tail);
      expect(values.filter((value) => value > limit + 1e-9).length).toBeLessThanOrEqual(k - 1);
      expect(values.filter((value) => value >= limit - 1e-9).length).toBeGreaterThanOrEqual(k);
    }));
  });

  it('of no values is NaN, of equal ones their value', () => {
    expect(upperLimit([], 0.005)).toBeNaN();
    expect(upperLimit(new Array(250).fill(2), 0.005)).toBe(2);
    // Too few for the level: beyond the largest by the tail of a normal value.
    expect(upperLimit(new Array(120).fill(2), 0.005)).toBeCloseTo(Math.sqrt(4 + 2 * Math.log(1 / 0.605)), 12);
    expect(upperLimit([0, 0, 0], 0.01)).toBeCloseTo(Math.sqrt(2 * Math.log(25)), 12);
    expect(upperLimit([3], 0.01)).toBeCloseTo(Math.sqrt(9 + 2 * Math.log(50)), 12);
  });
});

describe('calibration', () => {
  it('takes 219 windows for one in a hundred, and never claims what the order statistic cannot hold', () => {
    expect(windowsNeeded(0.01)).toBe(219);
    expect(calibrationOf(219, 0.01)).toEqual({ kind: 'calibrated' });
    expect(calibrationOf(218, 0.01)).toEqual({ kind: 'approximate', missing: 1 });
    expect(calibrationOf(leastWindows, 0.01)).toEqual({ kind: 'approximate', missing: 119 });
    expect(calibrationOf(leastWindows - 1, 0.01)).toEqual({ kind: 'not calibrated', missing: 1 });
    // A level that few windows would hold is still not alarmed below the least number.
    expect(calibrationOf(60, 0.2)).toEqual({ kind: 'not calibrated', missing: 40 });
    for (let k = 2; k < 600; k += 1) {
      const level = 2 / k;
      const left = windowsNeeded(level) - burnIn;
      expect(left).toBe(k - 1);
      // The largest value itself, not a fitted tail.
      expect(upperLimit(Float64Array.from({ length: left }, (_, i) => i * i), level / 2)).toBe((left - 1) ** 2);
    }
  });

  it('has the median of either parity', () => {
    expect(medianOf([3, 1, 2])).toBe(2);
    expect(medianOf([4, 1, 2, 3])).toBe(2.5);
    expect(medianOf([])).toBeNaN();
  });
});

describe('the lasting chart', () => {
  it('is the exponentially weighted mean of pandas, over its exact standard error', () => {
    const { z, values } = known.lasting;
    const chart = new LastingChart(4);
    z.forEach((row, i) => {
      const largest = chart.next(row);
      values[i]!.forEach((value, j) => close(chart.value(j), value, 1e-12));
      close(largest, Math.max(...values[i]!.map(Math.abs)), 1e-12);
    });
  });

  it('goes on after the baseline where it stood, without the burn-in among its maxima', () => {
    const { z } = known.lasting;
    const seriesMajor = Float64Array.from([0, 1, 2, 3].flatMap((j) => z.map((row) => row[j]!)));
    const { chart, maxima } = overBaseline(seriesMajor, 4, z.length);
    const plain = new LastingChart(4);
    const all = z.map((row) => plain.next(row));
    expect([...maxima]).toEqual(all.slice(burnIn));
    expect(chart.next([1, -1, 9, 0])).toBe(plain.next([1, -1, 9, 0]));
    expect(overBaseline(new Float64Array(8), 2, 4).maxima.length).toBe(0);
  });

  it('bounds what one window can do to it', () => {
    const wild = new LastingChart(1);
    const tame = new LastingChart(1);
    for (let i = 0; i < 30; i += 1) expect(wild.next([i === 15 ? 1e9 : 0.5])).toBeCloseTo(tame.next([i === 15 ? 3 : 0.5]), 12);
  });

  it('widens the limit by what windows share of their expected values', () => {
    expect(widening(0)).toBe(1);
    expect(widening(0.1)).toBeCloseTo(Math.sqrt(1.1 / 0.9), 12);
    expect(Number.isFinite(widening(5))).toBe(true);
    const widths = [1, 0.3, 0.1, 0].map((shared) => widening(shared));
    expect(widths).toEqual([...widths].sort((x, y) => y - x));
  });
});

describe('what windows share of the expected value', () => {
  /** The definition written out, for designs of groups, whose (X'X)^-1 holds one over the size of each. */
  function byPairs(groups: readonly number[]): number {
    const size = (group: number): number => groups.filter((other) => other === group).length;
    const w = 0.15;
    let sum = 0;
    for (let i = 20; i < groups.length; i += 1) {
      for (let a = 0; a <= i; a += 1) {
        for (let b = 0; b <= i; b += 1) if (a !== b && groups[i - a] === groups[i - b]) sum += (w * (1 - w) ** a * w * (1 - w) ** b) / size(groups[i - a]!);
      }
    }
    return sum / (groups.length - 20) / (w / (2 - w));
  }
  const rows = (groups: readonly number[]) => groups.map((group) => ({ columns: [group], values: [1] }));

  it('is that of all pairs of windows within the memory of chart B', () => {
    for (const [count, group] of [[60, (): number => 0], [96, (i: number): number => i % 6], [96, (i: number): number => Math.floor(i / 4) % 6], [80, (i: number): number => (i * i) % 5]] as const) {
      const groups = Array.from({ length: count }, (_, i) => group(i));
      expect(sharedUncertainty(rows(groups), Math.max(...groups) + 1)).toBeCloseTo(byPairs(groups), 12);
    }
  });

  it('of one level is the memory of the chart less one, over the windows; of hours by hours next to nothing, by quarters much more', () => {
    const level = Array.from({ length: 2_000 }, () => 0);
    expect(sharedUncertainty(rows(level), 1) * 2_000).toBeCloseTo(1.85 / 0.15 - 1, 1);
    const of = (perHour: number, count: number): number => sharedUncertainty(rows(Array.from({ length: count }, (_, i) => Math.floor(i / perHour) % 24)), 24);
    expect(of(1, 336)).toBeLessThan(0.004);
    expect(of(4, 672)).toBeGreaterThan(0.08);
    expect(of(4, 1_344)).toBeCloseTo(of(4, 672) / 2, 3);
  });

  it('is nothing without windows', () => {
    expect(sharedUncertainty([], 1)).toBe(0);
    expect(sharedUncertainty(rows([0, 0, 0]), 1)).toBe(0);
  });
});
