import { type MixRate, mixRate, type SegmentEvents } from './mixRate';

/** Rows of each segment above one threshold, both windows. */
export interface Exceedances {
  readonly before: SegmentEvents;
  readonly after: SegmentEvents;
}

/**
 * What one point of exceedance rate at each threshold is worth in the percentile's unit: change / (number of usable thresholds x
 * change of the exceedance rate there). A threshold whose exceedance rate did not move, or moved against the percentile (ties at it),
 * weighs 0. Null where no threshold is usable.
 */
export function exceedanceWeights(change: number, rateChanges: readonly number[]): readonly number[] | null {
  const usable = rateChanges.filter((moved) => moved * change > 0).length;
  if (usable === 0) return null;
  return rateChanges.map((moved) => (moved * change > 0 ? change / (usable * moved) : 0));
}

/**
 * The change of a percentile over segments: the change of the exceedance rate at the old percentile and that at the new one are split
 * exactly, both vectors of shares averaged and scaled to the percentile's change, which the parts add up to by construction. Parts are
 * in the percentile's unit. Null where a window has no rows or neither rate moved with the percentile.
 */
export function exceedanceSplit(change: number, atThresholds: readonly Exceedances[]): MixRate | null {
  const splits: MixRate[] = [];
  for (const { before, after } of atThresholds) {
    const split = mixRate(before, after);
    if (split === null) return null;
    splits.push(split);
  }
  const weights = exceedanceWeights(change, splits.map((split) => split.change));
  return weights === null ? null : weighted(splits, weights);
}

/** The weighted sum of splits over the same segments. */
export function weighted(splits: readonly MixRate[], weights: readonly number[]): MixRate {
  const segments = splits[0]?.mix.length ?? 0;
  const mix = new Float64Array(segments);
  const rate = new Float64Array(segments);
  let change = 0;
  splits.forEach((split, j) => {
    const weight = weights[j] ?? 0;
    change += weight * split.change;
    for (let s = 0; s < segments; s += 1) {
      mix[s] = (mix[s] ?? 0) + weight * (split.mix[s] ?? 0);
      rate[s] = (rate[s] ?? 0) + weight * (split.rate[s] ?? 0);
    }
  });
  return { change, mix, rate };
}
