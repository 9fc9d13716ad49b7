import { dotRow, type PackedRows } from './packedRows';

/** Windows further apart than this are taken to share no level. */
const furthest = 24;
/** A pair counts where its common leverage is at least this part of a window's own. */
const leastCommon = 0.2;
/** A fit that takes less of a window than this has no error that matters. */
const leastTaken = 0.01;
/** The largest part of a residual's variance that its expected value may be said to take. */
const mostTaken = 0.5;

/** Windows close in time whose expected values are estimated from each other. */
export interface ClosePairs {
  readonly first: Int32Array;
  readonly second: Int32Array;
  /** Common leverage of the two, x_a' (X'X)^-1 x_b. */
  readonly common: Float64Array;
  readonly leverage: Float64Array;
  readonly rank: number;
  /** Part of the fit's trace that lies on these pairs. */
  readonly share: number;
}

/**
 * The pairs of a design: quarters of one hour share the mean of that hour, while hours of different days are far apart. null where no two close windows share
 * anything worth allowing for, as in windows of an hour with a mean for each hour of the day.
 */
export function closePairs(rows: PackedRows, inverse: Float64Array, leverage: Float64Array, rank: number, columns: number): ClosePairs | null {
  const windows = leverage.length;
  if (rank < leastTaken * windows) return null;
  const first: number[] = [];
  const second: number[] = [];
  const common: number[] = [];
  const u = new Float64Array(columns);
  let squares = 0;
  for (let a = 0; a < windows; a += 1) {
    u.fill(0);
    for (let k = rows.from[a] as number; k < (rows.from[a + 1] as number); k += 1) {
      const c = rows.columns[k] as number;
      for (let b = 0; b < columns; b += 1) u[b] = (u[b] as number) + (inverse[b * columns + c] as number) * (rows.values[k] as number);
    }
    squares += (leverage[a] as number) ** 2;
    for (let b = a + 1; b < Math.min(windows, a + 1 + furthest); b += 1) {
      const h = dotRow(rows, b, u, 0);
      if (Math.abs(h) < leastCommon * (leverage[a] as number)) continue;
      first.push(a);
      second.push(b);
      common.push(h);
      squares += 2 * h * h;
    }
  }
  if (first.length === 0) return null;
  return { first: Int32Array.from(first), second: Int32Array.from(second), common: Float64Array.from(common), leverage, rank, share: Math.min(0.9, squares / rank) };
}

/**
 * How many times as uncertain a series' expected values are as those of independent windows (design effect, Kish 1965), at least 1: the trace of the fit's covariance
 * that holds under autocorrelation (Newey and West 1987), on close pairs alone, freed of what the fit took out of the residuals.
 * `residuals` are those of the series from `offset` on, times the roots of `weights`.
 */
export function designEffect(pairs: ClosePairs, residuals: Float64Array, offset: number, weights: Float64Array | null): number {
  const { first, second, common, leverage, rank } = pairs;
  const windows = leverage.length;
  const e = residuals.slice(offset, offset + windows);
  if (weights !== null) for (let i = 0; i < windows; i += 1) e[i] = (e[i] as number) * Math.sqrt(weights[i] as number);
  let taken = 0;
  let rss = 0;
  for (let i = 0; i < windows; i += 1) {
    const square = (e[i] as number) ** 2;
    rss += square;
    taken += square * (leverage[i] as number);
  }
  for (let k = 0; k < common.length; k += 1) taken += 2 * (e[first[k] as number] as number) * (e[second[k] as number] as number) * (common[k] as number);
  taken /= 1 - pairs.share;
  const variance = (rss + taken) / windows;
  if (!(variance > 0) || !(taken > 0)) return 1;
  const largest = leverage.reduce((a, b) => Math.max(a, b), 0);
  return Math.max(1, Math.min(taken / (rank * variance), mostTaken / largest));
}
