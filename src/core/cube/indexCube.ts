import type { SlotRange } from '../domain/window';
import { blockSums, directSum, slotSum, windowSum } from './blockSums';
import type { Cube, CubeColumn, LatencyColumn, NumericColumn, ScoreTable } from './cube';
import { slotCount } from './cube';
import { cubeAtAge } from './labelAges';
import type { ColumnSummary, Moments, Summary } from './summary';

/** A cube with its prefix sums, made table by table when a window first needs them. */
export interface CubeIndex {
  readonly cube: Cube;
  readonly slots: number;
  /** Prefix sums by table; filled by `summarise`. */
  readonly sums: WeakMap<Float64Array, Float64Array>;
  /** The same cube at the label ages asked for last; filled by `indexAtAge`. */
  readonly aged: Map<number, CubeIndex>;
}

export function indexCube(cube: Cube): CubeIndex {
  return { cube, slots: slotCount(cube.axis), sums: new WeakMap(), aged: new Map() };
}

/** Copies of the outcome tables that are kept: one for findings, one for series. */
const mostAged = 2;

/** The index of the cube with labels of the first `classes` classes of age alone; null takes all. */
export function indexAtAge(index: CubeIndex, classes: number | null): CubeIndex {
  if (classes === null || index.cube.labelAges === undefined) return index;
  const known = index.aged.get(classes);
  if (known !== undefined) return known;
  for (const oldest of index.aged.keys()) if (index.aged.size >= mostAged) index.aged.delete(oldest);
  // Columns are the same tables, so their prefix sums are too.
  const made: CubeIndex = { ...indexCube(cubeAtAge(index.cube, classes)), sums: index.sums };
  index.aged.set(classes, made);
  return made;
}

/** Rows of each slot. */
export function slotRows(cube: Cube): Float64Array {
  return cube.rows;
}

/**
 * The window's slice of the cube. Counts are differences of prefix sums and exact; sums of values are added over the slots.
 * `range` is clipped to the axis; an empty range gives zeros.
 */
export function summarise(index: CubeIndex, range: SlotRange): Summary {
  const { cube } = index;
  const from = Math.max(0, Math.min(index.slots, Math.floor(range.from)));
  const to = Math.max(from, Math.min(index.slots, Math.floor(range.to)));
  const wide = (table: Float64Array, width: number): Float64Array => windowSum(table, width, sumsOf(index, table, width), from, to);
  const one = (table: Float64Array): number => slotSum(table, from, to);
  const { status, confusion, regression, versions } = cube;
  const versionRows = versions === null ? null : wide(versions.counts, versions.names.length);
  return {
    slots: { from, to },
    rows: one(cube.rows),
    columns: cube.columns.map((column) => summariseColumn(column, wide, one, from, to)),
    status: status === null ? null : { ok: one(status.ok), error: one(status.error), missing: one(status.missing) },
    confusion: confusion === null ? null : { counts: wide(confusion.counts, confusion.levels.length ** 2), unlabelled: one(confusion.unlabelled) },
    score: cube.score === null ? null : summariseScore(cube.score, wide, one, from, to),
    regression:
      regression === null
        ? null
        : {
            n: one(regression.n),
            unlabelled: one(regression.unlabelled),
            sum: one(regression.sum),
            sumAbs: one(regression.sumAbs),
            sumSq: one(regression.sumSq),
            sumFourth: one(regression.sumFourth),
            labelSum: one(regression.labelSum),
            labelSq: one(regression.labelSq),
          },
    versions: (versions?.names ?? []).map((name, i) => ({ name, rows: versionRows?.[i] ?? 0 })).filter((v) => v.rows > 0),
  };
}

type Wide = (table: Float64Array, width: number) => Float64Array;
type One = (table: Float64Array) => number;

function summariseColumn(column: CubeColumn, wide: Wide, one: One, from: number, to: number): ColumnSummary {
  const { name } = column;
  const missing = one(column.missing);
  if (column.kind === 'category') {
    return { kind: 'category', name, role: column.role, levels: column.levels, counts: wide(column.counts, widthOf(column)), missing };
  }
  const counts = wide(column.counts, widthOf(column));
  if (column.kind === 'latency') {
    const { relativeError, firstIndex } = column;
    const zero = one(column.zero);
    const moments = momentsOf(total(counts) + zero, 0, column, one, from, to);
    return { kind: 'latency', name, relativeError, firstIndex, counts, zero, missing, moments };
  }
  const { role, edges, values, centre } = column;
  const moments = momentsOf(total(counts), centre, column, one, from, to);
  return { kind: 'numeric', name, role, edges, values, counts, missing, nonFinite: one(column.nonFinite), moments };
}

function summariseScore(score: ScoreTable, wide: Wide, one: One, from: number, to: number): NonNullable<Summary['score']> {
  const width = score.edges.length + 1;
  return {
    positive: wide(score.positive, width),
    negative: wide(score.negative, width),
    unlabelled: wide(score.unlabelled, width),
    scoreSum: directSum(score.scoreSum, width, from, to),
    brierSum: one(score.brierSum),
    brierSq: one(score.brierSq),
    logLossSum: one(score.logLossSum),
    logLossSq: one(score.logLossSq),
    labelled: one(score.labelled),
    confidenceSum: one(score.confidenceSum),
    confidenceSq: one(score.confidenceSq),
    scored: one(score.scored),
    outside: one(score.outside),
  };
}

/** Bins of a column a slot: open end bins, the rest of the levels, or the stored latency bins. */
export function widthOf(column: CubeColumn): number {
  if (column.kind === 'numeric') return column.edges.length + 1;
  return column.kind === 'category' ? column.levels.length + 1 : column.width;
}

function momentsOf(n: number, centre: number, column: NumericColumn | LatencyColumn, one: One, from: number, to: number): Moments {
  const sum = one(column.sum);
  const centred = one(column.sumSq) - (sum * sum) / n;
  return {
    n,
    mean: n === 0 ? NaN : centre + sum / n,
    // Rounding can leave a tiny negative number where all values are equal.
    variance: n < 2 ? NaN : Math.max(0, centred) / (n - 1),
    min: extreme(column.min, from, to, Math.min),
    max: extreme(column.max, from, to, Math.max),
  };
}

function extreme(values: Float64Array, from: number, to: number, pick: (a: number, b: number) => number): number {
  let best = NaN;
  for (let s = from; s < to; s += 1) {
    const value = values[s] as number;
    // NaN stands for a slot without values.
    if (value === value) best = best === best ? pick(best, value) : value;
  }
  return best;
}

function total(counts: Float64Array): number {
  let sum = 0;
  for (const count of counts) sum += count;
  return sum;
}

function sumsOf(index: CubeIndex, table: Float64Array, width: number): Float64Array {
  let sums = index.sums.get(table);
  if (sums === undefined) {
    sums = blockSums(table, width);
    index.sums.set(table, sums);
  }
  return sums;
}
