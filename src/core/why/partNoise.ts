/** A segment's part of the change and how far it stands out of the noise. */
export interface JudgedPart {
  /** In the metric's unit. */
  readonly part: number;
  /** Its rows of all, in baseline and current. */
  readonly rows: readonly [number, number];
  /** Mean of its shares of rows. */
  readonly expected: number;
  /** The part as a normal deviate, with the sign of the part against that of the change. */
  readonly z: number;
  /** The same for `part - expected * change`. */
  readonly distinctZ: number;
  /** The largest such deviate, either sign, of a block of the baseline against the rest of it. */
  readonly blockZ: number;
}

interface Split {
  /** Rows of each outcome before. */
  readonly before: Float64Array;
  /** Value of a row of each outcome: a segment's part is the difference of the sums of its rows' values over all rows. */
  readonly value: Float64Array;
  readonly n0: number;
  readonly n1: number;
  readonly change: number;
  /** Standard error of a difference of two means, per standard deviation of a row. */
  readonly scale: number;
}

/**
 * Noise of parts. With weights a over the thresholds, the Kitagawa part mix + rate of a segment is the difference between the windows of
 * (sum over its rows of a * (exceeds - (R0 + R1)/2)) / (all rows), so that a window's parts are means. Their error is the larger of
 * the rows' own (Welch, rows independent) and of the spread of the same part over blocks of the baseline, each against the rest of
 * the baseline, scaled from the block's size to the current window's as means of independent blocks are. The second is a t with
 * blocks - 1 degrees of freedom, given as the normal deviate of the same probability.
 */
export class PartNoise {
  private readonly whole: Split;
  /** Splits of each block against the rest; null for blocks without rows. */
  private readonly splits: readonly (Split | null)[];
  private readonly baseline: Float64Array;
  private readonly current: Float64Array;
  private readonly own: Float64Array;
  private readonly rest: Float64Array;
  private readonly deviates: Float64Array;
  /** Blocks that hold rows, and so does the rest. */
  readonly usedBlocks: number;

  /** @param totals `[block * outcomes + outcome]`, the current window last. @param weights one for each threshold */
  constructor(private readonly totals: Float64Array, private readonly blocks: number, private readonly outcomes: number, weights: readonly number[]) {
    this.baseline = this.baselineOf(totals, new Float64Array(outcomes));
    this.current = totals.subarray(blocks * outcomes, (blocks + 1) * outcomes);
    this.whole = splitOf(this.baseline, this.current, weights);
    const splits: (Split | null)[] = [];
    for (let b = 0; b < blocks; b += 1) {
      const block = totals.subarray(b * outcomes, (b + 1) * outcomes);
      const split = splitOf(this.baseline.map((n, o) => n - (block[o] ?? 0)), block, weights);
      splits.push(split.n0 > 0 && split.n1 > 0 ? split : null);
    }
    this.splits = splits;
    this.usedBlocks = splits.filter((split) => split !== null).length;
    this.own = new Float64Array(outcomes);
    this.rest = new Float64Array(outcomes);
    this.deviates = new Float64Array(blocks);
  }

  get change(): number {
    return this.whole.change;
  }

  /** `counts` as `totals`, of the segment's rows alone; null where neither window has `fewest` of them. */
  judge(counts: Float64Array, fewest: number): JudgedPart | null {
    const { blocks, outcomes, whole } = this;
    const before = this.baselineOf(counts, this.own);
    const offset = blocks * outcomes;
    const [rows0, rows1] = [total(before, 0, outcomes), total(counts, offset, outcomes)];
    if (rows0 < fewest && rows1 < fewest) return null;
    const expected = (rows0 / whole.n0 + rows1 / whole.n1) / 2;
    let part = 0;
    for (let o = 0; o < outcomes; o += 1) part += (whole.value[o] as number) * ((counts[offset + o] as number) / whole.n1 - (before[o] as number) / whole.n0);
    const error = (share: number): number =>
      Math.sqrt(rowVariance(whole.value, before, 0, this.baseline, 0, share, whole.n0) / whole.n0 + rowVariance(whole.value, counts, offset, this.current, 0, share, whole.n1) / whole.n1);
    const spread = this.spreadOf(counts, before, expected);
    const sign = whole.change < 0 ? -1 : 1;
    const standing = (moved: number, rowError: number, squares: number): number => {
      const byRows = ratio(moved, rowError);
      const byBlocks = this.usedBlocks < 2 ? Infinity : normalOf(ratio(moved, whole.scale * Math.sqrt(squares / (this.usedBlocks - 1))), this.usedBlocks - 1);
      return Math.abs(byRows) < Math.abs(byBlocks) ? byRows : byBlocks;
    };
    const z = standing(sign * part, error(0), spread.part);
    const distinctZ = standing(sign * (part - expected * whole.change), error(expected), spread.distinct);
    return { part, rows: [rows0, rows1], expected, z, distinctZ, blockZ: this.largestBlock(counts, before, expected, spread.distinct) };
  }

  /** Sums of squares over the blocks of the part (and of what it has beyond its share of rows, each kept in `deviates`), per unit of `scale`. */
  private spreadOf(counts: Float64Array, before: Float64Array, expected: number): { readonly part: number; readonly distinct: number } {
    let part = 0;
    let distinct = 0;
    this.splits.forEach((split, b) => {
      if (split === null) return;
      let moved = 0;
      for (let o = 0; o < this.outcomes; o += 1) {
        const n = counts[b * this.outcomes + o] as number;
        moved += (split.value[o] as number) * (n / split.n1 - ((before[o] as number) - n) / split.n0);
      }
      const beyond = (moved - expected * split.change) / split.scale;
      this.deviates[b] = beyond;
      part += (moved / split.scale) ** 2;
      distinct += beyond * beyond;
    });
    return { part, distinct };
  }

  /** The largest deviate of a block as if it were the current window: its noise is that of the other blocks, or its rows' own. */
  private largestBlock(counts: Float64Array, before: Float64Array, expected: number, squares: number): number {
    const { outcomes, totals, usedBlocks } = this;
    if (usedBlocks < 3) return 0;
    let largest = 0;
    this.splits.forEach((split, b) => {
      if (split === null) return;
      const deviate = Math.abs(this.deviates[b] as number);
      const byBlocks = normalOf(ratio(deviate, Math.sqrt(Math.max(0, squares - deviate * deviate) / (usedBlocks - 2))), usedBlocks - 2);
      // The rows' own error costs more and can only lower it.
      if (byBlocks <= largest) return;
      const at = b * outcomes;
      for (let o = 0; o < outcomes; o += 1) this.rest[o] = (before[o] as number) - (counts[at + o] as number);
      const inBlock = rowVariance(split.value, counts, at, totals, at, expected, split.n1) / split.n1;
      const inRest = rowVariance(split.value, this.rest, 0, split.before, 0, expected, split.n0) / split.n0;
      largest = Math.max(largest, Math.min(byBlocks, ratio(deviate * split.scale, Math.sqrt(inBlock + inRest))));
    });
    return largest;
  }

  private baselineOf(counts: Float64Array, into: Float64Array): Float64Array {
    into.fill(0);
    for (let b = 0; b < this.blocks; b += 1) for (let o = 0; o < this.outcomes; o += 1) into[o] = (into[o] as number) + (counts[b * this.outcomes + o] as number);
    return into;
  }
}

function splitOf(before: Float64Array, after: Float64Array, weights: readonly number[]): Split {
  const [n0, n1] = [total(before, 0, before.length), total(after, 0, after.length)];
  const value = new Float64Array(before.length);
  let change = 0;
  weights.forEach((weight, j) => {
    const [r0, r1] = [total(before, j + 1, before.length - j - 1) / n0, total(after, j + 1, after.length - j - 1) / n1];
    change += weight * (r1 - r0);
    for (let o = 0; o < value.length; o += 1) value[o] = (value[o] as number) + weight * ((o > j ? 1 : 0) - (r0 + r1) / 2);
  });
  return { before, value, n0, n1, change, scale: Math.sqrt(1 / n0 + 1 / n1) };
}

/** Variance over a window's rows of value * ((in the segment) - share). */
function rowVariance(value: Float64Array, counts: Float64Array, at: number, all: Float64Array, allAt: number, share: number, n: number): number {
  let mean = 0;
  let square = 0;
  for (let o = 0; o < value.length; o += 1) {
    const v = value[o] as number;
    const inside = counts[at + o] as number;
    const outside = (all[allAt + o] as number) - inside;
    mean += v * (inside * (1 - share) - outside * share);
    square += v * v * (inside * (1 - share) ** 2 + outside * share * share);
  }
  return Math.max(0, square / n - (mean / n) ** 2);
}

function total(counts: Float64Array, from: number, length: number): number {
  let sum = 0;
  for (let i = from; i < from + length; i += 1) sum += counts[i] as number;
  return sum;
}

function ratio(moved: number, error: number): number {
  return moved === 0 ? 0 : moved / error;
}

/** The normal deviate of the same probability as t with df degrees of freedom (Hill 1970, CACM algorithm 395). */
function normalOf(t: number, df: number): number {
  if (!Number.isFinite(t)) return t;
  // Below two degrees of freedom the expansion fails; such a baseline has hardly a noise of its own.
  const a = Math.max(df, 2) - 0.5;
  const b = 48 * a * a;
  const y = a * Math.log1p((t * t) / Math.max(df, 2));
  const last = (((-0.4 * y - 3.3) * y - 24) * y - 85.5) / (0.8 * y * y + 100 + b);
  return Math.sign(t) * ((last + y + 3) / b + 1) * Math.sqrt(y);
}
