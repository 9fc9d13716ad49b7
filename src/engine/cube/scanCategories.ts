import type { LogColumn } from '../log/openedLog';
import { quoteString } from '../duck/quote';
import type { Scan } from './scanNumbers';

export interface LevelCounts {
  readonly levels: readonly string[];
  readonly restLevels: number;
  readonly counts: Float64Array; // slots * (levels + 1)
  readonly missing: Float64Array;
}

/** Levels in the order of a cube: the most frequent first, ties by their UTF-8 bytes (as DuckDB sorts them). */
export function byCountThenName(a: { readonly name: string; readonly n: number }, b: { readonly name: string; readonly n: number }): number {
  return b.n - a.n || Buffer.compare(Buffer.from(a.name), Buffer.from(b.name));
}

/** Counts a categorical column: its `limit` most frequent levels over the whole log, and the rest. */
export async function scanCategory(scan: Scan, column: Pick<LogColumn, 'sql' | 'profile'>, limit: number): Promise<LevelCounts> {
  const few = column.profile.distinct <= 4 * limit ? await countEach(scan, column.sql, 4 * limit) : null;
  return few === null ? countTop(scan, column.sql, limit) : poolLevels(scan.slots, few, limit);
}

export interface LevelCell {
  readonly slot: number;
  readonly name: string | null;
  readonly n: number;
}

/** One query, slot by level; null where there turn out to be more than `most` levels (then their number would be the cost). */
async function countEach(scan: Scan, sql: string, most: number): Promise<readonly LevelCell[] | null> {
  const { log, axis, signal } = scan;
  const limit = (scan.slots + 1) * (most + 1) + 1;
  const columns = await log.duck.columns(`SELECT ${axis.slot} AS s, ${sql} AS v, count(*) AS n FROM ${log.relation} GROUP BY 1, 2 LIMIT ${limit}`, [], signal);
  const [slots, names, counts] = columns.map((column) => column.values);
  const length = slots?.length ?? 0;
  if (length >= limit) return null;
  const cells: LevelCell[] = [];
  for (let i = 0; i < length; i += 1) {
    const name = names?.[i];
    cells.push({ slot: Number(slots?.[i]), name: typeof name === 'string' ? name : null, n: Number(counts?.[i]) });
  }
  return cells;
}

/** Cells of all levels as a table of the most frequent ones and a rest. */
export function poolLevels(slots: number, cells: readonly LevelCell[], limit: number): LevelCounts {
  const totals = new Map<string, number>();
  for (const { name, n, slot } of cells) if (name !== null) totals.set(name, (totals.get(name) ?? 0) + (slot < 0 ? 0 : n));
  const ranked = [...totals].map(([name, n]) => ({ name, n })).filter(({ n }) => n > 0).sort(byCountThenName);
  const levels = ranked.slice(0, limit).map(({ name }) => name);
  const width = levels.length + 1;
  const at = new Map(levels.map((name, i) => [name, i]));
  const counts = new Float64Array(slots * width);
  const missing = new Float64Array(slots);
  for (const { slot, name, n } of cells) {
    if (slot < 0) continue;
    if (name === null) missing[slot] = (missing[slot] ?? 0) + n;
    else {
      const place = slot * width + (at.get(name) ?? width - 1);
      counts[place] = (counts[place] ?? 0) + n;
    }
  }
  return { levels, restLevels: ranked.length - levels.length, counts, missing };
}

/** Two queries: the most frequent levels of all rows on the axis, then slot by the level's number. */
async function countTop(scan: Scan, sql: string, limit: number): Promise<LevelCounts> {
  const { log, axis, signal } = scan;
  const top = await log.duck.rows(
    `SELECT v, n, count(*) OVER () AS total FROM (SELECT ${sql} AS v, count(*) AS n FROM ${log.relation} WHERE ${sql} IS NOT NULL AND ${axis.slot} >= 0 GROUP BY 1) ORDER BY n DESC, v LIMIT ${limit}`,
    [],
    signal,
  );
  const levels = top.map((row) => String(row['v']));
  return { levels, restLevels: Number(top[0]?.['total'] ?? levels.length) - levels.length, ...(await countLevels(scan, sql, levels)) };
}

/** Counts the given levels slot by slot, and all others as the rest. */
export async function countLevels(scan: Scan, sql: string, levels: readonly string[]): Promise<Pick<LevelCounts, 'counts' | 'missing'>> {
  const { log, axis, signal } = scan;
  const width = levels.length + 1;
  const counts = new Float64Array(scan.slots * width);
  const missing = new Float64Array(scan.slots);
  const list = levels.map((level, i) => `(${quoteString(level)}, ${i})`).join(', ');
  const known = levels.length === 0 ? '0' : 'l.i';
  const join = levels.length === 0 ? '' : `LEFT JOIN (VALUES ${list}) AS l(v, i) ON r.v = l.v`;
  await log.duck.stream(
    `SELECT s, i, n FROM (SELECT r.s AS s, CASE WHEN r.v IS NULL THEN -1 ELSE coalesce(${known}, ${levels.length}) END::INTEGER AS i, count(*)::DOUBLE AS n FROM (SELECT ${axis.slot} AS s, ${sql} AS v FROM ${log.relation}) AS r ${join} GROUP BY 1, 2)`,
    (chunk) => {
      const slots = chunk.integers(0);
      const places = chunk.integers(1);
      const numbers = chunk.numbers(2);
      for (let i = 0; i < chunk.rows; i += 1) {
        const slot = slots[i] ?? -1;
        const place = places[i] ?? -1;
        if (slot < 0) continue;
        const table = place < 0 ? missing : counts;
        const to = place < 0 ? slot : slot * width + place;
        table[to] = (table[to] ?? 0) + (numbers[i] ?? 0);
      }
    },
    signal,
  );
  return { counts, missing };
}
