import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chartLimits } from '../../../src/core/alerts/chartLimits';
import { closePairs, designEffect } from '../../../src/core/alerts/closeWindows';
import { FamilyCharts } from '../../../src/core/alerts/familyCharts';
import type { FamilySeries } from '../../../src/core/alerts/familySeries';
import { coefficientCovariance, freedOfFit } from '../../../src/core/alerts/fittedMemory';
import { sharedUncertainty } from '../../../src/core/alerts/lastingChart';
import { gramInverse, quadraticForm } from '../../../src/core/alerts/leastSquares';
import { chartMemory, clusterSize, memoryOf } from '../../../src/core/alerts/memory';
import { packRows } from '../../../src/core/alerts/packedRows';
import { calibrationOf, upperLimit, windowsNeeded } from '../../../src/core/alerts/thresholds';
import { windowDesign } from '../../../src/core/alerts/windowDesign';
import { calibrationText } from '../../../src/core/report/alertsText';
import { normalQuantile } from '../../../src/core/stats/normal';
import { close, sparse } from './known';

type Numbers = readonly number[];

interface Known {
  readonly charts: readonly { readonly rho: Numbers; readonly chart: Numbers; readonly inflation: number }[];
  readonly clusters: readonly { readonly rho: Numbers; readonly limit: number; readonly size: number }[];
  readonly fits: readonly { readonly design: string; readonly x: readonly Numbers[]; readonly rho: Numbers; readonly covariance: readonly Numbers[]; readonly residual: Numbers; readonly inflation: number; readonly shared: number; readonly y: Numbers; readonly effect: number }[];
}

/** Written by scripts/knownAnswers/alertMemory.py. */
const known = JSON.parse(readFileSync(new URL('../../fixtures/knownAnswers/alertMemory.json', import.meta.url), 'utf8')) as Known;

/** Normal deviates by mulberry32. */
function normals(seed: number): () => number {
  let s = seed >>> 0;
  return () => {
    s = (s + 0x6d2b79f5) >>> 0;
    let t = Math.imul(s ^ (s >>> 15), 1 | s);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return normalQuantile((((t ^ (t >>> 14)) >>> 0) + 0.5) / 2 ** 32);
  };
}

function designOf(x: readonly Numbers[]) {
  const rows = x.map(sparse);
  const columns = x[0]!.length;
  return { sparseRows: rows, rows: packRows(rows), columns, ...gramInverse(rows, columns) };
}

describe('chart B over residuals that remember', () => {
  it.each(known.charts)('has the autocorrelation and the variance of statsmodels’ process, case %#', ({ rho, chart, inflation }) => {
    const ours = chartMemory({ rho: Float64Array.from(rho) });
    chart.forEach((value, lag) => close(ours[lag], value, 1e-6));
    // Autocorrelation alone, of residuals that have exactly this one.
    const z = seriesOf(Float64Array.from(rho.slice(0, 25)));
    close(memoryOf(z.z, Float64Array.of(1), z.z.length, z.design).inflation, inflation, 0.12);
  });

  /** A long series of that autocorrelation, by the moving average that has it (of a first-order one: its own recursion). */
  function seriesOf(rho: Float64Array) {
    const next = normals(7);
    const z = new Float64Array(20_000);
    const phi = rho[1]!;
    let at = next();
    for (let i = 0; i < z.length; i += 1) z[i] = at = phi * at + Math.sqrt(1 - phi * phi) * next();
    return { z, design: designOf(Array.from({ length: z.length }, () => [1])) };
  }
});

describe('windows that pass a limit together', () => {
  it.each(known.clusters)('are as many as scipy’s quadrature says, case %#', ({ rho, limit, size }) => {
    // Sixteen points of the tail stand for it.
    expect(Math.abs(clusterSize(rho, limit) - size)).toBeLessThan(0.02 * size);
  });

  it('are one where nothing is remembered, more the longer the memory, never fewer', () => {
    fc.assert(fc.property(fc.double({ min: 0, max: 0.95, noNaN: true }), fc.double({ min: 2, max: 5, noNaN: true }), (phi, limit) => {
      const size = (of: number): number => clusterSize(Array.from({ length: 40 }, (_, k) => of ** k), limit);
      expect(size(phi)).toBeGreaterThanOrEqual(1);
      expect(size(phi)).toBeGreaterThanOrEqual(size(phi / 2) - 1e-9);
      expect(clusterSize([1, -phi], limit)).toBe(1);
    }));
    expect(clusterSize([1, 0, 0, 0], 3)).toBe(1);
    expect(clusterSize([1, 0.5], 60)).toBe(1);
  });

  it('move the limit: each value five times over is passed at the level asked for, which without them it is not', () => {
    const next = normals(3);
    const passed = [0, 0];
    const runs = 5_000;
    for (let run = 0; run < runs; run += 1) {
      const values = Array.from({ length: 100 }, () => Math.abs(next())).flatMap((value) => new Array<number>(5).fill(value));
      const later = Math.abs(next());
      [{ size: 5, variance: 1 }, undefined].forEach((clusters, at) => (passed[at]! += later > upperLimit(values, 0.004, clusters) ? 1 : 0));
    }
    // 2 of 501 values, which come in fives: the largest of them alone is passed once in 101.
    expect(passed[0]! / runs).toBeGreaterThan(0.0025);
    expect(passed[0]! / runs).toBeLessThan(0.006);
    expect(passed[1]! / runs).toBeGreaterThan(0.0075);
  });

  it('beyond the largest value the limit goes on by the tail of a normal value', () => {
    const values = Array.from({ length: 199 }, (_, i) => i / 100);
    expect(upperLimit(values, 0.005)).toBe(1.98);
    expect(upperLimit(values, 0.005, { size: 3, variance: 2 })).toBeCloseTo(Math.sqrt(1.98 ** 2 + 4 * Math.log(3)), 12);
    // Continuous where it leaves the order statistics.
    const more = Array.from({ length: 399 }, (_, i) => i / 100);
    expect(upperLimit(more, 0.005, { size: 2 - 1e-12, variance: 1 })).toBeCloseTo(upperLimit(more, 0.005, { size: 2 + 1e-12, variance: 1 }), 6);
    fc.assert(fc.property(fc.double({ min: 1, max: 30, noNaN: true }), fc.integer({ min: 100, max: 800 }), (size, count) => {
      const some = Array.from({ length: count }, (_, i) => Math.sqrt(i));
      expect(upperLimit(some, 0.005, { size, variance: 1 })).toBeGreaterThanOrEqual(upperLimit(some, 0.005) - 1e-9);
    }));
  });
});

describe('expected values of windows that remember', () => {
  it.each(known.fits.map((one) => [one.design, one] as const))('%s: covariance, memory and design effect as numpy has them', (_, one) => {
    const design = designOf(one.x);
    const rho = Float64Array.from(one.rho);
    const covariance = coefficientCovariance(design, rho);
    one.covariance.flat().forEach((value, at) => close(covariance[at], value, 1e-9));
    close(sharedUncertainty(design.sparseRows, design.columns, covariance, one.inflation), Math.max(0, one.shared), 1e-9);
    // What the fit took out of the residuals is put back.
    const freed = freedOfFit(design, Float64Array.from(one.residual));
    const error = (of: ArrayLike<number>): number => one.rho.reduce((sum, value, k) => sum + Math.abs(of[k]! - value), 0) / one.rho.length;
    expect(error(freed)).toBeLessThan(0.35 * error(one.residual) + 1e-9);
    const leverage = Float64Array.from(design.sparseRows, (row) => quadraticForm(row, design.inverse, design.columns));
    const pairs = closePairs(design.rows, design.inverse, leverage, design.rank, design.columns)!;
    const fitted = one.x.map((row) => row.map((__, a) => design.inverse.slice(a * design.columns, (a + 1) * design.columns).reduce((sum, g, b) => sum + g * one.x.reduce((s, other, i) => s + other[b]! * one.y[i]!, 0), 0)).reduce((sum, beta, a) => sum + beta * row[a]!, 0));
    const residuals = Float64Array.from(one.y, (value, i) => value - fitted[i]!);
    const most = 0.5 / Math.max(...leverage);
    close(designEffect(pairs, residuals, 0, null), Math.max(1, Math.min(one.effect, most)), 1e-9);
  });

  it('of an independent series the covariance is the plain one, and hours of different days share nothing', () => {
    const x = Array.from({ length: 250 }, (_, i) => Array.from({ length: 25 }, (__, h) => Number(i % 25 === h)));
    const design = designOf(x);
    const plain = coefficientCovariance(design, Float64Array.of(1, 0, 0));
    plain.forEach((value, at) => close(value, design.inverse[at]!, 1e-12));
    expect(closePairs(design.rows, design.inverse, new Float64Array(250).fill(0.1), 25, 25)).toBeNull();
    // A level of many windows takes next to nothing of each.
    const level = designOf(Array.from({ length: 336 }, () => [1]));
    expect(closePairs(level.rows, level.inverse, new Float64Array(336).fill(1 / 336), 1, 1)).toBeNull();
  });

  it('of series that stand still, of one window or none, gives no NaN', () => {
    const design = designOf(Array.from({ length: 120 }, () => [1]));
    const still = memoryOf(new Float64Array(240), new Float64Array(2), 120, design);
    expect(still.inflation).toBe(1);
    expect([...still.rho].every(Number.isFinite)).toBe(true);
    const limits = chartLimits(new Float64Array(240), 2, design.sparseRows, 1, 0.01);
    expect(limits.together).toBeGreaterThanOrEqual(1);
    expect(limits.lastingLimit).toBeGreaterThanOrEqual(0);
    const one = designOf([[1]]);
    expect(memoryOf(Float64Array.of(1), Float64Array.of(1), 1, one).rho).toEqual(Float64Array.of(1));
    expect(Number.isFinite(chartLimits(new Float64Array(0), 0, design.sparseRows, 1, 0.01).clusters.size)).toBe(true);
  });
});

describe('a calibration', () => {
  it('needs more windows where they remember, and seven days where they are shorter than an hour', () => {
    expect(windowsNeeded(0.01, 1.3)).toBe(windowsNeeded(0.01));
    expect(windowsNeeded(0.01, 4)).toBe(419);
    expect(calibrationOf(336, 0.01, 4)).toEqual({ kind: 'approximate', missing: 83 });
    expect(calibrationOf(500, 0.01, 1.5, 605)).toEqual({ kind: 'approximate', missing: 105 });
    const quarter = 900_000_000;
    const of = (days: number): number => windowDesign(Array.from({ length: days * 96 }, (_, i) => i * quarter), quarter).wanted;
    expect([of(4), of(8)]).toEqual([605, 605]);
    expect(windowDesign(Array.from({ length: 336 }, (_, i) => i * 4 * quarter), 4 * quarter).wanted).toBe(0);
  });
});

describe('quarters of an hour whose level wanders from hour to hour', () => {
  const quarter = 900_000_000;
  const baseline = 672;
  const judged = 288;

  /** Three series of one log: each its own hourly level (AR 0.6) of that variance, the rest of 1 between quarters. */
  function logOf(seed: number, levelVariance: number): FamilySeries {
    const next = normals(seed);
    const series = ['a', 'b', 'c'].map((target) => {
      const values = new Float64Array(baseline + judged);
      let level = next();
      for (let w = 0; w < values.length; w += 1) {
        if (w % 4 === 0) level = 0.6 * level + 0.8 * next();
        values[w] = Math.sqrt(levelVariance) * level + Math.sqrt(1 - levelVariance) * next();
      }
      return { target, title: target, statistic: target, unit: 'none' as const, values, rowVariance: Number.NaN };
    });
    return { family: 'service', series, n: new Float64Array(baseline + judged).fill(200), effect: () => ({ value: 1, unit: 'none', relative: false, floor: 0 }), leftOut: [] };
  }

  it.each([[0, 0.006, 0.014], [0.6, 0.005, 0.017]])('alert about as often as asked, level variance %f', (levelVariance, least, most) => {
    const past = Array.from({ length: baseline }, (_, w) => w);
    const startOf = (w: number): number => w * quarter;
    const design = windowDesign(past.map(startOf), quarter);
    let alerts = 0;
    const runs = 30;
    for (let run = 0; run < runs; run += 1) {
      const charts = new FamilyCharts(logOf(1_000 + run, levelVariance), past, design, startOf, 0.01);
      for (let w = baseline; w < baseline + judged; w += 1) if (charts.next(w).state === 'alert') alerts += 1;
    }
    expect(alerts / runs / judged).toBeGreaterThan(least);
    expect(alerts / runs / judged).toBeLessThan(most);
  });
});

describe('what is said of it', () => {
  it('names the memory where the windows would be enough without it, and only then', () => {
    const of = (windows: number, missing: number): string => calibrationText({ calibration: { kind: 'approximate', missing }, windows, level: 0.01 });
    expect(of(150, 69)).toBe('approximate, 69 more baseline windows would calibrate it');
    expect(of(336, 109)).toBe('approximate, since windows resemble the ones before them and so say less, 109 more baseline windows would calibrate it');
  });
});
