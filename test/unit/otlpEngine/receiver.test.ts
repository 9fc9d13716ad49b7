import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AggregationTemporality, AggregationType, InstrumentType, MeterProvider, PeriodicExportingMetricReader, type PushMetricExporter } from '@opentelemetry/sdk-metrics';
import { OTLPMetricExporter as JsonExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtobufExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { histogramQuantile } from '../../../src/core/metrics/quantile/histogramQuantile';
import type { MetricReader } from '../../../src/engine/service/metricReader';
import { openReader } from '../../../src/engine/service/openReader';
import { OpenServers } from '../../../src/engine/service/openServers';
import { freePort } from '../../servers/serverProcess';

/* OpenTelemetry's own exporters send to the receiver. */

const signal = new AbortController().signal;
let folder: string;
let port: number;
const open: { close: () => Promise<unknown> }[] = [];
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'mv-otlp-'));
  port = await freePort();
});
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
  rmSync(folder, { recursive: true, force: true });
});

async function receiver(storage: string | null = folder): Promise<MetricReader> {
  const reader = await openReader({ kind: 'otlp', name: 'otel', listen: port, folder }, { secrets: {}, storage, onChange: () => undefined, now: Date.now }, signal);
  open.push(reader);
  return reader;
}

const exporters = {
  'protobuf, gzip, cumulative': () => new ProtobufExporter({ url: `http://127.0.0.1:${port}/v1/metrics`, compression: 'gzip' as never, temporalityPreference: AggregationTemporality.CUMULATIVE }),
  'protobuf, delta': () => new ProtobufExporter({ url: `http://127.0.0.1:${port}/v1/metrics`, temporalityPreference: AggregationTemporality.DELTA }),
  'JSON, gzip, delta': () => new JsonExporter({ url: `http://127.0.0.1:${port}/v1/metrics`, compression: 'gzip' as never, temporalityPreference: AggregationTemporality.DELTA }),
  'JSON, cumulative': () => new JsonExporter({ url: `http://127.0.0.1:${port}/v1/metrics`, temporalityPreference: AggregationTemporality.CUMULATIVE }),
} as const;

function service(exporter: PushMetricExporter, exponential: boolean, instance = 'one') {
  const provider = new MeterProvider({
    resource: resourceFromAttributes({ 'service.name': 'churn', 'service.instance.id': instance }),
    views: exponential ? [{ instrumentType: InstrumentType.HISTOGRAM, aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM, options: { recordMinMax: true } } }] : [],
    readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })],
  });
  open.push({ close: () => provider.shutdown().catch(() => undefined) });
  const meter = provider.getMeter('server');
  const latency = meter.createHistogram('http.server.request.duration', { unit: 's', advice: { explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] } });
  const tokens = meter.createCounter('gen.tokens', { unit: '{token}' });
  const active = meter.createUpDownCounter('http.server.active_requests', { unit: '{request}' });
  return { provider, latency, tokens, active };
}

/** What is recorded and sent within one millisecond began when it ended. */
const moment = (): Promise<unknown> => new Promise((done) => setTimeout(done, 5));
const columnsOf = (reader: MetricReader) => reader.columns({ kind: 'time', start: (Math.floor(Date.now() / 60_000) - 2) * 60e6, step: 60e6, count: 4 }, signal);
/** A latency in seconds, the same each time. */
const latencyOf = (i: number): number => 0.02 + 0.4 * Math.abs(Math.sin(i * 1.7)) ** 3;

describe.each(Object.keys(exporters) as (keyof typeof exporters)[])('a receiver, sent %s', (name) => {
  it.each([['explicit', false], ['exponential', true]])('counts and adds up exactly what was recorded, percentiles within the bounds of %s buckets', async (_, exponential) => {
    const reader = await receiver();
    expect(reader.state).toMatchObject({ state: 'live', endpoint: `http://127.0.0.1:${port}`, plans: [], points: 0, reason: expect.stringContaining(`OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:${port}`) as string });
    const { provider, latency, tokens, active } = service(exporters[name](), exponential);
    const values: number[] = [];
    for (let batch = 0; batch < 3; batch += 1) {
      for (let i = 0; i < 200; i += 1) {
        const value = latencyOf(values.length);
        values.push(value);
        latency.record(value, { 'http.response.status_code': i % 20 === 0 ? 503 : 200 });
        tokens.add(i % 5);
      }
      active.add(1);
      await moment();
      await provider.forceFlush();
    }
    expect(reader.state).toMatchObject({ state: 'live', systems: ['OpenTelemetry HTTP'], points: 12 });
    const columns = await columnsOf(reader);
    const histogram = columns.find((one) => one.kind === 'histogram' && one.role === 'latency');
    if (histogram?.kind !== 'histogram') throw new Error('no latency');
    expect(histogram.native).toBe(exponential ? 'exponential' : null);
    const width = histogram.edges.length + 1;
    const counts = Float64Array.from({ length: width }, (_, k) => histogram.sum.reduce((sum, __, slot) => sum + (histogram.counts[slot * width + k] ?? 0), 0));
    expect(counts.reduce((a, b) => a + b, 0)).toBeCloseTo(600, 6);
    expect(histogram.sum.reduce((a, b) => a + b, 0)).toBeCloseTo(values.reduce((a, b) => a + b, 0) * 1000, 6);
    const sorted = [...values].sort((a, b) => a - b);
    for (const q of [0.25, 0.5, 0.9, 0.95, 0.99]) {
      // Between two ranks either is the percentile.
      const exact = (sorted[Math.ceil(q * 600) - 1] ?? NaN) * 1000;
      const next = (sorted[Math.floor(q * 600)] ?? NaN) * 1000;
      const found = histogramQuantile(counts, histogram.edges, q, histogram.native);
      expect(next).toBeGreaterThanOrEqual((found?.low ?? NaN) * (1 - 1e-9));
      expect(exact).toBeLessThanOrEqual((found?.high ?? Infinity) * (1 + 1e-9));
      if (exponential) expect(Math.abs((found?.value ?? 0) / exact - 1)).toBeLessThan(0.05);
    }
    const errors = columns.find(({ role }) => role === 'errors');
    expect(errors?.kind === 'ratio' && [errors.part.reduce((a, b) => a + b, 0), errors.whole.reduce((a, b) => a + b, 0)]).toEqual([expect.closeTo(30, 6), expect.closeTo(600, 6)]);
    const counted = columns.find(({ role, kind }) => role === 'tokens' && kind === 'rate');
    expect(counted?.kind === 'rate' && counted.amount.reduce((a, b) => a + b, 0)).toBeCloseTo(3 * 400, 6);
    const running = columns.find(({ role }) => role === 'running');
    expect(running?.kind === 'level' && running.max.reduce((a, b) => Math.max(a, Number.isNaN(b) ? 0 : b), 0)).toBe(3);
  });
});

it('refuses what is no message', async () => {
  const reader = await receiver(null);
  for (const [type, body] of [['application/json', '3'], ['application/json', '[]'], ['application/json', '{'], ['application/x-protobuf', 'x']]) {
    expect((await fetch(`${reader.state.endpoint ?? ''}/v1/metrics`, { method: 'POST', headers: { 'content-type': type ?? '' }, body: body ?? '' })).status).toBe(400);
  }
  expect(reader.state.points).toBe(0);
});

describe('the history of a receiver', () => {
  it('outlives it, with what its metrics are', async () => {
    const first = await receiver();
    const { provider, latency } = service(exporters['protobuf, gzip, cumulative'](), false);
    for (let i = 0; i < 50; i += 1) latency.record(latencyOf(i));
    await moment();
    await provider.forceFlush();
    const before = await columnsOf(first);
    expect(before.length).toBeGreaterThan(0);
    await first.close();
    const again = await receiver();
    expect(again.state).toMatchObject({ systems: ['OpenTelemetry HTTP'], points: 0 });
    expect(await columnsOf(again)).toEqual(before);
    await open.pop()?.close();
  });

  it('is kept in memory where there is no folder, and what comes while it is read is counted once', async () => {
    const reader = await receiver(null);
    const { provider, latency } = service(exporters['JSON, cumulative'](), true);
    let sent = 0;
    for (let batch = 0; batch < 10; batch += 1) {
      for (let i = 0; i < 20; i += 1) latency.record(latencyOf((sent += 1)));
      await moment();
      await Promise.all([provider.forceFlush(), columnsOf(reader), columnsOf(reader)]);
    }
    const column = (await columnsOf(reader)).find(({ role }) => role === 'latency');
    expect(column?.kind === 'histogram' && column.counts.reduce((a, b) => a + b, 0)).toBeCloseTo(sent, 6);
  });

  it('makes a page: before anything came it says how to send, then it has figures', async () => {
    const page = await OpenServers.open({ id: 's', spec: { kind: 'metrics', name: 'otel', folder, sources: [{ kind: 'otlp', name: 'otel', listen: port, folder }] }, secrets: {}, storage: folder }, { signal, onProgress: () => undefined });
    open.push(page);
    const query = { id: 's', axis: null, comparison: null, named: {}, settings: {} };
    const context = { signal, onProgress: () => undefined };
    await expect(page.report(query, context)).rejects.toThrow(`OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:${port}`);
    const { provider, latency } = service(exporters['protobuf, delta'](), false);
    // A second apart: a slot holds several, and two slots hold something.
    for (let batch = 0; batch < 10; batch += 1) {
      for (let i = 0; i < 100; i += 1) latency.record(latencyOf(i));
      await provider.forceFlush();
      await new Promise((done) => setTimeout(done, 1_100));
    }
    const { report } = await page.report(query, context);
    expect(report.findings.some(({ id, current, baseline }) => id === 'latency.p95' && (current.value ?? baseline.value) !== null)).toBe(true);
  }, 30_000);
});
