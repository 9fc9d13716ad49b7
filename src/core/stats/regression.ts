import type { Estimate } from './interval';
import { requireLevel } from './interval';
import type { EstimateWithVariance } from './means';
import { estimateInterval, meanEstimate, meanInterval, momentsFromSums } from './means';

/** Additive sums of errors e = prediction - label; `labelSum`, `labelSq` of the labels y, shifted by any constant. */
export interface RegressionSums {
  readonly n: number;
  readonly sum: number;
  readonly sumAbs: number;
  readonly sumSq: number;
  /** Sum of e^4; without it the RMSE's interval assumes normal errors. */
  readonly sumFourth?: number;
  readonly labelSum: number;
  readonly labelSq: number;
}

export interface RegressionMetrics {
  readonly n: number;
  /** Mean |e|, unit of the label. */
  readonly mae: Estimate;
  /** Square root of mean e^2, unit of the label. */
  readonly rmse: Estimate;
  /** Mean e: positive where predictions are too high. */
  readonly bias: Estimate;
  /** 1 - sum e^2 / sum (y - mean y)^2; null for constant labels or n < 2. No interval. */
  readonly r2: number | null;
  /** The same with variances, for differences of two windows. */
  readonly estimates: { readonly mae: EstimateWithVariance; readonly rmse: EstimateWithVariance; readonly bias: EstimateWithVariance };
}

/**
 * MAE and bias with t intervals, RMSE with a delta-method interval: var(RMSE) = var(e^2)/(4 n MSE). Intervals are null for
 * n < 2. Null where there are no labelled rows or a sum is not finite.
 */
export function regressionMetrics(sums: RegressionSums, level = 0.95): RegressionMetrics | null {
  requireLevel(level);
  const { n, sum, sumAbs, sumSq } = sums;
  if (!(n >= 1) || !Number.isFinite(sum + sumAbs + sumSq)) return null;
  const absolute = momentsFromSums(n, sumAbs, sumSq);
  const signed = momentsFromSums(n, sum, sumSq);
  const mae = meanInterval(absolute, level);
  const bias = meanInterval(signed, level);
  if (mae === null || bias === null) return null;
  const rmseEstimate = rootMeanSquare(sums);
  const normalTheory = sums.sumFourth === undefined ? ', normal errors assumed' : '';
  const rmse = estimateInterval(rmseEstimate, level, `delta method${normalTheory}`);
  return {
    n,
    mae,
    bias,
    // A root mean square is never negative, whatever the delta method says at small n.
    rmse: { value: rmse.value, interval: rmse.interval === null ? null : { ...rmse.interval, low: Math.max(0, rmse.interval.low ?? 0) } },
    r2: rSquared(sums),
    estimates: { mae: meanEstimate(absolute), rmse: rmseEstimate, bias: meanEstimate(signed) },
  };
}

function rootMeanSquare({ n, sumSq, sumFourth }: RegressionSums): EstimateWithVariance {
  const meanSquare = sumSq / n;
  const value = Math.sqrt(meanSquare);
  if (n < 2) return { value, variance: Number.NaN, df: Number.NaN };
  if (meanSquare === 0) return { value, variance: 0, df: n - 1 };
  // Under normal errors without bias var(e^2) = 2 MSE^2.
  const varianceOfSquares = sumFourth === undefined ? 2 * meanSquare * meanSquare : momentsFromSums(n, sumSq, sumFourth).variance;
  return { value, variance: varianceOfSquares / (4 * n * meanSquare), df: n - 1 };
}

function rSquared({ n, sumSq, labelSum, labelSq }: RegressionSums): number | null {
  if (n < 2) return null;
  const total = labelSq - (labelSum * labelSum) / n;
  // What is left of rounding is no spread: a constant label shifted by anything leaves about n eps of its square.
  if (!(total > 4 * Number.EPSILON * labelSq)) return null;
  return 1 - sumSq / total;
}
