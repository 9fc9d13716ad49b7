import type { Axis, SlotRange, WindowPreset } from '../domain/window';
import { versionRange } from './versionRange';
import { byName, isProblem, type VersionsInfo, type WindowProblem } from './windowProblem';

type Pair = { baseline: SlotRange; current: SlotRange };

const day = 86_400_000_000;

/** The two slot ranges of a preset, counted on the part of the axis that has rows. `labelled` is the part whose labels are in, as far as anybody knows. */
export function resolvePreset(axis: Axis, slotRows: ArrayLike<number>, preset: WindowPreset, versions: VersionsInfo, labelled: SlotRange | null): Pair | WindowProblem {
  switch (preset.kind) {
    case 'parts':
      return parts(usedSlots(slotRows), preset.baseline, preset.current);
    case 'last': {
      const slots = lengthInSlots(axis, preset.length);
      return isProblem(slots) ? slots : shifted(slotRows, slots.count, slots.count);
    }
    case 'same-hours': {
      const slots = lengthInSlots(axis, preset.length);
      if (isProblem(slots)) return slots;
      const ago = lengthInSlots(axis, preset.ago === 'day' ? day : 7 * day);
      if (isProblem(ago)) return ago;
      if (!Number.isInteger(ago.exact)) return { problem: 'too-short', reason: `The slots of this axis are longer than a ${preset.ago}, so the same hours a ${preset.ago} earlier cannot be told apart.` };
      if (ago.count < slots.count) return { problem: 'bad-request', reason: `The window is longer than a ${preset.ago}.` };
      return shifted(slotRows, slots.count, ago.count);
    }
    case 'labels-in':
      if (labelled === null) return { problem: 'bad-request', reason: 'The log has no labels along an axis of time or rows, so no part of it is known to have them all.' };
      return parts(labelled, 0.5, 0.25);
    case 'files':
      return pair(byName(axis, 'file', preset.baseline), byName(axis, 'file', preset.current));
    case 'versions': {
      const find = (name: string): SlotRange | WindowProblem => (axis.kind === 'version' ? byName(axis, 'version', name) : versionRange(versions, name, slotRows));
      return pair(find(preset.baseline), find(preset.current));
    }
  }
}

/** The slots from the first to the last with rows. */
export function usedSlots(slotRows: ArrayLike<number>): SlotRange {
  let from = 0;
  let to = slotRows.length;
  while (to > 0 && (slotRows[to - 1] ?? 0) === 0) to -= 1;
  while (from < to && (slotRows[from] ?? 0) === 0) from += 1;
  return { from, to };
}

function parts(used: SlotRange, first: number, last: number): Pair | WindowProblem {
  if (!(first > 0 && last > 0 && first + last <= 1 + 1e-9)) return { problem: 'bad-request', reason: 'The parts must be above 0 and together at most the whole.' };
  const n = used.to - used.from;
  if (n < 2) return { problem: 'too-short', reason: 'The data fall into one slot, so no first and last part can be told apart.' };
  const baseline = Math.min(n - 1, Math.max(1, Math.round(n * first)));
  const current = Math.min(n - baseline, Math.max(1, Math.round(n * last)));
  return { baseline: { from: used.from, to: used.from + baseline }, current: { from: used.to - current, to: used.to } };
}

function lengthInSlots(axis: Axis, length: number): { readonly count: number; readonly exact: number } | WindowProblem {
  if (axis.kind !== 'time') return { problem: 'other-axis', reason: `This comparison needs times; the data are compared by ${axis.kind}.`, axis: 'time' };
  if (!(length > 0)) return { problem: 'bad-request', reason: 'The length must be above 0.' };
  return { count: Math.max(1, Math.round(length / axis.step)), exact: length / axis.step };
}

function shifted(slotRows: ArrayLike<number>, length: number, ago: number): Pair | WindowProblem {
  const { from, to } = usedSlots(slotRows);
  const current = { from: to - length, to };
  const baseline = { from: current.from - ago, to: current.to - ago };
  // Half of the earlier window may lie before the data; less than that is no comparison.
  if (baseline.to - Math.max(from, baseline.from) < length / 2) return { problem: 'too-short', reason: 'The data do not reach back far enough for this comparison.' };
  return { baseline: { from: Math.max(0, baseline.from), to: baseline.to }, current: { from: Math.max(0, current.from), to } };
}

function pair(baseline: SlotRange | WindowProblem, current: SlotRange | WindowProblem): Pair | WindowProblem {
  if (isProblem(baseline)) return baseline;
  return isProblem(current) ? current : { baseline, current };
}
