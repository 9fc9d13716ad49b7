import type { ConfusionTable, Cube, RegressionTable, ScoreTable } from './cube';

/*
 * Labels by their age: how long after its prediction each came. Tables are those of the cube with one more dimension, the class of age
 * (`table[(slot * K + k) * width + cell]`), so that "only labels that came within a" is a sum over the first classes.
 */

/** Sums of binary scores over labelled rows, as in `ScoreTable`. */
export const scoreAgeSums = ['brierSum', 'brierSq', 'logLossSum', 'logLossSq', 'labelled'] as const;
export const scoreAgeBins = ['positive', 'negative', 'scoreSum'] as const;
/** Sums of errors over labelled rows, as in `RegressionTable`. */
export const regressionAgeSums = ['n', 'sum', 'sumAbs', 'sumSq', 'sumFourth', 'labelSum', 'labelSq'] as const;

export type ScoreAges = Readonly<Record<(typeof scoreAgeSums)[number] | (typeof scoreAgeBins)[number], Float64Array>>;
export type RegressionAges = Readonly<Record<(typeof regressionAgeSums)[number], Float64Array>>;

export interface LabelAges {
  /** The column of label times. */
  readonly column: string;
  /** Upper edges of the K classes, microseconds ascending: class k holds `edges[k-1] < age <= edges[k]`; the first holds all from 0. */
  readonly edges: Float64Array;
  /** Upper edges of finer bins of ages, `edges` among them. */
  readonly lagEdges: Float64Array;
  /** The latest time that the log knows of, of a prediction or of a label; microseconds since 1970 UTC. */
  readonly now: number;
  /** The latest prediction of each slot, microseconds since 1970 UTC; NaN where it has none. */
  readonly latest: Float64Array; // S
  /** Rows with a prediction and a time. */
  readonly predictions: Float64Array; // S
  /** Labels of predictions by finer bin of age. */
  readonly lags: Float64Array; // S * lagEdges.length
  /** Labels older than the last edge, and those without a readable time: only in the totals, in no class. */
  readonly later: Float64Array; // S
  readonly unknown: Float64Array; // S
  /** Labels whose time lies before their prediction; they count as of age 0, since they were there when it was made. */
  readonly early: Float64Array; // S
  readonly confusion: Float64Array | null; // S * K * L * L
  readonly score: ScoreAges | null; // S * K * width, and S * K
  readonly regression: RegressionAges | null; // S * K
}

/**
 * The cube as it would be if only labels of the first `classes` classes of age had come: the others are without a label. Null classes, or a cube without
 * ages, is the cube itself. Columns are not touched: the label's own column counts all labels.
 */
export function cubeAtAge(cube: Cube, classes: number | null): Cube {
  const ages = cube.labelAges;
  if (ages === undefined || classes === null) return cube;
  const K = ages.edges.length;
  const within = (table: Float64Array, width: number): Float64Array => sumClasses(table, width, K, Math.min(K, Math.max(0, classes)));
  return {
    ...cube,
    confusion: cube.confusion === null || ages.confusion === null ? cube.confusion : confusionWithin(cube.confusion, ages.confusion, within),
    score: cube.score === null || ages.score === null ? cube.score : scoreWithin(cube.score, ages.score, within),
    regression: cube.regression === null || ages.regression === null ? cube.regression : regressionWithin(cube.regression, ages.regression, within),
  };
}

type Within = (table: Float64Array, width: number) => Float64Array;

function sumClasses(table: Float64Array, width: number, K: number, classes: number): Float64Array {
  const slots = width * K === 0 ? 0 : table.length / (width * K);
  const out = new Float64Array(slots * width);
  for (let s = 0; s < slots; s += 1) {
    for (let k = 0; k < classes; k += 1) {
      const from = (s * K + k) * width;
      for (let j = 0, at = s * width; j < width; j += 1, at += 1) out[at] = (out[at] as number) + (table[from + j] as number);
    }
  }
  return out;
}

function confusionWithin(table: ConfusionTable, ages: Float64Array, within: Within): ConfusionTable {
  const width = table.levels.length ** 2;
  const counts = within(ages, width);
  const unlabelled = table.unlabelled.map((rows, slot) => {
    let waiting = rows;
    for (let at = slot * width; at < (slot + 1) * width; at += 1) waiting += (table.counts[at] ?? 0) - (counts[at] ?? 0);
    return waiting;
  });
  return { ...table, counts, unlabelled };
}

function scoreWithin(table: ScoreTable, ages: ScoreAges, within: Within): ScoreTable {
  const width = table.edges.length + 1;
  const [positive, negative] = [within(ages.positive, width), within(ages.negative, width)];
  const waiting = (at: number): number => (table.positive[at] ?? 0) + (table.negative[at] ?? 0) - (positive[at] ?? 0) - (negative[at] ?? 0);
  const sums = { ...table };
  for (const key of scoreAgeSums) sums[key] = within(ages[key], 1);
  return { ...sums, positive, negative, scoreSum: within(ages.scoreSum, width), unlabelled: table.unlabelled.map((rows, at) => rows + waiting(at)) };
}

function regressionWithin(table: RegressionTable, ages: RegressionAges, within: Within): RegressionTable {
  const sums = { ...table };
  for (const key of regressionAgeSums) sums[key] = within(ages[key], 1);
  return { ...sums, unlabelled: table.unlabelled.map((rows, slot) => rows + (table.n[slot] ?? 0) - (sums.n[slot] ?? 0)) };
}
