import { nameKey } from './nameKey';

export type NameMatch = 'mapped' | 'exact' | 'ending' | 'affix' | 'unit' | 'level';

/** A name under which the code may know a log column; `weight` in (0, 1] says how sure that is. */
export interface NameCandidate {
  readonly name: string;
  readonly weight: number;
  readonly match: NameMatch;
}

export interface MatchOptions {
  /** Explicit names of the configuration: log column to name in code. */
  readonly map?: Readonly<Record<string, string>>;
}

const prefixes = ['x', 'f', 'ft', 'feat', 'feature', 'features', 'fe', 'input', 'inputs', 'in', 'num', 'cat', 'numeric', 'categorical', 'raw', 'col', 'req', 'request', 'payload', 'remainder', 'passthrough', 'onehot', 'ohe'];
const suffixes = ['in', 'input', 'feature', 'feat', 'value', 'val', 'x', 'raw', 'col'];
/** Words before a name that say where it lies, not what it is. */
const containers = new Set(['feature', 'features', 'input', 'inputs', 'data', 'request', 'payload', 'model', 'raw', 'num', 'cat', 'row', 'total', 'avg', 'mean', 'max', 'min', 'sum', 'count', 'has', 'the']);
/** A log often holds the transformed value of a feature; the line that makes the feature is still the one to look at. */
const transforms = ['log', 'log1p', 'norm', 'normalized', 'scaled', 'std', 'zscore', 'bin', 'binned', 'bucket', 'enc', 'encoded', 'te', 'clipped', 'imputed', 'filled'];
const units = ['km', 'miles', 'mi', 'm', 'meters', 'metres', 's', 'sec', 'secs', 'seconds', 'ms', 'min', 'mins', 'minutes', 'h', 'hours', 'days', 'weeks', 'months', 'years', 'usd', 'eur', 'pct', 'percent', 'ratio', 'rate', 'count', 'cnt', 'kg', 'c', 'f', 'celsius'];

/**
 * Names under which the code may know `logColumn`, best first, each spelling-free key once: the mapped name, the
 * column itself, the end of a nested path (`features.age` → `age`), without prefixes and suffixes (`x_age`), with or
 * without a unit (`distance_km` ↔ `distance`), and the source of a one-hot level (`plan_basic` → `plan`).
 */
export function matchNames(logColumn: string, options: MatchOptions = {}): readonly NameCandidate[] {
  const best = new Map<string, NameCandidate>();
  const add = (name: string, weight: number, match: NameMatch): void => {
    // A bare number is a position (`features.3`), not a name.
    if (name === '' || name.length > 200 || (match !== 'exact' && match !== 'mapped' && /^\d+$/.test(name))) return;
    const key = nameKey(name);
    const known = best.get(key);
    if (known === undefined || known.weight < weight) best.set(key, { name, weight, match });
  };
  const map = options.map;
  const mapped = map !== undefined && Object.hasOwn(map, logColumn) ? map[logColumn] : undefined;
  if (mapped !== undefined) add(mapped, 1, 'mapped');
  // A mapping is the user's word: what is guessed from the log's own name stays behind it.
  const scale = mapped === undefined ? 1 : 0.5;
  add(logColumn, scale, 'exact');
  for (const [name, weight] of endings(logColumn)) add(name, weight * scale, 'ending');
  const [leaf, leafWeight] = endings(logColumn)[0] ?? [logColumn, 1];
  // Only the end of a nested path: the start (`features`, `request`) names a container.
  addVariants(leaf, leafWeight * scale, add);
  return [...best.values()].sort((a, b) => b.weight - a.weight || compare(a.name, b.name));
}

/** Ends of a nested path and of sklearn's `step__column`, with the path written as one name. */
function endings(column: string): readonly (readonly [string, number])[] {
  const segments = column.split(/\.|\/|__|->|\[|\]/).map((part) => part.replace(/^["']+|["']+$/g, '')).filter((part) => part !== '');
  if (segments.length < 2) return [];
  const last = segments[segments.length - 1] ?? '';
  const result: [string, number][] = [];
  if (!/^\d+$/.test(last)) result.push([last, 0.95]);
  if (segments.length > 2 && !/^\d+$/.test(last)) result.push([segments.slice(-2).join('_'), 0.9]);
  result.push([segments.join('_'), 0.85]);
  return result;
}

function addVariants(name: string, weight: number, add: (name: string, weight: number, match: NameMatch) => void): void {
  const level = /^(.{2,}?)(?:=|\[|:|\||<|>)/.exec(name)?.[1];
  if (level !== undefined) add(level.trim(), 0.75 * weight, 'level');
  const words = wordsOf(name);
  if (words.length === 0) return;
  const first = words[0]?.toLowerCase() ?? '';
  const last = words[words.length - 1]?.toLowerCase() ?? '';
  if (words.length > 1) {
    const tail = words.slice(1).join('_');
    const head = words.slice(0, -1).join('_');
    if (prefixes.includes(first)) add(tail, 0.9 * weight, 'affix');
    if (suffixes.includes(last)) add(head, 0.88 * weight, 'affix');
    if (transforms.includes(first)) add(tail, 0.7 * weight, 'affix');
    if (transforms.includes(last)) add(head, 0.7 * weight, 'affix');
    if (units.includes(last)) add(head, 0.65 * weight, 'unit');
    for (let cut = words.length - 1; cut >= 1 && cut >= words.length - 3; cut--) {
      const base = words.slice(0, cut).join('_');
      if (base.length >= 3 && !containers.has(base.toLowerCase())) add(base, (0.56 - 0.03 * (words.length - cut)) * weight, 'level');
    }
  }
  for (const prefix of ['x', 'feat', 'feature']) add(`${prefix}_${name}`, 0.6 * weight, 'affix');
  const base = units.includes(last) && words.length > 1 ? words.slice(0, -1).join('_') : words.join('_');
  if (base.length >= 3) for (const unit of units) if (unit.length > 1) add(`${base}_${unit}`, 0.5 * weight, 'unit');
}

/** Words of a name written in snake_case, kebab-case or camelCase. */
function wordsOf(name: string): readonly string[] {
  return name
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1_$2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1_$2')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
