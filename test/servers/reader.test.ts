import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { histogramQuantile } from '../../src/core/metrics/quantile/histogramQuantile';
import type { PrometheusSpec } from '../../src/core/metrics/metricsSpec';
import { openReader } from '../../src/engine/service/openReader';
import { OpenServers } from '../../src/engine/service/openServers';
import { defaultAlertSettings } from '../../src/core/alerts/alertSettings';
import { DebianServers, noServers, type Served } from './debianServers';
import { startFaultProxy } from './faultServer';
import { remoteWrite } from './remoteWrite';
import { hoursOf, servedModel, startMs } from './servedModel';

/* A source of metrics as the panel opens it, over two hours of a model server in a real Prometheus: recognised, read, judged, and what is said when it cannot be. */

const servers = new DebianServers();
let prometheus: Served;
const nowMs = startMs + 2 * 3_600_000;
const signal = new AbortController().signal;
const context = { signal, onProgress: () => undefined };
const axis = { kind: 'time', start: startMs * 1000, step: 60e6, count: 120 } as const;
const spec = (more: Partial<PrometheusSpec> = {}): PrometheusSpec => ({ kind: 'prometheus', name: 'prod', url: prometheus.origin, folder: '/', labels: { model_name: 'churn' }, scrapeSeconds: 15, ...more });
const options = { secrets: {}, storage: null, onChange: () => undefined, now: () => nowMs };

beforeAll(async () => {
  if (noServers !== null) return;
  prometheus = await servers.prometheus();
  for (const hour of hoursOf(servedModel())) await remoteWrite(`${prometheus.origin}/api/v1/write`, hour);
});
beforeEach((test) => {
  if (noServers !== null) test.skip(noServers);
});
afterAll(() => servers.close());

describe('a Prometheus server as a source', () => {
  it('is found, recognised without a preset, and its percentiles are its own', async () => {
    const reader = await openReader(spec(), options, signal);
    expect(reader.state).toMatchObject({ state: 'live', address: prometheus.origin, sampleSeconds: 15 });
    expect(reader.state.systems[0]).toMatch(/^Prometheus 2\./);
    // To the step of the look that found it.
    expect(Math.abs((reader.state.from ?? 0) / 1000 - startMs)).toBeLessThanOrEqual(600_000);
    const columns = await reader.columns(axis, signal);
    expect(reader.state.missing).toEqual([]);
    const latency = columns.find((column) => column.kind === 'histogram' && column.metric === 'request_seconds');
    if (latency?.kind !== 'histogram') throw new Error('no latency');
    expect(latency).toMatchObject({ role: 'latency', unit: 'ms' });
    const width = latency.edges.length + 1;
    const query = encodeURIComponent('histogram_quantile(0.95, sum by (le) (increase(request_seconds_bucket{model_name="churn"}[60s])))');
    for (const slot of [5, 40, 100]) {
      const reply = (await (await fetch(`${prometheus.origin}/api/v1/query?query=${query}&time=${(startMs + (slot + 1) * 60_000) / 1000}`)).json()) as { data: { result: readonly [{ value: [number, string] }] } };
      const own = Number(reply.data.result[0].value[1]) * 1000;
      expect(histogramQuantile(latency.counts.slice(slot * width, (slot + 1) * width), latency.edges, 0.95)?.value).toBeCloseTo(own, 8);
    }
    expect(columns.map(({ role }) => role)).toEqual(expect.arrayContaining(['latency', 'requests', 'errors', 'queue']));
    await reader.close();
  });

  it('has a page: both hours compared, the second found slower, in words and as a file', async () => {
    const page = await OpenServers.open({ id: 's', spec: { kind: 'metrics', name: 'prod', folder: '/', sources: [spec()], hours: 2 }, secrets: {}, storage: null, now: () => nowMs }, context);
    expect(page.state).toMatchObject({ kind: 'metrics', state: 'ready' });
    const query = { id: 's', axis: null, comparison: { preset: { kind: 'parts', baseline: 0.5, current: 0.5 } }, named: {}, settings: {} } as const;
    const { report, series } = await page.report(query, context);
    const p95 = report.findings.find(({ id }) => id === 'latency.p95');
    expect(p95?.from).toBe('prod');
    expect(report.findings.find(({ id }) => id === 'latency.mean')).toMatchObject({ verdict: 'moved' });
    expect((p95?.current.value ?? 0) > (p95?.baseline.value ?? Infinity)).toBe(true);
    expect(report.baseline.counts).toBe('request');
    // Ten minutes of the queue are silent: a gap, no zero.
    const queue = series.series.find(({ title }) => /queue/.test(title));
    expect(queue?.values.some((value) => value === null)).toBe(true);
    const { text } = await page.render({ ...query, format: 'markdown', places: {} }, context);
    expect(text).toMatch(/## Metrics from[^]*prod/);
    const replay = await page.alerts({ id: 's', window: { unit: 'time', length: 300e6 }, windows: {}, baseline: null, excluded: [], settings: defaultAlertSettings, rules: { slos: [], limits: [], quiet: [] }, notify: [] }, context);
    expect(replay.cadences.flatMap(({ families }) => families.map(({ family }) => family))).toContain('service');
    await expect(page.rows()).rejects.toThrow('servers give figures, no rows');
    await page.close();
  });

  it('says what is wrong, stays, and comes back', async () => {
    let broken = false;
    const proxy = await startFaultProxy(prometheus.port, (_, response) => {
      if (broken) response.writeHead(503).end('down for a moment');
      return broken;
    });
    const reader = await openReader(spec({ url: proxy.origin }), options, signal);
    expect((await reader.columns(axis, signal)).length).toBeGreaterThan(0);
    broken = true;
    expect(await reader.columns(axis, signal)).toEqual([]);
    expect(reader.state).toMatchObject({ state: 'failed' });
    expect(reader.state.reason).toMatch(/503/);
    broken = false;
    expect((await reader.columns(axis, signal)).length).toBeGreaterThan(0);
    expect(reader.state.state).toBe('live');
    await reader.close();
    await proxy.close();
  }, 60_000);

  it('without its secret, its address or its kind tells what to do, and none of them is the end of the others', async () => {
    const missing = await openReader(spec({ auth: { kind: 'bearer', token: 'NO_SUCH_SECRET' } }), options, signal);
    expect(missing.state).toMatchObject({ state: 'failed', reason: expect.stringContaining('the secret NO_SUCH_SECRET is not set') as string });
    const nobody = await openReader(spec({ url: 'http://127.0.0.1:1' }), options, signal);
    expect(nobody.state.reason).toContain('is the server running');
    const page = await OpenServers.open({ id: 's', spec: { kind: 'metrics', name: 'prod', folder: '/', sources: [spec(), spec({ name: 'gone', url: 'http://127.0.0.1:1' })], hours: 2 }, secrets: {}, storage: null, now: () => nowMs }, context);
    expect(page.state).toMatchObject({ state: 'partly ready', reason: expect.stringContaining('1 of 2 sources: gone') as string });
    expect((await page.report({ id: 's', axis: null, comparison: null, named: {}, settings: {} }, context)).report.findings.some(({ current }) => current.value !== null)).toBe(true);
    await page.close();
  });
});
