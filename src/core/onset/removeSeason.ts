import { gramInverse, type SparseRow } from '../alerts/leastSquares';
import { windowDesign } from '../alerts/windowDesign';
import type { Axis, SlotRange } from '../domain/window';

/** Fits the baseline's season to a series and takes it out. */
export interface SeasonFit {
  /** What is taken out, in words; empty where nothing is. */
  readonly season: readonly string[];
  /** Takes the season out of `values` in place; slots without a value count nothing. */
  readonly remove: (values: Float64Array) => void;
}

const none: SeasonFit = { season: [], remove: () => undefined };

/**
 * The season of a time axis as the baseline shows it, weighted by `rows`: the hour of the day from 3 days, the weekend from 3 of them (the
 * design of the alerts). The baseline's mean stays, so that levels read as they are. Nothing on other axes, and nothing for a baseline
 * that is too short or has fewer than two values for each column of the design. Made once for all series of a comparison.
 */
export function seasonFit(axis: Axis, baseline: SlotRange, rows: ArrayLike<number>): SeasonFit {
  if (axis.kind !== 'time') return none;
  const startOf = (slot: number): number => axis.start + slot * axis.step;
  const slots: number[] = [];
  for (let slot = baseline.from; slot < baseline.to; slot += 1) if ((rows[slot] ?? 0) > 0) slots.push(slot);
  const design = windowDesign(slots.map(startOf), axis.step);
  if (design.season.length === 0) return none;
  const p = design.columns;
  const all = Array.from({ length: axis.count }, (_, slot) => design.row(startOf(slot)));
  const fitOf = (used: readonly number[]): Fit => ({ used, inverse: gramInverse(used.map((slot) => all[slot] as SparseRow), p, (i) => rows[used[i] as number] as number).inverse, known: new Set(used.flatMap((slot) => all[slot]?.columns ?? [])) });
  const wholeFit = fitOf(slots);
  const remove = (values: Float64Array): void => {
    const whole = slots.every((slot) => Number.isFinite(values[slot]));
    const used = whole ? slots : slots.filter((slot) => Number.isFinite(values[slot]));
    // A season of few slots would be their noise.
    if (used.length >= 2 * p) takeOut(values, whole ? wholeFit : fitOf(used), all, rows, p);
  };
  return { season: design.season, remove };
}

interface Fit {
  readonly used: readonly number[];
  readonly inverse: Float64Array;
  readonly known: ReadonlySet<number>;
}

function takeOut(values: Float64Array, { used, inverse, known }: Fit, design: readonly SparseRow[], rows: ArrayLike<number>, p: number): void {
  const right = new Float64Array(p);
  let [sum, all] = [0, 0];
  for (const slot of used) {
    const w = rows[slot] as number;
    const y = values[slot] as number;
    const { columns, values: x } = design[slot] as SparseRow;
    sum += w * y;
    all += w;
    for (let at = 0; at < columns.length; at += 1) right[columns[at] as number] = (right[columns[at] as number] as number) + w * y * (x[at] as number);
  }
  const mean = sum / all;
  const coefficients = new Float64Array(p);
  for (let a = 0; a < p; a += 1) for (let b = 0; b < p; b += 1) coefficients[a] = (coefficients[a] as number) + (inverse[a * p + b] as number) * (right[b] as number);
  for (let slot = 0; slot < values.length; slot += 1) {
    const { columns, values: x } = design[slot] as SparseRow;
    let expected = 0;
    // An hour that the baseline never had knows no season of its own.
    for (let at = 0; at < columns.length; at += 1) expected = known.has(columns[at] as number) ? expected + (coefficients[columns[at] as number] as number) * (x[at] as number) : NaN;
    if (Number.isFinite(expected)) values[slot] = (values[slot] as number) - expected + mean;
  }
}
