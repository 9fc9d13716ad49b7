import { formatCount } from '../../core/format/numbers';
import type { PointCounts } from '../../core/otlp/pointBook';

/** What a person should know of points that were not simply taken. */
export function countWords({ rejected, duplicates, late, gaps }: PointCounts, reason: string | null): readonly string[] {
  const points = (count: number): string => `${formatCount(count)} ${count === 1 ? 'point' : 'points'}`;
  return [
    ...(rejected === 0 ? [] : [`${points(rejected)} could not be used${reason === null ? '' : `, the first: ${reason}`}`]),
    ...(duplicates === 0 ? [] : [`${points(duplicates)} came twice and count once`]),
    ...(late === 0 ? [] : [`${points(late)} came after later ones`]),
    ...(gaps === 0 ? [] : [`${formatCount(gaps)} ${gaps === 1 ? 'silence of a series is a gap' : 'silences of series are gaps'}`]),
  ];
}
