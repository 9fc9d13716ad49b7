import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Role } from '../../../src/core/domain/role';
import type { ColumnProfile, ModelTask, SourceState } from '../../../src/core/domain/source';
import { Duck } from '../../../src/engine/duck/duck';
import { quoteIdentifier, quoteString } from '../../../src/engine/duck/quote';
import type { LogColumn, OpenedLog } from '../../../src/engine/log/openedLog';

export interface LogShape {
  /** A query whose columns are those of the log; `t` (BIGINT microseconds) and `file` (INTEGER) are its own where it has them. */
  readonly sql: string;
  readonly roles?: Readonly<Record<string, Role>>;
  readonly task?: ModelTask;
  readonly files?: readonly string[];
  /** A view over a Parquet file instead of a table. */
  readonly view?: boolean;
  readonly folder?: string;
  /** Claims that the profiles come from a sample of so many rows. */
  readonly sampledRows?: number;
}

/** An opened log made directly in DuckDB, with the relation and profile that the log source promises. */
export async function makeLog(shape: LogShape): Promise<OpenedLog> {
  const folder = await mkdtemp(path.join(tmpdir(), 'cube-test-'));
  const duck = await Duck.open({ allowedFolders: [folder, ...(shape.folder === undefined ? [] : [shape.folder])], tempFolder: folder, memoryLimit: '2GB' });
  const source = shape.view === true ? 'VIEW' : 'TABLE';
  const names = (await duck.rows(`DESCRIBE ${shape.sql}`)).map((row) => String(row['column_name']));
  const own = (name: string, missing: string): string => (names.includes(name) ? name : missing);
  const wanted = names.filter((name) => !['t', 'file', '__row'].includes(name));
  const types = new Map((await duck.rows(`DESCRIBE ${shape.sql}`)).map((row) => [String(row['column_name']), String(row['column_type'])]));
  const cleaned = wanted.map((name) => `${quoteIdentifier(name)}::${types.get(name) === 'VARCHAR' || types.get(name) === 'BOOLEAN' ? 'VARCHAR' : 'DOUBLE'} AS ${quoteIdentifier(name)}`);
  await duck.run(
    `CREATE ${source} log AS SELECT ${own('t', 'NULL')}::BIGINT AS __mv_t, ${own('file', '0')}::INTEGER AS __mv_file, ${own('__row', 'row_number() OVER () - 1')}::BIGINT AS __mv_row, ${cleaned.join(', ')} FROM (${shape.sql})`,
  );
  const columns: LogColumn[] = [];
  const profiles: ColumnProfile[] = [];
  const numericOf = (name: string): boolean => !(types.get(name) === 'VARCHAR' || types.get(name) === 'BOOLEAN');
  const facts = wanted.map((name, i) => {
    const sql = quoteIdentifier(name);
    return `count(*) - count(${sql}) AS m${i}, approx_count_distinct(${sql}) AS d${i}, ${numericOf(name) ? `count(*) FILTER (NOT isfinite(${sql}))` : '0'} AS f${i}`;
  });
  // A hundred columns a query: DuckDB plans thousands of aggregates in one statement slowly.
  const row: Record<string, unknown> = {};
  for (let from = 0; from < Math.max(1, facts.length); from += 100) {
    Object.assign(row, (await duck.rows(`SELECT count(*) AS rows${facts.slice(from, from + 100).map((fact) => `, ${fact}`).join('')} FROM log`))[0]);
  }
  for (const [i, name] of wanted.entries()) {
    const numeric = numericOf(name);
    const [rows, missing, distinct] = [Number(row['rows']), Number(row[`m${i}`]), Number(row[`d${i}`])];
    const profile: ColumnProfile = {
      name, type: numeric ? 'DOUBLE' : 'VARCHAR', kind: missing === rows ? 'empty' : numeric ? 'numeric' : 'category', rows, missing, unreadable: 0,
      nonFinite: Number(row[`f${i}`] ?? 0), distinct, constant: distinct <= 1, examples: [], notes: [],
    };
    profiles.push(profile);
    columns.push({ name, sql: quoteIdentifier(name), profile });
  }
  const [time] = await duck.rows('SELECT min(__mv_t) AS a, max(__mv_t) AS b, count(*) AS n, count(__mv_t) AS k FROM log');
  const files = shape.files ?? ['a.parquet'];
  const counts = new Map((await duck.rows('SELECT __mv_file AS f, count(*) AS n FROM log GROUP BY 1')).map((row) => [Number(row['f']), Number(row['n'])]));
  const version = wanted.find((name) => shape.roles?.[name] === 'version');
  const versions = version === undefined ? [] : (await duck.rows(`SELECT ${quoteIdentifier(version)} AS v FROM log WHERE v IS NOT NULL GROUP BY 1 ORDER BY 1`)).map((row) => String(row['v']));
  const state: SourceState = {
    id: 'test', name: 'test', state: 'ready',
    files: files.map((file, i) => ({ path: file, format: 'parquet', gzip: false, bytes: 1, modifiedMs: 0, state: 'read', rows: counts.get(i) ?? 0, badLines: 0 })),
    rows: Number(time?.['n']), badLines: 0, badLineList: [], columns: profiles,
    roles: wanted.map((name) => ({ column: name, role: shape.roles?.[name] ?? 'feature', reasons: [] })),
    time: { column: names.includes('t') ? 't' : null, encoding: names.includes('t') ? 'epoch-us' : 'none', from: numberOf(time?.['a']), to: numberOf(time?.['b']), without: Number(time?.['n']) - Number(time?.['k']), outOfOrder: 0 },
    duplicateIds: 0, versions, task: shape.task ?? 'none', readAtMs: 0, fromStore: false,
  };
  return {
    state, duck, relation: '"log"', columns, isView: shape.view === true, sampledRows: shape.sampledRows ?? null, more: null,
    close: async () => {
      await duck.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function numberOf(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value);
}

/** Rows as a SQL query of typed literals, in the order given. Numbers are texts: DuckDB reads bare digits as DECIMAL, whose cast to DOUBLE is inexact. */
export function valuesSql(columns: Readonly<Record<string, 'DOUBLE' | 'VARCHAR' | 'BIGINT' | 'INTEGER'>>, rows: readonly Readonly<Record<string, number | string | null>>[]): string {
  const literal = (value: number | string | null | undefined): string =>
    value === null || value === undefined ? 'NULL' : typeof value === 'number' ? `'${Object.is(value, -0) ? '-0' : String(value)}'` : quoteString(value);
  const names = Object.keys(columns);
  const list = names.map((name) => `CAST(${quoteIdentifier(name)} AS ${columns[name]}) AS ${quoteIdentifier(name)}`).join(', ');
  const body = rows.map((row) => `(${names.map((name) => `${literal(row[name])}::${columns[name]}`).join(', ')})`).join(', ');
  return `SELECT ${list} FROM (VALUES ${body}) AS v(${names.map(quoteIdentifier).join(', ')})`;
}
