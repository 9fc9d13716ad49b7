import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { faultOf } from '../../src/core/domain/fault';
import type { WarehouseSpec } from '../../src/core/warehouse/warehouseSpec';
import { addressOf } from '../../src/engine/warehouse/loginOf';
import { TrinoClient } from '../../src/engine/warehouse/trinoClient';
import { ensureTrino } from '../harness/heavy.mjs';
import { hostileRows, type RowColumn, type RowType } from './hostileRows';
import { freePort, startProcess, type ServerProcess } from './serverProcess';
import { expectSameCube } from '../unit/warehouse/sameCube';
import { expectSameSource, WarehouseHarness } from './warehouseHarness';

/* A real Trino with its memory connector counts the cube; of the same rows it has to be the cube that DuckDB gives. */

const found = await ensureTrino();
const noTrino = 'reason' in found ? found.reason : null;
// A table is asked some fifty statements; on a busy machine that takes a while.
vi.setConfig({ testTimeout: 240_000 });
const harness = new WarehouseHarness();
let server: ServerProcess | null = null;
let port = 0;
let file = '';

const types: Readonly<Record<RowType, string>> = { instant: 'timestamp(6) with time zone', local: 'timestamp(6)', date: 'date', double: 'double', real: 'real', bigint: 'bigint', integer: 'integer', decimal: 'decimal(12,2)', boolean: 'boolean', text: 'varchar' };
const spec = (more: Partial<WarehouseSpec>): WarehouseSpec => ({ kind: 'trino', name: 'test', folder: harness.folder, url: `http://tester@127.0.0.1:${port}/memory/default`, ...more });
const said = async (more: Partial<WarehouseSpec>): Promise<string> => harness.counted(spec(more)).then(() => 'no fault', (error: unknown) => `${faultOf(error).code}: ${faultOf(error).detail}`);

async function run(sql: string): Promise<readonly (readonly unknown[])[]> {
  const client = new TrinoClient(await addressOf(spec({}), {}));
  try {
    return await client.session(({ ask }) => ask(sql));
  } finally {
    client.close();
  }
}

async function load(table: string, columns: readonly RowColumn[]): Promise<void> {
  const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
  await run(`CREATE TABLE ${table} (${columns.map(({ name, type }) => `${quoted(name)} ${types[type]}`).join(', ')})`);
  const cell = ({ type, values }: RowColumn, row: number): string => {
    const value = values[row] ?? null;
    if (value === null) return 'NULL';
    const written = type === 'instant' ? value.replace(/([+-]\d\d)$/, ' $1:00') : (type === 'double' || type === 'real') && /^-?(nan|inf)$/i.test(value) ? { nan: 'NaN', inf: 'Infinity', '-inf': '-Infinity' }[value.toLowerCase()] ?? value : value;
    return `'${written.replaceAll("'", "''")}'`;
  };
  const casts = columns.map(({ type }, i) => `CAST(c${i} AS ${types[type]})`).join(', ');
  const names = columns.map((_, i) => `c${i}`).join(', ');
  for (let from = 0; from < (columns[0]?.values.length ?? 0); from += 1_000) {
    const rows = Array.from({ length: Math.min(1_000, (columns[0]?.values.length ?? 0) - from) }, (_, i) => `(${columns.map((column) => cell(column, from + i)).join(', ')})`);
    await run(`INSERT INTO ${table} SELECT ${casts} FROM (VALUES ${rows.join(', ')}) AS v(${names})`);
  }
}

beforeAll(async () => {
  if ('reason' in found) return;
  port = await freePort();
  const etc = path.join(harness.folder, 'etc');
  mkdirSync(path.join(etc, 'catalog'), { recursive: true });
  writeFileSync(path.join(etc, 'config.properties'), `coordinator=true\nnode-scheduler.include-coordinator=true\nhttp-server.http.port=${port}\ndiscovery.uri=http://127.0.0.1:${port}\n`);
  writeFileSync(path.join(etc, 'catalog', 'memory.properties'), 'connector.name=memory\n');
  const properties = { 'node.environment': 'test', 'node.id': 'one', 'node.data-dir': path.join(harness.folder, 'data'), config: path.join(etc, 'config.properties'), 'catalog.config-dir': path.join(etc, 'catalog'), 'plugin.dir': path.join(found.folder, 'plugin'), 'log.enable-console': 'true' };
  const flags = ['-Xmx1500M', '-XX:ReservedCodeCacheSize=256M', '-Djdk.attach.allowAttachSelf=true', '--add-modules=jdk.incubator.vector', '--enable-native-access=ALL-UNNAMED'];
  const isReady = async (): Promise<boolean> => ((await (await fetch(`http://127.0.0.1:${port}/v1/info`)).json()) as { readonly starting: boolean }).starting === false && (await run('SELECT 1')).length === 1;
  server = await startProcess(found.java, [...flags, ...Object.entries(properties).map(([name, value]) => `-D${name}=${value}`), '-cp', `${found.folder}/lib/*`, 'io.trino.server.TrinoServer'], isReady, harness.folder, { waitMs: 150_000 });
  const made = await hostileRows(harness.folder, 4_000);
  file = path.basename(made.file);
  await load('"hostile.rows"', made.columns);
}, 400_000);
afterAll(async () => {
  await server?.stop();
  harness.close();
});
beforeEach((context) => {
  if (noTrino !== null) context.skip(noTrino);
});

describe('the cube of a table of Trino', () => {
  it('is that of DuckDB for rows of all types, odd values and odd names', async () => {
    expectSameSource(await harness.counted(spec({ table: 'memory.default."hostile.rows"' })), await harness.scanned({ paths: [file] }));
  });

  it('is that of DuckDB by times without a zone', async () => {
    // A zone without daylight saving: the hour that clocks leave out is read by each engine in its own way.
    const zone = { timeZone: 'Asia/Kolkata', roles: { told_at: 'timestamp', happened_at: 'ignore', booked_on: 'ignore' } } as const;
    const counted = await harness.counted(spec({ query: 'SELECT told_at, few, wild, price FROM "hostile.rows"', ...zone }));
    const scanned = await harness.scanned({ paths: [file], ...zone });
    expect([counted.state.time, counted.cube.axis]).toEqual([scanned.state.time, scanned.cube.axis]);
    expectSameCube({ ...counted.cube, columns: [] }, { ...scanned.cube, task: 'none', columns: [], confusion: null, score: null, status: null, versions: null });
    for (const { name } of counted.cube.columns) expect(counted.cube.columns.find((column) => column.name === name)?.counts).toEqual(scanned.cube.columns.find((column) => column.name === name)?.counts);
  });

  it('counts all rows of a table that is judged by a part of them', async () => {
    const { state, cube } = await harness.counted(spec({ query: 'SELECT date_add(\'second\', n * 41, told_at) AS ts, large * n + sin(n) AS x, few AS y FROM "hostile.rows" CROSS JOIN UNNEST(sequence(1, 30)) AS u(n)' }));
    expect(Math.abs((state.warehouse?.judgedFrom ?? 0) - 32_000)).toBeLessThan(2_000);
    expect(cube.columns.map((column) => [column.name, column.counts.reduce((a, b) => a + b)])).toEqual([['x', 120_000], ['y', 120_000]]);
  });

  it('reads times that are texts', async () => {
    const query = `SELECT CASE few WHEN 3 THEN '2024-03-31T00:00:32.5+02' WHEN 4 THEN '2024-03-31 00:00:32,25Z' WHEN 5 THEN CASE WHEN price > 5000 THEN '2024-02-30' END WHEN 6 THEN '2024-03-30T22:00:33' ELSE '2024-03-31T03:30:34.125+05:30' END AS "time" FROM "hostile.rows"`;
    const { state } = await harness.counted(spec({ query }));
    expect([state.time.from, state.time.to, state.time.without]).toEqual([Date.parse('2024-03-30T22:00:32.5Z') * 1000, Date.parse('2024-03-31T00:00:32.25Z') * 1000, Number((await run('SELECT count(*) FROM "hostile.rows" WHERE few = 5'))[0]?.[0])]);
  });
});

describe('the server is only read', () => {
  it('refuses what writes, and more than one statement', async () => {
    expect(await said({ query: 'SELECT 1 AS x) AS mv_t; DROP TABLE "hostile.rows"; SELECT * FROM (SELECT 1' })).toMatch(/^bad-arguments: .* cannot run the question/);
    expect(await said({ query: 'WITH a AS (DELETE FROM "hostile.rows") SELECT * FROM a' })).toMatch(/^bad-arguments: .* cannot run the question/);
    expect(await run('SELECT count(*) FROM "hostile.rows"')).toEqual([[4_000]]);
  });

  it('ends a statement that takes too long, and one that nobody waits for', async () => {
    const slow = 'SELECT now() AS t, count(*) AS n FROM "hostile.rows" a CROSS JOIN "hostile.rows" b CROSS JOIN "hostile.rows" c WHERE sin(a.large + b.large + c.large) > 2';
    expect(await said({ query: slow, timeoutSeconds: 1 })).toMatch(/^timeout: .* took longer than 1 s for one statement/);
    const running = async (): Promise<number> => Number((await run("SELECT count(*) FROM system.runtime.queries WHERE state = 'RUNNING' AND query LIKE '%CROSS JOIN%' AND query NOT LIKE '%system.runtime%'"))[0]?.[0]);
    const abort = new AbortController();
    const work = harness.counted(spec({ query: slow }), {}, abort.signal).then(() => 'done', (error: unknown) => faultOf(error).code);
    await expect.poll(running, { timeout: 10_000 }).toBe(1);
    abort.abort();
    expect(await work).toBe('cancelled');
    await expect.poll(running, { timeout: 10_000 }).toBe(0);
  });

  it('says what is wrong in words', async () => {
    expect(await said({ table: 'missing' })).toMatch(/^not-found: 127\.0\.0\.1:\d+\/memory\/default has no table missing/);
    expect(await said({ url: 'http://tester@127.0.0.1:1/memory/default', table: 'x' })).toMatch(/^unreadable: nothing answers at 127\.0\.0\.1:1/);
    const fault = await harness.counted(spec({ table: 'x', password: 'P' }), { P: 'secret' }).then(() => null, faultOf);
    expect(fault?.detail).toMatch(/by TLS alone/);
  });
});
