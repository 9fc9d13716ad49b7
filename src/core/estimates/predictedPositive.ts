import type { ConfusionTable, Cube, CubeColumn } from '../cube/cube';

/** Rows a slot that the model answered with the positive class, by their label. */
export interface PredictedPositive {
  readonly positive: Float64Array;
  readonly negative: Float64Array;
  /** Rows without a label; null where the cube does not count the prediction column by value. */
  readonly unlabelled: Float64Array | null;
}

const positiveWords = ['1', '1.0', 'true', 'yes', 'y', 't', 'positive', 'pos'];

/** Reads a binary task's answers from the confusion table and, for rows without labels, from the prediction column's own counts. Null without two classes. */
export function predictedPositive(cube: Cube): PredictedPositive | null {
  const table = cube.confusion;
  if (table === null || table.positive === null || table.levels.length !== 2) return null;
  const slots = table.unlabelled.length;
  const yes = table.positive;
  const cell = (slot: number, label: number): number => table.counts[slot * 4 + yes * 2 + label] ?? 0;
  const positive = Float64Array.from({ length: slots }, (_, slot) => cell(slot, yes));
  const negative = Float64Array.from({ length: slots }, (_, slot) => cell(slot, 1 - yes));
  const all = table.threshold === null ? answersOfColumn(cube.columns, table, slots) : null;
  return { positive, negative, unlabelled: all === null ? null : all.map((count, slot) => Math.max(0, count - (positive[slot] ?? 0) - (negative[slot] ?? 0))) };
}

/** Rows a slot whose prediction is the positive class, labelled or not; null where the column is not counted by value. */
function answersOfColumn(columns: readonly CubeColumn[], table: ConfusionTable, slots: number): Float64Array | null {
  const column = columns.find(({ name, role }) => name === table.prediction && role === 'prediction');
  const name = table.levels[table.positive ?? 0] ?? '';
  if (column === undefined || column.kind === 'latency') return null;
  const values = column.kind === 'numeric' ? (column.values === null ? null : Array.from(column.values, String)) : column.levels;
  if (values === null) return null;
  const width = column.kind === 'numeric' ? column.edges.length + 1 : column.levels.length + 1;
  const at = placeOf(values, name);
  // A value that never occurs: nothing was answered with it.
  return at < 0 ? null : Float64Array.from({ length: slots }, (_, slot) => column.counts[slot * width + at] ?? 0);
}

/** The value that means the positive class: its name, the same number written otherwise, or a word for yes where the label is spelled another way. */
function placeOf(values: readonly string[], name: string): number {
  const exact = values.indexOf(name);
  if (exact >= 0) return exact;
  const number = name.trim() === '' ? Number.NaN : Number(name);
  const same = values.findIndex((value) => value.trim() !== '' && Number(value) === number);
  if (same >= 0) return same;
  return positiveWords.includes(name.toLowerCase()) ? values.findIndex((value) => positiveWords.includes(value.toLowerCase())) : -1;
}
