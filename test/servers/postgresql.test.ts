import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { defaultAlertSettings } from '../../src/core/alerts/alertSettings';
import { faultOf } from '../../src/core/domain/fault';
import type { WarehouseSpec } from '../../src/core/warehouse/warehouseSpec';
import { addressOf } from '../../src/engine/warehouse/loginOf';
import { PostgresClient } from '../../src/engine/warehouse/postgresClient';
import { EngineService } from '../../src/engine/service/engineService';
import { problems, type Schema } from '../unit/report/jsonSchema';
import { hostileRows, type RowType } from './hostileRows';
import { noPostgres, PostgresServer } from './postgresServer';
import { type Counted, expectSameSource, WarehouseHarness } from './warehouseHarness';

/* A real PostgreSQL counts the cube; of the same rows it has to be the cube that DuckDB gives. */

// A table is asked some fifty statements; on a busy machine that takes a while.
vi.setConfig({ testTimeout: 240_000 });
const harness = new WarehouseHarness();
const server = new PostgresServer();
const types: Readonly<Record<RowType, string>> = { instant: 'timestamptz', local: 'timestamp', date: 'date', double: 'float8', real: 'float4', bigint: 'bigint', integer: 'integer', decimal: 'numeric(12,2)', boolean: 'boolean', text: 'text' };
const secrets = { PASSWORD: 'reader', OWNER: server.password };
let file = '';
let flights: Counted;

const spec = (more: Partial<WarehouseSpec>): WarehouseSpec => ({ kind: 'postgresql', name: 'test', folder: harness.folder, url: `postgresql://reader@127.0.0.1:${server.port}/postgres`, password: 'PASSWORD', ...more });
const said = async (more: Partial<WarehouseSpec>, values: Readonly<Record<string, string>> = secrets): Promise<string> => {
  const fault = await harness.counted(spec(more), values).then(() => null, faultOf);
  return fault === null ? 'no fault' : `${fault.code}: ${fault.detail}`;
};

/** The demo log as a table of typed columns. */
async function loadFlights(): Promise<void> {
  const folder = path.resolve(__dirname, '../../examples/flight-delays/log');
  const text = gunzipSync(readFileSync(path.join(folder, 'predictions.jsonl.gz'))).toString('utf8');
  await server.query('CREATE TABLE public.raw (line jsonb)');
  await server.query('INSERT INTO public.raw SELECT l::jsonb FROM unnest($1::text[]) AS u(l)', [text.trim().split('\n')]);
  flights = await harness.scanned({ paths: [path.join(folder, '*.jsonl.gz')], roles: { rebooking_cost_usd: 'kpi' } });
  const columns = flights.state.columns.map(({ name, type }) => {
    const steps = name.split('.').map((part) => `'${part}'`).join(' , ');
    return `(line #>> ARRAY[${steps}])::${type === 'DOUBLE' ? 'float8' : type === 'BIGINT' ? 'bigint' : type.startsWith('TIMESTAMP') ? 'timestamptz' : type === 'BOOLEAN' ? 'boolean' : 'text'} AS "${name}"`;
  });
  await server.query(`CREATE TABLE public.flights AS SELECT ${columns.join(', ')} FROM public.raw; GRANT SELECT ON public.flights TO reader`);
}

beforeAll(async () => {
  if (noPostgres !== null) return;
  await server.start();
  const made = await hostileRows(harness.folder, 6_000);
  file = path.basename(made.file);
  await server.query('CREATE SCHEMA "Shop floor"');
  await server.load('"Shop floor"."hostile.rows"', made.columns.map((column) => ({ ...column, type: types[column.type] })));
  await server.query("CREATE ROLE reader LOGIN PASSWORD 'reader'; GRANT USAGE ON SCHEMA \"Shop floor\" TO reader; GRANT SELECT ON \"Shop floor\".\"hostile.rows\" TO reader; CREATE TABLE public.hidden AS SELECT 1 AS x; CREATE TABLE public.empty (t timestamptz, x float8); GRANT SELECT ON public.empty TO reader; CREATE SEQUENCE public.counter; GRANT ALL ON SEQUENCE public.counter TO reader");
  await loadFlights();
}, 120_000);
afterAll(async () => {
  await server.close();
  harness.close();
});
beforeEach((context) => {
  if (noPostgres !== null) context.skip(noPostgres);
});

describe('the cube of a table', () => {
  it('is that of DuckDB for rows of all types, odd values and odd names', async () => {
    const found = await harness.counted(spec({ table: '"Shop floor"."hostile.rows"' }), secrets);
    expectSameSource(found, await harness.scanned({ paths: [file] }));
    expect([found.cube.confusion !== null, found.cube.score !== null, found.cube.status !== null, found.cube.versions?.names.length]).toEqual([true, true, true, 4]);
  });

  it('is that of DuckDB by times without a zone, by texts, by numbers, and for a regression', async () => {
    const table = '"Shop floor"."hostile.rows"';
    const zone = { timeZone: 'Europe/Berlin', roles: { told_at: 'timestamp', happened_at: 'ignore', booked_on: 'ignore' } } as const;
    expectSameSource(await harness.counted(spec({ table, ...zone }), secrets), await harness.scanned({ paths: [file], ...zone }));
    const asText = `SELECT to_char(told_at, 'YYYY-MM-DD"T"HH24:MI:SS.US') || CASE WHEN few = 3 THEN '+02:00' ELSE 'Z' END AS "time", wild, label AS prediction, price AS label, flag FROM ${table} -- the rest is left out`;
    const texts = await harness.counted(spec({ query: asText, roles: { label: 'label', prediction: 'prediction' } }), secrets);
    const epochs = await harness.counted(spec({ query: `SELECT floor(extract(epoch FROM told_at) * 1000)::bigint AS ts, extract(epoch FROM told_at)::float8 AS other FROM ${table}`, roles: { ts: 'timestamp', other: 'ignore' } }), secrets);
    expect([texts.state.time.encoding, texts.state.time.from]).toEqual(['iso', Date.parse('2024-03-31T00:00:32.999+02:00') * 1000 + 999]);
    expect([epochs.state.time.encoding, epochs.state.time.from]).toEqual(['epoch-ms', Date.parse('2024-03-30T23:59:59.999Z') * 1000]);
    expect(texts.cube.rows.reduce((a, b) => a + b)).toBe(6_000);
    const regression = await harness.counted(spec({ query: `SELECT told_at, price AS prediction, price * 1.1 + few AS label FROM ${table}` }), secrets);
    expect([regression.state.task, regression.cube.regression?.n.reduce((a, b) => a + b)]).toEqual(['regression', 6_000 - Math.ceil(6_000 / 23)]);
  });

  it('is that of the demo log', async () => {
    expectSameSource(await harness.counted(spec({ table: 'public.flights', roles: { rebooking_cost_usd: 'kpi' } }), secrets), flights);
  });

  it('counts all rows of a table that is judged by a part of them, the same part each time', async () => {
    const query = "SELECT timestamptz '2024-01-01' + i * interval '10 seconds' AS ts, sin(i) * (1 + i / 60000) AS x, (i % 300)::numeric AS y, 'k' || i % 40 AS c FROM generate_series(1, 120000) i";
    const [first, second] = [await harness.counted(spec({ query }), secrets), await harness.counted(spec({ query }), secrets)];
    expect(first.state.warehouse?.judgedFrom).toBeGreaterThan(30_000);
    expect(first.state.warehouse?.judgedFrom).toBeLessThan(34_000);
    expect(second.cube).toEqual(first.cube);
    const x = first.cube.columns.find(({ name }) => name === 'x');
    if (x?.kind !== 'numeric') throw new Error('a number was expected');
    const bins = await server.query(`SELECT b, count(*) AS n FROM (SELECT (SELECT count(*) FROM unnest($1::float8[]) AS e(v) WHERE e.v < q.x) AS b FROM (${query}) AS q WHERE q.x > 1.5) AS r GROUP BY b ORDER BY b`, [Array.from(x.edges)]);
    const width = x.edges.length + 1;
    const inBin = (bin: number): number => first.cube.rows.reduce((sum, _, s) => sum + (x.counts[s * width + bin] ?? 0), 0);
    // The bin that holds 1.5 itself is counted in part.
    for (const { b, n } of bins.slice(1)) expect(inBin(Number(b)), String(b)).toBe(Number(n));
    expect([first.cube.rows.reduce((a, b) => a + b), x.counts.reduce((a, b) => a + b)]).toEqual([120_000, 120_000]);
  });

  it('says that an empty table holds no rows', async () => {
    expect(await said({ table: 'public.empty' })).toMatch(/not-supported: the table has no column of times|no-rows/);
  });
});

describe('a table as a source', () => {
  const context = { signal: new AbortController().signal, onProgress: () => undefined };
  const query = { axis: null, comparison: null, named: {}, settings: {} };

  it('answers like the log of the same rows, and says what stays in the database', async () => {
    const service = new EngineService({ tempFolder: harness.temp, memoryLimit: '800MB', wasmFolder: harness.folder });
    try {
      const engine = service.handlers();
      const roles = { rebooking_cost_usd: 'kpi' } as const;
      const open = { storage: harness.folder, readAtMs: 1_000_000, fresh: false, secrets };
      const table = await engine['source.open']({ ...open, spec: spec({ name: 'table', table: 'public.flights', roles }) }, context);
      const log = await engine['source.open']({ ...open, storage: null, spec: { kind: 'log', name: 'log', folder: path.resolve(__dirname, '../../examples/flight-delays'), paths: ['log/*.jsonl.gz'], roles } }, context);
      const [ofTable, ofLog] = await Promise.all([table, log].map(async ({ id }) => engine['report.make']({ ...query, id, exact: 'never' }, context)));
      const verdicts = (page: typeof ofTable): unknown => page?.report.findings.filter(({ id }) => id !== 'features.together').map(({ id, verdict, baseline, current }) => [id, verdict, baseline.n, current.n, rounded(baseline.value), rounded(current.value)]);
      expect(verdicts(ofTable)).toEqual(verdicts(ofLog));
      expect(ofTable?.report.features.map(({ feature, verdict }) => [feature, verdict])).toEqual(ofLog?.report.features.map(({ feature, verdict }) => [feature, verdict]));
      expect(ofTable?.report.notes.map(({ text }) => text).join(' ')).toMatch(/Counted by PostgreSQL at 127\.0\.0\.1:\d+\/postgres from public\.flights, as of .* the rows stay there/);
      const alerts = { window: null, windows: {}, baseline: null, excluded: [], settings: defaultAlertSettings, rules: { slos: [{ name: 'answered in time', slowerThan: 100, objective: 0.99, days: 30, notify: false }], limits: [], quiet: [] }, notify: [] };
      const [judged, wanted] = await Promise.all([table, log].map(async ({ id }) => engine['alerts.replay']({ ...alerts, id }, context)));
      const incidents = (replay: typeof judged): unknown => [replay?.incidents.filter(({ family }) => family !== 'drift').map(({ family, opened, closed, targets }) => [family, opened, closed, targets]), replay?.ruleIncidents.length];
      expect(incidents(judged)).toEqual(incidents(wanted));
      const rows = await engine['rows.read']({ ...query, id: table.id, window: 'current', feature: 'features.origin', bin: { level: 'ANC' }, limit: 5 }, context);
      const same = await engine['rows.read']({ ...query, id: log.id, window: 'current', feature: 'features.origin', bin: { level: 'ANC' }, limit: 5 }, context);
      expect([rows.total, rows.columns, rows.rows.length]).toEqual([same.total, same.columns, 5]);
      expect((await engine['feature.read']({ ...query, id: table.id, feature: 'features.origin', rows: true }, context)).qualityReason).toMatch(/^the rows stay in the database/);
      const why = await engine['why.explain']({ ...query, id: table.id, metric: 'latency.p95' }, context);
      expect([why.explanations, why.together !== undefined]).toEqual([[], true]);
      await expect(engine['source.follow']({ id: table.id, on: true }, context)).rejects.toThrow(/refresh the source/);
      expect((await engine['report.render']({ ...query, id: table.id, format: 'html', places: {} }, context)).text).toContain('Counted by PostgreSQL');
      const json: unknown = JSON.parse((await engine['report.render']({ ...query, id: table.id, format: 'json', places: {} }, context)).text);
      expect(problems(JSON.parse(readFileSync(path.resolve(__dirname, '../../docs/report.schema.json'), 'utf8')) as Schema, json)).toEqual([]);
      // Kept for a quarter of an hour, then asked again.
      const again = async (readAtMs: number): Promise<unknown> => (({ fromStore, warehouse }) => [fromStore, warehouse?.asOfMs])(await engine['source.open']({ ...open, readAtMs, spec: spec({ name: 'table', table: 'public.flights', roles }) }, context));
      expect(await again(1_600_000)).toEqual([true, 1_000_000]);
      expect((await engine['report.make']({ ...query, id: table.id, exact: 'never' }, context)).report.findings.length).toBe(ofTable?.report.findings.length);
      expect(await again(2_000_000)).toEqual([false, 2_000_000]);
    } finally {
      await service.dispose();
    }
  });
});

function rounded(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(9));
}

describe('the server is only read', () => {
  it('refuses what writes, in one statement and in several', async () => {
    expect(await said({ query: 'WITH gone AS (INSERT INTO public.hidden VALUES (2) RETURNING x) SELECT * FROM gone' })).toMatch(/^bad-arguments: .*(top level|only reading)/);
    expect(await said({ query: 'SELECT 1 AS x) AS mv_t; INSERT INTO public.hidden VALUES (3); SELECT * FROM (SELECT 1' })).toMatch(/^bad-arguments: .*multiple commands/);
    expect(await said({ query: "SELECT nextval('public.counter') AS x" })).toMatch(/^bad-arguments: .*only reading is allowed/);
    // Also where the account may write.
    expect(await said({ url: `postgresql://owner@127.0.0.1:${server.port}/postgres`, password: 'OWNER', query: "SELECT set_config('transaction_read_only', 'off', false)::text AS x, nextval('public.counter') AS y" })).toMatch(/^(bad-arguments|unreadable): /);
    expect(await server.query('SELECT x FROM public.hidden')).toEqual([{ x: 1 }]);
    expect(await server.query('SELECT is_called FROM public.counter')).toEqual([{ is_called: false }]);
  });

  it('ends a statement that takes too long, and one that nobody waits for', async () => {
    const slow = 'SELECT now() AS t, pg_sleep(0.2)::text AS x FROM generate_series(1, 1000)';
    expect(await said({ query: slow, timeoutSeconds: 1 })).toMatch(/^timeout: 127\.0\.0\.1:\d+\/postgres took longer than 1 s for one statement/);
    const running = async (): Promise<number> => Number((await server.query("SELECT count(*) AS n FROM pg_stat_activity WHERE application_name = 'model-vitals' AND state = 'active'"))[0]?.['n']);
    const abort = new AbortController();
    const work = harness.counted(spec({ query: slow }), secrets, abort.signal).then(() => 'done', (error: unknown) => faultOf(error).code);
    await expect.poll(running).toBe(1);
    abort.abort();
    expect(await work).toBe('cancelled');
    await expect.poll(running).toBe(0);
    await expect.poll(async () => (await server.query("SELECT count(*) AS n FROM pg_stat_activity WHERE application_name = 'model-vitals'"))[0]?.['n']).toBe('0');
  });

  it('shows all statements of a session the same rows', async () => {
    const client = new PostgresClient(await addressOf(spec({ table: 'public.empty' }), secrets));
    const counts = await client.session(async ({ ask }) => {
      const first = await ask('SELECT count(*) FROM public.empty');
      await server.query('INSERT INTO public.empty VALUES (now(), 1)');
      return [first, await ask('SELECT count(*) FROM public.empty')];
    });
    expect(counts).toEqual([[['0']], [['0']]]);
    await server.query('DELETE FROM public.empty');
  });
});

describe('what is wrong is said in words', () => {
  it('of the server, the log-in, the table and the address', async () => {
    expect(await said({ url: 'postgresql://reader@127.0.0.1:1/postgres', table: 'public.empty' })).toMatch(/^unreadable: nothing answers at 127\.0\.0\.1:1: is the server running/);
    expect(await said({ url: 'postgresql://reader@no-such-host.invalid/postgres?sslmode=disable', table: 'public.empty' })).toMatch(/^unreadable: no server has the name no-such-host\.invalid/);
    expect(await said({ table: 'public.empty' }, { PASSWORD: 'wrong' })).toMatch(/^unreadable: .* did not accept the password of reader/);
    expect(await said({ table: 'public.empty' }, {})).toMatch(/^bad-arguments: test: the secret PASSWORD is not set/);
    expect(await said({ table: 'public.missing' })).toMatch(/^not-found: .* has no table public\.missing/);
    expect(await said({ table: 'public.hidden' })).toMatch(/^unreadable: reader may not read public\.hidden: the account needs SELECT/);
    expect(await said({ url: `postgresql://reader@127.0.0.1:${server.port}/nowhere`, table: 'x' })).toMatch(/^not-found: .*there is no such database/);
    expect(await said({ query: 'SELECT FROM WHERE' })).toMatch(/^bad-arguments: .*syntax error/);
    expect(await said({ query: 'DROP TABLE public.hidden' })).toBe('bad-arguments: a query begins with SELECT or WITH');
  });

  it('of the certificate; with its authority named, TLS is used', async () => {
    const url = `postgresql://reader@127.0.0.1:${server.port}/postgres?sslmode=verify-full`;
    const query = 'SELECT now() AS t, ssl::text AS model_version FROM pg_stat_ssl WHERE pid = pg_backend_pid()';
    expect(await said({ url, query })).toMatch(/^unreadable: the certificate of 127\.0\.0\.1:\d+ is signed by an authority that is not trusted here/);
    const client = new PostgresClient(await addressOf(spec({ url, query, ca: { file: server.certificate } }), secrets));
    expect(await client.session(({ ask }) => ask('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()'))).toEqual([['t']]);
  });
});
