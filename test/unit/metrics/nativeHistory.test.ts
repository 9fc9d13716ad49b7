import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addNative, coarsen, type NativeCounts, nativeIncrease, widenZero } from '../../../src/core/metrics/history/nativeCounts';
import { nativeValues, readNativeKey } from '../../../src/core/metrics/history/nativeKey';
import { NativeSlots } from '../../../src/core/metrics/history/nativeTable';
import { planColumn } from '../../../src/core/metrics/history/planColumn';
import { readSeriesKey, seriesKey, valuesOfPage } from '../../../src/core/metrics/history/seriesKey';
import type { HistogramMetric } from '../../../src/core/metrics/metricColumn';
import { readProtobufPage } from '../../../src/core/metrics/page/readProtobufPage';
import { bucketQuantile } from '../../../src/core/metrics/quantile/bucketQuantile';
import { answers } from './prometheusAnswers';

/* Native histograms of scraped pages, beside Prometheus on the same pages: 2.42, linear inside a bucket, and 3, geometric. */

interface Pages {
  readonly start: number;
  readonly step: number;
  readonly pages: readonly { readonly time: number; readonly page: string }[];
}
const three = JSON.parse(readFileSync(join(__dirname, '../../fixtures/knownAnswers/nativeHistograms.json'), 'utf8')) as Pages & {
  readonly quantiles: readonly number[];
  readonly cases: readonly { readonly name: string; readonly metric: string; readonly which: string; readonly percentiles: readonly (readonly string[])[]; readonly whole: readonly string[]; readonly count: readonly number[]; readonly sum: readonly number[]; readonly buckets: readonly (readonly (readonly string[])[])[] }[];
};
const second = 1_000_000;
const about = { name: 'x', metric: 'x', role: 'latency', unit: 's', reason: 'test' } as const;
const identity = { source: 'page', id: 'page:x', name: 'x', metric: 'x', role: 'latency', unit: 's' } as const;

function columnOf({ start, step, pages }: Pages, metric: string, which: string, slots: number, scale = 1, native = true): HistogramMetric {
  const axis = { kind: 'time', start: start * second, step: step * second, count: slots } as const;
  const column = planColumn({ ...about, kind: 'histogram', of: { metric, matchers: [{ label: 'which', op: '=~', value: which }] }, native, scale }, identity, axis, {}, 30 * second);
  for (const { time, page } of pages) {
    const values = valuesOfPage(readProtobufPage(new Uint8Array(Buffer.from(page, 'base64'))));
    column.add({ time: time * second, down: null, each: (use) => values.forEach((value, key) => use(key, value)) });
  }
  const made = column.column();
  if (made?.kind !== 'histogram') throw new Error('no histogram');
  return made;
}
const slotOf = ({ edges, counts }: HistogramMetric, slot: number): Float64Array => counts.subarray(slot * (edges.length + 1), (slot + 1) * (edges.length + 1));
const sumOf = (column: HistogramMetric, slots: readonly number[]): Float64Array => Float64Array.from({ length: column.edges.length + 1 }, (_, k) => slots.reduce((sum, slot) => sum + (slotOf(column, slot)[k] ?? 0), 0));
function filled(column: HistogramMetric, slot: number): number[][] {
  return [...slotOf(column, slot)].flatMap((count, k) => (count > 1e-9 ? [[column.edges[k - 1] ?? NaN, column.edges[k] ?? NaN, count]] : []));
}
function same(ours: number, theirs: string | number, digits = 9): void {
  expect(ours / (Number(theirs) || 1)).toBeCloseTo(Number(theirs) === 0 ? 0 : 1, digits);
}

describe('pages of the Go client beside Prometheus 3', () => {
  it('have histograms whose schema and zero bucket change while they run', () => {
    const seen = new Set(three.pages.flatMap(({ page }) => readProtobufPage(new Uint8Array(Buffer.from(page, 'base64'))).families.get('wide_seconds')?.histograms.map(({ native }) => `${native?.schema} ${native?.zeroThreshold}`) ?? []));
    expect(seen.size).toBeGreaterThan(3);
  });

  it.each(three.cases)('$name: percentiles of each slot and of all together, count and sum', ({ metric, which, percentiles, whole, count, sum }) => {
    const column = columnOf(three, metric, which, 4);
    expect(column.native).toBe('exponential');
    three.quantiles.forEach((q, i) => {
      // Slots of one column share the coarsest schema and the widest zero bucket of its time; each slot by itself is as Prometheus has it.
      same(bucketQuantile(column.edges, sumOf(column, [0, 1, 2, 3]), q, 'exponential').value, whole[i] ?? '');
      [0, 1, 2, 3].forEach((slot) => {
        const own = columnOf({ ...three, start: three.start + 300 * slot }, metric, which, 1);
        same(bucketQuantile(own.edges, slotOf(own, 0), q, 'exponential').value, percentiles[i]?.[slot] ?? '');
      });
    });
    [0, 1, 2, 3].forEach((slot) => {
      same(slotOf(column, slot).reduce((all, one) => all + one, 0), count[slot] ?? NaN);
      same(column.sum[slot] ?? NaN, sum[slot] ?? NaN);
    });
  });

  it.each(three.cases)('$name: bucket for bucket', ({ metric, which, buckets }) => {
    buckets.forEach((theirs, slot) => {
      const own = filled(columnOf({ ...three, start: three.start + 300 * slot }, metric, which, 1), 0);
      expect(own).toHaveLength(theirs.length);
      own.forEach((row, i) => row.forEach((value, k) => {
        // The zero bucket ends at 0 where nothing is below it; our first bucket is open.
        if (!Number.isNaN(value)) same(value, theirs[i]?.[k] ?? '');
      }));
    });
  });

  it('come with fixed buckets too, which are taken where the plan says so', () => {
    const column = columnOf(three, 'both_seconds', 'a', 4, 1000, false);
    expect([column.native, [...column.edges]]).toEqual([null, [100, 500, 1000, 5000]]);
    const native = columnOf(three, 'both_seconds', 'a', 4, 1000);
    expect(sumOf(native, [0, 1, 2, 3]).reduce((a, b) => a + b, 0)).toBeCloseTo(sumOf(column, [0, 1, 2, 3]).reduce((a, b) => a + b, 0), 9);
    // A plan of fixed buckets over a target that has none is answered by what it has.
    expect(columnOf(three, 'signed_seconds', 'a', 4, 1, false).native).toBe('exponential');
    same(bucketQuantile(native.edges, slotOf(native, 3), 0.5, 'exponential').value, 1000 * bucketQuantile(columnOf(three, 'both_seconds', 'a', 4).edges, slotOf(columnOf(three, 'both_seconds', 'a', 4), 3), 0.5, 'exponential').value);
  });
});

describe('the same beside Prometheus 2.42', () => {
  it.each(Object.entries(answers.native.linearPercentiles))('series %s', (which, percentiles) => {
    answers.quantiles.forEach((q, i) => {
      for (const slot of [0, 1]) {
        const column = columnOf({ ...answers.native, start: answers.native.start + 300 * slot }, 'native_seconds', which, 1);
        same(bucketQuantile(column.edges, slotOf(column, 0), q, 'linear').value, percentiles[i]?.[slot] ?? '');
      }
    });
  });
});

const side = fc.array(fc.tuple(fc.integer({ min: -40, max: 40 }), fc.integer({ min: 1, max: 1e6 })), { maxLength: 12 }).map((rows): ReadonlyMap<number, number> => new Map(rows));
const counts: fc.Arbitrary<NativeCounts> = fc.record({ schema: fc.integer({ min: -4, max: 8 }), zeroThreshold: fc.constantFrom(0, 2 ** -128, 0.001, 0.3, 1, 7), zero: fc.nat(1000), positive: side, negative: side }).map((made) => {
  // No bucket of a real histogram lies inside of its own zero bucket.
  const outside = (of: ReadonlyMap<number, number>): ReadonlyMap<number, number> => new Map([...of].filter(([index]) => 2 ** ((index - 1) * 2 ** -made.schema) >= made.zeroThreshold));
  return { ...made, positive: outside(made.positive), negative: outside(made.negative) };
});
const all = ({ zero, positive, negative }: NativeCounts): number => zero + [...positive.values(), ...negative.values()].reduce((sum, one) => sum + one, 0);

describe('native counts', () => {
  it('keep every observation, whatever is joined, widened and added, in any order', () => {
    fc.assert(fc.property(counts, counts, fc.integer({ min: -4, max: 8 }), fc.constantFrom(0, 0.01, 1, 100), (a, b, schema, threshold) => {
      expect(all(coarsen(a, schema))).toBe(all(a));
      expect(all(widenZero(a, threshold))).toBe(all(a));
      const sum = addNative(a, b);
      expect(all(sum)).toBe(all(a) + all(b));
      const other = addNative(b, a);
      expect([other.schema, other.zeroThreshold, other.zero, [...other.positive].sort(), [...other.negative].sort()]).toEqual([sum.schema, sum.zeroThreshold, sum.zero, [...sum.positive].sort(), [...sum.negative].sort()]);
    }));
  });

  it('of what grew are the growth; anything that fell, got finer or narrower is a restart', () => {
    fc.assert(fc.property(counts, counts, (before, more) => {
      const grown = nativeIncrease(before, addNative(before, more));
      // The zero bucket may have grown over half a bucket, which no running histogram does.
      if (grown !== null) expect(all(grown)).toBe(all(more));
      else expect(addNative(before, more).zeroThreshold).toBeGreaterThan(before.zeroThreshold);
      expect(nativeIncrease(before, { ...before, schema: before.schema + 1 })).toBeNull();
      if (before.zero > 0) expect(nativeIncrease(before, { ...before, zero: before.zero - 1 })).toBeNull();
    }));
  });

  it('in a table lie between their own bounds, and each slot has all of its own', () => {
    fc.assert(fc.property(fc.array(fc.option(counts), { minLength: 1, maxLength: 5 }), (list) => {
      const slots = new NativeSlots(list.length);
      list.forEach((one, slot) => one !== null && slots.add(slot, one, 1));
      const { edges, counts: table } = slots.table(1000);
      expect(edges.every((edge, i) => Number.isFinite(edge) && (i === 0 || edge > (edges[i - 1] ?? NaN)))).toBe(true);
      list.forEach((one, slot) => expect(table.slice(slot * (edges.length + 1), (slot + 1) * (edges.length + 1)).reduce((sum, count) => sum + count, 0)).toBe(one === null ? 0 : all(one)));
    }));
  });
});

describe('keys of native histograms', () => {
  it('are read again as they were written, and never taken for a plain series', () => {
    const word = fc.string({ maxLength: 8 });
    fc.assert(fc.property(word, fc.dictionary(word, word, { maxKeys: 4 }), fc.integer({ min: -2000, max: 2000 }), (name, labels, index) => {
      const found = new Map<string, number>();
      const given = new Map(Object.entries(labels));
      nativeValues(name, given, { schema: 2, zeroThreshold: 0.5, zeroCount: 4, positive: { indices: [index], counts: [7] }, negative: { indices: [-index], counts: [8] } }, NaN, (key, value) => found.set(key, value));
      const read = [...found].map(([key, value]) => ({ series: readNativeKey(key), plain: readSeriesKey(key), value }));
      expect(read.every(({ series, plain }) => plain === null && series?.name === name && [...series.labels].every(([label, value]) => given.get(label) === value) && series.labels.size === given.size)).toBe(true);
      expect(new Set(read.map(({ series }) => series?.id)).size).toBe(1);
      expect(read.map(({ series, value }) => [series?.part, value])).toEqual([['schema', 2], ['threshold', 0.5], ['zero', 4], [`+${index}`, 7], [`-${index === 0 ? 0 : -index}`, 8]]);
      expect(readNativeKey(seriesKey(name, given))).toBeNull();
    }));
    for (const bad of ['', '[]', '["a","b"]', '["a",1]', '{}', '["a","+1.5"]']) expect(readNativeKey(bad)).toBeNull();
  });
});
