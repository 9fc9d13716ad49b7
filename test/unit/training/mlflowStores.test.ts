import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync, appendFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { lastIndex, historyOf } from '../../../src/core/training/trainingRun';
import { MlflowDb } from '../../../src/engine/training/mlflowDb';
import { parseLooseJson } from '../../../src/engine/training/looseJson';
import { parseMetricFile } from '../../../src/engine/training/metricFile';
import { chosenExperiments, looseNumber, statusOf } from '../../../src/engine/training/mlflowShapes';
import { Mlruns } from '../../../src/engine/training/mlruns';
import { recognisePath } from '../../../src/engine/training/recognisePath';
import { committedFrames } from '../../../src/engine/training/sqlite/committedBytes';
import { openDatabase } from '../../../src/engine/training/sqlite/openDatabase';

const fixtures = path.resolve(__dirname, '../../fixtures');
const known = JSON.parse(readFileSync(path.join(fixtures, 'knownAnswers/training.json'), 'utf8')) as { readonly database: { readonly metrics: readonly [number, number, number]; readonly walBytes: number } };
const signal = new AbortController().signal;
const temp = mkdtempSync(path.join(tmpdir(), 'mv-mlflow-'));
afterAll(() => rmSync(temp, { recursive: true, force: true }));

/** The database of the fixtures with its write-ahead log, in a folder of its own. */
function copied(): string {
  const folder = mkdtempSync(path.join(temp, 'db-'));
  for (const name of ['mlflow.db', 'mlflow.db-wal']) copyFileSync(path.join(fixtures, 'training', name), path.join(folder, name));
  return folder;
}
const spec = (folder: string, name = 'mlflow.db') => ({ kind: 'mlflow' as const, name: 'm', folder, path: name });

describe('a database in use', () => {
  it('is read with what its write-ahead log holds, and left as it was', async () => {
    const folder = copied();
    const before = readdirSync(folder).map((name) => [name, statSync(path.join(folder, name)).mtimeMs, readFileSync(path.join(folder, name)).toString('base64')]);
    const database = await openDatabase(path.join(folder, 'mlflow.db'));
    const [row] = database.rows('SELECT count(*) AS n, sum(value) AS sum, max(step) AS last FROM metrics');
    const [count, sum, last] = known.database.metrics;
    expect([row?.['n'], row?.['last']]).toEqual([count, last]);
    // SQLite adds up with a correction since 3.43.
    expect(row?.['sum']).toBeCloseTo(sum, 12);
    expect(database.rows('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    database.close();
    expect(readdirSync(folder).map((name) => [name, statSync(path.join(folder, name)).mtimeMs, readFileSync(path.join(folder, name)).toString('base64')])).toEqual(before);
  });

  it('shows its last commit wherever its log is cut', () => {
    const wal = readFileSync(path.join(fixtures, 'training', 'mlflow.db-wal'));
    expect(wal).toHaveLength(known.database.walBytes);
    const whole = committedFrames(wal);
    fc.assert(fc.property(fc.nat({ max: wal.length }), (cut) => {
      const part = committedFrames(wal.subarray(0, cut));
      expect(part?.pages ?? 0).toBeLessThanOrEqual(whole?.pages ?? 0);
      const frames = Math.max(0, Math.floor((cut - 32) / (24 + 1024)));
      expect(part?.frames.size ?? 0).toBeLessThanOrEqual(frames);
    }));
    // A frame that is damaged ends what is believed, and with it every later one.
    const damaged = Buffer.from(wal);
    damaged[32 + 24 + 100] = (damaged[32 + 24 + 100] ?? 0) ^ 1;
    expect(committedFrames(damaged)).toMatchObject({ pages: 0 });
  });

  it('gives runs as MLflow means them', async () => {
    const store = new MlflowDb(spec(copied()));
    const { runs, total, notes } = await store.list(signal);
    expect([total, notes]).toEqual([2, []]);
    expect(runs).toEqual([
      {
        id: 'b2', name: 'by its tag', experiment: 'churn', status: 'running', startMs: 1_790_000_001_000, endMs: null, params: { depth: '5', note: 'späte Züge' }, tags: { 'mlflow.runName': 'by its tag' },
        metrics: [{ key: 'val/loss', value: 1 / 300, step: 299, timeMs: 1_790_000_000_299 }], registered: [], histograms: [],
      },
      {
        id: 'a1', name: 'first', experiment: 'churn', status: 'finished', startMs: 1_790_000_000_000, endMs: 1_790_000_005_000, params: { depth: '3' }, tags: {},
        metrics: [{ key: 'blown up', value: 'Infinity', step: 0, timeMs: 1_790_000_000_000 }, { key: 'test_accuracy', value: 0.91, step: 0, timeMs: 1_790_000_000_000 }], registered: ['churn/3'], histograms: [],
      },
    ]);
    const history = (await store.histories('b2', signal)).get('val/loss');
    expect(history?.step).toHaveLength(300);
    expect(history?.value[7]).toBeNaN();
    expect(history?.value[299]).toBe(1 / 300);
    store.close();
  });

  it.each([
    ['empty', (file: string) => writeFileSync(file, ''), /is empty/],
    ['no database', (file: string) => writeFileSync(file, 'hello, I am a text and no database at all'), /no SQLite database/],
    ['in the middle of a change', (file: string) => { copyFileSync(path.join(fixtures, 'training', 'mlflow.db'), file); writeFileSync(`${file}-journal`, Buffer.from('d9d505f920a163d7', 'hex')); }, /in the middle of a change/],
    ['cut off', (file: string) => writeFileSync(file, readFileSync(path.join(fixtures, 'training', 'mlflow.db')).subarray(0, 5000)), /SQLite says/],
  ])('that is %s says so', async (_, make, message) => {
    const folder = mkdtempSync(path.join(temp, 'bad-'));
    make(path.join(folder, 'mlflow.db'));
    await expect(new MlflowDb(spec(folder)).list(signal)).rejects.toThrow(message);
  });

  it('that is too large for a copy is read in place where this Node can, and says what to do where it cannot', async () => {
    const file = path.join(copied(), 'mlflow.db');
    const opened = await openDatabase(file, 1000).then((database) => database.rows('SELECT count(*) AS n FROM metrics')[0]?.['n'], (error: unknown) => String(error));
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
    if (major > 22 || (major === 22 && minor >= 5)) expect(Number(opened)).toBe(300);
    else expect(opened).toMatch(/needs Node 22\.5 or newer, or `mlflow server/);
  });
});

describe('the folder mlruns', () => {
  const root = path.join(mkdtempSync(path.join(temp, 'folder-')), 'mlruns');
  const put = (name: string, content: string): void => {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), content);
  };

  it('gives runs, odd names and values among them; what cannot be read is counted and named', async () => {
    put('0/meta.yaml', "experiment_id: '0'\nlifecycle_stage: active\nname: \"churn: sp\\xE4te\n  Z\\xFCge\"\n");
    put('0/r1/meta.yaml', "run_id: r1\nrun_name: '12'\nstatus: 3\nstart_time: 1790000000000\nend_time: 1790000005000\nlifecycle_stage: active\n");
    put('0/r1/metrics/val/loss', '1790000000000 0.5 0\n1790000000001 nan 1\nbroken line here\n1790000000002 inf 2\n1790000000003 0.25 3 data digest\n17900000000');
    put('0/r1/metrics/old', '1790000000000 7\n');
    put('0/r1/params/depth', '3');
    put('0/r1/tags/note', 'x');
    put('0/r2/meta.yaml', 'run_id: r2\nstatus: 1\nlifecycle_stage: deleted\n');
    put('0/r3/meta.yaml', 'run_id: [unclosed\n');
    put('models/churn/version-2/meta.yaml', 'name: churn\nversion: 2\nrun_id: r1\n');
    let nowMs = 0;
    const store = new Mlruns(spec(path.dirname(root), 'mlruns'), () => nowMs);
    const { runs, notes } = await store.list(signal);
    expect(runs).toEqual([{
      id: 'r1', name: '12', experiment: 'churn: späte Züge', status: 'finished', startMs: 1_790_000_000_000, endMs: 1_790_000_005_000, params: { depth: '3' }, tags: { note: 'x' },
      metrics: [{ key: 'old', value: 7, step: 0, timeMs: 1_790_000_000_000 }, { key: 'val/loss', value: 0.25, step: 3, timeMs: 1_790_000_000_003 }], registered: ['churn/2'], histograms: [],
    }]);
    expect(notes).toEqual([expect.stringMatching(/r3.*meta\.yaml cannot be read as YAML/), '1 lines of metric files cannot be read and are left out.']);
    const loss = (await store.histories('r1', signal)).get('val/loss');
    expect([...(loss?.value ?? [])]).toEqual([0.5, Number.NaN, Infinity, 0.25]);
    appendFileSync(path.join(root, '0/r1/metrics/val/loss'), '04 0.125 4\n');
    expect([...((await store.histories('r1', signal)).get('val/loss')?.value ?? [])].at(-1)).toBe(0.125);
    // What is added to a finished run is seen at once, what is written over in place within a minute.
    put('0/r1/metrics/added', '1790000000000 1 0\n');
    expect((await store.list(signal)).runs[0]?.metrics.map(({ key }) => key)).toEqual(['added', 'old', 'val/loss']);
    put('0/r1/tags/note', 'y');
    expect((await store.list(signal)).runs[0]?.tags).toEqual({ note: 'x' });
    nowMs += 61_000;
    expect((await store.list(signal)).runs[0]?.tags).toEqual({ note: 'y' });
    expect(await recognisePath(path.dirname(root))).toEqual({ kind: 'mlflow', path: root });
  });

  it('that holds nothing says so', async () => {
    await expect(new Mlruns(spec(mkdtempSync(path.join(temp, 'none-')), '.')).list(signal)).rejects.toThrow(/no experiment of MLflow/);
    await expect(new Mlruns(spec(temp, 'not there')).list(signal)).rejects.toThrow(/no such folder/);
  });
});

describe('pieces', () => {
  it('read JSON of Python with what is no number, and leave texts alone', () => {
    expect(parseLooseJson('{"a": NaN, "b": -Infinity, "c": "NaN, Infinity \\" NaN", "d": [Infinity, 1]}')).toEqual({ a: 'NaN', b: '-Infinity', c: 'NaN, Infinity " NaN', d: ['Infinity', 1] });
    expect(() => parseLooseJson('{"a": NaN')).toThrow(SyntaxError);
    fc.assert(fc.property(fc.jsonValue(), (value) => {
      expect(parseLooseJson(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }));
  });

  it('take numbers as numbers or texts, and the greatest double for infinity', () => {
    expect(['12', '-3.5', 'NaN', 'nan', 'Infinity', '-inf', 7, Number.MAX_VALUE, '', 'x', null].map(looseNumber)).toEqual([12, -3.5, Number.NaN, Number.NaN, Infinity, -Infinity, 7, Infinity, null, null, null]);
    expect(['RUNNING', 3, '3', 5, 'x', undefined].map(statusOf)).toEqual(['running', 'finished', 'finished', 'killed', 'unknown', 'unknown']);
  });

  it('find experiments by name or id and name those that are not there', () => {
    const all = [{ id: '1', name: 'a' }, { id: '2', name: 'b' }];
    expect(chosenExperiments(all, ['b', '1', 'z'])).toEqual({ experiments: all, notes: ['There is no experiment "z".'] });
    expect(() => chosenExperiments(all, ['z'])).toThrow(/no experiment "z"; there are "a", "b"/);
  });

  it('parse metric files line by line, in any order of steps', () => {
    fc.assert(fc.property(fc.array(fc.record({ step: fc.integer({ min: -5, max: 1000 }), timeMs: fc.integer({ min: 1, max: 2e12 }), value: fc.double({ min: -1e300, max: 1e300, noNaN: true }) })), (points) => {
      const { history, badLines } = parseMetricFile(points.map(({ step, timeMs, value }) => `${timeMs} ${value} ${step}\n`).join(''));
      expect(badLines).toBe(0);
      const expected = historyOf(points);
      expect([...history.step]).toEqual([...expected.step]);
      expect([...history.value].map((x) => x + 0)).toEqual([...expected.value].map((x) => x + 0));
    }));
  });

  it('take as last the largest step, then the latest time, then the largest value', () => {
    expect(lastIndex(historyOf([]))).toBe(-1);
    const history = historyOf([{ step: 2, timeMs: 5, value: 1 }, { step: 2, timeMs: 9, value: Number.NaN }, { step: 2, timeMs: 9, value: 3 }, { step: 1, timeMs: 99, value: 8 }]);
    expect(history.value[lastIndex(history)]).toBe(3);
  });
});
