import { addNative, coarsen, isBeyond, nativeBound, type NativeCounts, widenZero } from './nativeCounts';

/** More buckets than this are brought to a coarser schema: a page that hurts nobody else must not fill the memory here. */
const mostBuckets = 640;
const coarsest = -4;

export interface BucketTable {
  /** Strictly ascending upper bounds, finite. */
  readonly edges: Float64Array;
  readonly counts: Float64Array; // slots * (edges + 1)
}

/** Increases of native histograms by slot; null where nothing was counted in a slot. */
export class NativeSlots {
  readonly #slots: (NativeCounts | null)[];

  constructor(slots: number) {
    this.#slots = Array.from({ length: slots }, () => null);
  }

  add(slot: number, counts: NativeCounts, share: number): void {
    const before = this.#slots[slot] ?? null;
    const nothing: NativeCounts = { schema: counts.schema, zeroThreshold: counts.zeroThreshold, zero: 0, positive: new Map(), negative: new Map() };
    this.#slots[slot] = addNative(before ?? nothing, counts, share);
  }

  /** @param scale factor of the bounds */
  table(scale: number): BucketTable {
    return tableOf(this.#slots, scale);
  }
}

/**
 * All slots in the coarsest schema and with the widest zero bucket among them, as Prometheus adds histograms, so that a window is a sum of slots. Every filled
 * bucket has both of its bounds among the edges; what lies between two of them is an empty bucket.
 */
function tableOf(slots: readonly (NativeCounts | null)[], scale: number): BucketTable {
  const alike = bringAlike(slots.filter((counts) => counts !== null));
  const next = alike[Symbol.iterator]();
  const bySlot = slots.map((counts) => (counts === null ? null : (next.next().value ?? null)));
  const schema = alike[0]?.schema ?? 0;
  const zero = alike[0]?.zeroThreshold ?? 0;
  const near = (index: number): number => {
    const bound = nativeBound(index - 1, schema);
    return isBeyond(bound, zero) ? bound : zero;
  };
  const positive = filled(alike, 'positive');
  const negative = filled(alike, 'negative');
  // A zero bucket of no width still needs a bucket of its own beside the values below zero.
  const belowZero = (bound: number): number => (bound === 0 ? -Number.MIN_VALUE : -bound);
  const bounds = new Set<number>([zero]);
  for (const index of positive) bounds.add(near(index)).add(nativeBound(index, schema));
  for (const index of negative) bounds.add(belowZero(near(index))).add(-nativeBound(index, schema));
  if (negative.size > 0) bounds.add(belowZero(zero));
  const edges = [...bounds].sort((a, b) => a - b);
  const at = new Map(edges.map((edge, i) => [edge, i]));
  const width = edges.length + 1;
  const counts = new Float64Array(slots.length * width);
  bySlot.forEach((one, slot) => {
    const put = (bound: number, count: number): void => {
      const place = slot * width + (at.get(bound) ?? edges.length);
      counts[place] = (counts[place] ?? 0) + count;
    };
    if (one === null) return;
    put(zero, one.zero);
    for (const [index, count] of one.positive) if (count > 0) put(nativeBound(index, schema), count);
    for (const [index, count] of one.negative) if (count > 0) put(belowZero(near(index)), count);
  });
  return { edges: Float64Array.from(edges, (edge) => Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, edge * scale))), counts };
}

function bringAlike(all: readonly NativeCounts[]): readonly NativeCounts[] {
  let made = all;
  for (let before = -1; ; ) {
    const threshold = made.reduce((most, { zeroThreshold }) => Math.max(most, zeroThreshold), 0);
    if (threshold === before) break;
    before = threshold;
    made = made.map((counts) => widenZero(counts, threshold));
  }
  let schema = made.reduce((least, counts) => Math.min(least, counts.schema), 8);
  made = made.map((counts) => coarsen(counts, schema));
  while (schema > coarsest && filled(made, 'positive').size + filled(made, 'negative').size > mostBuckets) {
    schema -= 1;
    made = made.map((counts) => coarsen(counts, schema));
  }
  return made;
}

function filled(all: readonly NativeCounts[], side: 'positive' | 'negative'): ReadonlySet<number> {
  const found = new Set<number>();
  for (const counts of all) for (const [index, count] of counts[side]) if (count > 0) found.add(index);
  return found;
}
