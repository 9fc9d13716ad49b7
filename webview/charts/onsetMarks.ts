import type { AnnotationOptions } from 'chartjs-plugin-annotation';
import type { Onset } from '../../src/core/domain/onset';
import { withAlpha } from '../kit/theme';
import type { Palette } from '../kit/theme';

/** What a chart needs of an onset: a line at its slot, a band over its interval. */
export type OnsetMark = Pick<Onset, 'slot' | 'interval'>;

/** Lines and bands, equal ones once. Drawn in the text's own colour: the two hues belong to the windows. */
export function onsetAnnotations(marks: readonly OnsetMark[], palette: Palette): AnnotationOptions[] {
  const seen = new Set<string>();
  return marks.flatMap(({ slot, interval }): AnnotationOptions[] => {
    if (slot === null || interval === null) return [];
    const key = `${slot} ${interval.from} ${interval.to}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [
      { type: 'box', xScaleID: 'x', xMin: interval.from, xMax: interval.to, backgroundColor: withAlpha(palette.foreground, palette.highContrast ? 0 : 0.09), borderColor: palette.highContrast ? palette.foreground : 'transparent', borderWidth: 1, borderDash: [2, 3], drawTime: 'beforeDatasetsDraw' },
      { type: 'line', scaleID: 'x', value: slot, borderColor: palette.foreground, borderWidth: 1.25 },
    ];
  });
}
