import type { CategoryColumn, Cube, CubeColumn, NumericColumn, ScoreTable } from './cube';
import type { LabelAges } from './labelAges';

/** How many values and levels a column may come to have by growing. */
export interface LayoutBounds {
  readonly values: number;
  readonly levels: number;
}

/**
 * Two cubes that were cut alike, but of which one has met values or levels that the other has not, as cubes of one layout, so that they can be merged. Bins of
 * single values are united; where they are too many, the values become edges: no count changes its bin. Levels are added at the end, beyond the
 * bound, or where some were pooled before, they belong to the rest. Everything else is left as it is.
 */
export function alignLayouts(a: Cube, b: Cube, bounds: LayoutBounds): readonly [Cube, Cube] {
  const pairs = a.columns.map((column, i) => alignColumns(column, b.columns[i] ?? column, bounds));
  const [scoreA, scoreB, spread] = alignScores(a.score, b.score, bounds);
  const aligned = (cube: Cube, columns: readonly CubeColumn[], score: ScoreTable | null): Cube => {
    const ages = spread === null || cube.labelAges === undefined ? {} : { labelAges: spread(cube.labelAges, cube.score) };
    return { ...cube, columns, score, ...ages };
  };
  return [aligned(a, pairs.map(([left]) => left), scoreA), aligned(b, b.columns.length === pairs.length ? pairs.map(([, right]) => right) : b.columns, scoreB)];
}

function alignColumns(a: CubeColumn, b: CubeColumn, bounds: LayoutBounds): readonly [CubeColumn, CubeColumn] {
  if (a.kind === 'numeric' && b.kind === 'numeric') return alignNumeric(a, b, bounds);
  return a.kind === 'category' && b.kind === 'category' ? alignCategory(a, b, bounds) : [a, b];
}

function alignNumeric(a: NumericColumn, b: NumericColumn, { values }: LayoutBounds): readonly [NumericColumn, NumericColumn] {
  const united = unite(a, b, values);
  if (united === null) return [a, b];
  const fit = (column: NumericColumn): NumericColumn => ({ ...column, ...united, counts: spreadBins(column.counts, column, united) });
  return [fit(a), fit(b)];
}

interface Bins {
  readonly edges: Float64Array;
  readonly values: Float64Array | null;
}

/** Bins that hold those of both, null where nothing has to change or nothing can be done. */
function unite(a: Bins, b: Bins, most: number): Bins | null {
  if (a.values === null && b.values === null) return isEmpty(a) !== isEmpty(b) ? widerOf(a, b) : null;
  if (a.values === null || b.values === null) {
    // One side has only one kind of bins left: edges. A side without any value has neither.
    const { edges } = isEmpty(a) ? b : isEmpty(b) ? a : a.values === null ? a : b;
    return { edges, values: isEmpty(a) ? b.values : isEmpty(b) ? a.values : null };
  }
  if (same(a.values, b.values)) return null;
  const all = Float64Array.from(new Set([...a.values, ...b.values])).sort();
  // Too many for a bin each: the bins of the left side go on as half-open ones.
  return all.length > most ? { edges: a.edges, values: null } : { edges: all.slice(0, -1), values: all };
}

/** A column that has met no value yet: no bin is anybody's. */
function isEmpty({ edges, values }: Bins): boolean {
  return edges.length === 0 && values === null;
}

function widerOf(a: Bins, b: Bins): Bins {
  return isEmpty(a) ? { edges: b.edges, values: b.values } : { edges: a.edges, values: a.values };
}

function same(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

/** Where each bin of one layout lies in another; the value of a bin decides. */
function placesOf(from: Bins, to: Bins): Int32Array {
  const bins = from.edges.length + 1;
  if (from.values === null) return Int32Array.from({ length: bins }, (_, i) => i);
  return Int32Array.from(from.values, (value) => {
    let bin = 0;
    while (bin < to.edges.length && (to.edges[bin] as number) < value) bin += 1;
    return bin;
  });
}

function spreadBins(table: Float64Array, from: Bins, to: Bins): Float64Array {
  return spread(table, placesOf(from, to), from.edges.length + 1, to.edges.length + 1);
}

function spread(table: Float64Array, places: Int32Array, width: number, wider: number): Float64Array {
  const rows = table.length / width;
  const out = new Float64Array(rows * wider);
  for (let r = 0; r < rows; r += 1) {
    for (let j = 0; j < width; j += 1) {
      const at = r * wider + (places[j] ?? 0);
      out[at] = (out[at] as number) + (table[r * width + j] as number);
    }
  }
  return out;
}

function alignCategory(a: CategoryColumn, b: CategoryColumn, { levels: most }: LayoutBounds): readonly [CategoryColumn, CategoryColumn] {
  if (a.levels.length === b.levels.length && a.levels.every((level, i) => level === b.levels[i])) return [a, b];
  const known = new Set(a.levels);
  const fresh = b.levels.filter((level) => !known.has(level));
  // Once levels are pooled nobody knows which: one that is new here may be among them.
  const room = a.restLevels > 0 ? 0 : Math.max(0, most - a.levels.length);
  const levels = [...a.levels, ...fresh.slice(0, room)];
  const fit = (column: CategoryColumn): CategoryColumn => {
    const at = new Map(levels.map((level, i) => [level, i]));
    const places = Int32Array.from([...column.levels.map((level) => at.get(level) ?? levels.length), levels.length]);
    const pooled = column.levels.filter((level) => !at.has(level)).length;
    return { ...column, levels, restLevels: column.restLevels + pooled, counts: spread(column.counts, places, column.levels.length + 1, levels.length + 1) };
  };
  return [fit(a), fit(b)];
}

type SpreadAges = (ages: LabelAges, score: ScoreTable | null) => LabelAges;

function alignScores(a: ScoreTable | null, b: ScoreTable | null, { values }: LayoutBounds): readonly [ScoreTable | null, ScoreTable | null, SpreadAges | null] {
  const united = a === null || b === null ? null : unite(a, b, values);
  if (a === null || b === null || united === null) return [a, b, null];
  const fit = (table: ScoreTable): ScoreTable => {
    const fitted = { ...table, ...united };
    for (const key of ['positive', 'negative', 'unlabelled', 'scoreSum'] as const) fitted[key] = spreadBins(table[key], table, united);
    return fitted;
  };
  const ages: SpreadAges = (given, score) => {
    if (given.score === null || score === null) return given;
    const fitted = { ...given.score };
    for (const key of ['positive', 'negative', 'scoreSum'] as const) fitted[key] = spreadBins(given.score[key], score, united);
    return { ...given, score: fitted };
  };
  return [fit(a), fit(b), ages];
}
