import type { Difference, Estimate } from './interval';
import { makeInterval, requireLevel } from './interval';
import { tCritical, tTwoSidedP } from './studentT';

/** Moments of a sample: variance is the unbiased one (divided by n - 1). Any type with these fields serves. */
export interface SampleMoments {
  readonly n: number;
  readonly mean: number;
  readonly variance: number;
}

/** A mean with its t interval. The interval is null for n < 2 or a variance that is not finite; the result is null for n < 1. */
export function meanInterval(moments: SampleMoments, level = 0.95): Estimate | null {
  requireLevel(level);
  if (!(moments.n >= 1) || !Number.isFinite(moments.mean)) return null;
  if (!(moments.n >= 2) || !Number.isFinite(moments.variance)) return { value: moments.mean, interval: null };
  return estimateInterval({ value: moments.mean, variance: Math.max(0, moments.variance) / moments.n, df: moments.n - 1 }, level, 't');
}

export interface MeanDifference extends Difference {
  /** t statistic and Welch-Satterthwaite degrees of freedom; null where the test is undefined. */
  readonly t: number | null;
  readonly df: number | null;
  readonly standardError: number | null;
}

/**
 * Welch's difference of means, current - baseline, in the unit of the values, with t interval and two-sided p-value. Interval
 * and p are null where a side has fewer than two rows or both variances are 0 (then no test exists, and two constants may
 * still differ). Null where a side has no rows. Source: Welch 1947; scipy.stats.ttest_ind(equal_var=False).
 */
export function welch(baseline: SampleMoments, current: SampleMoments, level = 0.95): MeanDifference | null {
  requireLevel(level);
  if (!(baseline.n >= 1) || !(current.n >= 1)) return null;
  if (!Number.isFinite(baseline.mean) || !Number.isFinite(current.mean)) return null;
  if (!(baseline.n >= 2) || !(current.n >= 2) || !Number.isFinite(baseline.variance + current.variance)) {
    return { value: current.mean - baseline.mean, interval: null, p: null, t: null, df: null, standardError: null };
  }
  return differenceOfEstimates(
    { value: baseline.mean, variance: Math.max(0, baseline.variance) / baseline.n, df: baseline.n - 1 },
    { value: current.mean, variance: Math.max(0, current.variance) / current.n, df: current.n - 1 },
    level,
    'Welch t',
  );
}

/** An estimate with the variance of the estimate itself (a squared standard error) and the degrees of freedom behind it. */
export interface EstimateWithVariance {
  readonly value: number;
  readonly variance: number;
  /** Infinity for a normal interval. */
  readonly df: number;
}

/** Symmetric t (normal for df = Infinity) interval of one estimate; null for a variance that is not a finite number >= 0. */
export function estimateInterval(estimate: EstimateWithVariance, level: number, method: string): Estimate {
  requireLevel(level);
  if (!(estimate.variance >= 0 && estimate.variance < Infinity) || !(estimate.df > 0)) return { value: estimate.value, interval: null };
  const half = tCritical(level, estimate.df) * Math.sqrt(estimate.variance);
  return { value: estimate.value, interval: makeInterval(estimate.value - half, estimate.value + half, level, method) };
}

/**
 * Difference b - a of two independent estimates: t interval and p-value with Welch-Satterthwaite degrees of freedom. Serves
 * means, AUC, Brier, log loss, MAE and bias alike. Interval and p are null where the joint variance is 0 or not finite.
 */
export function differenceOfEstimates(a: EstimateWithVariance, b: EstimateWithVariance, level: number, method: string): MeanDifference {
  requireLevel(level);
  const value = b.value - a.value;
  const variance = a.variance + b.variance;
  if (!(variance > 0 && variance < Infinity)) return { value, interval: null, p: null, t: null, df: null, standardError: null };
  const shareA = a.variance / variance;
  const shareB = b.variance / variance;
  const df = 1 / ((shareA * shareA) / a.df + (shareB * shareB) / b.df);
  const standardError = Math.sqrt(variance);
  const t = value / standardError;
  const half = tCritical(level, df) * standardError;
  return { value, interval: makeInterval(value - half, value + half, level, method), p: tTwoSidedP(t, df), t, df, standardError };
}

/**
 * Moments from the additive sums n, sum of x and sum of x^2 (of losses, of shifted values, …). The mean is NaN for n < 1, the
 * variance NaN for n < 2. Digits are lost where the mean is large against the spread: sum shifted values then.
 */
export function momentsFromSums(n: number, sum: number, sumSq: number): SampleMoments {
  const mean = n >= 1 ? sum / n : Number.NaN;
  const variance = n >= 2 ? Math.max(0, sumSq - sum * mean) / (n - 1) : Number.NaN;
  return { n, mean, variance };
}

/** A sample mean as an estimate with its own variance, for `differenceOfEstimates` and `clusteredDifference`. */
export function meanEstimate(moments: SampleMoments): EstimateWithVariance {
  return { value: moments.mean, variance: moments.variance / moments.n, df: moments.n - 1 };
}
