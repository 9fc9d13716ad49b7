import type { Onset } from '../domain/onset';
import type { TimelineMark } from './mark';
import type { TimeAxis } from './timeAxis';

/** A mark beside the moment at which a figure began to move. */
export interface MarkBefore {
  readonly mark: TimelineMark;
  /** Microseconds from the mark to the onset; negative for one within the onset's interval but after its best moment. */
  readonly before: number;
  readonly within: boolean;
}

/** Marks that can have to do with what began at `onset`: those up to the end of its interval, the nearest first; commits and tags of other code are left out. Empty where no onset was found. */
export function marksBefore(marks: readonly TimelineMark[], onset: Onset | undefined, axis: TimeAxis, most: number): readonly MarkBefore[] {
  if (onset === undefined || onset.slot === null || onset.interval === null) return [];
  const at = (slot: number): number => axis.start + slot * axis.step;
  const [moment, from, to] = [at(onset.slot), at(onset.interval.from), at(onset.interval.to)];
  return marks
    .filter(({ time, related }) => related && time <= to)
    .sort((a, b) => b.time - a.time)
    .slice(0, most)
    .map((mark) => ({ mark, before: moment - mark.time, within: mark.time >= from }));
}
