import type { Axis, Comparison, SlotRange, WindowPreset } from '../domain/window';
import { inNameOrder, inWordOrder } from './nameOrder';
import { isProblem, type VersionsInfo } from './windowProblem';
import { usedSlots } from './resolvePreset';
import { resolveComparison } from './windows';

/** A comparison to offer. `label` is worded by the shell that shows it. */
export interface PresetChoice {
  /** Stable, for menus and the command line: `parts`, `last-hour`, `same-day-day`, `files`, `versions`, … */
  readonly id: string;
  readonly preset: WindowPreset;
  readonly label: PresetLabel;
}

export type PresetLabel =
  | { readonly code: 'first-against-last'; readonly baseline: number; readonly current: number }
  | { readonly code: 'last-against-before'; readonly length: LengthName }
  | { readonly code: 'same-hours-earlier'; readonly length: LengthName; readonly ago: 'day' | 'week' }
  | { readonly code: 'labels-in'; readonly baseline: number; readonly current: number }
  | { readonly code: 'file-against-file'; readonly baseline: string; readonly current: string }
  | { readonly code: 'version-against-version'; readonly baseline: string; readonly current: string };

export type LengthName = '15 minutes' | 'hour' | '6 hours' | 'day' | 'week' | '30 days';

const hour = 3_600_000_000;
const lengths: readonly (readonly [LengthName, number])[] = [
  ['15 minutes', hour / 4],
  ['hour', hour],
  ['6 hours', 6 * hour],
  ['day', 24 * hour],
  ['week', 168 * hour],
  ['30 days', 720 * hour],
];

/** The comparisons that make sense on this axis, each one resolvable; the default first. */
export function presetsFor(axis: Axis, slotRows: ArrayLike<number>, versions: VersionsInfo = null, labelled: SlotRange | null = null): readonly PresetChoice[] {
  const choices: PresetChoice[] = [];
  const offer = (id: string, preset: WindowPreset, label: PresetLabel): void => {
    if (!isProblem(resolveComparison(axis, slotRows, { preset }, {}, versions, labelled))) choices.push({ id, preset, label });
  };
  if (axis.kind === 'file') {
    const pair = ends(inNameOrder(axis.names.filter((_, i) => (slotRows[i] ?? 0) > 0)));
    if (pair !== null) offer('files', { kind: 'files', ...pair }, { code: 'file-against-file', ...pair });
  }
  const served = axis.kind === 'version' ? axis.names.filter((_, i) => (slotRows[i] ?? 0) > 0) : versionsInOrder(versions);
  // Versions stand in the order in which they first served, which says more than their numbers; words such as `control` say more still.
  const previous = ends(inWordOrder(served.slice(-2)));
  if (axis.kind === 'version' && previous !== null) offer('versions', { kind: 'versions', ...previous }, { code: 'version-against-version', ...previous });
  for (const [baseline, current] of [[0.5, 0.25], [0.5, 0.5], [0.25, 0.25]] as const) {
    const id = choices.some((choice) => choice.id === 'parts') ? `parts-${baseline * 100}-${current * 100}` : 'parts';
    offer(id, { kind: 'parts', baseline, current }, { code: 'first-against-last', baseline, current });
  }
  // Where all labels are in, the first parts are the same windows.
  if (labelled !== null && labelled.to < usedSlots(slotRows).to) offer('labels-in', { kind: 'labels-in' }, { code: 'labels-in', baseline: 0.5, current: 0.25 });
  if (axis.kind === 'time') {
    for (const [length, us] of lengths) {
      if (us < axis.step) continue;
      offer(`last-${length.replace(' ', '-')}`, { kind: 'last', length: us }, { code: 'last-against-before', length });
      for (const ago of ['day', 'week'] as const) {
        if (us > (ago === 'day' ? 24 : 168) * hour || (length === ago && us >= 24 * hour)) continue;
        offer(`last-${length.replace(' ', '-')}-a-${ago}-ago`, { kind: 'same-hours', length: us, ago }, { code: 'same-hours-earlier', length, ago });
      }
    }
  }
  if (axis.kind !== 'version' && previous !== null) offer('versions', { kind: 'versions', ...previous }, { code: 'version-against-version', ...previous });
  return choices;
}

/**
 * What to compare when nobody said: version against version or first file against last (in the order of `inNameOrder`) where the
 * axis is of those, else the first half against the last quarter. The quarter between is left out, so that a change in it does not blur both.
 */
export function defaultComparison(axis: Axis, slotRows: ArrayLike<number>): Comparison {
  const first = presetsFor(axis, slotRows)[0];
  return { preset: first?.preset ?? { kind: 'parts', baseline: 0.5, current: 0.25 } };
}

/** Versions by the slot in which each first served. */
function versionsInOrder(versions: VersionsInfo): readonly string[] {
  if (versions === null) return [];
  const width = versions.names.length;
  const first = versions.names.map((_, i) => {
    for (let at = i; at < versions.counts.length; at += width) if ((versions.counts[at] ?? 0) > 0) return at;
    return Infinity;
  });
  return versions.names.map((name, i) => ({ name, at: first[i] ?? Infinity })).filter(({ at }) => at < Infinity).sort((a, b) => a.at - b.at).map(({ name }) => name);
}

function ends(names: readonly string[]): { baseline: string; current: string } | null {
  const baseline = names[0];
  const current = names[names.length - 1];
  return baseline === undefined || current === undefined || names.length < 2 ? null : { baseline, current };
}
