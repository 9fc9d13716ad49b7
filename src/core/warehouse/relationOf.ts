import { FaultError } from '../domain/fault';
import { clickhouse } from './clickhouse';
import type { Relation } from './cubeQueries';
import type { Dialect } from './dialect';
import { postgresql } from './postgresql';
import { trino } from './trino';
import { queryProblem, tableParts, type WarehouseKind, type WarehouseSpec } from './warehouseSpec';

const dialects: Readonly<Record<WarehouseKind, Dialect>> = { postgresql, clickhouse, trino };

/** What a spec's questions are asked of. @throws FaultError `bad-arguments` */
export function relationOf({ kind, table, query }: Pick<WarehouseSpec, 'kind' | 'table' | 'query'>): Relation {
  const dialect = dialects[kind];
  if ((table === undefined) === (query === undefined)) throw FaultError.of('bad-arguments', 'name either "table" or "query" of the database');
  if (table !== undefined) {
    const parts = tableParts(table);
    if (parts === null) throw FaultError.of('bad-arguments', `"${table}" is no name of a table: write it as schema.table, parts with dots or spaces in double quotes`);
    return { dialect, from: `${parts.map((part) => dialect.identifier(part)).join('.')} AS mv_t` };
  }
  const problem = queryProblem(query ?? '');
  if (problem !== null) throw FaultError.of('bad-arguments', problem);
  // On lines of its own, so that a comment at its end does not swallow the bracket.
  return { dialect, from: `(\n${(query ?? '').replace(/[\s;]+$/, '')}\n) AS mv_t` };
}
