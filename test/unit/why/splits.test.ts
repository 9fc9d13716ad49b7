import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exceedanceSplit, exceedanceWeights } from '../../../src/core/why/exceedanceSplit';
import { mixRate, type SegmentEvents } from '../../../src/core/why/mixRate';

const segment = fc.integer({ min: 0, max: 1_000_000 }).chain((n) => fc.tuple(fc.constant(n), fc.integer({ min: 0, max: n })));
const windows = fc.array(fc.tuple(fc.oneof(segment, fc.constant([0, 0] as const)), fc.oneof(segment, fc.constant([0, 0] as const))), { minLength: 1, maxLength: 40 });
const side = (pairs: readonly (readonly [readonly [number, number], readonly [number, number]])[], at: 0 | 1): SegmentEvents => ({ n: pairs.map((pair) => pair[at][0]), events: pairs.map((pair) => pair[at][1]) });
const total = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, value) => sum + value, 0);

describe('the split of a rate into mix and rate', () => {
  it('adds up to the change to 1e-12, whatever segments are empty', () => {
    fc.assert(
      fc.property(windows, (pairs) => {
        const [before, after] = [side(pairs, 0), side(pairs, 1)];
        const split = mixRate(before, after);
        if (total(before.n) === 0 || total(after.n) === 0) {
          expect(split).toBeNull();
          return;
        }
        expect(split!.change).toBeCloseTo(total(after.events) / total(after.n) - total(before.events) / total(before.n), 14);
        expect(Math.abs(total(split!.mix) + total(split!.rate) - split!.change)).toBeLessThan(1e-12);
      }),
      { numRuns: 500 },
    );
  });

  it('gives a segment that is absent on one side to the mix, and one without rows nothing', () => {
    const split = mixRate({ n: [90, 0, 10, 0], events: [9, 0, 5, 0] }, { n: [80, 20, 0, 0], events: [8, 12, 0, 0] })!;
    expect(Array.from(split.rate)).toEqual([0, 0, 0, 0]);
    expect(split.mix[1]).toBeCloseTo(0.2 * (0.6 - (0.14 + 0.2) / 2), 15);
    expect(split.mix[2]).toBeCloseTo(-0.1 * (0.5 - (0.14 + 0.2) / 2), 15);
    expect(split.mix[3]).toBe(0);
  });

  it('of a segment whose rate alone moved is all rate, and of one whose share alone moved all mix', () => {
    expect(mixRate({ n: [50, 50], events: [5, 5] }, { n: [50, 50], events: [15, 5] })!.mix.every((part) => part === 0)).toBe(true);
    expect(mixRate({ n: [50, 50], events: [5, 25] }, { n: [20, 80], events: [2, 40] })!.rate.every((part) => part === 0)).toBe(true);
  });
});

describe('the split of a percentile over exceedances', () => {
  it('adds up to the change of the percentile', () => {
    const two = fc.tuple(windows, fc.double({ min: -1e4, max: 1e4, noNaN: true }).filter((x) => Math.abs(x) > 1e-3));
    fc.assert(
      fc.property(two, ([pairs, change]) => {
        const half = pairs.map(([a, b]) => [[a[0], Math.floor(a[1] / 2)], [b[0], Math.floor(b[1] / 2)]] as const);
        const split = exceedanceSplit(change, [pairs, half].map((each) => ({ before: side(each, 0), after: side(each, 1) })));
        if (split === null) return;
        const whole = Math.abs(total(split.mix) + total(split.rate) - change);
        // Where the exceedance rate hardly moved, a point of it is worth a large multiple of the change, and so is a rounding error.
        const moved = mixRate(side(pairs, 0), side(pairs, 1))!.change;
        expect(whole / Math.abs(change)).toBeLessThan(1e-12 / Math.min(1, Math.abs(moved) || 1));
        expect(split.change / change).toBeCloseTo(1, 9);
      }),
      { numRuns: 500 },
    );
  });

  it('passes over a threshold at which no rows moved with the percentile', () => {
    expect(exceedanceWeights(10, [0.02, 0.05])).toEqual([250, 100]);
    expect(exceedanceWeights(10, [0, 0.05])).toEqual([0, 200]);
    expect(exceedanceWeights(10, [-0.01, 0])).toBeNull();
    expect(exceedanceSplit(10, [{ before: { n: [], events: [] }, after: { n: [1], events: [1] } }])).toBeNull();
  });
});
