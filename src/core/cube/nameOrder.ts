/* Files and versions have no order of their own but their names: which is the baseline is read from them. */

const early = new Set(['train', 'training', 'reference', 'ref', 'baseline', 'before', 'old', 'control', 'previous', 'prior', 'past', 'historical']);
const late = new Set(['prod', 'production', 'current', 'monitoring', 'after', 'new', 'test', 'live', 'latest', 'recent', 'serving', 'treatment', 'candidate']);
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const monthName = /(?<![a-z])(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?(?![a-z])/i;
const isoDate = /(?<!\d)((?:19|20)\d\d)[-_.]?(0[1-9]|1[0-2])(?:[-_.]?(0[1-9]|[12]\d|3[01]))?(?!\d)/;
const year = /(?<!\d)(?:19|20)\d\d(?!\d)/;

type Key = readonly number[];

/**
 * Names from the earliest to the latest: by words such as `train` and `prod` first, then by the dates, months or numbers that all of
 * them hold, else in the given order.
 */
export function inNameOrder(names: readonly string[]): readonly string[] {
  const keys = keysOf(names);
  if (keys === null) return inWordOrder(names);
  const placed = names.map((name, at) => ({ name, at })).sort((a, b) => compareKeys(keys[a.at] ?? [], keys[b.at] ?? []) || a.at - b.at);
  return inWordOrder(placed.map(({ name }) => name));
}

/** Names by their words alone, else in the given order. Words that all names share (a common folder) say nothing. */
export function inWordOrder(names: readonly string[]): readonly string[] {
  const words = names.map((name) => new Set(name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase().split(/[^a-z]+/)));
  const tells = (set: ReadonlySet<string>, own: ReadonlySet<string>): boolean => [...own].some((word) => set.has(word) && !words.every((other) => other.has(word)));
  const rank = (own: ReadonlySet<string>): number => Number(tells(late, own)) - Number(tells(early, own));
  return names
    .map((name, at) => ({ name, at, rank: rank(words[at] ?? new Set()) }))
    .sort((a, b) => a.rank - b.rank || a.at - b.at)
    .map(({ name }) => name);
}

/** A comparable key a name; null where the names have no such thing in common. */
function keysOf(names: readonly string[]): readonly Key[] | null {
  return all(names.map(dateKey)) ?? monthKeys(names) ?? numberKeys(names);
}

function all(keys: readonly (Key | null)[]): readonly Key[] | null {
  const found = keys.filter((key) => key !== null);
  return found.length === keys.length ? found : null;
}

function dateKey(name: string): Key | null {
  const found = isoDate.exec(name);
  // Names with one date that go on differently (`2024-01-05_part2`) are told apart by what follows.
  return found === null ? null : [Number(found[1]), Number(found[2]), Number(found[3] ?? 0), ...numbersIn(name.slice(found.index + found[0].length))];
}

function monthKeys(names: readonly string[]): readonly Key[] | null {
  const years = names.map((name) => year.exec(name)?.[0]);
  const dated = years.every((one) => one !== undefined);
  return all(
    names.map((name, i) => {
      const month = monthName.exec(name)?.[1];
      return month === undefined ? null : [dated ? Number(years[i]) : 0, months.indexOf(month.toLowerCase()), ...numbersIn(name.replace(year, ''))];
    }),
  );
}

/** Names that differ in their numbers alone, as `batch2` and `batch10`; a year counts first wherever it stands. */
function numberKeys(names: readonly string[]): readonly Key[] | null {
  const shape = (name: string): string => name.replace(/\d+/g, '0');
  const first = shape(names[0] ?? '');
  if (names.some((name) => shape(name) !== first)) return null;
  return names.map((name) => {
    const found = year.exec(name)?.[0];
    return found === undefined ? numbersIn(name) : [Number(found), ...numbersIn(name.replace(year, ''))];
  });
}

function numbersIn(name: string): Key {
  return (name.match(/\d+/g) ?? []).map(Number);
}

function compareKeys(a: Key, b: Key): number {
  for (let k = 0; k < Math.max(a.length, b.length); k += 1) {
    const difference = (a[k] ?? -1) - (b[k] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}
