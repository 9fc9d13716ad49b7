import type { LatencyColumn } from '../../core/cube/cube';
import { latencyError, latencyScale, leastLatency, mostLatency } from '../../core/cube/latencyBins';
import { SlotMoments, type SlotRuns } from './slotRuns';

/** Counts latency in DDSketch bins, chunk by chunk. NaN and infinities count as missing. */
export class LatencyCounter {
  private readonly firstIndex: number;
  private readonly width: number;
  private readonly scale: number;
  private readonly counts: Float64Array;
  private readonly zero: Float64Array;
  private readonly missing: Float64Array;
  private readonly moments: SlotMoments;

  constructor(private readonly slots: number) {
    this.scale = latencyScale;
    this.firstIndex = Math.ceil(Math.log(leastLatency) * this.scale);
    this.width = Math.ceil(Math.log(mostLatency) * this.scale) - this.firstIndex + 1;
    this.counts = new Float64Array(slots * this.width);
    this.zero = new Float64Array(slots);
    this.missing = new Float64Array(slots);
    this.moments = new SlotMoments(slots);
  }

  read(values: Float64Array, mask: Uint8Array | null, runs: SlotRuns): void {
    const { counts, width, scale, firstIndex } = this;
    for (let r = 0; r < runs.count; r += 1) {
      const slot = runs.slot[r] as number;
      const to = runs.to[r] as number;
      let sum = 0;
      let sumSq = 0;
      let min = Infinity;
      let max = -Infinity;
      for (let i = runs.from[r] as number; i < to; i += 1) {
        const x = values[i] as number;
        if ((mask !== null && ((mask[i >> 3] as number) & (1 << (i & 7))) === 0) || x - x !== 0) {
          this.missing[slot] = (this.missing[slot] as number) + 1;
          continue;
        }
        sum += x;
        sumSq += x * x;
        if (x < min) min = x;
        if (x > max) max = x;
        if (x <= 0) {
          this.zero[slot] = (this.zero[slot] as number) + 1;
          continue;
        }
        const at = Math.min(width - 1, Math.max(0, Math.ceil(Math.log(x) * scale) - firstIndex));
        counts[slot * width + at] = (counts[slot * width + at] as number) + 1;
      }
      this.moments.add(slot, sum, sumSq, min, max);
    }
  }

  /** The column with only the range of bins that holds something. */
  finish(name: string): LatencyColumn {
    const { slots, width } = this;
    let first = width;
    let last = -1;
    for (let s = 0; s < slots; s += 1) {
      for (let j = 0; j < width; j += 1) {
        if (this.counts[s * width + j] === 0) continue;
        if (j < first) first = j;
        if (j > last) last = j;
      }
    }
    const kept = Math.max(0, last - first + 1);
    const counts = new Float64Array(slots * kept);
    for (let s = 0; s < slots && kept > 0; s += 1) counts.set(this.counts.subarray(s * width + first, s * width + last + 1), s * kept);
    const { sum, sumSq, min, max } = this.moments;
    return {
      kind: 'latency',
      name,
      role: 'latency',
      relativeError: latencyError,
      firstIndex: kept === 0 ? 0 : this.firstIndex + first,
      width: kept,
      counts,
      zero: this.zero,
      missing: this.missing,
      sum,
      sumSq,
      min,
      max,
    };
  }
}
