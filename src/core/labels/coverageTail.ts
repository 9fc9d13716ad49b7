import type { SlotRange } from '../domain/window';
import { newcombe } from '../stats/proportions';
import type { LabelledSlots } from './labelledSlots';

/** A fall of the labelled share below the baseline's that is too small to speak of, 0..1. */
export const leastFall = 0.05;
/** Share of the window's slots that its end is, and that is looked at at a time. */
const tailShare = 0.1;

export interface CoverageTail {
  /** From the first of the last slots that have fewer labels. */
  readonly slots: SlotRange;
  readonly labelled: number;
  readonly predictions: number;
  /** Labelled share of the baseline. */
  readonly baseline: number;
}

/**
 * The last slots of a window whose predictions have fewer labels than the baseline's, as those of labels that are still coming do: Newcombe's interval of the
 * difference of the two shares, at `1 - alpha`, lies below `-leastFall`. A tenth of the window is looked at, at least `least` predictions, and then
 * tenths before it for as long as they fall short too. Null where the end does not, or either side is too small.
 */
export function coverageTail({ labelled, all }: LabelledSlots, baseline: SlotRange, current: SlotRange, least: number, alpha: number): CoverageTail | null {
  const sums = (range: SlotRange): readonly [number, number] => {
    let [x, n] = [0, 0];
    for (let slot = range.from; slot < range.to; slot += 1) {
      x += labelled(slot);
      n += all(slot);
    }
    return [x, n];
  };
  const [x, n] = sums(baseline);
  if (n < least) return null;
  const part = Math.max(1, Math.round((current.to - current.from) * tailShare));
  let from = current.to;
  for (let end = current.to; end > current.from; ) {
    let start = Math.max(current.from, end - part);
    while (start > current.from && sums({ from: start, to: end })[1] < least) start -= 1;
    const [tailX, tailN] = sums({ from: start, to: end });
    const high = tailN < least ? null : newcombe(x, n, tailX, tailN, 1 - alpha)?.interval.high;
    if (high === null || high === undefined || high >= -leastFall) break;
    from = start;
    end = start;
  }
  if (from === current.to) return null;
  const slots = { from, to: current.to };
  const [tailX, tailN] = sums(slots);
  return { slots, labelled: tailX, predictions: tailN, baseline: x / n };
}
