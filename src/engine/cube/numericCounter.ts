import { BinFinder } from './binFinder';
import { SlotMoments, type SlotRuns } from './slotRuns';

/** How a numeric column is binned. `values`: a bin for each of these values, to which unseen ones are added while counting. */
export type NumericBins = { readonly kind: 'edges'; readonly edges: Float64Array } | { readonly kind: 'values'; readonly values: Float64Array };

export interface NumericCounts extends Pick<SlotMoments, 'sum' | 'sumSq' | 'min' | 'max'> {
  readonly edges: Float64Array;
  readonly values: Float64Array | null;
  readonly counts: Float64Array;
  readonly missing: Float64Array;
  readonly nonFinite: Float64Array;
}

/** Counts one numeric column, chunk by chunk. */
export class NumericCounter {
  private readonly finder: BinFinder;
  private readonly width: number;
  private readonly counts: Uint32Array;
  private readonly missing: Float64Array;
  private readonly nonFinite: Float64Array;
  private readonly moments: SlotMoments;
  /** Values that the sample did not show, with their counts a slot. */
  private readonly unseen = new Map<number, Float64Array>();
  private readonly known: Float64Array | null;
  /** More distinct values than `limit`: the counts are void, and the column needs edges. */
  overflow = false;

  constructor(private readonly slots: number, bins: NumericBins, private readonly centre: number, private readonly limit: number) {
    this.known = bins.kind === 'values' ? bins.values : null;
    this.finder = new BinFinder(bins.kind === 'values' ? bins.values.subarray(0, Math.max(0, bins.values.length - 1)) : bins.edges);
    this.width = this.finder.edges.length + 1;
    this.counts = new Uint32Array(slots * this.width);
    this.missing = new Float64Array(slots);
    this.nonFinite = new Float64Array(slots);
    this.moments = new SlotMoments(slots);
  }

  read(values: Float64Array, mask: Uint8Array | null, runs: SlotRuns): void {
    for (let r = 0; r < runs.count && !this.overflow; r += 1) {
      const slot = runs.slot[r] as number;
      const from = runs.from[r] as number;
      const to = runs.to[r] as number;
      if (mask !== null || !this.readPlain(values, slot, from, to)) this.readMixed(values, mask, slot, from, to);
    }
  }

  /** A run of finite values: two tight loops. False, with nothing counted, where a value or a sum is not finite. */
  private readPlain(values: Float64Array, slot: number, from: number, to: number): boolean {
    const { centre, known } = this;
    let sum = 0;
    let sumSq = 0;
    let min = Infinity;
    let max = -Infinity;
    for (let i = from; i < to; i += 1) {
      const x = values[i] as number;
      const d = x - centre;
      sum += d;
      sumSq += d * d;
      if (x < min) min = x;
      if (x > max) max = x;
    }
    if (sum - sum !== 0 || sumSq - sumSq !== 0) return false;
    this.moments.add(slot, sum, sumSq, min, max);
    if (known === null) this.finder.countInto(this.counts, slot * this.width, values, from, to);
    else for (let i = from; i < to; i += 1) this.countKnown(known, values[i] as number, slot);
    return true;
  }

  private readMixed(values: Float64Array, mask: Uint8Array | null, slot: number, from: number, to: number): void {
    const { centre, known, counts, finder } = this;
    const base = slot * this.width;
    let sum = 0;
    let sumSq = 0;
    let min = Infinity;
    let max = -Infinity;
    for (let i = from; i < to; i += 1) {
      if (mask !== null && ((mask[i >> 3] as number) & (1 << (i & 7))) === 0) {
        this.missing[slot] = (this.missing[slot] as number) + 1;
        continue;
      }
      const x = values[i] as number;
      // Infinity - Infinity and NaN - NaN are NaN.
      if (x - x !== 0) {
        this.nonFinite[slot] = (this.nonFinite[slot] as number) + 1;
        continue;
      }
      if (known === null) {
        const at = base + finder.find(x);
        counts[at] = (counts[at] as number) + 1;
      } else this.countKnown(known, x, slot);
      const d = x - centre;
      sum += d;
      sumSq += d * d;
      if (x < min) min = x;
      if (x > max) max = x;
    }
    this.moments.add(slot, sum, sumSq, min, max);
  }

  private countKnown(known: Float64Array, x: number, slot: number): void {
    const bin = this.finder.find(x);
    const at = slot * this.width + bin;
    if (known[bin] === x) this.counts[at] = (this.counts[at] as number) + 1;
    else this.addUnseen(x, slot);
  }

  finish(): NumericCounts {
    const { missing, nonFinite } = this;
    const { sum, sumSq, min, max } = this.moments;
    const rest = { missing, nonFinite, sum, sumSq, min, max };
    if (this.known === null) return { edges: this.finder.edges, values: null, counts: new Float64Array(this.counts), ...rest };
    const known = this.known;
    const all = [...known, ...this.unseen.keys()].map((value) => (value === 0 ? 0 : value)).sort((a, b) => a - b);
    if (all.length === 0) return { edges: new Float64Array(0), values: null, counts: new Float64Array(this.slots), ...rest };
    const counts = new Float64Array(this.slots * all.length);
    all.forEach((value, j) => {
      const own = this.unseen.get(value);
      const at = own === undefined ? known.indexOf(value) : -1;
      for (let s = 0; s < this.slots; s += 1) counts[s * all.length + j] = (own === undefined ? this.counts[s * this.width + at] : own[s]) ?? 0;
    });
    const values = Float64Array.from(all);
    return { edges: values.slice(0, -1), values, counts, ...rest };
  }

  private addUnseen(x: number, slot: number): void {
    let counts = this.unseen.get(x);
    if (counts === undefined) {
      if (this.unseen.size + (this.known?.length ?? 0) >= this.limit) {
        this.overflow = true;
        return;
      }
      counts = new Float64Array(this.slots);
      this.unseen.set(x, counts);
    }
    counts[slot] = (counts[slot] ?? 0) + 1;
  }
}
