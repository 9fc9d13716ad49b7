import type { CategoryColumn, Cube, NumericColumn } from '../cube/cube';
import type { CategorySummary, NumericSummary, Summary } from '../cube/summary';
import type { Role } from '../domain/role';
import type { WhyAnswer } from '../domain/why';
import type { SegmentColumn } from './segmentColumn';

/** Of the baseline's rows; closer in the tails, where slow and odd requests are. */
const quantiles = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95];
/** A number of at most so many values is grouped by value. */
const fewValues = 8;
const mostLevels = 30;
/**
 * Total variation between the windows from which a column is nearly the windows themselves: with it a pair seems to explain whatever the
 * other column differed by before.
 */
const tiedFrom = 0.5;
/** Share of both windows that have one level each, from which the column is replaced. */
const replacedFrom = 0.95;
/** Outcomes (prediction, score, label, business figures) are no places where something can have happened. */
const segmentRoles: ReadonlySet<Role> = new Set<Role>(['feature', 'segment']);

export interface ColumnPlan {
  readonly columns: readonly SegmentColumn[];
  /** Columns beyond `most`. */
  readonly leftOut: number;
  readonly replaced: WhyAnswer['replaced'];
  /** Columns that are not to be paired: see `tiedFrom`. */
  readonly tied: ReadonlySet<string>;
}

/**
 * Groups of every feature and segment column and of the model's version: numbers by quantiles of the baseline (5, 10, 25, 50, 75, 90 and
 * 95 %, at the cube's nearest bin edges) or by value where they have few, categories by their commonest levels. Beyond `most` columns,
 * those whose distribution differs most between the windows are taken.
 *
 * @param version name of the version column, which the cube counts apart
 */
export function planColumns(cube: Cube, baseline: Summary, current: Summary, version: string | null, most: number): ColumnPlan {
  const planned: { readonly column: SegmentColumn; readonly moved: number }[] = [];
  const replaced: WhyAnswer['replaced'][number][] = [];
  cube.columns.forEach((column, i) => {
    const [from, to] = [baseline.columns[i], current.columns[i]];
    if (column.kind === 'latency' || !segmentRoles.has(column.role)) return;
    if (column.kind === 'numeric' && from?.kind === 'numeric' && to?.kind === 'numeric') planned.push({ column: numericGroups(column, from), moved: distance(shares(from), shares(to)) });
    if (column.kind === 'category' && from?.kind === 'category' && to?.kind === 'category') {
      planned.push({ column: { kind: 'category', name: column.name, levels: commonest(column.levels, from, to) }, moved: distance(shares(from), shares(to)) });
      addReplaced(replaced, column, from, to);
    }
  });
  if (version !== null && cube.versions !== null && !planned.some(({ column }) => column.name === version)) {
    const { names } = cube.versions;
    const rowsOf = ({ versions }: Summary): readonly number[] => names.map((name) => versions.find((one) => one.name === name)?.rows ?? 0);
    const [from, to] = [rowsOf(baseline), rowsOf(current)];
    // A version axis may pool the rarest as a rest that is no version's name; then its rows are simply those of other values.
    const levels = names.filter((_, i) => (from[i] ?? 0) + (to[i] ?? 0) > 0).slice(0, mostLevels);
    planned.unshift({ column: { kind: 'category', name: version, levels }, moved: distance(asShares(from), asShares(to)) });
    note(replaced, version, names, from, to);
  }
  const whole = new Set(replaced.map(({ column }) => column));
  const useful = planned.filter(({ column }) => !whole.has(column.name) && (column.kind === 'numeric' ? column.edges.length > 0 : column.levels.length > 1));
  const taken = useful.length <= most ? useful : [...useful].sort((a, b) => b.moved - a.moved).slice(0, most);
  const tied = new Set(taken.filter(({ moved }) => moved >= tiedFrom).map(({ column }) => column.name));
  return { columns: taken.map(({ column }) => column), leftOut: useful.length - taken.length, replaced, tied };
}

function numericGroups(column: NumericColumn, baseline: NumericSummary): SegmentColumn {
  const { name, values } = column;
  if (values !== null && values.length <= fewValues) return { kind: 'numeric', name, edges: Array.from(column.edges), values: Array.from(values) };
  const rows = sum(baseline.counts);
  const edges: number[] = [];
  let seen = 0;
  let next = 0;
  column.edges.forEach((edge, bin) => {
    seen += baseline.counts[bin] ?? 0;
    const here = seen / rows;
    // The edge behind the bin in which the quantile lies; a heavy value may hold several of them.
    if (next < quantiles.length && here >= (quantiles[next] ?? 1) - 1e-12 && here < 1) {
      while (next < quantiles.length && here >= (quantiles[next] ?? 1) - 1e-12) next += 1;
      edges.push(edge);
    }
  });
  return { kind: 'numeric', name, edges, values: null };
}

function commonest(levels: readonly string[], from: CategorySummary, to: CategorySummary): readonly string[] {
  const [n0, n1] = [sum(from.counts) || 1, sum(to.counts) || 1];
  const share = (i: number): number => (from.counts[i] ?? 0) / n0 + (to.counts[i] ?? 0) / n1;
  return levels.map((level, i) => ({ level, share: share(i) })).filter((one) => one.share > 0).sort((a, b) => b.share - a.share).slice(0, mostLevels).map(({ level }) => level);
}

function addReplaced(replaced: WhyAnswer['replaced'][number][], column: CategoryColumn, from: CategorySummary, to: CategorySummary): void {
  note(replaced, column.name, column.levels, from.counts.subarray(0, column.levels.length), to.counts.subarray(0, column.levels.length));
}

/** Where nearly all rows of each window have one level and it is another one. */
function note(replaced: WhyAnswer['replaced'][number][], column: string, levels: readonly string[], from: ArrayLike<number>, to: ArrayLike<number>): void {
  const [before, after] = [main(from), main(to)];
  const [a, b] = [levels[before ?? -1], levels[after ?? -1]];
  if (before !== after && a !== undefined && b !== undefined) replaced.push({ column, baseline: a, current: b });
}

function main(counts: ArrayLike<number>): number | null {
  const all = Array.from(counts);
  const rows = sum(all);
  const at = all.findIndex((count) => rows > 0 && count >= replacedFrom * rows);
  return at < 0 ? null : at;
}

function shares(summary: NumericSummary | CategorySummary): readonly number[] {
  return asShares([...summary.counts, summary.missing, summary.kind === 'numeric' ? summary.nonFinite : 0]);
}

function asShares(counts: readonly number[]): readonly number[] {
  const rows = sum(counts);
  return counts.map((count) => (rows > 0 ? count / rows : 0));
}

function distance(p: readonly number[], q: readonly number[]): number {
  return p.reduce((total, share, i) => total + Math.abs(share - (q[i] ?? 0)), 0) / 2;
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i += 1) total += values[i] ?? 0;
  return total;
}
