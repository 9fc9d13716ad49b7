import { finite, isPlaced, placedRows } from '../../core/warehouse/cubeQueries';
import type { LogColumn } from '../log/openedLog';
import type { WarehouseScan } from './countColumn';
import { numberOf } from './warehouseTable';

/** The least and the largest positive latency of the rows on the axis, or null. */
export async function latencyRange({ relation, slot, ask, signal }: WarehouseScan, { sql }: Pick<LogColumn, 'sql'>): Promise<readonly [number, number] | null> {
  const [row] = await ask(`SELECT min(mv_x), max(mv_x) FROM (SELECT ${slot} AS mv_s, ${sql} AS mv_x FROM ${placedRows(relation)}) AS mv_q WHERE ${isPlaced(relation)} AND mv_x > 0 AND ${finite(relation.dialect, 'mv_x')}`, signal);
  const [low, high] = [numberOf(row?.[0]), numberOf(row?.[1])];
  return Number.isFinite(low) && Number.isFinite(high) && low > 0 ? [low, high] : null;
}
