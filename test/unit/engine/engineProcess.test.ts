import { type ChildProcess, fork } from 'node:child_process';
import { appendFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FaultError } from '../../../src/core/domain/fault';
import type { Progress } from '../../../src/core/domain/progress';
import { Endpoint } from '../../../src/protocol/endpoint';
import { type EngineCalls, type EngineNews, protocolVersion } from '../../../src/protocol/engineCalls';
import { bundles } from '../../../scripts/bundles.mjs';

/* The engine as the host runs it: its own bundle in its own process, over the real channel. */

const root = resolve(__dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'mv-engine-'));
const script = join(root, 'dist', 'engine-under-test.cjs');
const children: ChildProcess[] = [];

beforeAll(async () => {
  const { source, options } = bundles().find(({ name }) => name === 'engine')!;
  await build({ ...options, entryPoints: [join(root, source)], outfile: script });
  const rows = Array.from({ length: 2_000 }, (_, i) =>
    JSON.stringify({ timestamp: new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString(), age: i < 1_000 ? i % 50 : (i % 50) + 20, latency_ms: 10 + (i % 7), prediction: i % 2, label: i % 2 }),
  );
  writeFileSync(join(folder, 'log.jsonl'), `${rows.join('\n')}\n`);
}, 60_000);

afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(script, { force: true });
});

function start() {
  const child = fork(script, ['--temp', join(folder, 'temp'), '--memory', '500MB'], { serialization: 'advanced', execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  children.push(child);
  const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
  const endpoint = new Endpoint<EngineCalls, EngineNews>(connection);
  child.once('exit', (code, signal) => endpoint.close({ code: 'engine-stopped', detail: String(signal ?? code), retry: true }));
  connection.listen();
  return { child, endpoint };
}

const spec = { kind: 'log', name: 'log', folder, paths: ['log.jsonl'] } as const;
const query = { axis: null, comparison: null, named: {}, settings: {} } as const;
const gone = (child: ChildProcess) => new Promise((done) => (child.exitCode === null && child.signalCode === null ? child.once('exit', done) : done(null)));

describe('the engine process', () => {
  it('says who it is', async () => {
    const { child, endpoint } = start();
    const hello = await endpoint.call('engine.hello', { version: protocolVersion });
    expect(hello).toMatchObject({ version: protocolVersion, pid: child.pid });
    expect(hello.duckdb).toMatch(/^v?\d+\.\d+/);
  });

  it('opens a log and reports, then answers from the store without reading it', async () => {
    const { endpoint } = start();
    const steps: Progress[] = [];
    const open = { spec, storage: join(folder, 'store'), readAtMs: 1, fresh: false };
    const state = await endpoint.call('source.open', open, { onProgress: (step) => steps.push(step) });
    expect(state).toMatchObject({ state: 'ready', rows: 2_000, fromStore: false });
    expect(steps.map(({ stage }) => stage)).toContain('reading');
    const first = await endpoint.call('report.make', { id: state.id, ...query, exact: 'never' });
    expect(first.report.features.map(({ feature, verdict }) => [feature, verdict])).toEqual([['age', 'moved']]);
    const again = await endpoint.call('source.open', { ...open, readAtMs: 2 });
    expect(again).toMatchObject({ rows: 2_000, fromStore: true });
    const second = await endpoint.call('report.make', { id: again.id, ...query, exact: 'never' });
    expect(second.report.features).toEqual(first.report.features);
    expect(second.report.findings).toEqual(first.report.findings);
  });

  it('tells of a followed log that grows, and is silent once it is not followed', async () => {
    const { endpoint } = start();
    const lines = Array.from({ length: 300 }, (_, i) => JSON.stringify({ timestamp: new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString(), age: i % 50, prediction: i % 2 }));
    writeFileSync(join(folder, 'grows.jsonl'), `${lines.slice(0, 200).join('\n')}\n`);
    const { id } = await endpoint.call('source.open', { spec: { kind: 'log', name: 'grows', folder, paths: ['grows.jsonl'] }, storage: null, readAtMs: 1, fresh: true });
    const news: EngineNews['source.changed'][] = [];
    endpoint.on('source.changed', (one) => news.push(one));
    await expect(endpoint.call('source.follow', { id, on: true })).resolves.toMatchObject({ rows: 200, live: { rowsSince: 0, lastRowMs: null } });
    appendFileSync(join(folder, 'grows.jsonl'), `${lines.slice(200, 250).join('\n')}\n`);
    await expect.poll(() => news.at(-1), { timeout: 5_000 }).toMatchObject({ id, state: { id, rows: 250, live: { rowsSince: 50 } } });
    const { report } = await endpoint.call('report.make', { id, ...query, exact: 'never' });
    expect(report.source.rows).toBe(250);
    await expect(endpoint.call('source.follow', { id, on: false })).resolves.not.toHaveProperty('live');
    const told = news.length;
    appendFileSync(join(folder, 'grows.jsonl'), `${lines.slice(250).join('\n')}\n`);
    await new Promise((done) => setTimeout(done, 1_000));
    expect(news).toHaveLength(told);
  });

  it('writes the report on show in each format, with the code places it is told', async () => {
    const { endpoint } = start();
    const { id } = await endpoint.call('source.open', { spec, storage: null, readAtMs: 1, fresh: true });
    const { report } = await endpoint.call('report.make', { id, ...query, exact: 'never' });
    const places = { age: [{ file: 'model/people.py', line: 7 }] };
    const write = async (format: 'html' | 'markdown' | 'json') => (await endpoint.call('report.render', { id, ...query, format, places })).text;
    const written: unknown = JSON.parse(await write('json'));
    expect(written).toMatchObject({ schema: report.schema, findings: JSON.parse(JSON.stringify(report.findings)) as unknown, details: { age: { feature: 'age', qualityByValue: { metric: 'accuracy' } } } });
    expect(JSON.stringify(written)).toContain('model/people.py');
    expect(await write('markdown')).toContain('model/people.py:7');
    expect(await write('html')).toMatch(/<\/html>\s*$/);
  });

  it('answers unknown sources with a typed fault', async () => {
    const error = await start().endpoint.call('report.make', { id: 'none', ...query, exact: 'never' }).catch((each: unknown) => each);
    expect(error).toBeInstanceOf(FaultError);
    expect((error as FaultError).fault.code).toBe('not-found');
  });

  it('fails pending calls when it is killed, and leaves no temp files to the next one', async () => {
    const { child, endpoint } = start();
    await endpoint.call('source.open', { spec, storage: null, readAtMs: 1, fresh: true });
    const pending = endpoint.call('source.open', { spec, storage: null, readAtMs: 1, fresh: true }).catch((each: unknown) => each);
    child.kill('SIGKILL');
    expect(((await pending) as FaultError).fault.code).toBe('engine-stopped');
    const next = start();
    await next.endpoint.call('source.open', { spec, storage: null, readAtMs: 1, fresh: true });
    expect(readdirSync(join(folder, 'temp'))).toEqual([`engine-${next.child.pid}`]);
  });

  it('ends when its parent goes away', async () => {
    const { child } = start();
    await new Promise((resolve) => child.once('spawn', resolve));
    child.disconnect();
    await gone(child);
    expect(child.exitCode).toBe(0);
  });

  it('refuses to be started by a person', async () => {
    const child = fork(script, [], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: [] });
    children.push(child);
    await gone(child);
    expect(child.exitCode).toBe(2);
  });
});
