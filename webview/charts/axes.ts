import type { Scale, ScaleOptionsByType } from 'chart.js';
import type { Unit } from '../../src/core/domain/finding';
import type { Axis, SlotRange } from '../../src/core/domain/window';
import type { Figures } from '../kit/figures';
import type { Palette } from '../kit/theme';
import { t } from '../kit/l10n';

/** Width of every value axis, so that charts under one another share their x positions to the pixel. */
export const valueAxisWidth = 64;

/** Free width right of the plots of the shared axis, where the lines of a lane of several series have their names. */
export const lineNameWidth = 30;

type LinearOptions = Partial<ScaleOptionsByType<'linear'>>;

export interface ValueRange {
  readonly min: number;
  readonly max: number;
}

/** Spans below which noise would fill the picture, in the unit; for others a twentieth of the values. */
const leastSpans: Partial<Readonly<Record<Unit, number>>> = { share: 0.02, score: 0.05, sd: 0.2, bits: 0.05 };

/** The least and the largest value, from zero where asked, and never so little between them that noise looks like movement. */
function spanOf(values: readonly (number | null)[], unit: Unit, fromZero: boolean): { readonly low: number; readonly high: number; readonly span: number; readonly zero: boolean } {
  const finite = values.filter((value): value is number => value !== null && Number.isFinite(value));
  const high = finite.length === 0 ? 0 : finite.reduce((a, b) => Math.max(a, b));
  const low = finite.length === 0 ? 0 : finite.reduce((a, b) => Math.min(a, b));
  const zero = fromZero && low >= 0;
  const least = leastSpans[unit] ?? (Math.max(Math.abs(high), Math.abs(low)) / 20 || 1);
  return { low, high, zero, span: Math.max(least, high - (zero ? 0 : low)) };
}

/** What a value axis shows: all values with some air. */
export function valueRange(values: readonly (number | null)[], unit: Unit, fromZero: boolean): ValueRange {
  const { low, high, span, zero } = spanOf(values, unit, fromZero);
  const middle = (high + low) / 2;
  const max = zero ? span * 1.12 : middle + span * 0.62;
  const min = zero ? 0 : middle - span * 0.62;
  return isPartial(unit, low, high) ? { min: Math.max(0, min), max: Math.min(1, max) } : { min, max };
}

/** Nothing lies beyond 100 %. */
function isPartial(unit: Unit, low: number, high: number): boolean {
  return unit === 'share' && high <= 1 && low >= 0;
}

/** All values between two round ends, about `parts` round steps apart; rounding gives the air. */
export function roundScale(values: readonly (number | null)[], unit: Unit, fromZero: boolean, parts: number): ValueRange & { readonly ticks: readonly number[] } {
  const { low, high, span, zero } = spanOf(values, unit, fromZero);
  const step = roundStep(span / parts);
  const partial = isPartial(unit, low, high);
  const most = partial ? Math.round(1 / step) : Number.POSITIVE_INFINITY;
  // What is beyond a round value by the error of its digits alone does not need a step of its own.
  let from = zero ? 0 : Math.floor(low / step + 1e-9);
  let to = Math.max(from + 1, Math.ceil((zero ? span : high) / step - 1e-9));
  // A flat line stands in the middle of its lane.
  while (!zero && (to - from) * step < span) {
    if (high - from * step > to * step - low) to += 1;
    else from -= 1;
  }
  if (partial) [from, to] = [Math.max(0, from), Math.min(most, to)];
  const round = (index: number) => Number((index * step).toPrecision(12));
  return { min: round(from), max: round(to), ticks: Array.from({ length: to - from + 1 }, (_, i) => round(from + i)) };
}

/** 1, 2 or 5 times a power of ten, at least `size`; those below 1 all divide it. */
function roundStep(size: number): number {
  const power = 10 ** Math.floor(Math.log10(size));
  return Number((([1, 2, 5].find((each) => each * power >= size * (1 - 1e-9)) ?? 10) * power).toPrecision(12));
}

const unitTexts: Readonly<Record<Unit, string>> = {
  ms: ' ms', share: ' %', 'per second': '/s', 'per minute': '/min', 'per hour': '/h', 'per day': '/d', sd: ' sd', bits: ' bits', rows: ` ${t('rows')}`, score: '', bytes: ' B', 'bytes per second': ' B/s', watts: ' W', celsius: ' °C', amount: '', native: '', none: '',
};

/** A round value as an axis marks it: no more digits than it has, its unit only where asked. */
export function tickText(value: number, unit: Unit, withUnit: boolean, figures: Figures): string {
  if (unit === 'bytes' || unit === 'bytes per second') return figures.figure(value, unit); // its scale changes from tick to tick
  const shown = unit === 'share' ? value * 100 : value;
  const digits = decimals.find((each) => Math.abs(shown * 10 ** each - Math.round(shown * 10 ** each)) < 1e-6);
  return `${digits === undefined ? figures.number(shown) : figures.fixed(shown, digits)}${withUnit ? unitTexts[unit] : ''}`;
}

const decimals = [0, 1, 2, 3, 4];

/** The value axis, its unit said once, with the topmost tick: at most so many round ticks, or ticks at the given values. */
export function valueAxis(palette: Palette, figures: Figures, unit: Unit, range: ValueRange, ticks: number | readonly number[] = 4): LinearOptions {
  return {
    type: 'linear',
    min: range.min,
    max: range.max,
    border: { display: false },
    grid: { color: palette.grid, drawTicks: false },
    ticks: {
      color: palette.muted,
      font: { family: palette.font, size: palette.fontSize - 2 },
      ...(typeof ticks === 'number' ? { maxTicksLimit: ticks } : { autoSkip: false }),
      // Only round values are marked, not where the axis happens to end.
      includeBounds: false,
      padding: 6,
      callback: (value: string | number, index: number, all: readonly unknown[]) => tickText(Number(value), unit, index === all.length - 1, figures),
    },
    ...(typeof ticks === 'number' ? {} : { afterBuildTicks: (scale: Scale) => (scale.ticks = ticks.map((value) => ({ value }))) }),
    afterFit: (scale: Scale) => {
      scale.width = valueAxisWidth;
    },
  } as unknown as LinearOptions;
}

/** The shared slot axis, without ticks of its own: `slotTicks` under the charts carries the words. */
export function hiddenSlotAxis(count: number): LinearOptions {
  return { type: 'linear', min: 0, max: Math.max(1, count), display: false };
}

export function slotCount(axis: Axis): number {
  return axis.kind === 'time' || axis.kind === 'row' ? axis.count : axis.names.length;
}

/** The place of one slot boundary or slot in words: an instant, a file, a version, or rows. */
export function slotText(axis: Axis, slot: number, figures: Figures): string {
  switch (axis.kind) {
    case 'time':
      return figures.instant(axis.start + slot * axis.step);
    case 'row':
      return t('rows {0} to {1}', figures.count(slot * axis.step + 1), figures.count(Math.min(axis.total, (slot + 1) * axis.step)));
    default:
      return axis.names[Math.min(slot, axis.names.length - 1)] ?? '';
  }
}

/** A range of slots in words. */
export function rangeText(axis: Axis, range: SlotRange, figures: Figures): string {
  switch (axis.kind) {
    case 'time':
      return figures.span(axis.start + range.from * axis.step, axis.start + range.to * axis.step);
    case 'row':
      return t('rows {0} to {1}', figures.count(range.from * axis.step + 1), figures.count(Math.min(axis.total, range.to * axis.step)));
    default: {
      const first = axis.names[range.from] ?? '';
      const last = axis.names[range.to - 1] ?? first;
      return range.to - range.from <= 1 ? first : t('{0} to {1}', first, last);
    }
  }
}

export interface Tick {
  /** Slots from the left edge. */
  readonly at: number;
  readonly text: string;
}

const tickFormats = new Map<string, Intl.DateTimeFormat>();
const minute = 60e6;
const day = 86_400e6;
const timeSteps = [1e6, 5e6, 15e6, 30e6, minute, 5 * minute, 15 * minute, 30 * minute, 60 * minute, 180 * minute, 360 * minute, 720 * minute, day, 2 * day, 3 * day, 7 * day, 14 * day, 30 * day, 91 * day, 365 * day];

/** Tick marks for about `room` labels: round UTC times on a time axis, slots on the others. */
export function slotTicks(axis: Axis, room: number, figures: Figures): readonly Tick[] {
  const count = slotCount(axis);
  const wanted = Math.max(2, room);
  if (axis.kind !== 'time') {
    const every = Math.max(1, Math.ceil(count / wanted));
    return Array.from({ length: Math.ceil(count / every) }, (_, i) => ({
      at: i * every + (axis.kind === 'row' ? 0 : 0.5),
      text: axis.kind === 'row' ? figures.count(i * every * axis.step + 1) : slotText(axis, i * every, figures),
    }));
  }
  const length = axis.step * count;
  const every = timeSteps.find((step) => length / step <= wanted) ?? length / wanted;
  const ticks: Tick[] = [];
  let lastDay = '';
  for (let us = Math.ceil(axis.start / every) * every; us <= axis.start + length; us += every) {
    const part = tickParts(us, figures.locale);
    const dayText = length > 300 * day ? `${part.day} ${part.year}` : part.day;
    const clock = part.clock;
    ticks.push({ at: (us - axis.start) / axis.step, text: every >= day || dayText !== lastDay ? dayText : clock });
    lastDay = dayText;
  }
  return ticks;
}

/** Day, year and clock of an instant in UTC, in the order that the rest of the panel writes them. */
function tickParts(us: number, locale: string): { readonly day: string; readonly year: string; readonly clock: string } {
  let format = tickFormats.get(locale);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
    tickFormats.set(locale, format);
  }
  const part = new Map(format.formatToParts(us / 1000).map((each) => [each.type, each.value]));
  const get = (type: Intl.DateTimeFormatPartTypes) => part.get(type) ?? '';
  const seconds = get('second');
  return { day: `${get('day')} ${get('month')}`, year: get('year'), clock: `${get('hour')}:${get('minute')}${seconds === '00' ? '' : `:${seconds}`}` };
}

/** Ticks of a drawn value or category axis at given positions with given texts. */
export function labelledTicks(palette: Palette, ticks: readonly Tick[]): LinearOptions {
  const texts = new Map(ticks.map((tick) => [tick.at, tick.text]));
  return {
    type: 'linear',
    grid: { display: false },
    border: { color: palette.muted },
    ticks: {
      color: palette.muted, font: { family: palette.font, size: palette.fontSize - 2 }, autoSkip: true, autoSkipPadding: 12, maxRotation: 0,
      callback: (value: string | number) => texts.get(Number(value)) ?? '',
    },
    afterBuildTicks: (scale: Scale) => {
      scale.ticks = ticks.map((tick) => ({ value: tick.at }));
    },
  } as unknown as LinearOptions;
}
