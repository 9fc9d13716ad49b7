import { distanceMoments, type TogetherBySlot } from '../multivariate/togetherBySlot';
import type { Summary } from '../cube/summary';
import type { Finding } from '../domain/finding';
import type { AnalysisSettings } from '../domain/report';
import { slotRatioError } from './batches';
import { absent, meanEstimate } from './estimate';
import { judge } from './judge';

/**
 * The finding `features.together`: mean distance of rows from the correlations between features in the baseline, on rows that the model was
 * not made from. Empty where the rows were not read; `later` where they will be, once the windows stand still.
 */
export function togetherFindings(together: TogetherBySlot | 'later' | undefined, baseline: Summary, current: Summary, settings: AnalysisSettings): readonly Finding[] {
  if (together === undefined) return [];
  if (together === 'later') {
    const none = absent(0, 'read from the rows once the windows stand still');
    return [judge({ id: 'features.together', family: 'drift', title: 'features together', unit: 'sd', better: 'lower', floor: settings.floors.numeric, method: 'distance from the baseline\'s correlations' }, none, none, settings)];
  }
  const of = ({ slots }: Summary): ReturnType<typeof meanEstimate> => {
    const moments = distanceMoments(together, (slot) => slot >= slots.from && slot < slots.to);
    if (moments.n < 2) return absent(moments.n, 'no row of the window was read');
    // Two features that vary alone need two components, which leave nothing over.
    if (together.kept >= together.features) return absent(moments.n, `its ${together.features} features have nothing in common that could change`);
    return meanEstimate(moments, slotRatioError((slot) => together.sum[slot] ?? 0, (slot) => together.n[slot] ?? 0, slots), [0, Infinity]);
  };
  const spread = Math.sqrt(distanceMoments(together, (slot) => slot >= baseline.slots.from && slot < baseline.slots.to).variance);
  const what = {
    id: 'features.together',
    family: 'drift' as const,
    title: 'features together',
    unit: 'sd' as const,
    better: 'lower' as const,
    // As for a single number: so many standard deviations, here of the rows' distances.
    floor: settings.floors.numeric * (Number.isFinite(spread) ? spread : 1),
    method: `mean distance of a sample of rows from the baseline's correlations: ${together.features} features${together.leftOut > 0 ? ` (those with least missing, ${together.leftOut} left out)` : ''} in baseline standard deviations, levels by their share in the baseline, missing as the mean, ${together.kept} principal components (over 65 % of the variance) found on ${together.fitRows.toLocaleString('en')} other rows of the baseline`,
  };
  return [judge(what, of(baseline), of(current), settings)];
}
