import { describe, expect, it } from 'vitest';
import { readOtlpKey } from '../../../src/core/otlp/otlpKeys';
import { columnOf, cumulative, document, gauge, histogram, nano, recognised, sum, told } from './otlpHarness';

/* What names and units of OpenTelemetry stand for. */

const buckets = (of: Readonly<Record<string, string | number>>, n = 4) => ({ since: 5, at: 20, of, count: n, sum: 1, bucketCounts: [n / 2, n / 2, 0], explicitBounds: [0.1, 1] });
const plans = (...metrics: readonly object[]) => {
  const { frames } = told(document(metrics));
  const known = recognised(frames);
  return { ...known, frames, of: (role: string) => known.plans.filter((plan) => plan.role === role) };
};

describe('recognition', () => {
  it('knows a server of HTTP by its dots, its status codes by attribute, its requests by what was observed', () => {
    const found = plans(
      histogram('http.server.request.duration', cumulative, [buckets({ 'http.route': '/predict', 'http.response.status_code': 200 }, 96), buckets({ 'http.route': '/predict', 'http.response.status_code': 503 }, 4)]),
      sum('http.server.active_requests', cumulative, [{ at: 20, asInt: 3 }], {}),
    );
    expect(found.systems).toEqual(['OpenTelemetry HTTP']);
    expect(found.plans.map(({ role, kind }) => `${role} ${kind}`)).toEqual(['latency histogram', 'requests rate', 'errors ratio', 'running level']);
    const [latency] = found.of('latency');
    const [errors] = found.of('errors');
    const [requests] = found.of('requests');
    if (latency === undefined || errors === undefined || requests === undefined) throw new Error('missing');
    const column = columnOf(latency, found.frames);
    expect(column?.kind === 'histogram' && [[...column.edges], column.counts[0]]).toEqual([[100, 1000], 50]);
    const ratio = columnOf(errors, found.frames);
    expect(ratio?.kind === 'ratio' && [ratio.part[0], ratio.whole[0]]).toEqual([4, 100]);
    const rate = columnOf(requests, found.frames);
    expect(rate?.kind === 'rate' && [rate.amount[0], rate.seconds[0]]).toEqual([100, 15]);
  });

  it('takes milliseconds for what they are, though the name stood for seconds elsewhere', () => {
    const found = plans(histogram('http.server.request.duration', cumulative, [buckets({})], 'ms'));
    const [latency] = found.of('latency');
    expect([latency?.unit, latency?.scale]).toEqual(['ms', 1]);
    const old = plans(histogram('http.server.duration', cumulative, [buckets({ 'http.status_code': 500 })], 'ms'));
    expect(old.of('latency')[0]).toMatchObject({ scale: 1 });
    expect(old.of('errors')[0]).toMatchObject({ part: [{ metric: 'http.server.duration_count', matchers: [{ label: 'http_status_code' }] }] });
  });

  it('knows GenAI, vLLM that came through a collector, GPUs and hosts', () => {
    expect(plans(histogram('gen_ai.client.operation.duration', cumulative, [buckets({ 'error.type': 'timeout' }, 2), buckets({}, 8)]), histogram('gen_ai.client.token.usage', cumulative, [buckets({})], '{token}')).plans.map(({ role }) => role)).toEqual(['latency', 'requests', 'errors', 'tokens']);
    expect(plans(histogram('vllm:e2e_request_latency_seconds', cumulative, [buckets({})], ''), gauge('vllm:num_requests_waiting', '', [{ at: 20, asDouble: 2 }])).plans.map(({ role }) => role)).toEqual(['latency', 'requests', 'queue']);
    const host = plans(
      gauge('hw.gpu.utilization', '1', [{ at: 20, asDouble: 0.5 }]), sum('hw.gpu.memory.usage', cumulative, [{ at: 20, asInt: '4' }], {}), sum('hw.gpu.memory.limit', cumulative, [{ at: 20, asInt: '16' }], {}),
      sum('process.cpu.time', cumulative, [{ since: 10, at: 20, asDouble: 5 }]), gauge('system.cpu.utilization', '1', [{ at: 20, of: { cpu: 0, state: 'idle' }, asDouble: 0.25 }, { at: 20, of: { cpu: 0, state: 'user' }, asDouble: 0.75 }]),
    );
    const figure = (name: string): number | null => {
      const plan = host.plans.find((one) => one.name === name);
      const column = plan === undefined ? null : columnOf(plan, host.frames);
      return column?.kind === 'level' ? (column.sum[0] ?? NaN) / (column.n[0] ?? 1) : column?.kind === 'rate' ? (column.amount[0] ?? NaN) / (column.seconds[0] ?? 1) : null;
    };
    expect(['GPU utilisation', 'GPU memory used', 'CPU cores used', 'CPU utilisation'].map(figure)).toEqual([0.5, 0.25, 0.5, 0.75]);
  });

  it('reads units before names: a length in `1` is no share, a duration without a suffix is one', () => {
    const found = plans(gauge('model.queue.length', '1', [{ at: 20, asInt: 4 }]), histogram('model.predict.time', cumulative, [buckets({})], 'us'), sum('predictions', cumulative, [{ since: 5, at: 20, asInt: 1 }]), gauge('cache.utilization', '1', [{ at: 20, asDouble: 0.5 }]));
    expect(found.of('queue')[0]).toMatchObject({ unit: '', aggregate: 'sum' });
    expect(found.of('latency')[0]).toMatchObject({ unit: 'ms', scale: 1e-3 });
    expect(found.of('requests')[0]).toMatchObject({ metric: 'predictions' });
    expect(found.of('cache')[0]).toMatchObject({ unit: 'share' });
  });

  it('gives a summary its mean and no percentile', () => {
    const summary = (at: number, count: number, sumOf: number) => document([{ name: 'rpc.latency', unit: 'ms', summary: { dataPoints: [{ timeUnixNano: nano(at), count, sum: sumOf, quantileValues: [{ quantile: 0.5, value: 3 }] }] } }]);
    const { frames } = told(summary(10, 4, 40), summary(20, 9, 140));
    const [plan] = recognised(frames).plans;
    const column = plan === undefined ? null : columnOf(plan, frames);
    expect(column?.kind === 'mean' && [column.sum[0], column.count[0]]).toEqual([100, 5]);
  });

  it('knows processes and models apart by resource and attributes, written with dots or without', () => {
    const { frames } = told(document([gauge('queue.depth', '', [{ at: 20, of: { 'gen_ai.request.model': 'a' }, asInt: 1 }, { at: 20, of: { 'gen_ai.request.model': 'b' }, asInt: 10 }])], { 'service.name': 's', 'telemetry.sdk.name': 'x', 'process.command': 'y' }));
    const [plan] = recognised(frames).plans;
    if (plan === undefined) throw new Error('no plan');
    for (const filter of [{ 'gen_ai.request.model': 'b' }, { gen_ai_request_model: 'b', 'service.name': 's' }]) {
      const column = columnOf(plan, frames, filter);
      expect(column?.kind === 'level' && column.sum[0]).toBe(10);
    }
    expect(recognised(frames).families[0]?.labels).toEqual({ gen_ai_request_model: ['a', 'b'], otel_scope_name: ['lib'], service_name: ['s'] });
    expect(columnOf(plan, frames, { service_name: 'other' })).toBeNull();
    expect(readOtlpKey('["plain","a","b"]')).toBeNull();
  });
});
