import type { TimelineMark } from '../../../../src/core/timeline/mark';

/** Marks so near each other on screen that they are drawn as one. */
export interface MarkGroup {
  /** Where it is drawn: the first slot of its most telling mark, with the part of the slot that had passed. */
  readonly at: number;
  readonly marks: readonly TimelineMark[];
  /** What it is drawn as. */
  readonly kind: TimelineMark['kind'];
}

const order: readonly TimelineMark['kind'][] = ['deploy', 'restart', 'tag', 'commit'];

/** Position along the axis in slots. Versions of the log are known to the slot, others to the second. */
export function placeOf(mark: TimelineMark, axis: { readonly start: number; readonly step: number }): number {
  return Math.max(mark.slot, Math.min(mark.slot + 1, (mark.time - axis.start) / axis.step));
}

/**
 * Gathers marks whose places lie within `near` slots of the first of their group. Deploys stay on their own as long as their places differ by that much: commits join them, not the other way round.
 * @param marks in order of time
 */
export function markGroups(marks: readonly TimelineMark[], axis: { readonly start: number; readonly step: number }, near: number): readonly MarkGroup[] {
  const groups: { at: number; readonly marks: TimelineMark[] }[] = [];
  for (const mark of marks) {
    const at = placeOf(mark, axis);
    const last = groups.at(-1);
    if (last !== undefined && at - last.at < near) last.marks.push(mark);
    else groups.push({ at, marks: [mark] });
  }
  return groups.map(({ at, marks: own }) => {
    const kind = order.find((each) => own.some((mark) => mark.kind === each)) ?? 'commit';
    const telling = own.find((mark) => mark.kind === kind);
    return { at: telling === undefined || kind === 'commit' ? at : placeOf(telling, axis), marks: own, kind };
  });
}
