import { createHash } from 'node:crypto';
import type { StoredCube } from './cubeStore';

/*
 * One file: magic, format, length of the header, SHA-256 of all that follows; then the header (JSON, with each array replaced by
 * its place), then the arrays, 8-byte aligned. Counts are mostly small integers, so each array takes the narrowest of four
 * types that holds it exactly.
 */

/** Raised whenever the cube's contents change meaning; part of every key. */
export const cubeFormat = 4;

const magic = 'MVCUBE01';
const headBytes = 8 + 4 + 4 + 32;

type Place = { readonly $array: readonly [type: 'u8' | 'u16' | 'u32' | 'f64', offset: number, length: number] };

export function encodeCube(stored: StoredCube, key: string): Buffer {
  const arrays: Uint8Array[] = [];
  let offset = 0;
  const header = JSON.stringify({ key, stored }, (_, value: unknown) => {
    if (!(value instanceof Float64Array)) return typeof value === 'number' && !Number.isFinite(value) ? { $number: String(value) } : value;
    const packed = narrow(value);
    const bytes = new Uint8Array(packed.array.buffer, packed.array.byteOffset, packed.array.byteLength);
    const place: Place = { $array: [packed.type, offset, value.length] };
    const padded = Math.ceil(bytes.length / 8) * 8;
    arrays.push(bytes, new Uint8Array(padded - bytes.length));
    offset += padded;
    return place;
  });
  const text = Buffer.from(header);
  const padding = Buffer.alloc((8 - ((headBytes + text.length) % 8)) % 8, ' ');
  const body = Buffer.concat([text, padding, ...arrays]);
  const head = Buffer.alloc(headBytes);
  head.write(magic, 0, 'latin1');
  head.writeUInt32LE(cubeFormat, 8);
  head.writeUInt32LE(text.length + padding.length, 12);
  createHash('sha256').update(body).digest().copy(head, 16);
  return Buffer.concat([head, body]);
}

/** The content of a file of `encodeCube`; null where magic, format, key or checksum differ. */
export function decodeCube(file: Buffer, key: string): StoredCube | null {
  if (file.length < headBytes || file.toString('latin1', 0, 8) !== magic || file.readUInt32LE(8) !== cubeFormat) return null;
  const headerLength = file.readUInt32LE(12);
  const body = file.subarray(headBytes);
  if (headerLength > body.length || !createHash('sha256').update(body).digest().equals(file.subarray(16, headBytes))) return null;
  const arrays = body.subarray(headerLength);
  const parsed = JSON.parse(body.toString('utf8', 0, headerLength), (_, value: unknown) => {
    if (typeof value !== 'object' || value === null) return value;
    if ('$array' in value) return widen((value as Place).$array, arrays);
    return '$number' in value ? Number((value as { $number: string }).$number) : value;
  }) as { readonly key: string; readonly stored: StoredCube };
  return parsed.key === key ? parsed.stored : null;
}

function narrow(values: Float64Array): { readonly type: Place['$array'][0]; readonly array: Uint8Array | Uint16Array | Uint32Array | Float64Array } {
  let largest = 0;
  for (const value of values) {
    // -0 and NaN keep their eight bytes too.
    if (!(value >= 0 && value <= 0xffffffff) || value !== Math.floor(value) || Object.is(value, -0)) return { type: 'f64', array: values };
    if (value > largest) largest = value;
  }
  if (largest <= 0xff) return { type: 'u8', array: new Uint8Array(values) };
  return largest <= 0xffff ? { type: 'u16', array: new Uint16Array(values) } : { type: 'u32', array: new Uint32Array(values) };
}

function widen([type, offset, length]: Place['$array'], arrays: Buffer): Float64Array {
  const at = arrays.byteOffset + offset;
  const size = { u8: 1, u16: 2, u32: 4, f64: 8 }[type];
  if (offset + length * size > arrays.length) throw new RangeError('array beyond the file');
  // A file's buffer may start anywhere in its pool; typed arrays need their own alignment.
  const buffer = at % 8 === 0 ? arrays.buffer : arrays.buffer.slice(at, at + length * size);
  const start = at % 8 === 0 ? at : 0;
  if (type === 'u8') return new Float64Array(new Uint8Array(buffer, start, length));
  if (type === 'u16') return new Float64Array(new Uint16Array(buffer, start, length));
  if (type === 'u32') return new Float64Array(new Uint32Array(buffer, start, length));
  return new Float64Array(buffer, start, length).slice();
}
