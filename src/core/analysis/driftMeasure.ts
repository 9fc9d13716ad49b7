import type { FeatureFinding } from '../domain/finding';

/** A test whose p-value can be asked again with runs of time slots as clusters. */
export interface DriftTest {
  readonly of: 'values' | 'missing';
  readonly name: string;
  readonly statistic: number | null;
  readonly df: number | null;
  readonly p: number;
  /** p-value with the windows' design effects; null where both windows have too few slots to tell. */
  readonly clustered: () => number | null;
}

/** Everything that two windows say of one column, before any verdict. */
export interface DriftMeasure {
  readonly feature: string;
  readonly kind: 'numeric' | 'category';
  readonly n: { readonly baseline: number; readonly current: number };
  /** Rows with a finite value or a level. */
  readonly present: { readonly baseline: number; readonly current: number };
  readonly missing: { readonly baseline: number; readonly current: number };
  readonly effect: FeatureFinding['effect'];
  readonly measures: FeatureFinding['measures'];
  readonly distanceEdges?: readonly number[];
  readonly basis: 'exact' | 'binned';
  readonly bound?: string;
  readonly tests: readonly DriftTest[];
  readonly summary: FeatureFinding['summary'];
  readonly notes: readonly string[];
}

export const noMeasures: FeatureFinding['measures'] = {
  wasserstein: null,
  wassersteinNormalised: null,
  jensenShannon: null,
  psi: null,
  ks: null,
  totalVariation: null,
};

/** Bonferroni over a feature's own tests; null without tests. */
export function combinedP(ps: readonly number[]): number | null {
  return ps.length === 0 ? null : Math.min(1, ps.length * Math.min(...ps));
}
