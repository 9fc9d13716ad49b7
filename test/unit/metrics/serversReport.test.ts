import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analyse } from '../../../src/core/analysis/analyse';
import { seriesSet } from '../../../src/core/analysis/series';
import { defaultSettings } from '../../../src/core/analysis/settings';
import { indexCube, summarise } from '../../../src/core/cube/indexCube';
import type { SourceState } from '../../../src/core/domain/source';
import { mainFigures } from '../../../src/core/metrics/mainFigures';
import { serversAxis, serversCube } from '../../../src/core/metrics/serversCube';
import type { MetricSourceState } from '../../../src/core/metrics/metricSourceState';
import { reportJson } from '../../../src/core/report/json';
import { renderText } from '../../../src/core/report/text';
import { problems, type Schema } from '../report/jsonSchema';
import { everyKind, histogram, level, mean } from './makeMetrics';

const minute = 60_000_000;
const axis = { kind: 'time', start: 0, step: minute, count: 40 } as const;
const source: SourceState = {
  id: 's', kind: 'metrics', name: 'prod', state: 'ready', files: [], rows: 0, badLines: 0, badLineList: [], columns: [], roles: [], time: { column: 'time', encoding: 'native', from: 0, to: 40 * minute, without: 0, outOfOrder: 0 },
  duplicateIds: 0, versions: [], task: 'none', readAtMs: 0, fromStore: false,
};
const report = (metrics = everyKind(40)) => {
  const cube = serversCube(axis, metrics);
  const index = indexCube(cube);
  return analyse({ cube, source, baseline: summarise(index, { from: 0, to: 20 }), current: summarise(index, { from: 20, to: 40 }), intervals: false });
};

describe('a report of servers alone', () => {
  it('takes latency, throughput and errors from the metrics of those roles, and names each by its usual id', () => {
    const { findings, features, sentence } = report();
    const ids = findings.map(({ id }) => id);
    expect(ids).toEqual(['latency.p50', 'latency.p90', 'latency.p95', 'latency.p99', 'latency.mean', 'throughput', 'errors', 'metric.prod:queue depth', 'metric.prod:preprocess.mean']);
    const p95 = findings.find(({ id }) => id === 'latency.p95');
    // 40 values of 10 to 49 a slot, 60 more in the second half: (25, 50] and (100, 250] hold the 95th.
    expect(p95?.verdict).toBe('moved');
    expect(p95?.baseline.value).toBeCloseTo(47.9, 0);
    expect(p95?.current.interval?.low).toBeGreaterThanOrEqual(50);
    expect(p95?.from).toBe('prod');
    expect(findings.find(({ id }) => id === 'errors')).toMatchObject({ verdict: 'moved', baseline: { value: 0.025, n: 800 }, current: { value: 0.1, n: 800 } });
    expect(findings.find(({ id }) => id === 'throughput')).toMatchObject({ verdict: 'stable', unit: 'per minute' });
    expect(features).toEqual([]);
    expect(sentence.map(({ text }) => text).join('')).toMatch(/p95 latency rose/);
  });

  it('never calls a change inside one bucket a movement', () => {
    const slots = Array.from({ length: 40 }, (_, s) => Array.from({ length: 50 }, () => (s < 20 ? 110 : 240)));
    const p95 = report([histogram('request duration', slots, [100, 250])]).findings.find(({ id }) => id === 'latency.p95');
    expect(p95?.verdict).not.toBe('moved');
    // The mean is exact, and does move.
    expect(report([histogram('request duration', slots, [100, 250])]).findings.find(({ id }) => id === 'latency.mean')?.verdict).toBe('moved');
  });

  it('makes no percentile of a mean, and says why', () => {
    const { findings } = report([mean('inference', Array.from({ length: 40 }, () => 100), Array.from({ length: 40 }, () => 10))]);
    const p95 = findings.find(({ id }) => id === 'latency.p95');
    expect(p95).toMatchObject({ verdict: 'not available', current: { value: null } });
    expect(p95?.reason).toContain('a mean, no percentile');
    expect(findings.find(({ id }) => id === 'latency.mean')?.current.value).toBe(10);
  });

  it('is written as the schema has it, and in words without rows', () => {
    const schema = JSON.parse(readFileSync(new URL('../../../docs/report.schema.json', import.meta.url), 'utf8')) as Schema;
    const cube = serversCube(axis, everyKind(40));
    const index = indexCube(cube);
    const [baseline, current] = [summarise(index, { from: 0, to: 20 }), summarise(index, { from: 20, to: 40 })];
    const plan = { kind: 'rate', of: { metric: 'c', matchers: [] }, name: 'requests', role: 'requests', unit: 'requests', scale: 1, metric: 'c', reason: 'test' } as const;
    const metrics: MetricSourceState = { name: 'prod', kind: 'prometheus', address: 'http://p', state: 'live', systems: ['vLLM'], plans: [plan], queries: { requests: 'sum(rate(c[5m]))' }, missing: [{ name: 'x', reason: 'y' }], from: 0, to: 1, sampleSeconds: 15, updatedMs: 1, tookMs: null };
    const told = { ...source, counts: 'request', metrics: [metrics], live: { sinceMs: 1, rowsSince: 0, lastRowMs: null, notes: [] } } as const;
    const made = analyse({ cube, source: told, baseline, current, intervals: false });
    const json = JSON.parse(reportJson(made, { series: seriesSet({ cube, source: told, baseline, settings: defaultSettings }) })) as unknown;
    expect(problems(schema, json)).toEqual([]);
    const text = renderText(made);
    expect(text).toMatch(/800 requests/);
    expect(text).toMatch(/METRICS FROM\n\s+prod\s+http:\/\/p · live, 0 metrics · recognised: vLLM/);
    expect(text).not.toMatch(/FEATURES/);
  });

  it('draws gaps as gaps', () => {
    const cube = serversCube(axis, [level('queue depth', Array.from({ length: 40 }, (_, s) => (s === 7 ? [] : [s])))]);
    const [line] = seriesSet({ cube, source, baseline: summarise(indexCube(cube), { from: 0, to: 20 }), settings: defaultSettings }).series;
    expect(line?.values[6]).toBe(6);
    expect(line?.values[7]).toBeNull();
    expect(line?.from).toBe('prod');
  });
});

describe('metrics beside a log', () => {
  it('leave to the log what it has itself', () => {
    const metrics = everyKind(40);
    const latency = { kind: 'latency' } as never;
    const status = {} as never;
    expect([...mainFigures({ columns: [latency], status, metrics }, { kind: 'log' }).keys()]).toEqual([]);
    expect([...mainFigures({ columns: [], status: null, metrics }, {}).keys()]).toEqual(['latency', 'errors']);
    expect([...mainFigures({ columns: [], status: null, metrics }, { kind: 'metrics' }).keys()]).toEqual(['latency', 'throughput', 'errors']);
  });
});

describe('the axis of a page of servers', () => {
  const state = (from: number | null, sampleSeconds: number | null = 15, how: MetricSourceState['state'] = 'live'): MetricSourceState => ({
    name: 'prod', kind: 'prometheus', address: '', state: how, systems: [], plans: [], queries: {}, missing: [], from, to: null, sampleSeconds, updatedMs: null, tookMs: null,
  });
  const hour = 60 * minute;

  it('goes back as far as is known, two days at most, and ends with the slot that runs now', () => {
    const now = 100 * 24 * hour + 7 * minute;
    const two = serversAxis([state(0)], now);
    expect(two?.step).toBe(10 * minute);
    expect(two === null ? NaN : two.start + two.step * two.count).toBe(100 * 24 * hour + 10 * minute);
    const young = serversAxis([state(now - 3 * minute)], now);
    // Four samples of 15 s make the shortest slot.
    expect(young?.step).toBe(minute);
    expect(young?.count).toBe(4);
    expect(serversAxis([state(now - 10)], now)?.count).toBe(2);
  });

  it('is none where no source answers', () => {
    expect(serversAxis([], 0)).toBeNull();
    expect(serversAxis([state(null, 15, 'failed')], 1)).toBeNull();
    // What failed just now is still shown as far as it is known.
    expect(serversAxis([state(0, 15, 'failed')], hour)).not.toBeNull();
  });
});
