import { formatChange, formatFigure, formatInterval, formatRelative } from '../../src/core/format/figures';
import { countedText } from '../../src/core/format/counted';
import { defaultLocale, formatCount, formatFixed, formatNumber } from '../../src/core/format/numbers';
import { formatLevel, formatP } from '../../src/core/format/probability';
import { formatBytes } from '../../src/core/format/sizes';
import { formatDuration, formatInstant, formatSpan } from '../../src/core/format/time';
import { formatWindowPlace } from '../../src/core/format/windows';
import type { Interval, Unit } from '../../src/core/domain/finding';
import type { Counted, WindowInfo } from '../../src/core/domain/window';
import { t } from './l10n';

/** The core's formatting, bound to the editor's language. */
export interface Figures {
  readonly locale: string;
  figure(value: number | null, unit: Unit): string;
  /** `beside` is the interval that stands next to it: both get the same decimals. */
  change(value: number | null, unit: Unit, beside?: Interval | null): string;
  /** `31 to 45`; empty where there is no interval. */
  interval(interval: Interval | null, unit: Unit, isChange?: boolean, value?: number | null): string;
  count(value: number): string;
  /** `counts` names what is counted where it is not rows. */
  rows(value: number, counts?: Counted): string;
  fixed(value: number | null, digits: number): string;
  number(value: number): string;
  /** A share of rows as percent: `3.1 %`. */
  percent(share: number): string;
  relative(value: number | null): string;
  p(value: number | null): string;
  level(level: number): string;
  bytes(value: number): string;
  instant(us: number): string;
  span(fromUs: number, toUs: number): string;
  duration(us: number): string;
  place(window: WindowInfo): string;
}

export function figuresFor(wanted: string): Figures {
  const locale = usable(wanted);
  return {
    locale,
    figure: (value, unit) => formatFigure(value, unit, locale),
    change: (value, unit, beside = null) => formatChange(value, unit, locale, beside),
    interval: (interval, unit, isChange = false, value = null) =>
      interval === null ? '' : formatInterval(interval.low, interval.high, unit, { change: isChange, ...(value === null ? {} : { value }) }, locale),
    count: (value) => formatCount(value, locale),
    rows: (value, counts = undefined) => countedText(value, counts, locale),
    fixed: (value, digits) => (value === null ? t('not available') : formatFixed(value, digits, locale)),
    number: (value) => formatNumber(value, locale),
    percent: (share) => formatFigure(share, 'share', locale),
    relative: (value) => formatRelative(value, locale),
    p: (value) => formatP(value, locale),
    level: formatLevel,
    bytes: (value) => formatBytes(value, locale),
    instant: (us) => formatInstant(us, locale),
    span: (fromUs, toUs) => formatSpan(fromUs, toUs, locale),
    duration: (us) => formatDuration(us, locale),
    place: (window) => formatWindowPlace(window, locale),
  };
}

/** The editor may run in a pseudo language that `Intl` does not take. */
function usable(locale: string): string {
  try {
    return Intl.NumberFormat.supportedLocalesOf([locale]).length > 0 ? locale : defaultLocale;
  } catch {
    return defaultLocale;
  }
}
