import type { CadenceView } from '../../../../src/protocol/alertsView';
import type { Axis } from '../../../../src/core/domain/window';
import { lineNameWidth, rangeText, slotTicks } from '../../../charts/axes';
import { pictureInner } from '../../../charts/chartPicture';
import type { PictureAxis } from '../../../charts/chartPicture';
import type { Tick } from '../../../charts/axes';
import type { Figures } from '../../../kit/figures';
import { t } from '../../../kit/l10n';

/* The axis that the charts of families with windows of one length share: the end of the baseline, then every judged window. */

export interface Shown {
  /** Slots, half-open. */
  readonly from: number;
  readonly to: number;
  /** The baseline begins before the charts do. */
  readonly cut: boolean;
}

/** At most a quarter of the width is the baseline: what is judged needs the room. */
export function shownSlots({ slots, baseline }: CadenceView): Shown {
  const first = slots[0] ?? baseline.to;
  const to = (slots.at(-1) ?? first) + 1;
  const from = Math.min(first, Math.max(baseline.from, first - Math.ceil((to - first) / 3)));
  return { from, to, cut: from > baseline.from };
}

/** The whole axis of windows, from slot 0. */
function wholeAxis({ axis, origin, windowLength, slots, rows }: CadenceView): Axis {
  const last = slots.at(-1) ?? 0;
  return axis === 'time' && origin !== null
    ? { kind: 'time', start: origin, step: windowLength, count: last + 1 }
    : { kind: 'row', step: windowLength, count: last + 1, total: last * windowLength + (rows.at(-1) ?? windowLength) };
}

/** A range of slots in words: times in UTC, or the rows and the window's number. */
export function slotsText(cadence: CadenceView, from: number, to: number, figures: Figures): string {
  const text = rangeText(wholeAxis(cadence), { from, to }, figures);
  if (cadence.axis === 'time') return text;
  return to - from === 1 ? t('window {0} ({1})', figures.count(from + 1), text) : t('windows {0} to {1} ({2})', figures.count(from + 1), figures.count(to), text);
}

/** Where a range begins, in words. */
export function slotStart(cadence: CadenceView, slot: number, figures: Figures): string {
  return cadence.origin === null ? t('window {0}', figures.count(slot + 1)) : figures.instant(cadence.origin + slot * cadence.windowLength);
}

/** Tick marks from the left edge of what is shown, for about `room` labels. */
export function shownTicks(cadence: CadenceView, { from, to }: Shown, room: number, figures: Figures): readonly Tick[] {
  const whole = wholeAxis(cadence);
  if (whole.kind === 'time') return slotTicks({ ...whole, start: whole.start + from * whole.step, count: to - from }, room, figures);
  const every = Math.max(1, Math.ceil((to - from) / Math.max(2, room)));
  return Array.from({ length: Math.ceil((to - from) / every) }, (_, i) => ({ at: i * every, text: figures.count(from + i * every + 1) }));
}

/** The window in a slot; null where there is none: the baseline, or an excluded time. */
export function windowIn(slots: readonly number[], slot: number): number | null {
  let low = 0;
  let high = slots.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const at = slots[middle] ?? 0;
    if (at === slot) return middle;
    if (at < slot) low = middle + 1;
    else high = middle - 1;
  }
  return null;
}

/** Where a window begins on the log, whatever the windows of other families: microseconds since 1970 UTC, or rows. */
export function placeOf({ origin, windowLength, slots }: CadenceView, window: number): number {
  return (origin ?? 0) + (slots[window] ?? 0) * windowLength;
}

/** The window that holds a place on the log; null where there is none. */
export function windowAt({ origin, windowLength, slots }: CadenceView, place: number): number | null {
  return windowIn(slots, Math.floor((place - (origin ?? 0)) / windowLength));
}

/** The same axis under a picture of the charts, which draw the baseline themselves. */
export function pictureAxis(cadence: CadenceView, figures: Figures): PictureAxis {
  const shown = shownSlots(cadence);
  const { baseline } = cadence;
  return {
    ticks: shownTicks(cadence, shown, Math.floor((pictureInner - 64 - lineNameWidth) / 90), figures).map(({ at, text }) => ({ at: at + shown.from, text })),
    unit: cadence.axis === 'time' ? 'UTC' : t('window'),
    bands: baseline.to > shown.from ? [{ name: shown.cut ? t('… baseline') : t('baseline'), from: shown.from, to: baseline.to, hue: null }] : [],
  };
}
