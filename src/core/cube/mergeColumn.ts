import type { CategoryColumn, CubeColumn, LatencyColumn, NumericColumn } from './cube';
import type { Adder } from './placeSlots';

/** The column of both, or what differs between their layouts. */
export function mergeColumn(a: CubeColumn, b: CubeColumn, add: Adder): CubeColumn | string {
  if (a.name !== b.name) return `the other cube has ${b.name} here`;
  if (a.role !== b.role) return `roles ${a.role} and ${b.role}`;
  if (a.kind === 'numeric' && b.kind === 'numeric') return mergeNumeric(a, b, add);
  if (a.kind === 'category' && b.kind === 'category') return mergeCategory(a, b, add);
  if (a.kind === 'latency' && b.kind === 'latency') return mergeLatency(a, b, add);
  return `kinds ${a.kind} and ${b.kind}`;
}

function mergeNumeric(a: NumericColumn, b: NumericColumn, add: Adder): NumericColumn | string {
  if (!sameNumbers(a.edges, b.edges)) return 'edges';
  if ((a.values === null) !== (b.values === null) || (a.values !== null && b.values !== null && !sameNumbers(a.values, b.values))) return 'values of the bins';
  if (a.centre !== b.centre) return `centres ${a.centre} and ${b.centre}`;
  return {
    ...a,
    counts: add.sum(a.counts, b.counts, a.edges.length + 1),
    missing: add.sum(a.missing, b.missing, 1),
    nonFinite: add.sum(a.nonFinite, b.nonFinite, 1),
    ...moments(a, b, add),
  };
}

function mergeCategory(a: CategoryColumn, b: CategoryColumn, add: Adder): CategoryColumn | string {
  if (a.levels.length !== b.levels.length || a.levels.some((level, i) => level !== b.levels[i])) return 'levels';
  return {
    ...a,
    restLevels: Math.max(a.restLevels, b.restLevels),
    counts: add.sum(a.counts, b.counts, a.levels.length + 1),
    missing: add.sum(a.missing, b.missing, 1),
  };
}

/** Latency bins are the same numbers everywhere; only the stored range differs. */
function mergeLatency(a: LatencyColumn, b: LatencyColumn, add: Adder): LatencyColumn | string {
  if (a.relativeError !== b.relativeError) return `relative errors ${a.relativeError} and ${b.relativeError}`;
  const used = [a, b].filter((column) => column.width > 0);
  const firstIndex = used.length === 0 ? 0 : Math.min(...used.map((column) => column.firstIndex));
  const width = used.length === 0 ? 0 : Math.max(...used.map((column) => column.firstIndex + column.width)) - firstIndex;
  return {
    ...a,
    firstIndex,
    width,
    counts: add.shifted(a.counts, a.width, a.firstIndex - firstIndex, b.counts, b.width, b.firstIndex - firstIndex, width),
    zero: add.sum(a.zero, b.zero, 1),
    missing: add.sum(a.missing, b.missing, 1),
    ...moments(a, b, add),
  };
}

type Sums = Pick<NumericColumn, 'sum' | 'sumSq' | 'min' | 'max'>;

function moments(a: Sums, b: Sums, add: Adder): Sums {
  return { sum: add.sum(a.sum, b.sum, 1), sumSq: add.sum(a.sumSq, b.sumSq, 1), min: add.min(a.min, b.min), max: add.max(a.max, b.max) };
}

function sameNumbers(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
