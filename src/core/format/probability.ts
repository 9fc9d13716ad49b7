import { defaultLocale, formatFixed, notAvailable } from './numbers';

/** A p- or q-value: `0.61`, `0.013`, `<0.001`. */
export function formatP(value: number | null, locale = defaultLocale): string {
  if (value === null || !Number.isFinite(value)) return notAvailable;
  if (value < 0.001) return `<${formatFixed(0.001, 3, locale)}`;
  return formatFixed(value, value < 0.0995 ? 3 : 2, locale);
}

/** The same as a clause: `q < 0.001`, `p = 0.013`. */
export function formatPClause(symbol: 'p' | 'q', value: number | null, locale = defaultLocale): string {
  if (value === null || !Number.isFinite(value)) return `${symbol} ${notAvailable}`;
  return value < 0.001 ? `${symbol} < ${formatFixed(0.001, 3, locale)}` : `${symbol} = ${formatP(value, locale)}`;
}

/** An interval level as people write it: `95 %`, `99.9 %`. */
export function formatLevel(level: number): string {
  return `${Number((level * 100).toFixed(3))} %`;
}
