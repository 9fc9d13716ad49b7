import type { Onset } from '../domain/onset';
import type { SlotRange } from '../domain/window';
import { countOf, formatCount } from '../format/numbers';
import { changePoint, leastPositions } from './changePoint';
import type { SeasonFit } from './removeSeason';
import type { SlotSeries } from './slotSeries';

/** Likelihood ratio that the best of all splits passes by chance in 5 % of series without a change (Andrews 1993, 2003; 5 % trimmed). */
const leastRatio = 9.71;

const method = 'one change of level, least squares weighted by rows (Bai 1997); interval by inverted likelihood ratio with long-run variance (Eo and Morley 2015)';

export interface OnsetWindows {
  readonly baseline: SlotRange;
  readonly current: SlotRange;
}

/** The onset of a series over the slots from the baseline's first to the current window's last. Pure, and never throws. */
export function findOnset(series: SlotSeries, windows: OnsetWindows, season: SeasonFit, level: number): Onset {
  const { baseline, current } = windows;
  if (current.from < baseline.to) return absent(current.to <= baseline.from ? 'the current window lies before the baseline' : 'the windows overlap', 0);
  const values = series.values.slice();
  season.remove(values);
  const { slots, kept, weights } = known(values, series.weights, baseline.from, current.to);
  if (slots.length < leastPositions) return absent(`${countOf(slots.length, 'slot')} with enough rows, needs ${leastPositions}`, slots.length);
  const found = changePoint(kept, weights, series.rowVariance, level);
  if (found === null) return absent(`${series.statistic} is the same in all slots`, slots.length);
  const words = `${method}${season.season.length === 0 ? '' : `; ${season.season.join(' and ')} of the baseline taken out`}`;
  const unclear = (reason: string): Onset => ({ state: 'not clear', reason, slot: null, interval: null, place: null, watched: null, slots: slots.length, method: words });
  if (found.ratio < leastRatio) return unclear(`no single shift of the ${series.statistic} stands out from how it moves from slot to slot`);
  const covered = found.high - found.low + 1;
  if (covered > slots.length / 2) return unclear(`the change may lie anywhere in ${formatCount(covered)} of ${countOf(slots.length, 'slot')}`);
  const slot = slots[found.at] as number;
  return {
    state: 'found',
    reason: `the ${series.statistic} changed its level once, most likely here`,
    slot,
    // The change may lie within the last slot of the old level or the first of the new one.
    interval: { from: slots[found.low - 1] as number, to: (slots[found.high] as number) + 1, level },
    place: slot < baseline.to ? 'in the baseline' : slot < current.from ? 'between the windows' : slot === current.from ? 'as the current window begins' : 'in the current window',
    watched: { statistic: series.statistic, before: found.before, after: found.after },
    slots: slots.length,
    method: words,
  };
}

/** The slots of a range that have a value, with it and its weight. */
function known(values: Float64Array, weights: Float64Array, from: number, to: number): { readonly slots: Int32Array; readonly kept: Float64Array; readonly weights: Float64Array } {
  const slots = new Int32Array(Math.max(0, to - from));
  const [kept, own] = [new Float64Array(slots.length), new Float64Array(slots.length)];
  let n = 0;
  for (let slot = from; slot < to; slot += 1) {
    const value = values[slot] as number;
    const weight = weights[slot] as number;
    if (!(weight > 0) || !Number.isFinite(value)) continue;
    slots[n] = slot;
    kept[n] = value;
    own[n] = weight;
    n += 1;
  }
  return { slots: slots.subarray(0, n), kept: kept.subarray(0, n), weights: own.subarray(0, n) };
}

export function absent(reason: string, slots: number): Onset {
  return { state: 'not available', reason, slot: null, interval: null, place: null, watched: null, slots, method };
}
