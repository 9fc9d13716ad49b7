import type { FeatureFinding } from '../domain/finding';

/** How a list of features is shown: worst first or by name, all of them or those that moved. */
export interface Arrangement {
  readonly by: 'severity' | 'name';
  readonly onlyMoved: boolean;
}

export const asReported: Arrangement = { by: 'severity', onlyMoved: false };

const names = new Intl.Collator('en', { numeric: true });

/** @param features as a report has them: worst first. Names are ordered as people count: `f_2` before `f_10`. */
export function arrangeFeatures(features: readonly FeatureFinding[], { by, onlyMoved }: Arrangement): readonly FeatureFinding[] {
  const shown = onlyMoved ? features.filter(({ verdict }) => verdict === 'moved') : features;
  return by === 'severity' ? shown : [...shown].sort((a, b) => names.compare(a.feature, b.feature));
}
