import type { SlotRange } from '../domain/window';
import { batchesOf } from './batches';
import { fewClustersFactor } from './designEffect';
import { minClusters } from './settings';

/** Adds the counts of one column by bin (missing may be one of them) over a range of slots to `out` from `offset` on. */
export type BinSums = (range: SlotRange, out: Float64Array, offset: number) => void;

/** How the shares of one window's bins wander: as if rows were independent, and between runs of slots where there are enough of them. */
export class WindowNoise {
  readonly n: number;
  readonly shares: Float64Array;
  /** Runs with rows; null where they are too few. */
  readonly clusters: number | null;
  /** Run-major: (count - share x rows of the run) / n, raised by the correction for few clusters; null with too few runs. */
  private readonly influence: Float64Array | null;

  constructor(range: SlotRange, private readonly width: number, sums: BinSums, level: number) {
    const runs = batchesOf(range);
    const counts = new Float64Array(runs.length * width);
    runs.forEach((run, r) => sums(run, counts, r * width));
    this.shares = new Float64Array(width);
    const rows = new Float64Array(runs.length);
    for (let r = 0, at = 0; r < runs.length; r += 1) {
      for (let k = 0; k < width; k += 1, at += 1) {
        const count = counts[at] as number;
        rows[r] = (rows[r] as number) + count;
        this.shares[k] = (this.shares[k] as number) + count;
      }
    }
    let n = 0;
    let filled = 0;
    for (const count of rows) {
      n += count;
      if (count > 0) filled += 1;
    }
    this.n = n;
    if (n > 0) for (let k = 0; k < width; k += 1) this.shares[k] = (this.shares[k] as number) / n;
    this.clusters = filled >= minClusters ? filled : null;
    if (filled >= minClusters) {
      const scale = Math.sqrt((filled / (filled - 1)) * fewClustersFactor(filled, level)) / n;
      for (let r = 0, at = 0; r < runs.length; r += 1) for (let k = 0; k < width; k += 1, at += 1) counts[at] = scale * ((counts[at] as number) - (this.shares[k] as number) * (rows[r] as number));
      this.influence = counts;
    } else this.influence = null;
  }

  /** Variance of the sum over bins of score x share: the larger of both. */
  variance(scores: Float64Array): number {
    const { shares, width } = this;
    let [mean, square] = [0, 0];
    for (let k = 0; k < width; k += 1) {
      const score = scores[k] as number;
      mean += (shares[k] as number) * score;
      square += (shares[k] as number) * score * score;
    }
    let between = 0;
    for (let at = 0; at < (this.influence?.length ?? 0); ) {
      let sum = 0;
      for (let k = 0; k < width; k += 1, at += 1) sum += ((this.influence as Float64Array)[at] as number) * (scores[k] as number);
      between += sum * sum;
    }
    return Math.max(between, Math.max(0, square - mean * mean) / this.n);
  }

  /** How the shares at or below each bin's end wander (`cumulative`), or the shares of the bins. */
  parts(cumulative: boolean): NoiseParts {
    const { shares, influence, width, n } = this;
    if (!cumulative) return new NoiseParts(shares, influence, width, n, false);
    return new NoiseParts(runningSums(shares, width), influence === null ? null : runningSums(influence, width), width, n, true);
  }
}

/** Variances and covariances of the shares of one window. */
export class NoiseParts {
  constructor(private readonly shares: Float64Array, private readonly runs: Float64Array | null, private readonly width: number, private readonly n: number, private readonly nested: boolean) {}

  /** The larger of both, of every share. */
  variances(): Float64Array {
    const out = new Float64Array(this.width);
    const { runs, width } = this;
    if (runs !== null) for (let at = 0; at < runs.length; ) for (let k = 0; k < width; k += 1, at += 1) out[k] = (out[k] as number) + (runs[at] as number) * (runs[at] as number);
    for (let k = 0; k < width; k += 1) out[k] = Math.max(out[k] as number, this.byRows(k, k));
    return out;
  }

  /** Between runs where there are enough of them, else by rows. */
  covariance(i: number, j: number): number {
    const { runs, width } = this;
    if (runs === null) return this.byRows(i, j);
    let sum = 0;
    for (let at = 0; at < runs.length; at += width) sum += (runs[at + i] as number) * (runs[at + j] as number);
    return sum;
  }

  private byRows(i: number, j: number): number {
    const [p, q] = [this.shares[i] as number, this.shares[j] as number];
    // Shares below two points hold one another; shares of two bins exclude one another.
    return ((i === j || this.nested ? Math.min(p, q) : 0) - p * q) / this.n;
  }
}

function runningSums(table: Float64Array, width: number): Float64Array {
  const out = new Float64Array(table.length);
  for (let at = 0; at < table.length; ) {
    let sum = 0;
    for (let k = 0; k < width; k += 1, at += 1) out[at] = sum += table[at] as number;
  }
  return out;
}
