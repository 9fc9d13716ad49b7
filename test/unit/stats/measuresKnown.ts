import { readFileSync } from 'node:fs';
import { expect } from 'vitest';

type Numbers = readonly number[];
type Pair = readonly [number, number];
type Averages = readonly [number | null, number | null, number | null];

export interface MeasuresKnown {
  readonly versions: Readonly<Record<string, string>>;
  readonly divergences: readonly {
    readonly baseline: Numbers;
    readonly current: Numbers;
    readonly psi: number;
    readonly jensenShannon: number;
    readonly hellinger: number;
    readonly totalVariation: number;
    readonly lInfinity: number;
    readonly index: number;
  }[];
  readonly chiSquared: readonly {
    readonly baseline: Numbers;
    readonly current: Numbers;
    readonly statistic: number | null;
    readonly df: number;
    readonly p: number;
    readonly cramersV: number;
    readonly pooled: number;
  }[];
  readonly ks: readonly { readonly a: Numbers; readonly b: Numbers; readonly statistic: number; readonly asymptotic: number; readonly exact: number | null }[];
  readonly ksCounts: readonly { readonly baseline: Numbers; readonly current: Numbers; readonly statistic: number; readonly asymptotic: number }[];
  readonly ksTied: readonly { readonly a: Numbers; readonly b: Numbers; readonly exact: number }[];
  readonly wasserstein: readonly { readonly a: Numbers; readonly b: Numbers; readonly distance: number }[];
  readonly wassersteinWeighted: readonly { readonly values: Numbers; readonly baseline: Numbers; readonly current: Numbers; readonly distance: number }[];
  readonly wassersteinBinned: readonly { readonly edges: Numbers; readonly baseline: Bins; readonly current: Bins; readonly distance: number }[];
  readonly proportions: readonly {
    readonly x1: number;
    readonly n1: number;
    readonly x2: number;
    readonly n2: number;
    readonly level: number;
    readonly wilson: Pair;
    readonly newcombe: Pair;
    readonly z: number;
    readonly pz: number;
    readonly fisher: number;
    readonly expectedSmall: boolean;
  }[];
  readonly means: readonly {
    readonly baseline: Moments;
    readonly current: Moments;
    readonly level: number;
    readonly t: number;
    readonly df: number;
    readonly p: number;
    readonly interval: Pair;
    readonly one: Pair;
  }[];
  readonly quantiles: readonly { readonly values: Numbers; readonly counts: Numbers; readonly p: number; readonly quantile: number }[];
  readonly ranks: readonly { readonly n: number; readonly p: number; readonly level: number; readonly lower: number | null; readonly upper: number | null }[];
  readonly benjaminiHochberg: readonly { readonly p: Numbers; readonly q: Numbers }[];
  readonly auc: readonly (Labelled & { readonly auc: number; readonly variance: number; readonly interval: Pair | null; readonly averagePrecision: number })[];
  readonly probability: readonly (Labelled & {
    readonly brier: number;
    readonly brierVariance: number;
    readonly logLoss: number;
    readonly logLossVariance: number;
    readonly spiegelhalter: number | null;
    readonly binScore?: Numbers;
    readonly binLabel?: Numbers;
    readonly ece?: number;
    readonly noise?: number;
  })[];
  readonly classification: readonly {
    readonly classes: number;
    readonly counts: Numbers;
    readonly accuracy: number;
    readonly precision: readonly (number | null)[];
    readonly recall: readonly (number | null)[];
    readonly f1: readonly (number | null)[];
    readonly support: Numbers;
    readonly macro: Averages;
    readonly weighted: Averages;
  }[];
  readonly regression: readonly {
    readonly sums: {
      readonly n: number;
      readonly sum: number;
      readonly sumAbs: number;
      readonly sumSq: number;
      readonly sumFourth: number;
      readonly labelSum: number;
      readonly labelSq: number;
    };
    readonly mae: number;
    readonly rmse: number;
    readonly bias: number;
    readonly r2: number;
    readonly maeInterval: Pair;
    readonly biasInterval: Pair;
    readonly rmseInterval: Pair;
  }[];
  readonly clusters: readonly { readonly numerators: Numbers; readonly denominators: Numbers; readonly value: number; readonly variance: number }[];
}

interface Bins {
  readonly counts: Numbers;
  readonly min: number;
  readonly max: number;
}
interface Moments {
  readonly n: number;
  readonly mean: number;
  readonly variance: number;
}
interface Labelled {
  readonly values: Numbers;
  readonly positive: Numbers;
  readonly negative: Numbers;
}

export const known = JSON.parse(readFileSync(new URL('../../fixtures/knownAnswers/statsMeasures.json', import.meta.url), 'utf8')) as MeasuresKnown;

/** Equal within `tolerance` of the larger of the expected figure and `scale`; null only equal to null. */
export function expectClose(got: number | null | undefined, expected: number | null, tolerance = 1e-9, scale = 0): void {
  if (expected === null) {
    expect(got).toBeNull();
    return;
  }
  expect(got, `expected ${String(expected)}`).toBeTypeOf('number');
  const error = Math.abs((got as number) - expected) / Math.max(Math.abs(expected), scale, 1e-300);
  expect(error, `got ${String(got)}, expected ${String(expected)}`).toBeLessThan(tolerance);
}

export function expectInterval(got: { readonly low: number | null; readonly high: number | null } | null | undefined, expected: readonly [number, number] | null): void {
  if (expected === null) {
    expect(got).toBeNull();
    return;
  }
  const scale = Math.max(Math.abs(expected[0]), Math.abs(expected[1]));
  expectClose(got?.low, expected[0], 1e-9, scale);
  expectClose(got?.high, expected[1], 1e-9, scale);
}
