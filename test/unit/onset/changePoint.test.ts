import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changePoint } from '../../../src/core/onset/changePoint';

interface Known {
  readonly cases: readonly { readonly values: number[]; readonly weights: number[]; readonly at: number; readonly before: number; readonly after: number; readonly low: number; readonly high: number; readonly ratio: number; readonly ruptures?: number }[];
}
const known = JSON.parse(readFileSync(resolve(__dirname, '../../fixtures/knownAnswers/onset.json'), 'utf8')) as Known;
const find = (values: readonly number[], weights: readonly number[], least = 0) => changePoint(Float64Array.from(values), Float64Array.from(weights), least, 0.95);

describe('one change of level', () => {
  it.each(known.cases.map((each, i) => [i, each] as const))('is where numpy and ruptures find it, with numpy’s interval: case %i', (_, each) => {
    const found = find(each.values, each.weights)!;
    expect({ at: found.at, low: found.low, high: found.high }).toEqual({ at: each.at, low: each.low, high: each.high });
    if (each.ruptures !== undefined) expect(found.at).toBe(each.ruptures);
    expect(found.before).toBeCloseTo(each.before, 9);
    expect(found.after).toBeCloseTo(each.after, 9);
    expect(found.ratio / each.ratio).toBeCloseTo(1, 8);
  });
  it('lies within its interval, and moves with neither unit nor offset', () => {
    const series = fc.array(fc.tuple(fc.double({ min: -10, max: 10, noNaN: true }), fc.integer({ min: 1, max: 500 })), { minLength: 8, maxLength: 60 });
    fc.assert(
      fc.property(series, fc.double({ min: 0.01, max: 100, noNaN: true }), fc.integer({ min: -1000, max: 1000 }), (pairs, unit, offset) => {
        const [values, weights] = [pairs.map(([y]) => Math.round(y * 16) / 16), pairs.map(([, w]) => w)];
        const found = find(values, weights);
        if (found === null) return new Set(values).size === 1;
        const moved = find(values.map((y) => y * unit + offset), weights);
        return found.low <= found.at && found.at <= found.high && found.at >= 1 && found.at < values.length && found.low >= 1 && (Math.min(found.ratio, moved?.ratio ?? 0) > 1e9 || Math.abs((moved?.ratio ?? 0) / found.ratio - 1) < 1e-4);
      }),
      { numRuns: 200 },
    );
  });
  it('needs 8 positions and two values', () => {
    expect(find([1, 1, 1, 2, 2, 2, 2], [1, 1, 1, 1, 1, 1, 1])).toBeNull();
    expect(find(Array<number>(20).fill(0.3), Array<number>(20).fill(7))).toBeNull();
  });
  it('is sure of a step without noise, but no surer than its rows', () => {
    const step = [...Array<number>(20).fill(0), ...Array<number>(20).fill(0.001)];
    expect(find(step, Array<number>(40).fill(50))).toMatchObject({ at: 20, low: 20, high: 20 });
    // 50 rows a slot of variance 0.25: a step of 0.001 is far below what they can tell.
    const honest = find(step, Array<number>(40).fill(50), 0.25)!;
    expect(honest.high - honest.low).toBeGreaterThan(30);
  });
});
