import { FaultError } from '../domain/fault';
import type { Axis } from '../domain/window';
import type { ConfusionTable, Cube, RegressionTable, ScoreTable, StatusTable } from './cube';
import { type AxisUnion, mergeAxes } from './mergeAxes';
import { mergeColumn } from './mergeColumn';
import { mergeLabelAges } from './mergeLabelAges';
import { adder, type Adder } from './placeSlots';

/** Two cubes of different layout cannot be added; `difference` says what differs. */
export class CubeMismatch extends FaultError {
  constructor(readonly difference: string) {
    super({ code: 'bad-arguments', detail: `the cubes cannot be merged: ${difference}`, retry: false });
    this.name = 'CubeMismatch';
  }
}

/**
 * The cube of the rows of both. Time axes of one step are united; file and version axes by name. Associative and
 * commutative: counts exactly, sums of values up to rounding. `restLevels` becomes the larger of the two, a lower bound.
 * @throws CubeMismatch where task, columns, edges, levels or outcome tables differ
 */
export function mergeCubes(a: Cube, b: Cube): Cube {
  const union = mergeAxes(a.axis, b.axis);
  if (typeof union === 'string') throw new CubeMismatch(union);
  return mergeOnto(a, b, union, adder(union));
}

/** Both cubes on an axis that is settled; see `mergeCubes`. */
export function mergeOnto(a: Cube, b: Cube, union: AxisUnion, add: Adder): Cube {
  if (a.task !== b.task) throw new CubeMismatch(`task ${a.task} and ${b.task}`);
  if (a.columns.length !== b.columns.length) throw new CubeMismatch(`${a.columns.length} and ${b.columns.length} columns`);
  const columns = a.columns.map((column, i) => {
    const other = b.columns[i];
    const merged = other === undefined ? 'number of columns' : mergeColumn(column, other, add);
    if (typeof merged === 'string') throw new CubeMismatch(`column ${column.name}: ${merged}`);
    return merged;
  });
  return {
    version: 1,
    axis: union.axis satisfies Axis,
    task: a.task,
    rows: add.sum(a.rows, b.rows, 1),
    outside: a.outside + b.outside,
    columns,
    status: both('status', a.status, b.status, (x, y) => mergeStatus(x, y, add)),
    confusion: both('confusion', a.confusion, b.confusion, (x, y) => mergeConfusion(x, y, add)),
    score: both('score', a.score, b.score, (x, y) => mergeScore(x, y, add)),
    regression: both('regression', a.regression, b.regression, (x, y) => mergeRegression(x, y, add)),
    versions: mergeVersions(a.versions, b.versions, add),
    ...agesOf(a, b, add),
  };
}

function agesOf(a: Cube, b: Cube, add: Adder): Pick<Cube, 'labelAges'> {
  if (a.labelAges === undefined && b.labelAges === undefined) return {};
  if (a.labelAges === undefined || b.labelAges === undefined) throw new CubeMismatch('only one has labels by age');
  const merged = mergeLabelAges(a.labelAges, b.labelAges, add, { confusion: (a.confusion?.levels.length ?? 0) ** 2, score: (a.score?.edges.length ?? 0) + 1 });
  if (typeof merged === 'string') throw new CubeMismatch(merged);
  return { labelAges: merged };
}

function both<T>(name: string, a: T | null, b: T | null, merge: (a: T, b: T) => T): T | null {
  if (a === null && b === null) return null;
  if (a === null || b === null) throw new CubeMismatch(`only one has the ${name} table`);
  return merge(a, b);
}

function same(name: string, a: unknown, b: unknown): void {
  if (!sameValue(a, b)) throw new CubeMismatch(name);
}

/** Equality of strings, numbers, null and flat arrays of them. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a instanceof Float64Array && b instanceof Float64Array) return a.length === b.length && a.every((value, i) => value === b[i]);
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((value, i) => value === b[i]);
  return Object.is(a, b);
}

function mergeStatus(a: StatusTable, b: StatusTable, add: Adder): StatusTable {
  same('status column', a.column, b.column);
  same('status rule', a.rule, b.rule);
  return { ...a, ok: add.sum(a.ok, b.ok, 1), error: add.sum(a.error, b.error, 1), missing: add.sum(a.missing, b.missing, 1) };
}

function mergeConfusion(a: ConfusionTable, b: ConfusionTable, add: Adder): ConfusionTable {
  for (const key of ['prediction', 'label', 'levels', 'hasRest', 'positive', 'threshold'] as const) same(`confusion ${key}`, a[key], b[key]);
  return { ...a, counts: add.sum(a.counts, b.counts, a.levels.length ** 2), unlabelled: add.sum(a.unlabelled, b.unlabelled, 1) };
}

const scoreSums = ['brierSum', 'brierSq', 'logLossSum', 'logLossSq', 'labelled', 'confidenceSum', 'confidenceSq', 'scored', 'outside'] as const;

function mergeScore(a: ScoreTable, b: ScoreTable, add: Adder): ScoreTable {
  for (const key of ['column', 'edges', 'values'] as const) same(`score ${key}`, a[key], b[key]);
  const width = a.edges.length + 1;
  const merged = { ...a };
  for (const key of scoreSums) merged[key] = add.sum(a[key], b[key], 1);
  for (const key of ['positive', 'negative', 'unlabelled', 'scoreSum'] as const) merged[key] = add.sum(a[key], b[key], width);
  return merged;
}

const regressionSums = ['n', 'unlabelled', 'sum', 'sumAbs', 'sumSq', 'sumFourth', 'labelSum', 'labelSq'] as const;

function mergeRegression(a: RegressionTable, b: RegressionTable, add: Adder): RegressionTable {
  for (const key of ['prediction', 'label', 'labelCentre'] as const) same(`regression ${key}`, a[key], b[key]);
  const merged = { ...a };
  for (const key of regressionSums) merged[key] = add.sum(a[key], b[key], 1);
  return merged;
}

/** Name of the pooled versions beyond the largest; always last. */
export const otherVersions = 'other versions';

function mergeVersions(a: Cube['versions'], b: Cube['versions'], add: Adder): Cube['versions'] {
  if (a === null || b === null) {
    const one = a ?? b;
    if (one === null) return null;
    const empty = new Float64Array(0);
    const width = one.names.length;
    return { names: one.names, counts: a === null ? add.sum(empty, one.counts, width) : add.sum(one.counts, empty, width) };
  }
  const names = sameValue(a.names, b.names) ? a.names : unite(a.names, b.names);
  const wide = (of: NonNullable<Cube['versions']>): Float64Array => {
    const slots = of.names.length === 0 ? 0 : of.counts.length / of.names.length;
    const counts = new Float64Array(slots * names.length);
    of.names.forEach((name, i) => {
      const j = names.indexOf(name);
      for (let s = 0; s < slots; s += 1) counts[s * names.length + j] = of.counts[s * of.names.length + i] ?? 0;
    });
    return counts;
  };
  return { names, counts: add.sum(wide(a), wide(b), names.length) };
}

function unite(a: readonly string[], b: readonly string[]): readonly string[] {
  const all = [...new Set([...a, ...b])].filter((name) => name !== otherVersions).sort();
  return a.includes(otherVersions) || b.includes(otherVersions) ? [...all, otherVersions] : all;
}
