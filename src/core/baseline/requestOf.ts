import type { Axis, SlotRange, WindowRequest } from '../domain/window';

/** A range of slots as a request. Times are asked for as times, so that they hold when the axis is cut again. */
export function requestOf(axis: Axis, range: SlotRange): WindowRequest {
  if (axis.kind === 'time') return { kind: 'range', from: axis.start + range.from * axis.step, to: axis.start + range.to * axis.step };
  if (range.to - range.from === 1 && (axis.kind === 'file' || axis.kind === 'version')) {
    const name = axis.names[range.from];
    if (name !== undefined) return { kind: axis.kind, name };
  }
  return { kind: 'slots', from: range.from, to: range.to };
}
