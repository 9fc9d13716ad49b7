/** What cannot be read as protobuf; caught where the message starts. */
export class ProtoError extends Error {}

const utf8Limit = 100_000;

/** Reads the wire format of protocol buffers from a range of bytes. Every length is checked against the range: hostile input ends in a ProtoError. */
export class ProtoReader {
  private readonly view: DataView;

  constructor(
    private readonly bytes: Uint8Array,
    public at: number,
    readonly end: number,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The next field's number and wire type, null at the end. */
  field(): { readonly number: number; readonly wire: number } | null {
    if (this.at >= this.end) return null;
    const tag = this.varint();
    const number = Math.floor(tag / 8);
    if (number === 0) throw new ProtoError('a field has no number');
    return { number, wire: tag % 8 };
  }

  /** Unsigned; above 2^53 rounded to the nearest double. */
  varint(): number {
    let value = 0;
    let factor = 1;
    for (let i = 0; i < 10; i += 1) {
      const byte = this.byte();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
      factor *= 128;
    }
    throw new ProtoError('a number is too long');
  }

  /** sint32 and sint64. */
  zigzag(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** int64 in two's complement. */
  signed(): number {
    let low = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.byte();
      low |= BigInt(byte & 127) << shift;
      if (byte < 128) return Number(BigInt.asIntN(64, low));
    }
    throw new ProtoError('a number is too long');
  }

  /** int64 in two's complement, as text: exact. */
  signedText(): string {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.byte();
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return String(BigInt.asIntN(64, value));
    }
    throw new ProtoError('a number is too long');
  }

  /** fixed64; above 2^53 rounded to the nearest double. */
  fixed64(): number {
    this.double();
    return this.view.getUint32(this.at - 4, true) * 2 ** 32 + this.view.getUint32(this.at - 8, true);
  }

  /** sfixed64; beyond 2^53 rounded to the nearest double. */
  sfixed64(): number {
    this.double();
    return this.view.getInt32(this.at - 4, true) * 2 ** 32 + this.view.getUint32(this.at - 8, true);
  }

  double(): number {
    if (this.at + 8 > this.end) throw new ProtoError('it ends inside a number');
    const value = this.view.getFloat64(this.at, true);
    this.at += 8;
    return value;
  }

  float(): number {
    if (this.at + 4 > this.end) throw new ProtoError('it ends inside a number');
    const value = this.view.getFloat32(this.at, true);
    this.at += 4;
    return value;
  }

  /** A signed little-endian integer of so many bytes; above 2^53 rounded to the nearest double. */
  fixed(bytes: 2 | 4 | 8): number {
    if (this.at + bytes > this.end) throw new ProtoError('it ends inside a number');
    const value = bytes === 2 ? this.view.getInt16(this.at, true) : bytes === 4 ? this.view.getInt32(this.at, true) : Number(this.view.getBigInt64(this.at, true));
    this.at += bytes;
    return value;
  }

  /** The message or bytes of a field of wire type 2. */
  message(): ProtoReader {
    const length = this.varint();
    const start = this.at;
    if (start + length > this.end) throw new ProtoError('it ends inside a message');
    this.at += length;
    return new ProtoReader(this.bytes, start, start + length);
  }

  text(): string {
    const { at, end } = this.message();
    if (end - at > utf8Limit) throw new ProtoError('a text is too long');
    return decodeUtf8(this.bytes, at, end);
  }

  /** A repeated number, packed into one field or one field each. */
  numbers(wire: number, into: number[], limit: number, read: (reader: ProtoReader) => number): void {
    const reader = wire === 2 ? this.message() : null;
    if (reader === null) into.push(read(this));
    else while (reader.at < reader.end && into.length <= limit) into.push(read(reader));
    if (into.length > limit) throw new ProtoError(`more than ${limit.toLocaleString('en-US')} numbers`);
  }

  skip(wire: number): void {
    if (wire === 0) this.varint();
    else if (wire === 1) this.double();
    else if (wire === 2) this.message();
    else if (wire === 5 && this.at + 4 <= this.end) this.at += 4;
    else throw new ProtoError('a field of a kind that is not known');
  }

  private byte(): number {
    const byte = this.at < this.end ? this.bytes[this.at] : undefined;
    if (byte === undefined) throw new ProtoError('it ends inside a number');
    this.at += 1;
    return byte;
  }
}

/** UTF-8 without the platform's decoder, which core does not know; what is not UTF-8 becomes the replacement character. */
export function decodeUtf8(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let i = start; i < end; ) {
    const first = bytes[i] ?? 0;
    i += 1;
    if (first < 0x80) {
      text += String.fromCharCode(first);
      continue;
    }
    const more = first >= 0xf0 && first < 0xf5 ? 3 : first >= 0xe0 && first < 0xf0 ? 2 : first >= 0xc2 && first < 0xe0 ? 1 : 0;
    let code = more === 3 ? first & 7 : more === 2 ? first & 15 : first & 31;
    let good = more > 0 && i + more <= end;
    for (let k = 0; good && k < more; k += 1) {
      const next = bytes[i + k] ?? 0;
      if ((next & 0xc0) !== 0x80) good = false;
      code = code * 64 + (next & 63);
    }
    const least = more === 3 ? 0x10000 : more === 2 ? 0x800 : 0x80;
    if (good && (code < least || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))) good = false;
    if (good) {
      text += String.fromCodePoint(code);
      i += more;
    } else text += '\ufffd';
  }
  return text;
}
