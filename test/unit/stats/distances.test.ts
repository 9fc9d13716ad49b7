import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chiSquaredHomogeneity } from '../../../src/core/stats/chiSquared';
import { hellinger, jensenShannonDistance, lInfinity, psi, totalVariation } from '../../../src/core/stats/divergences';
import { ksFromCounts, ksPValueAsymptotic, ksPValueExact, ksTest, ksTestFromCounts, ksTwoSample } from '../../../src/core/stats/ks';
import { normalise, wassersteinBinBound, wassersteinBinned, wassersteinFromWeighted, wassersteinSorted } from '../../../src/core/stats/wasserstein';
import { expectClose, known } from './measuresKnown';

const ascending = (a: number, b: number): number => a - b;
const sample = fc.array(fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ min: -1e3, max: 1e3, noNaN: true })), { minLength: 1, maxLength: 30 }).map((x) => x.sort(ascending));
const count = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 500 }));
const vectors = (how: number): fc.Arbitrary<number[][]> =>
  fc
    .integer({ min: 1, max: 12 })
    .chain((bins) => fc.tuple(...Array.from({ length: how }, () => fc.array(count, { minLength: bins, maxLength: bins }))))
    .filter((all) => all.every((v) => v.some((c) => c > 0)));

/** Value table of two samples, by counting. */
function tabulate(a: readonly number[], b: readonly number[]): { values: number[]; baseline: number[]; current: number[] } {
  const values = [...new Set([...a, ...b].map((x) => x + 0))].sort(ascending);
  const tally = (x: readonly number[]): number[] => values.map((v) => x.filter((y) => y === v).length);
  return { values, baseline: tally(a), current: tally(b) };
}

describe('distances against scipy', () => {
  it('divergences of count vectors', () => {
    for (const c of known.divergences) {
      expectClose(psi(c.baseline, c.current), c.psi, 1e-9, 1e-6);
      expectClose(jensenShannonDistance(c.baseline, c.current), c.jensenShannon, 1e-9, 0.01);
      expectClose(hellinger(c.baseline, c.current), c.hellinger, 1e-9, 0.01);
      expectClose(totalVariation(c.baseline, c.current), c.totalVariation, 1e-9, 1e-6);
      const largest = lInfinity(c.baseline, c.current);
      expectClose(largest?.distance, c.lInfinity, 1e-9, 1e-6);
      expect(largest?.index).toBe(c.index);
    }
  });

  it('chi-squared homogeneity with pooling', () => {
    expect(known.chiSquared.some((c) => c.pooled > 0 && c.statistic !== null)).toBe(true);
    for (const c of known.chiSquared) {
      const result = chiSquaredHomogeneity(c.baseline, c.current);
      if (c.statistic === null) {
        expect(result).toBeNull();
        continue;
      }
      expectClose(result?.statistic, c.statistic, 1e-9, 1e-6);
      expectClose(result?.p, c.p);
      expectClose(result?.cramersV, c.cramersV, 1e-9, 1e-6);
      expect(result?.df).toBe(c.df);
      expect(result?.pooled).toBe(c.pooled);
    }
  });

  it('Kolmogorov-Smirnov: statistic, asymptotic and exact p-values, down to the far tail', () => {
    for (const c of known.ks) {
      const ks = ksTwoSample(c.a, c.b)!;
      expectClose(ks.statistic, c.statistic, 1e-12);
      expectClose(ksPValueAsymptotic(ks.statistic, c.a.length, c.b.length), c.asymptotic);
      if (c.exact !== null) expectClose(ksPValueExact(ks), c.exact);
    }
    expect(Math.min(...known.ks.map((c) => c.exact ?? 1))).toBeLessThan(1e-18);
    for (const c of known.ksCounts) {
      const result = ksTestFromCounts(c.baseline, c.current)!;
      expectClose(result.statistic, c.statistic, 1e-12);
      expectClose(ksPValueAsymptotic(result.statistic, result.baselineSize, result.currentSize), c.asymptotic);
      expect(result.method).toBe(result.baselineSize * result.currentSize <= 1e6 ? 'exact' : 'asymptotic');
    }
  });

  it('Kolmogorov-Smirnov: exact p-values of tied samples equal full enumeration', () => {
    for (const c of known.ksTied) expectClose(ksTest(c.a, c.b)?.p, c.exact, 1e-12);
  });

  it('Wasserstein-1 of samples, value tables and bins', () => {
    for (const c of known.wasserstein) expectClose(wassersteinSorted(c.a, c.b), c.distance);
    for (const c of known.wassersteinWeighted) expectClose(wassersteinFromWeighted(c.values, c.baseline, c.current), c.distance);
    for (const c of known.wassersteinBinned) expectClose(wassersteinBinned(c.edges, c.baseline, c.current), c.distance);
  });
});

describe('properties of distances', () => {
  const metrics = {
    jensenShannonDistance,
    hellinger,
    totalVariation,
    lInfinity: (a: ArrayLike<number>, b: ArrayLike<number>): number | null => lInfinity(a, b)?.distance ?? null,
    ks: (a: ArrayLike<number>, b: ArrayLike<number>): number | null => ksFromCounts(a, b)?.statistic ?? null,
  };
  for (const [name, distance] of Object.entries(metrics)) {
    it(`${name} is a metric within 0..1`, () => {
      fc.assert(
        fc.property(vectors(3), ([a, b, c]) => {
          const ab = distance(a!, b!)!;
          expect(distance(a!, a!)).toBe(0);
          expect(ab).toBeGreaterThanOrEqual(0);
          expect(ab).toBeLessThanOrEqual(1);
          expect(distance(b!, a!)!).toBeCloseTo(ab, 12);
          expect(ab).toBeLessThanOrEqual(distance(a!, c!)! + distance(c!, b!)! + 1e-12);
        }),
      );
    });
  }

  it('Wasserstein-1 of bins is within its stated bound of that of the rows', () => {
    const sample = fc.array(fc.oneof(fc.double({ min: -50, max: 50, noNaN: true }), fc.integer({ min: -5, max: 5 })), { minLength: 1, maxLength: 40 }).map((values) => [...values].sort((a, b) => a - b));
    const cuts = fc.uniqueArray(fc.integer({ min: -60, max: 60 }), { maxLength: 8 }).map((values) => values.sort((a, b) => a - b));
    fc.assert(
      fc.property(sample, sample, cuts, (a, b, edges) => {
        const bins = (values: readonly number[]) => {
          const counts = new Array<number>(edges.length + 1).fill(0);
          for (const x of values) counts[edges.filter((edge) => edge < x).length]! += 1;
          return { counts, min: values[0]!, max: values.at(-1)! };
        };
        const bound = wassersteinBinBound(edges, bins(a), bins(b))!;
        expect(Math.abs(wassersteinBinned(edges, bins(a), bins(b))! - wassersteinSorted(a, b)!)).toBeLessThanOrEqual(bound + 1e-9);
      }),
      { numRuns: 500 },
    );
    // Reached: all rows of one bin at its ends, against a constant.
    expect(wassersteinBinBound([], { counts: [2], min: 0, max: 10 }, { counts: [1], min: 3, max: 3 })).toBe(5);
    expect(wassersteinBinBound([], { counts: [0], min: 0, max: 10 }, { counts: [1], min: 3, max: 3 })).toBeNull();
  });

  it('PSI is symmetric, not negative, and 0 for equal vectors', () => {
    fc.assert(
      fc.property(vectors(2), ([a, b]) => {
        expect(psi(a!, a!)).toBe(0);
        expect(psi(a!, b!)!).toBeGreaterThanOrEqual(0);
        expect(psi(b!, a!)!).toBeCloseTo(psi(a!, b!)!, 12);
      }),
    );
  });

  it('distances depend on shares alone, apart from the smoothed PSI', () => {
    fc.assert(
      fc.property(vectors(2), fc.integer({ min: 2, max: 9 }), ([a, b], factor) => {
        const scaled = b!.map((x) => x * factor);
        for (const distance of Object.values(metrics)) expect(distance(a!, scaled)!).toBeCloseTo(distance(a!, b!)!, 12);
      }),
    );
  });

  it('close distributions keep their digits', () => {
    // Shares 1/2 +- e: JS distance = sqrt(e^2/(2 ln 2)) to first order, where the entropy form only returns rounding.
    const e = 1e-9;
    expect(jensenShannonDistance([0.5, 0.5], [0.5 + e, 0.5 - e])! / Math.sqrt((e * e) / (2 * Math.LN2))).toBeCloseTo(1, 6);
    expect(hellinger([0.5, 0.5], [0.5 + e, 0.5 - e])! / (e / Math.SQRT2)).toBeCloseTo(1, 6);
  });

  it('KS and W1 from value tables equal those from samples, without touching the inputs', () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const before = JSON.stringify([a, b]);
        const { values, baseline, current } = tabulate(a, b);
        const ks = ksTwoSample(a, b)!;
        expect(ksFromCounts(baseline, current)!.statistic).toBe(ks.statistic);
        expect(wassersteinFromWeighted(values, baseline, current)!).toBeCloseTo(wassersteinSorted(a, b)!, 8);
        const p = ksTest(a, b)!.p;
        expect(p).toBeGreaterThan(0);
        expect(p).toBeLessThanOrEqual(1);
        expect(ksTest(b, a)!.p).toBeCloseTo(p, 12);
        expect(JSON.stringify([a, b])).toBe(before);
      }),
    );
  });

  it('exact p-values equal the plain lattice of all nodes', () => {
    const plainLattice = (a: readonly number[], b: readonly number[]): number => {
      const { baseline, current } = tabulate(a, b);
      const ks = ksFromCounts(baseline, current)!;
      const ends = new Set<number>();
      baseline.reduce((seen, x, k) => {
        ends.add(seen + x + current[k]!);
        return seen + x + current[k]!;
      }, 0);
      const [n, m] = [a.length, b.length];
      const missed: number[][] = Array.from({ length: n + 1 }, () => new Array<number>(m + 1).fill(0));
      for (let i = 0; i <= n; i++) {
        for (let j = 0; j <= m; j++) {
          const before = i + j === 0 ? 1 : ((i > 0 ? missed[i - 1]![j]! : 0) * i + (j > 0 ? missed[i]![j - 1]! : 0) * j) / (i + j);
          missed[i]![j] = ends.has(i + j) && Math.abs(i * m - j * n) >= ks.integerStatistic ? 0 : before;
        }
      }
      return ks.integerStatistic === 0 ? 1 : 1 - missed[n]![m]!;
    };
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        expect(ksTest(a, b)!.p).toBeCloseTo(plainLattice(a, b), 12);
      }),
    );
  });

  it('D of bins is a lower bound of D of rows, off by at most the stated error', () => {
    fc.assert(
      fc.property(sample, sample, fc.uniqueArray(fc.double({ min: -6, max: 6, noNaN: true }), { minLength: 1, maxLength: 5 }), (a, b, cuts) => {
        const edges = cuts.sort(ascending);
        const bin = (x: readonly number[]): number[] => {
          const counts = new Array<number>(edges.length + 1).fill(0);
          for (const v of x) counts[edges.filter((edge) => v > edge).length]! += 1;
          return counts;
        };
        const binned = ksFromCounts(bin(a), bin(b))!;
        const exact = ksTwoSample(a, b)!.statistic;
        expect(binned.statistic).toBeLessThanOrEqual(exact + 1e-12);
        expect(exact).toBeLessThanOrEqual(binned.statistic + binned.binError + 1e-12);
      }),
    );
  });

  it('W1 is a metric, follows a shift and scales with the unit', () => {
    fc.assert(
      fc.property(sample, sample, sample, fc.double({ min: -50, max: 50, noNaN: true }), (a, b, c, shift) => {
        expect(wassersteinSorted(a, a)).toBe(0);
        const ab = wassersteinSorted(a, b)!;
        expect(wassersteinSorted(b, a)!).toBeCloseTo(ab, 8);
        expect(ab).toBeLessThanOrEqual(wassersteinSorted(a, c)! + wassersteinSorted(c, b)! + 1e-8);
        const moved = a.map((x) => x + shift);
        expect(wassersteinSorted(a, moved)!).toBeCloseTo(Math.abs(shift), 8);
        const halves = (x: number[]): number[] => x.map((v) => v / 2);
        expect(wassersteinSorted(halves(a), halves(b))!).toBeCloseTo(ab / 2, 8);
      }),
    );
  });

  it('binned W1 errs by at most bin width times bin share, and is exact for bins of one value', () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const edges = [-3, -1, 0, 0.5, 2, 100];
        const window = (x: readonly number[]): { counts: number[]; min: number; max: number } => {
          const counts = new Array<number>(edges.length + 1).fill(0);
          for (const v of x) counts[edges.filter((edge) => v > edge).length]! += 1;
          return { counts, min: x[0]!, max: x[x.length - 1]! };
        };
        const bound = (w: ReturnType<typeof window>): number =>
          w.counts.reduce((sum, n, k) => {
            const low = Math.max(w.min, edges[k - 1] ?? -Infinity);
            const high = Math.min(w.max, edges[k] ?? Infinity);
            return sum + (n / w.counts.reduce((x, y) => x + y, 0)) * Math.max(0, high - low);
          }, 0);
        const binned = wassersteinBinned(edges, window(a), window(b))!;
        expect(Math.abs(binned - wassersteinSorted(a, b)!)).toBeLessThanOrEqual(bound(window(a)) + bound(window(b)) + 1e-8);
        expect(wassersteinBinned(edges, window(a), window(a))).toBe(0);
      }),
    );
    const constant = { counts: [5, 0, 0], min: 1, max: 1 };
    expect(wassersteinBinned([1, 2], constant, { counts: [0, 0, 7], min: 4, max: 4 })).toBe(3);
    expect(wassersteinBinned([1, 2], constant, constant)).toBe(0);
  });

  it('chi-squared does not change with the order of levels or of windows', () => {
    fc.assert(
      fc.property(vectors(2), ([a, b]) => {
        const forward = chiSquaredHomogeneity(a!, b!);
        const swapped = chiSquaredHomogeneity(b!, a!);
        const reversed = chiSquaredHomogeneity([...a!].reverse(), [...b!].reverse());
        if (forward === null) {
          expect(swapped).toBeNull();
          return;
        }
        expect(swapped!.statistic).toBeCloseTo(forward.statistic, 8);
        expect(reversed!.df).toBe(forward.df);
        expect(forward.p).toBeGreaterThanOrEqual(0);
        expect(forward.p).toBeLessThanOrEqual(1);
        expect(forward.cramersV).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('what cannot be answered', () => {
  it('is null for empty sides, negative or non-finite counts, NaN and infinite values', () => {
    for (const f of [psi, jensenShannonDistance, hellinger, totalVariation, lInfinity, chiSquaredHomogeneity, ksFromCounts]) {
      expect(f([0, 0], [1, 2])).toBeNull();
      expect(f([1, 2], [0, 0])).toBeNull();
      expect(f([1, -2], [1, 1])).toBeNull();
      expect(f([1, Number.NaN], [1, 1])).toBeNull();
      expect(f([1, Infinity], [1, 1])).toBeNull();
      expect(f([], [])).toBeNull();
      expect(() => f([1], [1, 2])).toThrow(RangeError);
    }
    expect(ksTest([], [1])).toBeNull();
    expect(ksTest([1, Number.NaN], [1])).toBeNull();
    expect(ksTest([Number.NaN], [1])).toBeNull();
    expect(wassersteinSorted([1, Infinity], [1])).toBeNull();
    expect(wassersteinSorted([Number.NaN], [1])).toBeNull();
    expect(ksTest([-Infinity, 1], [1, Infinity])?.statistic).toBe(0.5);
    expect(() => ksTest([2, 1], [1, 3])).toThrow(RangeError);
    expect(chiSquaredHomogeneity([50], [60])).toBeNull();
    expect(wassersteinBinned([0], { counts: [1, 1], min: Number.NaN, max: 1 }, { counts: [1, 1], min: 0, max: 1 })).toBeNull();
  });

  it('normalises by sd, robust sd, range, or says constant', () => {
    expect(normalise(3, { sd: 2, iqr: 2, range: 9 })).toMatchObject({ value: 1.5, by: 'sd' });
    expect(normalise(3, { sd: 1000, iqr: 1.349, range: 1e6 })).toMatchObject({ value: 3, by: 'iqr' });
    expect(normalise(3, { sd: Infinity, iqr: 1.349, range: Infinity })).toMatchObject({ value: 3, by: 'iqr' });
    expect(normalise(3, { sd: Number.NaN, iqr: 0, range: 6 })).toMatchObject({ value: 0.5, by: 'range' });
    expect(normalise(3, { sd: 0, iqr: 0, range: 0 })).toEqual({ value: null, reason: 'constant' });
  });
});
