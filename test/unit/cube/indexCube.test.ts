import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockSums, windowSum } from '../../../src/core/cube/blockSums';
import { indexCube, summarise } from '../../../src/core/cube/indexCube';
import { cubes } from './randomCube';

describe('prefix sums', () => {
  it('answer every window with the direct sum of its slots', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.array(fc.nat(2 ** 31), { maxLength: 400 }), fc.nat(100), fc.nat(100), (width, numbers, a, b) => {
        const slots = Math.floor(numbers.length / width);
        const table = Float64Array.from(numbers.slice(0, slots * width));
        const [from, to] = [Math.min(a, b, slots), Math.min(Math.max(a, b), slots)];
        const direct = Array.from({ length: width }, (_, j) => {
          let sum = 0;
          for (let s = from; s < to; s += 1) sum += table[s * width + j] ?? NaN;
          return sum;
        });
        expect(Array.from(windowSum(table, width, blockSums(table, width), from, to))).toEqual(direct);
      }),
      { numRuns: 500 },
    );
  });
});

describe('summarise', () => {
  it('adds adjacent windows to their union', () => {
    fc.assert(
      fc.property(cubes, fc.nat(9), fc.nat(9), fc.nat(9), (cube, x, y, z) => {
        const [a, b, c] = [x, y, z].sort((p, q) => p - q) as [number, number, number];
        const index = indexCube(cube);
        const [left, right, both] = [summarise(index, { from: a, to: b }), summarise(index, { from: b, to: c }), summarise(index, { from: a, to: c })];
        expect(both.rows).toBe(left.rows + right.rows);
        both.columns.forEach((column, i) => {
          expect(Array.from(column.counts)).toEqual(Array.from(left.columns[i]?.counts ?? [], (count, j) => count + (right.columns[i]?.counts[j] ?? NaN)));
          expect(column.missing).toBe((left.columns[i]?.missing ?? NaN) + (right.columns[i]?.missing ?? NaN));
        });
        expect(Array.from(both.confusion?.counts ?? [])).toEqual(Array.from(left.confusion?.counts ?? [], (count, j) => count + (right.confusion?.counts[j] ?? NaN)));
      }),
    );
  });

  it('clips ranges and answers empty ones with zeros', () => {
    const [cube] = fc.sample(cubes, { numRuns: 1, seed: 3 });
    if (cube === undefined) throw new Error('no sample');
    const index = indexCube(cube);
    expect(summarise(index, { from: -10, to: 1e9 }).rows).toBe(cube.rows.reduce((x, y) => x + y, 0));
    const empty = summarise(index, { from: 2, to: 2 });
    expect(empty.rows).toBe(0);
    expect(empty.columns[0]?.kind === 'numeric' ? empty.columns[0].moments : null).toEqual({ n: 0, mean: NaN, variance: NaN, min: NaN, max: NaN });
  });

  it('keeps a small window exact beside a slot whose sums are huge or overflowed', () => {
    const [cube] = fc.sample(cubes, { numRuns: 1, seed: 4 });
    const column = cube?.columns[0];
    if (cube === undefined || column?.kind !== 'numeric') throw new Error('no sample');
    const slots = 40;
    const small = { ...cube, axis: { kind: 'time' as const, start: 0, step: 1_000_000, count: slots }, rows: new Float64Array(slots).fill(3), columns: [{ ...column, centre: 0, counts: new Float64Array(slots * 4).fill(1), missing: new Float64Array(slots), nonFinite: new Float64Array(slots), sum: new Float64Array(slots).fill(0.1), sumSq: new Float64Array(slots).fill(1), min: new Float64Array(slots), max: new Float64Array(slots) }], status: null, confusion: null, score: null, regression: null, versions: null };
    small.columns[0]!.sum[0] = 1e300;
    small.columns[0]!.sumSq[0] = Infinity;
    const [first] = summarise(indexCube(small), { from: 10, to: 40 }).columns;
    if (first?.kind !== 'numeric') throw new Error('no column');
    expect(first.moments.mean).toBeCloseTo(3 / 120, 12);
    expect(Number.isFinite(first.moments.variance)).toBe(true);
  });
});
