import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { ProtoError } from '../../../src/core/metrics/page/protoReader';
import type { OtlpMetrics } from '../../../src/core/otlp/otlpMetrics';
import { PointBook } from '../../../src/core/otlp/pointBook';
import { otlpKind, readOtlpJson } from '../../../src/core/otlp/readOtlpJson';
import { readOtlpProtobuf } from '../../../src/core/otlp/readOtlpProtobuf';
import { document, gauge } from './otlpHarness';
import { bytesOf, sdk } from './sdk';

/* What OpenTelemetry's own SDK writes, as protobuf and as JSON. */

const attribute = fc.oneof(fc.string({ maxLength: 12 }), fc.integer(), fc.boolean(), fc.array(fc.string({ maxLength: 4 }), { maxLength: 3 }), fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Number.isInteger(value) || Number.isSafeInteger(value)));
const attributesOf = fc.dictionary(fc.string({ minLength: 1, maxLength: 10 }).filter((name) => name !== '__proto__'), attribute, { maxKeys: 4 });
// JSON has no negative zero.
const recording = fc.record({ attributes: attributesOf, value: fc.double({ min: 0, max: 1e6, noNaN: true }), by: fc.nat(2 ** 31 - 1), level: fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.maxSafeInteger()).map((value) => value + 0) });

async function recorded(records: readonly { readonly attributes: Record<string, string | number | boolean | string[]>; readonly value: number; readonly by: number; readonly level: number }[], exponential: boolean, delta: boolean) {
  const { provider, collect } = sdk({ exponential, delta });
  const meter = provider.getMeter('model', '1');
  const latency = meter.createHistogram('http.server.request.duration', { unit: 's' });
  const requests = meter.createCounter('requests', { unit: '{request}' });
  const running = meter.createUpDownCounter('running');
  const queue = meter.createGauge('queue');
  for (const { attributes, value, by, level } of records) {
    latency.record(value, attributes);
    requests.add(by, attributes);
    running.add(by % 7 - 3, attributes);
    queue.record(level, attributes);
  }
  const bytes = bytesOf(await collect());
  await provider.shutdown();
  return bytes;
}

/** Maps compare by order; attributes have none. */
const plain = ({ scopes, ...rest }: OtlpMetrics): unknown => ({
  ...rest,
  scopes: scopes.map(({ resource, metrics, ...scope }) => ({ ...scope, resource: Object.fromEntries(resource), metrics: metrics.map(({ points, ...metric }) => ({ ...metric, points: points.map(({ attributes, ...point }) => ({ ...point, attributes: Object.fromEntries(attributes) })) })) })),
});

describe('protobuf and JSON of the same metrics', () => {
  it('are read as the same, whatever was recorded', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(recording, { minLength: 1, maxLength: 12 }), fc.boolean(), fc.boolean(), async (records, exponential, delta) => {
        const { protobuf, json } = await recorded(records, exponential, delta);
        const [a, b] = [readOtlpProtobuf(protobuf), readOtlpJson(json)];
        expect(a.bad).toBe(0);
        expect(plain(a)).toEqual(plain(b));
        const metrics = a.scopes.flatMap((scope) => scope.metrics);
        expect(metrics.map(({ name, unit, type, monotonic }) => [name, unit, type, monotonic])).toEqual([['http.server.request.duration', 's', 'histogram', false], ['requests', '{request}', 'sum', true], ['running', '', 'sum', false], ['queue', '', 'gauge', false]]);
        const points = metrics[0]?.points ?? [];
        expect(points.reduce((all, one) => all + (one.kind === 'histogram' || one.kind === 'exponential' ? one.count : 0), 0)).toBe(records.length);
        expect(points.every(({ kind }) => kind === (exponential ? 'exponential' : 'histogram'))).toBe(true);
        expect(new PointBook().take(a).rejected).toBe(0);
      }),
      { numRuns: 120 },
    );
  });

  it('of JSON take integers as text or number, enums as number or name, keys that nobody knows', () => {
    const one = (value: unknown, temporality: unknown) => ({ later: 1, resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 'c', new: [], sum: { aggregationTemporality: temporality, isMonotonic: true, dataPoints: [{ timeUnixNano: '1700000000000000000', startTimeUnixNano: 1_690_000_000_000_000_000, asInt: value, exemplars: [{}] }] } }] }] }] });
    const read = readOtlpJson(one('9007199254740991', 2));
    expect(read.scopes[0]?.metrics[0]).toMatchObject({ temporality: 'cumulative', points: [{ value: 2 ** 53 - 1, time: 1_700_000_000_000_000, start: 1_690_000_000_000_000 }] });
    expect(readOtlpJson(one(9_007_199_254_740_991, 'AGGREGATION_TEMPORALITY_CUMULATIVE'))).toEqual(read);
    expect(readOtlpJson(one('0x10', 2))).toMatchObject({ bad: 0 });
    expect(Number.isNaN((readOtlpJson(one('0x10', 2)).scopes[0]?.metrics[0]?.points[0] as { value: number }).value)).toBe(true);
  });

  it('are told from traces, logs and other documents', () => {
    expect(['resourceMetrics', 'resourceSpans', 'resourceLogs', 'other'].map((key) => otlpKind({ [key]: [] }))).toEqual(['metrics', 'traces', 'logs', null]);
    expect([null, 1, [], { resourceMetrics: 1 }].map(otlpKind)).toEqual([null, null, null, null]);
  });
});

describe('hostile input', () => {
  let bytes: Uint8Array;
  beforeAll(async () => {
    const records = Array.from({ length: 5 }, (_, i) => ({ attributes: { route: `/r${i}`, list: ['a', 'b'] }, value: i / 3, by: i, level: -i }));
    bytes = (await recorded(records, true, false)).protobuf;
  });

  it('cut anywhere is read or refused, never anything else', () => {
    let refused = 0;
    for (let end = 0; end <= bytes.length; end += 1) {
      try {
        readOtlpProtobuf(bytes.subarray(0, end));
      } catch (error) {
        expect(error).toBeInstanceOf(ProtoError);
        refused += 1;
      }
    }
    expect(refused).toBe(bytes.length - 1);
  });

  it('with bytes changed is read or refused, and what is read can be taken', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ at: fc.nat(), to: fc.integer({ min: 0, max: 255 }) }), { minLength: 1, maxLength: 6 }), (changes) => {
        const changed = Uint8Array.from(bytes);
        for (const { at, to } of changes) changed[at % changed.length] = to;
        try {
          new PointBook().take(readOtlpProtobuf(changed));
        } catch (error) {
          expect(error).toBeInstanceOf(ProtoError);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('of any JSON is read, with what does not fit counted', () => {
    fc.assert(fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      const strange = { resourceMetrics: [a, { resource: b, scopeMetrics: [b, { metrics: [a, { name: a, sum: b }, { name: 'x', histogram: { aggregationTemporality: 1, dataPoints: [a, { timeUnixNano: 1, count: a, bucketCounts: b, explicitBounds: a, attributes: b }] } }] }] }] };
      const taken = new PointBook().take(readOtlpJson(strange));
      expect(taken.rejected).toBeGreaterThanOrEqual(0);
    }), { numRuns: 1_000 });
    expect(readOtlpJson(document([gauge('g', '', []), 3 as unknown as object]))).toMatchObject({ bad: 1, badReason: 'a metric: not an object' });
  });

  it('nested without end is refused', () => {
    const nest = (inner: number[], times: number): number[] => (times === 0 ? inner : nest([0x2a, inner.length + 2, 0x0a, inner.length, ...inner], times - 1));
    const value = nest([0x0a, 1, 97], 20);
    const wrap = (field: number, inner: readonly number[]): number[] => [field * 8 + 2, inner.length, ...inner];
    const deep = wrap(1, wrap(1, wrap(1, [...wrap(1, [97]), ...wrap(2, value)])));
    expect(() => readOtlpProtobuf(Uint8Array.from(deep))).toThrow('nested too deeply');
  });
});
