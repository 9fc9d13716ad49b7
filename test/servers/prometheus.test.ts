import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HistogramMetric, LevelMetric, MeanMetric, MetricColumn, RateMetric, RatioMetric } from '../../src/core/metrics/metricColumn';
import { HttpClient } from '../../src/engine/http/httpClient';
import { findPromServer } from '../../src/engine/metrics/prometheus/findPromServer';
import { knownMetrics } from '../../src/engine/metrics/prometheus/knownMetrics';
import { PromServer } from '../../src/engine/metrics/prometheus/promServer';
import { readPlans } from '../../src/engine/metrics/prometheus/readPlans';
import type { ColumnsRead } from '../../src/engine/metrics/columnsRead';
import { DebianServers, noServers, type Served } from './debianServers';
import { startFaultProxy } from './faultServer';
import { remoteWrite } from './remoteWrite';
import { bounds, hoursOf, plans, scrapeMs, scrapes, servedModel, startMs } from './servedModel';

const servers = new DebianServers();
const clients: HttpClient[] = [];
let prometheus: Served;
let victoria: Served;

beforeAll(async () => {
  if (noServers !== null) return;
  [prometheus, victoria] = await Promise.all([servers.prometheus(), servers.victoriaMetrics()]);
  for (const hour of hoursOf(servedModel())) {
    await remoteWrite(`${prometheus.origin}/api/v1/write`, hour);
    // VictoriaMetrics 1.79 knows no native histograms.
    await remoteWrite(`${victoria.origin}/api/v1/write`, hour.filter(({ histograms }) => histograms === undefined));
  }
  await fetch(`${victoria.origin}/internal/force_flush`);
});
beforeEach((context) => {
  if (noServers !== null) context.skip(noServers);
});
afterAll(async () => {
  for (const client of clients) client.close();
  await servers.close();
});

function clientOf(origin: string): HttpClient {
  const client = new HttpClient(origin);
  clients.push(client);
  return client;
}
const serverOf = (served: Served): PromServer => new PromServer(clientOf(served.origin), '');
const found = async (address: string): Promise<Awaited<ReturnType<typeof findPromServer>>> => findPromServer(clientOf(new URL(address).origin), new URL(address));

const minutes = 120;
const axis = { kind: 'time', start: startMs * 1_000, step: 60e6, count: minutes } as const;
function read(server: PromServer, names: readonly (keyof typeof plans)[], more: Partial<Parameters<typeof readPlans>[1]> = {}): Promise<ColumnsRead> {
  return readPlans(server, { source: 'prod', plans: names.map((name) => plans[name]), axis, scrapeMs, nowMs: startMs + 10 * 3_600_000, labels: { model_name: 'churn' }, ...more });
}
function only<T extends MetricColumn>({ columns, failed }: ColumnsRead, kind: T['kind']): T {
  expect(failed).toEqual([]);
  expect(columns.map((column) => column.kind)).toEqual([kind]);
  return columns[0] as T;
}

/** Linear inside a bucket, as Prometheus 2.42 does for both kinds of histogram (promql/quantile.go), from the counts of one slot. */
function quantile({ edges, counts }: HistogramMetric, slot: number, q: number): number {
  const own = counts.subarray(slot * (edges.length + 1), (slot + 1) * (edges.length + 1));
  const rank = q * own.reduce((sum, count) => sum + count, 0);
  let below = 0;
  for (let j = 0; j < own.length; j += 1) {
    const inside = own[j]!;
    if (below + inside >= rank && inside > 0) {
      if (j === edges.length) return edges[j - 1]!;
      const left = j === 0 ? 0 : edges[j - 1]!;
      return left + ((edges[j]! - left) * (rank - below)) / inside;
    }
    below += inside;
  }
  return NaN;
}

async function asked(query: string): Promise<Map<number, number>> {
  const { series } = await serverOf(prometheus).range(query, { startMs: startMs + 60_000, endMs: startMs + minutes * 60_000, stepMs: 60_000 });
  return new Map(series[0]!.times.map((ms, index) => [Math.round((ms - startMs) / 60_000) - 1, series[0]!.values[index]!]));
}

describe('Prometheus', () => {
  it('is found from what a person pastes', async () => {
    for (const path of ['', '/', '/graph?g0.expr=up&g0.tab=1', '/api/v1/query?query=up', '/targets', '/prometheus']) {
      const { server, product } = await found(prometheus.origin + path);
      expect([server.base, product], path).toEqual(['', expect.stringMatching(/^Prometheus 2\.\d+\.\d+/)]);
    }
  });

  it('says what it knows, of one model where that is asked for', async () => {
    const all = await knownMetrics(serverOf(prometheus), {}, startMs + 7_200_000);
    expect(all.metrics.map(({ name, type, inferred, native }) => [name, type, inferred, native])).toEqual([
      ['errors_total', 'counter', true, false],
      ['native_seconds', 'unknown', true, false],
      ['queue_depth', 'unknown', true, false],
      ['request_seconds', 'histogram', true, false],
    ]);
    const one = await knownMetrics(serverOf(prometheus), { model_name: 'other' }, startMs + 7_200_000);
    expect(one.metrics.map(({ name }) => name)).toEqual(['queue_depth']);
  });

  it.each([0.5, 0.9, 0.95, 0.99])('has the %d percentile of its own histogram_quantile in each minute', async (q) => {
    const column = only<HistogramMetric>(await read(serverOf(prometheus), ['latency']), 'histogram');
    expect([...column.edges]).toEqual(bounds.map((bound) => bound * 1_000));
    const own = await asked(`histogram_quantile(${q}, sum by (le) (rate(request_seconds_bucket{model_name="churn"}[1m])))`);
    expect(own.size).toBe(minutes);
    for (const [slot, value] of own) expect(quantile(column, slot, q) / 1_000, `slot ${slot}`).toBeCloseTo(value, 9);
  });

  it('has the percentiles of a native histogram', async () => {
    const column = only<HistogramMetric>(await read(serverOf(prometheus), ['native']), 'histogram');
    expect(column.native).toBe('exponential');
    for (const q of [0.5, 0.95, 0.99]) {
      const own = await asked(`histogram_quantile(${q}, sum(rate(native_seconds{model_name="churn"}[1m])))`);
      expect(own.size).toBe(minutes);
      for (const [slot, value] of own) expect(quantile(column, slot, q) / 1_000, `slot ${slot}`).toBeCloseTo(value, 9);
    }
    const counts = await asked('histogram_count(increase(native_seconds[1m]))');
    const { amount } = only<RateMetric>(await read(serverOf(prometheus), ['nativeRequests']), 'rate');
    for (const [slot, value] of counts) expect(amount[slot]).toBeCloseTo(value, 6);
    for (const [slot, value] of counts) expect(column.counts.subarray(slot * (column.edges.length + 1), (slot + 1) * (column.edges.length + 1)).reduce((a, b) => a + b, 0)).toBeCloseTo(value, 6);
  });

  it('adds up over slots to what was counted, restart of a replica included', async () => {
    const { amount, seconds } = only<RateMetric>(await read(serverOf(prometheus), ['requests']), 'rate');
    const written = servedModel().filter(({ labels }) => labels['__name__'] === 'request_seconds_count').map(({ samples = [] }) => samples);
    const counted = written.reduce((sum, samples) => sum + samples.slice(1).reduce((more, [, value], index) => more + (value >= samples[index]![1] ? value - samples[index]![1] : value), 0), 0);
    const total = amount.reduce((sum, one) => sum + one, 0);
    // Extrapolation at the ends of each window is all that differs.
    expect(Math.abs(total / counted - 1)).toBeLessThan(0.01);
    expect(new Set(seconds)).toEqual(new Set([60]));
  });

  it('leaves a gap a gap, looks at a level as often as it was scraped, and asks for one model', async () => {
    const { n, sum, max } = only<LevelMetric>(await read(serverOf(prometheus), ['queue']), 'level');
    expect([n[3], sum[3]! / n[3]!, max[3]]).toEqual([4, expect.closeTo(((13 % 10) + (14 % 10) + (15 % 10) + (16 % 10)) / 4, 9), 6]);
    // Silent from scrape 200 to 239, minutes 50 to 59: a level is carried on for two scrapes and no longer.
    expect([...n.subarray(49, 62)]).toEqual([4, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 4, 4].map((count) => expect.closeTo(count, 0)));
  });

  it('has shares and means', async () => {
    const { part, whole } = only<RatioMetric>(await read(serverOf(prometheus), ['errors']), 'ratio');
    const own = await asked('sum(increase(errors_total[1m])) / sum(increase(request_seconds_count[1m]))');
    for (const [slot, value] of own) expect(part[slot]! / whole[slot]!).toBeCloseTo(value, 9);
    const mean = only<MeanMetric>(await read(serverOf(prometheus), ['mean']), 'mean');
    const means = await asked('1000 * sum(increase(request_seconds_sum[1m])) / sum(increase(request_seconds_count[1m]))');
    for (const [slot, value] of means) expect(mean.sum[slot]! / mean.count[slot]!).toBeCloseTo(value, 6);
  });

  it('gives each plan that fails its reason and the others their columns', async () => {
    const { columns, failed, failedParts } = await read(serverOf(prometheus), ['absent', 'queue', 'many', 'wrong', 'edited']);
    expect(columns.map(({ id, n }: MetricColumn & { n?: Float64Array }) => [id, n!.some((count) => count > 0)])).toEqual([['prod:queue', true], ['prod:edited', true]]);
    expect(failed.map(({ plan, reason }) => [plan.name, reason])).toEqual([
      ['absent', 'the server has no such series in this time'],
      ['two series', 'the expression gives 2 series: wrap it in sum(…), avg(…) or max(…)'],
      ['wrong', expect.stringMatching(/does not understand the query: .*parse error/)],
    ]);
    expect(failedParts).toBe(0);
  });

  it('smooths rates where slots hold too few scrapes, and says so', async () => {
    const short = { kind: 'time', start: startMs * 1_000, step: 30e6, count: minutes * 2 } as const;
    const { columns, warnings } = await read(serverOf(prometheus), ['requests'], { axis: short });
    const { amount } = columns[0] as RateMetric;
    expect(warnings).toEqual([expect.stringContaining('means over 60 s')]);
    const minute = only<RateMetric>(await read(serverOf(prometheus), ['requests']), 'rate');
    const [fine, coarse] = [amount, minute.amount].map((all) => all.reduce((sum, one) => sum + one, 0));
    expect(Math.abs(fine! / coarse! - 1)).toBeLessThan(0.02);
  });

  it('reads more than 11,000 points in parts, with nothing lost or twice at the seams', async () => {
    const server = serverOf(prometheus);
    const range = { startMs, endMs: startMs + 11_001 * 500, stepMs: 500 };
    await expect(server.call('query_range', { query: 'vector(1)', start: String(range.startMs / 1_000), end: String(range.endMs / 1_000), step: '0.5' })).rejects.toThrow(/11,000 points|exceeded maximum resolution/);
    const before = server.client.sent;
    const { series, failed } = await server.range('vector(1)', range);
    expect([series.length, series[0]!.times.length, server.client.sent - before, failed]).toEqual([1, 11_002, 2, []]);
    expect(series[0]!.times.every((ms, index) => ms === startMs + index * 500)).toBe(true);
  });

  it('counts a part that fails and keeps the rest', async () => {
    const end = startMs + 11_000 * 500;
    const proxy = await startFaultProxy(prometheus.port, (request, response) => {
      if (!decodeURIComponent(request.url ?? '').includes(`end=${end / 1_000}`)) return false;
      response.writeHead(500).end('no');
      return true;
    });
    const { series, failed } = await new PromServer(clientOf(proxy.origin), '').range('vector(1)', { startMs, endMs: end, stepMs: 500 });
    await proxy.close();
    expect([series[0]!.times.length, failed.length, failed[0]!.reason]).toEqual([5_501, 1, expect.stringContaining('failed (500)')]);
  });

  it('passes on what the server warns of, halves what is too much for it', async () => {
    const proxy = await startFaultProxy(prometheus.port, (request, response) => {
      const asking = new URL(request.url ?? '', 'http://h').searchParams;
      if (!(request.url ?? '').includes('query_range')) return false;
      const seconds = Number(asking.get('end')) - Number(asking.get('start'));
      const json = response.setHeader('content-type', 'application/json');
      if (seconds > 1_800) json.writeHead(422).end('{"status":"error","errorType":"execution","error":"query processing would load too many samples into memory in query execution"}');
      else json.end('{"status":"success","data":{"resultType":"matrix","result":[]},"warnings":["partial"],"infos":["not a counter"]}');
      return true;
    });
    const answer = await new PromServer(clientOf(proxy.origin), '').range('up', { startMs, endMs: startMs + 7_200_000, stepMs: 60_000 });
    await proxy.close();
    expect(answer.warnings).toEqual(['partial', 'not a counter']);
    expect(answer.failed).toEqual([]);
    expect(proxy.seen.filter(({ path }) => path.includes('query_range')).length).toBeGreaterThan(4);
  });
});

describe('VictoriaMetrics', () => {
  it('is found at its root and at /prometheus, and named', async () => {
    for (const [path, base] of [['', ''], ['/vmui/?g0.expr=up', ''], ['/prometheus', '/prometheus']]) {
      const { server, product } = await found(victoria.origin + path);
      expect([server.base, product]).toEqual([base, 'VictoriaMetrics']);
    }
  });

  it('has types taken from names, because it keeps none', async () => {
    const { metrics } = await knownMetrics(serverOf(victoria), {}, startMs + 7_200_000);
    expect(metrics.map(({ name, type, inferred }) => [name, type, inferred])).toEqual([
      ['errors_total', 'counter', true],
      ['queue_depth', 'unknown', true],
      ['request_seconds', 'histogram', true],
    ]);
  });

  it('counts what was counted, exactly: it does not extrapolate', async () => {
    const { columns, failed } = await read(serverOf(victoria), ['latency', 'requests', 'queue', 'errors', 'mean']);
    expect(failed).toEqual([]);
    const [latency, requests, queue] = columns as [HistogramMetric, RateMetric, LevelMetric];
    const width = latency.edges.length + 1;
    for (let slot = 2; slot < minutes; slot += 1) {
      const counted = latency.counts.subarray(slot * width, (slot + 1) * width).reduce((sum, count) => sum + count, 0);
      expect(counted).toBeCloseTo(requests.amount[slot]!, 6);
    }
    expect([queue.n[3], queue.n[54], scrapes]).toEqual([4, 0, 480]);
  });
});
