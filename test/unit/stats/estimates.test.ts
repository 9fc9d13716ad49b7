import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusteredDifference, clusteredRatio, guardedEstimate } from '../../../src/core/stats/clusterVariance';
import { binomialCdf, binomialSf } from '../../../src/core/stats/distributions';
import { moverDifference } from '../../../src/core/stats/interval';
import { meanInterval, momentsFromSums, welch } from '../../../src/core/stats/means';
import { benjaminiHochberg } from '../../../src/core/stats/multiplicity';
import { fisherExact, newcombe, twoProportionTest, wilson } from '../../../src/core/stats/proportions';
import {
  percentileFromWeighted,
  percentileIntervalRanks,
  percentileSorted,
  quantileFromWeighted,
  quantileSorted,
  rowsForPercentileInterval,
} from '../../../src/core/stats/quantiles';
import { expectClose, expectInterval, known } from './measuresKnown';

const ascending = (a: number, b: number): number => a - b;
const level = fc.constantFrom(0.5, 0.8, 0.9, 0.95, 0.99, 0.999);

describe('proportions', () => {
  it('agree with statsmodels and scipy', () => {
    expect(Object.keys(known.versions)).toEqual(['python', 'numpy', 'scipy', 'statsmodels', 'sklearn']);
    for (const c of known.proportions) {
      expectInterval(wilson(c.x1, c.n1, c.level)?.interval, c.wilson);
      const difference = newcombe(c.x1, c.n1, c.x2, c.n2, c.level);
      expectInterval(difference?.interval, c.newcombe);
      const test = twoProportionTest(c.x1, c.n1, c.x2, c.n2);
      expect(test?.method).toBe(c.expectedSmall ? 'Fisher exact' : 'pooled z');
      expectClose(test?.p, c.expectedSmall ? c.fisher : c.pz);
      if (!c.expectedSmall) expectClose(test?.z, c.z);
      if (c.fisher > 0) expectClose(fisherExact(c.x1, c.n1, c.x2, c.n2), c.fisher, 1e-8);
      expect(difference?.p).toBe(test?.p);
    }
  });

  it('Wilson contains its estimate, stays in 0..1, mirrors, and has the closed form at 0', () => {
    const z = 1.959963984540054;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: 0, max: 1, noNaN: true }), level, (n, share, confidence) => {
        const x = Math.round(share * n);
        const { value, interval } = wilson(x, n, confidence)!;
        expect(interval.low!).toBeLessThanOrEqual(value);
        expect(interval.high!).toBeGreaterThanOrEqual(value);
        expect(interval.low!).toBeGreaterThanOrEqual(0);
        expect(interval.high!).toBeLessThanOrEqual(1);
        expect(wilson(n - x, n, confidence)!.interval.low!).toBeCloseTo(1 - interval.high!, 12);
        expectClose(wilson(0, n)!.interval.high, (z * z) / (n + z * z), 1e-12);
        expect(wilson(0, n)!.interval.low).toBe(0);
        expect(wilson(n, n)!.interval.high).toBe(1);
      }),
    );
  });

  it('differences contain their estimate, stay in -1..1 and turn with the windows', () => {
    const side = fc.tuple(fc.integer({ min: 1, max: 5000 }), fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(side, side, level, ([n1, s1], [n2, s2], confidence) => {
        const x1 = Math.round(n1 * s1);
        const x2 = Math.round(n2 * s2);
        const d = newcombe(x1, n1, x2, n2, confidence)!;
        const back = newcombe(x2, n2, x1, n1, confidence)!;
        expect(d.interval.low!).toBeLessThanOrEqual(d.value + 1e-15);
        expect(d.interval.high!).toBeGreaterThanOrEqual(d.value - 1e-15);
        expect(d.interval.low!).toBeGreaterThanOrEqual(-1);
        expect(d.interval.high!).toBeLessThanOrEqual(1);
        expect(back.interval.high!).toBeCloseTo(-d.interval.low!, 12);
        expectClose(back.p, d.p, 1e-8);
        expect(d.p).toBeGreaterThanOrEqual(0);
        expect(d.p).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('is null without rows or with impossible counts', () => {
    expect(wilson(0, 0)).toBeNull();
    expect(wilson(3, 2)).toBeNull();
    expect(wilson(-1, 2)).toBeNull();
    expect(wilson(Number.NaN, 2)).toBeNull();
    expect(newcombe(1, 2, 0, 0)).toBeNull();
    expect(() => wilson(1, 2, 1)).toThrow(RangeError);
  });
});

describe('means', () => {
  it('Welch and one-sample intervals agree with scipy', () => {
    for (const c of known.means) {
      const result = welch(c.baseline, c.current, c.level);
      expectClose(result?.t, c.t);
      expectClose(result?.df, c.df);
      expectClose(result?.p, c.p);
      expectInterval(result?.interval, c.interval);
      expectInterval(meanInterval(c.baseline, c.level)?.interval, c.one);
    }
  });

  it('give no test of single rows or of two constants', () => {
    const constant = { n: 5, mean: 2, variance: 0 };
    expect(welch(constant, { n: 5, mean: 3, variance: 0 })).toMatchObject({ value: 1, interval: null, p: null });
    expect(welch({ n: 1, mean: 2, variance: Number.NaN }, constant)).toMatchObject({ value: 0, interval: null, p: null });
    expect(welch({ n: 0, mean: Number.NaN, variance: Number.NaN }, constant)).toBeNull();
    expect(meanInterval({ n: 1, mean: 4, variance: Number.NaN })).toEqual({ value: 4, interval: null });
    expect(meanInterval({ n: 0, mean: Number.NaN, variance: Number.NaN })).toBeNull();
    expect(momentsFromSums(0, 0, 0).mean).toBeNaN();
    expect(momentsFromSums(1, 3, 9).variance).toBeNaN();
    expect(momentsFromSums(3, 6, 14)).toEqual({ n: 3, mean: 2, variance: 1 });
  });
});

describe('quantiles', () => {
  it('type 7 from value tables agrees with numpy, and with the rows written out', () => {
    for (const c of known.quantiles) {
      const rows = c.values.flatMap((value, k) => new Array<number>(c.counts[k]!).fill(value));
      expectClose(quantileFromWeighted(c.values, c.counts, c.p), c.quantile, 1e-12);
      expectClose(quantileSorted(rows, c.p), c.quantile, 1e-12);
      expectClose(quantileSorted(Float64Array.from(rows), c.p), c.quantile, 1e-12);
    }
  });

  it('interval ranks agree with scipy up to ten million rows, null where no bound exists', () => {
    for (const c of known.ranks) expect(percentileIntervalRanks(c.n, c.p, c.level), JSON.stringify(c)).toEqual({ lower: c.lower, upper: c.upper });
    expect(percentileIntervalRanks(71, 0.95).upper).toBeNull();
    expect(percentileIntervalRanks(72, 0.95).upper).toBe(72);
    expect(percentileIntervalRanks(367, 0.99).upper).toBeNull();
    expect(percentileIntervalRanks(368, 0.99).upper).toBe(368);
    expect(rowsForPercentileInterval(0.95)).toBe(72);
    expect(rowsForPercentileInterval(0.99)).toBe(368);
    expect(rowsForPercentileInterval(0.5)).toBe(6);
  });

  it('ranks hold their coverage and are the tightest that do', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.double({ min: 0.01, max: 0.99, noNaN: true }), level, (n, p, confidence) => {
        const { lower, upper } = percentileIntervalRanks(n, p, confidence);
        const tail = (1 - confidence) / 2;
        if (lower !== null) expect(binomialCdf(lower - 1, n, p)).toBeLessThanOrEqual(tail);
        expect(binomialCdf(lower ?? 0, n, p)).toBeGreaterThan(tail);
        if (upper !== null) expect(binomialSf(upper - 1, n, p)).toBeLessThanOrEqual(tail);
        expect(binomialSf((upper ?? n + 1) - 2, n, p)).toBeGreaterThan(tail);
        const needed = rowsForPercentileInterval(p, confidence);
        expect(lower !== null && upper !== null).toBe(n >= needed);
      }),
    );
  });

  it('the interval contains the percentile, from rows and from a value table alike', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 200 }), fc.double({ min: 0.01, max: 0.99, noNaN: true }), (raw, p) => {
        const sorted = raw.sort(ascending);
        const values = [...new Set(sorted)];
        const counts = values.map((v) => sorted.filter((x) => x === v).length);
        const estimate = percentileSorted(sorted, p)!;
        expect(percentileFromWeighted(values, counts, p)).toEqual(estimate);
        const { low, high } = estimate.interval!;
        if (low !== null) expect(low).toBeLessThanOrEqual(estimate.value);
        if (high !== null) expect(high).toBeGreaterThanOrEqual(estimate.value);
      }),
    );
  });

  it('is null for nothing, NaN or an impossible p', () => {
    expect(quantileSorted([], 0.5)).toBeNull();
    expect(quantileSorted([1, Number.NaN], 0.5)).toBeNull();
    expect(quantileSorted([1], 1.1)).toBeNull();
    expect(quantileFromWeighted([1, 2], [0, 0], 0.5)).toBeNull();
    expect(quantileFromWeighted([1, 2], [1, -1], 0.5)).toBeNull();
    expect(percentileIntervalRanks(0, 0.5)).toEqual({ lower: null, upper: null });
    expect(quantileFromWeighted([1, 2, 3], [0, 2, 0], 1)).toBe(2);
  });

  it('MOVER follows its formula and passes missing bounds on', () => {
    expect(moverDifference(10, { low: 7, high: 14 }, 20, { low: 17, high: 23 }, 0.95)).toMatchObject({ low: 10 - 5, high: 10 + Math.hypot(3, 3) });
    expect(moverDifference(10, { low: 7, high: null }, 20, { low: 17, high: 23 }, 0.95)).toMatchObject({ low: null, high: 10 + Math.hypot(3, 3) });
    expect(moverDifference(10, { low: 7, high: 14 }, 20, { low: 17, high: null }, 0.95)).toMatchObject({ low: 5, high: null });
  });
});

describe('Benjamini-Hochberg', () => {
  it('agrees with scipy, with untested features left out of the count', () => {
    for (const { p, q } of known.benjaminiHochberg) {
      benjaminiHochberg(p).forEach((value, k) => expectClose(value, q[k]!, 1e-12));
      const withNull = benjaminiHochberg([null, ...p, Number.NaN]);
      expect(withNull[0]).toBeNull();
      expect(withNull[withNull.length - 1]).toBeNull();
      expect(withNull.slice(1, -1)).toEqual(benjaminiHochberg(p));
    }
    expect(benjaminiHochberg([])).toEqual([]);
    expect(() => benjaminiHochberg([1.2])).toThrow(RangeError);
  });

  it('is monotone in p, at least p, at most 1, and equivariant', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 }), (p) => {
        const q = benjaminiHochberg(p) as number[];
        p.forEach((pi, i) => {
          expect(q[i]!).toBeGreaterThanOrEqual(pi);
          expect(q[i]!).toBeLessThanOrEqual(1);
          p.forEach((pj, j) => {
            if (pi <= pj) expect(q[i]!).toBeLessThanOrEqual(q[j]!);
          });
        });
        expect(benjaminiHochberg([...p].reverse())).toEqual([...q].reverse());
      }),
    );
  });
});

describe('cluster-robust ratios', () => {
  it('agree with the cluster covariance of statsmodels', () => {
    for (const c of known.clusters) {
      const ratio = clusteredRatio(c.numerators, c.denominators);
      expectClose(ratio?.value, c.value, 1e-12);
      expectClose(ratio?.variance, c.variance);
    }
  });

  it('never narrow an interval below that of independent rows, and widen it where buckets differ', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 50, max: 90 })), { minLength: 2, maxLength: 30 }), (buckets) => {
        const ratio = clusteredRatio(
          buckets.map(([x]) => x),
          buckets.map(([, n]) => n),
        )!;
        const rows = (ratio.value * (1 - ratio.value)) / ratio.n;
        const guarded = guardedEstimate(ratio, rows);
        expect(guarded.variance).toBe(Math.max(rows, ratio.variance!));
        expect(guarded.df).toBe(buckets.length - 1);
        expect(guarded.basis).toBe(ratio.variance! > rows ? 'clusters' : 'rows');
      }),
    );
    // The same 10 % overall: evenly spread, or all in one of ten buckets.
    const n = new Array<number>(10).fill(100);
    const even = guardedEstimate(clusteredRatio(new Array<number>(10).fill(10), n)!, 0.09 / 1000);
    const burst = guardedEstimate(clusteredRatio([100, 0, 0, 0, 0, 0, 0, 0, 0, 0], n)!, 0.09 / 1000);
    const quiet = clusteredDifference(even, even);
    const loud = clusteredDifference(even, burst);
    const width = (d: typeof quiet): number => d.interval!.high! - d.interval!.low!;
    expect(width(loud)).toBeGreaterThan(5 * width(quiet));
    expect(loud.interval!.method).toBe('cluster-robust t');
    expect(quiet.interval!.method).toBe('t');
    expect(loud.p).toBe(1);
  });

  it('skips empty buckets and needs two for a variance', () => {
    expect(clusteredRatio([1, 0, 3], [2, 0, 4])).toMatchObject({ clusters: 2, n: 6 });
    expect(clusteredRatio([1, 0], [2, 0])).toEqual({ value: 0.5, variance: null, clusters: 1, n: 2 });
    expect(clusteredRatio([0], [0])).toBeNull();
    expect(guardedEstimate(clusteredRatio([1], [2])!, 0.01)).toEqual({ value: 0.5, variance: 0.01, df: Infinity, basis: 'rows' });
  });
});
