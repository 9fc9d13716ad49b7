import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeUtf8 } from '../../../src/core/metrics/page/protoReader';
import { readPage } from '../../../src/core/metrics/page/readPage';
import { readProtobufPage } from '../../../src/core/metrics/page/readProtobufPage';

/** What Prometheus made of the same bytes when it scraped them. */
const known = (JSON.parse(readFileSync(join(__dirname, '../../fixtures/knownAnswers/prometheus.json'), 'utf8')) as {
  readonly protobuf: {
    readonly page: string;
    readonly series: readonly { readonly metric: Readonly<Record<string, string>>; readonly value?: string; readonly histogram?: { readonly count: string; readonly sum: string; readonly buckets: readonly (readonly [number, string, string, string])[] } }[];
  };
}).protobuf;

const bytes = new Uint8Array(Buffer.from(known.page, 'base64'));
const page = readProtobufPage(bytes);

describe('a page of client_model messages, beside what Prometheus read from it', () => {
  it('has every series with its value', () => {
    expect(page).toMatchObject({ format: 'protobuf', cut: null, bad: { count: 0 } });
    const ours = new Map<string, number | null>();
    const key = (name: string, labels: Iterable<readonly [string, string]>): string => JSON.stringify([name, ...[...labels].filter(([label]) => label !== '__name__').sort()]);
    for (const family of page.families.values()) {
      for (const { labels, value } of family.samples) ours.set(key(family.name, labels), value);
      for (const each of family.summaries) {
        for (const { q, value } of each.quantiles) ours.set(key(family.name, [...each.labels, ['quantile', String(q)]]), value);
        ours.set(key(`${family.name}_sum`, each.labels), each.sum).set(key(`${family.name}_count`, each.labels), each.count);
      }
      for (const each of family.histograms.filter(({ native }) => native === null)) {
        each.bounds.forEach((bound, i) => ours.set(key(`${family.name}_bucket`, [...each.labels, ['le', bound === Infinity ? '+Inf' : Number.isInteger(bound) ? `${bound}.0` : String(bound)]]), each.cumulative[i] ?? null));
        ours.set(key(`${family.name}_sum`, each.labels), each.sum).set(key(`${family.name}_count`, each.labels), each.count);
      }
    }
    const theirs = new Map(known.series.filter(({ value }) => value !== undefined).map(({ metric, value }) => [key(metric['__name__']!, Object.entries(metric)), Number(value)]));
    expect(theirs.size).toBeGreaterThan(8);
    expect(ours).toEqual(theirs);
  });

  it('has the native histograms, bucket for bucket', () => {
    const theirs = known.series.filter(({ histogram }) => histogram !== undefined);
    expect(theirs).toHaveLength(2);
    for (const { metric, histogram } of theirs) {
      const ours = page.families.get('native_seconds')?.histograms.find(({ labels }) => labels.get('which') === metric['which']);
      expect(ours).toMatchObject({ bounds: [], count: Number(histogram?.count) });
      expect(ours?.sum).toBeCloseTo(Number(histogram?.sum), 9);
      const native = ours!.native!;
      const base = 2 ** (2 ** -native.schema);
      const rows: (readonly [number, number, number])[] = [
        ...native.negative.indices.map((index, i) => [-(base ** index), -(base ** (index - 1)), native.negative.counts[i]!] as const).reverse(),
        [-native.zeroThreshold, native.zeroThreshold, native.zeroCount],
        ...native.positive.indices.map((index, i) => [base ** (index - 1), base ** index, native.positive.counts[i]!] as const),
      ];
      const filled = rows.filter(([, , count]) => count > 0);
      expect(filled).toHaveLength(histogram!.buckets.length);
      histogram!.buckets.forEach(([, left, right, count], i) => {
        expect(filled[i]![0]).toBeCloseTo(Number(left), 9);
        expect(filled[i]![1]).toBeCloseTo(Number(right), 9);
        expect(filled[i]![2]).toBe(Number(count));
      });
    }
  });

  it('goes by the content type', () => {
    expect(readPage('application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited', bytes)).toEqual(page);
  });
});

describe('hostile bytes', () => {
  it('keeps the messages before the place where a page was cut', () => {
    const cut = readProtobufPage(bytes.subarray(0, bytes.length - 3));
    expect(cut.cut).toMatch(/^message \d+ is not complete$/);
    expect(cut.families.size).toBe(page.families.size - 1);
    expect(cut.bad.count).toBe(1);
  });
  it('leaves out one message that is wrong inside and reads the rest', () => {
    const wrong = new Uint8Array([3, 0x0a, 0x7f, 0x41, ...bytes]); // a name that is longer than its message
    const read = readProtobufPage(wrong);
    expect(read.bad.examples).toEqual([{ line: 1, reason: 'it ends inside a message' }]);
    expect([...read.families.keys()]).toEqual([...page.families.keys()]);
  });
  it('refuses native spans that claim more buckets than there are counts', () => {
    // name "h", type histogram, one metric with a histogram that has a span of 2^28 buckets and no counts
    const histogram = [0x62, 0x07, 0x08, 0x00, 0x10, 0x80, 0x80, 0x80, 0x80 & 0x7f | 0x01];
    const metric = [0x3a, histogram.length, ...histogram];
    const family = [0x0a, 1, 0x68, 0x18, 4, 0x22, metric.length, ...metric];
    expect(readProtobufPage(new Uint8Array([family.length, ...family])).bad.examples[0]?.reason).toBe('the spans of native buckets are longer than their counts');
  });
  it('never throws on any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (any) => { readProtobufPage(any); }));
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 5 }), (changes) => {
      const changed = bytes.slice();
      for (const [at, byte] of changes) changed[at] = byte;
      readProtobufPage(changed);
    }), { numRuns: 500 });
  });
  it('decodes UTF-8 as the platform does', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      const encoded = new TextEncoder().encode(text);
      expect(decodeUtf8(encoded, 0, encoded.length)).toBe(new TextDecoder('utf-8', { ignoreBOM: true }).decode(encoded));
    }));
  });
});
