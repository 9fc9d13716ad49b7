import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { DuckDBInstance } from '@duckdb/node-api';
import path from 'node:path';
import { columnOf, LogHarness, roleOf, valuesOf } from './logHarness';

const harness = new LogHarness();
afterAll(() => harness.close());

const rows = Array.from({ length: 300 }, (_, i) => ({
  timestamp: new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString(), request_id: `r${i}`, latency_ms: 10 + (i % 7), status_code: i % 50 === 0 ? 500 : 200,
  model_version: i < 150 ? 'v1' : 'v2', prediction: i % 3 === 0 ? 1 : 0, score: (i % 100) / 100 + 0.001, label: i % 4 === 0 ? 1 : 0,
  features: { age: 20 + (i % 40), plan: ['basic', 'pro'][i % 2], deep: { er: i / 2 } },
}));
const jsonl = rows.map((row) => JSON.stringify(row)).join('\n') + '\n';
const flat = rows.map(({ features, ...row }) => ({ ...row, 'features.age': features.age, 'features.plan': features.plan, 'features.deep.er': features.deep.er }));
const header = Object.keys(flat[0]!);
const table = (delimiter: string): string => [header, ...flat.map((row) => Object.values(row).map(String))].map((record) => record.join(delimiter)).join('\n') + '\n';

async function parquetOf(folder: string, name: string, sql: string): Promise<string> {
  const file = path.join(folder, name);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`COPY (${sql}) TO '${file}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
  return file;
}

describe('every format gives the same log', () => {
  const cases: readonly (readonly [string, string | Uint8Array])[] = [
    ['a.jsonl', jsonl],
    ['a.ndjson', jsonl.replaceAll('\n', '\r\n')],
    ['a.log', jsonl],
    ['misnamed.csv', jsonl],
    ['a.jsonl.gz', gzipSync(jsonl)],
    ['unnamed-gzip.jsonl', gzipSync(jsonl)],
    ['a.json', JSON.stringify(rows)],
    ['pretty.json', JSON.stringify(rows, null, 2)],
    ['a.json.gz', gzipSync(JSON.stringify(rows))],
    ['wrapped.json', JSON.stringify({ data: rows, next: null }, null, 1)],
    ['objects.json', rows.map((row) => JSON.stringify(row, null, 2)).join('\n')],
    ['mark.jsonl', `\uFEFF${jsonl}`],
    ['a.csv', table(',')],
    ['semicolons.csv', table(';')],
    ['a.tsv', table('\t')],
    ['a.csv.gz', gzipSync(table(','))],
    ['mark.csv', `\uFEFF${table(',')}`],
    ['noend.csv', table(',').trimEnd()],
  ];
  it.each(cases)('%s', async (name, content) => {
    const log = await harness.openText(name, content);
    const { state } = log;
    expect(state).toMatchObject({ state: 'ready', rows: 300, badLines: 0, task: 'binary', duplicateIds: 0, versions: ['v1', 'v2'] });
    expect(state.files).toMatchObject([{ state: 'read', rows: 300 }]);
    expect(state.time).toMatchObject({ column: 'timestamp', encoding: 'iso', from: Date.UTC(2026, 0, 1) * 1000, to: (Date.UTC(2026, 0, 1) + 299 * 60_000) * 1000, without: 0, outOfOrder: 0 });
    expect(Object.fromEntries(state.roles.map(({ column, role }) => [column, role]))).toEqual({
      timestamp: 'timestamp', request_id: 'id', latency_ms: 'latency', status_code: 'status', model_version: 'version', prediction: 'prediction', score: 'score', label: 'label',
      'features.age': 'feature', 'features.plan': 'feature', 'features.deep.er': 'feature',
    });
    expect(columnOf(log, 'features.age').profile).toMatchObject({ kind: 'numeric', min: 20, max: 59, distinct: 40, missing: 0, rows: 300 });
    expect(columnOf(log, 'features.age').profile.type).toBe('DOUBLE');
    expect(columnOf(log, 'features.plan').profile).toMatchObject({ kind: 'category', distinct: 2 });
    expect(await valuesOf(log, 'features.deep.er')).toEqual(rows.map((row) => row.features.deep.er));
    expect(await valuesOf(log, 'prediction')).toEqual(rows.map((row) => String(row.prediction)));
    const own = await log.duck.rows(`SELECT __mv_row AS r, __mv_file AS f, __mv_t AS t FROM ${log.relation} ORDER BY __mv_row`);
    expect(own).toEqual(rows.map((row, i) => ({ r: i, f: 0, t: Date.parse(row.timestamp) * 1000 })));
  });

  it('Parquet with structs', async () => {
    const folder = harness.folder();
    harness.write(folder, 'x.jsonl', jsonl);
    const file = await parquetOf(folder, 'a.parquet', `SELECT * FROM read_ndjson('${folder}/x.jsonl')`);
    const log = await harness.open([file]);
    expect(log.isView).toBe(true);
    expect(log.state).toMatchObject({ state: 'ready', rows: 300, task: 'binary' });
    expect(log.state.time).toMatchObject({ column: 'timestamp', encoding: 'native', assumedZone: 'UTC', outOfOrder: 0 });
    expect(roleOf(log, 'features.age')).toBe('feature');
    expect(await valuesOf(log, 'features.deep.er')).toEqual(rows.map((row) => row.features.deep.er));
    expect(await valuesOf(log, 'label')).toEqual(rows.map((row) => String(row.label)));
    const order = await log.duck.rows(`SELECT count(*) AS n, count(DISTINCT __mv_row) AS d, min(__mv_row) AS a, max(__mv_row) AS b FROM ${log.relation}`);
    expect(order).toEqual([{ n: 300, d: 300, a: 0, b: 299 }]);
  });
});

describe('several files', () => {
  it('reads folders and globs in numeric order, unites columns by name', async () => {
    const folder = harness.folder();
    harness.write(folder, 'part-10.jsonl', '{"a":3,"new":"x"}\n{"a":4}\n');
    harness.write(folder, 'part-2.jsonl', '{"a":1}\n{"a":2,"old":true}\n');
    harness.write(folder, 'notes.txt', 'no data\n');
    harness.write(folder, '.hidden/z.jsonl', '{"a":99}\n');
    for (const paths of [[folder], [`${folder}/*.jsonl`], [`${folder}/**/part-{2,10}.jsonl`]]) {
      const log = await harness.open(paths);
      expect(log.state.files.map(({ path: file, rows: n, state }) => [path.basename(file), n, state])).toEqual([['part-2.jsonl', 2, 'read'], ['part-10.jsonl', 2, 'read']]);
      expect(await valuesOf(log, 'a')).toEqual([1, 2, 3, 4]);
      // The fast way was taken: values that are kept as text would have the type VARCHAR.
      expect(columnOf(log, 'a').profile.type).toBe('DOUBLE');
      expect(await valuesOf(log, 'old')).toEqual([null, 'true', null, null]);
      expect(await valuesOf(log, 'new')).toEqual([null, null, 'x', null]);
      expect((await log.duck.rows(`SELECT __mv_file AS f FROM ${log.relation} ORDER BY __mv_row`)).map((row) => row['f'])).toEqual([0, 0, 1, 1]);
    }
  });

  it('reads tables with other columns, other orders and other types', async () => {
    const folder = harness.folder();
    harness.write(folder, 'a.csv', 'x,y\n1,2\n3,4\n');
    harness.write(folder, 'b.csv', 'y,z,x\n5,q,6\n');
    harness.write(folder, 'c.csv', 'x,y\nword,7\n');
    const log = await harness.open([folder]);
    expect(log.state).toMatchObject({ state: 'ready', rows: 4 });
    expect(columnOf(log, 'y').profile.type).toBe('DOUBLE');
    expect(await valuesOf(log, 'y')).toEqual([2, 4, 5, 7]);
    expect(await valuesOf(log, 'z')).toEqual([null, null, 'q', null]);
    expect(await valuesOf(log, 'x')).toEqual(['1', '3', '6', 'word']);
  });

  it('reads Parquet files whose columns and types differ', async () => {
    const folder = harness.folder();
    await parquetOf(folder, 'a.parquet', 'SELECT 1::INTEGER AS x, 2.5::DOUBLE AS y FROM range(3)');
    await parquetOf(folder, 'b.parquet', "SELECT 7::BIGINT AS x, 'q' AS z FROM range(2)");
    await parquetOf(folder, 'c.parquet', "SELECT 'word' AS y FROM range(1)");
    const log = await harness.open([folder]);
    expect(log.state).toMatchObject({ state: 'ready', rows: 6 });
    expect(await valuesOf(log, 'x')).toEqual([1, 1, 1, 7, 7, null]);
    expect(await valuesOf(log, 'y')).toEqual(['2.5', '2.5', '2.5', null, null, 'word']);
    expect((await log.duck.rows(`SELECT __mv_file AS f, count(*) AS n FROM ${log.relation} GROUP BY ALL ORDER BY 1`)).map((row) => row['n'])).toEqual([3, 2, 1]);
  });

  it('reads formats beside each other', async () => {
    const folder = harness.folder();
    await parquetOf(folder, 'a.parquet', 'SELECT 1.5 AS x');
    harness.write(folder, 'b.csv', 'x,y\n2.5,k\n');
    harness.write(folder, 'c.jsonl', '{"x":3.5,"y":"l"}\n');
    const log = await harness.open([folder]);
    expect(log.state).toMatchObject({ state: 'ready', rows: 3 });
    expect(log.isView).toBe(false);
    expect([...(await valuesOf(log, 'x'))].sort()).toEqual([1.5, 2.5, 3.5]);
    const files = await log.duck.rows(`SELECT __mv_file AS f FROM ${log.relation} ORDER BY __mv_row`);
    expect(files.map((row) => path.basename(log.state.files[Number(row['f'])]!.path))).toEqual(['b.csv', 'c.jsonl', 'a.parquet']);
  });
});
