import type { Attributes, ExponentialSide, OtlpPoint } from './otlpMetrics';

/** A point as its fields were read; times in nanoseconds. */
export interface PointFields {
  readonly kind: OtlpPoint['kind'];
  readonly attributes: Attributes;
  start: number;
  time: number;
  flags: number;
  value: number | null;
  count: number;
  sum: number | null;
  readonly bounds: number[];
  readonly counts: number[];
  scale: number;
  zeroCount: number;
  zeroThreshold: number;
  positive: ExponentialSide | null;
  negative: ExponentialSide | null;
}

const noSide: ExponentialSide = { offset: 0, counts: [] };
const noRecordedValue = 1;
const earliest = Date.UTC(2000, 0, 1) * 1_000;
const latest = Date.UTC(2100, 0, 1) * 1_000;
/** The scales that the data model asks implementations to know: beyond them bounds are no doubles. */
const scales = { least: -10, most: 20 };

/** The point where its fields fit each other; else why not. */
export function pointOf(fields: PointFields): OtlpPoint | string {
  const { kind, attributes, bounds, counts, count, sum, scale, zeroCount, zeroThreshold } = fields;
  const base = { attributes, start: microseconds(fields.start), time: microseconds(fields.time), noValue: fields.flags % 2 === noRecordedValue };
  if (!(base.time > 0)) return 'a point without a time';
  // Seconds in the place of nanoseconds, a clock that was never set: one such point would stretch the axis over half a century.
  if (base.time < earliest || base.time > latest) return 'a time before the year 2000 or after 2100: nanoseconds since 1970 are meant';
  if (base.start > base.time) return 'a point whose start lies after its time';
  if (kind === 'number') {
    if (fields.value === null && !base.noValue) return 'a point without a value';
    return { ...base, kind, value: fields.value ?? NaN };
  }
  if (!isCount(count)) return 'a count that is no number of things';
  if (kind === 'summary') return { ...base, kind, count, sum: sum ?? NaN };
  if (kind === 'histogram') {
    if (counts.length === 0 && bounds.length > 0) return 'bounds without counts';
    if (counts.length > 0 && counts.length !== bounds.length + 1) return `${counts.length} buckets for ${bounds.length} bounds`;
    if (!areCounts(counts)) return 'a bucket whose count is no number of things';
    if (!ascend(bounds)) return 'bounds that do not ascend';
    return { ...base, kind, count, sum, bounds, counts };
  }
  const [positive, negative] = [fields.positive ?? noSide, fields.negative ?? noSide];
  if (!Number.isInteger(scale) || scale < scales.least || scale > scales.most) return `scale ${scale}, which is not known`;
  if (!isCount(zeroCount) || !(zeroThreshold >= 0) || !areCounts(positive.counts) || !areCounts(negative.counts)) return 'a bucket whose count is no number of things';
  if (![positive, negative].every(({ offset }) => Number.isInteger(offset) && Math.abs(offset) <= 2 ** 31)) return 'an offset of buckets that is out of range';
  return { ...base, kind, count, sum, scale, zeroCount, zeroThreshold, positive, negative };
}

function areCounts(counts: readonly number[]): boolean {
  for (const count of counts) if (!isCount(count)) return false;
  return true;
}

function ascend(bounds: readonly number[]): boolean {
  let before = NaN;
  for (const bound of bounds) {
    if (Number.isNaN(bound) || bound <= before) return false;
    before = bound;
  }
  return true;
}

function isCount(value: number): boolean {
  return value >= 0 && value < 2 ** 64;
}

/** From nanoseconds, as which OTLP writes all times. */
export function microseconds(nanoseconds: number): number {
  return nanoseconds > 0 && nanoseconds < 2 ** 64 ? Math.round(nanoseconds / 1_000) : 0;
}
