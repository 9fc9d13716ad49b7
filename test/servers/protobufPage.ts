/*
 * A page of one native histogram as client_model messages (prometheus/client_model: io/prometheus/client/metrics.proto), written by hand: what a process with native
 * histograms answers when it is asked for protobuf.
 */

export interface ShownHistogram {
  readonly schema: number;
  readonly zeroThreshold: number;
  readonly zero: number;
  readonly sum: number;
  readonly positive: ReadonlyMap<number, number>;
  readonly negative: ReadonlyMap<number, number>;
  /** With more observations. */
  with(values: readonly number[]): ShownHistogram;
  /** Buckets so many steps wider, as a process does that has too many. */
  coarser(steps: number): ShownHistogram;
}

export function nativeHistogram(schema: number, zeroThreshold: number, zero = 0, sum = 0, positive: ReadonlyMap<number, number> = new Map(), negative: ReadonlyMap<number, number> = new Map()): ShownHistogram {
  return {
    schema, zeroThreshold, zero, sum, positive, negative,
    with: (values) => {
      const [above, below] = [new Map(positive), new Map(negative)];
      let near = zero;
      for (const value of values) {
        if (Math.abs(value) <= zeroThreshold) near += 1;
        else {
          const side = value > 0 ? above : below;
          const index = Math.ceil(Math.log2(Math.abs(value)) * 2 ** schema);
          side.set(index, (side.get(index) ?? 0) + 1);
        }
      }
      return nativeHistogram(schema, zeroThreshold, near, sum + values.reduce((all, value) => all + value, 0), above, below);
    },
    coarser: (steps) => {
      const joined = (side: ReadonlyMap<number, number>): ReadonlyMap<number, number> => {
        const made = new Map<number, number>();
        for (const [index, count] of side) made.set(Math.ceil(index / 2 ** steps), (made.get(Math.ceil(index / 2 ** steps)) ?? 0) + count);
        return made;
      };
      return nativeHistogram(schema - steps, zeroThreshold, zero, sum, joined(positive), joined(negative));
    },
  };
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return Buffer.from([...bytes, rest]);
}
const zigzag = (value: number): Buffer => varint(value >= 0 ? 2 * value : -2 * value - 1);
const whole = (field: number, encoded: Buffer): Buffer => Buffer.concat([varint(field * 8), encoded]);
const block = (field: number, content: Buffer): Buffer => Buffer.concat([varint(field * 8 + 2), varint(content.length), content]);
function double(field: number, value: number): Buffer {
  const content = Buffer.alloc(8);
  content.writeDoubleLE(value);
  return Buffer.concat([varint(field * 8 + 1), content]);
}

/** Spans of neighbouring buckets, and counts as differences. */
function sideOf(spanField: number, deltaField: number, side: ReadonlyMap<number, number>): Buffer {
  const rows = [...side].sort(([a], [b]) => a - b);
  const spans: { offset: number; length: number }[] = [];
  let last: number | null = null;
  for (const [index] of rows) {
    const span = spans.at(-1);
    if (span !== undefined && last !== null && index === last + 1) span.length += 1;
    else spans.push({ offset: index - (last === null ? 0 : last + 1), length: 1 });
    last = index;
  }
  const deltas = rows.map(([, count], at) => zigzag(count - (rows[at - 1]?.[1] ?? 0)));
  return Buffer.concat([...spans.map(({ offset, length }) => block(spanField, Buffer.concat([whole(1, zigzag(offset)), whole(2, varint(length))]))), ...(deltas.length === 0 ? [] : [block(deltaField, Buffer.concat(deltas))])]);
}

export function protobufPage(name: string, labels: Readonly<Record<string, string>>, { schema, zeroThreshold, zero, sum, positive, negative }: ShownHistogram): Buffer {
  const count = zero + [...positive.values(), ...negative.values()].reduce((all, one) => all + one, 0);
  const histogram = Buffer.concat([whole(1, varint(count)), double(2, sum), whole(5, zigzag(schema)), double(6, zeroThreshold), whole(7, varint(zero)), sideOf(9, 10, negative), sideOf(12, 13, positive)]);
  const pairs = Object.entries(labels).map(([label, value]) => block(1, Buffer.concat([block(1, Buffer.from(label)), block(2, Buffer.from(value))])));
  const family = Buffer.concat([block(1, Buffer.from(name)), block(2, Buffer.from('help')), whole(3, varint(4)), block(4, Buffer.concat([...pairs, block(7, histogram)]))]);
  return Buffer.concat([varint(family.length), family]);
}
