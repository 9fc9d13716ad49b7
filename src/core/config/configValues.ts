import * as v from 'valibot';
import { parseInstant } from './instant';

/* Pieces of the configuration's schema that several sections share. */

export const text = v.pipe(v.string(), v.minLength(1), v.maxLength(4_096));
export const floor = v.pipe(v.number(), v.minValue(0));
export const level = v.pipe(v.number(), v.gtValue(0), v.ltValue(1));

export const instant = v.pipe(
  v.string(),
  v.check((value) => parseInstant(value) !== null, 'not a date or time (write 2026-01-31 or 2026-01-31T08:00:00Z)'),
  v.transform((value) => parseInstant(value) ?? 0),
);

export const timeRange = v.pipe(v.strictObject({ from: instant, to: instant }), v.transform((range) => ({ kind: 'range' as const, ...range })));

/** Whether the runtime's own table of zones has the name. */
function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

export const timeZone = v.pipe(text, v.check(isTimeZone, ({ received }) => `${received} is no known time zone (write an IANA name, for example Europe/Berlin)`));
/** A level as it may be written: `true` and `1` are texts of it. */
export const positive = v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String));
