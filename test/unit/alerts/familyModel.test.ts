import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FamilyModel } from '../../../src/core/alerts/familyModel';
import { gramInverse } from '../../../src/core/alerts/leastSquares';
import { fitVariance } from '../../../src/core/alerts/varianceModel';
import { close, known, sparse } from './known';

type Numbers = readonly number[];

/** Solves a x = b by Gaussian elimination with row pivots: nothing shared with the code under test. */
function solve(a: readonly Numbers[], b: Numbers): number[] {
  const m = a.map((row, i) => [...row, b[i]!]);
  const p = m.length;
  for (let c = 0; c < p; c += 1) {
    let best = c;
    for (let r = c + 1; r < p; r += 1) if (Math.abs(m[r]![c]!) > Math.abs(m[best]![c]!)) best = r;
    [m[c], m[best]] = [m[best]!, m[c]!];
    for (let r = 0; r < p; r += 1) {
      if (r === c) continue;
      const factor = m[r]![c]! / m[c]![c]!;
      for (let k = c; k <= p; k += 1) m[r]![k] = m[r]![k]! - factor * m[c]![k]!;
    }
  }
  return m.map((row, i) => row[p]! / row[i]!);
}

/** Externally studentised residuals of all rows on the normal scale, by the normal equations of all rows at once. `weights` are 1/variance. */
function refit(x: readonly Numbers[], y: Numbers, weights: Numbers, floors: Numbers): { readonly z: number[]; readonly fitted: number[]; readonly beta: number[] } {
  const p = x[0]!.length;
  const gram = Array.from({ length: p }, (_, a) => Array.from({ length: p }, (__, b) => x.reduce((sum, row, i) => sum + weights[i]! * row[a]! * row[b]!, 0)));
  const moments = Array.from({ length: p }, (_, a) => x.reduce((sum, row, i) => sum + weights[i]! * row[a]! * y[i]!, 0));
  const beta = solve(gram, moments);
  const fitted = x.map((row) => row.reduce((sum, value, a) => sum + value * beta[a]!, 0));
  const hat = x.map((row, i) => weights[i]! * solve(gram, row).reduce((sum, value, a) => sum + value * row[a]!, 0));
  const r2 = y.map((value, i) => weights[i]! * (value - fitted[i]!) ** 2);
  const rss = r2.reduce((a, b) => a + b);
  const df = y.length - p - 1;
  const z = y.map((value, i) => {
    const left = 1 - hat[i]!;
    if (left < 1e-9) return 0;
    const s2 = Math.max((rss - r2[i]! / left) / df, floors[i]! * weights[i]!);
    return s2 === 0 ? 0 : Math.sign(value - fitted[i]!) * Math.sqrt(df * Math.log1p(r2[i]! / left / s2 / df) * (1 - 3 / (4 * df)));
  });
  return { z, fitted, beta };
}

function modelOf(x: readonly Numbers[], y: readonly Numbers[], n: Numbers, rowVariance: Numbers): FamilyModel {
  return new FamilyModel({ rows: x.map(sparse), columns: x[0]!.length, y: Float64Array.from(y.flat()), series: y.length, n: Float64Array.from(n), rowVariance: Float64Array.from(rowVariance) });
}

describe('studentised residuals against statsmodels', () => {
  it.each(known.residuals.map((one) => [one.design, one.variance !== null, one] as const))('%s, weighted %s', (_, weighted, one) => {
    const R = one.y.length - 1;
    const variance = one.rowVariance ?? NaN;
    const model = modelOf(one.x.slice(0, R), [one.y.slice(0, R)], one.n.slice(0, R), [variance]);
    expect(model.weighted).toBe(weighted);
    const answer = model.judge(sparse(one.x[R]!), [one.y[R]!], one.n[R]!)!;
    close(answer.z[0], one.z[R]!, 1e-7);
    close(answer.expected[0], one.expected, 1e-9);
    one.z.forEach((z, i) => close(answer.maxima[i], Math.abs(z), 1e-6));
    model.baselineZ().forEach((z, i) => close(z, one.baselineZ[i]!, 1e-6));
    // Wallace's formula is an approximation, the closer the more degrees of freedom there are.
    const df = R - one.x[0]!.length;
    one.normal.forEach((exact, i) => close(answer.maxima[i], Math.abs(exact), 0.2 / df));
  });

  it('variance by rows against a bounded least-squares fit', () => {
    const fitted = known.residuals.flatMap(({ variance }) => variance ?? []);
    expect(fitted.length).toBe(3);
    for (const { squares, u, least, tau2, phi } of fitted) {
      const model = fitVariance(squares, u, least);
      close(model.tau2, tau2, 1e-9);
      close(model.phi, phi, 1e-6);
    }
  });
});

const noise = fc.integer({ min: -300, max: 300 }).map((x) => x / 100);
const designs = fc.constantFrom<(i: number) => number[]>(
  () => [1],
  (i) => Array.from({ length: 4 }, (_, k) => Number(i % 4 === k)),
  (i) => [1, Math.sin(i), Math.cos(i)],
);

describe('a new window', () => {
  it('is judged as a refit of all windows together would judge it', () => {
    const cases = fc.record({
      design: designs, windows: fc.integer({ min: 12, max: 40 }), seed: fc.array(noise, { minLength: 82, maxLength: 82 }), unequal: fc.boolean(),
      floor: fc.constantFrom(NaN, 1e-6, 400), offset: fc.constantFrom(0, 1e5), surprise: fc.constantFrom(0, 0.5, 40),
    });
    fc.assert(fc.property(cases, ({ design, windows: R, seed, unequal, floor, offset, surprise }) => {
      const x = Array.from({ length: R + 1 }, (_, i) => design(i));
      const n = x.map((_, i) => (unequal ? 60 + ((i * 37) % 400) : 100));
      const series = [0, 1].map((j) => x.map((_, i) => offset + seed[j * 41 + i]! + (i === R ? surprise : 0)));
      fc.pre(series.every((y) => new Set(y).size > 6));
      const model = modelOf(x.slice(0, R), series.map((y) => y.slice(0, R)), n.slice(0, R), [floor, NaN]);
      const answer = model.judge(sparse(x[R]!), series.map((y) => y[R]!), n[R]!)!;
      const maxima = new Array<number>(R + 1).fill(0);
      series.forEach((y, j) => {
        const v = j === 0 ? floor : NaN;
        const knows = v > 0;
        let weights = x.map(() => 1);
        if (model.weighted) {
          const past = x.slice(0, R);
          const { fitted } = refit(past, y.slice(0, R), past.map(() => 1), past.map(() => 0));
          const { inverse } = gramInverse(past.map(sparse), x[0]!.length);
          const p = x[0]!.length;
          const hat = past.map((row) => row.reduce((sum, a, i) => sum + row.reduce((inner, b, k) => inner + a * b * inverse[i * p + k]!, 0), 0));
          const squares = past.map((_, i) => (y[i]! - fitted[i]!) ** 2 / (1 - hat[i]!));
          const u = n.map((count) => (knows ? v : 1) / count);
          const { tau2, phi } = fitVariance(squares, u.slice(0, R), knows ? 1 : 0);
          weights = u.map((each) => 1 / (tau2 + phi * each));
        }
        const whole = refit(x, y, weights, n.map((count) => (knows ? v / count : 0)));
        close(answer.z[j], whole.z[R]!, 1e-5);
        const beta = refit(x.slice(0, R), y.slice(0, R), weights, x.map(() => 0)).beta;
        close(answer.expected[j], x[R]!.reduce((sum, value, a) => sum + value * beta[a]!, 0), 1e-7);
        whole.z.forEach((z, i) => (maxima[i] = Math.max(maxima[i]!, Math.abs(z))));
      });
      maxima.forEach((largest, i) => close(answer.maxima[i], largest, 1e-5));
    }), { numRuns: 150 });
  });

  it('is treated as each of the others: which one is new changes no maximum', () => {
    fc.assert(fc.property(designs, fc.array(fc.tuple(noise, noise), { minLength: 16, maxLength: 30 }), fc.constantFrom(NaN, 30), (design, values, floor) => {
      const all = values.map((_, i) => i);
      const reference = new Map<number, number>();
      for (const chosen of all) {
        const order = [...all.filter((i) => i !== chosen), chosen];
        const x = order.map((i) => design(i));
        const y = [0, 1].map((j) => order.map((i) => values[i]![j as 0 | 1]));
        const past = order.length - 1;
        const model = modelOf(x.slice(0, past), y.map((one) => one.slice(0, past)), order.slice(1).map(() => 80), [floor, NaN]);
        const answer = model.judge(sparse(x[past]!), y.map((one) => one[past]!), 80);
        if (answer === null) continue;
        order.forEach((i, at) => {
          const before = reference.get(i);
          if (before === undefined) reference.set(i, answer.maxima[at]!);
          else close(answer.maxima[at], before, 1e-6);
        });
      }
      expect(reference.size).toBe(all.length);
    }), { numRuns: 60 });
  });

  it('of a kind that the baseline never held is not judged; a value that is not there deviates from nothing', () => {
    const x = Array.from({ length: 12 }, (_, i) => [Number(i % 3 === 0), Number(i % 3 === 1), Number(i % 3 === 2), 0]);
    const model = modelOf(x, [x.map((_, i) => Math.sin(i))], x.map(() => 100), [NaN]);
    expect(model.judge(sparse([0, 0, 0, 1]), [0], 100)).toBeNull();
    const answer = model.judge(sparse([1, 0, 0, 0]), [NaN], 100)!;
    expect([answer.z[0], answer.maxima[12]]).toEqual([0, 0]);
    expect(answer.maxima.every(Number.isFinite)).toBe(true);
  });

  it('of series that never moved is finite: the floor of independent rows measures it, or nothing does', () => {
    const x = Array.from({ length: 30 }, () => [1]);
    const still = x.map(() => 0.3);
    const measured = modelOf(x, [still], x.map(() => 100), [0.01]).judge(sparse([1]), [0.4], 100)!;
    // 0.1 x 30/31 over the root of (1 - 1/31) 0.01/100 is t; df = 29.
    const t2 = (0.1 * (30 / 31)) ** 2 / (30 / 31) / 1e-4;
    close(measured.z[0], Math.sqrt(29 * Math.log1p(t2 / 29) * (1 - 3 / 116)), 1e-9);
    const unmeasured = modelOf(x, [still], x.map(() => 100), [NaN]).judge(sparse([1]), [0.3], 100)!;
    expect(unmeasured.z[0]).toBe(0);
    expect([...unmeasured.maxima].every((z) => z === 0)).toBe(true);
  });
});

describe('designs of dependent columns', () => {
  it('leave them out, and fit as the others alone', () => {
    const full = Array.from({ length: 14 }, (_, i) => [1, Number(i % 2)]);
    const doubled = full.map(([a, b]) => [a!, b!, a! - b!]);
    const y = full.map((_, i) => Math.cos(i * i));
    const z = (x: number[][]): number[] => [...modelOf(x, [y], x.map(() => 100), [NaN]).baselineZ()];
    expect(gramInverse(doubled.map(sparse), 3).rank).toBe(2);
    z(doubled).forEach((value, i) => close(value, z(full)[i]!, 1e-9));
  });
});
