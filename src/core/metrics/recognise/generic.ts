import type { MetricRole } from '../metricRole';
import { failedStatus } from './failedStatus';
import type { KnownFamily } from './knownFamily';
import type { Wanted } from './preset';
import type { UnitName } from './preset';

/* What names that no preset knows most likely stand for: the type first, then the unit's suffix, then words, then labels. */

const unitSuffixes: readonly (readonly [RegExp, UnitName])[] = [
  [/_(seconds|secs)$/, 's'], [/_(milliseconds|millis|ms)$/, 'ms'], [/_(microseconds|us)$/, 'us'], [/_(nanoseconds|ns)$/, 'ns'],
  [/_bytes$/, 'bytes'], [/_(megabytes|mb)$/, 'MB'], [/_mib$/, 'MiB'], [/_ratio$/, 'share'], [/_(percent|percentage|pct)$/, 'percent'], [/_celsius$/, 'celsius'], [/_watts$/, 'W'], [/_tokens$/, 'tokens'],
];
const durations: ReadonlySet<UnitName> = new Set(['s', 'ms', 'us', 'ns']);
const whole = /(e2e|request|http|predict|inference|infer|response|api|call)/;
const stage = /(queue|prefill|decode|preprocess|postprocess|wait|tokeniz|batch|db|sql|gc)/;
const latencyWords = /(latency|duration|time|elapsed|_seconds)/;
const requestWords = /(request|call|invocation|prediction|inference|infer|query|queries)/;
const errorWords = /(error|failure|failed|exception|rejected|timeout)/;
/** Of the tools themselves, not of a model. */
const foreign = /^(go|python|prometheus|promhttp|net_conntrack|scrape|up$|alertmanager|vm|flag|process|node|nodejs|jvm|dotnet)_?/;
/** Points in time, and what tells of a tool's own looks: no levels of a model. */
const moment = /(timestamp|start_time|boot_time|uptime|expir|last_|_epoch|scrape)/;

/** The unit that a family says itself; null where it says none that is known. */
export function saidUnit({ unit }: Pick<KnownFamily, 'unit'>): UnitName | null {
  return unit === null ? null : (unitSuffixes.find(([suffix]) => suffix.test(`_${unit.toLowerCase()}`))?.[1] ?? null);
}

/** The unit that a family says, or its name; null where neither does. */
export function unitOf({ name, unit }: Pick<KnownFamily, 'name' | 'unit'>): UnitName | null {
  const lower = name.toLowerCase().replace(/_(total|count|sum)$/, '');
  return saidUnit({ unit }) ?? unitSuffixes.find(([suffix]) => suffix.test(lower))?.[1] ?? null;
}

const guessWords: Partial<Record<UnitName, string>> = { s: 'seconds', ms: 'milliseconds', us: 'microseconds' };

/** Of times without a unit, from the highest bound: 600 s is long for a request, 600 ms is short for one. A summary has none, and is not guessed. */
function guessedUnit({ type, native, highestBound }: KnownFamily): UnitName {
  if (type !== 'histogram' || native) return 'none';
  return highestBound === undefined || highestBound <= 600 ? 's' : highestBound <= 600_000 ? 'ms' : 'us';
}

/** Plans for names that no preset took, the likeliest of each role first, at most `most`. */
export function genericWanted(families: readonly KnownFamily[], taken: ReadonlySet<MetricRole>, most: number): readonly (Wanted & { readonly why: string })[] {
  const own = families.filter(({ name }) => !foreign.test(name.toLowerCase()));
  const found: (Wanted & { readonly why: string })[] = [];
  const latency = best(own.filter((family) => ['histogram', 'summary'].includes(family.type) && durations.has(unitOf(family) ?? guessedUnit(family)) && latencyWords.test(family.name.toLowerCase()) && !/token/.test(family.name.toLowerCase())));
  for (const [at, family] of latency.slice(0, 6).entries()) {
    const { name } = family;
    const said = unitOf(family);
    const unit = said ?? guessedUnit(family);
    const guess = said === null ? `; ${guessWords[unit] ?? unit} are a guess${family.highestBound === undefined ? ': no unit is said' : ' from its buckets'}` : '';
    const role: MetricRole = at === 0 && !taken.has('latency') && !stage.test(name.toLowerCase()) ? 'latency' : 'stage latency';
    const words = wordsOf(name);
    found.push(family.type === 'histogram' ? { kind: 'histogram', name: words, role, unit, of: [name], why: `histogram of a duration${role === 'latency' ? ' of whole requests, by its name' : ''}${guess}` } : { kind: 'mean', name: words, role, unit, sum: name, count: null, why: `summary of a duration: its mean${guess}` });
  }
  const counter = own.find(({ name, type }) => type === 'counter' && requestWords.test(name.toLowerCase()) && !errorWords.test(name.toLowerCase()) && unitOf({ name, unit: null }) === null);
  if (counter !== undefined && !taken.has('requests')) {
    found.push({ kind: 'rate', name: wordsOf(counter.name), role: 'requests', unit: 'requests', of: [counter.name], why: 'counter of requests, by its name' });
    const status = failedStatus(counter);
    const errors = own.find(({ name, type }) => type === 'counter' && errorWords.test(name.toLowerCase()));
    if (!taken.has('errors')) {
      if (status !== null) found.push({ kind: 'ratio', name: 'error rate', role: 'errors', unit: 'share', part: [counter.name], where: [status], whole: null, why: `requests whose ${status.label} says that they failed` });
      else if (errors !== undefined) found.push({ kind: 'ratio', name: 'error rate', role: 'errors', unit: 'share', part: [errors.name], whole: [counter.name], why: `${errors.name} of ${counter.name}, by their names` });
    }
  }
  const errors = own.find(({ name, type }) => type === 'counter' && errorWords.test(name.toLowerCase()));
  const [counted] = latency;
  // Without a counter of requests, the observations of their latency count them.
  if (counter === undefined && counted !== undefined && counted.type === 'histogram' && errors !== undefined && !taken.has('errors') && !taken.has('requests')) {
    found.push({ kind: 'ratio', name: 'error rate', role: 'errors', unit: 'share', part: [errors.name], whole: [counted.name], why: `${errors.name} of the requests that ${counted.name} counts, by their names` });
  }
  if (counter === undefined && counted === undefined && errors !== undefined && !taken.has('errors')) {
    found.push({ kind: 'rate', name: wordsOf(errors.name), role: 'errors', unit: 'none', of: [errors.name], why: 'counter of errors by its name; nothing counts the requests that they are of' });
  }
  found.push(...hitRatios(own, taken));
  for (const family of own) {
    if (moment.test(family.name.toLowerCase())) continue;
    const role = gaugeRole(family.name.toLowerCase());
    if (isGauge(family) && role !== null && !taken.has(role)) found.push({ kind: 'level', name: wordsOf(family.name), role, unit: unitOf(family) ?? 'none', of: [family.name], aggregate: unitOf(family) === 'share' || unitOf(family) === 'percent' ? 'mean' : 'sum', why: 'gauge, by its name' });
    if (family.type === 'counter' && /token/.test(family.name.toLowerCase()) && !taken.has('tokens')) found.push({ kind: 'rate', name: wordsOf(family.name), role: 'tokens', unit: 'tokens', of: [family.name], why: 'counter of tokens, by its name' });
  }
  return found.slice(0, most);
}

/** A counter of hits beside one of misses. */
function hitRatios(own: readonly KnownFamily[], taken: ReadonlySet<MetricRole>): readonly (Wanted & { readonly why: string })[] {
  if (taken.has('cache')) return [];
  const names = new Set(own.filter(({ type }) => type === 'counter').map(({ name }) => name));
  return [...names].filter((name) => /hits?(_total)?$/.test(name)).flatMap((hits) => {
    const misses = [hits.replace(/hits(_total)?$/, 'misses$1'), hits.replace(/hit(_total)?$/, 'miss$1')].find((name) => name !== hits && names.has(name));
    return misses === undefined ? [] : [{ kind: 'ratio', name: wordsOf(hits), role: 'cache', unit: 'share', part: [hits], whole: [hits, misses], why: `${hits} of it and ${misses}` } as const];
  });
}

/** Where a server keeps no types, a name without a counter's ending is a level. */
function isGauge({ name, type }: KnownFamily): boolean {
  return type === 'gauge' || (type === 'unknown' && !/_(total|count|sum|bucket|created)$/.test(name));
}

function gaugeRole(name: string): MetricRole | null {
  if (/(queue|pending|waiting|backlog)/.test(name)) return 'queue';
  if (/(^|_)(in_?progress|in_?flight|running|active|ongoing|concurrent)(_|$)/.test(name)) return 'running';
  if (/gpu.*(mem|fb)/.test(name)) return 'gpu memory';
  if (/gpu/.test(name)) return 'gpu';
  if (/(memory|rss)/.test(name)) return 'memory';
  if (/cpu/.test(name)) return 'cpu';
  if (/cache/.test(name)) return 'cache';
  if (/batch/.test(name)) return 'batch';
  return /(^|_)(accuracy|precision|recall|auc|f1|drift|psi|scores?|mae|rmse|mape|brier|logloss|loss|calibration)(_|$)/.test(name) ? 'quality' : null;
}

/** End-to-end words before stage words, histograms before summaries. */
function best(families: readonly KnownFamily[]): readonly KnownFamily[] {
  const rank = ({ name, type }: KnownFamily): number => (whole.test(name.toLowerCase()) ? 0 : 2) + (stage.test(name.toLowerCase()) ? 4 : 0) + (type === 'histogram' ? 0 : 1);
  return families.map((family, at) => ({ family, at })).sort((a, b) => rank(a.family) - rank(b.family) || a.at - b.at).map(({ family }) => family);
}

/** `model_server_request_seconds` as people read it. */
export function wordsOf(name: string): string {
  return name.replace(/_(total|seconds|milliseconds|microseconds|bytes|ratio|percent)$/g, '').replace(/_total$/, '').replace(/[_:.]+/g, ' ').trim() || name;
}
