import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cube } from '../../../src/core/cube/cube';
import { indexCube, summarise } from '../../../src/core/cube/indexCube';
import { CubeMismatch, mergeCubes } from '../../../src/core/cube/mergeCubes';
import type { SlotRange } from '../../../src/core/domain/window';
import { cubes } from './randomCube';

const time = (cube: Cube): { start: number; step: number; count: number } => {
  if (cube.axis.kind !== 'time') throw new Error('a time axis was expected');
  return cube.axis;
};

describe('mergeCubes', () => {
  it('is commutative', () => {
    fc.assert(
      fc.property(cubes, cubes, (a, b) => {
        expect(mergeCubes(a, b)).toEqual(mergeCubes(b, a));
      }),
    );
  });

  it('is associative', () => {
    fc.assert(
      fc.property(cubes, cubes, cubes, (a, b, c) => {
        expect(mergeCubes(mergeCubes(a, b), c)).toEqual(mergeCubes(a, mergeCubes(b, c)));
      }),
    );
  });

  it('answers each window with the sum of what both cubes answer for it', () => {
    fc.assert(
      fc.property(cubes, cubes, fc.nat(15), fc.nat(15), (a, b, from, length) => {
        const merged = mergeCubes(a, b);
        const range = { from, to: from + length };
        const own = (cube: Cube): SlotRange => {
          const shift = (time(cube).start - time(merged).start) / time(cube).step;
          return { from: from - shift, to: from + length - shift };
        };
        const whole = summarise(indexCube(merged), range);
        const parts = [a, b].map((cube) => summarise(indexCube(cube), own(cube)));
        const sum = (pick: (s: typeof whole) => number): number => parts.reduce((total, part) => total + pick(part), 0);
        expect(whole.rows).toBe(sum((s) => s.rows));
        expect(whole.status?.error).toBe(sum((s) => s.status?.error ?? NaN));
        expect(whole.regression?.sumFourth).toBe(sum((s) => s.regression?.sumFourth ?? NaN));
        for (let j = 0; j < 4; j += 1) expect(whole.columns[0]?.counts[j]).toBe(sum((s) => s.columns[0]?.counts[j] ?? NaN));
        const latency = (s: typeof whole): number => (s.columns[2]?.counts ?? new Float64Array(0)).reduce((x, y) => x + y, 0);
        expect(latency(whole)).toBe(sum(latency));
        const lowest = (s: typeof whole): number => (s.columns[0]?.kind === 'numeric' ? s.columns[0].moments.min : NaN);
        const known = parts.map(lowest).filter((x) => !Number.isNaN(x));
        expect(lowest(whole)).toBe(known.length === 0 ? NaN : Math.min(...known));
      }),
    );
  });

  it('says what differs', () => {
    const [a] = fc.sample(cubes, { numRuns: 1, seed: 1 });
    if (a === undefined) throw new Error('no sample');
    const other = (change: Partial<Cube>): Cube => ({ ...a, ...change });
    const [x, ...rest] = a.columns;
    if (x?.kind !== 'numeric') throw new Error('no numeric column');
    const cases: readonly (readonly [Cube, RegExp])[] = [
      [other({ task: 'regression' }), /task binary and regression/],
      [other({ columns: rest }), /3 and 2 columns/],
      [other({ columns: [{ ...x, edges: Float64Array.of(-1, 0, 3) }, ...rest] }), /column x: edges/],
      [other({ columns: [{ ...x, centre: 2 }, ...rest] }), /column x: centres 1 and 2/],
      [other({ status: null }), /only one has the status table/],
      [other({ axis: { kind: 'time', start: 0, step: 1_000_000, count: 3 } }), /time steps/],
      [other({ axis: { kind: 'file', names: ['a'] } }), /axes of kind time and file/],
      [other({ axis: { kind: 'time', start: 60_000_000 * 1e6, step: 60_000_000, count: 1 } }), /time axis of \d+ slots/],
    ];
    for (const [b, message] of cases) {
      expect(() => mergeCubes(a, b)).toThrow(CubeMismatch);
      expect(() => mergeCubes(a, b)).toThrow(message);
    }
  });
});
