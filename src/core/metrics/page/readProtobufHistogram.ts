import { pageLimits } from './limits';
import type { OpenFamily } from './openFamily';
import { ProtoError, type ProtoReader } from './protoReader';
import type { NativeBuckets } from './scrapedPage';

interface Side {
  readonly offsets: number[];
  readonly lengths: number[];
  readonly deltas: number[];
  readonly counts: number[];
}

const emptySide = (): Side => ({ offsets: [], lengths: [], deltas: [], counts: [] });

/** `Histogram` of client_model: classic buckets, native ones, or both. Fields with `_float` hold the counts of a histogram of fractions. Returns its buckets. */
export function readProtobufHistogram(family: OpenFamily, labels: Map<string, string>, timestampMs: number | null, reader: ProtoReader): number {
  if (family.type !== 'gauge histogram') family.type = 'histogram';
  let count = 0;
  let sum = 0;
  let schema = 0;
  let zeroThreshold = 0;
  let zeroCount = 0;
  const negative = emptySide();
  const positive = emptySide();
  let buckets = 0;
  for (let field = reader.field(); field !== null; field = reader.field()) {
    const { number, wire } = field;
    if (number === 1) count = Math.max(count, reader.varint());
    else if (number === 2) sum = reader.double();
    else if (number === 3) {
      buckets += 1;
      if (buckets > pageLimits.buckets) throw new ProtoError(`more than ${pageLimits.buckets.toLocaleString('en-US')} buckets`);
      readBucket(family, labels, timestampMs, reader.message());
    } else if (number === 4) count = Math.max(count, reader.double());
    else if (number === 5) schema = reader.zigzag();
    else if (number === 6) zeroThreshold = reader.double();
    else if (number === 7) zeroCount = Math.max(zeroCount, reader.varint());
    else if (number === 8) zeroCount = Math.max(zeroCount, reader.double());
    else if (number === 9 || number === 12) readSpan(number === 9 ? negative : positive, reader.message());
    else if (number === 10 || number === 13) reader.numbers(wire, (number === 10 ? negative : positive).deltas, pageLimits.nativeBuckets, (from) => from.zigzag());
    else if (number === 11 || number === 14) reader.numbers(wire, (number === 11 ? negative : positive).counts, pageLimits.nativeBuckets, (from) => from.double());
    else reader.skip(wire);
  }
  family.total('count', labels, count, timestampMs);
  family.total('sum', labels, sum, timestampMs);
  // Prometheus' own test of a native histogram: one without observations has a span of length zero.
  if (positive.offsets.length === 0 && negative.offsets.length === 0 && zeroThreshold === 0 && zeroCount === 0) return buckets;
  if (schema < -4 || schema > 8) throw new ProtoError(`native buckets of schema ${schema}, which is not known`);
  const native = { schema, zeroThreshold, zeroCount, positive: bucketsOf(positive), negative: bucketsOf(negative) };
  family.native(labels, native);
  return buckets + native.positive.indices.length + native.negative.indices.length;
}

function readBucket(family: OpenFamily, labels: Map<string, string>, timestampMs: number | null, reader: ProtoReader): void {
  let cumulative = 0;
  let bound = 0;
  for (let field = reader.field(); field !== null; field = reader.field()) {
    if (field.number === 1) cumulative = Math.max(cumulative, reader.varint());
    else if (field.number === 2) bound = reader.double();
    else if (field.number === 4) cumulative = Math.max(cumulative, reader.double());
    else reader.skip(field.wire);
  }
  if (!Number.isNaN(bound)) family.pair('le', labels, bound, cumulative, timestampMs);
}

function readSpan(side: Side, reader: ProtoReader): void {
  let offset = 0;
  let length = 0;
  for (let field = reader.field(); field !== null; field = reader.field()) {
    if (field.number === 1) offset = reader.zigzag();
    else if (field.number === 2) length = reader.varint();
    else reader.skip(field.wire);
  }
  if (side.offsets.length >= pageLimits.nativeBuckets) throw new ProtoError('too many spans of buckets');
  side.offsets.push(offset);
  side.lengths.push(length);
}

/** Spans (gap to the bucket before, length) and counts, each as the difference to the one before or absolute. */
function bucketsOf({ offsets, lengths, deltas, counts }: Side): NativeBuckets {
  const given = counts.length > 0 ? counts : deltas;
  const indices: number[] = [];
  const values: number[] = [];
  let index = 0;
  let running = 0;
  for (let s = 0; s < offsets.length; s += 1) {
    index += offsets[s] ?? 0;
    for (let k = 0; k < (lengths[s] ?? 0); k += 1) {
      const next = given[values.length];
      if (next === undefined) throw new ProtoError('the spans of native buckets are longer than their counts');
      running = counts.length > 0 ? next : running + next;
      indices.push(index);
      values.push(running);
      index += 1;
    }
  }
  if (values.length !== given.length) throw new ProtoError('native buckets without a span');
  return { indices, counts: values };
}
