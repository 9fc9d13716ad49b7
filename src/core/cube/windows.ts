import type { Axis, Comparison, SlotRange, WindowInfo, WindowRequest } from '../domain/window';
import type { Cube } from './cube';
import { slotCount } from './cube';
import { resolvePreset } from './resolvePreset';
import { versionRange } from './versionRange';
import { byName, isProblem, type VersionsInfo, type WindowProblem } from './windowProblem';

export interface ResolvedWindows {
  readonly baseline: SlotRange;
  readonly current: SlotRange;
  /** Slots that both windows hold; their rows are compared with themselves. */
  readonly overlap: number;
}

/**
 * The slot ranges of a comparison. Time and row ranges are snapped to the nearest slot borders (at least one slot) and
 * clipped to the axis; each window must hold a row.
 *
 * @param slotRows rows of each slot
 * @param named kept windows by name; a named window may not name another
 * @param versions rows of each version a slot; lets a time or row axis answer for versions
 * @param labelled slots whose labels are in (`labelsIn`); null where the log has none
 */
export function resolveComparison(
  axis: Axis,
  slotRows: ArrayLike<number>,
  comparison: Comparison,
  named: Readonly<Record<string, WindowRequest>> = {},
  versions: VersionsInfo = null,
  labelled: SlotRange | null = null,
): ResolvedWindows | WindowProblem {
  const pair = 'preset' in comparison ? resolvePreset(axis, slotRows, comparison.preset, versions, labelled) : resolvePair(axis, comparison, named, versions, slotRows);
  if (isProblem(pair)) return pair;
  for (const side of ['baseline', 'current'] as const) {
    if (rowsIn(slotRows, pair[side]) === 0) return { problem: 'no-rows', reason: `The ${side} window holds no rows.` };
  }
  const overlap = Math.max(0, Math.min(pair.baseline.to, pair.current.to) - Math.max(pair.baseline.from, pair.current.from));
  return { ...pair, overlap };
}

/** One window's slots. */
export function resolveRequest(
  axis: Axis,
  request: WindowRequest,
  named: Readonly<Record<string, WindowRequest>>,
  versions: VersionsInfo,
  slotRows: ArrayLike<number>,
): SlotRange | WindowProblem {
  switch (request.kind) {
    case 'slots':
      return clipped(axis, Math.round(request.from), Math.round(request.to));
    case 'range': {
      if (axis.kind === 'file' || axis.kind === 'version') return { problem: 'other-axis', reason: `A range needs an axis of time or rows; this one is cut by ${axis.kind}.`, axis: 'time' };
      const start = axis.kind === 'time' ? axis.start : 0;
      if (!(request.to > request.from)) return { problem: 'bad-request', reason: 'The window ends before it begins.' };
      const from = (request.from - start) / axis.step;
      const to = (request.to - start) / axis.step;
      if (to <= 0 || from >= slotCount(axis)) return outside();
      // A range that rounds to nothing still means the slot that its middle lies in.
      return Math.round(from) < Math.round(to) ? clipped(axis, Math.round(from), Math.round(to)) : clipped(axis, Math.floor((from + to) / 2), Math.floor((from + to) / 2) + 1);
    }
    case 'file':
      return byName(axis, 'file', request.name);
    case 'version':
      return axis.kind === 'version' ? byName(axis, 'version', request.name) : versionRange(versions, request.name, slotRows);
    case 'named': {
      const kept = Object.hasOwn(named, request.name) ? named[request.name] : undefined;
      if (kept === undefined || kept.kind === 'named') return { problem: 'unknown-name', reason: `No window is kept as “${request.name}”.` };
      return resolveRequest(axis, kept, named, versions, slotRows);
    }
  }
}

/** What a window holds, for people and for reports. */
export function windowInfo(cube: Cube, range: SlotRange): WindowInfo {
  const { axis, versions } = cube;
  const held = new Set<string>();
  versions?.names.forEach((name, i) => {
    for (let s = range.from; s < range.to; s += 1) if ((versions.counts[s * versions.names.length + i] ?? 0) > 0) held.add(name);
  });
  return {
    slots: range,
    from: axis.kind === 'time' ? axis.start + range.from * axis.step : null,
    to: axis.kind === 'time' ? axis.start + range.to * axis.step : null,
    label: labelOf(axis, range),
    rows: rowsIn(cube.rows, range),
    versions: [...held],
  };
}

/** Rows of the slots of a range. */
export function rowsIn(slotRows: ArrayLike<number>, range: SlotRange): number {
  let rows = 0;
  for (let s = range.from; s < range.to; s += 1) rows += slotRows[s] ?? 0;
  return rows;
}

function resolvePair(
  axis: Axis,
  pair: { readonly baseline: WindowRequest; readonly current: WindowRequest },
  named: Readonly<Record<string, WindowRequest>>,
  versions: VersionsInfo,
  slotRows: ArrayLike<number>,
): { baseline: SlotRange; current: SlotRange } | WindowProblem {
  const baseline = resolveRequest(axis, pair.baseline, named, versions, slotRows);
  if (isProblem(baseline)) return baseline;
  const current = resolveRequest(axis, pair.current, named, versions, slotRows);
  return isProblem(current) ? current : { baseline, current };
}

function clipped(axis: Axis, from: number, to: number): SlotRange | WindowProblem {
  const range = { from: Math.max(0, from), to: Math.min(slotCount(axis), to) };
  return range.from < range.to ? range : outside();
}

function outside(): WindowProblem {
  return { problem: 'outside', reason: 'The window lies outside the data.' };
}

function labelOf(axis: Axis, range: SlotRange): string | null {
  if (axis.kind === 'time') return null;
  if (axis.kind === 'row') {
    const last = Math.min(axis.total, range.to * axis.step);
    return `rows ${(range.from * axis.step + 1).toLocaleString('en-US')} to ${last.toLocaleString('en-US')}`;
  }
  const names = axis.names.slice(range.from, range.to);
  return names.length <= 3 ? names.join(', ') : `${names[0] ?? ''} to ${names[names.length - 1] ?? ''} (${names.length})`;
}
