import { isRecord } from './promReply';
import { matcherText } from './planQueries';
import type { PromServer } from './promServer';

export type KnownType = 'counter' | 'gauge' | 'histogram' | 'summary' | 'unknown';

/** What a server knows of one metric; histograms and summaries by their base name, as their target calls them. */
export interface KnownMetric {
  readonly name: string;
  readonly type: KnownType;
  /** The type was taken from the names of the series, because the server keeps none. */
  readonly inferred: boolean;
  readonly help: string;
  /** As OpenMetrics has it: `seconds`; empty where none is said. */
  readonly unit: string;
  /** A histogram without buckets of fixed bounds. */
  readonly native: boolean;
}

export interface Known {
  readonly metrics: readonly KnownMetric[];
  /** Names that were left out because there are too many. */
  readonly beyond: number;
}

/** Names that are looked at; servers shared by many teams have more than anybody reads. */
export const mostNames = 20_000;
const week = 7 * 86_400_000;

/**
 * Names of a server's metrics, with types and help where it keeps them (Prometheus keeps them of scraped targets alone, VictoriaMetrics of none).
 * @param labels every series must carry these
 * @throws HttpFault, FaultError `cancelled`
 */
export async function knownMetrics(server: PromServer, labels: Readonly<Record<string, string>>, nowMs: number, signal?: AbortSignal): Promise<Known> {
  const match = Object.keys(labels).length === 0 ? {} : { 'match[]': `{${matcherText([], labels)}}` };
  const recent = { start: String(Math.floor((nowMs - week) / 1_000)), end: String(Math.ceil(nowMs / 1_000)) };
  // One more than is read, to know that there are more. Prometheus 2.42 ignores the limit: it is cut here too.
  const asked = async (range: Readonly<Record<string, string>>): Promise<readonly string[]> => strings((await server.call('label/__name__/values', { ...range, ...match, limit: String(mostNames + 1) }, signal)).data);
  let names = await asked(recent);
  // A model that has rested for a week is still of interest.
  if (names.length === 0) names = await asked({ start: '0', end: recent.end });
  const metadata = await metadataOf(server, signal);
  return { metrics: familiesOf(names.slice(0, mostNames), metadata), beyond: Math.max(0, names.length - mostNames) };
}

interface Metadata {
  readonly type: string;
  readonly help: string;
  readonly unit: string;
}

async function metadataOf(server: PromServer, signal?: AbortSignal): Promise<ReadonlyMap<string, Metadata>> {
  const found = new Map<string, Metadata>();
  try {
    const { data } = await server.call('metadata', { limit: String(mostNames), limit_per_metric: '1' }, signal);
    for (const [name, entries] of Object.entries(isRecord(data) ? data : {}).slice(0, mostNames)) {
      const entry: unknown = Array.isArray(entries) ? entries[0] : null;
      if (isRecord(entry)) found.set(name, { type: text(entry['type']), help: text(entry['help']), unit: text(entry['unit']) });
    }
  } catch (error) {
    // Older and compatible servers have no metadata: types are taken from names then.
    if (signal?.aborted === true) throw error;
  }
  return found;
}

/** Names of series as metrics: parts of histograms and summaries are put together. The server's word on a type outranks the name. */
export function familiesOf(names: readonly string[], metadata: ReadonlyMap<string, Metadata>): KnownMetric[] {
  const all = new Set(names);
  const done = new Set<string>();
  const metrics: KnownMetric[] = [];
  for (const name of names) {
    const base = baseOf(name, all, metadata);
    if (done.has(base) || /_created$/.test(name)) continue;
    done.add(base);
    // OpenMetrics names a counter's family without `_total`.
    const said = metadata.get(base) ?? metadata.get(base.replace(/_total$/, ''));
    const buckets = all.has(`${base}_bucket`);
    const type = said === undefined || !isKnown(said.type) ? inferredType(base, all) : said.type;
    metrics.push({ name: base, type, inferred: said === undefined || !isKnown(said.type), help: said?.help ?? '', unit: said?.unit ?? '', native: type === 'histogram' && !buckets });
  }
  return metrics;
}

function baseOf(name: string, all: ReadonlySet<string>, metadata: ReadonlyMap<string, Metadata>): string {
  if (metadata.has(name)) return name;
  const base = /^(.+)_(bucket|sum|count)$/.exec(name)?.[1];
  if (base === undefined) return name;
  const type = metadata.get(base)?.type;
  if (type === 'histogram' || type === 'summary') return base;
  const parts = (all.has(`${base}_sum`) || all.has(`${base}_bucket`)) && all.has(`${base}_count`);
  return parts ? base : name;
}

function inferredType(base: string, all: ReadonlySet<string>): KnownType {
  if (all.has(`${base}_bucket`)) return 'histogram';
  if (all.has(`${base}_sum`) && all.has(`${base}_count`)) return 'summary';
  return /_(total|count|sum)$/.test(base) ? 'counter' : 'unknown';
}

function isKnown(type: string): type is Exclude<KnownType, 'unknown'> {
  return type === 'counter' || type === 'gauge' || type === 'histogram' || type === 'summary';
}
function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
}
