import type { Axis } from '../domain/window';
import { timeSteps } from './chooseStep';
import { slotCount } from './cube';

/** An axis that took the place of another, and where each slot of the old one lies on it. */
export interface GrownAxis {
  readonly axis: Axis;
  readonly slots: Int32Array;
}

/** The axis itself, each slot in its place. */
export function sameAxis(axis: Axis): GrownAxis {
  return { axis, slots: Int32Array.from({ length: slotCount(axis) }, (_, i) => i) };
}

/**
 * A time axis with whole slots added at its end up to the moment `to` (microseconds since 1970 UTC). Where that takes more than `most` slots, neighbours
 * are put together: the step becomes the next one that people name and that is a multiple of the old, `start` a multiple of it.
 */
export function growTimeAxis(axis: Extract<Axis, { kind: 'time' }>, to: number, most: number): GrownAxis {
  const end = Math.max(axis.start + axis.count * axis.step - 1, to);
  const at = (step: number): Extract<Axis, { kind: 'time' }> => {
    const start = Math.floor(axis.start / step) * step;
    return { kind: 'time', start, step, count: Math.floor((end - start) / step) + 1 };
  };
  let grown = at(axis.step);
  // Never finer, and what was cut into more slots than `most` from the beginning is not put together for that alone.
  while (grown.count > Math.max(2, most, axis.count)) grown = at(nextStep(grown.step));
  return { axis: grown, slots: Int32Array.from({ length: axis.count }, (_, i) => Math.floor((axis.start + i * axis.step - grown.start) / grown.step)) };
}

/** The shortest step that people name, longer than this and a multiple of it; twice as long where there is none. */
export function nextStep(step: number): number {
  return timeSteps.find((longer) => longer > step && longer % step === 0) ?? 2 * step;
}

/** A row axis for `total` rows; its step, 1, 2 or 5 times a power of ten, grows to a multiple of itself where there would be more than `most` slots. */
export function growRowAxis(axis: Extract<Axis, { kind: 'row' }>, total: number, most: number): GrownAxis {
  const rows = Math.max(axis.total, total);
  let { step } = axis;
  while (Math.ceil(rows / step) > Math.max(2, most, axis.count)) step = nextRowStep(step);
  return { axis: { kind: 'row', step, count: Math.max(1, Math.ceil(rows / step)), total: rows }, slots: Int32Array.from({ length: axis.count }, (_, i) => Math.floor((i * axis.step) / step)) };
}

function nextRowStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step) + 1e-9);
  const next = [2 * power, 5 * power, 10 * power].find((longer) => longer > step && longer % step === 0);
  return next ?? 10 * power;
}

/** An axis of files or versions with those added at its end that it does not have. */
export function growNamedAxis(axis: Extract<Axis, { kind: 'file' | 'version' }>, names: readonly string[]): GrownAxis {
  const known = new Set(axis.names);
  return { axis: { kind: axis.kind, names: [...axis.names, ...names.filter((name) => !known.has(name))] }, slots: sameAxis(axis).slots };
}
