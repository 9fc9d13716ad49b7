import type { RowPage } from '../../core/domain/report';
import type { Axis, SlotRange } from '../../core/domain/window';
import { FaultError } from '../../core/domain/fault';
import { finite } from '../../core/warehouse/cubeQueries';
import type { Dialect } from '../../core/warehouse/dialect';
import type { FeatureBin } from '../cube/binSql';
import type { LogColumn } from '../log/openedLog';
import { placeOn } from './warehouseAxis';
import { levelTextOf, numberOf, textOfCell, type WarehouseTable } from './warehouseTable';

const mostText = 500;

/** Example rows of a window by one bounded SELECT, in the order in which the server gives them, and how many rows match. */
export async function warehouseRows(table: WarehouseTable, axis: Axis, request: { readonly window: SlotRange; readonly limit: number; readonly feature?: string; readonly bin?: FeatureBin }, signal?: AbortSignal): Promise<RowPage> {
  const { relation: { dialect, from }, columns, ask } = table;
  const feature = request.feature === undefined ? undefined : columns.find(({ name }) => name === request.feature);
  if (request.feature !== undefined && feature === undefined) throw FaultError.of('not-found', `no column ${request.feature}`);
  const { slot } = placeOn(table, axis);
  const conditions = [`mv_s >= ${Math.floor(request.window.from)}`, `mv_s < ${Math.floor(request.window.to)}`];
  if (feature !== undefined && request.bin !== undefined) conditions.push(`(${binSql(dialect, feature, request.bin)})`);
  const isTime = ({ name, profile }: LogColumn): boolean => profile.kind === 'time' || name === table.state.time.column;
  const cells = columns.map((column, i) => `${isTime(column) ? column.sql : dialect.left(levelTextOf(dialect, column), mostText)} AS mv_c${i}`);
  const picked = `(SELECT ${[`${slot} AS mv_s`, `${feature?.sql ?? 'NULL'} AS mv_f`, ...cells].join(', ')} FROM ${from}) AS mv_q WHERE ${conditions.join(' AND ')}`;
  const total = numberOf((await ask(`SELECT count(*) FROM ${picked}`, signal))[0]?.[0]);
  const rows = total === 0 ? [] : await ask(`SELECT ${columns.map((_, i) => `mv_c${i}`).join(', ')} FROM ${picked} LIMIT ${Math.min(500, Math.max(0, Math.floor(request.limit)))}`, signal);
  const shown = (column: LogColumn, cell: Parameters<typeof textOfCell>[0]): string | null => {
    const text = textOfCell(cell);
    const micros = isTime(column) && text !== null ? numberOf(cell) : NaN;
    return Number.isFinite(micros) && Math.abs(micros) < 8.64e18 ? new Date(micros / 1000).toISOString() : text;
  };
  return { columns: columns.map(({ name }) => name), rows: rows.map((row) => columns.map((column, i) => shown(column, row[i]))), total };
}

function binSql(dialect: Dialect, { profile }: LogColumn, bin: FeatureBin): string {
  if ('missing' in bin) return profile.kind === 'numeric' ? `mv_f IS NULL OR NOT (${finite(dialect, 'mv_f')})` : 'mv_f IS NULL';
  if ('level' in bin) return `mv_f = ${dialect.string(bin.level)}`;
  const parts = [finite(dialect, 'mv_f')];
  if (bin.low !== null) parts.push(`mv_f > ${dialect.double(bin.low)}`);
  if (bin.high !== null) parts.push(`mv_f <= ${dialect.double(bin.high)}`);
  return parts.join(' AND ');
}
