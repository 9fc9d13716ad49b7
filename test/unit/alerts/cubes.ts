import type { CategoryColumn, Cube, CubeColumn, NumericColumn } from '../../../src/core/cube/cube';
import type { SourceState } from '../../../src/core/domain/source';

export const hour = 3_600_000_000;
export const day = 24 * hour;
/** Monday, 5 January 2026. */
export const monday = Date.UTC(2026, 0, 5) * 1_000;

/** A number in given bins: one row of counts a window. */
export function numeric(name: string, edges: readonly number[], counts: readonly (readonly number[])[], missing: readonly number[] = []): NumericColumn {
  const windows = counts.length;
  const middle = (b: number): number => (b === 0 ? edges[0]! - 1 : b === edges.length ? edges[b - 1]! + 1 : (edges[b - 1]! + edges[b]!) / 2);
  const power = (p: number): Float64Array => Float64Array.from(counts, (row) => row.reduce((sum, count, b) => sum + count * middle(b) ** p, 0));
  const extreme = (pick: (...values: number[]) => number): Float64Array => Float64Array.from(counts, (row) => (row.some((count) => count > 0) ? pick(...row.flatMap((count, b) => (count > 0 ? [middle(b)] : []))) : NaN));
  return {
    kind: 'numeric', name, role: 'feature', edges: Float64Array.from(edges), values: null, centre: 0, counts: Float64Array.from(counts.flat()),
    missing: Float64Array.from({ length: windows }, (_, w) => missing[w] ?? 0), nonFinite: new Float64Array(windows),
    sum: power(1), sumSq: power(2), min: extreme(Math.min), max: extreme(Math.max),
  };
}

/** A category: counts of each level and of the rest, one row a window. */
export function category(name: string, levels: readonly string[], counts: readonly (readonly number[])[], missing: readonly number[] = [], restLevels = 0): CategoryColumn {
  return { kind: 'category', name, role: 'feature', levels, restLevels, counts: Float64Array.from(counts.flat()), missing: Float64Array.from(counts, (_, w) => missing[w] ?? 0) };
}

export function cubeOf(columns: readonly CubeColumn[], rows: readonly number[], step = hour): Cube {
  return {
    version: 1, axis: { kind: 'time', start: monday, step, count: rows.length }, task: 'none', rows: Float64Array.from(rows), outside: 0, columns,
    status: null, confusion: null, score: null, regression: null, versions: null,
  };
}

/** What the log says of itself where its rows fill every window. */
export function sourceOf(cube: Cube): SourceState {
  const { axis } = cube;
  const time = axis.kind === 'time' ? { from: axis.start, to: axis.start + axis.count * axis.step - 1 } : { from: null, to: null };
  return {
    id: 'test', name: 'test', state: 'ready', files: [], rows: cube.rows.reduce((a, b) => a + b, 0), badLines: 0, badLineList: [], columns: [], roles: [],
    time: { column: 't', encoding: 'iso', ...time, without: 0, outOfOrder: 0 }, duplicateIds: 0, versions: [], task: 'none', readAtMs: 0, fromStore: false,
  };
}

export { standardNormal as normal, seededUniform as uniform } from '../../../src/core/stats/seeded';

/** Rows thrown into `shares` one by one. */
export function thrown(next: () => number, rows: number, shares: readonly number[]): number[] {
  const counts = shares.map(() => 0);
  for (let i = 0; i < rows; i += 1) {
    let left = next() * shares.reduce((a, b) => a + b, 0);
    let k = 0;
    while (k + 1 < shares.length && (left -= shares[k]!) >= 0) k += 1;
    counts[k] = counts[k]! + 1;
  }
  return counts;
}
