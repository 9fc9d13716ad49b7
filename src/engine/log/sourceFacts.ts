import type { RoleGuess } from '../../core/domain/role';
import type { SourceState } from '../../core/domain/source';
import type { Duck } from '../duck/duck';
import type { BuiltRelation } from './buildRelation';
import type { LoadedRaw } from './loadRaw';

/** Ids of more rows than this are counted in a fixed part of all hash values and the count scaled up. */
const exactIdRows = 5_000_000;
const maxVersions = 1_000;

/** What is known of the rows as a whole: their time, repeated ids, versions in order of their first row. */
export async function sourceFacts(duck: Duck, raw: LoadedRaw, built: BuiltRelation, roles: readonly RoleGuess[], signal?: AbortSignal): Promise<Pick<SourceState, 'time' | 'duplicateIds' | 'versions'>> {
  const sqlOf = (role: string): string | undefined => {
    const name = roles.find((guess) => guess.role === role)?.column;
    return built.columns.find((column) => column.name === name)?.sql;
  };
  // Looking for rows out of order takes one thread: the others count meanwhile.
  const [time, duplicateIds, found] = await Promise.all([timeFacts(duck, raw, built, signal), duplicates(duck, raw, built, sqlOf('id'), signal), versions(duck, built, sqlOf('version'), signal)]);
  return { time, duplicateIds, versions: found };
}

async function timeFacts(duck: Duck, raw: LoadedRaw, built: BuiltRelation, signal?: AbortSignal): Promise<SourceState['time']> {
  if (built.time.column === null || raw.rows === 0) return { ...built.time, from: null, to: null, without: raw.rows, outOfOrder: 0 };
  const [row = {}] = await duck.rows(`SELECT min(t) AS a, max(t) AS b, count(t) AS n, count(*) FILTER (WHERE t < p) AS o
    FROM (SELECT t, lag(t) OVER (${raw.isOrdered === false ? 'ORDER BY r' : ''}) AS p FROM (SELECT __mv_t AS t${raw.isOrdered === false ? ', __mv_row AS r' : ''} FROM ${built.relation}) WHERE t IS NOT NULL)`, [], signal);
  const n = Number(row['n'] ?? 0);
  return { ...built.time, from: n === 0 ? null : Number(row['a']), to: n === 0 ? null : Number(row['b']), without: raw.rows - n, outOfOrder: Number(row['o'] ?? 0) };
}

async function duplicates(duck: Duck, raw: LoadedRaw, built: BuiltRelation, id: string | undefined, signal?: AbortSignal): Promise<number> {
  if (id === undefined || raw.rows === 0) return 0;
  const part = Math.ceil(raw.rows / exactIdRows);
  const where = part === 1 ? '' : `WHERE hash(${id}) % ${part} = 0`;
  const [row = {}] = await duck.rows(`SELECT count(h) - count(DISTINCT h) AS n FROM (SELECT CASE WHEN ${id} IS NOT NULL THEN hash(${id}) END AS h FROM ${built.relation} ${where})`, [], signal);
  return Number(row['n'] ?? 0) * part;
}

async function versions(duck: Duck, built: BuiltRelation, version: string | undefined, signal?: AbortSignal): Promise<string[]> {
  if (version === undefined) return [];
  const rows = await duck.rows(`SELECT CAST(${version} AS VARCHAR) AS v FROM ${built.relation} WHERE ${version} IS NOT NULL GROUP BY 1 ORDER BY min(__mv_t), min(__mv_row) LIMIT ${maxVersions}`, [], signal);
  return rows.map((row) => String(row['v']));
}
