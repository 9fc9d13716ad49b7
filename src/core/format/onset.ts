import type { Onset } from '../domain/onset';
import type { Axis } from '../domain/window';
import { defaultLocale, formatCount } from './numbers';
import { oneLine, shorten } from './oneLine';
import { formatLevel } from './probability';
import { formatInstant, formatMoment } from './time';

/** Where a slot begins, in the axis's own words: `10 Jun 2001 00:00 UTC`, `row 12,001`, a file or version. */
export function slotPlace(axis: Axis, slot: number, locale = defaultLocale): string {
  if (axis.kind === 'time') return formatInstant(axis.start + slot * axis.step, locale);
  if (axis.kind === 'row') return `row ${formatCount(Math.min(axis.total, slot * axis.step + 1), locale)}`;
  return name(axis.names[Math.min(slot, axis.names.length - 1)]);
}

/** The same without year and zone, for a second mention. */
export function slotPlaceShort(axis: Axis, slot: number, locale = defaultLocale): string {
  return axis.kind === 'time' ? formatMoment(axis.start + slot * axis.step, locale) : slotPlace(axis, slot, locale);
}

/** The interval's ends: `9 Jun 12:00 to 10 Jun 12:00`, `row 11,001 to 13,000`, `a.jsonl to c.jsonl`. Empty where there is none. */
export function onsetSpan({ interval }: Pick<Onset, 'interval'>, axis: Axis, locale = defaultLocale): string {
  if (interval === null) return '';
  if (axis.kind === 'time') return `${slotPlaceShort(axis, interval.from, locale)} to ${slotPlaceShort(axis, interval.to, locale)}`;
  if (axis.kind === 'row') return `${slotPlace(axis, interval.from, locale)} to ${formatCount(Math.min(axis.total, interval.to * axis.step), locale)}`;
  return `${name(axis.names[interval.from])} to ${name(axis.names[Math.min(interval.to, axis.names.length) - 1])}`;
}

/** `since 10 Jun 2001 00:00 UTC (9 Jun 12:00 to 10 Jun 12:00, 95 %), between the windows`; else the state with its reason. */
export function onsetText(onset: Onset, axis: Axis, locale = defaultLocale): string {
  if (onset.slot === null || onset.interval === null) return `${onset.state}: ${onset.reason}`;
  const place = onset.place === null ? '' : `, ${onset.place}`;
  return `since ${slotPlace(axis, onset.slot, locale)} (${onsetSpan(onset, axis, locale)}, ${formatLevel(onset.interval.level)})${place}`;
}

/** What was watched with its level on both sides: `share above 50 ms 4.8 % to 16.6 %`; empty unless found. */
export function watchedText({ watched }: Onset, share: (value: number) => string, plain: (value: number) => string): string {
  if (watched === null) return '';
  const isShare = /^(share|error rate|accuracy|precision|recall|F1|mean confidence)\b/.test(watched.statistic);
  const of = isShare ? share : plain;
  return `${watched.statistic} ${of(watched.before)} to ${of(watched.after)}`;
}

function name(text: string | undefined): string {
  return shorten(oneLine(text ?? ''), 60);
}
