import { defaultLocale, formatExponent } from '../format/numbers';
import { formatDuration, formatInstant } from '../format/time';
import type { RunBrief } from './compareRuns';
import type { Logged } from './trainingRun';

const formats = new Map<string, Intl.NumberFormat>();

function fiveDigits(locale: string): Intl.NumberFormat {
  const known = formats.get(locale) ?? new Intl.NumberFormat(locale, { maximumSignificantDigits: 5 });
  formats.set(locale, known);
  return known;
}

/** A logged value with five digits that count: training differs in the third. What is no number is said in words, what is missing is a dash. */
export function loggedText(value: Logged | null | undefined, locale = defaultLocale): string {
  if (value === null || value === undefined) return '–';
  if (value === 'NaN') return 'not a number';
  if (value === 'Infinity') return '∞';
  if (value === '-Infinity') return '−∞';
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-4 || size >= 1e9) ? formatExponent(value, locale) : fiveDigits(locale).format(value).replace(/^-/, '−');
}

/** A difference with its sign. */
export function differenceText(value: number | null, locale = defaultLocale): string {
  if (value === null) return '–';
  // Digits of the difference of two doubles beyond the twelfth are rounding.
  const rounded = Number(value.toPrecision(12));
  return rounded === 0 ? '0' : `${rounded > 0 ? '+' : '−'}${loggedText(Math.abs(rounded), locale)}`;
}

export function startText({ startMs }: Pick<RunBrief, 'startMs'>, locale = defaultLocale): string {
  return startMs === null ? 'not known' : formatInstant(Math.floor(startMs / 1000) * 1e6, locale);
}

export function lengthText({ startMs, endMs }: Pick<RunBrief, 'startMs' | 'endMs'>, locale = defaultLocale): string {
  return startMs === null || endMs === null ? '–' : formatDuration((endMs - startMs) * 1000, locale);
}
