/** Locale of every text unless the caller names another; fixed, so that reports do not differ between machines. */
export const defaultLocale = 'en-US';

/** What stands where a number is missing or not finite. */
export const notAvailable = 'not available';

const formats = new Map<string, Intl.NumberFormat>();

// Making an Intl.NumberFormat costs about 20 µs; a 1,000-feature table formats thousands of numbers.
function numberFormat(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale}|${options.minimumFractionDigits ?? ''}|${options.maximumFractionDigits ?? ''}|${options.minimumSignificantDigits ?? ''}|${options.maximumSignificantDigits ?? ''}|${options.notation ?? ''}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat(locale, options);
  formats.set(key, made);
  return made;
}

/** The typographic minus, also where the locale has a hyphen; never a negative zero. */
function withMinus(text: string): string {
  const plain = text.replace(/^-/, '−');
  return /^−[0.,]*$/.test(plain) ? plain.slice(1) : plain;
}

/** A whole number with the locale's grouping: `412,310`. */
export function formatCount(value: number, locale = defaultLocale): string {
  if (!Number.isFinite(value)) return notAvailable;
  return withMinus(numberFormat(locale, { maximumFractionDigits: 0 }).format(value));
}

/** A number with exactly `digits` decimals. */
export function formatFixed(value: number, digits: number, locale = defaultLocale): string {
  if (!Number.isFinite(value)) return notAvailable;
  return withMinus(numberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value));
}

/** Three digits that count and an exponent: `7E296`. */
export function formatExponent(value: number, locale = defaultLocale): string {
  if (!Number.isFinite(value)) return notAvailable;
  return withMinus(numberFormat(locale, { notation: 'scientific', maximumSignificantDigits: 3 }).format(value));
}

const smallestNormal = 2 ** -1022;

/**
 * A number of unknown scale with about three digits that count: `0.0123`, `1.42`, `38.2`, `1,178`; outside 1e-4..1e9 with an
 * exponent.
 */
export function formatNumber(value: number, locale = defaultLocale): string {
  if (!Number.isFinite(value)) return notAvailable;
  // The number just below 0 is the edge of a bin that holds 0 alone.
  const size = Math.abs(value) < smallestNormal ? 0 : Math.abs(value);
  if (size === 0) return formatCount(0, locale);
  if (size >= 1e9 || size < 1e-4) return formatExponent(value, locale);
  if (size >= 100 || Number.isInteger(value)) return formatCount(value, locale);
  return withMinus(numberFormat(locale, { minimumSignificantDigits: 3, maximumSignificantDigits: 3 }).format(value));
}

/** `text` of a magnitude with the sign of `value`: `+38`, `−3.1`; a magnitude that rounds to nothing has no sign. */
export function signed(value: number, format: (magnitude: number) => string): string {
  const text = format(Math.abs(value));
  if (!Number.isFinite(value) || !/[1-9]/.test(text)) return text;
  return `${value < 0 ? '−' : '+'}${text}`;
}

/** `1 row`, `2 rows`. */
export function countOf(value: number, singular: string, plural = `${singular}s`, locale = defaultLocale): string {
  return `${formatCount(value, locale)} ${value === 1 ? singular : plural}`;
}
