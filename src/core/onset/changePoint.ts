/** One change of level in a series of weighted means. */
export interface ChangePoint {
  /** First position of the new level, 1 to length - 1. */
  readonly at: number;
  /** Least and greatest position that the data do not speak against. */
  readonly low: number;
  readonly high: number;
  /** Weighted means on both sides. */
  readonly before: number;
  readonly after: number;
  /** Likelihood ratio of the change against none. */
  readonly ratio: number;
}

/** Fewest positions that a change is looked for in. */
export const leastPositions = 8;

/**
 * Where the level of a series changed once: the split with the least weighted sum of squares (Bai 1997), and every other split whose
 * likelihood ratio against it is below the quantile at `level` of -2 ln(1 - sqrt(level)) (the inverted likelihood ratio of Eo and Morley
 * 2015). The variance is the long-run one of the residuals times the roots of their weights, by a first-order autoregression whose
 * coefficient is corrected for the bias of short series, and at least `leastVariance`.
 *
 * @param values means, finite
 * @param weights above 0, for example rows
 * @param leastVariance of a value of weight 1, where it is known (rows: the variance of one row); else 0
 * @returns null below 8 positions, or where all values are equal
 */
export function changePoint(values: Float64Array, weights: Float64Array, leastVariance: number, level: number): ChangePoint | null {
  const n = values.length;
  if (n < leastPositions) return null;
  const centre = values[0] ?? 0;
  let [all, sum] = [0, 0];
  for (let i = 0; i < n; i += 1) {
    all += weights[i] as number;
    sum += (weights[i] as number) * ((values[i] as number) - centre);
  }
  const between = new Float64Array(n);
  let [at, best, left, leftSum] = [0, -1, 0, 0];
  for (let k = 1; k < n; k += 1) {
    left += weights[k - 1] as number;
    leftSum += (weights[k - 1] as number) * ((values[k - 1] as number) - centre);
    const gap = (sum - leftSum) / (all - left) - leftSum / left;
    const squares = (left * (all - left) * gap * gap) / all;
    between[k] = squares;
    if (squares > best) [at, best] = [k, squares];
  }
  if (!(best > 0)) return null;
  const before = meanOf(values, weights, 0, at);
  const after = meanOf(values, weights, at, n);
  const variance = Math.max(leastVariance, longRunVariance(values, weights, at, before, after));
  // Beyond this the other splits lose against the best one; rounding is no loss.
  const allowed = variance * -2 * Math.log(1 - Math.sqrt(level)) + 1e-12 * best;
  let [low, high] = [at, at];
  for (let k = 1; k < n; k += 1) {
    if (best - (between[k] as number) > allowed) continue;
    low = Math.min(low, k);
    high = Math.max(high, k);
  }
  return { at, low, high, before, after, ratio: variance > 0 ? best / variance : Infinity };
}

function meanOf(values: Float64Array, weights: Float64Array, from: number, to: number): number {
  let [sum, all] = [0, 0];
  for (let i = from; i < to; i += 1) {
    sum += (weights[i] as number) * (values[i] as number);
    all += weights[i] as number;
  }
  return sum / all;
}

/** Variance of a sum of weighted residuals over their number, with what neighbours share. */
function longRunVariance(values: Float64Array, weights: Float64Array, at: number, before: number, after: number): number {
  const n = values.length;
  let [squares, products, last] = [0, 0, 0];
  for (let i = 0; i < n; i += 1) {
    const residual = Math.sqrt(weights[i] as number) * ((values[i] as number) - (i < at ? before : after));
    squares += residual * residual;
    if (i > 0) products += residual * last;
    last = residual;
  }
  if (!(squares > 0)) return 0;
  // Both means are fitted: the coefficient of n residuals falls short by (2 + 4 rho)/n (Kendall 1954, for each side).
  const rho = (products / squares + 2 / n) / (1 - 4 / n);
  const kept = Math.min(0.95, Math.max(0, rho));
  return ((squares / (n - 2)) * (1 + kept)) / (1 - kept);
}
