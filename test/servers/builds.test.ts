import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeTimeline } from '../../src/core/timeline/makeTimeline';
import { buildsSeen, restartsSeen } from '../../src/core/timeline/buildsSeen';
import type { PrometheusSpec } from '../../src/core/metrics/metricsSpec';
import { openReader } from '../../src/engine/service/openReader';
import { DebianServers, noServers, type Served } from './debianServers';
import { remoteWrite, type WrittenSeries } from './remoteWrite';

/* A deploy as a real Prometheus knows it: info metrics and process starts of the model's two instances, beside those of another service. */

const servers = new DebianServers();
let prometheus: Served;
const startMs = Date.UTC(2026, 0, 15, 8);
const minutes = 120;
const nowMs = startMs + minutes * 60_000;
const signal = new AbortController().signal;
const axis = { kind: 'time', start: startMs * 1000, step: 60e6, count: minutes } as const;
const options = { secrets: {}, storage: null, onChange: () => undefined, now: () => nowMs };

function series(name: string, labels: Record<string, string>, from: number, to: number, value: (minute: number) => number): WrittenSeries {
  return { labels: { __name__: name, ...labels }, samples: Array.from({ length: to - from }, (_, i): [number, number] => [startMs + (from + i) * 60_000, value(from + i)]) };
}

beforeAll(async () => {
  if (noServers !== null) return;
  prometheus = await servers.prometheus();
  const all: WrittenSeries[] = [];
  for (const [instance, at] of [['a:80', 60], ['b:80', 64]] as const) {
    const labels = { job: 'churn', instance };
    all.push(
      series('queue_depth', labels, 0, minutes, (minute) => minute % 7),
      series('churn_build_info', { ...labels, version: '1.3.0', revision: 'aaaaaaa' }, 0, at, () => 1),
      series('churn_build_info', { ...labels, version: '1.4.0', revision: 'bbbbbbb' }, at, minutes, () => 1),
      series('process_start_time_seconds', labels, 0, minutes, (minute) => startMs / 1000 + (minute < at ? -3600 : at * 60 - 5)),
    );
  }
  const other = { job: 'other', instance: 'c:80' };
  all.push(series('other_build_info', { ...other, version: '8' }, 0, 30, () => 1), series('other_build_info', { ...other, version: '9' }, 30, minutes, () => 1), series('process_start_time_seconds', other, 0, minutes, () => startMs / 1000 + 1_800));
  await remoteWrite(`${prometheus.origin}/api/v1/write`, all);
});
beforeEach((test) => {
  if (noServers !== null) test.skip(noServers);
});
afterAll(() => servers.close());

describe('a deploy that a Prometheus server knows', () => {
  it('is one mark with both processes, and that of another service is none', async () => {
    const spec: PrometheusSpec = { kind: 'prometheus', name: 'prod', url: prometheus.origin, folder: '/', scrapeSeconds: 60, plans: [{ kind: 'level', of: { metric: 'queue_depth', matchers: [] }, aggregate: 'sum', name: 'queue', metric: 'queue_depth', role: 'queue', unit: 'requests', scale: 1, reason: 'test' }] };
    const reader = await openReader(spec, options, signal);
    const told = await reader.told?.(axis, signal);
    expect(told?.reasons).toEqual([]);
    const builds = buildsSeen(told?.builds ?? [], axis.step);
    expect(builds.map(({ metric, version, revision, time }) => [metric, version, revision, (time / 1000 - startMs) / 60_000])).toEqual([['churn_build_info', '1.4.0', 'bbbbbbb', 60]]);
    const restarts = restartsSeen(told?.starts ?? [], axis.start, axis.start + axis.count * axis.step);
    expect(restarts.map(({ who, time }) => [who, time / 1e6 - startMs / 1000])).toEqual([['churn a:80', 3_595], ['churn b:80', 3_835]]);
    const { marks } = makeTimeline({ axis, served: [], builds, restarts, repositories: [], reasons: [] });
    expect(marks.map(({ kind, title, evidence }) => [kind, title, evidence])).toEqual([['deploy', '1.4.0', ['churn_build_info says 1.4.0 (bbbbbbb) since 15 Jan 2026 09:00 UTC', '2 processes began: churn a:80, churn b:80']]]);
    await reader.close();
  });
});
