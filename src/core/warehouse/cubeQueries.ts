import type { StatusRule } from '../cube/statusRule';
import type { Axis } from '../domain/window';
import type { Dialect } from './dialect';

/*
 * The questions of which a cube is made, each one statement whose answer is bounded by the cube and not by the rows. All of them are asked of one shape: an inner
 * query that gives each row its slot and values, an outer one that counts. Names within begin with `mv_`; columns of the table are always qualified.
 */

/** Rows to be asked: a table or a SELECT, under the name `mv_t`. */
export interface Relation {
  readonly dialect: Dialect;
  /** What stands behind FROM. */
  readonly from: string;
  /** Condition of a row that lies on the axis, where the slot's expression is one for such rows only. */
  readonly onAxis?: string;
}

/** The rows that are to be placed, as what stands behind FROM. */
export function placedRows({ from, onAxis }: Relation): string {
  return onAxis === undefined ? from : `${from} WHERE ${onAxis}`;
}

/** The condition that a row was placed. */
export function isPlaced({ onAxis }: Relation): string {
  return onAxis === undefined ? 'mv_s >= 0' : '1 = 1';
}

/** Places of the bin column that are no bins. */
export const missingBin = -2;
export const nonFiniteBin = -1;
/** Of latency: values of zero and below. */
export const zeroBin = -1;

export const mostDouble = Number.MAX_VALUE;

export function finite(dialect: Dialect, x: string): string {
  return `${x} BETWEEN ${dialect.double(-mostDouble)} AND ${dialect.double(mostDouble)}`;
}

/** INTEGER expression of a row's slot on a time axis, -1 outside; `time` is BIGINT, microseconds. */
export function timeSlotSql(dialect: Dialect, time: string, { start, step, count }: Pick<Extract<Axis, { kind: 'time' }>, 'start' | 'step' | 'count'>): string {
  return `CASE WHEN ${time} >= ${start} AND ${time} < ${start + count * step} THEN ${dialect.quotient(`${time} - ${start}`, String(step))} ELSE -1 END`;
}

/** The same on an axis of versions. */
export function versionSlotSql(dialect: Dialect, text: string, names: readonly string[]): string {
  return names.length === 0 ? '-1' : `coalesce(${dialect.place(text, names)}, 0) - 1`;
}

/** Rows a slot, those outside too: slot, count. */
export function rowsQuery({ from }: Relation, slot: string): string {
  return `SELECT mv_s, count(*) FROM (SELECT ${slot} AS mv_s FROM ${from}) AS mv_q GROUP BY mv_s`;
}

/** A column with edges, a row a slot: slot, `bin:count` of each bin, and over all of them sum and sum of squares about the centre, least, most. */
export function binnedQuery(relation: Relation, slot: string, x: string, edges: Float64Array, centre: number): string {
  const { dialect } = relation;
  const known = finite(dialect, 'mv_x');
  const bin = `CASE WHEN mv_x IS NULL THEN ${missingBin} WHEN ${known} THEN ${dialect.bin('mv_x', edges)} ELSE ${nonFiniteBin} END`;
  const kept = (sql: string): string => `CASE WHEN mv_b >= 0 THEN ${sql} END`;
  return packed(dialect, kept, `SELECT mv_s, mv_b, count(*) AS mv_n, sum(mv_d) AS mv_u, sum(${dialect.square('mv_d')}) AS mv_v, min(mv_x) AS mv_l, max(mv_x) AS mv_h
FROM (SELECT mv_s, mv_x, ${bin} AS mv_b, CASE WHEN ${known} THEN ${dialect.minus('mv_x', centre)} END AS mv_d
FROM (SELECT ${slot} AS mv_s, ${x} AS mv_x FROM ${placedRows(relation)}) AS mv_r) AS mv_q
WHERE ${isPlaced(relation)} GROUP BY mv_s, mv_b`);
}

/** Counts by bin as one text a slot: a tenth of what a row a bin would be. */
function packed(dialect: Dialect, kept: (sql: string) => string, grouped: string): string {
  const pair = `${dialect.text('mv_b', 'integer')} || ':' || ${dialect.text('mv_n', 'integer')}`;
  return `SELECT mv_s, ${dialect.joined(pair)}, sum(${kept('mv_u')}), sum(${kept('mv_v')}), min(${kept('mv_l')}), max(${kept('mv_h')}) FROM (${grouped}) AS mv_p GROUP BY mv_s`;
}

/** A column with few values: slot, value, count; at most `limit` rows. */
export function valuesQuery(relation: Relation, slot: string, x: string, limit: number): string {
  return `SELECT mv_s, mv_x, count(*) FROM (SELECT ${slot} AS mv_s, ${x} AS mv_x FROM ${placedRows(relation)}) AS mv_q WHERE ${isPlaced(relation)} GROUP BY mv_s, mv_x LIMIT ${limit}`;
}

/** Latency over the upper edges of its bins, like numbers; sums and extremes are of all finite values. */
export function latencyQuery(relation: Relation, slot: string, x: string, edges: Float64Array): string {
  const { dialect } = relation;
  const bin = `CASE WHEN mv_x IS NULL OR NOT (${finite(dialect, 'mv_x')}) THEN ${missingBin} WHEN mv_x <= 0 THEN ${zeroBin} ELSE ${dialect.bin('mv_x', edges)} END`;
  return packed(dialect, (sql) => `CASE WHEN mv_b > ${missingBin} THEN ${sql} END`, `SELECT mv_s, mv_b, count(*) AS mv_n, sum(${dialect.minus('mv_x', 0)}) AS mv_u, sum(${dialect.square('mv_x')}) AS mv_v, min(mv_x) AS mv_l, max(mv_x) AS mv_h
FROM (SELECT mv_s, mv_x, ${bin} AS mv_b FROM (SELECT ${slot} AS mv_s, ${x} AS mv_x FROM ${placedRows(relation)}) AS mv_r) AS mv_q
WHERE ${isPlaced(relation)} GROUP BY mv_s, mv_b`);
}

/** Groups of rows by slot and one or two expressions: slot, those, count. */
export function groupsQuery(relation: Relation, slot: string, keys: readonly string[], limit?: number): string {
  const names = keys.map((_, i) => `mv_k${i}`);
  const inner = keys.map((key, i) => `${key} AS mv_k${i}`);
  return `SELECT ${['mv_s', ...names].join(', ')}, count(*) FROM (SELECT ${[`${slot} AS mv_s`, ...inner].join(', ')} FROM ${placedRows(relation)}) AS mv_q WHERE ${isPlaced(relation)} GROUP BY ${['mv_s', ...names].join(', ')}${limit === undefined ? '' : ` LIMIT ${limit}`}`;
}

/** The most frequent levels of rows on the axis, and how many there are: level, count, all levels. */
export function topLevelsQuery(relation: Relation, slot: string, text: string, limit: number): string {
  const { dialect } = relation;
  return `SELECT mv_v, mv_n, count(*) OVER () AS mv_all FROM (SELECT mv_v, count(*) AS mv_n FROM (SELECT ${slot} AS mv_s, ${text} AS mv_v FROM ${placedRows(relation)}) AS mv_q WHERE ${isPlaced(relation)} AND mv_v IS NOT NULL GROUP BY mv_v) AS mv_g ORDER BY mv_n DESC, ${dialect.byBytes('mv_v')} LIMIT ${limit}`;
}

/** The most frequent texts of all rows: text, count. */
export function topTextsQuery({ dialect, from }: Relation, text: string, limit: number): string {
  return `SELECT mv_v, count(*) AS mv_n FROM (SELECT ${text} AS mv_v FROM ${from}) AS mv_q WHERE mv_v IS NOT NULL GROUP BY mv_v ORDER BY mv_n DESC, ${dialect.byBytes('mv_v')} LIMIT ${limit}`;
}

/** The text whose rows have the highest mean of a number, of those with a finite one: text. */
export function highestMeanQuery({ dialect, from }: Relation, text: string, x: string): string {
  return `SELECT mv_v FROM (SELECT mv_v, avg(mv_x) AS mv_m FROM (SELECT ${text} AS mv_v, ${x} AS mv_x FROM ${from}) AS mv_q WHERE mv_v IS NOT NULL AND ${finite(dialect, 'mv_x')} GROUP BY mv_v) AS mv_g ORDER BY mv_m DESC, ${dialect.byBytes('mv_v')} LIMIT 1`;
}

/** Place of a text among levels as INTEGER: -1 where it is NULL, `others` where it is none of them. */
export function levelPlaceSql(dialect: Dialect, text: string, levels: readonly string[], others: number): string {
  const found = levels.length === 0 ? String(others) : `coalesce(nullif(${dialect.place(text, levels)}, 0) - 1, ${others})`;
  return `CASE WHEN ${text} IS NULL THEN -1 ELSE ${found} END`;
}

/** Class number of a text as INTEGER, where several texts may be one class; `others` where it is none. */
export function classSql(dialect: Dialect, text: string, classes: ReadonlyMap<string, number>, others: number): string {
  const byClass = new Map<number, string[]>();
  for (const [name, at] of classes) byClass.set(at, [...(byClass.get(at) ?? []), name]);
  const cases = [...byClass].map(([at, names]) => `WHEN ${text} IN (${names.map((name) => dialect.string(name)).join(', ')}) THEN ${at}`);
  return `CASE WHEN ${text} IS NULL THEN -1 ${cases.join(' ')} ELSE ${others} END`;
}

/** Whether a request failed: 1 an error, 0 not, 2 unknown. `number` is the column as DOUBLE, `text` as text. */
export function statusSql(dialect: Dialect, rule: StatusRule, text: string, number: string): string {
  const list = (values: readonly string[]): string => values.map((value) => dialect.string(value)).join(', ');
  switch (rule.kind) {
    case 'http':
      return `CASE WHEN ${number} IS NULL OR NOT (${finite(dialect, number)}) THEN 2 WHEN ${number} >= 400 THEN 1 ELSE 0 END`;
    case 'zero-ok':
    case 'one-ok':
      return `CASE WHEN ${number} IS NULL OR NOT (${number} BETWEEN ${dialect.double(-Infinity)} AND ${dialect.double(Infinity)}) THEN 2 WHEN ${number} = ${rule.kind === 'zero-ok' ? 0 : 1} THEN 0 ELSE 1 END`;
    case 'words': {
      const cases = [[rule.errors, 1], [rule.oks, 0]] as const;
      return `CASE WHEN ${text} IS NULL THEN 2 ${cases.filter(([values]) => values.length > 0).map(([values, outcome]) => `WHEN ${text} IN (${list(values)}) THEN ${outcome}`).join(' ')} ELSE ${rule.othersAreErrors ? 1 : 0} END`;
    }
    case 'not-empty':
      return `CASE WHEN ${text} IS NULL OR lower(trim(${text})) IN (${list(rule.oks)}) THEN 0 ELSE 1 END`;
  }
}
