import type { Axis, Comparison, WindowInfo, WindowRequest } from '../../../src/core/domain/window';
import type { WindowPair } from '../../charts/windowPair';
import { requestOf } from '../../../src/core/baseline/requestOf';

export function comparisonOf(axis: Axis, windows: WindowPair): Comparison {
  return { baseline: requestOf(axis, windows.baseline), current: requestOf(axis, windows.current) };
}

/** The request behind one window of the comparison in force; for presets, the window that came of it. */
export function sideOf(comparison: Comparison | null, side: 'baseline' | 'current', axis: Axis, window: WindowInfo): WindowRequest {
  if (comparison !== null && 'baseline' in comparison) return comparison[side];
  return requestOf(axis, window.slots);
}

/** Whether two values of the protocol (plain data) say the same. */
export function sameData(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => sameData((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]));
}
