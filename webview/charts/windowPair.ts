import type { SlotRange } from '../../src/core/domain/window';

export type WindowName = 'baseline' | 'current';
/** What of a window is taken hold of. */
export type Grip = 'from' | 'to' | 'whole';

export interface WindowPair {
  readonly baseline: SlotRange;
  readonly current: SlotRange;
}

/** `range` after its grip moved by `by` slots; at least one slot wide, inside `[0, count)`. */
export function movedRange(range: SlotRange, grip: Grip, by: number, count: number): SlotRange {
  const step = Math.round(by);
  switch (grip) {
    case 'from':
      return { from: clamp(range.from + step, 0, range.to - 1), to: range.to };
    case 'to':
      return { from: range.from, to: clamp(range.to + step, range.from + 1, count) };
    case 'whole': {
      const width = range.to - range.from;
      const from = clamp(range.from + step, 0, Math.max(0, count - width));
      return { from, to: from + width };
    }
  }
}

/** The range between two slots in any order, both included. */
export function spannedRange(a: number, b: number, count: number): SlotRange {
  const from = clamp(Math.floor(Math.min(a, b)), 0, count - 1);
  const to = clamp(Math.ceil(Math.max(a, b)), from + 1, count);
  return { from, to };
}

export function sameRange(a: SlotRange, b: SlotRange): boolean {
  return a.from === b.from && a.to === b.to;
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
