import { noFieldsNote, type ColumnKind, type ColumnProfile } from '../../core/domain/source';
import type { Duck } from '../duck/duck';
import { isNumberText } from './csvRecords';
import { numberValue, textTimeValue, textValue, typeFamily, type TypeFamily } from './columnExpression';
import type { RawColumn } from './rawTable';
import { looksLikeTime } from './textTime';

/** The rows to profile: all of them, or a sample with exact counts of the whole at hand for some columns. */
export interface ProfileSource {
  /** Relation with the columns' refs. */
  readonly relation: string;
  /** A relation of at most some ten thousand rows, spread over the source. */
  readonly sample: string;
  /** Rows of the source. */
  readonly rows: number;
  /** Rows of `relation` where it is only a part of the source, else null. */
  readonly estimatedFrom: number | null;
}

const columnsAtOnce = 200;
/** Each exact count of distinct values holds a hash table, of which only so many fit into memory at once. */
const countsAtOnce = 40;
const exactBelow = 10_000;
const maxLevels = 500_000;
/** An exact count of the texts holds every distinct one in memory: not for more than about so many. */
const exactTexts = 1_000_000;
/** Rows looked at for the examples of a column that is no text. */
const numberExamples = 500;

interface Draft {
  readonly column: RawColumn;
  readonly family: TypeFamily;
  readonly values: readonly string[];
  readonly asNumber: boolean;
  readonly asTime: boolean;
}

/**
 * Kind, counts, range and oddities of each column by two passes: one over a small sample to see what texts look like, one over the rows
 * that counts. Distinct values are exact up to 10,000 and where they decide a column's kind, else by HyperLogLog.
 */
export async function profileColumns(duck: Duck, source: ProfileSource, columns: readonly RawColumn[], signal?: AbortSignal): Promise<ColumnProfile[]> {
  const profiles: ColumnProfile[] = [];
  for (let at = 0; at < columns.length; at += columnsAtOnce) {
    const drafts = await draftColumns(duck, source, columns.slice(at, at + columnsAtOnce), signal);
    profiles.push(...(await countColumns(duck, source, drafts, signal)));
  }
  return profiles;
}

async function draftColumns(duck: Duck, source: ProfileSource, columns: readonly RawColumn[], signal?: AbortSignal): Promise<Draft[]> {
  const values = new Map<string, string[]>();
  const isText = ({ type }: RawColumn): boolean => typeFamily(type) === 'text';
  for (const [some, limit] of [[columns.filter(isText), ''], [columns.filter((column) => !isText(column)), ` LIMIT ${numberExamples}`]] as const) {
    if (some.length === 0 || source.rows === 0) continue;
    const texts = some.map(({ ref, type }) => (typeFamily(type) === 'binary' ? 'CAST(NULL AS VARCHAR)' : `left(CAST(${ref} AS VARCHAR), 400)`));
    const sampled = await duck.columns(`SELECT ${texts.join(', ')} FROM ${source.sample} s${limit}`, [], signal);
    some.forEach(({ ref, type }, index) => {
      const given = Array.from(sampled[index]?.values ?? []).filter((value): value is string => typeof value === 'string' && value !== '');
      values.set(ref, typeFamily(type) === 'numeric' ? given.map((text) => text.replace(/\.0$/, '')) : given);
    });
  }
  return columns.map((column) => {
    const given = values.get(column.ref) ?? [];
    const family = typeFamily(column.type);
    const text = family === 'text';
    const some = given.slice(0, 2000);
    const numbers = some.filter(isNumberText).length;
    const codes = some.length > 0 && numbers === some.length && some.some((value) => /^0\d/.test(value)) && some.every((value) => /^\d+$/.test(value));
    const times = some.filter(looksLikeTime).length;
    return { column, family, values: given, asNumber: text && !codes && (some.length === 0 || numbers >= some.length / 2), asTime: text && some.length > 0 && times >= some.length / 2 && numbers < some.length / 2 };
  });
}

async function countColumns(duck: Duck, source: ProfileSource, drafts: readonly Draft[], signal?: AbortSignal): Promise<ColumnProfile[]> {
  const parts = ['count(*) AS n'];
  drafts.forEach(({ column: { ref, type }, family, asNumber, asTime }, i) => {
    if (family === 'binary' || family === 'list' || family === 'other') parts.push(`count(${ref}) AS c${i}`);
    else {
      const value = family === 'text' ? textValue(ref, type) : ref;
      parts.push(`count(${value}) AS c${i}`, `approx_count_distinct(${value}) AS d${i}`);
    }
    if (family === 'numeric' || asNumber) {
      const number = numberValue(ref, type);
      parts.push(`count(${number}) AS k${i}`, `min(${number}) AS lo${i}`, `max(${number}) AS hi${i}`, `avg(${number}) AS av${i}`);
    } else if (asTime) parts.push(`count(${textTimeValue(ref, 'UTC')}) AS k${i}`);
  });
  const [counts = {}] = source.rows === 0 ? [{}] : await duck.rows(`SELECT ${parts.join(', ')} FROM ${source.relation} s`, [], signal);
  const number = (key: string): number => Number(counts[key] ?? 0);
  const n = number('n');

  const second: string[] = [];
  const large: string[] = [];
  drafts.forEach(({ column: { ref, type }, family, asNumber }, i) => {
    const value = family === 'text' ? textValue(ref, type) : ref;
    if (number(`d${i}`) > 0 && number(`d${i}`) <= exactBelow * 1.2) second.push(`count(DISTINCT ${value}) AS d${i}`);
    else if (isDecisive(drafts[i], number(`c${i}`), number(`d${i}`), number(`k${i}`))) large.push(`count(DISTINCT ${value}) AS d${i}`);
    if ((family === 'numeric' || asNumber) && number(`k${i}`) > 0 && ![counts[`lo${i}`], counts[`hi${i}`], counts[`av${i}`]].every((x) => Number.isFinite(x))) {
      const finite = numberValue(ref, type);
      const only = `FILTER (WHERE isfinite(${finite}))`;
      second.push(`count(*) ${only} AS f${i}`, `min(${finite}) ${only} AS lo${i}`, `max(${finite}) ${only} AS hi${i}`, `avg(${finite}) ${only} AS av${i}`);
    }
  });
  const merged: Record<string, unknown> = { ...counts };
  for (let at = 0; at < second.length; at += countsAtOnce) {
    const [exact = {}] = await duck.rows(`SELECT ${second.slice(at, at + countsAtOnce).join(', ')} FROM ${source.relation} s`, [], signal);
    Object.assign(merged, exact);
  }
  // One at a time, since each of them may fill the memory that there is.
  for (const count of large) Object.assign(merged, (await duck.rows(`SELECT ${count} FROM ${source.relation} s`, [], signal))[0]);
  const counted = new Set([...second, ...large].map((count) => /^count\(DISTINCT .* AS (d\d+)$/s.exec(count)?.[1]));
  return drafts.map((draft, i) => profileOf(draft, i, n, merged, source, counted.has(`d${i}`)));
}

function profileOf(draft: Draft, i: number, n: number, counts: Readonly<Record<string, unknown>>, source: ProfileSource, isExact: boolean): ColumnProfile {
  const { column, family, asNumber, asTime, values } = draft;
  const number = (key: string): number => Number(counts[key] ?? 0);
  const present = number(`c${i}`);
  const readable = number(`k${i}`);
  const scale = source.estimatedFrom === null || n === 0 ? 1 : source.rows / n;
  const distinct = Math.min(number(`d${i}`), present);
  const kind = kindOf(draft, present, readable, distinct);
  const notes: string[] = [];
  const isNumber = kind === 'numeric';
  const unreadable = (isNumber && asNumber) || (kind === 'time' && asTime) ? Math.round((present - readable) * scale) : 0;
  const finite = counts[`f${i}`] === undefined ? readable : number(`f${i}`);
  const nonFinite = isNumber ? Math.round((readable - finite) * scale) : 0;
  const constant = present > 0 && distinct === 1 && source.estimatedFrom === null;
  if (kind === 'empty') notes.push('all missing');
  if (constant) notes.push('constant');
  if (unreadable > 0 || (family === 'text' && ((kind === 'category' && mixed(values, 0.05)) || (kind === 'text' && mixed(values, 0.1))))) notes.push('mixed types');
  if (kind === 'list') notes.push(values.length > 0 && values.every((value) => /^\{\s*\}$/.test(value)) ? noFieldsNote : 'lists are not analysed');
  if (kind === 'binary') notes.push('binary values are not analysed');
  if (kind === 'text' || (kind === 'category' && distinct > 1000)) notes.push(`${isExact && source.estimatedFrom === null ? '' : 'about '}${distinct.toLocaleString('en')} levels`);
  if (source.estimatedFrom !== null) notes.push(`estimated from ${n.toLocaleString('en')} of ${source.rows.toLocaleString('en')} rows`);
  const range = isNumber && finite > 0 ? { min: number(`lo${i}`), max: number(`hi${i}`), mean: number(`av${i}`) } : {};
  return {
    name: column.name, type: column.type, kind, rows: source.rows, missing: Math.round((n - present) * scale), unreadable, nonFinite,
    distinct, ...(distinct > 0 && (!isExact || source.estimatedFrom !== null) ? { distinctIsEstimate: true } : {}), constant, ...range, examples: examplesOf(values, distinct), notes,
  };
}

function kindOf({ family, asNumber, asTime, values }: Draft, present: number, readable: number, distinct: number): ColumnKind {
  if (present === 0) return 'empty';
  if (family === 'numeric') return 'numeric';
  if (family === 'boolean') return 'category';
  if (family === 'time') return 'time';
  if (family === 'list' || family === 'binary') return family;
  if (family === 'other') return 'text';
  if (asNumber && readable >= present * 0.9) return 'numeric';
  if (asTime && readable >= present * 0.9) return 'time';
  const length = values.length === 0 ? 0 : values.reduce((sum, value) => sum + value.length, 0) / values.length;
  if (distinct > maxLevels || (distinct > 1000 && (distinct > present * 0.6 || length > 100)) || (distinct > 50 && distinct > present * 0.9)) return 'text';
  return 'category';
}

/** Whether an error of the estimated distinct values could make another kind of a text column, or a count that cannot be. */
function isDecisive(draft: Draft | undefined, present: number, distinct: number, readable: number): boolean {
  if (draft === undefined || draft.family !== 'text' || distinct > exactTexts || ((draft.asNumber || draft.asTime) && readable >= present * 0.9)) return false;
  return [maxLevels, present * 0.6, present * 0.9].some((limit) => distinct > limit / 1.5 && distinct < limit * 1.5);
}

/** Numbers and other texts in one column, at least a `share` of each; hexadecimal ids are digits alone now and then. */
function mixed(values: readonly string[], share: number): boolean {
  const numbers = values.filter(isNumberText).length;
  return numbers > values.length * share && numbers < values.length * (1 - share);
}

function examplesOf(values: readonly string[], distinct: number): string[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const ranked = [...counts].sort((a, b) => b[1] - a[1]).map(([value]) => (value.length > 80 ? `${value.slice(0, 79)}…` : value));
  return ranked.slice(0, distinct <= 20 ? 20 : 8);
}
