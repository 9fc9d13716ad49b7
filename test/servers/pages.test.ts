import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MetricColumn } from '../../src/core/metrics/metricColumn';
import type { MetricPlan } from '../../src/core/metrics/metricPlan';
import type { MetricsPageSpec } from '../../src/core/metrics/metricsSpec';
import type { MetricSourceState } from '../../src/core/metrics/metricSourceState';
import { HttpClient } from '../../src/engine/http/httpClient';
import { findPromServer } from '../../src/engine/metrics/prometheus/findPromServer';
import { PromServer } from '../../src/engine/metrics/prometheus/promServer';
import { openReader } from '../../src/engine/service/openReader';
import { DebianServers, noServers } from './debianServers';
import { startFaultProxy, startFaultServer, startRawServer, type FaultServer } from './faultServer';
import { freePort } from './serverProcess';

/* Pages of real servers as sources: each look is one opening of the source at a time of our own, so that its history is read from disk each time. */

const servers = new DebianServers();
const closing: (() => Promise<void>)[] = [];
let storage = '';
const signal = new AbortController().signal;
const t0 = Date.UTC(2026, 0, 15, 8);
const axis = { kind: 'time', start: t0 * 1000, step: 60e6, count: 2 } as const;

beforeEach(() => {
  storage = mkdtempSync(path.join(tmpdir(), 'mv-pages-'));
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  rmSync(storage, { recursive: true, force: true });
});
afterAll(() => servers.close());

const spec = (url: string, more: Partial<MetricsPageSpec> = {}): MetricsPageSpec => ({ kind: 'metrics', name: 'page', url, folder: '/', intervalSeconds: 10, ...more });
/** One look, `seconds` after the start. */
async function look(of: MetricsPageSpec, seconds: number): Promise<{ readonly state: MetricSourceState; readonly columns: readonly MetricColumn[] }> {
  const reader = await openReader(of, { secrets: {}, storage, onChange: () => undefined, now: () => t0 + seconds * 1000 }, signal);
  const columns = await reader.columns(axis, signal);
  const { state } = reader;
  await reader.close();
  return { state, columns };
}
const sum = (list: Float64Array): number => list.reduce((total, one) => total + one, 0);
function only<K extends MetricColumn['kind']>(columns: readonly MetricColumn[], name: string, kind: K): Extract<MetricColumn, { kind: K }> {
  const column = columns.find((one) => one.name === name);
  if (column?.kind !== kind) throw new Error(`no ${kind} ${name} among ${columns.map((one) => `${one.name} (${one.kind})`).join(', ')}`);
  return column as Extract<MetricColumn, { kind: K }>;
}

describe('pages of real servers', () => {
  beforeEach((test) => {
    if (noServers !== null) test.skip(noServers);
  });

  it('the Pushgateway: kept over restarts, a gap is a gap', async () => {
    const gateway = await servers.pushgateway();
    const push = async (requests: number, slow: number): Promise<void> => {
      const page = `# TYPE served_total counter\nserved_total{code="200"} ${requests}\n# TYPE latency_seconds histogram\nlatency_seconds_bucket{le="0.1"} ${requests - slow}\nlatency_seconds_bucket{le="1"} ${requests}\nlatency_seconds_bucket{le="+Inf"} ${requests}\nlatency_seconds_sum ${requests * 0.05}\nlatency_seconds_count ${requests}\n`;
      expect((await fetch(`${gateway.origin}/metrics/job/model`, { method: 'PUT', body: page })).status).toBe(200);
    };
    let down = false;
    const proxy = await startFaultProxy(gateway.port, (_, response) => {
      if (down) response.destroy();
      return down;
    });
    closing.push(() => proxy.close());
    const of = (metric: string) => ({ metric, matchers: [] });
    const plans: readonly MetricPlan[] = [
      { kind: 'rate', of: of('served_total'), name: 'requests', metric: 'served_total', role: 'requests', unit: 'requests', scale: 1, reason: 'test' },
      { kind: 'histogram', of: of('latency_seconds'), native: false, name: 'latency', metric: 'latency_seconds', role: 'latency', unit: 'ms', scale: 1_000, reason: 'test' },
    ];
    const page = spec(`${proxy.origin}/metrics`, { plans });
    await push(100, 10);
    expect((await look(page, 0)).state).toMatchObject({ state: 'live', from: t0 * 1000 });
    // Asked for protobuf first, which this gateway speaks.
    expect(proxy.seen.at(-1)?.headers.accept).toMatch(/^application\/vnd\.google\.protobuf/);
    await push(160, 40);
    await look(page, 10);
    down = true;
    expect((await look(page, 20)).state).toMatchObject({ state: 'failed', reason: expect.stringContaining('dropped the connection') as string });
    down = false;
    await push(900, 40);
    await look(page, 30);
    await push(910, 45);
    const { columns, state } = await look(page, 40);
    expect(state).toMatchObject({ state: 'live', from: t0 * 1000, missing: [] });
    const [requests, latency] = [only(columns, 'requests', 'rate'), only(columns, 'latency', 'histogram')];
    // 60 and 10; the 740 of the gap are nobody's.
    expect([sum(requests.amount), sum(requests.seconds), sum(latency.counts), [...latency.edges], [...latency.counts].slice(0, 3)]).toEqual([70, 20, 70, [100, 1_000], [35, 35, 0]]);
  });

  it('a node exporter: the machine, each figure there and within its bounds', async () => {
    const { origin } = await servers.nodeExporter();
    await look(spec(`${origin}/metrics`), 0);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const { state, columns } = await look(spec(`${origin}/metrics`), 10);
    expect(state).toMatchObject({ state: 'live', systems: expect.arrayContaining(['node exporter', 'process']) as string[], missing: [] });
    expect(state.reason).toBeUndefined();
    const cpu = only(columns, 'CPU utilisation', 'ratio');
    expect(sum(cpu.whole)).toBeGreaterThan(0);
    expect(sum(cpu.part) >= 0 && sum(cpu.part) <= sum(cpu.whole)).toBe(true);
    const memory = only(columns, 'memory used', 'level');
    expect(sum(memory.n)).toBe(2);
    expect(sum(memory.sum) / 2).toBeGreaterThan(0.01);
    expect(sum(memory.sum) / 2).toBeLessThan(1);
  });

  it('Prometheus and VictoriaMetrics of themselves, bad lines none', async () => {
    const [prometheus, victoria] = await Promise.all([servers.prometheus(), servers.victoriaMetrics()]);
    const ask = async (origin: string): Promise<unknown> => (await fetch(`${origin}/api/v1/query?query=vector(1)`)).text();
    // A series counts from its first sight on: of queries, and of the page itself.
    for (const { origin } of [prometheus, victoria]) await Promise.all([ask(origin), fetch(`${origin}/metrics`)]);
    for (const { origin } of [prometheus, victoria]) await look(spec(`${origin}/metrics`), 0);
    for (let asked = 0; asked < 40; asked += 1) for (const { origin } of [prometheus, victoria]) await ask(origin);
    const own = await look(spec(`${prometheus.origin}/metrics`), 10);
    expect(own.state).toMatchObject({ state: 'live', systems: expect.arrayContaining(['Prometheus itself']) as string[] });
    expect(own.state.reason).toBeUndefined();
    // The 40 queries, and the page itself.
    expect(sum(only(own.columns, 'request latency', 'histogram').counts)).toBe(41);
    expect(sum(only(own.columns, 'requests', 'rate').amount)).toBe(41);
    // Its page is a few seconds old.
    let seconds = 5;
    const theirs = (): ReturnType<typeof look> => look(spec(`${victoria.origin}/metrics`), (seconds += 1));
    expect((await theirs()).state).toMatchObject({ state: 'live', systems: expect.arrayContaining(['VictoriaMetrics itself']) as string[] });
    expect((await theirs()).state.reason).toBeUndefined();
    await expect.poll(async () => sum(only((await theirs()).columns, 'requests', 'rate').amount), { timeout: 20_000, interval: 1_000 }).toBeGreaterThanOrEqual(40);
  });
});

describe('VictoriaMetrics as it comes, with its newest half minute hidden', () => {
  beforeEach((test) => {
    if (noServers !== null) test.skip(noServers);
  });

  it('has its newest slots all the same, and is asked for no more points than it allows', async () => {
    const { origin } = await servers.victoriaMetrics({ latencyOffset: '30s' });
    const now = Math.floor(Date.now() / 1000) * 1000;
    const lines = Array.from({ length: 120 }, (_, at) => `queue_depth ${at < 110 ? 1 : 50} ${now - (119 - at) * 1000}`);
    expect((await fetch(`${origin}/api/v1/import/prometheus`, { method: 'POST', body: `${lines.join('\n')}\n` })).ok).toBe(true);
    await fetch(`${origin}/internal/force_flush`);
    const client = new HttpClient(origin);
    closing.push(() => Promise.resolve(client.close()));
    const { server, product } = await findPromServer(client, new URL(origin));
    expect(product).toBe('VictoriaMetrics');
    const asked: string[] = [];
    const proxy = await startFaultProxy(Number(new URL(origin).port), (request) => {
      asked.push(request.url ?? '');
      return false;
    });
    closing.push(() => proxy.close());
    const through = new HttpClient(proxy.origin);
    closing.push(() => Promise.resolve(through.close()));
    const found = await findPromServer(through, new URL(proxy.origin));
    const values = async (of: PromServer, stepMs: number, backMs: number): Promise<readonly number[] | undefined> => (await of.range(`max_over_time(queue_depth[${stepMs}ms])`, { startMs: now - backMs, endMs: now, stepMs }, signal)).series[0]?.values;
    // Slots are a minute or longer, where nothing is hidden.
    expect(await values(found.server, 60_000, 60_000)).toEqual([1, 50]);
    // Below, 1.79 repeats what was half a minute ago, whatever it is told: that is no look at a level, and is left out.
    expect(await values(new PromServer(client, ''), 5_000, 80_000)).toEqual(Array.from({ length: 17 }, () => 1));
    const looked = await values(found.server, 5_000, 80_000);
    expect([new Set(looked), (looked?.length ?? 0) <= 11 && (looked?.length ?? 0) >= 9]).toEqual([new Set([1]), true]);
    expect(asked.filter((url) => url.includes('query_range')).every((url) => url.includes('latency_offset=1ms'))).toBe(true);
    // 40,000 points: more than the 30,000 that it gives at once.
    const range = { startMs: now - 60_000 - 39_999_000, endMs: now - 60_000, stepMs: 1_000 };
    const whole = await client.send({ url: new URL(`${origin}/api/v1/query_range?query=vector(1)&start=${range.startMs / 1000}&end=${range.endMs / 1000}&step=1`), takes: () => true });
    expect([whole.status, whole.body.toString()]).toEqual([expect.any(Number), expect.stringContaining('30000')]);
    const { series, failed } = await server.range('vector(1)', range, signal);
    expect([series[0]?.times.length, failed]).toEqual([40_000, []]);
  });
});

describe('a page that is faulty', () => {
  it('is a state with words, and the next look may be better', async () => {
    const server = await startFaultServer((_, response) => void response.end('up 1\nmodel_queue_depth 4\n'));
    closing.push(() => server.close());
    const page = spec(`${server.origin}/metrics`);
    let seconds = 0;
    expect((await look(page, seconds)).state).toMatchObject({ state: 'live' });
    const faults: readonly (readonly [FaultServer['answer'], string])[] = [
      [(_, response) => void (response.writeHead(200, { 'content-length': '100' }).write('up 1\n'), setTimeout(() => response.destroy(), 20)), 'ended before it was complete'],
      [(_, response) => void response.destroy(), 'dropped the connection'],
      [(_, response) => void response.end('this is no page\nat all\n'), '2 lines could not be read'],
      [(_, response) => void response.setHeader('content-type', 'text/html').end('<!doctype html><title>x</title>'), 'another kind of document'],
      [(_, response) => void response.setHeader('content-type', 'application/json').end('{"up": 1}'), 'another kind of document'],
      [(_, response) => void response.end(''), 'holds no metric'],
      [(_, response) => void response.writeHead(401).end(), 'asks for a log-in'],
      [(_, response) => void response.writeHead(429, { 'retry-after': '30' }).end(), 'again in 30 s'],
      [(_, response) => void response.writeHead(500).end('panic: nil map'), 'panic: nil map'],
    ];
    for (const [answer, words] of faults) {
      server.answer = answer;
      expect((await look(page, (seconds += 1))).state, words).toMatchObject({ state: 'failed', reason: expect.stringContaining(words) as string });
    }
    // Protobuf that cannot be read in full is asked for as text, in the same look.
    server.answer = (request, response) => {
      const protobuf = (request.headers.accept ?? '').startsWith('application/vnd.google.protobuf');
      response.setHeader('content-type', protobuf ? 'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited' : 'text/plain; version=0.0.4');
      response.end(protobuf ? Buffer.from([200, 1, 2]) : 'model_queue_depth 6\nbroken{ 1\n');
    };
    const better = await look(page, (seconds += 1));
    expect(better.state).toMatchObject({ state: 'live', reason: expect.stringMatching(/^1 lines? could not be read, the first is line 2:/) as string });
    expect([...only(better.columns, 'model queue depth', 'level').sum][0]).toBe(10);
  });

  it('or that nobody wrote down correctly is a state too', async () => {
    expect((await look(spec('not an address'), 0)).state).toMatchObject({ state: 'failed', address: '' });
    expect((await look(spec(`http://127.0.0.1:${await freePort()}/metrics`), 0)).state.reason).toContain('is the server running');
    const noise = await startRawServer((socket) => socket.end('\u0000\u0001 noise\r\n\r\n'));
    closing.push(() => noise.close());
    expect((await look(spec(noise.origin), 0)).state.state).toBe('failed');
    expect(JSON.stringify((await look(spec('http://ann:secret-word@127.0.0.1:1/metrics'), 0)).state)).not.toContain('secret-word');
  });
});
