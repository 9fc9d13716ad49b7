import { describe, expect, it } from 'vitest';
import type { FeatureFinding, Verdict } from '../../../src/core/domain/finding';
import { arrangeFeatures, asReported } from '../../../src/core/report/arrangeFeatures';

const found = (feature: string, verdict: Verdict): FeatureFinding => ({
  feature, kind: 'numeric', verdict, reason: '', n: { baseline: 1, current: 1 }, missing: { baseline: 0, current: 0 }, effect: { value: null, unit: 'sd', method: '' },
  measures: { wasserstein: null, wassersteinNormalised: null, jensenShannon: null, psi: null, ks: null, totalVariation: null },
  p: { location: null, distribution: null }, q: { location: null, distribution: null }, notes: [], basis: 'binned',
} as unknown as FeatureFinding);

describe('a list of features', () => {
  const reported = [found('f_10', 'moved'), found('Age', 'moved'), found('f_2', 'stable'), found('city', 'not enough data')];
  const names = (...change: Parameters<typeof arrangeFeatures>): string[] => arrangeFeatures(...change).map(({ feature }) => feature);

  it('stays as the report has it, worst first', () => {
    expect(names(reported, asReported)).toEqual(['f_10', 'Age', 'f_2', 'city']);
  });

  it('is ordered by name as people count, and leaves the report as it is', () => {
    expect(names(reported, { by: 'name', onlyMoved: false })).toEqual(['Age', 'city', 'f_2', 'f_10']);
    expect(reported[0]?.feature).toBe('f_10');
  });

  it('holds what moved alone, in either order', () => {
    expect(names(reported, { by: 'severity', onlyMoved: true })).toEqual(['f_10', 'Age']);
    expect(names(reported, { by: 'name', onlyMoved: true })).toEqual(['Age', 'f_10']);
  });
});
