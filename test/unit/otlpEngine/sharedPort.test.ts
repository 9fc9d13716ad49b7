import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bundles } from '../../../scripts/bundles.mjs';
import { defaultSettings } from '../../../src/core/analysis/settings';
import type { MetricSourceState } from '../../../src/core/metrics/metricSourceState';
import { Endpoint } from '../../../src/protocol/endpoint';
import type { EngineCalls, EngineNews } from '../../../src/protocol/engineCalls';
import { freePort } from '../../servers/serverProcess';
import { cumulative, document, histogram } from '../otlp/otlpHarness';

/* Windows of the extension, each with the engine as it ships in a process of its own, and one port between them. */

const root = resolve(__dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'mv-share-'));
const script = join(root, 'dist', 'engine-share-under-test.cjs');
const children: ChildProcess[] = [];

beforeAll(async () => {
  const { source, options } = bundles().find(({ name }) => name === 'engine')!;
  await build({ ...options, entryPoints: [join(root, source)], outfile: script });
}, 60_000);
afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(script, { force: true });
});

let windows = 0;
function openWindow(port: number) {
  const own = join(folder, `window-${(windows += 1)}`);
  const child = fork(script, ['--temp', join(own, 'temp'), '--memory', '300MB'], { serialization: 'advanced', execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  children.push(child);
  const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
  const endpoint = new Endpoint<EngineCalls, EngineNews>(connection);
  child.once('exit', (code, signal) => endpoint.close({ code: 'engine-stopped', detail: String(signal ?? code), retry: true }));
  connection.listen();
  let id = '';
  return {
    child,
    open: async (): Promise<void> => {
      const state = await endpoint.call('source.open', { spec: { kind: 'metrics', name: 'otel', folder: own, sources: [{ kind: 'otlp', name: 'otel', listen: port, folder: own }] }, secrets: {}, storage: join(own, 'storage'), readAtMs: Date.now(), fresh: false }, { timeoutMs: 20_000 });
      id = state.id;
    },
    /** As the tree has it: the state comes with following. */
    state: async (): Promise<MetricSourceState> => {
      const [source] = (await endpoint.call('source.follow', { id, on: true }, { timeoutMs: 5_000 })).metrics ?? [];
      if (source === undefined) throw new Error('no source');
      return source;
    },
    close: () => endpoint.call('source.close', { id }, { timeoutMs: 5_000 }),
    /** Requests that its page counts. */
    counted: async (): Promise<number> => {
      const comparison = { baseline: { kind: 'slots', from: 0, to: 1 }, current: { kind: 'slots', from: 0, to: 1 } } as const;
      const page = await endpoint.call('report.make', { id, axis: null, comparison, named: {}, settings: defaultSettings, exact: 'never' }, { timeoutMs: 20_000 }).catch(() => null);
      return page === null ? 0 : Math.round(page.series.series.find((one) => one.id === 'latency.p95' || one.id === 'latency.p50')?.n.reduce((a, b) => a + b, 0) ?? 0);
    },
  };
}

const began = Math.floor(Date.now() / 1000) - 600;
/** Cumulative requests up to a time after the start; resolves with the HTTP status, or null where nobody listens. */
async function send(port: number, at: number, count: number): Promise<number | null> {
  const body = JSON.stringify(document([histogram('http.server.request.duration', cumulative, [{ since: began, at: began + at, count, sum: count / 10, bucketCounts: [0, count, 0], explicitBounds: [0.05, 0.2] }])]));
  return fetch(`http://127.0.0.1:${port}/v1/metrics`, { method: 'POST', headers: { 'content-type': 'application/json' }, body }).then(({ status }) => status, () => null);
}

describe('windows and one port', () => {
  it('share what comes; when the first ends, gently or not, the next has the port in a moment and has lost nothing', async () => {
    const port = await freePort();
    const [first, second, third] = [openWindow(port), openWindow(port), openWindow(port)];
    await first.open();
    await second.open();
    await third.open();
    expect((await first.state()).reason).not.toContain('another window');
    for (const one of [second, third]) expect(await one.state()).toMatchObject({ state: 'live', endpoint: `http://127.0.0.1:${port}`, reason: expect.stringContaining('received by another window') as string });
    for (const [at, count] of [[10, 100], [20, 250]] as const) expect(await send(port, at, count)).toBe(200);
    for (const one of [first, second, third]) await expect.poll(() => one.state().then(({ points }) => points), { timeout: 5_000 }).toBe(2);
    const killed = performance.now();
    first.child.kill('SIGKILL');
    // An exporter tries again while nobody listens.
    let status: number | null = null;
    while (status === null && performance.now() - killed < 10_000) {
      status = await send(port, 30, 300);
      if (status === null) await new Promise((done) => setTimeout(done, 20));
    }
    expect(status).toBe(200);
    const took = performance.now() - killed;
    expect(took).toBeLessThan(5_000);
    console.log(`taken over after ${Math.round(took)} ms`);
    for (const one of [second, third]) await expect.poll(() => one.state().then(({ points }) => points), { timeout: 5_000 }).toBe(3);
    const roles = await Promise.all([second, third].map(async (one) => ((await one.state()).reason?.includes('another window') === true ? 'shared' : 'own')));
    expect([...roles].sort()).toEqual(['own', 'shared']);
    const [owner, guest] = roles[0] === 'own' ? [second, third] : [third, second];
    // The guest has the owner's points already, so that its own counting goes on where the owner's ended.
    await owner.close();
    await expect.poll(() => send(port, 40, 420), { timeout: 5_000 }).toBe(200);
    expect(await guest.state()).toMatchObject({ points: 4, state: 'live' });
    expect(await guest.counted()).toBe(420);
  }, 60_000);

  it('make way where a foreign program has the port, all to the same free one, and say so', async () => {
    const foreign = net.createServer((socket) => socket.on('error', () => undefined).end('220 not yours\r\n'));
    const port = await new Promise<number>((done) => foreign.listen(0, '127.0.0.1', () => done((foreign.address() as net.AddressInfo).port)));
    const [a, b] = [openWindow(port), openWindow(port)];
    await a.open();
    await b.open();
    const [own, other] = [await a.state(), await b.state()];
    const taken = Number(own.endpoint?.split(':').at(-1));
    expect(taken).not.toBe(port);
    expect(own).toMatchObject({ state: 'live', reason: expect.stringContaining(`port ${port} belongs to another program, so it is ${taken}: set OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:${taken}`) as string });
    expect(other.endpoint).toBe(own.endpoint);
    expect(await send(taken, 10, 5)).toBe(200);
    for (const one of [a, b]) await expect.poll(() => one.state().then(({ points }) => points), { timeout: 5_000 }).toBe(1);
    foreign.close();
  }, 60_000);

  it('listen to this machine alone', async () => {
    const port = await freePort();
    const one = openWindow(port);
    await one.open();
    const outside = Object.values((await import('node:os')).networkInterfaces()).flat().find((each) => each?.internal === false && each.family === 'IPv4')?.address;
    if (outside === undefined) return expect((await one.state()).endpoint).toBe(`http://127.0.0.1:${port}`);
    await expect(new Promise((done, failed) => net.connect(port, outside).on('connect', done).on('error', failed))).rejects.toThrow('ECONNREFUSED');
  }, 30_000);
});
