import { batchesOf } from '../analysis/batches';
import type { SlotRange } from '../domain/window';

/** The baseline in pieces that the noise of each part is taken from: runs of slots, or runs of rows where there are too few slots. */
export type BlockPlan = { readonly kind: 'slots'; readonly range: SlotRange; readonly count: number } | { readonly kind: 'rows'; readonly range: SlotRange; readonly count: number };

const fewestBlocks = 10;
const usualBlocks = 20;
const mostBlocks = 30;

/**
 * Blocks as long as the current window where the baseline holds 20 to 30 of those, else 20 (or a block a slot, down to 10): with fewer,
 * the noise is itself uncertain; with more, blocks become shorter than what rows have in common with their neighbours.
 */
export function baselineBlocks(baseline: SlotRange, current: SlotRange): BlockPlan {
  const slots = Math.max(0, baseline.to - baseline.from);
  const wanted = Math.min(mostBlocks, Math.max(usualBlocks, Math.round(slots / Math.max(1, current.to - current.from))));
  if (slots < fewestBlocks) return { kind: 'rows', range: baseline, count: usualBlocks };
  return { kind: 'slots', range: baseline, count: batchesOf(baseline, wanted).length };
}
