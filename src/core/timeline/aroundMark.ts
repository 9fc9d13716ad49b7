import type { AroundMark, TimelineMark } from './mark';
import type { TimeAxis } from './timeAxis';

/** The part of the axis that a window before or after a mark takes at most. */
const mostPart = 4;

/**
 * The slots before and after a mark: from the deploy before it, to the deploy after it, each at most a quarter of the axis. A slot within which it lies belongs to neither, where rows
 * of both sides are in it. Null where one side has no slot.
 */
export function aroundMark(axis: TimeAxis, mark: Pick<TimelineMark, 'id' | 'time' | 'slot'>, marks: readonly TimelineMark[]): AroundMark | null {
  const most = Math.max(1, Math.floor(axis.count / mostPart));
  const before = mark.slot;
  const after = mark.time > axis.start + mark.slot * axis.step ? mark.slot + 1 : mark.slot;
  const others = marks.filter(({ id, kind, partial }) => kind === 'deploy' && partial === null && id !== mark.id);
  const last = Math.max(0, ...others.filter(({ slot }) => slot < before).map(({ slot }) => slot));
  const next = Math.min(axis.count, ...others.filter(({ slot }) => slot > after).map(({ slot }) => slot));
  const baseline = { from: Math.max(last, before - most), to: before };
  const current = { from: after, to: Math.min(next, after + most) };
  return baseline.from < baseline.to && current.from < current.to ? { baseline, current } : null;
}
