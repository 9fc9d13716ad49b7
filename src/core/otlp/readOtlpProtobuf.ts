import { ProtoError, type ProtoReader, ProtoReader as Reader } from '../metrics/page/protoReader';
import { attributeOfProto } from './attributes';
import { otlpLimits } from './otlpLimits';
import type { OtlpMetric, OtlpMetrics, OtlpPoint, OtlpScope, Temporality } from './otlpMetrics';
import { type PointFields, pointOf } from './pointOf';

/* `MetricsData` and `ExportMetricsServiceRequest`, which are alike on the wire. */

const temporalities: readonly Temporality[] = ['unspecified', 'delta', 'cumulative'];

/** @throws ProtoError where the bytes are no such message; points that contradict themselves are counted and left out */
export function readOtlpProtobuf(bytes: Uint8Array): OtlpMetrics {
  const scopes: OtlpScope[] = [];
  const count: Count = { points: 0, bad: 0, badReason: null };
  each(new Reader(bytes, 0, bytes.length), {
    1: (resourceMetrics) => {
      const resource = new Map<string, string>();
      const parts: ProtoReader[] = [];
      // 1000: `instrumentation_library_metrics`, as it was called before 1.0.
      each(resourceMetrics, { 1: (one) => each(one, { 1: (attribute) => attributeOfProto(attribute, resource) }), 2: (one) => parts.push(one), 1000: (one) => parts.push(one) });
      for (const part of parts) scopes.push({ resource, ...readScope(part, count) });
    },
  });
  return { scopes, bad: count.bad, badReason: count.badReason };
}

interface Count {
  points: number;
  bad: number;
  badReason: string | null;
}

/** Reads the fields that are messages; others are passed over. */
export function each(reader: ProtoReader, read: Readonly<Record<number, (message: ProtoReader) => void>>, other?: (number: number, wire: number) => boolean): void {
  for (let field = reader.field(); field !== null; field = reader.field()) {
    const use = field.wire === 2 ? read[field.number] : undefined;
    if (use !== undefined) use(reader.message());
    else if (other?.(field.number, field.wire) !== true) reader.skip(field.wire);
  }
}

function readScope(reader: ProtoReader, count: Count): Omit<OtlpScope, 'resource'> {
  let scope = '';
  const metrics: OtlpMetric[] = [];
  each(reader, {
    1: (one) => {
      for (let field = one.field(); field !== null; field = one.field()) {
        if (field.number === 1 && field.wire === 2) scope = one.text();
        else one.skip(field.wire);
      }
    },
    2: (one) => metrics.push(readMetric(one, count)),
  });
  return { scope, metrics };
}

function readMetric(reader: ProtoReader, count: Count): OtlpMetric {
  let name = '';
  let unit = '';
  let type = 'gauge' as OtlpMetric['type'];
  let temporality: Temporality = 'unspecified';
  let monotonic = false;
  const points: OtlpPoint[] = [];
  const data = (kind: OtlpMetric['type'], point: PointFields['kind']) => (message: ProtoReader): void => {
    type = kind;
    each(message, {
      1: (one) => {
        count.points += 1;
        if (count.points > otlpLimits.points) throw new ProtoError(`more than ${otlpLimits.points.toLocaleString('en-US')} points`);
        const made = pointOf(readPoint(one, point));
        if (typeof made !== 'string') points.push(made);
        else {
          count.bad += 1;
          count.badReason ??= `${name}: ${made}`;
        }
      },
    }, (number, wire) => {
      if (wire !== 0 || number < 2 || number > 3) return false;
      const value = message.varint();
      if (number === 2) temporality = temporalities[value] ?? 'unspecified';
      else monotonic = value !== 0;
      return true;
    });
  };
  const later: (() => void)[] = [];
  const held = (read: (message: ProtoReader) => void) => (message: ProtoReader): void => void later.push(() => read(message));
  for (let field = reader.field(); field !== null; field = reader.field()) {
    const { number, wire } = field;
    if (number === 1 && wire === 2) name = reader.text();
    else if (number === 3 && wire === 2) unit = reader.text();
    else if (number === 5 && wire === 2) held(data('gauge', 'number'))(reader.message());
    else if (number === 7 && wire === 2) held(data('sum', 'number'))(reader.message());
    else if (number === 9 && wire === 2) held(data('histogram', 'histogram'))(reader.message());
    else if (number === 10 && wire === 2) held(data('histogram', 'exponential'))(reader.message());
    else if (number === 11 && wire === 2) held(data('summary', 'summary'))(reader.message());
    else reader.skip(wire);
  }
  for (const read of later) read();
  // A summary counts from its start on, and says nothing of it.
  return { name, unit, type, temporality: type === 'summary' ? 'cumulative' : temporality, monotonic, points };
}

/** Which field of a point is what, by its kind: the numbers differ. */
const places = {
  number: { start: 2, time: 3, attributes: 7, flags: 8 },
  histogram: { start: 2, time: 3, attributes: 9, flags: 10 },
  exponential: { start: 2, time: 3, attributes: 1, flags: 10 },
  summary: { start: 2, time: 3, attributes: 7, flags: 8 },
} as const;

function readPoint(reader: ProtoReader, kind: PointFields['kind']): PointFields {
  const attributes = new Map<string, string>();
  const point: PointFields = { kind, attributes, start: 0, time: 0, flags: 0, value: null, count: 0, sum: null, bounds: [], counts: [], scale: 0, zeroCount: 0, zeroThreshold: 0, positive: null, negative: null };
  const place = places[kind];
  for (let field = reader.field(); field !== null; field = reader.field()) {
    const { number, wire } = field;
    if (number === place.attributes && wire === 2) attributeOfProto(reader.message(), attributes);
    else if (number === place.start && wire === 1) point.start = reader.fixed64();
    else if (number === place.time && wire === 1) point.time = reader.fixed64();
    else if (number === place.flags && wire === 0) point.flags = reader.varint();
    else if (kind === 'number' ? !readNumber(point, reader, number, wire) : !readCounts(point, reader, number, wire)) reader.skip(wire);
  }
  return point;
}

function readNumber(point: PointFields, reader: ProtoReader, number: number, wire: number): boolean {
  if (wire !== 1) return false;
  if (number === 4) point.value = reader.double();
  else if (number === 6) point.value = reader.sfixed64();
  else return false;
  return true;
}

/** Fields of histograms of both kinds and of summaries. */
function readCounts(point: PointFields, reader: ProtoReader, number: number, wire: number): boolean {
  const { kind } = point;
  if (number === 4 && wire === 1) point.count = reader.fixed64();
  else if (number === 5 && wire === 1) point.sum = reader.double();
  else if (kind === 'histogram' && number === 6 && (wire === 1 || wire === 2)) reader.numbers(wire, point.counts, otlpLimits.buckets + 1, (from) => from.fixed64());
  else if (kind === 'histogram' && number === 7 && (wire === 1 || wire === 2)) reader.numbers(wire, point.bounds, otlpLimits.buckets, (from) => from.double());
  else if (kind === 'exponential' && number === 6 && wire === 0) point.scale = reader.zigzag();
  else if (kind === 'exponential' && number === 7 && wire === 1) point.zeroCount = reader.fixed64();
  else if (kind === 'exponential' && (number === 8 || number === 9) && wire === 2) {
    const side = readSide(reader.message());
    if (number === 8) point.positive = side;
    else point.negative = side;
  } else if (kind === 'exponential' && number === 14 && wire === 1) point.zeroThreshold = reader.double();
  else return false;
  return true;
}

function readSide(reader: ProtoReader): { readonly offset: number; readonly counts: number[] } {
  let offset = 0;
  const counts: number[] = [];
  for (let field = reader.field(); field !== null; field = reader.field()) {
    const { number, wire } = field;
    if (number === 1 && wire === 0) offset = reader.zigzag();
    else if (number === 2 && (wire === 0 || wire === 2)) reader.numbers(wire, counts, otlpLimits.buckets, (from) => from.varint());
    else reader.skip(wire);
  }
  return { offset, counts };
}
