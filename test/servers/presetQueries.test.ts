import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MetricPlan } from '../../src/core/metrics/metricPlan';
import { promqlText } from '../../src/core/metrics/promql/promqlText';
import type { KnownFamily } from '../../src/core/metrics/recognise/knownFamily';
import { presets, recognise } from '../../src/core/metrics/recognise/recognise';
import { HttpClient } from '../../src/engine/http/httpClient';
import { planQueries } from '../../src/engine/metrics/prometheus/planQueries';
import { PromServer } from '../../src/engine/metrics/prometheus/promServer';
import { DebianServers, noServers, type Served } from './debianServers';

/* Whether a real server takes every query that the recogniser can propose, as it is shown and as it is asked. */

const servers = new DebianServers();
let served: readonly Served[] = [];
const clients: HttpClient[] = [];

beforeAll(async () => {
  if (noServers === null) served = await Promise.all([servers.prometheus(), servers.victoriaMetrics()]);
});
beforeEach((test) => {
  if (noServers !== null) test.skip(noServers);
});
afterAll(async () => {
  for (const client of clients) client.close();
  await servers.close();
});

const family = (name: string, type: KnownFamily['type'], native: boolean): KnownFamily => ({ name, type, unit: null, native, labels: {} });
/** Of each preset every metric in each of its spellings, as whatever type it takes. */
function plansOf({ metrics }: (typeof presets)[number], native: boolean): readonly MetricPlan[] {
  const spelt = metrics.map((one) => ('of' in one ? one.of : 'part' in one ? [...one.part, ...(one.whole ?? [])] : [one.sum, ...(one.count ?? [])]));
  const most = Math.max(...spelt.map((names) => names.length));
  return Array.from({ length: most }, (_, at) => spelt.flatMap((names, of) => (metrics[of]?.kind === 'histogram' ? [names[Math.min(at, names.length - 1)] ?? ''] : names))).flatMap((names) => recognise([...new Set(names)].flatMap((name) => [family(name, 'histogram', native), family(name, 'summary', false), family(name, 'counter', false)])).plans);
}
const labels = { model_name: 'a "quoted" \\ name\n' };

describe('every query that can be proposed', () => {
  it.each([false, true])('is understood by a real server (native histograms: %s)', async (native) => {
    let asked = 0;
    const refused: string[] = [];
    // VictoriaMetrics keeps no native histograms, and has no functions for them.
    for (const { origin } of native ? served.slice(0, 1) : served) {
      const client = new HttpClient(origin);
      clients.push(client);
      const server = new PromServer(client, '');
      for (const preset of presets) {
        const plans = plansOf(preset, native);
        expect(plans.length, preset.system).toBeGreaterThan(0);
        const queries = new Set(plans.flatMap((plan) => {
          const parts = planQueries(plan, { slotMs: 60_000, windowMs: 120_000, levelMs: 30_000 }, labels);
          const texts = 'native' in parts ? [parts.native] : 'buckets' in parts ? [parts.buckets, parts.sum] : [...parts.part, ...parts.whole];
          return [promqlText(plan, '5m'), promqlText(plan, '1h30m', new Map(Object.entries(labels))), ...texts];
        }));
        for (const query of queries) {
          asked += 1;
          await server.instant(query, Date.now()).catch((error: unknown) => refused.push(`${preset.system}: ${query}: ${String(error)}`));
        }
      }
    }
    expect(refused).toEqual([]);
    expect(asked).toBeGreaterThan(native ? 300 : 800);
  }, 120_000);
});
