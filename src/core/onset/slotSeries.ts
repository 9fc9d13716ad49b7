/** What is watched of one moved thing: a value and its weight for each slot of the axis. */
export interface SlotSeries {
  /** In words. */
  readonly statistic: string;
  /** NaN where a slot has no value. */
  readonly values: Float64Array;
  /** Rows (or 1 where a slot counts as one whatever it holds). */
  readonly weights: Float64Array;
  /** Variance of one row's contribution; 0 where it is not known. */
  readonly rowVariance: number;
}

/** Sums by sums: shares and means of the rows of each slot. */
export function ratioSlots(statistic: string, top: ArrayLike<number>, bottom: ArrayLike<number>, rowVariance: number): SlotSeries {
  // Plain loops here and where it is looked for: 200 features may have moved while a window is dragged.
  const values = new Float64Array(bottom.length);
  const weights = new Float64Array(bottom.length);
  for (let slot = 0; slot < values.length; slot += 1) {
    const n = bottom[slot] as number;
    weights[slot] = n;
    values[slot] = n > 0 ? (top[slot] as number) / n : Number.NaN;
  }
  return { statistic, values, weights, rowVariance };
}

/** How far a share moved between two windows, in standard deviations of one row; 0 without rows. */
export function shareShift(hits: readonly [number, number], rows: readonly [number, number]): number {
  if (!(rows[0] > 0 && rows[1] > 0)) return 0;
  const [p, q] = [hits[0] / rows[0], hits[1] / rows[1]];
  const mean = (p + q) / 2;
  return mean > 0 && mean < 1 ? Math.abs(q - p) / Math.sqrt(mean * (1 - mean)) : 0;
}

/** Variance of an indicator that holds in `hits` of `rows`, over both windows; never 0. */
export function pooledVariance(hits: readonly [number, number], rows: readonly [number, number]): number {
  const within = [0, 1].map((i) => {
    const p = ((hits[i] ?? 0) + 0.5) / ((rows[i] ?? 0) + 1);
    return p * (1 - p) * (rows[i] ?? 0);
  });
  return ((within[0] ?? 0) + (within[1] ?? 0)) / Math.max(1, rows[0] + rows[1]);
}
