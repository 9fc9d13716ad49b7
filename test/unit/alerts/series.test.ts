import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultAlertSettings } from '../../../src/core/alerts/alertSettings';
import { baselineSummary } from '../../../src/core/alerts/baselineSummary';
import { categorySeries } from '../../../src/core/alerts/categorySeries';
import { driftFamily } from '../../../src/core/alerts/driftFamily';
import type { WatchedSeries } from '../../../src/core/alerts/familySeries';
import { numericSeries, shareVariance } from '../../../src/core/alerts/numericSeries';
import { fitVariance } from '../../../src/core/alerts/varianceModel';
import type { CategoryColumn, CubeColumn, NumericColumn } from '../../../src/core/cube/cube';
import { indexCube, summarise } from '../../../src/core/cube/indexCube';
import type { ColumnSummary } from '../../../src/core/cube/summary';
import { category, cubeOf, numeric } from './cubes';

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
const totals = (column: CubeColumn, windows: number): number[] => {
  const width = column.counts.length / windows;
  return range(0, windows).map((w) => [...column.counts.slice(w * width, (w + 1) * width)].reduce((a, b) => a + b, 0) + column.missing[w]!);
};

function summaryOf(column: CubeColumn, rows: readonly number[], baseline: number): ColumnSummary {
  return summarise(indexCube(cubeOf([column], rows)), { from: 0, to: baseline }).columns[0]!;
}

function watchNumber(column: NumericColumn, windows: number, baseline: number): readonly WatchedSeries[] {
  const rows = totals(column, windows);
  const from = summaryOf(column, rows, baseline);
  if (from.kind !== 'numeric') throw new Error('not a number');
  return numericSeries(column, from, Float64Array.from(rows));
}

function watchLevels(column: CategoryColumn, windows: number, baseline: number): readonly WatchedSeries[] {
  const rows = totals(column, windows);
  const from = summaryOf(column, rows, baseline);
  if (from.kind !== 'category') throw new Error('not a category');
  return categorySeries(column, from, Float64Array.from(rows), range(0, baseline));
}

const values = (all: readonly WatchedSeries[], statistic: string): number[] => [...(all.find((one) => one.statistic === statistic)?.values ?? [])];
const names = (all: readonly WatchedSeries[]): string[] => all.map(({ statistic }) => statistic);

describe('what is watched of a number', () => {
  it('is shares at or below baseline quantiles, location, spread and missing, by hand', () => {
    // 40 values of the baseline in each of 5 bins; 10 missing.
    const column = numeric('x', [1, 2, 3, 4], [[20, 20, 20, 20, 20], [20, 20, 20, 20, 20], [0, 0, 0, 0, 90]], [10, 0, 10]);
    const all = watchNumber(column, 3, 2);
    expect(names(all)).toEqual(['missing', 'share at or below 1', 'share at or below 2', 'share at or below 3', 'share at or below 4', 'location', 'spread']);
    expect(values(all, 'missing')).toEqual([10 / 110, 0, 0.1]);
    expect(values(all, 'share at or below 2')).toEqual([40 / 110, 0.4, 0]);
    // Normal scores of the ranks 0.1, 0.3, 0.5, 0.7, 0.9, from scipy.stats.norm.ppf.
    const scores = [-1.2815515655446004, -0.5244005127080409, 0, 0.5244005127080407, 1.2815515655446004];
    values(all, 'location').forEach((value, w) => expect(value).toBeCloseTo([0, 0, scores[4]! * 0.9][w]!, 9));
    const square = scores.map((score) => score ** 2);
    const mean = square.reduce((a, b) => a + b) / 5;
    values(all, 'spread').forEach((value, w) => expect(value).toBeCloseTo([(mean * 100) / 110, mean, square[4]! * 0.9][w]!, 9));
    const share = 80.5 / 211;
    expect(all.find(({ statistic }) => statistic === 'share at or below 2')?.rowVariance).toBeCloseTo(share * (1 - share), 12);
    expect(all.find(({ statistic }) => statistic === 'location')?.rowVariance).toBeCloseTo((mean * 200) / 210, 9);
  });

  it('of a constant is the share of other values; of one that is always missing, the share that is missing', () => {
    const constant = watchNumber(numeric('x', [4.9, 5], [[0, 80, 0], [0, 90, 0], [20, 60, 20]]), 3, 2);
    expect(names(constant)).toEqual(['missing', 'share of other values']);
    expect(values(constant, 'share of other values')).toEqual([0, 0, 0.4]);
    const absent = watchNumber(numeric('x', [0], [[0, 0], [0, 0], [30, 30]], [60, 70, 40]), 3, 2);
    expect(names(absent)).toEqual(['missing']);
    expect(values(absent, 'missing')).toEqual([1, 1, 0.4]);
  });

  it('is never NaN in a window that has rows, and has a variance that can measure it', () => {
    const table = fc.integer({ min: 1, max: 7 }).chain((edges) => fc.record({ edges: fc.constant(edges), counts: fc.array(fc.array(fc.oneof(fc.constant(0), fc.nat(40)), { minLength: edges + 1, maxLength: edges + 1 }), { minLength: 3, maxLength: 9 }), missing: fc.array(fc.nat(3), { minLength: 9, maxLength: 9 }) }));
    fc.assert(fc.property(table, ({ edges, counts, missing }) => {
      const column = numeric('x', range(0, edges), counts, missing);
      const rows = totals(column, counts.length);
      for (const { values: watched, rowVariance } of watchNumber(column, counts.length, 2)) {
        watched.forEach((value, w) => expect(Number.isFinite(value)).toBe(rows[w]! > 0));
        if (rows[0]! + rows[1]! > 0) expect(rowVariance).toBeGreaterThanOrEqual(-1e-12);
      }
    }));
  });
});

describe('what is watched of a category', () => {
  it('is the share of each level expected 5 times a window, of the others, of missing rows and of new levels', () => {
    const column = category('c', ['a', 'b', 'rare', 'late'], [[60, 30, 4, 0, 0], [55, 40, 1, 0, 0], [57, 41, 0, 0, 2], [0, 50, 6, 44, 0]], [6, 4, 0, 0]);
    const all = watchLevels(column, 4, 3);
    expect(names(all)).toEqual(['level "a"', 'level "b"', 'other levels', 'missing', 'new levels']);
    expect(values(all, 'level "b"')).toEqual([0.3, 0.4, 0.41, 0.5]);
    expect(values(all, 'other levels')).toEqual([0.04, 0.01, 0.02, 0.06]);
    expect(values(all, 'missing')).toEqual([0.06, 0.04, 0, 0]);
    expect(values(all, 'new levels')).toEqual([0, 0, 0, 0.44]);
  });

  it('calls a level new in a baseline window if no other one has it: the later windows are judged alike', () => {
    const column = category('c', ['a', 'once', 'twice', 'never'], [[97, 3, 0, 0, 0], [95, 0, 5, 0, 0], [96, 0, 4, 0, 0], [90, 2, 5, 3, 0]]);
    expect(values(watchLevels(column, 4, 3), 'new levels')).toEqual([0.03, 0, 0, 0.03]);
  });

  it('of one level, of none, and of a hundred thousand is finite', () => {
    expect(values(watchLevels(category('c', ['a'], [[50, 0], [50, 0], [50, 0]]), 3, 2), 'level "a"')).toEqual([1, 1, 1]);
    expect(names(watchLevels(category('c', [], [[0], [0]], [50, 60]), 2, 1))).toEqual(['missing', 'new levels']);
    // 64 levels are kept, the rest is one bin.
    const levels = range(0, 64).map(String);
    const many = watchLevels(category('c', levels, range(0, 8).map(() => [...levels.map(() => 1), 936]), [], 99_936), 8, 6);
    expect(names(many)).toEqual(['other levels', 'missing', 'new levels']);
    expect(values(many, 'other levels').every((share) => share === 1)).toBe(true);
    for (const { values: watched, rowVariance } of many) expect([...watched, rowVariance].every(Number.isFinite)).toBe(true);
  });
});

describe('sizes of a change', () => {
  const floors = defaultAlertSettings.floors;
  it('are the Wasserstein distance of the windows together, the change of the missing share, and total variation', () => {
    const counts = [[50, 50, 0], [50, 50, 0], [0, 50, 50], [0, 50, 50]];
    const number = numeric('x', [0, 1], counts, [0, 0, 0, 100]);
    const level = category('c', ['a', 'b'], counts, [0, 0, 0, 100]);
    const cube = cubeOf([number, level], [100, 100, 100, 200]);
    const family = driftFamily(cube, summarise(indexCube(cube), { from: 0, to: 2 }), [0, 1], defaultAlertSettings);
    const of = (target: string, statistic: string, from: number, to: number) => family.effect(family.series.find((one) => one.target === target && one.statistic === statistic)!, from, to, 0, 0);
    expect(of('feature:x', 'missing', 2, 4)).toEqual({ value: 1 / 3, unit: 'share', relative: false, floor: floors.missing });
    expect(of('feature:x', 'location', 2, 3)).toMatchObject({ unit: 'sd', floor: floors.numeric });
    expect(of('feature:x', 'location', 2, 3).value).toBeGreaterThan(0.5);
    expect(of('feature:x', 'location', 0, 2).value).toBeCloseTo(0, 12);
    expect(of('feature:c', 'level "a"', 2, 3)).toEqual({ value: 0.5, unit: 'share', relative: false, floor: floors.category });
    expect(of('feature:c', 'missing', 3, 4).value).toBeCloseTo(0.75, 12);
    const own = driftFamily(cube, summarise(indexCube(cube), { from: 0, to: 2 }), [0, 1], { ...defaultAlertSettings, featureFloors: { x: 0.4 } });
    expect(own.effect(own.series[1]!, 2, 3, 0, 0).floor).toBe(0.4);
  });

  it('of a constant is the share of rows that left it', () => {
    const cube = cubeOf([numeric('x', [4.9, 5], [[0, 100, 0], [0, 100, 0], [10, 70, 20]])], [100, 100, 100]);
    const family = driftFamily(cube, summarise(indexCube(cube), { from: 0, to: 2 }), [0, 1], defaultAlertSettings);
    const { value, ...rest } = family.effect(family.series.find(({ statistic }) => statistic === 'share of other values')!, 2, 3, 0, 0);
    expect(value).toBeCloseTo(0.3, 12);
    expect(rest).toEqual({ unit: 'share', relative: false, floor: floors.category });
  });
});

describe('the baseline', () => {
  it('holds its own windows alone: excluded ones are not part of what is normal', () => {
    const counts = [[10, 0], [0, 99], [4, 6], [5, 5]];
    const cube = cubeOf([numeric('x', [0], counts, [1, 50, 2, 3]), category('c', ['a'], counts, [1, 50, 2, 3])], [11, 149, 12, 13]);
    const [number, level] = baselineSummary(cube, { from: 0, to: 3 }, [0, 2]).columns;
    expect(number).toMatchObject({ counts: Float64Array.of(14, 6), missing: 3 });
    expect(level).toMatchObject({ counts: Float64Array.of(14, 6), missing: 3 });
    expect(baselineSummary(cube, { from: 0, to: 3 }, [0, 2]).rows).toBe(23);
    const without = cubeOf([numeric('x', [0], [counts[0]!, counts[2]!], [1, 2])], [11, 12]);
    expect(number).toEqual(summarise(indexCube(without), { from: 0, to: 2 }).columns[0]);
    expect(baselineSummary(cube, { from: 0, to: 3 }, [0, 1, 2])).toEqual(summarise(indexCube(cube), { from: 0, to: 3 }));
  });
});

describe('variance by rows', () => {
  it('finds what rows and what windows contribute', () => {
    const n = range(0, 400).map((i) => 60 + ((i * 97) % 2_000));
    const exact = fitVariance(n.map((count) => 0.002 + (1.7 * 0.2) / count), n.map((count) => 0.2 / count), 1);
    expect(exact.tau2).toBeCloseTo(0.002, 9);
    expect(exact.phi).toBeCloseTo(1.7, 6);
  });

  it('is never below that of independent rows, never negative, never NaN', () => {
    // u is what a caller has: one variance over numbers of rows, in any unit.
    const windows = fc.array(fc.tuple(fc.double({ min: 0, max: 1e6, noNaN: true }), fc.integer({ min: 50, max: 1e9 })), { minLength: 1, maxLength: 40 });
    fc.assert(fc.property(windows, fc.integer({ min: -200, max: 200 }), fc.integer({ min: -200, max: 200 }), fc.constantFrom(0, 1), (pairs, v, unit, least) => {
      const { tau2, phi } = fitVariance(pairs.map(([square]) => square * 10 ** unit), pairs.map(([, n]) => 10 ** v / n), least);
      expect(tau2).toBeGreaterThanOrEqual(0);
      expect(phi).toBeGreaterThanOrEqual(least);
      expect(Number.isFinite(tau2)).toBe(true);
      // Squares beyond all proportion to the rows' variance have no finite ratio to it.
      if (Math.abs(unit - v) < 250) expect(Number.isFinite(phi)).toBe(true);
    }), { numRuns: 1_000 });
    expect(fitVariance([0, 0, 0], [1, 2, 3], 1)).toEqual({ tau2: 0, phi: 1 });
  });

  it('of a share is never 0', () => {
    expect(shareVariance(0, 1_000)).toBeGreaterThan(0);
    expect(shareVariance(1_000, 1_000)).toBeCloseTo(shareVariance(0, 1_000), 15);
  });
});
