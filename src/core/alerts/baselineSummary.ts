import type { Cube, CubeColumn } from '../cube/cube';
import { indexCube, summarise, widthOf } from '../cube/indexCube';
import type { Summary } from '../cube/summary';
import type { SlotRange } from '../domain/window';

/** Summary of the baseline's columns over its own `windows` alone: those excluded from the range are not part of what is normal. */
export function baselineSummary(cube: Cube, range: SlotRange, windows: readonly number[]): Summary {
  if (windows.length === range.to - range.from) return summarise(indexCube(cube), range);
  const kept = new Set(windows);
  const rows = cube.rows.map((count, w) => (kept.has(w) ? count : 0));
  return summarise(indexCube({ ...cube, rows, columns: cube.columns.map((column) => only(column, kept)) }), range);
}

function only<T extends CubeColumn>(column: T, kept: ReadonlySet<number>): T {
  const width = widthOf(column);
  const one = (table: Float64Array): Float64Array => table.map((value, w) => (kept.has(w) ? value : 0));
  const tables = { counts: column.counts.map((value, at) => (kept.has(Math.floor(at / width)) ? value : 0)), missing: one(column.missing) };
  if (column.kind === 'category') return { ...column, ...tables };
  const extreme = (table: Float64Array): Float64Array => table.map((value, w) => (kept.has(w) ? value : Number.NaN));
  const moments = { sum: one(column.sum), sumSq: one(column.sumSq), min: extreme(column.min), max: extreme(column.max) };
  return column.kind === 'latency' ? { ...column, ...tables, ...moments, zero: one(column.zero) } : { ...column, ...tables, ...moments, nonFinite: one(column.nonFinite) };
}
