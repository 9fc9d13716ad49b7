/*
 * Native histograms as Prometheus adds, subtracts and compares them (prometheus/prometheus: model/histogram/float_histogram.go, `reconcileZeroBuckets`,
 * `DetectReset`). Bucket `index` of a schema ends at 2^(index * 2^-schema).
 */

/** Counts by index; fractions where an increase was shared out over slots. */
export interface NativeCounts {
  readonly schema: number; // -4 to 8
  readonly zeroThreshold: number;
  readonly zero: number;
  readonly positive: ReadonlyMap<number, number>;
  readonly negative: ReadonlyMap<number, number>;
}

/** Upper bound of a bucket above zero, so that equal bounds of different schemas are the same number. */
export function nativeBound(index: number, schema: number): number {
  return Math.min(Number.MAX_VALUE, 2 ** (index * 2 ** -schema));
}

/** Whether `a` is above `b` by more than rounding: targets compute their bounds by other means, and the end of a zero bucket is one of theirs. */
export function isBeyond(a: number, b: number): boolean {
  return a > b * (1 + 1e-12);
}

/** The same counts in wider buckets: each step of the schema joins two. A finer schema than there is cannot be had: the counts as they are. */
export function coarsen(counts: NativeCounts, schema: number): NativeCounts {
  if (schema >= counts.schema) return counts;
  const factor = 2 ** (counts.schema - schema);
  const joined = (side: ReadonlyMap<number, number>): ReadonlyMap<number, number> => {
    const made = new Map<number, number>();
    for (const [index, count] of side) {
      const wide = Math.ceil(index / factor);
      made.set(wide, (made.get(wide) ?? 0) + count);
    }
    return made;
  };
  return { ...counts, schema, positive: joined(counts.positive), negative: joined(counts.negative) };
}

/** With a zero bucket that reaches at least so far. A filled bucket that it ends in goes to it whole, so that it may reach further than was asked for. */
export function widenZero(counts: NativeCounts, threshold: number): NativeCounts {
  if (threshold <= counts.zeroThreshold) return counts;
  const lower = (index: number): number => nativeBound(index - 1, counts.schema);
  let reach = threshold;
  for (const side of [counts.positive, counts.negative]) {
    for (const [index, count] of side) {
      const upper = nativeBound(index, counts.schema);
      if (count !== 0 && isBeyond(threshold, lower(index)) && isBeyond(upper, reach)) reach = upper;
    }
  }
  let { zero } = counts;
  const rest = (side: ReadonlyMap<number, number>): ReadonlyMap<number, number> => {
    const kept = new Map<number, number>();
    for (const [index, count] of side) {
      if (isBeyond(reach, lower(index))) zero += count;
      else kept.set(index, count);
    }
    return kept;
  };
  const positive = rest(counts.positive);
  const negative = rest(counts.negative);
  return { schema: counts.schema, zeroThreshold: reach, zero, positive, negative };
}

/** `a + factor * b`, with the wider zero bucket and in the coarser schema of the two. Zero buckets first, as in Prometheus: finer buckets tell better where one ends. */
export function addNative(a: NativeCounts, b: NativeCounts, factor = 1): NativeCounts {
  let [x, y] = [a, b];
  while (x.zeroThreshold !== y.zeroThreshold) [x, y] = [widenZero(x, y.zeroThreshold), widenZero(y, x.zeroThreshold)];
  const schema = Math.min(x.schema, y.schema);
  [x, y] = [coarsen(x, schema), coarsen(y, schema)];
  const side = (of: 'positive' | 'negative'): ReadonlyMap<number, number> => {
    const made = new Map(x[of]);
    for (const [index, count] of y[of]) made.set(index, (made.get(index) ?? 0) + factor * count);
    return made;
  };
  return { schema, zeroThreshold: x.zeroThreshold, zero: x.zero + factor * y.zero, positive: side('positive'), negative: side('negative') };
}

/**
 * What a histogram grew by. Null where it was reset in between: a bucket fell, buckets became finer, the zero bucket narrower, or it now ends inside of a
 * bucket that was filled, which no growing histogram does.
 */
export function nativeIncrease(before: NativeCounts, now: NativeCounts): NativeCounts | null {
  if (now.schema > before.schema || now.zeroThreshold < before.zeroThreshold) return null;
  if (widenZero(before, now.zeroThreshold).zeroThreshold !== now.zeroThreshold) return null;
  const grown = addNative(now, before, -1);
  if (grown.zero < 0) return null;
  for (const side of [grown.positive, grown.negative]) for (const count of side.values()) if (count < 0) return null;
  return grown;
}
