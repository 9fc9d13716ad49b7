import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, it } from 'vitest';
import { histogramQuantile } from '../../src/core/metrics/quantile/histogramQuantile';
import { openReader } from '../../src/engine/service/openReader';
import { ensureOtelPython } from '../harness/otelPython.mjs';
import { freePort } from './serverProcess';

/* A Python service with OpenTelemetry's own SDK and exporter sends to the receiver. */

const found = await ensureOtelPython();
const noPython = 'reason' in found ? found.reason : null;
const run = promisify(execFile);
const signal = new AbortController().signal;

beforeEach((test) => {
  if (noPython !== null) test.skip(noPython);
});

interface Recorded {
  readonly latencies: readonly number[];
  readonly tokens: number;
  readonly errors: number;
  readonly cpu: number;
}

const total = (table: Float64Array): number => table.reduce((a, b) => a + (Number.isFinite(b) ? b : 0), 0);

describe.each([['explicit', 'cumulative', 'gzip'], ['explicit', 'delta', 'none'], ['exponential', 'cumulative', 'none'], ['exponential', 'delta', 'gzip']])('the Python SDK, %s buckets, %s, compression %s', (buckets, temporality, compression) => {
  it('is received as it recorded: sums and counts exactly, percentiles within their buckets', async () => {
    const port = await freePort();
    const reader = await openReader({ kind: 'otlp', name: 'otel', listen: port, folder: '/' }, { secrets: {}, storage: null, onChange: () => undefined, now: Date.now }, signal);
    try {
      const { stdout } = await run('python3', [path.join(__dirname, 'otelService.py'), `http://127.0.0.1:${port}`, buckets, temporality, compression], { env: { ...process.env, PYTHONPATH: 'folder' in found ? found.folder : '' }, timeout: 60_000 });
      const { latencies, tokens, errors, cpu } = JSON.parse(stdout) as Recorded;
      expect(reader.state).toMatchObject({ state: 'live', systems: ['OpenTelemetry GenAI', 'OpenTelemetry HTTP', 'OpenTelemetry host'] });
      expect(reader.state.reason).toBeUndefined();
      const columns = await reader.columns({ kind: 'time', start: (Math.floor(Date.now() / 60_000) - 2) * 60e6, step: 60e6, count: 4 }, signal);
      expect(reader.state.missing).toEqual([]);
      const latency = columns.find(({ role, kind }) => role === 'latency' && kind === 'histogram');
      if (latency?.kind !== 'histogram') throw new Error('no latency');
      const width = latency.edges.length + 1;
      const counts = Float64Array.from({ length: width }, (_, k) => [0, 1, 2, 3].reduce((sum, slot) => sum + (latency.counts[slot * width + k] ?? 0), 0));
      expect(total(counts)).toBeCloseTo(latencies.length, 6);
      expect(total(latency.sum)).toBeCloseTo(latencies.reduce((a, b) => a + b, 0) * 1000, 6);
      const sorted = [...latencies].sort((a, b) => a - b);
      for (const q of [0.5, 0.95, 0.99]) {
        const at = histogramQuantile(counts, latency.edges, q, latency.native);
        expect((sorted[Math.floor(q * sorted.length)] ?? NaN) * 1000).toBeGreaterThanOrEqual((at?.low ?? NaN) * (1 - 1e-9));
        expect((sorted[Math.ceil(q * sorted.length) - 1] ?? NaN) * 1000).toBeLessThanOrEqual((at?.high ?? NaN) * (1 + 1e-9));
      }
      const failed = columns.find(({ role }) => role === 'errors');
      expect(failed?.kind === 'ratio' && [total(failed.part), total(failed.whole)]).toEqual([expect.closeTo(errors, 6), expect.closeTo(latencies.length, 6)]);
      const used = columns.find(({ metric }) => metric === 'gen_ai.client.token.usage');
      expect(used?.kind === 'histogram' && total(used.sum)).toBeCloseTo(tokens, 6);
      const cores = columns.find(({ metric }) => metric === 'process.cpu.time');
      expect(cores?.kind === 'rate' && total(cores.amount)).toBeGreaterThan(0.5 * cpu);
      expect(cores?.kind === 'rate' && total(cores.amount)).toBeLessThanOrEqual(cpu * (1 + 1e-9));
    } finally {
      await reader.close();
    }
  }, 90_000);
});
