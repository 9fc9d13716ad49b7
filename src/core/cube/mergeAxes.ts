import type { Axis } from '../domain/window';

/** The axis of a merged cube, and where the slots of each side lie on it. */
export interface AxisUnion {
  readonly axis: Axis;
  readonly slots: number;
  readonly left: Int32Array;
  readonly right: Int32Array;
}

/** A merge that would need more slots than this is refused: two logs years apart in steps of a second. */
const mostSlots = 100_000;

/** The union of two axes, or what speaks against it. */
export function mergeAxes(a: Axis, b: Axis): AxisUnion | string {
  if (a.kind === 'time' && b.kind === 'time') {
    if (a.step !== b.step) return `time steps of ${a.step} and ${b.step} microseconds`;
    const start = Math.min(a.start, b.start);
    const count = Math.round((Math.max(a.start + a.count * a.step, b.start + b.count * b.step) - start) / a.step);
    if (count > mostSlots) return `a common time axis of ${count} slots`;
    const axis: Axis = { kind: 'time', start, step: a.step, count };
    return { axis, slots: count, left: shifted(a.count, (a.start - start) / a.step), right: shifted(b.count, (b.start - start) / a.step) };
  }
  if (a.kind === 'row' && b.kind === 'row') {
    if (a.step !== b.step) return `row steps of ${a.step} and ${b.step}`;
    const count = Math.max(a.count, b.count);
    return { axis: { kind: 'row', step: a.step, count, total: Math.max(a.total, b.total) }, slots: count, left: shifted(a.count, 0), right: shifted(b.count, 0) };
  }
  if ((a.kind === 'file' && b.kind === 'file') || (a.kind === 'version' && b.kind === 'version')) {
    const equal = a.names.length === b.names.length && a.names.every((name, i) => name === b.names[i]);
    // An order of its own for the union, so that the result does not depend on which cube stands first.
    const names = equal ? a.names : [...new Set([...a.names, ...b.names])].sort();
    const places = new Map(names.map((name, i) => [name, i]));
    const place = (of: readonly string[]): Int32Array => Int32Array.from(of, (name) => places.get(name) ?? 0);
    return { axis: { kind: a.kind, names }, slots: names.length, left: place(a.names), right: place(b.names) };
  }
  return `axes of kind ${a.kind} and ${b.kind}`;
}

function shifted(count: number, by: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => i + by);
}
