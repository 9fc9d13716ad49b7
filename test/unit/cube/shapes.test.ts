import { describe, expect, it } from 'vitest';
import type { Cube } from '../../../src/core/cube/cube';
import { indexCube, summarise } from '../../../src/core/cube/indexCube';
import { windowInfo } from '../../../src/core/cube/windows';
import type { Role } from '../../../src/core/domain/role';
import { buildCube } from '../../../src/engine/cube/buildCube';
import { naturalAxis } from '../../../src/engine/cube/makeAxis';
import type { OpenedLog } from '../../../src/engine/log/openedLog';
import { makeLog, type LogShape } from './makeLog';

async function withLog<T>(shape: LogShape, work: (log: OpenedLog) => Promise<T>): Promise<T> {
  const log = await makeLog(shape);
  try {
    return await work(log);
  } finally {
    await log.close();
  }
}

const build = (shape: LogShape): Promise<Cube> => withLog(shape, (log) => buildCube(log));
const all = { from: 0, to: 1e9 };
const time = '(1700000000000000 + i * 1000000)::BIGINT AS t';

describe('shapes of logs', () => {
  it('takes column names and levels of any characters', async () => {
    const names = ['a"b', "a'b", 'x\ny', '<img src=x>', 'features.age', 'ü 🚀', '__proto__', 'select', ' '];
    const quoted = names.map((name, i) => `${i % 2 === 0 ? `(i + ${i})::DOUBLE` : `CASE WHEN i % 2 = 0 THEN E'it\\'s "q"\\n' ELSE '; DROP TABLE log' END`} AS "${name.replaceAll('"', '""')}"`);
    const cube = await build({ sql: `SELECT ${time}, ${quoted.join(', ')} FROM range(50) r(i)` });
    expect(cube.columns.map((column) => column.name)).toEqual(names);
    const category = cube.columns[1];
    expect(category?.kind === 'category' ? [...category.levels].sort() : null).toEqual(['; DROP TABLE log', 'it\'s "q"\n']);
    expect(Array.from(summarise(indexCube(cube), all).columns[1]?.counts ?? [])).toEqual([25, 25, 0]);
  });

  it('bounds 100,000 categories by 64 levels and an explicit rest', async () => {
    const cube = await build({ sql: `SELECT ${time}, CASE WHEN i % 4 = 0 THEN 'often' ELSE 'u' || (i % 100000) END AS c FROM range(200000) r(i)` });
    const column = cube.columns[0];
    if (column?.kind !== 'category') throw new Error('a category was expected');
    expect([column.levels.length, column.levels[0], column.restLevels]).toEqual([64, 'often', 75_001 - 64]);
    const counts = summarise(indexCube(cube), all).columns[0]?.counts;
    expect(counts?.[0]).toBe(50_000);
    expect(counts?.[64]).toBe(150_000 - 63 * 2);
  });

  it('keeps constant columns and leaves out columns without a value', async () => {
    const cube = await build({ sql: `SELECT ${time}, 5::DOUBLE AS k, 'x' AS c, NULL::DOUBLE AS none, 'nan'::DOUBLE AS odd FROM range(100) r(i)` });
    expect(cube.columns.map(({ name }) => name)).toEqual(['k', 'c', 'odd']);
    const [k, c, odd] = summarise(indexCube(cube), all).columns;
    expect(k?.kind === 'numeric' ? [Array.from(k.values ?? []), Array.from(k.counts), k.moments.variance] : null).toEqual([[5], [100], 0]);
    expect(c?.kind === 'category' ? [c.levels, Array.from(c.counts)] : null).toEqual([['x'], [100, 0]]);
    expect(odd?.kind === 'numeric' ? [odd.moments.n, odd.nonFinite, Array.from(odd.counts)] : null).toEqual([0, 100, [0]]);
  });

  it('holds 1,000 features in under 100 MB and answers their windows', async () => {
    const list = Array.from({ length: 1000 }, (_, i) => `((i * ${i + 7}) % 1009 / ${i + 1}.0)::DOUBLE AS f${i}`);
    const cube = await build({ sql: `SELECT ${time}, i AS __row, ${list.join(', ')} FROM range(2000) r(i)` });
    expect(cube.columns.length).toBe(1000);
    const bytes = cube.columns.reduce((sum, column) => sum + column.counts.byteLength, 0);
    expect(bytes).toBeLessThan(100e6);
    const index = indexCube(cube);
    const half = cube.rows.length >> 1;
    const [left, right] = [summarise(index, { from: 0, to: half }), summarise(index, { from: half, to: cube.rows.length })];
    for (const [i, column] of left.columns.entries()) {
      const sum = (counts: Float64Array | undefined): number => (counts ?? new Float64Array(0)).reduce((a, b) => a + b, 0);
      expect(sum(column.counts) + sum(right.columns[i]?.counts)).toBe(2000);
    }
  }, 120_000);

  it('is not squeezed by a few absurd times', async () => {
    const cube = await build({ sql: `SELECT CASE WHEN i = 0 THEN 0 WHEN i = 1 THEN 4294967295000000 ELSE 1700000000000000 + i * 1000000 END::BIGINT AS t, i::DOUBLE AS x FROM range(10000) r(i)` });
    expect(cube.outside).toBe(2);
    expect(cube.axis.kind === 'time' ? cube.axis.step : 0).toBeLessThanOrEqual(300_000_000);
    expect(cube.rows.reduce((a, b) => a + b, 0)).toBe(9998);
  });

  it('compares by file, version or row order where there is no time', async () => {
    const files = { sql: "SELECT (i % 3)::INTEGER AS file, i::DOUBLE AS x, 'v' || (i % 2) AS v FROM range(90) r(i)", files: ['/a/one.csv', '/a/two.csv', '/a/three.csv'], roles: { v: 'version' } as Record<string, Role> };
    await withLog(files, async (log) => {
      expect(naturalAxis(log)).toBe('file');
      const byFile = await buildCube(log);
      expect(byFile.axis).toEqual({ kind: 'file', names: ['one.csv', 'two.csv', 'three.csv'] });
      expect(Array.from(byFile.rows)).toEqual([30, 30, 30]);
      expect(windowInfo(byFile, { from: 1, to: 2 })).toMatchObject({ label: 'two.csv', rows: 30, from: null, versions: ['v0', 'v1'] });
      const byVersion = await buildCube(log, { axis: 'version' });
      expect(byVersion.axis).toEqual({ kind: 'version', names: ['v0', 'v1'] });
      expect(Array.from(byVersion.rows)).toEqual([45, 45]);
      const byRow = await buildCube(log, { axis: 'row' });
      expect(byRow.axis).toEqual({ kind: 'row', step: 2, count: 45, total: 90 });
      await expect(buildCube(log, { axis: 'time' })).rejects.toMatchObject({ fault: { code: 'not-supported' } });
    });
    const rows = await build({ sql: 'SELECT i::DOUBLE AS x FROM range(1000) r(i)' });
    expect(rows.axis).toEqual({ kind: 'row', step: 50, count: 20, total: 1000 });
    expect(windowInfo(rows, { from: 0, to: 20 }).label).toBe('rows 1 to 1,000');
  });

  it('cuts the bins of files and versions by the baseline that is compared when nobody asks', async () => {
    // Values near 0 in the first file or version, near 1,000 in the second: most edges lie where the baseline is.
    const sql = (first: string, second: string): string => `SELECT (i % 2)::INTEGER AS file, CASE WHEN i % 2 = 0 THEN '${first}' ELSE '${second}' END AS v, (i % 2) * 1000 + (hash(i) % 100000) / 100000.0 AS x FROM range(20000) r(i)`;
    const edgesNear0 = async (axis: 'file' | 'version', names: readonly [string, string]): Promise<number> => {
      let share = 0;
      await withLog({ sql: sql(...names), files: names.map((name) => `/a/${name}.csv`), roles: { v: 'version' } }, async (log) => {
        const cube = await buildCube(log, { axis });
        const x = cube.columns.find((column) => column.name === 'x');
        if (x?.kind !== 'numeric') throw new Error('numbers were expected');
        share = x.edges.filter((edge) => edge < 500).length / x.edges.length;
      });
      return share;
    };
    // `train` is the baseline wherever it stands; the later of two plain versions never is.
    expect(await edgesNear0('file', ['train', 'prod'])).toBeGreaterThan(0.5);
    expect(await edgesNear0('file', ['prod', 'train'])).toBeLessThan(0.5);
    expect(await edgesNear0('version', ['control', 'candidate'])).toBeGreaterThan(0.5);
    expect(await edgesNear0('version', ['candidate', 'control'])).toBeLessThan(0.5);
  });

  it('stops when it is asked to', async () => {
    await withLog({ sql: `SELECT ${time}, random() AS x, random() AS y FROM range(500000) r(i)` }, async (log) => {
      const before = new AbortController();
      before.abort();
      await expect(buildCube(log, { signal: before.signal })).rejects.toMatchObject({ fault: { code: 'cancelled' } });
      const during = new AbortController();
      await expect(buildCube(log, { signal: during.signal, onProgress: () => during.abort() })).rejects.toMatchObject({ fault: { code: 'cancelled' } });
      expect((await buildCube(log)).rows.reduce((a, b) => a + b, 0)).toBe(500_000);
    });
  });
});
