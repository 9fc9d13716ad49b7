import type { Cube } from '../cube/cube';
import { usedSlots } from '../cube/resolvePreset';
import type { AnalysisSettings } from '../domain/report';
import type { SlotRange } from '../domain/window';
import { coverageTail } from './coverageTail';
import { labelledSlots } from './labelledSlots';
import { isComplete, matureAge } from './labelState';

/**
 * The slots from the first with rows to the last before labels are still coming: those old enough by the lags of the labels, where the log has their
 * times, else those before a last stretch with fewer labels. To the end where all labels are in, empty where none are; null where the log has no labels, or an
 * axis without an order.
 */
export function labelsIn(cube: Cube, { minRows, alpha }: Pick<AnalysisSettings, 'minRows' | 'alpha'>): SlotRange | null {
  const slots = labelledSlots(cube);
  if (slots === null || (cube.axis.kind !== 'time' && cube.axis.kind !== 'row')) return null;
  const used = usedSlots(cube.rows);
  if (isComplete(slots, used)) return used;
  const half = (to: number): SlotRange => ({ from: used.from, to: Math.max(used.from + 1, used.from + Math.round((to - used.from) / 2)) });
  const { labelAges: ages } = cube;
  const first = half(used.to);
  if (ages === undefined || matureAge(ages, first, minRows) === null) {
    return { from: used.from, to: coverageTail(slots, first, { from: first.to, to: used.to }, minRows, alpha)?.slots.from ?? used.to };
  }
  // An earlier end has an earlier baseline, whose labels may have taken longer: until both agree.
  for (let to = used.to; ; ) {
    const needed = matureAge(ages, half(to), minRows)?.age ?? Infinity;
    let end = to;
    // A slot without predictions has no labels to wait for, and is no end either.
    while (end > used.from && !(ages.now - (ages.latest[end - 1] ?? NaN) >= needed)) end -= 1;
    if (end === to || end === used.from) return { from: used.from, to: end };
    to = end;
  }
}
