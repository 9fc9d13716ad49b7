import { appendFileSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { SourceState } from '../../../src/core/domain/source';
import { EngineService } from '../../../src/engine/service/engineService';
import type { HandlerContext } from '../../../src/protocol/endpoint';

const root = mkdtempSync(path.join(tmpdir(), 'mv-follow-'));
const service = new EngineService({ tempFolder: path.join(root, 'temp'), memoryLimit: '500MB', wasmFolder: root });
mkdirSync(path.join(root, 'temp'));
const engine = service.handlers();
const told = new Map<string, SourceState>();
service.onSourceChanged = (id, state) => told.set(id, state);
afterAll(async () => {
  await service.dispose();
  rmSync(root, { recursive: true, force: true });
});

const context: HandlerContext = { signal: new AbortController().signal, onProgress: () => undefined };
const query = { axis: null, comparison: null, named: {}, settings: {} } as const;
const line = (i: number, more: object = {}): string =>
  `${JSON.stringify({ timestamp: new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString(), age: (i * 7) % 50, latency_ms: 10 + (i % 9), prediction: i % 2, label: i % 3 === 0 ? 1 - (i % 2) : i % 2, ...more })}\n`;
const lines = (from: number, to: number, more: (i: number) => object = () => ({})): string => Array.from({ length: to - from }, (_, i) => line(from + i, more(from + i))).join('');

async function begin(name: string, text: string, storage: string | null = null) {
  const file = path.join(root, name);
  writeFileSync(file, text);
  const spec = { kind: 'log', name, folder: root, paths: [name] } as const;
  const open = () => engine['source.open']({ spec, storage, readAtMs: 1, fresh: false }, context);
  const { id } = await open();
  await engine['source.follow']({ id, on: true }, context);
  const report = (more: object = {}) => engine['report.make']({ id, ...query, ...more, exact: 'never' }, context);
  const rows = (n: number) => expect.poll(() => told.get(id)?.rows, { timeout: 10_000, interval: 20 }).toBe(n);
  return { file, id, open, report, rows };
}

describe('a followed source', () => {
  it('counts what comes into its cubes: what was chosen stays, a default comparison goes with the data', async () => {
    const { file, id, report, rows } = await begin('grows.jsonl', lines(0, 20_000));
    const first = await report();
    const range = { baseline: { kind: 'range', from: Date.UTC(2026, 0, 1) * 1e3, to: Date.UTC(2026, 0, 3) * 1e3 }, current: { kind: 'range', from: Date.UTC(2026, 0, 4) * 1e3, to: Date.UTC(2026, 0, 6) * 1e3 } } as const;
    const chosen = await report({ comparison: range });
    appendFileSync(file, lines(20_000, 23_000, () => ({ age: 90 })));
    await rows(23_000);
    const next = await report();
    expect(next.report.source).toMatchObject({ rows: 23_000, readAtMs: 1, live: { rowsSince: 3_000 } });
    expect(next.report.current.to).toBeGreaterThan(first.report.current.to!);
    const still = await report({ comparison: range });
    expect([still.report.baseline.rows, still.report.current.rows]).toEqual([chosen.report.baseline.rows, chosen.report.current.rows]);
    expect(still.report.features).toEqual(chosen.report.features);
    // What came is in the slots where it belongs, and no row is counted twice.
    const whole = await report({ comparison: { preset: { kind: 'parts', baseline: 0.5, current: 0.5 } } });
    expect(whole.report.baseline.rows + whole.report.current.rows).toBe(23_000);
    const age = (await engine['feature.read']({ id, ...query, comparison: null, feature: 'age', rows: true }, context));
    expect(age.qualityByValue).not.toBeNull();
    for (const axis of ['row', 'time'] as const) expect((await report({ axis })).report.source.rows).toBe(23_000);
    const exact = await engine['report.make']({ id, ...query, exact: 'auto' }, context);
    expect(exact.report.features.map(({ feature, verdict }) => [feature, verdict])).toEqual(next.report.features.map(({ feature, verdict }) => [feature, verdict]));
  });

  it('takes late rows into earlier slots, and answers alerts and reasons from all rows', async () => {
    const { file, id, report, rows } = await begin('late.jsonl', lines(0, 12_000));
    await report();
    appendFileSync(file, lines(100, 200) + lines(12_000, 12_500));
    await rows(12_600);
    const { report: made } = await report({ comparison: { preset: { kind: 'parts', baseline: 0.5, current: 0.5 } } });
    expect(made.baseline.rows + made.current.rows).toBe(12_600);
    expect(made.source.time.outOfOrder).toBe(1);
    const alerts = { window: null, windows: {}, baseline: null, excluded: [], settings: { levels: { drift: 0.01, service: 0.01, quality: 0.01, business: 0.01 }, floors: { numeric: 0.1, category: 0.05, missing: 0.02, latency: 0.05, rate: 0.01, throughput: 0.1, relative: 0.05 }, featureFloors: {}, offset: 0 }, rules: { slos: [], limits: [], quiet: [] }, notify: [] } as const;
    const replay = await engine['alerts.replay']({ id, ...alerts }, context);
    const anew = await engine['source.open']({ spec: { kind: 'log', name: 'the same anew', folder: root, paths: ['late.jsonl'] }, storage: null, readAtMs: 1, fresh: true }, context);
    expect(replay.cadences).toEqual((await engine['alerts.replay']({ id: anew.id, ...alerts }, context)).cadences);
    const why = await engine['why.explain']({ id, ...query, metric: 'quality.accuracy' }, context);
    expect(why.parts).not.toBeUndefined();
  });

  it('counts once more where a new class comes', async () => {
    const { file, report, rows } = await begin('classes.jsonl', lines(0, 12_000, (i) => ({ prediction: ['a', 'b', 'c'][i % 3], label: ['a', 'b', 'c'][(i + Number(i % 5 === 0)) % 3] })));
    await report();
    appendFileSync(file, lines(12_000, 12_300, () => ({ prediction: 'd', label: 'd' })));
    await rows(12_300);
    const { report: made } = await report({ comparison: { preset: { kind: 'parts', baseline: 0.5, current: 0.5 } } });
    expect(made.baseline.rows + made.current.rows).toBe(12_300);
    expect(made.findings.find(({ id }) => id === 'quality.accuracy')?.reason).not.toMatch(/not available/);
  });

  it('learns once more from a log that was too small to learn from, and takes in one that was empty', async () => {
    const { file, id, rows } = await begin('small.jsonl', lines(0, 3, () => ({ late: null })));
    expect(told.get(id)?.columns.find(({ name }) => name === 'late')?.kind).toBe('empty');
    appendFileSync(file, lines(3, 400, (i) => ({ late: i / 2 })));
    await rows(400);
    await expect.poll(() => told.get(id)?.columns.find(({ name }) => name === 'late')?.kind, { timeout: 5_000 }).toBe('numeric');
    const empty = await begin('empty.jsonl', '');
    appendFileSync(empty.file, lines(0, 50));
    await empty.rows(50);
    expect(told.get(empty.id)?.state).toBe('ready');
    expect((await empty.report()).report.source.rows).toBe(50);
  });

  it('keeps its grown cube: opened again it reads nothing; grown meanwhile it is read once and followed on', async () => {
    const storage = path.join(root, 'store');
    const { file, id, open, report, rows } = await begin('kept.jsonl', lines(0, 12_000), storage);
    await report();
    appendFileSync(file, lines(12_000, 12_500));
    await rows(12_500);
    await expect(engine['source.follow']({ id, on: false }, context)).resolves.not.toHaveProperty('live');
    expect(await open()).toMatchObject({ rows: 12_500, fromStore: true });
    expect((await report({ comparison: { preset: { kind: 'parts', baseline: 0.5, current: 0.5 } } })).report.source.rows).toBe(12_500);
    await engine['source.follow']({ id, on: true }, context);
    appendFileSync(file, lines(12_500, 12_600));
    await rows(12_600);
    expect(told.get(id)).toMatchObject({ fromStore: false, live: { rowsSince: 100, notes: [expect.stringContaining('it has grown since its summary was stored')] } });
    appendFileSync(file, lines(12_600, 12_700));
    await rows(12_700);
    const { report: made } = await report({ comparison: { preset: { kind: 'parts', baseline: 0.5, current: 0.5 } } });
    expect(made.baseline.rows + made.current.rows).toBe(12_700);
  });

  it('loses nothing while it is paused, nor when the file is emptied', async () => {
    const { file, id, report, rows } = await begin('paused.jsonl', lines(0, 11_000));
    await report();
    await engine['source.follow']({ id, on: false }, context);
    appendFileSync(file, lines(11_000, 11_500));
    await engine['source.follow']({ id, on: true }, context);
    await rows(11_500);
    truncateSync(file, 0);
    appendFileSync(file, lines(11_500, 11_600));
    await rows(11_600);
    const { report: made } = await report({ comparison: { preset: { kind: 'parts', baseline: 0.5, current: 0.5 } } });
    expect(made.baseline.rows + made.current.rows).toBe(11_600);
  });
});

describe('labels that come while a log is followed', () => {
  const withId = (i: number): object => ({ request_id: `r${i}`, label: undefined });
  const labelLines = (from: number, to: number): string => Array.from({ length: to - from }, (_, i) => `r${from + i},${(from + i) % 2},${new Date(Date.UTC(2026, 0, 2) + (from + i) * 60_000).toISOString()}\n`).join('');

  it('are joined: to rows that come, and by reading again where a label file appears or grows', async () => {
    writeFileSync(path.join(root, 'late.jsonl'), lines(0, 12_000, withId));
    const spec = { kind: 'log', name: 'late', folder: root, paths: ['late.jsonl'], labels: { paths: ['late-labels/*.csv'] } } as const;
    const { id, labels } = await engine['source.open']({ spec, storage: null, readAtMs: 1, fresh: false }, context);
    expect(labels).toMatchObject({ state: 'not joined', files: [{ reason: 'no file matches' }] });
    await engine['source.follow']({ id, on: true }, context);
    mkdirSync(path.join(root, 'late-labels'));
    writeFileSync(path.join(root, 'late-labels', '1.csv'), `request_id,label,labelled_at\n${labelLines(0, 6_000)}`);
    await expect.poll(() => told.get(id)?.labels?.labelled, { timeout: 10_000, interval: 50 }).toBe(6_000);
    expect(told.get(id)?.live?.notes.join(' ')).toMatch(/^Read again from the beginning at ..:.. UTC: a label file changed\.$/);
    const first = await engine['report.make']({ id, ...query, exact: 'never' }, context);
    expect(first.report.findings.find((finding) => finding.id === 'quality.accuracy')?.coverage?.baseline).not.toBeNull();
    // Also of predictions that are not there yet.
    writeFileSync(path.join(root, 'late-labels', '2.csv'), `request_id,label,labelled_at\n${labelLines(6_000, 12_100)}`);
    await expect.poll(() => told.get(id)?.labels, { timeout: 10_000, interval: 50 }).toMatchObject({ labelled: 12_000, withoutPrediction: 100 });
    appendFileSync(path.join(root, 'late.jsonl'), lines(12_000, 12_200, withId));
    await expect.poll(() => told.get(id)?.rows, { timeout: 10_000, interval: 50 }).toBe(12_200);
    const page = await engine['report.make']({ id, ...query, comparison: { baseline: { kind: 'slots', from: 0, to: 1 }, current: { kind: 'range', from: (Date.UTC(2026, 0, 1) + 12_000 * 60_000) * 1e3, to: (Date.UTC(2026, 0, 1) + 12_199 * 60_000) * 1e3 } }, exact: 'never' }, context);
    const coverage = page.report.findings.find((finding) => finding.id === 'quality.accuracy')?.coverage?.current ?? 0;
    expect(coverage).toBeGreaterThan(0.3);
    expect(coverage).toBeLessThan(0.95);
  }, 40_000);
});
