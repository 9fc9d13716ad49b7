import type { Counts } from './counts';
import { countTotal, requireSameLength } from './counts';
import { chiSquaredSf } from './distributions';

export interface ChiSquaredResult {
  readonly statistic: number;
  readonly df: number;
  readonly p: number;
  /** Effect size sqrt(X^2 / rows of both windows), 0..1. */
  readonly cramersV: number;
  /** Levels tested, the pooled rest among them. */
  readonly levels: number;
  /** Levels that went into the rest. */
  readonly pooled: number;
}

/** Cochran's rule: below this expected count the chi-squared distribution is a bad approximation. */
export const MIN_EXPECTED = 5;

/**
 * Two-sample chi-squared test of homogeneity over levels (or bins): sum over both rows of (O - E)^2 / E with E from the pooled
 * margin, df = levels - 1, no Yates correction. Levels whose smaller expected count is below 5 are pooled into one rest; should
 * the rest itself stay below 5 it joins the smallest level kept. Null where a side is empty or fewer than two levels remain
 * (a constant column, or too few rows). Sources: Cochran 1954; Agresti, Categorical Data Analysis.
 */
export function chiSquaredHomogeneity(baseline: Counts, current: Counts): ChiSquaredResult | null {
  requireSameLength(baseline, current);
  const baselineTotal = countTotal(baseline);
  const currentTotal = countTotal(current);
  if (baselineTotal === null || currentTotal === null) return null;
  const all = baselineTotal + currentTotal;
  const smallerShare = Math.min(baselineTotal, currentTotal) / all;
  const kept: { b: number; c: number }[] = [];
  const rest = { b: 0, c: 0 };
  let pooled = 0;
  for (let k = 0; k < baseline.length; k++) {
    const b = baseline[k] ?? 0;
    const c = current[k] ?? 0;
    if (b + c === 0) continue;
    if ((b + c) * smallerShare < MIN_EXPECTED) {
      rest.b += b;
      rest.c += c;
      pooled++;
    } else {
      kept.push({ b, c });
    }
  }
  if (pooled > 0) {
    if ((rest.b + rest.c) * smallerShare >= MIN_EXPECTED) {
      kept.push(rest);
    } else {
      let smallest = kept[0];
      for (const level of kept) if (smallest === undefined || level.b + level.c < smallest.b + smallest.c) smallest = level;
      if (smallest === undefined) return null;
      smallest.b += rest.b;
      smallest.c += rest.c;
    }
  }
  const df = kept.length - 1;
  if (df < 1) return null;
  let statistic = 0;
  for (const { b, c } of kept) {
    const expected = ((b + c) * baselineTotal) / all;
    const gap = b - expected; // the other row's gap is its negative
    statistic += gap * gap * (1 / expected + 1 / (b + c - expected));
  }
  return { statistic, df, p: chiSquaredSf(statistic, df), cramersV: Math.min(1, Math.sqrt(statistic / all)), levels: kept.length, pooled };
}
