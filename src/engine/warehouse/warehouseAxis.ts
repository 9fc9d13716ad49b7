import { chooseStep } from '../../core/cube/chooseStep';
import { FaultError } from '../../core/domain/fault';
import type { Axis, AxisKind } from '../../core/domain/window';
import { type Relation, timeSlotSql, versionSlotSql } from '../../core/warehouse/cubeQueries';
import { columnOfRole } from '../cube/logRoles';
import { levelTextOf, textOfCell, type WarehouseTable } from './warehouseTable';

export interface WarehouseAxis {
  readonly axis: Axis;
  /** INTEGER expression of a row's slot, -1 outside. */
  readonly slot: string;
  /** The table's rows on the axis, for which `placed` is the slot. */
  readonly relation: Relation;
  readonly placed: string;
}

const mostVersions = 500;

/** The axes that a table has: rows of a database stand in no order of their own. */
export function axesOf({ time, versions }: WarehouseTable['state']): readonly AxisKind[] {
  return [...(time.from !== null && time.to !== null && time.to > time.from ? ['time' as const] : []), ...(versions.length >= 2 ? ['version' as const] : [])];
}

/** @throws FaultError `not-supported` where the table has nothing to be compared along */
export async function warehouseAxis(table: WarehouseTable, asked: AxisKind | null, slots: number, signal?: AbortSignal): Promise<WarehouseAxis> {
  const kind = asked ?? axesOf(table.state)[0];
  if (kind === undefined) throw FaultError.of('not-supported', 'the table has no column of times and no versions to compare by, and the rows of a database stand in no order: name the column of times under "roles" (a number of seconds since 1970 or a text in ISO 8601 will do)');
  if (!axesOf(table.state).includes(kind)) throw FaultError.of('not-supported', kind === 'time' ? 'the table has no times' : kind === 'version' ? 'the table has no two versions' : `the rows of a table cannot be compared by ${kind}: they stand in no order; use time or version`);
  if (kind === 'version') {
    const names = await versionNames(table, signal);
    return placeOn(table, { kind: 'version', names });
  }
  const { from, to } = table.state.time;
  const [low, high] = await table.withoutStrays(from ?? 0, to ?? 0, signal);
  return placeOn(table, { kind: 'time', ...chooseStep(low, high, slots) });
}

/** How rows are placed on an axis that was made before. @throws FaultError `not-supported` for rows and files */
export function placeOn(table: WarehouseTable, axis: Axis): WarehouseAxis {
  const { relation, time } = table;
  const { dialect } = relation;
  if (axis.kind === 'time' && time !== null) {
    const slot = timeSlotSql(dialect, `(${time})`, axis);
    const onAxis = table.within(axis.start, axis.start + axis.count * axis.step);
    return onAxis === null ? { axis, slot, relation, placed: slot } : { axis, slot, relation: { ...relation, onAxis }, placed: dialect.quotient(`(${time}) - ${axis.start}`, String(axis.step)) };
  }
  const version = columnOfRole(table, 'version');
  if (axis.kind === 'version' && version !== null) {
    const slot = versionSlotSql(dialect, `(${levelTextOf(dialect, version)})`, axis.names);
    return { axis, slot, relation, placed: slot };
  }
  throw FaultError.of('not-supported', 'the rows of a table are compared by time or by version: they stand in no order of their own');
}

/** The largest versions in the order of their first row. */
async function versionNames(table: WarehouseTable, signal?: AbortSignal): Promise<readonly string[]> {
  const { relation: { dialect, from }, time, ask } = table;
  const column = columnOfRole(table, 'version');
  if (column === null) return [];
  const inner = `SELECT ${levelTextOf(dialect, column)} AS mv_v, ${time ?? '0'} AS mv_t0 FROM ${from}`;
  const largest = `SELECT mv_v, count(*) AS mv_n, min(mv_t0) AS mv_a FROM (${inner}) AS mv_q WHERE mv_v IS NOT NULL GROUP BY mv_v ORDER BY mv_n DESC, ${dialect.byBytes('mv_v')} LIMIT ${mostVersions}`;
  const rows = await ask(`SELECT mv_v FROM (${largest}) AS mv_g ORDER BY mv_a NULLS LAST, ${dialect.byBytes('mv_v')}`, signal);
  return rows.map(([name]) => textOfCell(name) ?? '');
}
