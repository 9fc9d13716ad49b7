import type { Unit } from '../domain/finding';
import { defaultLocale, formatCount, formatExponent, formatFixed, formatNumber, notAvailable, signed } from './numbers';

interface Scale {
  /** The suffix, with its leading space. */
  readonly suffix: string;
  /** What a value is multiplied by before it is printed. */
  readonly factor: number;
  readonly text: (value: number) => string;
  /** Decimals of a printed magnitude that stands alone; null where all figures of the unit have the same. */
  readonly decimals: ((size: number) => number) | null;
  readonly least: number;
}

/** Sizes from which a figure with fixed decimals is printed with an exponent instead of hundreds of digits. */
const huge = 1e6;

function fixed(value: number, digits: number, locale: string): string {
  return Math.abs(value) >= huge ? formatExponent(value, locale) : formatFixed(value, digits, locale);
}

function percent(value: number, locale: string): string {
  const size = Math.abs(value * 100);
  if (size === 0 || size >= 0.1) return fixed(value * 100, 1, locale);
  return size >= 0.005 ? formatFixed(value * 100, 2, locale) : formatNumber(value * 100, locale);
}

function milliseconds(value: number, locale: string): string {
  const size = Math.abs(value);
  if (size >= 9.95 || size === 0) return formatCount(value, locale);
  return size >= 0.095 ? formatFixed(value, 1, locale) : formatNumber(value, locale);
}

/** Decimals of three digits that count. */
const threeDigits = (size: number): number => (size === 0 || size >= 100 ? 0 : Math.min(12, 2 - Math.floor(Math.log10(size))));
const percentDigits = (size: number): number => (size === 0 || size >= 0.1 ? 1 : size >= 0.005 ? 2 : threeDigits(size));
const millisecondDigits = (size: number): number => (size === 0 || size >= 9.95 ? 0 : size >= 0.095 ? 1 : threeDigits(size));

const byteScales = [['B', 1], ['kB', 1e3], ['MB', 1e6], ['GB', 1e9], ['TB', 1e12], ['PB', 1e15]] as const;

const rateSuffix = { 'per second': '/s', 'per minute': '/min', 'per hour': '/h', 'per day': '/d' } as const;

/** One scale for a figure and the bounds of its interval, so that `31 to 45` needs its unit once. `largest` picks ms or s. */
function scaleOf(unit: Unit, largest: number, change: boolean, locale: string): Scale {
  const free = { factor: 1, least: 0, decimals: threeDigits, text: (value: number) => formatNumber(value, locale) };
  const fixedTo = (suffix: string, digits: number): Scale => ({ suffix, factor: 1, least: digits, decimals: null, text: (value) => fixed(value, digits, locale) });
  switch (unit) {
    case 'ms':
      return Math.abs(largest) >= 10_000
        ? { ...free, suffix: ' s', factor: 1e-3, text: (value) => formatNumber(value / 1000, locale) }
        : { ...free, suffix: ' ms', decimals: millisecondDigits, text: (value) => milliseconds(value, locale) };
    case 'share':
      return { suffix: change ? ' pt' : ' %', factor: 100, least: 1, decimals: percentDigits, text: (value) => percent(value, locale) };
    case 'per second':
    case 'per minute':
    case 'per hour':
    case 'per day':
      return { ...free, suffix: rateSuffix[unit] };
    case 'bytes':
    case 'bytes per second': {
      // Decimal units, as in `formatBytes`; 999.5 would print as 1,000.
      const [name, size] = byteScales.find(([, one]) => Math.abs(largest) < 999.5 * one) ?? ['PB', 1e15];
      return { ...free, suffix: ` ${name}${unit === 'bytes' ? '' : '/s'}`, factor: 1 / size, text: (value) => formatNumber(value / size, locale) };
    }
    case 'watts':
      return fixedTo(' W', 0);
    case 'celsius':
      return fixedTo(' °C', 1);
    case 'rows':
      return fixedTo(' rows', 0);
    case 'sd':
      return fixedTo(' sd', 2);
    case 'bits':
      return fixedTo(' bits', 3);
    case 'score':
      return fixedTo('', 3);
    case 'amount':
    case 'native':
    case 'none':
      return { ...free, suffix: '' };
  }
}

type Bounds = { readonly low: number | null; readonly high: number | null };
const numbersOf = (values: readonly (number | null | undefined)[]): readonly number[] => values.filter((value): value is number => typeof value === 'number' && Number.isFinite(value));
const largestOf = (values: readonly number[]): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/**
 * The scale of a figure that is printed beside its interval: all with the decimals that show two or three digits of the interval's
 * width, at most those that the largest of them has alone, so that `+0.02 (−0.50 to +0.55)` are read at one precision.
 */
function besides(value: number | null, bounds: Bounds | null, unit: Unit, change: boolean, locale: string): Scale {
  const all = numbersOf([value, bounds?.low, bounds?.high]);
  const scale = scaleOf(unit, largestOf(all), change, locale);
  if (bounds === null || scale.decimals === null) return scale;
  const printed = all.map((one) => one * scale.factor);
  const largest = largestOf(printed);
  if (largest >= huge || (largest < 1e-4 && largest > 0)) return scale;
  const whole = scale.least === 0 && printed.every((one) => Number.isInteger(one));
  const width = bounds.low === null || bounds.high === null ? 0 : (bounds.high - bounds.low) * scale.factor;
  const order = Math.floor(Math.log10(width));
  const byWidth = width > 0 && Number.isFinite(width) ? (width / 10 ** order < 3 ? 2 : 1) - order : Infinity;
  const digits = whole ? 0 : Math.max(scale.least, Math.min(byWidth, scale.decimals(largest)));
  return { ...scale, text: (one) => formatFixed(one * scale.factor, digits, locale) };
}

/** A figure with its unit: `142 ms`, `81.2 %`, `21.3/s`, `1.42 sd`; `not available` for null and for what is not finite. */
export function formatFigure(value: number | null, unit: Unit, locale = defaultLocale): string {
  if (value === null || !Number.isFinite(value)) return notAvailable;
  const scale = scaleOf(unit, value, false, locale);
  return scale.text(value) + scale.suffix;
}

/**
 * The two figures of one finding with the same unit and decimals: `0.02 %` and `0.10 %`. Rates and plain numbers that differ
 * tenfold keep three digits each.
 */
export function formatPair(baseline: number | null, current: number | null, unit: Unit, locale = defaultLocale): readonly [string, string] {
  const both = numbersOf([baseline, current]);
  const scale = scaleOf(unit, largestOf(both), false, locale);
  const text = pairText(both.map((value) => Math.abs(value * scale.factor)), scale, locale) ?? scale.text;
  const one = (value: number | null): string => (value === null || !Number.isFinite(value) ? notAvailable : text(value) + scale.suffix);
  return [one(baseline), one(current)];
}

function pairText(printed: readonly number[], scale: Scale, locale: string): Scale['text'] | null {
  const largest = Math.max(...printed);
  const smallest = Math.min(...printed.filter((size) => size > 0));
  const { decimals } = scale;
  if (decimals === null || printed.length < 2 || !(largest < huge) || !Number.isFinite(smallest) || smallest < 1e-4) return null;
  const plain = scale.least === 0;
  if (plain && (largest > 10 * smallest || printed.includes(0))) return null;
  const most = plain ? decimals(largest) + 1 : Math.max(2, decimals(largest));
  const digits = plain && printed.every((size) => Number.isInteger(size)) ? 0 : Math.max(scale.least, Math.min(most, decimals(smallest)));
  return (value) => formatFixed(value * scale.factor, digits, locale);
}

/** A change with its sign and unit: `+38 ms`, `−3.1 pt`; with `beside`, at the precision of the interval printed next to it. */
export function formatChange(value: number | null, unit: Unit, locale = defaultLocale, beside: Bounds | null = null): string {
  if (value === null || !Number.isFinite(value)) return notAvailable;
  const scale = besides(value, beside, unit, true, locale);
  return signed(value, scale.text) + scale.suffix;
}

/** A change without its sign, for sentences that say `rose` or `fell`: `38 ms`, `3.1 pt`. */
export function formatAmount(value: number, unit: Unit, locale = defaultLocale, beside: Bounds | null = null): string {
  if (!Number.isFinite(value)) return notAvailable;
  const scale = besides(value, beside, unit, true, locale);
  return scale.text(Math.abs(value)) + scale.suffix;
}

/** A relative change: `+12 %`, `−0.4 %`. Null where the base is 0 or missing. */
export function formatRelative(value: number | null, locale = defaultLocale): string {
  if (value === null || !Number.isFinite(value)) return notAvailable;
  return `${signed(value * 100, (size) => (size >= huge ? formatExponent(size, locale) : size >= 9.95 ? formatCount(size, locale) : formatFixed(size, 1, locale)))} %`;
}

export interface IntervalStyle {
  /** Share of rows changes are in points. */
  readonly change?: boolean;
  /** Write the unit behind the bounds. */
  readonly withUnit?: boolean;
  /** Drop the signs, for `fell 3.1 pt (2.2 to 4.0)`: bounds are given as magnitudes, ascending. */
  readonly magnitude?: boolean;
  /** The figure that is printed beside the interval. */
  readonly value?: number | null;
}

/** `31 to 45`; a missing bound is `no bound`, two missing ones `no bounds`. */
export function formatInterval(low: number | null, high: number | null, unit: Unit, style: IntervalStyle = {}, locale = defaultLocale): string {
  const bounds: readonly [number | null, number | null] =
    style.magnitude === true && (high ?? 1) < 0 ? [high === null ? null : -high, low === null ? null : -low] : [low, high];
  if (bounds[0] === null && bounds[1] === null) return 'no bounds';
  const scale = besides(style.value ?? null, { low, high }, unit, style.change === true, locale);
  const text = (bound: number | null): string => {
    if (bound === null || !Number.isFinite(bound)) return 'no bound';
    return style.change === true && style.magnitude !== true ? signed(bound, scale.text) : scale.text(bound);
  };
  return `${text(bounds[0])} to ${text(bounds[1])}${style.withUnit === true ? scale.suffix : ''}`;
}
