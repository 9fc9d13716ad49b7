import { ProtoError, type ProtoReader } from '../metrics/page/protoReader';
import type { Attributes } from './otlpMetrics';
import { otlpLimits } from './otlpLimits';

/* Attributes (`KeyValue`, `AnyValue` of common/v1/common.proto) as text. */

type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Attributes of OTLP/JSON; entries that are none are passed over. */
export function attributesOfJson(value: unknown): Attributes {
  const attributes = new Map<string, string>();
  for (const one of listOf(value)) {
    if (!isRecord(one) || typeof one['key'] !== 'string' || attributes.size >= otlpLimits.attributes) continue;
    put(attributes, one['key'], plainOfJson(one['value'], 0));
  }
  return attributes;
}

function plainOfJson(value: unknown, depth: number): Plain {
  if (!isRecord(value) || depth > otlpLimits.depth) return null;
  if (typeof value['stringValue'] === 'string') return value['stringValue'];
  if (typeof value['boolValue'] === 'boolean') return value['boolValue'];
  if (value['intValue'] !== undefined) return typeof value['intValue'] === 'string' || typeof value['intValue'] === 'number' ? String(value['intValue']) : null;
  if (value['doubleValue'] !== undefined) return Number(value['doubleValue']);
  if (isRecord(value['arrayValue'])) return listOf(value['arrayValue']['values']).map((one) => plainOfJson(one, depth + 1));
  if (isRecord(value['kvlistValue'])) {
    return Object.fromEntries(listOf(value['kvlistValue']['values']).flatMap((one) => (isRecord(one) && typeof one['key'] === 'string' ? [[one['key'], plainOfJson(one['value'], depth + 1)]] : [])));
  }
  return typeof value['bytesValue'] === 'string' ? value['bytesValue'] : null;
}

/** One `KeyValue`. */
export function attributeOfProto(reader: ProtoReader, into: Map<string, string>): void {
  const [key, value] = keyValue(reader, 0);
  if (into.size < otlpLimits.attributes) put(into, key, value);
}

function keyValue(reader: ProtoReader, depth: number): readonly [string, Plain] {
  let key = '';
  let value: Plain = null;
  for (let field = reader.field(); field !== null; field = reader.field()) {
    if (field.number === 1 && field.wire === 2) key = reader.text();
    else if (field.number === 2 && field.wire === 2) value = anyValue(reader.message(), depth);
    else reader.skip(field.wire);
  }
  return [key, value];
}

function anyValue(reader: ProtoReader, depth: number): Plain {
  if (depth > otlpLimits.depth) throw new ProtoError('an attribute is nested too deeply');
  let value: Plain = null;
  for (let field = reader.field(); field !== null; field = reader.field()) {
    const { number, wire } = field;
    if (number === 1 && wire === 2) value = reader.text();
    else if (number === 2 && wire === 0) value = reader.varint() !== 0;
    else if (number === 3 && wire === 0) value = reader.signedText();
    else if (number === 4 && wire === 1) value = reader.double();
    else if (number === 5 && wire === 2) value = list(reader.message(), (one) => anyValue(one, depth + 1));
    else if (number === 6 && wire === 2) value = Object.fromEntries(list(reader.message(), (one) => keyValue(one, depth + 1)));
    else reader.skip(wire);
  }
  return value;
}

function list<T>(reader: ProtoReader, read: (one: ProtoReader) => T): T[] {
  const values: T[] = [];
  for (let field = reader.field(); field !== null; field = reader.field()) {
    if (field.number === 1 && field.wire === 2) values.push(read(reader.message()));
    else reader.skip(field.wire);
  }
  return values;
}

function put(into: Map<string, string>, key: string, value: Plain): void {
  if (key === '' || value === null) return;
  const text = typeof value === 'string' ? value : typeof value === 'object' ? JSON.stringify(value) : String(value);
  into.set(key.slice(0, otlpLimits.valueLength), text.slice(0, otlpLimits.valueLength));
}
