import type { RowPage } from '../../core/domain/report';
import type { Axis, SlotRange } from '../../core/domain/window';
import { FaultError } from '../../core/domain/fault';
import type { OpenedLog } from '../log/openedLog';
import { binCondition, type FeatureBin } from './binSql';
import { placeAxis } from './makeAxis';
import { textOf } from './slotSql';

export interface RowsRequest {
  readonly window: SlotRange;
  readonly feature?: string;
  /** Only rows in this bin of the feature. */
  readonly bin?: FeatureBin;
  /** At most 500; default 100. */
  readonly limit?: number;
  /** `source`: as logged; `newest`: the last rows first; `highest`, `lowest`: by the feature. */
  readonly order?: 'source' | 'newest' | 'highest' | 'lowest';
}

const mostRows = 500;
/** Longer cells are cut; a log may hold whole documents. */
const mostText = 500;

/**
 * Example rows of a window as text, and how many rows match. The time stands first, as UTC, where it is no column of its own.
 * @throws FaultError `not-found` for a feature that the log does not have
 */
export async function readRows(log: OpenedLog, axis: Axis, request: RowsRequest, signal?: AbortSignal): Promise<RowPage> {
  const { slot } = placeAxis(log, axis);
  const feature = request.feature === undefined ? undefined : log.columns.find(({ name }) => name === request.feature);
  if (request.feature !== undefined && feature === undefined) throw FaultError.of('not-found', `no column ${request.feature}`);
  const { from, to } = request.window;
  const conditions = [`${slot} >= ${Math.floor(from)}`, `${slot} < ${Math.floor(to)}`];
  if (feature !== undefined && request.bin !== undefined) conditions.push(`(${binCondition(feature, request.bin)})`);
  const where = conditions.join(' AND ');
  const limit = Math.min(mostRows, Math.max(0, Math.floor(request.limit ?? 100)));
  const cells = log.columns.map(({ sql, profile }, i) => `left((${textOf({ sql, profile })})::VARCHAR, ${mostText}) AS c${i}`);
  const names = log.columns.map(({ name }) => name);
  const time = log.state.time.column;
  if (time !== null && !names.includes(time)) {
    cells.unshift(`strftime(make_timestamp(__mv_t), '%Y-%m-%dT%H:%M:%S.%gZ') AS ct`);
    names.unshift(time);
  }
  const [count] = await log.duck.rows(`SELECT count(*) AS n FROM ${log.relation} WHERE ${where}`, [], signal);
  const columns = await log.duck.columns(`SELECT ${cells.join(', ')} FROM ${log.relation} WHERE ${where} ORDER BY ${orderSql(request.order ?? 'source', feature?.sql)} LIMIT ${limit}`, [], signal);
  const length = columns[0]?.values.length ?? 0;
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  return { columns: names, rows: Array.from({ length }, (_, i) => columns.map(({ values }) => text(values[i]))), total: Number(count?.['n'] ?? 0) };
}

function orderSql(order: NonNullable<RowsRequest['order']>, feature: string | undefined): string {
  if (order === 'newest') return '__mv_t DESC NULLS LAST, __mv_row DESC';
  if (order === 'source' || feature === undefined) return '__mv_row';
  return `${feature} ${order === 'highest' ? 'DESC' : 'ASC'} NULLS LAST, __mv_row`;
}
