import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketQuantile } from '../../../src/core/metrics/quantile/bucketQuantile';
import { PointBook } from '../../../src/core/otlp/pointBook';
import { readOtlpProtobuf } from '../../../src/core/otlp/readOtlpProtobuf';
import { FrameColumns } from '../../../src/core/otlp/frameColumns';
import { columnOf, cumulative, delta, document, exponential, histogram, latency, told } from './otlpHarness';

/* Buckets as they become columns. Known answers: OpenTelemetry's Python SDK (scripts/knownAnswers/otlpExponential.py). */

interface Known {
  readonly name: string;
  readonly values: readonly number[];
  readonly scale: number;
  readonly zeroCount: number;
  readonly sum: number;
  readonly buckets: readonly { readonly low: number; readonly high: number; readonly count: number }[];
  readonly protobuf: string;
}
const { cases } = JSON.parse(readFileSync(new URL('../../fixtures/knownAnswers/otlpExponential.json', import.meta.url), 'utf8')) as { readonly cases: readonly Known[] };

function columnOfBytes(protobuf: string) {
  const { frames } = new PointBook().take(readOtlpProtobuf(Buffer.from(protobuf, 'base64')));
  const { to } = frames[0] ?? { to: 0 };
  const plan = { ...latency('latency'), scale: 1 };
  const columns = new FrameColumns([{ plan, identity: { source: 'o', id: 'o', name: 'x', metric: 'latency', role: 'latency', unit: 's' } }], { kind: 'time', start: to - 60e6, step: 120e6, count: 1 }, {});
  for (const frame of frames) columns.add(frame);
  const column = columns.columns()[0]?.column;
  if (column?.kind !== 'histogram') throw new Error('no histogram');
  return column;
}

describe('exponential buckets of the Python SDK', () => {
  it.each(cases)('$name: bounds and counts are its own', ({ buckets, zeroCount, sum, protobuf, values }) => {
    const column = columnOfBytes(protobuf);
    expect(column.native).toBe('exponential');
    const filled = [...column.counts].flatMap((count, i) => (count > 0 ? [{ low: column.edges[i - 1] ?? -Infinity, high: column.edges[i] ?? Infinity, count }] : []));
    const expected = [...(zeroCount > 0 ? [{ low: -Infinity, high: 0, count: zeroCount }] : []), ...buckets];
    expect(filled.map(({ count }) => count)).toEqual(expected.map(({ count }) => count));
    filled.forEach(({ low, high }, i) => {
      const known = expected[i] ?? { low: NaN, high: NaN };
      if (known.high === 0) return expect(high).toBe(0);
      expect(Math.abs(high / known.high - 1)).toBeLessThan(1e-9);
      expect(Math.abs(low / known.low - 1)).toBeLessThan(1e-9);
      return undefined;
    });
    expect(column.sum[0]).toBeCloseTo(sum, 9);
    const sorted = [...values].sort((a, b) => a - b);
    for (const q of [0.05, 0.5, 0.9, 0.99]) {
      const { low, high, value } = bucketQuantile(column.edges, column.counts, q, 'exponential');
      const exact = sorted[Math.ceil(q * sorted.length) - 1] ?? NaN;
      const next = sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length))] ?? NaN;
      // The percentile of the values themselves lies in the bucket, or on the step to the next one.
      expect(next).toBeGreaterThanOrEqual(Math.min(low, value) * (1 - 1e-9));
      expect(exact).toBeLessThanOrEqual(high * (1 + 1e-9));
    }
  });
});

const side = fc.record({ offset: fc.integer({ min: -40, max: 40 }), bucketCounts: fc.array(fc.nat(9), { maxLength: 30 }) });

describe('exponential buckets', () => {
  it('hold every observation, whatever scales follow each other, and merge where a bucket of the coarser scale has both', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ scale: fc.integer({ min: -2, max: 6 }), zeroCount: fc.nat(5), positive: side, negative: side }), { minLength: 1, maxLength: 6 }), (points) => {
        const all = points.reduce((sum, { zeroCount, positive, negative }) => sum + zeroCount + [...positive.bucketCounts, ...negative.bucketCounts].reduce((a, b) => a + b, 0), 0);
        const { frames } = told(document([exponential('h', delta, points.map((point, i) => ({ since: 10 * i + 1, at: 10 * (i + 1), count: 1, ...point })))]));
        const column = columnOf(latency('h'), frames);
        if (column === null) return expect(all).toBe(0);
        if (column.kind !== 'histogram') throw new Error('no histogram');
        expect(column.counts.reduce((a, b) => a + b, 0)).toBeCloseTo(all, 6);
        for (let i = 1; i < column.edges.length; i += 1) expect(column.edges[i]).toBeGreaterThan(column.edges[i - 1] ?? Infinity);
        expect(column.edges.length).toBeLessThanOrEqual(700);
      }),
      { numRuns: 300 },
    );
  });

  it('of a cumulative point are what came since, though its scale fell meanwhile', () => {
    const point = (at: number, scale: number, offset: number, counts: readonly number[]) => ({ since: 1, at, scale, count: counts.reduce((a, b) => a + b, 0), sum: 1, positive: { offset, bucketCounts: counts } });
    // Scale 1: (1, sqrt 2], (sqrt 2, 2], (2, 2 sqrt 2]. Scale 0: (1, 2], (2, 4].
    const { frames, taken } = told(document([exponential('h', cumulative, [point(10, 1, 0, [3, 2, 1])])]), document([exponential('h', cumulative, [point(20, 0, 0, [7, 5])])]));
    expect(taken[1]).toMatchObject({ rejected: 0, restarts: 0 });
    const column = columnOf({ ...latency('h'), scale: 1 }, frames);
    expect(column?.kind === 'histogram' && [[...column.edges], [...column.counts.slice(0, 4)]]).toEqual([[1, 2, 4], [0, 7, 5, 0]]);
  });
});

describe('explicit buckets', () => {
  const of = (bounds: readonly number[], counts: readonly number[], instance: string, at = 30) => document([histogram('h', delta, [{ since: at - 10, at, count: counts.reduce((a, b) => a + b, 0), sum: 1, bucketCounts: counts, explicitBounds: bounds }])], { 'service.instance.id': instance });

  it('of unlike bounds share those that all have', () => {
    const { frames } = told(of([1, 2, 5], [1, 2, 3, 4], 'a'), of([1, 5, 10], [10, 20, 30, 40], 'b'));
    const column = columnOf({ ...latency('h'), scale: 1 }, frames);
    expect(column?.kind === 'histogram' && [[...column.edges], [...column.counts.slice(0, 3)]]).toEqual([[1, 5], [11, 25, 74]]);
  });

  it('beside exponential ones of the same name: those that count more', () => {
    const { frames } = told(of([1], [1, 2], 'a'), document([exponential('h', delta, [{ since: 1, at: 10, scale: 0, count: 9, positive: { offset: 0, bucketCounts: [9] } }])]));
    expect(columnOf(latency('h'), frames)).toMatchObject({ native: 'exponential' });
  });

  it('that hold nothing are no column, and neither are points without buckets', () => {
    expect(columnOf(latency('h'), told(of([1], [0, 0], 'a')).frames)).toBeNull();
    expect(columnOf(latency('h'), told(document([histogram('h', delta, [{ since: 1, at: 10, count: 5, sum: 2 }])])).frames)).toBeNull();
  });
});
