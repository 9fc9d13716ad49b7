import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HistogramMetric } from '../../src/core/metrics/metricColumn';
import { bucketQuantile } from '../../src/core/metrics/quantile/bucketQuantile';
import { histogramQuantile } from '../../src/core/metrics/quantile/histogramQuantile';
import type { MetricReader } from '../../src/engine/service/metricReader';
import { openReader } from '../../src/engine/service/openReader';
import { DebianServers, noServers, type Served } from './debianServers';
import { nativeHistogram, protobufPage } from './protobufPage';

/*
 * One process with a native histogram, scraped by a real Prometheus and by our reader of pages at once. It restarts half-way; its buckets get wider while it runs.
 * Both look at their own moments, so that windows differ by a look at each end; where nothing happens at the ends, the buckets are the same.
 */

const servers = new DebianServers();
const storage = mkdtempSync(path.join(tmpdir(), 'mv-native-'));
const signal = new AbortController().signal;
let target: http.Server;
let prometheus: Served;
let reader: MetricReader;
let url = '';
let looks = 0;
const asked = new Set<string>();

/** What the process shows: nothing new but at the moments that the test sets. (Prometheus 2.42 takes an empty native histogram for one of fixed buckets.) */
let shown = nativeHistogram(3, 0.001).with([1]);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

beforeAll(async () => {
  if (noServers !== null) return;
  target = http.createServer((request, response) => {
    asked.add(request.headers.accept ?? '');
    looks += 1;
    response.setHeader('content-type', 'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited');
    response.end(protobufPage('model_latency_seconds', { model_name: 'churn' }, shown));
  });
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(target.address() as AddressInfo).port}/metrics`;
  prometheus = await servers.prometheus({ scrape: `scrape_configs: [{ job_name: model, scrape_interval: 1s, static_configs: [{ targets: ['${new URL(url).host}'] }] }]\n` });
});
beforeEach((test) => {
  if (noServers !== null) test.skip(noServers);
});
afterAll(async () => {
  await reader?.close();
  target?.close();
  target?.closeAllConnections();
  rmSync(storage, { recursive: true, force: true });
  await servers.close();
});

async function asServer(query: string): Promise<number> {
  const reply = (await (await fetch(`${prometheus.origin}/api/v1/query?query=${encodeURIComponent(query)}`)).json()) as { data: { result: readonly { value: [number, string] }[] } };
  return Number(reply.data.result[0]?.value[1] ?? NaN);
}

describe('native histograms of a page', () => {
  it('have the percentiles that Prometheus has of the same process, over a restart and a change of schema, and are there again from disk', async () => {
    const options = { secrets: {}, storage, onChange: () => undefined, now: () => Date.now() };
    const startMs = Date.now();
    reader = await openReader({ kind: 'metrics', name: 'page', url, folder: '/', intervalSeconds: 1 }, options, signal);
    expect(reader.state).toMatchObject({ state: 'live' });
    expect(reader.state.plans.map(({ kind, role, metric }) => [kind, role, metric])).toEqual([['histogram', 'latency', 'model_latency_seconds'], ['rate', 'requests', 'model_latency_seconds_count']]);
    await reader.follow(true);
    // Both have seen the first observation before there is another.
    await expect.poll(() => asServer('count_over_time(model_latency_seconds[1m])'), { timeout: 20_000 }).toBeGreaterThan(1);
    shown = shown.with([0.003, 0.02, 0.02, 0.05, 0.11, 0.4, 0.4, 0.41, 1.7, 9]);
    await pause(3_000);
    shown = shown.coarser(1).with([0.0001, 0.3, 0.31, 0.6, 2.2, -0.5]);
    await pause(3_000);
    shown = nativeHistogram(3, 0.001).with([0.2, 0.2, 0.21, 0.8]);
    await pause(3_500);
    const endMs = Date.now();
    const seconds = Math.ceil((endMs - startMs) / 1000) + 2;
    const axis = { kind: 'time', start: Math.floor(startMs / 1000 - 1) * 1e6, step: seconds * 1e6, count: 1 } as const;
    const latency = async (from: MetricReader): Promise<HistogramMetric> => {
      const column = (await from.columns(axis, signal)).find(({ kind }) => kind === 'histogram');
      if (column?.kind !== 'histogram') throw new Error(`no histogram: ${from.state.reason ?? ''}`);
      return column;
    };
    const own = await latency(reader);
    expect([own.native, Math.round(own.counts.reduce((sum, count) => sum + count, 0))]).toEqual(['exponential', 20]);
    // No share on the border of two buckets, which rounding would decide. Debian's Prometheus is linear inside a bucket; its factor of extrapolation is no part of a percentile.
    for (const q of [0.01, 0.27, 0.52, 0.77, 0.96]) {
      const theirs = await asServer(`histogram_quantile(${q}, sum(increase(model_latency_seconds[${seconds}s])))`);
      expect(bucketQuantile(own.edges, own.counts, q, 'linear').value / 1000, `q ${q}`).toBeCloseTo(theirs, 9);
    }
    const middle = await asServer(`histogram_quantile(0.52, sum(increase(model_latency_seconds[${seconds}s])))`);
    // Geometric inside the bucket: another value of the same bucket.
    const { value, low, high } = histogramQuantile(own.counts, own.edges, 0.52, own.native) ?? { value: NaN, low: NaN, high: NaN };
    expect(value >= low && value <= (high ?? NaN) && middle * 1000 >= low && middle * 1000 <= (high ?? NaN)).toBe(true);

    await reader.follow(false);
    await reader.close();
    const again = await openReader({ kind: 'metrics', name: 'page', url, folder: '/', intervalSeconds: 1 }, options, signal);
    const kept = await latency(again);
    expect([[...kept.edges], [...kept.counts].map((count) => Math.round(count * 1e6))]).toEqual([[...own.edges], [...own.counts].map((count) => Math.round(count * 1e6))]);
    await again.close();
    expect(looks).toBeGreaterThan(20);
    expect([...asked].some((accept) => accept.startsWith('application/vnd.google.protobuf'))).toBe(true);
  }, 60_000);
});
