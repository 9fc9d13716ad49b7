import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { Cube } from '../../../src/core/cube/cube';
import { indexCube, summarise } from '../../../src/core/cube/indexCube';
import type { ColumnSummary, NumericSummary } from '../../../src/core/cube/summary';
import type { SlotRange } from '../../../src/core/domain/window';
import { buildCube } from '../../../src/engine/cube/buildCube';
import type { OpenedLog } from '../../../src/engine/log/openedLog';
import { makeLog, valuesSql, type LogShape } from './makeLog';

const open: OpenedLog[] = [];
afterEach(async () => {
  for (const log of open.splice(0)) await log.close();
});
async function logOf(shape: LogShape): Promise<OpenedLog> {
  const log = await makeLog(shape);
  open.push(log);
  return log;
}

function column(cube: Cube, name: string, range: SlotRange = { from: 0, to: 1e9 }): ColumnSummary {
  const at = cube.columns.findIndex((one) => one.name === name);
  const found = summarise(indexCube(cube), range).columns[at];
  if (found === undefined) throw new Error(`no column ${name}`);
  return found;
}

/** The condition that a row lies in the slots of a time axis. */
function inSlots(cube: Cube, range: SlotRange): string {
  if (cube.axis.kind !== 'time') throw new Error('a time axis was expected');
  const { start, step } = cube.axis;
  return `__mv_t >= ${start + range.from * step} AND __mv_t < ${start + range.to * step}`;
}

const mixed = `SELECT (1700000000000000 + i * 7000000)::BIGINT AS t,
  CASE WHEN i % 17 = 0 THEN NULL WHEN i % 101 = 0 THEN 'nan'::DOUBLE WHEN i % 103 = 0 THEN 'inf'::DOUBLE WHEN i % 107 = 0 THEN '-inf'::DOUBLE WHEN i % 5 = 0 THEN 0 ELSE sin(i) * 10 + i / 5000 END AS x,
  (i % 7)::DOUBLE AS few, CASE WHEN i % 11 = 0 THEN NULL ELSE 'c' || (i % 90) END AS cat,
  CASE WHEN i % 19 = 0 THEN NULL WHEN i % 97 = 0 THEN 0 ELSE exp(3 + 2 * sin(i * 7)) END AS latency FROM range(30000) r(i)`;

describe('buildCube against DuckDB on the same rows', () => {
  it('counts every window as a direct query does', async () => {
    const log = await logOf({ sql: mixed, roles: { latency: 'latency' } });
    const cube = await buildCube(log);
    for (const range of [{ from: 0, to: 1 }, { from: 3, to: 60 }, { from: 17, to: 233 }, { from: 0, to: 1e9 }]) {
      const where = inSlots(cube, range);
      const summary = summarise(indexCube(cube), range);
      const [direct] = await log.duck.rows(`SELECT count(*) AS n FROM log WHERE ${where}`);
      expect(summary.rows).toBe(direct?.['n']);
      for (const name of ['x', 'few']) {
        const found = column(cube, name, range) as NumericSummary;
        const bins = [...found.counts.keys()].map((j) => {
          const low = j === 0 ? '' : ` AND ${name} > '${found.edges[j - 1]}'::DOUBLE`;
          const high = j === found.edges.length ? '' : ` AND ${name} <= '${found.edges[j]}'::DOUBLE`;
          return `count(*) FILTER (isfinite(${name})${low}${high}) AS b${j}`;
        });
        const [row] = await log.duck.rows(
          `SELECT ${bins.join(', ')}, count(*) - count(${name}) AS missing, count(*) FILTER (NOT isfinite(${name})) AS odd, avg(${name}) FILTER (isfinite(${name})) AS mean, var_samp(${name}) FILTER (isfinite(${name})) AS variance, min(${name}) FILTER (isfinite(${name})) AS low, max(${name}) FILTER (isfinite(${name})) AS high FROM log WHERE ${where}`,
        );
        expect(Array.from(found.counts)).toEqual(bins.map((_, j) => row?.[`b${j}`]));
        expect([found.missing, found.nonFinite, found.moments.min, found.moments.max]).toEqual([row?.['missing'], row?.['odd'], row?.['low'], row?.['high']]);
        expect(found.moments.mean).toBeCloseTo(Number(row?.['mean']), 10);
        expect(found.moments.variance / Number(row?.['variance'])).toBeCloseTo(1, 9);
      }
      const levels = column(cube, 'cat', range);
      if (levels.kind !== 'category') throw new Error('a category was expected');
      const counted = await log.duck.rows(`SELECT cat, count(*) AS n FROM log WHERE ${where} GROUP BY 1`);
      const byLevel = new Map(counted.map((row) => [row['cat'], Number(row['n'])]));
      levels.levels.forEach((level, i) => expect(levels.counts[i]).toBe(byLevel.get(level) ?? 0));
      expect(levels.missing).toBe(byLevel.get(null) ?? 0);
      expect(levels.counts.reduce((a, b) => a + b, 0) + levels.missing).toBe(summary.rows);
    }
  });

  it('keeps frequent values alone, few values exact and levels in the order of their counts', async () => {
    const cube = await buildCube(await logOf({ sql: mixed, roles: { latency: 'latency' } }));
    const x = column(cube, 'x') as NumericSummary;
    const zero = x.edges.indexOf(0);
    expect(x.edges[zero - 1]).toBe(-Number.MIN_VALUE);
    expect(x.values).toBeNull();
    expect(Array.from((column(cube, 'few') as NumericSummary).values ?? [])).toEqual([0, 1, 2, 3, 4, 5, 6]);
    const cat = cube.columns.find((one) => one.name === 'cat');
    if (cat?.kind !== 'category') throw new Error('a category was expected');
    expect(cat.levels.length).toBe(64);
    expect(cat.restLevels).toBe(26);
    const totals = column(cube, 'cat').counts;
    for (let i = 1; i < 64; i += 1) expect(totals[i]!).toBeLessThanOrEqual(totals[i - 1]!);
  });

  it('does not depend on the order of the rows', async () => {
    const order = async (by: string): Promise<Cube> => buildCube(await logOf({ sql: `SELECT * FROM (${mixed}) ORDER BY ${by}`, roles: { latency: 'latency' } }));
    const [sorted, shuffled] = [await order('t'), await order('hash(t)')];
    expectEqualCubes(sorted, shuffled);
  });

  it('does not depend on the order of the rows where bins come from a sample', async () => {
    const sql = 'SELECT (1700000000000000 + i * 1000)::BIGINT AS t, hash(i)::DOUBLE / 1e19 AS x, (hash(i + 5) % 1000)::DOUBLE AS y, (hash(i * 3) % 100)::DOUBLE AS z FROM range(150000) r(i)';
    const order = async (by: string): Promise<Cube> => buildCube(await logOf({ sql: `SELECT * FROM (${sql}) ORDER BY ${by}` }));
    const [sorted, shuffled] = [await order('t'), await order('hash(t)')];
    expect(column(sorted, 'x').counts.length).toBeGreaterThan(90);
    expect((column(sorted, 'z') as NumericSummary).values?.length).toBe(100);
    expectEqualCubes(sorted, shuffled);
  });

  it('finds values that the sample did not show, and falls back to edges beyond the bound', async () => {
    // 200 values in most rows; 20 more in one row each, 900 more in the second column.
    const sql = 'SELECT (1700000000000000 + i * 1000)::BIGINT AS t, CASE WHEN i % 10000 = 7 THEN -i ELSE hash(i) % 200 END::DOUBLE AS few_values, CASE WHEN i % 220 = 7 THEN -i ELSE hash(i) % 200 END::DOUBLE AS many FROM range(200000) r(i)';
    const log = await logOf({ sql });
    const cube = await buildCube(log);
    const some = column(cube, 'few_values') as NumericSummary;
    expect(some.values?.length).toBe(220);
    const direct = await log.duck.rows('SELECT few_values AS v, count(*) AS n FROM log GROUP BY 1 ORDER BY 1');
    expect(Array.from(some.values ?? [])).toEqual(direct.map((row) => row['v']));
    expect(Array.from(some.counts)).toEqual(direct.map((row) => row['n']));
    const many = column(cube, 'many') as NumericSummary;
    expect(many.values).toBeNull();
    expect(many.counts.reduce((a, b) => a + b, 0)).toBe(200000);
  });

  it('matches a direct count on small random tables of odd values', async () => {
    const cell = fc.oneof(fc.constant(null), fc.constantFrom(NaN, Infinity, -Infinity, 0, -0, 1, 1e300, -1e300, 5e-324, 0.1), fc.double());
    const rows = fc.array(fc.record({ t: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 5_000_000 })), x: cell, c: fc.oneof(fc.constant(null), fc.constantFrom('', ' ', "'", '"', '\n', 'ä', '🚀', '<b>', 'NULL', '__proto__'), fc.string()) }), { minLength: 2, maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(rows, async (list) => {
        fc.pre(list.some((row) => row.t !== null));
        const clean = list.map((row) => ({ ...row, c: row.c?.replaceAll('\0', '') ?? null }));
        const log = await makeLog({ sql: valuesSql({ t: 'BIGINT', x: 'DOUBLE', c: 'VARCHAR' }, clean) });
        try {
          const cube = await buildCube(log, { axis: 'time' });
          const timed = clean.filter((row) => row.t !== null);
          expect(cube.rows.reduce((a, b) => a + b, 0)).toBe(timed.length);
          expect(cube.outside).toBe(clean.length - timed.length);
          const numbers = timed.map((row) => row.x);
          const finite = numbers.filter((x): x is number => x !== null && Number.isFinite(x));
          if (cube.columns.some((one) => one.name === 'x')) {
            const x = column(cube, 'x') as NumericSummary;
            expect([x.missing, x.nonFinite, x.moments.n]).toEqual([numbers.filter((v) => v === null).length, numbers.filter((v) => v !== null && !Number.isFinite(v)).length, finite.length]);
            x.counts.forEach((count, j) => expect(count).toBe(finite.filter((v) => (j === 0 || v > x.edges[j - 1]!) && (j === x.edges.length || v <= x.edges[j]!)).length));
            if (x.values !== null) x.values.forEach((value, j) => expect(x.counts[j]).toBe(finite.filter((v) => v === value).length));
          }
          if (cube.columns.some((one) => one.name === 'c')) {
            const c = column(cube, 'c');
            if (c.kind !== 'category') throw new Error('a category was expected');
            c.levels.forEach((level, j) => expect(c.counts[j]).toBe(timed.filter((row) => row.c === level).length));
            expect(c.missing).toBe(timed.filter((row) => row.c === null).length);
          }
        } finally {
          await log.close();
        }
      }),
      { numRuns: 40 },
    );
  });
});

function expectEqualCubes(a: Cube, b: Cube): void {
  const close = (x: unknown, y: unknown, path: string): void => {
    if (x instanceof Float64Array && y instanceof Float64Array) {
      expect(y.length, path).toBe(x.length);
      const sums = /sum/i.test(path);
      x.forEach((value, i) => {
        const other = y[i]!;
        // Sums of reals depend on the order by rounding; counts, edges and extremes do not.
        if (sums && Number.isFinite(value)) expect(Math.abs(value - other), `${path}[${i}]`).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(value)));
        else if (!Object.is(value, other)) expect(other, `${path}[${i}]`).toBe(value);
      });
    } else if (typeof x === 'object' && x !== null && typeof y === 'object' && y !== null) {
      expect(Object.keys(y), path).toEqual(Object.keys(x));
      for (const key of Object.keys(x)) close((x as Record<string, unknown>)[key], (y as Record<string, unknown>)[key], `${path}.${key}`);
    } else expect(y, path).toBe(x);
  };
  close(a, b, 'cube');
}
