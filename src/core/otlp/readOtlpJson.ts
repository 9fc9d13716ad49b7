import { attributesOfJson, isRecord, listOf } from './attributes';
import { otlpLimits } from './otlpLimits';
import type { ExponentialSide, OtlpKind, OtlpMetric, OtlpMetrics, OtlpPoint, Temporality } from './otlpMetrics';
import { type PointFields, pointOf } from './pointOf';

/*
 * OTLP/JSON (opentelemetry-proto, docs/specification.md): lowerCamelCase, 64-bit integers as text or number, enums as integers; their names, which proto3's own
 * JSON has, are taken too. Keys that are not known are passed over.
 */

/** What a parsed document holds; null where it is no OTLP. */
export function otlpKind(value: unknown): OtlpKind | null {
  if (!isRecord(value)) return null;
  if (Array.isArray(value['resourceMetrics'])) return 'metrics';
  if (Array.isArray(value['resourceSpans'])) return 'traces';
  return Array.isArray(value['resourceLogs']) ? 'logs' : null;
}

/** The metrics of a parsed document; what does not fit is counted and left out. */
export function readOtlpJson(value: unknown): OtlpMetrics {
  let points = 0;
  let bad = 0;
  let badReason: string | null = null;
  const refuse = (name: string, reason: string): void => {
    bad += 1;
    badReason ??= `${name}: ${reason}`;
  };
  const readMetric = (metric: unknown): readonly OtlpMetric[] => {
    if (!isRecord(metric)) {
      refuse('a metric', 'not an object');
      return [];
    }
    const name = text(metric['name']);
    for (const [key, type, kind] of kinds) {
      const data = metric[key];
      if (!isRecord(data)) continue;
      const made: OtlpPoint[] = [];
      for (const one of listOf(data['dataPoints'])) {
        points += 1;
        const point = points > otlpLimits.points ? 'too many points in one message' : isRecord(one) ? pointOf(fieldsOf(one, kind)) : 'not an object';
        if (typeof point === 'string') refuse(name, point);
        else made.push(point);
      }
      return [{ name, unit: text(metric['unit']), type, temporality: type === 'summary' ? 'cumulative' : temporalityOf(data['aggregationTemporality']), monotonic: data['isMonotonic'] === true, points: made }];
    }
    return [];
  };
  const scopes = listOf(isRecord(value) ? value['resourceMetrics'] : null).flatMap((one) => {
    if (!isRecord(one)) return [];
    const resource = attributesOfJson(isRecord(one['resource']) ? one['resource']['attributes'] : null);
    return [...listOf(one['scopeMetrics']), ...listOf(one['instrumentationLibraryMetrics'])].filter(isRecord).map((part) => ({
      resource,
      scope: isRecord(part['scope']) ? text(part['scope']['name']) : '',
      metrics: listOf(part['metrics']).flatMap(readMetric),
    }));
  });
  return { scopes, bad, badReason };
}

const kinds = [
  ['gauge', 'gauge', 'number'], ['sum', 'sum', 'number'], ['histogram', 'histogram', 'histogram'], ['exponentialHistogram', 'histogram', 'exponential'], ['summary', 'summary', 'summary'],
] as const;

function fieldsOf(point: Readonly<Record<string, unknown>>, kind: PointFields['kind']): PointFields {
  const optional = (key: string): number | null => (point[key] === undefined || point[key] === null ? null : number(point[key]));
  return {
    kind,
    attributes: attributesOfJson(point['attributes']),
    start: optional('startTimeUnixNano') ?? 0,
    time: optional('timeUnixNano') ?? 0,
    flags: optional('flags') ?? 0,
    value: optional('asDouble') ?? optional('asInt'),
    count: optional('count') ?? 0,
    sum: optional('sum'),
    bounds: numbers(point['explicitBounds'], otlpLimits.buckets),
    counts: numbers(point['bucketCounts'], otlpLimits.buckets + 1),
    scale: optional('scale') ?? 0,
    zeroCount: optional('zeroCount') ?? 0,
    zeroThreshold: optional('zeroThreshold') ?? 0,
    positive: sideOf(point['positive']),
    negative: sideOf(point['negative']),
  };
}

function sideOf(value: unknown): ExponentialSide | null {
  return isRecord(value) ? { offset: value['offset'] === undefined ? 0 : number(value['offset']), counts: numbers(value['bucketCounts'], otlpLimits.buckets) } : null;
}

/** More than the limit is one that fits nothing, so that its point is refused. */
function numbers(value: unknown, most: number): number[] {
  const all = listOf(value);
  return all.length > most ? [NaN] : all.map(number);
}

/** A number, or text that is one; not a number for all else. `NaN` and `Infinity` are texts in proto3's JSON. */
export function number(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return NaN;
  // Whole numbers, as nearly all are; `0x10`, which means something to JavaScript alone, is none.
  if (value.length < 20 && isDigits(value)) return Number(value);
  return /^[+-]?(\d+\.?\d*(e[+-]?\d+)?|\.\d+|Infinity)$/i.test(value) ? Number(value) : NaN;
}

function isDigits(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code < 48 || code > 57) return false;
  }
  return text !== '';
}

function temporalityOf(value: unknown): Temporality {
  if (value === 1 || value === 'AGGREGATION_TEMPORALITY_DELTA') return 'delta';
  return value === 2 || value === 'AGGREGATION_TEMPORALITY_CUMULATIVE' ? 'cumulative' : 'unspecified';
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, otlpLimits.valueLength) : '';
}
