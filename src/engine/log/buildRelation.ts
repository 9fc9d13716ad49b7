import type { ColumnHint } from '../../core/roles/accessHints';
import { describeUnit, latencyUnit } from '../../core/roles/latencyUnit';
import type { Role, RoleGuess } from '../../core/domain/role';
import type { ColumnKind, ColumnProfile, LogSpec, ModelTask, TimeInfo } from '../../core/domain/source';
import { epochUnit } from '../../core/roles/valueChecks';
import type { Reading } from '../../core/warehouse/reading';
import type { Duck } from '../duck/duck';
import { levelValue, numberValue, textTimeValue, textValue, timeValue, typeFamily } from './columnExpression';
import type { LoadedRaw } from './loadRaw';
import type { LogColumn } from './openedLog';

export interface BuildInput {
  readonly duck: Duck;
  readonly raw: LoadedRaw;
  readonly profiles: readonly ColumnProfile[];
  readonly roles: readonly RoleGuess[];
  readonly task: ModelTask;
  readonly spec: LogSpec;
  /** What the log's format says of its columns. */
  readonly hints?: ReadonlyMap<string, ColumnHint>;
  readonly signal?: AbortSignal;
}

export interface BuiltRelation {
  readonly relation: string;
  readonly columns: readonly LogColumn[];
  readonly roles: readonly RoleGuess[];
  readonly time: Pick<TimeInfo, 'column' | 'encoding' | 'assumedZone' | 'unknownZone'>;
  /** The table that rows stand in, `mv_log` or the raw one behind it, with its columns of file and place; null for a view over files. */
  readonly stored: { readonly table: string; readonly file: string; readonly row: string } | null;
  /** Expressions over the raw columns: `__mv_t`, and what `columns` are, each with its name. */
  readonly read: { readonly time: string; readonly columns: readonly string[] };
  /** How each column is read, for those who read it by another engine. */
  readonly readings: ReadonlyMap<string, Reading>;
}

/** Roles whose values are names even where they are written as numbers. */
const levelRoles: ReadonlySet<Role> = new Set(['version', 'model', 'segment', 'id']);

/**
 * Makes `mv_log`, the cleaned relation that all questions are asked of: numbers as DOUBLE (latency in ms), categories and texts as VARCHAR, times
 * as TIMESTAMP in UTC, lists as their text, and the columns `__mv_t`, `__mv_file`, `__mv_row`. A view where that is cheap, a table where text
 * would have to be read again for each question.
 */
export async function buildRelation(input: BuildInput): Promise<BuiltRelation> {
  const { duck, raw, profiles, task, spec, signal } = input;
  const byName = new Map(raw.columns.map((column) => [column.name, column]));
  const roleOf = new Map(input.roles.map(({ column, role }) => [column, role]));
  const found = await knownZone(duck, spec.timeZone, signal);
  const zone = found ?? 'UTC';
  const assumed = { assumedZone: zone, ...(found === null && spec.timeZone !== undefined ? { unknownZone: spec.timeZone } : {}) };
  const classes = task === 'binary' || task === 'multiclass';
  const levels = new Set(profiles.filter(({ name }) => classes && (roleOf.get(name) === 'prediction' || roleOf.get(name) === 'label')).map(({ name }) => name));
  const asNumbers = booleansMeetNumbers(profiles.filter(({ name }) => levels.has(name)));
  let time: BuiltRelation['time'] = { column: null, encoding: 'none' };
  let timeSql = 'CAST(NULL AS BIGINT)';
  let labelTime: { readonly column: string; readonly sql: string } | null = null;
  const roles = [...input.roles];
  const columns: LogColumn[] = [];
  const selected: string[] = [];
  const readings = new Map<string, Reading>();
  for (const profile of profiles) {
    const column = byName.get(profile.name);
    if (column === undefined) continue;
    const { ref, type } = column;
    const role = roleOf.get(profile.name) ?? 'feature';
    const family = typeFamily(type);
    let kind: ColumnKind = profile.kind;
    let sql: string;
    let changed: Partial<ColumnProfile> = {};
    let reading: Reading = { as: profile.kind === 'list' || profile.kind === 'binary' ? 'presence' : 'text' };
    const encoding = role === 'timestamp' || role === 'label time' ? encodingOf(profile, type, raw.isView) : null;
    if (encoding !== null && role === 'label time') {
      kind = 'time';
      const value = timeValue(ref, type, encoding, zone);
      labelTime = { column: profile.name, sql: value };
      reading = { as: 'time', encoding, zone };
      sql = `make_timestamp(${value})`;
    } else if (encoding !== null) {
      kind = 'time';
      reading = { as: 'time', encoding, zone };
      timeSql = timeValue(ref, type, encoding, zone);
      time = { column: profile.name, encoding, ...(encoding === 'iso without zone' || (encoding === 'native' && !type.endsWith('ZONE')) ? assumed : {}) };
      sql = `make_timestamp(${timeSql})`;
    } else if (levels.has(profile.name) && (kind === 'numeric' || kind === 'category' || kind === 'text')) {
      kind = 'category';
      reading = { as: 'level', booleansAsNumbers: asNumbers };
      sql = levelValue(ref, type, asNumbers, profile.examples);
    } else if (levelRoles.has(role) && kind === 'numeric') {
      kind = role === 'id' ? 'text' : 'category';
      reading = { as: 'level', booleansAsNumbers: false };
      sql = levelValue(ref, type, false, profile.examples);
    } else if (kind === 'numeric') {
      sql = numberValue(ref, type);
      reading = { as: 'number', factor: 1 };
      if (role === 'latency') {
        const hint = input.hints?.get(profile.name);
        const unit = latencyUnit(profile.name, await typicalValue(duck, raw, sql, signal), hint?.converted === true ? undefined : spec.latencyUnit, hint?.unit);
        const scaled = (value: number): number => value * unit.factor;
        reading = { as: 'number', factor: unit.factor };
        if (unit.factor !== 1) sql = `${sql} * ${unit.factor}`;
        changed = { ...scaledRange(profile, scaled), notes: [...profile.notes, `unit: ${describeUnit(unit)}`] };
        addReason(roles, profile.name, describeUnit(unit));
      }
    } else if (kind === 'time') {
      reading = { as: 'time', encoding: family === 'text' ? 'iso' : 'native', zone: family === 'text' ? zone : 'UTC' };
      sql = family === 'text' ? `make_timestamp(${textTimeValue(ref, zone)})` : `CAST(${ref} AS TIMESTAMP)`;
    } else if (kind === 'binary') sql = `CAST(octet_length(${ref}) || ' bytes' AS VARCHAR)`;
    else sql = family === 'text' ? textValue(ref, type) : `CAST(${ref} AS VARCHAR)`;
    const name = `c${columns.length}`;
    selected.push(`${sql} AS ${name}`);
    readings.set(profile.name, reading);
    columns.push({ name: profile.name, sql: `"${name}"`, profile: { ...profile, kind, ...changed } });
  }
  if (labelTime !== null && time.column !== null) await checkLabelTime(duck, raw, roles, labelTime, timeSql, signal);
  const select = `SELECT ${[`${timeSql} AS __mv_t`, `${raw.file} AS __mv_file`, `${raw.row} AS __mv_row`, ...selected].join(', ')} FROM ${raw.relation}`;
  const dear = !raw.typed || (time.column !== null && typeFamily(byName.get(time.column)?.type ?? '') === 'text');
  await duck.run(`CREATE ${dear && !raw.isView ? 'TABLE' : 'VIEW'} mv_log AS ${select}`, [], signal);
  if (dear && !raw.isView) await duck.run(`DROP TABLE ${raw.relation}`, [], signal);
  const stored = raw.isView ? null : dear ? { table: 'mv_log', file: '__mv_file', row: '__mv_row' } : { table: raw.relation, file: raw.file, row: raw.row };
  return { relation: '"mv_log"', columns, roles, time, stored, read: { time: timeSql, columns: selected }, readings };
}

const day = 86_400_000_000;

/** A guessed label time that mostly lies before its own row's time is none; a time written as a day stands for all of it. */
async function checkLabelTime(duck: Duck, raw: LoadedRaw, roles: RoleGuess[], { column, sql }: { readonly column: string; readonly sql: string }, timeSql: string, signal?: AbortSignal): Promise<void> {
  const at = roles.findIndex((guess) => guess.column === column);
  const guess = roles[at];
  if (raw.rows === 0 || guess === undefined || guess.reasons.some(({ code }) => code === 'configured')) return;
  const [row] = await duck.rows(`SELECT count(l - t) AS n, count(*) FILTER (WHERE l < t AND NOT (l % ${day} = 0 AND l + ${day} > t)) AS early FROM (SELECT ${sql} AS l, ${timeSql} AS t FROM ${raw.profile.sample} s) AS r`, [], signal);
  const [n, early] = [Number(row?.['n'] ?? 0), Number(row?.['early'] ?? 0)];
  if (n > 0 && early > n / 2) roles[at] = { ...guess, role: 'ignore', reasons: [{ code: 'rejected', detail: 'label time: most lie before the time of their own row' }] };
  else if (n > 0) addReason(roles, column, early === 0 ? 'at or after the prediction' : 'mostly at or after the prediction');
}

function encodingOf(profile: ColumnProfile, type: string, isView: boolean): TimeInfo['encoding'] | null {
  const family = typeFamily(type);
  if (family === 'time') return isView ? 'native' : type === 'TIMESTAMP WITH TIME ZONE' ? 'iso' : 'iso without zone';
  if (profile.kind === 'numeric') return epochUnit(profile.min, profile.max) ?? epochUnit(profile.mean, profile.mean);
  if (profile.kind === 'time' || (family === 'text' && profile.kind !== 'empty')) return profile.examples.every((text) => /(Z|z|UTC|GMT|[+-]\d{2}(:?\d{2})?)$/.test(text) && text.length > 12) ? 'iso' : 'iso without zone';
  return null;
}

/** The zone as DuckDB spells it; null where it knows none of that name. */
async function knownZone(duck: Duck, zone: string | undefined, signal?: AbortSignal): Promise<string | null> {
  if (zone === undefined || zone === 'UTC') return 'UTC';
  const [found] = await duck.rows('SELECT name FROM pg_timezone_names() WHERE lower(name) = lower($1) ORDER BY name = $1 DESC LIMIT 1', [zone], signal);
  return typeof found?.['name'] === 'string' ? found['name'] : null;
}

/** True where one of prediction and label is written true/false and the other 0/1. */
function booleansMeetNumbers(profiles: readonly ColumnProfile[]): boolean {
  const isBoolean = ({ examples }: ColumnProfile): boolean => examples.length > 0 && examples.every((text) => /^(true|false)$/i.test(text));
  return profiles.some(isBoolean) && profiles.some((profile) => !isBoolean(profile));
}

async function typicalValue(duck: Duck, raw: LoadedRaw, sql: string, signal?: AbortSignal): Promise<number | null> {
  if (raw.rows === 0) return null;
  const [row] = await duck.rows(`SELECT median(v) AS m FROM (SELECT ${sql} AS v FROM ${raw.profile.sample} s) WHERE isfinite(v)`, [], signal);
  return typeof row?.['m'] === 'number' ? row['m'] : null;
}

function scaledRange({ min, max, mean }: ColumnProfile, scaled: (value: number) => number): Partial<ColumnProfile> {
  return min === undefined || max === undefined || mean === undefined ? {} : { min: scaled(min), max: scaled(max), mean: scaled(mean) };
}

function addReason(roles: RoleGuess[], column: string, detail: string): void {
  const at = roles.findIndex((guess) => guess.column === column);
  const guess = roles[at];
  if (guess !== undefined) roles[at] = { ...guess, reasons: [...guess.reasons, { code: 'values', detail }] };
}
