import type { KnownFamily } from '../../../core/metrics/recognise/knownFamily';
import { knownMetrics, type KnownMetric } from './knownMetrics';
import type { PromServer } from './promServer';
import { isRecord } from './promReply';

/** Series whose labels are looked at; of a name with more, some are enough. */
const mostSeries = 5_000;
/** Names whose labels are asked for: those that count requests, since their status codes stand in labels. */
const mostAsked = 120;
const valuesKept = 20;
const hour = 3_600_000;

/** What a server knows, as the recogniser takes it: names, types, units, and the labels of what may count requests. @throws HttpFault */
export async function familiesOfServer(server: PromServer, labels: Readonly<Record<string, string>>, nowMs: number, signal: AbortSignal): Promise<readonly KnownFamily[]> {
  const { metrics } = await knownMetrics(server, labels, nowMs, signal);
  const asked = metrics.filter(({ type }) => type === 'counter' || type === 'histogram').slice(0, mostAsked);
  const found = await labelsOf(server, asked, nowMs, signal);
  return metrics.map(({ name, type, unit, native }): KnownFamily => ({ name, type, unit: unit === '' ? null : unit, native, labels: Object.fromEntries([...(found.get(name) ?? [])].map(([label, values]) => [label, [...values]])) }));
}

async function labelsOf(server: PromServer, metrics: readonly KnownMetric[], nowMs: number, signal: AbortSignal): Promise<ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>> {
  const found = new Map<string, Map<string, Set<string>>>();
  if (metrics.length === 0) return found;
  const base = new Map(metrics.map(({ name, type, native }) => [type === 'histogram' && !native ? `${name}_count` : name, name]));
  const match = [...base.keys()].map((name) => `{__name__=${JSON.stringify(name)}}`);
  try {
    const { data } = await server.call('series', { 'match[]': match, start: String((nowMs - hour) / 1_000), end: String(nowMs / 1_000), limit: String(mostSeries) }, signal, true);
    for (const series of (Array.isArray(data) ? data : []).slice(0, mostSeries) as readonly unknown[]) {
      if (!isRecord(series)) continue;
      const name = base.get(String(series['__name__']));
      if (name === undefined) continue;
      const own = found.get(name) ?? new Map<string, Set<string>>();
      found.set(name, own);
      for (const [label, value] of Object.entries(series)) {
        if (label === '__name__' || typeof value !== 'string') continue;
        const values = own.get(label) ?? new Set<string>();
        own.set(label, values);
        if (values.size < valuesKept) values.add(value);
      }
    }
  } catch (error) {
    // Some servers answer no question about series: names alone must do.
    if (signal.aborted) throw error;
  }
  return found;
}
