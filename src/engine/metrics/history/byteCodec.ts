/* Numbers as few bytes: LEB128 as protobuf has it, up to 2^53, without BigInt. */

export class ByteWriter {
  #bytes: Buffer = Buffer.allocUnsafe(4_096);
  #length = 0;

  byte(value: number): void {
    this.#room(1);
    this.#bytes[this.#length++] = value;
  }

  /** @param value whole, 0 to 2^53 - 1 */
  varint(value: number): void {
    this.#room(8);
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest % 0x80) + 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length++] = rest;
  }

  double(value: number): void {
    this.#room(8);
    this.#length = this.#bytes.writeDoubleLE(value, this.#length);
  }

  text(value: string): void {
    const size = Buffer.byteLength(value);
    this.varint(size);
    this.#room(size);
    this.#length += this.#bytes.write(value, this.#length);
  }

  /** A copy of what was written. */
  done(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#length));
  }

  #room(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + more));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}

export class ByteReader {
  #at = 0;

  constructor(private readonly bytes: Buffer) {}

  byte(): number {
    return this.#next();
  }

  varint(): number {
    let value = 0;
    let factor = 1;
    for (let count = 0; count < 8; count += 1) {
      const byte = this.#next();
      value += (byte % 0x80) * factor;
      if (byte < 0x80) return value;
      factor *= 0x80;
    }
    throw new RangeError('a number of more than 8 bytes');
  }

  double(): number {
    if (this.#at + 8 > this.bytes.length) throw new RangeError('the record ends early');
    this.#at += 8;
    return this.bytes.readDoubleLE(this.#at - 8);
  }

  text(): string {
    const size = this.varint();
    if (this.#at + size > this.bytes.length) throw new RangeError('the record ends early');
    this.#at += size;
    return this.bytes.toString('utf8', this.#at - size, this.#at);
  }

  #next(): number {
    const byte = this.bytes[this.#at];
    if (byte === undefined) throw new RangeError('the record ends early');
    this.#at += 1;
    return byte;
  }
}

const table = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** CRC-32 of IEEE 802.3; Node has it from 20.15 on only. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (table[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
