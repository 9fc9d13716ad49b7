import type { EqualAge } from '../../core/labels/equalAge';
import type { FeatureBin } from '../cube/binSql';

/** What rows must know so that they count the labels that the comparison does. */
export function within({ labels, judged }: EqualAge): { readonly within?: number } {
  const classes = labels?.classes ?? null;
  // No label is younger than none at all.
  return classes === null ? {} : { within: classes === 0 ? -1 : (judged.cube.labelAges?.edges[classes - 1] ?? -1) };
}

/** On the wire a level of null is the missing values. */
export function levelBin(level: string | null): FeatureBin {
  return level === null ? { missing: true } : { level };
}
