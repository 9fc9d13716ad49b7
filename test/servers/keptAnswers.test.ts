import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HttpClient } from '../../src/engine/http/httpClient';
import { KeptAnswers } from '../../src/engine/metrics/prometheus/keptAnswers';
import { PromServer } from '../../src/engine/metrics/prometheus/promServer';
import { readPlans } from '../../src/engine/metrics/prometheus/readPlans';
import { DebianServers, noServers, type Served } from './debianServers';
import { startFaultProxy } from './faultServer';
import { remoteWrite, type WrittenSeries } from './remoteWrite';
import { plans, scrapeMs, servedModel, startMs } from './servedModel';

/* Polls of a real Prometheus while its samples come in, as time goes: asked for what is new alone, and for all each time; both must say the same. */

const servers = new DebianServers();
let prometheus: Served;
const clients: HttpClient[] = [];
const minute = 60_000;

beforeAll(async () => {
  if (noServers === null) prometheus = await servers.prometheus();
});
beforeEach((test) => {
  if (noServers !== null) test.skip(noServers);
});
afterAll(async () => {
  for (const client of clients) client.close();
  await servers.close();
});

function serverOf(origin: string): PromServer {
  const client = new HttpClient(origin);
  clients.push(client);
  return new PromServer(client, '');
}

/** What is between two moments, the first left out. */
function between(series: readonly WrittenSeries[], fromMs: number, toMs: number): readonly WrittenSeries[] {
  const inside = ([ms]: readonly [number, unknown]): boolean => ms > fromMs && ms <= toMs;
  return series
    .map(({ labels, samples, histograms }) => ({ labels, ...(samples === undefined ? {} : { samples: samples.filter(inside) }), ...(histograms === undefined ? {} : { histograms: histograms.filter(inside) }) }))
    .filter(({ samples = [], histograms = [] }) => samples.length + histograms.length > 0);
}

const asked = (['latency', 'native', 'requests', 'errors', 'queue', 'mean', 'edited'] as const).map((name) => plans[name]);

describe('what was answered before', () => {
  it('is not asked for again, and the figures are those of asking for all: late samples, a moving axis, a change of step', async () => {
    const model = servedModel();
    const [now, late] = [model.filter(({ labels }) => labels['instance'] !== 'replica-1'), model.filter(({ labels }) => labels['instance'] === 'replica-1')];
    const [poll, whole] = [serverOf(prometheus.origin), serverOf(prometheus.origin)];
    const kept = new KeptAnswers();
    let writtenMs = startMs - 1;
    let lateMs = startMs - 1;
    const bytes: { readonly news: number; readonly all: number; readonly queries: number }[] = [];
    // Half a minute and odd seconds apart, so that polls fall anywhere in a slot.
    for (let nowMs = startMs + 55 * minute; nowMs < startMs + 119 * minute; nowMs += 150_000 + 7_000) {
      await remoteWrite(`${prometheus.origin}/api/v1/write`, between(now, writtenMs, nowMs));
      // The other replica's samples are four minutes late.
      await remoteWrite(`${prometheus.origin}/api/v1/write`, between(late, lateMs, nowMs - 4 * minute));
      [writtenMs, lateMs] = [nowMs, nowMs - 4 * minute];
      // A page's axis: its last slot is under way, its first one moves on.
      const last = Math.floor(nowMs / minute);
      const axis = { kind: 'time', start: (last - 59) * minute * 1000, step: minute * 1000, count: 60 } as const;
      const options = { source: 'prod', plans: asked, axis, scrapeMs, nowMs, labels: { model_name: 'churn' } };
      const before = [poll.client.received, whole.client.received, poll.client.sent] as const;
      const news = await readPlans(poll, { ...options, kept });
      const all = await readPlans(whole, options);
      expect(news.failed).toEqual([]);
      expect(news.columns).toEqual(all.columns);
      bytes.push({ news: poll.client.received - before[0], all: whole.client.received - before[1], queries: poll.client.sent - before[2] });
    }
    const polls = bytes.slice(1);
    expect(bytes[0]?.news).toBe(bytes[0]?.all);
    const mean = (of: (one: (typeof polls)[number]) => number): number => polls.reduce((sum, one) => sum + of(one), 0) / polls.length;
    // Measured: 9,118 bytes in place of 45,938 a poll, in the same 10 queries.
    const [less, more] = [mean(({ news }) => news), mean(({ all }) => all)];
    expect(less).toBeLessThan(more / 4);
    expect(new Set(bytes.map(({ queries }) => queries))).toEqual(new Set([10]));

    // Another step asks for all, and the first one is still known.
    const nowMs = writtenMs;
    const coarse = { kind: 'time', start: startMs * 1000, step: 5 * minute * 1000, count: 24 } as const;
    const options = { source: 'prod', plans: asked, axis: coarse, scrapeMs, nowMs, labels: { model_name: 'churn' } };
    expect((await readPlans(poll, { ...options, kept })).columns).toEqual((await readPlans(whole, options)).columns);
    // An earlier start does, too.
    const wide = { ...options, axis: { kind: 'time', start: startMs * 1000, step: minute * 1000, count: 119 } as const };
    expect((await readPlans(poll, { ...wide, kept })).columns).toEqual((await readPlans(whole, wide)).columns);
  }, 120_000);

  it('is asked for again after a failure, an incomplete answer, and an hour', async () => {
    let spoilt: 'no' | 'fails' | 'partial' = 'no';
    const proxy = await startFaultProxy(prometheus.port, (request, response) => {
      if (spoilt === 'no' || !(request.url ?? '').includes('query_range')) return false;
      if (spoilt === 'fails') response.writeHead(400).end('no');
      else response.setHeader('content-type', 'application/json').end('{"status":"success","data":{"resultType":"matrix","result":[]},"warnings":["No StoreAPIs matched for this query"]}');
      return true;
    });
    const server = serverOf(proxy.origin);
    const kept = new KeptAnswers();
    const base = { startMs, endMs: startMs + 60 * minute, stepMs: minute };
    const ask = async (nowMs: number): Promise<number> => (await kept.range(server, 'vector(1)', base, nowMs)).series[0]?.times.length ?? 0;
    const from = (): string | null => new URL(proxy.seen.at(-1)?.path ?? '', 'http://h').searchParams.get('start');
    const atMs = startMs + 60 * minute;
    expect([await ask(atMs), from()]).toEqual([61, String(startMs / 1000)]);
    expect([await ask(atMs), from()]).toEqual([61, String((startMs + 56 * minute) / 1000)]);
    spoilt = 'fails';
    await expect(ask(atMs)).rejects.toThrow();
    spoilt = 'partial';
    expect(await ask(atMs)).toBe(56);
    spoilt = 'no';
    // The part that was incomplete took what was known with it.
    expect([await ask(atMs), from()]).toEqual([61, String(startMs / 1000)]);
    expect([await ask(atMs + 61 * minute), from()]).toEqual([61, String(startMs / 1000)]);
    const before = proxy.seen.length;
    expect([await ask(atMs + 62 * minute), proxy.seen.length]).toEqual([61, before]);
    await proxy.close();
  });
});
