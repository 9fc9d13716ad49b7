import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OtlpSpec } from '../../../src/core/metrics/metricsSpec';
import { openReader } from '../../../src/engine/service/openReader';
import { OpenServers } from '../../../src/engine/service/openServers';
import { holdsOtlpMetrics } from '../../../src/engine/otlp/holdsOtlpMetrics';
import { cumulative, document, gauge, histogram } from '../otlp/otlpHarness';
import { bytesOf, sdk } from '../otlp/sdk';

/* Files as the collector's file exporter writes them: a request a line. They are of March 2026, whatever the clock says. */

const start = Date.UTC(2026, 2, 1) / 1000;
const signal = new AbortController().signal;
const context = { signal, onProgress: () => undefined };
let folder: string;
let changes = 0;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'mv-otlp-'));
  changes = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Ten requests more each 15 s, slower by the factor; the 95th percentile is in the last but one bucket. */
const line = (i: number, slow = 1): string => {
  const n = 10 * (i + 1);
  return `${JSON.stringify(document([
    histogram('http.server.request.duration', cumulative, [{ since: start, at: start + 15 * (i + 1), of: { 'http.response.status_code': 200 }, count: n, sum: n * 0.2 * slow, bucketCounts: [0, n / 2, n / 2, 0], explicitBounds: [0.1, 0.25, 0.5] }]),
    gauge('queue.depth', '', [{ at: start + 15 * (i + 1), asInt: 3 }]),
  ]))}\n`;
};
const file = (name: string, content: string | Buffer): string => {
  const full = path.join(folder, name);
  writeFileSync(full, content);
  return full;
};
const lines = (from: number, to: number): string => Array.from({ length: to - from }, (_, i) => line(from + i)).join('');
const open = (paths: readonly string[], more: Partial<OtlpSpec> = {}) => openReader({ kind: 'otlp', name: 'otel', folder, paths, ...more }, { secrets: {}, storage: null, onChange: () => (changes += 1), now: Date.now }, signal);
const axis = { kind: 'time', start: start * 1e6, step: 60e6, count: 60 } as const;
const requests = async (reader: Awaited<ReturnType<typeof open>>): Promise<number> => {
  const column = (await reader.columns(axis, signal)).find(({ role }) => role === 'requests');
  return column?.kind === 'rate' ? Math.round(column.amount.reduce((sum, value) => sum + value, 0)) : 0;
};

describe('OTLP files as a source', () => {
  it('are recognised, and their history is of their own time', async () => {
    const name = file('metrics.jsonl', lines(0, 100));
    expect(holdsOtlpMetrics(name)).toBe(true);
    const reader = await open(['*.jsonl']);
    expect(reader.state).toMatchObject({ state: 'live', kind: 'otlp', systems: ['OpenTelemetry HTTP'], past: true, from: start * 1e6, to: (start + 1500) * 1e6, sampleSeconds: 15, points: 200 });
    expect(reader.state.reason).toBeUndefined();
    expect(await requests(reader)).toBe(1000);
    await reader.close();
  });

  it('have a page of all of their time, whose figures lie within the bounds of their buckets', async () => {
    file('a.jsonl', lines(0, 240));
    const page = await OpenServers.open({ id: 's', spec: { kind: 'metrics', name: 'otel', folder, sources: [{ kind: 'otlp', name: 'otel', folder, paths: ['a.jsonl'] }] }, secrets: {}, storage: null }, context);
    expect(page.state).toMatchObject({ state: 'ready', time: { from: start * 1e6, to: (start + 3600) * 1e6 } });
    const { report } = await page.report({ id: 's', axis: null, comparison: null, named: {}, settings: {} }, context);
    expect(report.axis).toMatchObject({ kind: 'time' });
    if (report.axis.kind !== 'time') throw new Error('no time');
    expect(report.axis.start + report.axis.step * report.axis.count).toBeLessThanOrEqual((start + 3600) * 1e6 + report.axis.step);
    const p95 = report.findings.find(({ id }) => id === 'latency.p95');
    expect(p95?.current.value).toBeGreaterThan(250);
    expect(p95?.current.value).toBeLessThanOrEqual(500);
    expect(report.findings.find(({ id }) => id === 'latency.mean')?.current.value).toBeCloseTo(200, 6);
    await page.close();
  });

  it('that grow are followed, a renamed one and its successor too, half a line waits for its end', async () => {
    const name = file('m.jsonl', lines(0, 10));
    const reader = await open(['m*.jsonl']);
    await reader.follow(true);
    expect(await requests(reader)).toBe(100);
    const [head, tail] = [line(10).slice(0, 50), line(10).slice(50)];
    appendFileSync(name, head);
    await new Promise((done) => setTimeout(done, 1_500));
    expect(reader.state.reason).toBeUndefined();
    appendFileSync(name, tail);
    await expect.poll(() => requests(reader), { timeout: 8_000 }).toBe(110);
    renameSync(name, path.join(folder, 'm-1.jsonl'));
    writeFileSync(name, lines(11, 20));
    await expect.poll(() => requests(reader), { timeout: 8_000 }).toBe(200);
    expect(changes).toBeGreaterThanOrEqual(2);
    await reader.follow(false);
    expect(reader.state.state).toBe('paused');
    await reader.close();
  }, 30_000);

  it('may be gzip, one document, without a last line end', async () => {
    file('a.jsonl.gz', gzipSync(lines(0, 10)));
    file('b.json', JSON.stringify(JSON.parse(line(10)), null, 2));
    file('c.jsonl', line(11).trimEnd());
    const reader = await open(['a.jsonl.gz', 'b.json', 'c.jsonl']);
    expect(reader.state.reason).toBeUndefined();
    expect(await requests(reader)).toBe(120);
    await reader.close();
  });

  it('with what cannot be read in them say where, and the rest is read', async () => {
    file('m.jsonl', `${lines(0, 5)}{"resourceMetrics": [\n{"some": "log"}\n${JSON.stringify({ resourceSpans: [] })}\n${JSON.stringify({ resourceLogs: [] })}\n${line(4)}${line(2)}${lines(5, 10)}`);
    const reader = await open(['m.jsonl', 'gone.jsonl']);
    expect(reader.state.state).toBe('live');
    expect(reader.state.reason).toMatch(/^3 lines or files could not be read, the first: gone\.jsonl: no such file; 3 points came twice and count once; 1 point came after later ones; 1 line holds traces: .* 1 line holds log records/);
    expect(await requests(reader)).toBe(100);
    const bad = await open(['m.jsonl']);
    expect(bad.state.reason).toContain('m.jsonl line 6: not JSON');
    await Promise.all([reader.close(), bad.close()]);
  });

  it('of the kinds that are not read say what to set in the collector', async () => {
    const { protobuf } = bytesOf(await sdk().collect().then(async (empty) => {
      const { provider, collect } = sdk();
      provider.getMeter('m').createCounter('c').add(1);
      return collect().catch(() => empty);
    }));
    const head = Buffer.alloc(4);
    head.writeUInt32BE(protobuf.length);
    file('p.pb', Buffer.concat([head, protobuf, head, protobuf]));
    file('t.jsonl', `${JSON.stringify({ resourceSpans: [] })}\n`);
    const [protobufs, traces, nothing] = [await open(['p.pb']), await open(['t.jsonl']), await open(['*.none'])];
    expect(protobufs.state).toMatchObject({ state: 'failed', reason: expect.stringContaining('set `format: json`') as string });
    expect(traces.state).toMatchObject({ state: 'failed', reason: expect.stringContaining('name the file as a log') as string });
    expect(nothing.state).toMatchObject({ state: 'failed', reason: expect.stringContaining('no file matches') as string });
    file('z.jsonl', Buffer.from('28b52ffd040841000068656c6c6f20776f726c640a', 'hex'));
    const zstd = await open(['z.jsonl']);
    expect(zstd.state.reason).toContain('`compression: zstd`');
    await Promise.all([protobufs, traces, nothing, zstd].map((reader) => reader.close()));
  });
});
