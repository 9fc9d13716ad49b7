/**
 * Neighbouring rows of one slot, as runs. Logs are mostly in the order of time, so a chunk has few runs, and a counting loop
 * can keep a slot's sums in registers; a log in any other order has short runs and gives the same counts.
 */
export class SlotRuns {
  count = 0;
  /** Slot of each run; rows without a slot are in no run. */
  readonly slot = new Int32Array(4096);
  readonly from = new Int32Array(4096);
  readonly to = new Int32Array(4096);

  /** Reads the slots of a chunk of at most 4,096 rows; returns the number of rows outside of the axis. */
  read(slots: Int32Array): number {
    let outside = 0;
    let count = 0;
    const n = slots.length;
    for (let i = 0; i < n; ) {
      const slot = slots[i] as number;
      let end = i + 1;
      while (end < n && slots[end] === slot) end += 1;
      if (slot < 0) outside += end - i;
      else {
        this.slot[count] = slot;
        this.from[count] = i;
        this.to[count] = end;
        count += 1;
      }
      i = end;
    }
    this.count = count;
    return outside;
  }
}

/** The sums of finite values a slot, about a centre. */
export class SlotMoments {
  readonly sum: Float64Array;
  readonly sumSq: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;

  constructor(slots: number) {
    this.sum = new Float64Array(slots);
    this.sumSq = new Float64Array(slots);
    this.min = new Float64Array(slots).fill(NaN);
    this.max = new Float64Array(slots).fill(NaN);
  }

  /** Adds a run's sums; `min` above `max` means that the run held no value. */
  add(slot: number, sum: number, sumSq: number, min: number, max: number): void {
    if (min > max) return;
    this.sum[slot] = (this.sum[slot] ?? 0) + sum;
    this.sumSq[slot] = (this.sumSq[slot] ?? 0) + sumSq;
    // Negated, so that the first value replaces NaN.
    if (!((this.min[slot] ?? NaN) <= min)) this.min[slot] = min;
    if (!((this.max[slot] ?? NaN) >= max)) this.max[slot] = max;
  }
}
