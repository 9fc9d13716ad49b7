import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { LabelsSpec } from '../../../src/core/domain/labelFiles';
import { labelFileNotes } from '../../../src/core/labels/labelFileNotes';
import type { OpenedLog } from '../../../src/engine/log/openedLog';
import { LogHarness, roleOf, valuesOf } from '../log/logHarness';

const harness = new LogHarness();
afterAll(() => harness.close());

const day = 86_400_000;
const start = Date.UTC(2026, 0, 1);
const iso = (ms: number): string => new Date(ms).toISOString();
const predictions = Array.from({ length: 400 }, (_, i) => ({ time: iso(start + i * 3_600_000), request_id: `r${i}`, churn: i % 3 === 0 ? 1 : 0, age: 20 + (i % 40) }));
const log = `${predictions.map((row) => JSON.stringify({ timestamp: row.time, request_id: row.request_id, prediction: row.churn, age: row.age })).join('\n')}\n`;
const labels = predictions.slice(0, 300).map((row, i) => ({ id: row.request_id, churned: i % 4 === 0 ? 1 : 0, labelled_at: iso(start + i * 3_600_000 + 2 * day) }));
const csv = (rows: readonly object[], delimiter = ','): string => [Object.keys(rows[0] ?? {}), ...rows.map((row) => Object.values(row).map(String))].map((record) => record.join(delimiter)).join('\n') + '\n';

async function withFiles(logText: string, files: Readonly<Record<string, string | Uint8Array>>, spec: Partial<LabelsSpec> = {}): Promise<OpenedLog> {
  const folder = harness.folder();
  harness.write(folder, 'log.jsonl', logText);
  for (const [name, text] of Object.entries(files)) harness.write(folder, name, text);
  return harness.open(['log.jsonl'], { folder, labels: { paths: ['labels/*'], ...spec } });
}

describe('labels in files of their own', () => {
  const jsonl = `${labels.map((row) => JSON.stringify(row)).join('\n')}\n`;
  it.each<readonly [string, string | Uint8Array]>([['a.csv', csv(labels)], ['a.tsv', csv(labels, '\t')], ['a.jsonl', jsonl], ['a.json', JSON.stringify(labels)], ['a.csv.gz', gzipSync(csv(labels))], ['a.jsonl.gz', gzipSync(jsonl)]])('%s is joined by id', async (name, text) => {
    const opened = await withFiles(log, { [`labels/${name}`]: text });
    expect(opened.state).toMatchObject({ state: 'ready', rows: 400, task: 'binary' });
    expect(opened.state.labels).toMatchObject({ state: 'joined', rows: 300, matched: 300, withoutPrediction: 0, duplicates: 0, unusable: 0, labelled: 300, predictions: 400, lag: 2 * day * 1000, columns: { id: 'request_id', labelId: 'id', label: 'churned', time: 'labelled_at' } });
    expect([roleOf(opened, 'churned'), roleOf(opened, 'labelled_at')]).toEqual(['label', 'label time']);
    expect(await valuesOf(opened, 'churned')).toEqual(predictions.map((_, i) => (i < 300 ? (i % 4 === 0 ? '1' : '0') : null)));
    expect(opened.state.time.outOfOrder).toBe(0);
  });

  it('reads Parquet labels, and labels for a Parquet log', async () => {
    const folder = harness.folder();
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    harness.write(folder, 'labels.csv', csv(labels));
    harness.write(folder, 'log.jsonl', log);
    await connection.run(`COPY (SELECT id, churned, labelled_at::TIMESTAMPTZ AS labelled_at FROM read_csv('${path.join(folder, 'labels.csv')}')) TO '${path.join(folder, 'labels.parquet')}' (FORMAT parquet)`);
    await connection.run(`COPY (SELECT * FROM read_json('${path.join(folder, 'log.jsonl')}') ORDER BY random()) TO '${path.join(folder, 'log.parquet')}' (FORMAT parquet)`);
    connection.closeSync();
    instance.closeSync();
    for (const paths of [['log.jsonl'], ['log.parquet']]) {
      const opened = await harness.open(paths, { folder, labels: { paths: ['labels.parquet'] } });
      expect(opened.state.labels).toMatchObject({ state: 'joined', matched: 300, labelled: 300, lag: 2 * day * 1000 });
      const rows = await opened.duck.rows(`SELECT request_id AS id, churned AS y FROM (SELECT ${opened.columns.map(({ name, sql }) => `${sql} AS "${name}"`).join(', ')} FROM ${opened.relation})`);
      expect(new Map(rows.map((row) => [row['id'], row['y']]))).toEqual(new Map(predictions.map((row, i) => [row.request_id, i < 300 ? (i % 4 === 0 ? '1' : '0') : null])));
    }
  });

  it('takes the last of several labels by time, else by place; counts those without prediction, id or label', async () => {
    const text = 'id,churned,labelled_at\nr1,0,2026-02-03\nr1,1,2026-02-01\nr2,0,\nr2,1,\nx9,1,2026-02-01\n,1,2026-02-01\nr3,,2026-02-01\n';
    const opened = await withFiles(log, { 'labels/a.csv': text, 'labels/b.csv': 'id,churned,labelled_at\nr4,0,2026-02-01\nr4,1,2026-02-01\n' });
    expect(opened.state.labels).toMatchObject({ rows: 9, unusable: 2, duplicates: 3, matched: 3, withoutPrediction: 1, labelled: 3 });
    expect((await valuesOf(opened, 'churned')).slice(0, 6)).toEqual([null, '0', '1', null, '1', null]);
  });

  it('opens the log where label files are missing, empty or odd, and says so', async () => {
    const missing = await withFiles(log, {});
    expect(missing.state).toMatchObject({ state: 'ready', rows: 400, labels: { state: 'not joined', matched: 0, files: [{ state: 'vanished', reason: 'no file matches' }] } });
    const odd = await withFiles(log, { 'labels/a.csv': '', 'labels/b.parquet': 'PAR1', 'labels/c.csv': csv(labels) });
    expect(odd.state.labels).toMatchObject({ state: 'joined', matched: 300 });
    expect(odd.state.labels?.files.map(({ state }) => state)).toEqual(['empty', 'unreadable', 'read']);
    const unknown = await withFiles(log, { 'labels/a.csv': csv(labels.map(({ id, churned }) => ({ id, a: churned, b: 1 }))) });
    expect(unknown.state.labels).toMatchObject({ state: 'not joined', reason: 'which of a, b is the label cannot be told: say it ("label")' });
    const said = await withFiles(log, { 'labels/a.csv': csv(labels.map(({ id, churned }) => ({ id, a: churned, b: 1 }))) }, { label: 'a' });
    expect(said.state.labels).toMatchObject({ state: 'joined', labelled: 300, lag: null });
    const wrong = await withFiles(log, { 'labels/a.csv': csv(labels) }, { id: 'nope' });
    expect(wrong.state.labels).toMatchObject({ state: 'not joined', reason: 'the log has no column "nope" to join labels by ("id")' });
  });

  it('compares ids as they stand, and says what would make them meet', async () => {
    const numbered = (write: (i: number) => string): string => `${predictions.map((row, i) => `{"timestamp":"${row.time}","request_id":${write(i)},"prediction":${row.churn}}`).join('\n')}\n`;
    const plain = csv(labels.map((row, i) => ({ ...row, id: i })));
    const whole = await withFiles(numbered(String), { 'labels/a.csv': plain });
    expect(whole.state.labels).toMatchObject({ state: 'joined', matched: 300 });
    const zeros = await withFiles(numbered(String), { 'labels/a.csv': csv(labels.map((row, i) => ({ ...row, id: String(i).padStart(6, '0') }))) });
    expect(zeros.state.labels).toMatchObject({ state: 'not joined', matched: 0 });
    expect(zeros.state.labels?.reason).toBe('no id of the labels (id) is in the log (request_id), but 300 of 300 would be without leading zeros: write them alike on both sides, they are compared as they stand');
    const floats = await withFiles(numbered(String), { 'labels/a.csv': csv(labels.map((row, i) => ({ ...row, id: `${i}.0` }))) });
    expect(floats.state.labels?.reason).toContain('written as whole numbers (12, not 12.0)');
    const spaced = await withFiles(log, { 'labels/a.jsonl': labels.map((row) => JSON.stringify({ ...row, id: ` ${row.id}` })).join('\n') });
    expect(spaced.state.labels?.reason).toContain('without the spaces around them');
    const long = await withFiles(numbered((i) => String(1_834_000_000_000_000_000n + BigInt(i))), { 'labels/a.csv': csv(labels.map((row, i) => ({ ...row, id: 1_834_000_000_000_000_000n + BigInt(i) }))) });
    expect(long.state.labels).toMatchObject({ state: 'joined', matched: 300, labelled: 300 });
    // The same where the log is a table; as doubles, neighbours of these would be one.
    const folder = harness.folder();
    harness.write(folder, 'log.csv', csv(predictions.map((row, i) => ({ timestamp: row.time, request_id: 1_834_000_000_000_000_000n + BigInt(i), prediction: row.churn }))));
    harness.write(folder, 'a.csv', csv(labels.map((row, i) => ({ ...row, id: 1_834_000_000_000_000_000n + BigInt(i) }))));
    const table = await harness.open(['log.csv'], { folder, labels: { paths: ['a.csv'] } });
    expect(table.state).toMatchObject({ duplicateIds: 0, labels: { matched: 300, labelled: 300 } });
  });

  it('puts the joined label before one that the log has itself', async () => {
    const own = `${predictions.map((row, i) => JSON.stringify({ timestamp: row.time, request_id: row.request_id, prediction: row.churn, label: i % 2, churned: 0 })).join('\n')}\n`;
    const opened = await withFiles(own, { 'labels/a.csv': csv(labels) });
    expect([roleOf(opened, 'churned_label'), roleOf(opened, 'label'), roleOf(opened, 'churned')]).toEqual(['label', 'ignore', 'feature']);
  });

  it('joins as a map in plain JavaScript does, for any rows', async () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd', ' a', 'A', '07', '7', '7.0', 'ü', '👍', "o'k", '"q"', 'x,y');
    const rows = fc.array(fc.record({ id, y: fc.constantFrom('yes', 'no', ''), at: fc.option(fc.integer({ min: 0, max: 5 })) }), { minLength: 1, maxLength: 30 });
    await fc.assert(fc.asyncProperty(fc.array(id, { minLength: 1, maxLength: 30 }), rows, async (ids, given) => {
      const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
      const text = `id,y,labelled_at\n${given.map((row) => `${quoted(row.id)},${row.y},${row.at === null ? '' : iso(start + row.at * day)}`).join('\n')}\n`;
      const opened = await withFiles(ids.map((one, i) => JSON.stringify({ timestamp: iso(start + i * 1000), request_id: one, prediction: 'yes' })).join('\n'), { 'labels/a.csv': text }, { id: 'request_id', label: 'y' });
      const naive = new Map<string, { y: string; at: number }>();
      for (const row of given) if (row.y !== '' && (naive.get(row.id)?.at ?? -2) <= (row.at ?? -1)) naive.set(row.id, { y: row.y, at: row.at ?? -1 });
      const wanted = ids.map((one) => naive.get(one)?.y ?? null);
      const { labels: state } = opened.state;
      expect(state?.duplicates).toBe(given.filter((row) => row.y !== '').length - naive.size);
      expect(state?.matched).toBe([...naive.keys()].filter((one) => ids.some((each) => each === one)).length);
      expect(state?.state).toBe(wanted.some((y) => y !== null) ? 'joined' : 'not joined');
      if (state?.state === 'joined') expect(await valuesOf(opened, 'y')).toEqual(wanted);
      await opened.close();
    }), { numRuns: 25 });
  }, 60_000);

  it('offers a file that looks like the labels of a log, and never joins it unasked', async () => {
    const folder = harness.folder();
    harness.write(folder, 'log.jsonl', log);
    harness.write(folder, 'truth/labels.csv', csv(labels));
    harness.write(folder, 'other.csv', csv(labels.map((row) => ({ ...row, id: `q${row.id}` }))));
    harness.write(folder, 'second.csv', csv(predictions.map(({ request_id, churn }) => ({ request_id, prediction: churn, label: churn }))));
    const opened = await harness.open(['log.jsonl'], { folder });
    expect(opened.state.labels).toBeUndefined();
    expect(opened.state.labelOffer).toEqual({ path: 'truth/labels.csv', id: 'request_id', labelId: 'id', label: 'churned', time: 'labelled_at', looked: 50, found: 50 });
    expect(labelFileNotes(opened.state).map(({ text }) => text)).toEqual(['truth/labels.csv looks like labels of this log (50 of its first 50 ids stand in request_id); it is not joined. To join it, choose Use Offered File as Labels on this log in the Sources view of the editor, or add to the source in model-vitals.json: "labels": {"paths":["truth/labels.csv"],"id":"request_id","labelId":"id","label":"churned","time":"labelled_at"}']);
    const joined = await harness.open(['log.jsonl'], { folder, labels: { paths: ['truth/labels.csv'], id: 'request_id', labelId: 'id', label: 'churned', time: 'labelled_at' } });
    expect(joined.state.labelOffer).toBeUndefined();
    expect(labelFileNotes(joined.state).map(({ text }) => text)).toEqual(['Labels: 300 of 400 predictions have one (75 %), churned joined by request_id = id; half of them came within 2 d.']);
  });

  it('label files that a glob of the log matches, too, are no part of the log', async () => {
    const folder = harness.folder();
    harness.write(folder, 'a.csv', csv(predictions.map(({ time, request_id, churn }) => ({ timestamp: time, request_id, prediction: churn }))));
    harness.write(folder, 'labels.csv', csv(labels));
    const opened = await harness.open(['*.csv'], { folder, labels: { paths: ['labels.csv'] } });
    expect(opened.state).toMatchObject({ rows: 400, labels: { matched: 300 } });
  });
});
