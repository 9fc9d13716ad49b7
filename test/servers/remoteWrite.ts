/*
 * Prometheus' remote write 1.0 by hand (prometheus/prometheus: prompb/remote.proto, prompb/types.proto): tests put exactly what they want into a
 * server, with the times that they want, native histograms among it.
 */

/** A native histogram of whole counts, as `types.proto` has it; `buckets` are counts of indices from `offset` on. */
export interface WrittenHistogram {
  readonly schema: number;
  readonly sum: number;
  readonly count: number;
  readonly zeroThreshold: number;
  readonly zeroCount: number;
  readonly offset: number;
  readonly buckets: readonly number[];
}

export interface WrittenSeries {
  /** `__name__` among them. */
  readonly labels: Readonly<Record<string, string>>;
  readonly samples?: readonly (readonly [ms: number, value: number])[];
  readonly histograms?: readonly (readonly [ms: number, value: WrittenHistogram])[];
}

function varint(value: number | bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 0x80 : low);
  } while (rest > 0n);
  return Buffer.from(bytes);
}
const zigzag = (value: number): Buffer => varint(value >= 0 ? 2n * BigInt(value) : -2n * BigInt(value) - 1n);
const field = (number: number, wire: number): Buffer => varint(number * 8 + wire);
const bytes = (number: number, content: Buffer): Buffer => Buffer.concat([field(number, 2), varint(content.length), content]);
const whole = (number: number, value: number): Buffer => Buffer.concat([field(number, 0), varint(value)]);
function double(number: number, value: number): Buffer {
  const content = Buffer.alloc(8);
  content.writeDoubleLE(value);
  return Buffer.concat([field(number, 1), content]);
}

function histogramOf(ms: number, { schema, sum, count, zeroThreshold, zeroCount, offset, buckets }: WrittenHistogram): Buffer {
  const deltas = buckets.map((value, index) => zigzag(value - (buckets[index - 1] ?? 0)));
  return Buffer.concat([
    whole(1, count),
    double(3, sum),
    Buffer.concat([field(4, 0), zigzag(schema)]),
    double(5, zeroThreshold),
    whole(6, zeroCount),
    bytes(11, Buffer.concat([Buffer.concat([field(1, 0), zigzag(offset)]), whole(2, buckets.length)])),
    bytes(12, Buffer.concat(deltas)),
    whole(15, ms),
  ]);
}

/** Snappy's block format, stored without compression. */
function snappy(content: Buffer): Buffer {
  const parts = [varint(content.length)];
  for (let at = 0; at < content.length; at += 65_536) {
    const part = content.subarray(at, at + 65_536);
    const head = Buffer.from([61 << 2, 0, 0]);
    head.writeUInt16LE(part.length - 1, 1);
    parts.push(head, part);
  }
  return Buffer.concat(parts);
}

export function writeRequest(series: readonly WrittenSeries[]): Buffer {
  const encoded = series.map(({ labels, samples = [], histograms = [] }) => {
    const names = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
    return bytes(
      1,
      Buffer.concat([
        ...names.map(([name, value]) => bytes(1, Buffer.concat([bytes(1, Buffer.from(name)), bytes(2, Buffer.from(value))]))),
        ...samples.map(([ms, value]) => bytes(2, Buffer.concat([double(1, value), whole(2, ms)]))),
        ...histograms.map(([ms, value]) => bytes(4, histogramOf(ms, value))),
      ]),
    );
  });
  return snappy(Buffer.concat(encoded));
}

/** Writes series into a server; `url` is of its remote write receiver. Each series in the order of its times. */
export async function remoteWrite(url: string, series: readonly WrittenSeries[]): Promise<void> {
  const reply = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-protobuf', 'content-encoding': 'snappy', 'x-prometheus-remote-write-version': '0.1.0' },
    body: new Uint8Array(writeRequest(series)),
  });
  if (!reply.ok) throw new Error(`remote write: ${reply.status} ${await reply.text()}`);
}
