import { mkdirSync, symlinkSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, describe, expect, it } from 'vitest';
import { discoverLogs } from '../../../src/engine/log/discover';
import { identifyFiles } from '../../../src/engine/log/fileIdentity';
import { globExpression } from '../../../src/engine/log/globPattern';
import { ignoreRules, isIgnored } from '../../../src/engine/log/ignoreRules';
import { LogHarness } from './logHarness';

const harness = new LogHarness();
afterAll(() => harness.close());

const log = (n: number, more: object = {}): string => Array.from({ length: n }, (_, i) => JSON.stringify({ timestamp: new Date(1.79e12 + i * 1000).toISOString(), latency_ms: 5 + i, prediction: i % 2, features: { age: i }, ...more })).join('\n') + '\n';

async function workspace(): Promise<string> {
  const root = harness.folder();
  const write = (name: string, content: string | Uint8Array): string => harness.write(root, name, content);
  for (const day of ['2026-01-01', '2026-01-02', '2026-01-03']) write(`logs/predictions-${day}.jsonl`, log(30));
  write('logs/other.jsonl', log(30, { extra: 1 }));
  write('serving/access.log.gz', gzipSync(log(20)));
  write('data/train.csv', `age,plan,target\n${Array.from({ length: 50 }, (_, i) => `${i},p${i % 3},${i % 2}`).join('\n')}\n`);
  write('data/scored.json', JSON.stringify(Array.from({ length: 40 }, (_, i) => ({ datetime: new Date(1.79e12 + i).toISOString(), score: i / 40, label: i % 2 })), null, 1));
  for (const folder of ['node_modules/x', '.hidden', 'venv/lib', 'dist', '__pycache__', 'ignored', 'excluded/deep']) write(`${folder}/predictions.jsonl`, log(30));
  write('.gitignore', '# kept out\nignored/\n*.jsonl\n');
  write('package.json', JSON.stringify({ name: 'x', version: '1.0.0', prediction: 1 }));
  write('package-lock.json', JSON.stringify({ lockfileVersion: 3, packages: { a: { version: '1' } } }));
  write('tsconfig.json', '{\n  // comment\n  "compilerOptions": {}\n}\n');
  write('config.json', JSON.stringify({ model: 'x', timestamp: '2026-01-01', prediction: 'y' }, null, 2));
  write('analysis.ipynb', JSON.stringify({ cells: [{ cell_type: 'code', source: [] }], nbformat: 4 }));
  write('app.log', 'INFO:     127.0.0.1:50514 - "POST /predict HTTP/1.1" 200 OK\n'.repeat(20));
  write('readme.md', 'timestamp,prediction\n');
  write('broken.parquet', 'PAR1 and then nothing');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  mkdirSync(path.join(root, 'pq'));
  for (const part of [0, 1]) await connection.run(`COPY (SELECT make_timestamp(1790000000000000 + range * 1000000) AS event_time, random() AS score, 'v1' AS model_version, random() AS x FROM range(100)) TO '${root}/pq/part-${part}.parquet' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
  symlinkSync(path.join(root, 'logs'), path.join(root, 'link'));
  return root;
}

describe('discoverLogs', () => {
  it('finds logs, groups their files, leaves out what is none', async () => {
    const root = await workspace();
    const found = await discoverLogs([root], { exclude: ['excluded'], tempFolder: harness.temp });
    const summary = found.map(({ name, paths, files }) => [name, paths, files]);
    expect(summary).toEqual(expect.arrayContaining([
      ['logs/predictions', ['logs/predictions-*.jsonl'], 3],
      ['logs/other', ['logs/other.jsonl'], 1],
      ['serving/access', ['serving/access.log.gz'], 1],
      ['data/scored', ['data/scored.json'], 1],
      ['pq/part', ['pq/part-*.parquet'], 2],
      ['app', ['app.log'], 1], // uvicorn's access lines
    ]));
    expect(summary).toHaveLength(6 + found.filter(({ name }) => name === 'data/train').length);
    for (const { name, confidence } of found) {
      if (name === 'data/train' || name === 'app') expect(confidence).toBeLessThan(0.3);
      else expect(confidence, name).toBeGreaterThanOrEqual(0.6);
    }
    expect(found[0]!.confidence).toBeGreaterThanOrEqual(found[found.length - 1]!.confidence);
    const predictions = found.find(({ name }) => name === 'logs/predictions')!;
    expect(Object.fromEntries(predictions.roles.map(({ column, role }) => [column, role]))).toEqual({ timestamp: 'timestamp', latency_ms: 'latency', prediction: 'prediction', 'features.age': 'feature' });
    const opened = await harness.open(predictions.paths, { folder: predictions.folder });
    expect(opened.state).toMatchObject({ state: 'ready', rows: 90 });
  });

  it('takes a reference and what is compared with it as one log, where both are there with the same columns', async () => {
    const root = harness.folder();
    for (const name of ['reference_bookings', 'monitoring_bookings', 'train', 'prod', 'shop-live', 'churn.before', 'churn.after']) harness.write(root, `logs/${name}.jsonl`, log(20));
    harness.write(root, 'logs/fraud-reference.jsonl', log(20));
    harness.write(root, 'logs/fraud-current.jsonl', log(20, { extra: 1 }));
    const found = await discoverLogs([root], { tempFolder: harness.temp });
    expect(found.map(({ name, paths }) => [name, paths]).sort()).toEqual([
      ['logs/churn', ['logs/churn.*.jsonl']],
      ['logs/fraud-current', ['logs/fraud-current.jsonl']],
      ['logs/fraud-reference', ['logs/fraud-reference.jsonl']],
      ['logs', ['logs/prod.jsonl', 'logs/train.jsonl']],
      ['logs/bookings', ['logs/*bookings.jsonl']],
      ['logs/shop-live', ['logs/shop-live.jsonl']],
    ].sort());
  });

  it('ends at once when it is cancelled, and in a folder that is not there', async () => {
    expect(await discoverLogs([path.join(harness.root, 'nowhere')])).toEqual([]);
    const controller = new AbortController();
    controller.abort();
    await expect(discoverLogs([await workspace()], { signal: controller.signal })).rejects.toMatchObject({ fault: { code: 'cancelled' } });
  });
});

describe('ignore rules and globs', () => {
  it.each([
    ['build/', 'a/build', true, true], ['build/', 'build', false, false], ['/top', 'top', true, true], ['/top', 'a/top', true, false], ['a/b', 'a/b', false, true], ['*.csv', 'x/y.csv', false, true],
    ['**/z', 'a/b/z', true, true], ['x*\n!xy', 'xy', false, false], ['# x', 'x', false, false],
  ])('%j on %s', (text, name, folder, expected) => {
    expect(isIgnored(name, folder, ignoreRules(text, ''))).toBe(expected);
  });
  it('bind to their folder', () => {
    expect(isIgnored('sub/a', true, ignoreRules('/a', 'sub'))).toBe(true);
    expect(isIgnored('a', true, ignoreRules('/a', 'sub'))).toBe(false);
  });
  it.each([
    ['logs/*.csv', 'logs/a.csv', true], ['logs/*.csv', 'logs/x/a.csv', false], ['**/*.csv', 'a.csv', true], ['**/*.csv', 'a/b/c.csv', true], ['**/*.csv', '.h/c.csv', false], ['p-?.{csv,tsv}', 'p-1.tsv', true],
    ['p-[0-3].csv', 'p-4.csv', false], ['p-[!0-3].csv', 'p-4.csv', true], ['a+b(c).csv', 'a+b(c).csv', true], ['a/**', 'a/b/c', true], ['*', '.x', false],
  ])('%s on %s', (pattern, name, expected) => {
    expect(globExpression(pattern).test(name)).toBe(expected);
  });
});

describe('identifyFiles', () => {
  it('tells states of files apart without reading them', async () => {
    const folder = harness.folder();
    const a = harness.write(folder, 'a.jsonl', '{"a":1}\n');
    harness.write(folder, 'b.jsonl', '{"a":2}\n');
    const spec = { kind: 'log', name: 'x', folder, paths: ['*.jsonl'] } as const;
    const before = await identifyFiles(spec);
    expect(before.map(({ path: file, bytes }) => [path.basename(file), bytes])).toEqual([['a.jsonl', 8], ['b.jsonl', 8]]);
    expect(await identifyFiles(spec)).toEqual(before);
    utimesSync(a, 1e9, 1e9);
    const after = await identifyFiles(spec);
    expect(after[0]).toEqual({ path: a, bytes: 8, modifiedNs: '1000000000000000000' });
    expect(after[1]).toEqual(before[1]);
  });
});
