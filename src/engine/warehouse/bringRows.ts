import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Relation } from '../../core/warehouse/cubeQueries';
import type { Dialect, Family } from '../../core/warehouse/dialect';
import type { ServerColumn } from '../../core/warehouse/reading';
import { uniqueNames } from '../log/csvRecords';
import type { Duck } from '../duck/duck';
import { quoteString } from '../duck/quote';
import type { LoadedRaw } from '../log/loadRaw';
import { wholeUpTo } from '../cube/sampleLog';
import type { ServerType, WarehouseSession } from './warehouseClient';
import { numberOf, textOfCell } from './warehouseTable';

/** Rows that are brought of a larger table, to judge its columns and choose bins by. */
const target = 32_000;
/** Characters of a text that are brought. */
const mostText = 400;
const judgedFrom = 4_000;
/** Columns whose content chooses a row. */
const hashed = 6;

export interface Brought {
  readonly raw: LoadedRaw;
  readonly columns: readonly ServerColumn[];
  readonly rows: number;
  readonly isWhole: boolean;
  readonly some: (share: number) => string;
}

/** A relation's columns, each with a name of its own. */
export function columnsOf({ dialect }: Relation, described: readonly ServerType[]): readonly ServerColumn[] {
  const names = uniqueNames(described.map(({ name }) => name));
  return described.map(({ name, type }, i) => ({ name: names[i] ?? name, type, family: dialect.family(type), ref: `mv_t.${dialect.identifier(name)}` }));
}

/** Brings a bounded part of the rows into a local table: all of up to 100,000, else about 32,000 chosen by their content, so that the same rows give the same part. */
export async function bringRows(session: WarehouseSession, relation: Relation, duck: Duck, folder: string, signal?: AbortSignal): Promise<Brought> {
  const { dialect, from } = relation;
  const columns = columnsOf(relation, await session.describe(from, signal));
  const rows = numberOf((await session.ask(`SELECT count(*) FROM ${from}`, signal))[0]?.[0]);
  const isWhole = rows <= wholeUpTo;
  const keys = [...columns].filter(({ family }) => fineness[family] > 0).sort((a, b) => fineness[b.family] - fineness[a.family]).slice(0, hashed);
  const some = (share: number): string => (share >= 1 || keys.length === 0 ? '1 = 1' : dialect.hashBelow(keys, share));
  const list = columns.map((column, i) => `${broughtSql(dialect, column)} AS mv_c${i}`).join(', ');
  const cells = columns.length === 0 ? [] : await session.ask(`SELECT ${list} FROM ${from}${isWhole ? '' : ` WHERE ${some(target / rows)} LIMIT ${target * 4}`}`, signal);
  const types = columns.map(({ family, type }) => localType(family, type));
  const file = path.join(folder, 'brought.jsonl');
  await writeFile(file, cells.map((row) => `${JSON.stringify(Object.fromEntries(row.map((cell, i) => [`c${i}`, textOfCell(cell)?.replaceAll('\0', '\uFFFD') ?? null])))}\n`).join(''));
  const names = columns.map((_, i) => `c${i}: 'VARCHAR'`).join(', ');
  const casts = types.map((type, i) => (type === 'BLOB' ? `CAST(c${i} AS BLOB) AS c${i}` : type.startsWith('TIMESTAMP') ? `CAST(make_timestamp(TRY_CAST(c${i} AS BIGINT)) AS TIMESTAMP)${type === 'TIMESTAMP' ? '' : " AT TIME ZONE 'UTC'"} AS c${i}` : `TRY_CAST(c${i} AS ${type}) AS c${i}`));
  await duck.run(columns.length === 0 || cells.length === 0 ? `CREATE TABLE mv_raw (f INTEGER${types.map((type, i) => `, c${i} ${type}`).join('')})` : `CREATE TABLE mv_raw AS SELECT 0 AS f, ${casts.join(', ')} FROM read_json(${quoteString(file)}, format = 'newline_delimited', columns = {${names}})`, [], signal);
  const sample = cells.length > judgedFrom ? `(SELECT * FROM mv_raw USING SAMPLE ${judgedFrom} ROWS (reservoir, 1))` : 'mv_raw';
  return {
    columns, rows, isWhole, some,
    raw: {
      relation: 'mv_raw', file: 'f', row: 'rowid', columns: columns.map(({ name }, i) => ({ name, ref: `c${i}`, type: types[i] ?? 'VARCHAR' })), rows: cells.length, isView: true, typed: true,
      rowsOf: new Map([[0, cells.length]]), looked: null, plan: null, profile: { relation: 'mv_raw', sample, rows, estimatedFrom: isWhole ? null : cells.length },
    },
  };
}

/** How well the values of a family tell rows apart. */
const fineness: Readonly<Record<Family, number>> = { instant: 6, 'local time': 6, double: 5, decimal: 4, integer: 3, text: 2, date: 1, boolean: 0, list: 0, binary: 0 };

function broughtSql(dialect: Dialect, { ref, family }: ServerColumn): string {
  switch (family) {
    case 'integer':
      // As text: a number of JavaScript would lose the last digits of large ones.
      return dialect.text(ref, family);
    case 'decimal':
    case 'double':
      return dialect.number(ref, family);
    case 'boolean':
      return `CASE WHEN ${ref} THEN 'true' WHEN NOT ${ref} THEN 'false' END`;
    case 'text':
      return dialect.left(dialect.text(ref, family), mostText);
    case 'date':
    case 'local time':
    case 'instant':
      return dialect.instant(ref, family, 'UTC');
    case 'list':
      return `CASE WHEN ${ref} IS NOT NULL THEN '[]' END`;
    case 'binary':
      return `CASE WHEN ${ref} IS NOT NULL THEN 'bytes' END`;
  }
}

function localType(family: Family, type: string): string {
  const types: Readonly<Record<Family, string>> = { integer: /UInt64|128|256/.test(type) ? 'HUGEINT' : 'BIGINT', decimal: 'DOUBLE', double: 'DOUBLE', boolean: 'BOOLEAN', text: 'VARCHAR', date: 'TIMESTAMP', 'local time': 'TIMESTAMP', instant: 'TIMESTAMP WITH TIME ZONE', list: 'JSON', binary: 'BLOB' };
  return types[family];
}
