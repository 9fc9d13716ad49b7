import type { Unit } from '../domain/finding';
import { defaultLocale, formatCount, formatFixed, formatNumber, notAvailable, signed } from './numbers';

interface Scale {
  /** The suffix, with its leading space. */
  readonly suffix: string;
  readonly text: (value: number) => string;
}

function percent(value: number, locale: string): string {
  const size = Math.abs(value * 100);
  if (size === 0 || size >= 0.1) return formatFixed(value * 100, 1, locale);
  return size >= 0.005 ? formatFixed(value * 100, 2, locale) : formatNumber(value * 100, locale);
}

function milliseconds(value: number, locale: string): string {
  const size = Math.abs(value);
  if (size >= 9.95 || size === 0) return formatCount(value, locale);
  return size >= 0.095 ? formatFixed(value, 1, locale) : formatNumber(value, locale);
}

const rateSuffix = { 'per second': '/s', 'per minute': '/min', 'per hour': '/h', 'per day': '/d' } as const;

/** One scale for a figure and the bounds of its interval, so that `31 to 45` needs its unit once. `largest` picks ms or s. */
function scaleOf(unit: Unit, largest: number, change: boolean, locale: string): Scale {
  switch (unit) {
    case 'ms':
      return Math.abs(largest) >= 10_000
        ? { suffix: ' s', text: (value) => formatNumber(value / 1000, locale) }
        : { suffix: ' ms', text: (value) => milliseconds(value, locale) };
    case 'share':
      return { suffix: change ? ' pt' : ' %', text: (value) => percent(value, locale) };
    case 'per second':
    case 'per minute':
    case 'per hour':
    case 'per day':
      return { suffix: rateSuffix[unit], text: (value) => formatNumber(value, locale) };
    case 'rows':
      return { suffix: ' rows', text: (value) => formatCount(value, locale) };
    case 'sd':
      return { suffix: ' sd', text: (value) => formatFixed(value, 2, locale) };
    case 'bits':
      return { suffix: ' bits', text: (value) => formatFixed(value, 3, locale) };
    case 'score':
      return { suffix: '', text: (value) => formatFixed(value, 3, locale) };
    case 'native':
    case 'none':
      return { suffix: '', text: (value) => formatNumber(value, locale) };
  }
}

/** A figure with its unit: `142 ms`, `81.2 %`, `21.3/s`, `1.42 sd`; `not available` for null and for what is not finite. */
export function formatFigure(value: number | null, unit: Unit, locale = defaultLocale): string {
  if (value === null || !Number.isFinite(value)) return notAvailable;
  const scale = scaleOf(unit, value, false, locale);
  return scale.text(value) + scale.suffix;
}

/** A change with its sign and unit: `+38 ms`, `−3.1 pt`. */
export function formatChange(value: number | null, unit: Unit, locale = defaultLocale): string {
  if (value === null || !Number.isFinite(value)) return notAvailable;
  const scale = scaleOf(unit, value, true, locale);
  return signed(value, scale.text) + scale.suffix;
}

/** A change without its sign, for sentences that say `rose` or `fell`: `38 ms`, `3.1 pt`. */
export function formatAmount(value: number, unit: Unit, locale = defaultLocale): string {
  if (!Number.isFinite(value)) return notAvailable;
  const scale = scaleOf(unit, value, true, locale);
  return scale.text(Math.abs(value)) + scale.suffix;
}

/** A relative change: `+12 %`, `−0.4 %`. Null where the base is 0 or missing. */
export function formatRelative(value: number | null, locale = defaultLocale): string {
  if (value === null || !Number.isFinite(value)) return notAvailable;
  return `${signed(value * 100, (size) => (size >= 9.95 ? formatCount(size, locale) : formatFixed(size, 1, locale)))} %`;
}

export interface IntervalStyle {
  /** Share of rows changes are in points. */
  readonly change?: boolean;
  /** Write the unit behind the bounds. */
  readonly withUnit?: boolean;
  /** Drop the signs, for `fell 3.1 pt (2.2 to 4.0)`: bounds are given as magnitudes, ascending. */
  readonly magnitude?: boolean;
}

/** `31 to 45`; a missing bound is `no bound`, two missing ones `no bounds`. */
export function formatInterval(low: number | null, high: number | null, unit: Unit, style: IntervalStyle = {}, locale = defaultLocale): string {
  const bounds: readonly [number | null, number | null] =
    style.magnitude === true && (high ?? 1) < 0 ? [high === null ? null : -high, low === null ? null : -low] : [low, high];
  if (bounds[0] === null && bounds[1] === null) return 'no bounds';
  const largest = Math.max(Math.abs(bounds[0] ?? 0), Math.abs(bounds[1] ?? 0));
  const scale = scaleOf(unit, largest, style.change === true, locale);
  const text = (bound: number | null): string => {
    if (bound === null || !Number.isFinite(bound)) return 'no bound';
    return style.change === true && style.magnitude !== true ? signed(bound, scale.text) : scale.text(bound);
  };
  return `${text(bounds[0])} to ${text(bounds[1])}${style.withUnit === true ? scale.suffix : ''}`;
}
