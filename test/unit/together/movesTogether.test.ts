import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seasonFit } from '../../../src/core/onset/removeSeason';
import { circularProducts, fft } from '../../../src/core/stats/fft';
import { seededUniform, standardNormal } from '../../../src/core/stats/seeded';
import { togetherAxis } from '../../../src/core/together/chooseTogether';
import { movesTogether } from '../../../src/core/together/movesTogether';
import { rankSeries } from '../../../src/core/together/rankSeries';

interface Known {
  readonly transforms: readonly { readonly re: number[]; readonly im: number[]; readonly outRe: number[]; readonly outIm: number[] }[];
  readonly target: readonly (number | null)[];
  readonly movers: readonly (readonly number[])[];
  readonly pairs: readonly { readonly rho: number; readonly lag: number; readonly p: number; readonly adjusted: number }[];
}
const known = JSON.parse(readFileSync(resolve(__dirname, '../../fixtures/knownAnswers/together.json'), 'utf8')) as Known;
const ranked = (values: readonly (number | null)[]) => rankSeries(Float64Array.from(values, (value) => value ?? NaN))!;

describe('the discrete Fourier transform', () => {
  it.each(known.transforms.map((each) => [each.re.length, each] as const))('is numpy’s for %i values', (_, each) => {
    const { re, im } = fft({ re: Float64Array.from(each.re), im: Float64Array.from(each.im) });
    each.outRe.forEach((value, j) => expect(re[j]).toBeCloseTo(value, 9));
    each.outIm.forEach((value, j) => expect(im[j]).toBeCloseTo(value, 9));
  });
  it('gives circular products of any two series', () => {
    const values = fc.array(fc.tuple(fc.double({ min: -5, max: 5, noNaN: true }), fc.double({ min: -5, max: 5, noNaN: true })), { minLength: 2, maxLength: 50 });
    fc.assert(
      fc.property(values, (pairs) => {
        const n = pairs.length;
        const [x, y] = [0, 1].map((i) => Float64Array.from(pairs, (pair) => pair[i]!));
        const products = circularProducts(fft({ re: x!, im: new Float64Array(n) }), fft({ re: y!, im: new Float64Array(n) }));
        return products.every((value, k) => Math.abs(value - x!.reduce((sum, each, t) => sum + each * y![(t + k) % n]!, 0)) < 1e-9 * n * 25);
      }),
    );
  });
});

describe('series that move together', () => {
  it('have the correlations and p-values of numpy', () => {
    const found = movesTogether(ranked(known.target), known.movers.map(ranked));
    expect(found).toHaveLength(known.pairs.length);
    found.forEach(({ rho, lag, p, adjusted }, i) => {
      const each = known.pairs[i]!;
      expect(lag).toBe(each.lag);
      expect(rho).toBeCloseTo(each.rho, 10);
      expect(p).toBeCloseTo(each.p, 12);
      expect(adjusted).toBeCloseTo(each.adjusted, 12);
    });
  });
  it('are none where a series is constant, or the log too short for far shifts', () => {
    expect(rankSeries(new Float64Array(300).fill(4))).toBeNull();
    expect(rankSeries(new Float64Array(300).fill(NaN))).toBeNull();
    expect(movesTogether(ranked([1, 2, 3]), [ranked([3, 2, 1])])).toEqual([]);
  });
});

/** AR(1) 0.9 with a daily season of 2 sd that all share and that is taken out; the first mover 3 windows ahead where planted. */
function run(uniform: () => number, n: number, movers: number, weight: number) {
  const wander = (length: number): Float64Array => {
    let x = standardNormal(uniform);
    return Float64Array.from({ length }, () => (x = 0.9 * x + Math.sqrt(1 - 0.81) * standardNormal(uniform)));
  };
  const long = wander(n + 3);
  const all = [long.slice(0, n), ...Array.from({ length: movers }, () => wander(n))];
  if (weight > 0) all[1] = all[1]!.map((own, t) => weight * long[t + 3]! + Math.sqrt(1 - weight * weight) * own);
  const fit = seasonFit({ kind: 'time', start: 0, step: 3_600e6, count: n }, { from: 0, to: n }, new Float64Array(n).fill(1));
  const series = all.map((values) => {
    const seasonal = values.map((value, t) => value + 2 * Math.sin((2 * Math.PI * t) / 24));
    fit.remove(seasonal);
    return rankSeries(seasonal)!;
  });
  return movesTogether(series[0]!, series.slice(1)).filter(({ adjusted }) => adjusted <= 0.05);
}

describe('by simulation, asked for 5 % (figures of docs/statistics.md: bench/coverage/together.mjs)', () => {
  it('unrelated series are seldom named', () => {
    const uniform = seededUniform(5);
    let named = 0;
    for (let i = 0; i < 150; i += 1) if (run(uniform, 480, 10, 0).length > 0) named += 1;
    expect(named / 150).toBeLessThan(0.1);
  }, 60_000);
  it('a series that moves three windows before is found with its lag', () => {
    const uniform = seededUniform(6);
    let found = 0;
    for (let i = 0; i < 40; i += 1) if (run(uniform, 480, 10, 0.8).some(({ mover, lag }) => mover === 0 && Math.abs(lag - 3) <= 1)) found += 1;
    expect(found).toBeGreaterThan(36);
  }, 60_000);
});

describe('windows for series', () => {
  const hour = 3_600e6;
  const log = (days: number, rows: number) => togetherAxis({ rows, time: { from: 0, to: days * 24 * hour - 1 } as never });
  it('are as long as their number allows, and short where the log is', () => {
    expect(log(60, 38_544)).toMatchObject({ kind: 'time', step: 3 * hour, count: 480 });
    expect(log(365, 1e6)).toMatchObject({ step: 24 * hour, count: 365 });
    expect(log(4, 2_000)).toMatchObject({ step: hour, count: 96 });
    expect(togetherAxis({ rows: 100_000, time: { from: null, to: null } as never })).toMatchObject({ kind: 'row', step: 277, count: 362 });
    expect(togetherAxis({ rows: 1, time: { from: null, to: null } as never })).toBeNull();
  });
});
