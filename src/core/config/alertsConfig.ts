import * as v from 'valibot';
import { alertFamilies } from '../domain/alert';
import { floor, level, text, timeRange } from './configValues';
import { parseWindowLength } from './windowLength';

const maybe = v.exactOptional(floor);

const length = v.pipe(
  v.string(),
  v.check((value) => parseWindowLength(value) !== null, 'not a length (write 15m, 1h, 1d, 1w or 200rows)'),
  v.transform((value) => parseWindowLength(value) ?? { unit: 'time' as const, length: 3_600e6 }),
);

const utcOffset = v.pipe(
  v.string(),
  v.check((value) => parseOffset(value) !== null, 'not an offset (write +02:00 or -05:30)'),
  v.transform((value) => parseOffset(value) ?? 0),
);

/** Microseconds of `+02:00`; null where it is no offset that a clock on Earth has. */
function parseOffset(written: string): number | null {
  const match = /^([+-])(\d{2}):(\d{2})$/.exec(written);
  if (match === null) return null;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return Number(match[3]) > 59 || minutes > 14 * 60 ? null : (match[1] === '-' ? -1 : 1) * minutes * 60e6;
}

/** The `alerts` section of `model-vitals.json`. */
export const alertsSection = v.object({
  window: v.exactOptional(length),
  windows: v.optional(v.object({ drift: v.exactOptional(length), service: v.exactOptional(length), quality: v.exactOptional(length), business: v.exactOptional(length) }), {}),
  baseline: v.exactOptional(timeRange),
  utcOffset: v.exactOptional(utcOffset),
  exclude: v.optional(v.array(timeRange), []),
  levels: v.optional(v.object({ drift: v.exactOptional(level), service: v.exactOptional(level), quality: v.exactOptional(level), business: v.exactOptional(level) }), {}),
  floors: v.optional(v.object({ numeric: maybe, category: maybe, missing: maybe, latency: maybe, rate: maybe, throughput: maybe, relative: maybe }), {}),
  featureFloors: v.optional(v.record(text, floor), {}),
  notify: v.optional(v.array(v.picklist(alertFamilies)), []),
});
