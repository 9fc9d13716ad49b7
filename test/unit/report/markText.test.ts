import { describe, expect, it } from 'vitest';
import type { FeatureFinding } from '../../../src/core/domain/finding';
import { lineText, markText } from '../../../src/core/report/markText';

/* What stands at the end of a line: the measure named, hostile names tamed, long lists cut with their count. */

function finding(feature: string, more: Partial<FeatureFinding> = {}): FeatureFinding {
  return {
    feature,
    kind: 'numeric',
    verdict: 'moved',
    reason: '',
    n: { baseline: 100, current: 100 },
    missing: { baseline: 0, current: 0 },
    effect: { value: 0.31, unit: 'sd', method: 'normalised Wasserstein-1' },
    measures: { wasserstein: null, wassersteinNormalised: 0.31, jensenShannon: null, psi: null, ks: null, totalVariation: null },
    basis: 'exact',
    test: { name: 'Kolmogorov-Smirnov', statistic: 0.2, df: null, p: 1e-6, q: 1e-5 },
    summary: {},
    notes: [],
    ...more,
  };
}

describe('text of marks', () => {
  it('names the feature, the verdict, the measure with its unit and the deciding q', () => {
    expect(markText(finding('age'))).toBe('age  ▲ moved  W1 0.31 sd  q<0.001');
    expect(markText(finding('plan', { kind: 'category', verdict: 'stable', effect: { value: 0.02, unit: 'share', method: 'total variation' }, test: { name: 'chi-squared', statistic: 1, df: 3, p: 0.4, q: 0.62 } }))).toBe('plan  stable  TV 2.0 %  q=0.62');
  });

  it('leaves out what is not available', () => {
    const none = { effect: { value: null, unit: 'sd', method: '' }, test: { name: '', statistic: null, df: null, p: null, q: null } } as const;
    expect(markText(finding('age', { verdict: 'not enough data', ...none }))).toBe('age  not enough data');
  });

  it('takes the larger q where dependence was allowed for', () => {
    expect(markText(finding('age', { test: { name: '', statistic: 1, df: null, p: 0, q: 1e-9, dependence: { method: '', p: 0.01, q: 0.02 } } }))).toMatch(/q=0\.020?$/);
  });

  it('cannot be broken or turned by a name', () => {
    expect(markText(finding('a\nb\u202ec\u0007'))).toMatch(/^a b c {2}/);
    expect(markText(finding('x'.repeat(200)))).toMatch(/^x{39}… {2}/);
  });

  it('puts what moved first, and counts what does not fit', () => {
    const many = Array.from({ length: 9 }, (_, i) => finding(`feature_number_${i}`, { verdict: i === 7 ? 'moved' : 'stable' }));
    const { text, kind } = lineText(many);
    expect(kind).toBe('moved');
    expect(text).toMatch(/^feature_number_7 {2}▲ moved .* \+7 more$/);
    expect(text.length).toBeLessThanOrEqual(140 + 10);
    expect(lineText([finding('a'), finding('b')]).text).toBe('a  ▲ moved  W1 0.31 sd  q<0.001   b  ▲ moved  W1 0.31 sd  q<0.001');
  });
});
