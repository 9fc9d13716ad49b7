import type { FeatureFinding } from '../domain/finding';
import type { AnalysisSettings } from '../domain/report';

/** The effect from which a feature may be called moved: its own floor from the settings, else that of its kind. */
export function floorOf(feature: Pick<FeatureFinding, 'feature' | 'kind'>, settings: AnalysisSettings): number {
  const own = Object.hasOwn(settings.featureFloors, feature.feature) ? settings.featureFloors[feature.feature] : undefined;
  return own ?? (feature.kind === 'category' ? settings.floors.category : settings.floors.numeric);
}
