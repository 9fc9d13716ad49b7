import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { faultOf } from '../../src/core/domain/fault';
import type { WarehouseSpec } from '../../src/core/warehouse/warehouseSpec';
import { ensureChdb } from '../harness/heavy.mjs';
import { hostileRows } from './hostileRows';
import { freePort, listens, startProcess, type ServerProcess } from './serverProcess';
import { expectSameCube } from '../unit/warehouse/sameCube';
import { expectSameSource, WarehouseHarness } from './warehouseHarness';

/*
 * ClickHouse's own engine counts the cube: `chdb`, which is that engine without the server, behind a bridge of a few lines. What the server alone does (accounts, `readonly`, time-outs, KILL QUERY) is
 * tested against a stand-in that records what it is sent.
 */

const found = await ensureChdb();
const noEngine = 'reason' in found ? found.reason : null;
// A table is asked some fifty statements; on a busy machine that takes a while.
vi.setConfig({ testTimeout: 240_000 });
const harness = new WarehouseHarness();
let bridge: ServerProcess | null = null;
let port = 0;
let file = '';

beforeAll(async () => {
  if ('reason' in found) return;
  const made = await hostileRows(harness.folder, 6_000);
  file = made.file;
  port = await freePort();
  bridge = await startProcess(found.python, [path.join(__dirname, 'chdbBridge.py'), String(port), file], () => listens(port), harness.folder, { env: { ...process.env, PYTHONPATH: found.path, PYTHONDONTWRITEBYTECODE: '1' }, waitMs: 60_000 });
}, 300_000);
afterAll(async () => {
  await bridge?.stop();
  harness.close();
});
beforeEach((context) => {
  if (noEngine !== null) context.skip(noEngine);
});

const spec = (more: Partial<WarehouseSpec>): WarehouseSpec => ({ kind: 'clickhouse', name: 'test', folder: harness.folder, url: `http://127.0.0.1:${port}/default`, ...more });

describe('the cube of a table of ClickHouse', () => {
  it('is that of DuckDB for rows of all types, odd values and odd names', async () => {
    const roles = { happened_at: 'timestamp', told_at: 'ignore' } as const;
    const counted = await harness.counted(spec({ table: '"shop floor"."hostile.rows"', roles }));
    expectSameSource(counted, await harness.scanned({ paths: [path.basename(file)], roles }));
  });

  it('is that of DuckDB by times without a zone', async () => {
    // A zone without daylight saving: the hour that clocks leave out is read by each engine in its own way.
    const zone = { timeZone: 'Asia/Kolkata', roles: { told_at: 'timestamp', happened_at: 'ignore', booked_on: 'ignore' } } as const;
    // A time of Parquet without a zone is taken as UTC by this engine, whose times always have one: as a text it has none.
    const query = 'SELECT * REPLACE (toString(told_at, \'UTC\') AS told_at) FROM `shop floor`.`hostile.rows`';
    const counted = await harness.counted(spec({ query, ...zone }));
    const scanned = await harness.scanned({ paths: [path.basename(file)], ...zone });
    expect([counted.state.time.assumedZone, counted.cube.axis]).toEqual(['Asia/Kolkata', scanned.cube.axis]);
    expectSameCube(counted.cube, scanned.cube);
  });

  it('knows the types that only it has', async () => {
    const { state, cube } = await harness.counted(spec({ table: 'own', roles: { at: 'timestamp' } }));
    expect(Object.fromEntries(state.columns.map(({ name, kind }) => [name, kind]))).toEqual({ at: 'time', day: 'time', word: 'category', kind: 'category', fixed: 'category', wide: 'numeric', pair: 'list', sum: 'numeric', id: 'text' });
    expect([state.rows, state.time.from]).toEqual([5_000, Date.parse('2024-03-30T20:00:00Z') * 1000]);
    expect(cube.columns.find(({ name }) => name === 'fixed')).toMatchObject({ levels: ['long', 'xy'] });
  });

  it('counts all rows of a table that is judged by a part of them', async () => {
    const { state, cube } = await harness.counted(spec({ query: "SELECT toDateTime('2024-01-01 00:00:00', 'UTC') + number * 10 AS ts, sin(number) * (1 + number / 60000) AS x, number % 300 AS y FROM numbers(120000)" }));
    expect(Math.abs((state.warehouse?.judgedFrom ?? 0) - 32_000)).toBeLessThan(2_000);
    expect(cube.columns.map((column) => [column.name, column.counts.reduce((a, b) => a + b)])).toEqual([['x', 120_000], ['y', 120_000]]);
  });

  it('says what is wrong in words', async () => {
    const said = async (more: Partial<WarehouseSpec>): Promise<string> => harness.counted(spec(more)).then(() => 'no fault', (error: unknown) => `${faultOf(error).code}: ${faultOf(error).detail}`);
    expect(await said({ table: 'missing' })).toMatch(/^not-found: 127\.0\.0\.1:\d+\/default has no table missing/);
    expect(await said({ query: 'SELECT FROM WHERE' })).toMatch(/^bad-arguments: .* cannot run the question: /);
  });
});
