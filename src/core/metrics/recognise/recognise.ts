import type { MetricPlan, Selector } from '../metricPlan';
import type { MetricRole } from '../metricRole';
import { genericWanted, saidUnit } from './generic';
import type { KnownFamily } from './knownFamily';
import { normalName } from './normalName';
import { type Preset, type UnitName, units, type Wanted } from './preset';
import { dcgm, fastapi, node, nvidiaSmi, otelGenAi, otelHost, otelHttp, processes } from './presets/frameworksAndHosts';
import { blackbox, goRuntime, machineByOtel, nginx, postgres, processExporter, prometheusItself, redis, victoriaItself } from './presets/neighbours';
import { sglang, tgi, vllm } from './presets/languageModels';
import { bentoml, kserve, mlserver, rayServe, seldon, tensorflowServing, torchserve, triton } from './presets/modelServers';

export interface Recognised {
  /** Systems whose metrics are there. */
  readonly systems: readonly string[];
  /** What to read, the model's own figures first; each has a name of its own. */
  readonly plans: readonly MetricPlan[];
}

/** Engines before the frameworks they run in: an engine knows its latency better, the framework its status codes. */
export const presets: readonly Preset[] = [vllm, sglang, tgi, triton, torchserve, kserve, seldon, mlserver, tensorflowServing, rayServe, bentoml, otelGenAi, fastapi, otelHttp, dcgm, nvidiaSmi, otelHost, machineByOtel, node, processes, processExporter, blackbox, redis, postgres, nginx, prometheusItself, victoriaItself, goRuntime];

const mostPlans = 40;
const roleOrder: readonly MetricRole[] = ['latency', 'requests', 'errors', 'queue', 'running', 'stage latency', 'tokens', 'request size', 'batch', 'cache', 'gpu', 'gpu memory', 'cpu', 'memory', 'power', 'temperature', 'disk', 'network', 'quality', 'other'];
/** Of these a model has one. */
const single: ReadonlySet<MetricRole> = new Set(['latency', 'requests', 'errors']);

/** What the metrics of a server or page stand for: by the names of known systems first, then by type, unit and words. */
export function recognise(families: readonly KnownFamily[]): Recognised {
  const usable = families.filter(({ name }) => !/_(created|info)$/.test(name));
  const byName = new Map<string, KnownFamily[]>();
  for (const family of usable) byName.set(normalName(family.name), [...(byName.get(normalName(family.name)) ?? []), family]);
  const here = presets.filter(({ sign }) => [...byName.keys()].some((name) => sign.test(name)));
  const taken = new Set<string>();
  const roles = new Set<MetricRole>();
  const plans: MetricPlan[] = [];
  const add = (wanted: Wanted, reason: string): void => {
    if (single.has(wanted.role) && roles.has(wanted.role)) return;
    const plan = planOf(wanted, byName, reason);
    if (plan === null) return;
    plans.push({ ...plan, name: unused(plan.name, plans) });
    roles.add(plan.role);
    for (const selector of selectorsOf(plan)) taken.add(normalName(selector.metric));
  };
  for (const { system, metrics } of here.filter(({ alone }) => alone !== true)) for (const wanted of metrics) add(wanted, `preset ${system}`);
  const left = usable.filter(({ name }) => !taken.has(normalName(name)) && !here.some(({ sign }) => sign.test(normalName(name))));
  for (const { why, ...wanted } of genericWanted(left, roles, mostPlans - plans.length)) add(wanted, why);
  // A metric server's own requests are of interest where there are no others.
  const own = roles.has('latency') || roles.has('requests') ? [] : here.filter(({ alone }) => alone === true);
  for (const { system, metrics } of own) for (const wanted of metrics) add(wanted, `preset ${system}: nothing else here counts or times requests`);
  const latency = plans.find((plan) => plan.role === 'latency' && plan.kind === 'histogram');
  // The observations of a latency are the requests, where nothing else counts them.
  if (!roles.has('requests') && latency !== undefined && latency.kind === 'histogram') {
    const of = observationsOf(latency.of, usable.find(({ name }) => name === latency.of.metric));
    plans.push({ kind: 'rate', name: unused('requests', plans), role: 'requests', unit: 'requests', scale: 1, metric: of.metric, reason: `observations of ${latency.name}`, of });
  }
  const ordered = plans.map((plan, at) => ({ plan, at })).sort((a, b) => roleOrder.indexOf(a.plan.role) - roleOrder.indexOf(b.plan.role) || a.at - b.at);
  return { systems: here.filter((preset) => preset.alone !== true || own.includes(preset)).map(({ system }) => system), plans: ordered.map(({ plan }) => plan).slice(0, mostPlans) };
}

function selectorsOf(plan: MetricPlan): readonly Selector[] {
  if ('of' in plan) return [plan.of];
  if ('part' in plan) return [...plan.part, ...plan.whole];
  return 'sum' in plan ? [plan.sum, plan.count] : [];
}

/** A wanted metric as a plan over what is there; null where its families are missing or of another type. */
function planOf(wanted: Wanted, byName: ReadonlyMap<string, readonly KnownFamily[]>, reason: string): MetricPlan | null {
  const find = (name: string, fits: (family: KnownFamily) => boolean): KnownFamily | undefined => byName.get(normalName(name))?.find(fits);
  const first = (names: readonly string[], fits: (family: KnownFamily) => boolean): KnownFamily | undefined => names.map((name) => find(name, fits)).find((family) => family !== undefined);
  const all = (names: readonly string[]): readonly KnownFamily[] => names.flatMap((name) => find(name, isNumber) ?? []);
  const { name, role } = wanted;
  const about = (family: KnownFamily) => ({ name, role, ...units[unitFor(family, wanted.unit)], metric: family.name, reason });
  switch (wanted.kind) {
    case 'histogram': {
      const family = first(wanted.of, ({ type }) => type === 'histogram');
      return family === undefined ? null : { ...about(family), kind: 'histogram', of: select(family), native: family.native };
    }
    case 'level': {
      const family = first(wanted.of, isNumber);
      return family === undefined ? null : { ...about(family), kind: 'level', of: select(family, wanted.where), aggregate: wanted.aggregate };
    }
    case 'rate': {
      const family = first(wanted.of, isNumber);
      return family === undefined ? null : { ...about(family), kind: 'rate', of: select(family, wanted.where) };
    }
    case 'level share': {
      const [part, whole] = [all(wanted.part), all(wanted.whole)];
      const [leading] = part;
      if (leading === undefined || whole.length < wanted.whole.length) return null;
      return { ...about(leading), kind: 'level share', part: part.flatMap((one) => (wanted.where ?? [[]]).map((where) => select(one, where))), whole: whole.map((one) => select(one)), ...(wanted.complement === undefined ? {} : { complement: wanted.complement }) };
    }
    case 'ratio':
      return ratioPlan(wanted, first, about);
    case 'mean': {
      if (wanted.count === null) {
        const family = find(wanted.sum, ({ type }) => type === 'summary' || type === 'histogram');
        return family === undefined ? null : { ...about(family), kind: 'mean', sum: select(family, [], '_sum'), count: select(family, [], '_count') };
      }
      const [sum, count] = [find(wanted.sum, isNumber), first(wanted.count, isNumber)];
      return sum === undefined || count === undefined ? null : { ...about(sum), kind: 'mean', sum: select(sum), count: select(count) };
    }
  }
}

/** What the source says of its unit outranks the table, where both are of one kind: seconds in one release, milliseconds in another. */
function unitFor(family: KnownFamily, wanted: UnitName): UnitName {
  const said = saidUnit(family);
  return said !== null && units[said].unit === units[wanted].unit ? said : wanted;
}

type Ratio = Extract<Wanted, { kind: 'ratio' }>;

function ratioPlan(wanted: Ratio, first: (names: readonly string[], fits: (family: KnownFamily) => boolean) => KnownFamily | undefined, about: (family: KnownFamily) => Omit<Extract<MetricPlan, { kind: 'rate' }>, 'kind' | 'of'>): MetricPlan | null {
  const { part, where, whole, complement } = wanted;
  const counted = (family: KnownFamily, matchers: Selector['matchers'] = []): Selector => (family.type === 'histogram' ? observationsOf(select(family, matchers), family) : select(family, matchers));
  const more = complement === undefined ? {} : { complement };
  if (whole === null) {
    // Spellings of one counter: failed ones of it among all of it.
    const family = first(part, ({ type }) => type !== 'gauge');
    return family === undefined ? null : { ...about(family), kind: 'ratio', part: [counted(family, where)], whole: [counted(family)], ...more };
  }
  const parts = part.flatMap((name) => first([name], isNumber) ?? []);
  const wholes = whole.flatMap((name) => first([name], isNumber) ?? first([name], ({ type }) => type === 'histogram') ?? []);
  const [leading] = parts;
  return leading === undefined || wholes.length === 0 ? null : { ...about(leading), kind: 'ratio', part: parts.map((family) => counted(family, where)), whole: wholes.map((family) => counted(family)), ...more };
}

/** How often a histogram was observed: by its series `_count`, or, where a server keeps a native one as one series, by that. */
function observationsOf(of: Selector, family: Pick<KnownFamily, 'native' | 'counted'> | undefined): Selector {
  return family?.native === true && family.counted !== true ? { ...of, observations: true } : { ...of, metric: `${of.metric}_count` };
}

function isNumber({ type }: KnownFamily): boolean {
  return type === 'counter' || type === 'gauge' || type === 'unknown';
}

function select({ name }: KnownFamily, matchers: Selector['matchers'] = [], suffix = ''): Selector {
  return { metric: name + suffix, matchers };
}

function unused(name: string, plans: readonly MetricPlan[]): string {
  let free = name;
  for (let count = 2; plans.some((plan) => plan.name === free); count += 1) free = `${name} ${count}`;
  return free;
}
