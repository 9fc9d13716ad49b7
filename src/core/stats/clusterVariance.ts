import { requireSameLength } from './counts';
import type { EstimateWithVariance, MeanDifference } from './means';
import { differenceOfEstimates } from './means';

export interface ClusteredRatio {
  /** sum(numerator) / sum(denominator). */
  readonly value: number;
  /** Cluster-robust variance of the value; null with fewer than two clusters that hold rows. */
  readonly variance: number | null;
  /** Clusters with a denominator above 0. */
  readonly clusters: number;
  /** Sum of the denominators (rows). */
  readonly n: number;
}

/**
 * A ratio of sums over clusters of rows, for example errors over requests or sum of a KPI over rows in time buckets, with its
 * linearised cluster-robust variance G/(G-1) sum (num_g - r den_g)^2 / (sum den)^2. Rows within one bucket may depend on each
 * other in any way; buckets count as independent, so dependence that outlasts a bucket is still underestimated: join
 * buckets until that is no concern. Buckets without rows are no clusters. Null where the denominators sum to 0. Sources:
 * Cochran, Sampling Techniques, ch. 6; Cameron and Miller 2015; the same number as statsmodels' cluster covariance of a mean.
 */
export function clusteredRatio(numerators: ArrayLike<number>, denominators: ArrayLike<number>): ClusteredRatio | null {
  requireSameLength(numerators, denominators);
  let top = 0;
  let bottom = 0;
  let clusters = 0;
  for (let g = 0; g < denominators.length; g++) {
    const denominator = denominators[g] ?? 0;
    if (!(denominator > 0)) continue;
    top += numerators[g] ?? 0;
    bottom += denominator;
    clusters++;
  }
  if (!(bottom > 0) || !Number.isFinite(top / bottom)) return null;
  const value = top / bottom;
  if (clusters < 2) return { value, variance: null, clusters, n: bottom };
  let squares = 0;
  for (let g = 0; g < denominators.length; g++) {
    const denominator = denominators[g] ?? 0;
    if (!(denominator > 0)) continue;
    squares += ((numerators[g] ?? 0) - value * denominator) ** 2;
  }
  return { value, variance: ((clusters / (clusters - 1)) * squares) / (bottom * bottom), clusters, n: bottom };
}

export interface GuardedEstimate extends EstimateWithVariance {
  /** Which variance was the larger: `rows` as if rows were independent, `clusters` between time buckets. */
  readonly basis: 'rows' | 'clusters';
}

/**
 * The larger of the variance under independent rows and the variance between clusters, with G - 1 degrees of freedom, so that
 * an interval is never narrower than either allows: it widens where rows close in time depend on each other, and chance that
 * makes few buckets look alike cannot narrow it. With fewer than two clusters only `rows` is left, with `rowDf`.
 */
export function guardedEstimate(ratio: ClusteredRatio, rowVariance: number, rowDf = Infinity): GuardedEstimate {
  if (ratio.variance === null) return { value: ratio.value, variance: rowVariance, df: rowDf, basis: 'rows' };
  const clustered = ratio.variance > rowVariance;
  return { value: ratio.value, variance: clustered ? ratio.variance : rowVariance, df: ratio.clusters - 1, basis: clustered ? 'clusters' : 'rows' };
}

/**
 * Difference current - baseline of two guarded ratios: t interval and p-value with Welch-Satterthwaite degrees of freedom from
 * the clusters of both windows. Interval and p are null where the joint variance is 0 or not finite.
 */
export function clusteredDifference(baseline: GuardedEstimate, current: GuardedEstimate, level = 0.95): MeanDifference {
  const method = baseline.basis === 'clusters' || current.basis === 'clusters' ? 'cluster-robust t' : 't';
  return differenceOfEstimates(baseline, current, level, method);
}
