const shape = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/;

/**
 * A date or time as people and ISO 8601 write it (`2026-01-31`, `2026-01-31 08:00`, `2026-01-31T08:00:00.5+02:00`; UTC where no
 * zone stands), in microseconds since 1970 UTC; null where it is neither.
 */
export function parseInstant(written: string): number | null {
  const match = shape.exec(written.trim());
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const ms = Date.UTC(year, month - 1, day, hour, minute, second);
  const back = new Date(ms);
  if (back.getUTCMonth() !== month - 1 || back.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59) return null;
  const fraction = Number((match[7] ?? '').padEnd(6, '0'));
  return ms * 1_000 + fraction - offsetMinutes(match[8]) * 60_000_000;
}

function offsetMinutes(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0;
  const digits = zone.slice(1).replace(':', '');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return zone.startsWith('-') ? -minutes : minutes;
}

/** The inverse of `parseInstant`, in UTC, as short as it can be without loss of milliseconds. */
export function writeInstant(microseconds: number): string {
  return new Date(microseconds / 1_000).toISOString().replace(/\.000Z$/, 'Z');
}
