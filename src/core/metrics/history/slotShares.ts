import type { Axis } from '../../domain/window';

/** Parts of a span of time that lie in each slot of an axis, as shares of the whole span. Microseconds since 1970 UTC. */
export function slotShares(axis: Extract<Axis, { kind: 'time' }>, from: number, to: number, each: (slot: number, share: number) => void): void {
  const length = to - from;
  if (!(length > 0)) return;
  const first = Math.max(0, Math.floor((from - axis.start) / axis.step));
  const last = Math.min(axis.count - 1, Math.floor((to - 1 - axis.start) / axis.step));
  for (let slot = first; slot <= last; slot += 1) {
    const start = axis.start + slot * axis.step;
    const part = Math.min(to, start + axis.step) - Math.max(from, start);
    if (part > 0) each(slot, part / length);
  }
}
