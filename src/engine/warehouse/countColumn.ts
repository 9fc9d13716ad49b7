import { binEdges, quantileOfSorted, type SortedSamples } from '../../core/cube/binEdges';
import { distinctOf } from '../../core/cube/chooseBins';
import type { LatencyColumn, NumericColumn } from '../../core/cube/cube';
import type { CubeBudget } from '../../core/cube/cubeBudget';
import { latencyEdges, latencyError, latencyIndex } from '../../core/cube/latencyBins';
import { binnedQuery, latencyQuery, missingBin, nonFiniteBin, type Relation, valuesQuery } from '../../core/warehouse/cubeQueries';
import { SlotMoments } from '../cube/slotRuns';
import { type Ask, type Cell, numberOf } from './warehouseTable';

/** Rows of a warehouse on an axis. */
export interface WarehouseScan {
  readonly relation: Relation;
  readonly ask: Ask;
  /** INTEGER expression of a row's slot, -1 outside. */
  readonly slot: string;
  readonly slots: number;
  readonly budget: Pick<CubeBudget, 'bins' | 'values' | 'levels'>;
  readonly signal?: AbortSignal;
}

export type NumericTable = Omit<NumericColumn, 'kind' | 'name' | 'role'>;

/** Counts a numeric column: a bin for each value where they are few, else about `budget.bins` of the sample's quantiles. */
export async function countNumbers(scan: WarehouseScan, x: string, sample: SortedSamples): Promise<NumericTable> {
  const centre = quantileOfSorted(sample.whole, 0.5) || 0;
  const known = distinctOf(sample, scan.budget.values);
  const few = known === null ? null : await countValues(scan, x, known, centre);
  return few ?? countBins(scan, x, binEdges(sample, scan.budget.bins), centre);
}

/** Slot by value in one statement; null where there turn out to be more values than may have a bin each. */
async function countValues({ relation, ask, slot, slots, budget, signal }: WarehouseScan, x: string, sampled: Float64Array, centre: number): Promise<NumericTable | null> {
  // Beside the values: missing ones, NaN, two infinities, and zero written with a sign.
  const limit = slots * (budget.values + 5) + 1;
  const cells = await ask(valuesQuery(relation, slot, x, limit), signal);
  if (cells.length >= limit) return null;
  const tables = emptyTables(slots);
  // Values of the sample have a bin, also where all rows of theirs lie outside of the axis.
  const bySlot = new Map<number, Float64Array>(Array.from(sampled, (value) => [value, new Float64Array(slots)]));
  for (const [s, value, n] of cells) {
    const at = numberOf(s);
    const count = numberOf(n);
    const given = numberOf(value);
    if (value === null) add(tables.missing, at, count);
    else if (!Number.isFinite(given)) add(tables.nonFinite, at, count);
    else {
      const known = given === 0 ? 0 : given;
      const counts = bySlot.get(known) ?? new Float64Array(slots);
      bySlot.set(known, counts);
      add(counts, at, count);
      const d = known - centre;
      tables.moments.add(at, d * count, d * d * count, known, known);
    }
  }
  if (bySlot.size > budget.values) return null;
  const values = Float64Array.from(bySlot.keys()).sort();
  const counts = new Float64Array(slots * Math.max(1, values.length));
  values.forEach((value, j) => bySlot.get(value)?.forEach((n, s) => (counts[s * values.length + j] = n)));
  const none = values.length === 0;
  return { edges: none ? new Float64Array(0) : values.slice(0, -1), values: none ? null : values, counts, centre, ...finished(tables) };
}

async function countBins({ relation, ask, slot, slots, signal }: WarehouseScan, x: string, edges: Float64Array, centre: number): Promise<NumericTable> {
  const width = edges.length + 1;
  const counts = new Float64Array(slots * width);
  const tables = emptyTables(slots);
  for (const [s, bins, sum, sumSq, min, max] of await ask(binnedQuery(relation, slot, x, edges, centre), signal)) {
    const at = numberOf(s);
    for (const [bin = NaN, n = 0] of packedCells(bins)) {
      if (bin === missingBin) add(tables.missing, at, n);
      else if (bin === nonFiniteBin) add(tables.nonFinite, at, n);
      else add(counts, at * width + bin, n);
    }
    tables.moments.add(at, numberOf(sum), numberOf(sumSq), min === null ? Infinity : numberOf(min), max === null ? -Infinity : numberOf(max));
  }
  return { edges, values: null, counts, centre, ...finished(tables) };
}

/** Counts latency; `range` holds the least and the largest positive value, null where there is none. */
export async function countLatency({ relation, ask, slot, slots, signal }: WarehouseScan, name: string, x: string, range: readonly [number, number] | null): Promise<LatencyColumn> {
  const [first, last] = range === null ? [0, -1] : [latencyIndex(range[0]), latencyIndex(range[1])];
  const edges = latencyEdges(first, last);
  const width = last - first + 1;
  const counts = new Float64Array(slots * width);
  const zero = new Float64Array(slots);
  const { missing, moments } = emptyTables(slots);
  for (const [s, bins, sum, sumSq, min, max] of await ask(latencyQuery(relation, slot, x, edges), signal)) {
    const at = numberOf(s);
    for (const [bin = NaN, n = 0] of packedCells(bins)) {
      if (bin === missingBin) add(missing, at, n);
      else if (bin < 0 || width === 0) add(zero, at, n);
      else add(counts, at * width + Math.min(bin, width - 1), n);
    }
    moments.add(at, numberOf(sum), numberOf(sumSq), min === null ? Infinity : numberOf(min), max === null ? -Infinity : numberOf(max));
  }
  return { kind: 'latency', name, role: 'latency', relativeError: latencyError, ...trimmed(counts, slots, width, first), zero, missing, sum: moments.sum, sumSq: moments.sumSq, min: moments.min, max: moments.max };
}

/** Only the range of bins that holds something: rows outside of the axis may have made it wider. */
function trimmed(counts: Float64Array, slots: number, width: number, firstIndex: number): Pick<LatencyColumn, 'firstIndex' | 'width' | 'counts'> {
  const used = Array.from({ length: Math.max(0, width) }, (_, j) => Array.from({ length: slots }).some((__, s) => (counts[s * width + j] ?? 0) > 0));
  const first = used.indexOf(true);
  if (first < 0) return { firstIndex: 0, width: 0, counts: new Float64Array(0) };
  const kept = used.lastIndexOf(true) - first + 1;
  const own = new Float64Array(slots * kept);
  for (let s = 0; s < slots; s += 1) own.set(counts.subarray(s * width + first, s * width + first + kept), s * kept);
  return { firstIndex: firstIndex + first, width: kept, counts: own };
}

interface Tables {
  readonly missing: Float64Array;
  readonly nonFinite: Float64Array;
  readonly moments: SlotMoments;
}

function emptyTables(slots: number): Tables {
  return { missing: new Float64Array(slots), nonFinite: new Float64Array(slots), moments: new SlotMoments(slots) };
}

function finished({ missing, nonFinite, moments: { sum, sumSq, min, max } }: Tables): Pick<NumericTable, 'missing' | 'nonFinite' | 'sum' | 'sumSq' | 'min' | 'max'> {
  return { missing, nonFinite, sum, sumSq, min, max };
}

export function add(table: Float64Array, at: number, amount: number): void {
  if (at >= 0 && at < table.length) table[at] = (table[at] ?? 0) + amount;
}

/** Numbers of a text such as `3:17,4:2`. */
export function packedCells(cell: Cell | undefined): readonly (readonly number[])[] {
  return typeof cell === 'string' && cell !== '' ? cell.split(',').map((one) => one.split(':').map(Number)) : [];
}
