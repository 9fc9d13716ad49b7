import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { slotCount, type Cube } from '../../../src/core/cube/cube';
import { growNamedAxis, growRowAxis, growTimeAxis, nextStep, sameAxis } from '../../../src/core/cube/growAxis';
import { indexCube, summarise } from '../../../src/core/cube/indexCube';
import { mergeCubes } from '../../../src/core/cube/mergeCubes';
import { regridCube } from '../../../src/core/cube/regridCube';
import { maxSlots, timeSteps } from '../../../src/core/cube/chooseStep';
import { buildCube } from '../../../src/engine/cube/buildCube';
import { countAppended } from '../../../src/engine/cube/countAppended';
import { layoutOf } from '../../../src/engine/cube/cubeLayout';
import type { OpenedLog } from '../../../src/engine/log/openedLog';
import { makeLog, valuesSql } from './makeLog';
import { cubes } from './randomCube';

const minute = 60_000_000;
const timeOf = (cube: Cube) => {
  if (cube.axis.kind !== 'time') throw new Error('a time axis was expected');
  return cube.axis;
};

describe('an axis that grows', () => {
  it('adds whole slots at its end, and makes them longer only where they are too many', () => {
    fc.assert(
      fc.property(fc.constantFrom(...timeSteps), fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: 1, max: 60 }), fc.double({ min: 0, max: 5000, noNaN: true }), fc.integer({ min: 2, max: maxSlots }), (step, first, count, more, most) => {
        const axis = { kind: 'time', start: first * step, step, count } as const;
        const to = axis.start + Math.floor(more * step);
        const grown = growTimeAxis(axis, to, most);
        if (grown.axis.kind !== 'time') throw new Error('kind');
        expect(grown.axis.step % step).toBe(0);
        expect(grown.axis.start % grown.axis.step === 0 && grown.axis.start <= axis.start).toBe(true);
        expect(grown.axis.count).toBeLessThanOrEqual(Math.max(2, most, count));
        const end = grown.axis.start + grown.axis.count * grown.axis.step;
        expect(end).toBeGreaterThan(Math.max(to, axis.start + count * step - 1));
        if (grown.axis.step > step) expect(Math.floor((end - grown.axis.start) / step)).toBeGreaterThan(most);
        grown.slots.forEach((slot, i) => {
          const at = axis.start + i * step;
          const { start, step: longer } = grown.axis as typeof axis;
          expect(start + slot * longer <= at && at + step <= start + (slot + 1) * longer).toBe(true);
        });
      }),
    );
    expect(nextStep(2_000_000)).toBe(10_000_000);
    expect(nextStep(3640 * 1440 * minute)).toBe(2 * 3640 * 1440 * minute);
  });

  it('of rows keeps steps of 1, 2 or 5 times a power of ten; of names keeps its order', () => {
    const row = growRowAxis({ kind: 'row', step: 5, count: 3, total: 15 }, 1_001, 100);
    expect(row.axis).toEqual({ kind: 'row', step: 20, count: 51, total: 1_001 });
    expect([...row.slots]).toEqual([0, 0, 0]);
    expect(growNamedAxis({ kind: 'file', names: ['b', 'a'] }, ['a', 'c']).axis).toEqual({ kind: 'file', names: ['b', 'a', 'c'] });
  });
});

describe('a cube on another axis', () => {
  it('answers a coarse slot with the sum of its fine ones', () => {
    fc.assert(
      fc.property(cubes, fc.integer({ min: 0, max: 40 }), fc.integer({ min: 2, max: 12 }), (cube, more, most) => {
        const axis = timeOf(cube);
        const grown = growTimeAxis(axis, axis.start + (axis.count + more) * axis.step - 1, most);
        const coarse = regridCube(cube, grown);
        expect(coarse.outside).toBe(cube.outside);
        const n = slotCount(coarse.axis);
        for (let slot = 0; slot < n; slot += 1) {
          const from = [...grown.slots].indexOf(slot);
          const to = [...grown.slots].lastIndexOf(slot) + 1;
          const whole = summarise(indexCube(coarse), { from: slot, to: slot + 1 });
          const parts = summarise(indexCube(regridCube(cube, sameAxis(cube.axis))), from < 0 ? { from: 0, to: 0 } : { from, to });
          expect({ ...whole, slots: 0 }).toEqual({ ...parts, slots: 0 });
        }
      }),
      { numRuns: 60 },
    );
  });

  it('may be merged before or after', () => {
    fc.assert(
      fc.property(cubes, cubes, (a, b) => {
        const merged = mergeCubes(a, b);
        const axis = timeOf(merged);
        const grown = growTimeAxis(axis, axis.start + axis.count * axis.step, 3);
        const place = (cube: Cube): Cube => {
          const own = timeOf(cube);
          const shift = (own.start - axis.start) / axis.step;
          return regridCube(cube, { axis: grown.axis, slots: Int32Array.from({ length: own.count }, (_, i) => grown.slots[i + shift]!) });
        };
        expect(mergeCubes(place(a), place(b))).toEqual(regridCube(merged, grown));
      }),
      { numRuns: 60 },
    );
  });
});

describe('a cube that later rows are counted into', () => {
  const logs: OpenedLog[] = [];
  afterAll(() => Promise.all(logs.map((log) => log.close())));
  const columns = { t: 'BIGINT', x: 'DOUBLE', many: 'DOUBLE', latency: 'DOUBLE', c: 'VARCHAR', s: 'VARCHAR', v: 'VARCHAR', score: 'DOUBLE', p: 'VARCHAR', y: 'VARCHAR' } as const;
  const roles = { latency: 'latency', s: 'status', v: 'version', score: 'score', p: 'prediction', y: 'label' } as const;
  const row = fc.record({
    t: fc.integer({ min: 0, max: 90 }), x: fc.option(fc.integer({ min: -3, max: 6 })), many: fc.integer({ min: 0, max: 40 }), latency: fc.option(fc.integer({ min: 0, max: 500 })),
    c: fc.option(fc.constantFrom('a', 'b', 'c', 'd')), s: fc.constantFrom('200', '500'), v: fc.constantFrom('v1', 'v2', 'v3'), score: fc.option(fc.integer({ min: 0, max: 20 })), p: fc.constantFrom('0', '1'), y: fc.option(fc.constantFrom('0', '1')),
  });
  const part = (log: OpenedLog, from: number, to: number): OpenedLog => ({ ...log, relation: `(SELECT * FROM log WHERE __mv_row >= ${from} AND __mv_row < ${to})`, state: { ...log.state, rows: to - from } });
  /** Counts by value: a value that only rows outside of the axis have is a bin of nothing to who counted all rows at once, and none to who counted the others first. */
  const byValue = (values: Float64Array, slots: number, tables: readonly Float64Array[]) => Object.fromEntries([...values].flatMap((value, bin) => {
    const all = tables.map((table) => Array.from({ length: slots }, (_, s) => table[s * values.length + bin] ?? NaN));
    return all.every((counts) => counts.every((count) => count === 0)) ? [] : [[String(value), all]];
  }));
  /** Everything but the order of levels and the centre of sums, as plain numbers by name. */
  const told = (cube: Cube) => ({
    axis: cube.axis, rows: [...cube.rows], outside: cube.outside,
    columns: Object.fromEntries(cube.columns.map((column) => {
      const n = slotCount(cube.axis);
      if (column.kind === 'category') {
        const width = column.levels.length + 1;
        const levels = Object.fromEntries([...column.levels].sort().map((level) => [level, Array.from({ length: n }, (_, s) => column.counts[s * width + column.levels.indexOf(level)])]));
        return [column.name, { levels, rest: column.restLevels, missing: [...column.missing] }];
      }
      const { counts, missing, min, max } = column;
      const sums = column.kind === 'numeric' ? Array.from(column.sum, (sum, s) => sum + column.centre * counts.subarray(s * (column.edges.length + 1), (s + 1) * (column.edges.length + 1)).reduce((a, b) => a + b, 0)) : [...column.sum];
      if (column.kind === 'numeric' && column.values !== null) return [column.name, { values: byValue(column.values, n, [counts]), missing: [...missing], min: [...min], max: [...max], sums }];
      const bins = column.kind === 'numeric' ? { edges: column.edges, sums } : { first: column.firstIndex, zero: [...column.zero] };
      return [column.name, { counts: [...counts], missing: [...missing], min: [...min], max: [...max], ...bins }];
    })),
    status: cube.status, confusion: cube.confusion,
    score: cube.score === null || cube.score.values === null ? cube.score : { ...cube.score, edges: null, values: null, positive: null, negative: null, unlabelled: null, scoreSum: null, bins: byValue(cube.score.values, slotCount(cube.axis), [cube.score.positive, cube.score.negative, cube.score.unlabelled, cube.score.scoreSum]) }, versions: cube.versions === null ? null : Object.fromEntries([...cube.versions.names].sort().map((name) => [name, Array.from(cube.rows, (_, s) => cube.versions!.counts[s * cube.versions!.names.length + cube.versions!.names.indexOf(name)])])),
  });

  /** Sums depend on the order of adding in their last digits. */
  const rounded = (value: unknown): unknown => JSON.parse(JSON.stringify(value, (_, x: unknown) => (x instanceof Float64Array ? [...x] : typeof x === 'number' ? (Number.isNaN(x) ? 'NaN' : Number(x.toPrecision(9)) + 0) : x)));

  it('is the cube of all rows counted at once at its axis, whatever the parts', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 30, maxLength: 60 }), fc.array(fc.integer({ min: 20, max: 60 }), { minLength: 1, maxLength: 3 }), async (rows, cuts) => {
        // The classes are there from the beginning; all else may come later, and later rows may lie in earlier slots.
        const first = [{ ...rows[0]!, t: 0, p: '0', y: '1', score: 3 }, { ...rows[0]!, t: 1, p: '1', y: '0', score: 18 }];
        const borders = [...new Set(cuts.map((cut) => Math.min(cut, rows.length + 1)))].sort((a, b) => a - b);
        const all = [...first, ...rows].map((one, i) => ({ ...one, t: (i < borders[0]! ? one.t % 10 : one.t) * minute, score: one.score === null ? null : one.score / 20 }));
        const log = await makeLog({ sql: valuesSql(columns, all), roles, task: 'binary' });
        logs.push(log);
        const options = { placed: { kind: 'time', start: 0, step: minute, count: 10 } } as const;
        const base = part(log, 0, borders[0]!);
        let cube = await buildCube(base, options);
        const layout = await layoutOf(base, {});
        for (const [i, from] of borders.entries()) {
          const grown = await countAppended(cube, part(log, from, borders[i + 1] ?? all.length), layout);
          expect(grown.newClasses).toEqual([]);
          ({ cube } = grown);
        }
        if (cube.axis.kind !== 'time') throw new Error('kind');
        expect(rounded(told(cube))).toEqual(rounded(told(await buildCube(log, { placed: cube.axis }))));
        await log.close();
        logs.pop();
      }),
      { numRuns: 12, endOnFailure: true },
    );
  });

  it('takes up values and levels while there is room, pools them then, and tells of classes that it has no place for', async () => {
    const make = (from: number, to: number, y: string): string => `SELECT (i * ${minute})::BIGINT AS t, (i % 300)::DOUBLE AS x, 'k' || (i % 90) AS c, CASE WHEN i % 2 = 0 THEN '0' ELSE '1' END AS p, ${y} AS y FROM range(${from}, ${to}) r(i)`;
    const log = await makeLog({ sql: `${make(0, 50, "CASE WHEN i % 2 = 0 THEN '0' ELSE '1' END")} UNION ALL ${make(50, 320, "CASE WHEN i = 300 THEN 'maybe' WHEN i % 2 = 0 THEN '0' ELSE '1' END")}`, roles: { p: 'prediction', y: 'label' }, task: 'multiclass' });
    logs.push(log);
    const base = part(log, 0, 50);
    const before = await buildCube(base, { placed: { kind: 'time', start: 0, step: minute, count: 50 } });
    const { cube, newClasses } = await countAppended(before, part(log, 50, 320), await layoutOf(base, {}));
    expect(newClasses).toEqual(['maybe']);
    expect(cube.axis).toMatchObject({ step: minute, count: 320 });
    const [x, c] = [cube.columns.find(({ name }) => name === 'x')!, cube.columns.find(({ name }) => name === 'c')!];
    if (x.kind !== 'numeric' || c.kind !== 'category') throw new Error('kinds');
    // 300 values are too many for a bin each: the 50 known ones are edges now, and no count changed its bin.
    expect([x.values, x.edges.length]).toEqual([null, 49]);
    expect([c.levels.length, c.restLevels]).toEqual([64, 26]);
    const total = (table: Float64Array): number => table.reduce((a, b) => a + b, 0);
    expect([total(x.counts), total(c.counts), total(cube.rows), total(cube.confusion!.counts), total(cube.confusion!.unlabelled)]).toEqual([320, 320, 320, 319, 1]);
  });

  it('leaves a stray time outside, and follows a jump that most rows make', async () => {
    const far = 1e6 * minute;
    const log = await makeLog({ sql: `SELECT (CASE WHEN i = 120 THEN ${far} WHEN i >= 200 THEN ${far} + i * ${minute} WHEN i = 130 THEN -${minute} ELSE i * ${minute} END)::BIGINT AS t, i::DOUBLE AS x FROM range(300) r(i)` });
    logs.push(log);
    const base = part(log, 0, 100);
    const layout = await layoutOf(base, {});
    const before = await buildCube(base, { placed: { kind: 'time', start: 0, step: minute, count: 100 } });
    const { cube } = await countAppended(before, part(log, 100, 200), layout);
    expect(cube.axis).toEqual({ kind: 'time', start: 0, step: minute, count: 200 });
    expect(cube.outside).toBe(2);
    const { cube: jumped } = await countAppended(cube, part(log, 200, 300), layout);
    expect([jumped.rows.reduce((a, b) => a + b, 0), jumped.outside]).toEqual([298, 2]);
    expect(slotCount(jumped.axis)).toBeLessThanOrEqual(maxSlots);
    // Rows that go on steadily behind a short axis are no strays, wherever a batch happens to end.
    const { cube: steady } = await countAppended(await buildCube(part(log, 0, 10), { placed: { kind: 'time', start: 0, step: minute, count: 10 } }), part(log, 12, 24), await layoutOf(part(log, 0, 10), {}));
    expect(steady.outside).toBe(0);
    // One row alone, of the year 2106.
    const alone = await makeLog({ sql: `SELECT (CASE WHEN i = 30 THEN 4300000000000000 ELSE i * ${minute} END)::BIGINT AS t, i::DOUBLE AS x FROM range(31) r(i)` });
    logs.push(alone);
    const { cube: kept } = await countAppended(await buildCube(part(alone, 0, 30), { placed: { kind: 'time', start: 0, step: minute, count: 30 } }), part(alone, 30, 31), await layoutOf(part(alone, 0, 30), {}));
    expect([kept.axis, kept.outside]).toEqual([{ kind: 'time', start: 0, step: minute, count: 30 }, 1]);
  });
});
