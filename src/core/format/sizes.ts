import { defaultLocale, formatCount, formatFixed, notAvailable } from './numbers';

const units = ['kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Bytes in decimal units (1 kB = 1,000 bytes), as file managers and DuckDB print them: `268 MB`, `1.4 GB`. */
export function formatBytes(bytes: number, locale = defaultLocale): string {
  if (!Number.isFinite(bytes)) return notAvailable;
  let value = Math.abs(bytes);
  if (value < 1000) return `${formatCount(bytes, locale)} B`;
  let unit = -1;
  // 999.5 would print as 1,000.
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const text = value >= 99.95 ? formatCount(value, locale) : formatFixed(value, 1, locale);
  return `${bytes < 0 ? '−' : ''}${text} ${units[unit] ?? 'kB'}`;
}
