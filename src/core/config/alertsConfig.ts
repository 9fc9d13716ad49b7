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

/** The `alerts` section of `model-vitals.json`. */
export const alertsSection = v.object({
  window: v.exactOptional(length),
  baseline: v.exactOptional(timeRange),
  exclude: v.optional(v.array(timeRange), []),
  levels: v.optional(v.object({ drift: v.exactOptional(level), service: v.exactOptional(level), quality: v.exactOptional(level), business: v.exactOptional(level) }), {}),
  floors: v.optional(v.object({ numeric: maybe, category: maybe, missing: maybe, latency: maybe, rate: maybe, throughput: maybe, relative: maybe }), {}),
  featureFloors: v.optional(v.record(text, floor), {}),
  notify: v.optional(v.array(v.picklist(alertFamilies)), []),
});
