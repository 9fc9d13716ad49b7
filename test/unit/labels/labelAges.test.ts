import * as fc from 'fast-check';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Cube } from '../../../src/core/cube/cube';
import { indexAtAge, indexCube, summarise } from '../../../src/core/cube/indexCube';
import { cubeAtAge } from '../../../src/core/cube/labelAges';
import { CubeMismatch, mergeCubes } from '../../../src/core/cube/mergeCubes';
import { ageEdges, lagEdges, lagParts, mostAge } from '../../../src/core/labels/ageEdges';
import { lagCurve, lagQuantile } from '../../../src/core/labels/lagCurve';
import { cubeFormat } from '../../../src/engine/cube/encodeCube';
import { CubeStore } from '../../../src/engine/cube/cubeStore';
import { ageClasses, agedCubes } from './agedCube';

const sum = (table: ArrayLike<number>): number => Array.from(table).reduce((a, b) => a + b, 0);
const tablesOf = (cube: Cube): Partial<Cube> => ({ confusion: cube.confusion, score: cube.score, regression: cube.regression });

describe('labels by age', () => {
  it('at all classes are the tables of all labels', () => {
    fc.assert(
      fc.property(agedCubes, (cube) => {
        expect(tablesOf(cubeAtAge(cube, ageClasses))).toEqual(tablesOf(cube));
      }),
    );
  });

  it('turn labels that came later into predictions without one, and lose no row', () => {
    fc.assert(
      fc.property(agedCubes, fc.integer({ min: 0, max: ageClasses }), (cube, classes) => {
        const young = cubeAtAge(cube, classes);
        expect(sum(young.confusion!.counts) + sum(young.confusion!.unlabelled)).toBe(sum(cube.confusion!.counts) + sum(cube.confusion!.unlabelled));
        expect(sum(young.regression!.n) + sum(young.regression!.unlabelled)).toBe(sum(cube.regression!.n) + sum(cube.regression!.unlabelled));
        const scored = ({ score }: Cube): number => sum(score!.positive) + sum(score!.negative) + sum(score!.unlabelled);
        expect(scored(young)).toBe(scored(cube));
        expect(young.columns).toBe(cube.columns);
        if (classes === 0) expect([sum(young.confusion!.counts), sum(young.score!.brierSum), sum(young.regression!.n)]).toEqual([0, 0, 0]);
      }),
    );
  });

  it('of merged cubes are the merged labels by age, and add up in any order', () => {
    fc.assert(
      fc.property(agedCubes, agedCubes, agedCubes, fc.integer({ min: 0, max: ageClasses }), (a, b, c, classes) => {
        expect(tablesOf(cubeAtAge(mergeCubes(a, b), classes))).toEqual(tablesOf(mergeCubes({ ...cubeAtAge(a, classes) }, { ...cubeAtAge(b, classes) })));
        expect(mergeCubes(a, b)).toEqual(mergeCubes(b, a));
        expect(mergeCubes(mergeCubes(a, b), c)).toEqual(mergeCubes(a, mergeCubes(b, c)));
      }),
      { numRuns: 30 },
    );
  });

  it('answer any window as the sum of its classes does, from prefix sums', () => {
    fc.assert(
      fc.property(agedCubes, fc.integer({ min: 0, max: ageClasses }), fc.nat(9), fc.nat(9), (cube, classes, from, length) => {
        const range = { from, to: from + length };
        const at = summarise(indexAtAge(indexCube(cube), classes), range).confusion!;
        const expected = [0, 1, 2, 3].map((cell) => {
          let total = 0;
          for (let s = from; s < Math.min(cube.rows.length, range.to); s += 1) for (let k = 0; k < classes; k += 1) total += cube.labelAges!.confusion![(s * ageClasses + k) * 4 + cell]!;
          return total;
        });
        expect(Array.from(at.counts)).toEqual(expected);
      }),
    );
  });

  it('do not add to a cube without them', () => {
    const [a, b] = fc.sample(agedCubes, { numRuns: 2, seed: 3 });
    const { labelAges: _, ...plain } = a!;
    expect(() => mergeCubes(plain, b!)).toThrow(CubeMismatch);
    expect(() => mergeCubes(a!, { ...b!, labelAges: { ...b!.labelAges!, edges: Float64Array.of(10, 20, 41) } })).toThrow('classes of label age');
    expect(cubeAtAge(plain, 1)).toBe(plain);
  });

  it('come back from the store as they were, in a format of their own', async () => {
    expect(cubeFormat).toBeGreaterThan(2);
    const folder = await mkdtemp(path.join(tmpdir(), 'mv-ages-'));
    try {
      const store = await CubeStore.open(folder);
      const [cube] = fc.sample(agedCubes, { numRuns: 1, seed: 5 });
      await store.write('a', { cube: cube!, state: {} as never });
      expect((await store.read('a'))?.cube).toEqual(cube);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('ageEdges', () => {
  it('spans the ages seen in round durations, at most as many as asked for', () => {
    const day = 86_400e6;
    expect(Array.from(ageEdges(0.3 * day, 25 * day, 12), (edge) => edge / day)).toEqual([0.25, 0.5, 1, 2, 3, 5, 7, 10, 14, 21, 30]);
    expect(Array.from(ageEdges(0, 0, 12), (edge) => edge / 1e6)).toEqual([1]);
    // A date that stands for "not yet" makes no class of two centuries.
    expect(ageEdges(day, 60_000 * day, 12).at(-1)).toBe(mostAge);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 3.1e14, noNaN: true }), fc.double({ min: 0, max: 3.1e14, noNaN: true }), fc.integer({ min: 1, max: 12 }), (a, b, most) => {
        const edges = Array.from(ageEdges(Math.min(a, b), Math.max(a, b), most));
        expect(edges.length).toBeGreaterThan(0);
        expect(edges.length).toBeLessThanOrEqual(most);
        expect(edges.every((edge, k) => k === 0 || edge > edges[k - 1]!)).toBe(true);
        expect(edges.at(-1)).toBeGreaterThanOrEqual(Math.max(a, b));
        const fine = Array.from(lagEdges(Float64Array.from(edges)));
        expect(fine.every((edge, k) => k === 0 || edge > fine[k - 1]!)).toBe(true);
        expect(fine.filter((_, k) => k % lagParts === lagParts - 1)).toEqual(edges);
      }),
    );
  });
});

describe('lagCurve', () => {
  it('never falls, stays a share, and its quantiles grow with what is asked for', () => {
    fc.assert(
      fc.property(agedCubes, (cube) => {
        const ages = cube.labelAges!;
        // Labels cannot outnumber their predictions.
        const predictions = ages.predictions.map((_, s) => ages.unknown[s]! + ages.later[s]! + sum(ages.lags.subarray(s * 6, s * 6 + 6)) + 3);
        const curve = lagCurve({ ...ages, predictions }, { from: 0, to: cube.rows.length }, 1);
        expect(Array.from(curve.share).every((share, k, all) => share >= (all[k - 1] ?? 0) && share <= 1)).toBe(true);
        const asked = [0.1, 0.5, 0.9, 1].map((q) => lagQuantile(curve, ages.lagEdges, q));
        if (curve.final > 0) expect(asked.every((lag, i) => lag !== null && lag >= (asked[i - 1] ?? 0))).toBe(true);
        else expect(asked).toEqual([null, null, null, null]);
      }),
    );
  });
});
