import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageLimits } from '../../../src/core/metrics/page/limits';
import { acceptHeader, readPage } from '../../../src/core/metrics/page/readPage';
import { readTextPage } from '../../../src/core/metrics/page/readTextPage';

const python = JSON.parse(readFileSync(join(__dirname, '../../fixtures/metrics/pythonPages.json'), 'utf8')) as {
  readonly latency: { readonly values: readonly number[]; readonly sum: number };
  readonly text: string;
  readonly openmetrics: string;
};

const labels = (pairs: Readonly<Record<string, string>>): ReadonlyMap<string, string> => new Map(Object.entries(pairs));

describe.each([['text', python.text], ['openmetrics', python.openmetrics]] as const)('the Python client, %s', (format, text) => {
  const page = readTextPage(text, format);
  it('has no bad line and is whole', () => {
    expect(page.bad).toEqual({ count: 0, examples: [] });
    expect(page.cut).toBeNull();
  });
  it('calls a counter as PromQL does and resolves escapes in its labels', () => {
    const counter = page.families.get('app_requests_total');
    expect(counter?.type).toBe('counter');
    expect(counter?.help).toBe('Requests by status');
    expect(counter?.samples.map((each) => each.value)).toEqual([41, 2, 3]);
    expect(counter?.samples[2]?.labels.get('path')).toBe('a "quoted" \\ path\nin two lines');
  });
  it('puts the buckets, the sum and the count of a histogram together', () => {
    const histogram = page.families.get('app_latency_seconds')?.histograms[0];
    expect(histogram).toMatchObject({ bounds: [0.1, 0.5, 1, Infinity], cumulative: [2, 4, 5, 6], count: python.latency.values.length, native: null });
    expect(histogram?.sum).toBeCloseTo(python.latency.sum, 12);
    expect(histogram?.labels).toEqual(labels({ model: 'm' }));
  });
  it('has a summary without quantiles, and values that are no numbers', () => {
    expect(page.families.get('app_size_bytes')?.summaries).toEqual([{ labels: new Map(), quantiles: [], sum: 250, count: 2, timestampMs: null }]);
    expect(page.families.get('app_odd')?.samples.map((each) => each.value)).toEqual([NaN, Infinity, -Infinity]);
  });
});

describe('what clients write and what must be accepted', () => {
  const page = readTextPage(
    [
      '# TYPE Requests2XX counter', 'Requests2XX{Level="Host",Hostname="h",} 12.0 1700000000123',
      '# TYPE :tensorflow:serving:request_count counter', ':tensorflow:serving:request_count{} 5',
      '# TYPE "http.server.request.duration" histogram',
      '{"http.server.request.duration_bucket","http.route"="/a",le="0.5"} 3', '{"http.server.request.duration_bucket",le="+Inf","http.route"="/a"} 4',
      '{"http.server.request.duration_count","http.route"="/a"} 4',
      'no_type_count{a="1"} 9', 'no_type_sum{a="1"} 4.5', 'no_type_bucket{le="1",a="1"} 8', 'no_type_bucket{a="1",le="+Inf"} 9', 'no_type_bucket{a="2"} 1',
      '# a comment', '#also', '  spaced {a="b"}   1e3\t-5  ', 'shaken_bucket{le="1",b="x",a="y"} 1', 'shaken_bucket{a="y",le="+Inf",b="x"} 2', '',
    ].join('\r\n'),
    'text',
  );
  it('takes trailing commas, empty braces, milliseconds, carriage returns and names in UTF-8', () => {
    expect(page.bad.examples).toEqual([]);
    expect(page.families.get('Requests2XX')?.samples).toEqual([{ labels: labels({ Level: 'Host', Hostname: 'h' }), value: 12, timestampMs: 1700000000123 }]);
    expect(page.families.get(':tensorflow:serving:request_count')?.samples[0]?.value).toBe(5);
    expect(page.families.get('http.server.request.duration')?.histograms).toMatchObject([{ labels: labels({ 'http.route': '/a' }), bounds: [0.5, Infinity], cumulative: [3, 4], count: 4 }]);
    expect(page.families.get('spaced')?.samples[0]).toMatchObject({ value: 1000, timestampMs: -5 });
  });
  it('finds a histogram without a type, whose sum came first, and not one without le', () => {
    expect(page.families.get('no_type')).toMatchObject({ type: 'histogram', histograms: [{ bounds: [1, Infinity], cumulative: [8, 9], sum: 4.5, count: 9 }] });
    expect(page.families.get('no_type_bucket')?.samples).toHaveLength(1);
    expect(page.families.has('no_type_sum')).toBe(false);
  });
  it('knows a series by its labels in any order', () => {
    expect(page.families.get('shaken')?.histograms).toMatchObject([{ cumulative: [1, 2] }]);
  });
});

describe('OpenMetrics', () => {
  it('has seconds, units and exemplars, leaves out _created, and says that an end is missing', () => {
    const body = '# TYPE foo counter\n# UNIT foo requests\nfoo_total 17 1520879607.789 # {trace_id="a b"} 0.67 1520879607.1\nfoo_created 1520430000.123\n# TYPE d gaugehistogram\nd_bucket{le="1"} 2\nd_bucket{le="+Inf"} 3\nd_gcount 3\nd_gsum 2.5\n';
    const whole = readTextPage(`${body}# EOF\n`, 'openmetrics');
    expect(whole.cut).toBeNull();
    expect(whole.families.get('foo_total')).toMatchObject({ unit: 'requests', samples: [{ value: 17, timestampMs: 1520879607789 }] });
    expect([...whole.families.keys()]).toEqual(['foo_total', 'd']);
    expect(whole.families.get('d')?.histograms[0]).toMatchObject({ count: 3, sum: 2.5 });
    expect(readTextPage(body, 'openmetrics').cut).toBe('the page ends without # EOF');
  });
});

describe('hostile pages', () => {
  it('counts each bad line with its number and reason, and keeps the others', () => {
    const lines = ['a 1', 'b', 'c{x="1} 2', 'd{x=1} 2', 'e{x="1" y="2"} 2', 'f 1 2 3', 'g one', '9h 1', 'i{="v"} 1', 'j{x="1",x="2"} 1', '# TYPE k thing', 'l 0x10', 'm{', 'z 2'];
    const page = readTextPage(lines.join('\n'), 'text');
    expect([...page.families.keys()]).toEqual(['a', 'z']);
    expect(page.bad.count).toBe(12);
    expect(page.bad.examples.map((each) => each.line)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
    expect(page.bad.examples[0]).toEqual({ line: 2, reason: 'no value' });
    expect(page.bad.examples[1]?.reason).toBe('a quotation mark is not closed');
  });
  it('keeps names such as __proto__ and constructor apart from the language', () => {
    const page = readTextPage('constructor{__proto__="x"} 1\n__proto__ 2\n# TYPE hasOwnProperty constructor\n', 'text');
    expect(page.families.get('constructor')?.samples[0]?.labels.get('__proto__')).toBe('x');
    expect(page.families.get('__proto__')?.samples[0]?.value).toBe(2);
    expect(page.bad.count).toBe(1);
  });
  it('bounds the metrics of one page and says so', () => {
    const page = readTextPage(Array.from({ length: pageLimits.families + 5 }, (_, i) => `m${i} 1`).join('\n'), 'text');
    expect(page.families.size).toBe(pageLimits.families);
    expect(page.cut).toBe('more than 20,000 metrics');
  });
  it('never throws on any text, and counts no more than the lines', () => {
    const piece = fc.oneof(fc.string(), fc.constantFrom('a_bucket{le="', '"} 1', '{', '}', '\\', '"', '\n', '# TYPE a histogram\n', '# EOF\n', 'a_sum 1\n', 'le="NaN"', ' NaN', '{"a.b",'));
    fc.assert(fc.property(fc.array(piece, { maxLength: 30 }), fc.constantFrom('text' as const, 'openmetrics' as const), (parts, format) => {
      const text = parts.join('');
      expect(readTextPage(text, format).bad.count).toBeLessThanOrEqual(text.split('\n').length);
    }));
  });
  it('reads back any label value', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (value) => {
      const escaped = value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
      const page = readTextPage(`m{v="${escaped}"} 1\n`, 'text');
      expect(page.families.get('m')?.samples[0]?.labels.get('v')).toBe(value);
    }));
  });
});

describe('which format an answer is', () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  it('goes by the content type, then by the page', () => {
    expect(readPage('text/plain; version=0.0.4', bytes('a 1\n# EOF\n'))?.format).toBe('text');
    expect(readPage('application/openmetrics-text; version=1.0.0', bytes('# EOF\n'))?.format).toBe('openmetrics');
    expect(readPage(null, bytes('a 1\n# EOF\n'))?.format).toBe('openmetrics');
    expect(readPage('text/html', bytes('<!doctype html><p>no'))).toBeNull();
    expect(readPage('application/json', bytes('{"status":"success"}'))).toBeNull();
    expect(readPage('text/plain', bytes('{"a.b",c="d"} 1\n'))?.families.has('a.b')).toBe(true);
  });
  it('decodes UTF-8 across any border of a step', () => {
    const text = `${'a{b="é€😀"} 1\n'.repeat(1)}${Array.from({ length: 3000 }, (_, i) => `m${i}{b="é€😀${i}"} 1`).join('\n')}\n`;
    const page = readPage('text/plain', bytes(text));
    expect(page?.bad.count).toBe(0);
    for (let i = 0; i < 3000; i += 1) expect(page?.families.get(`m${i}`)?.samples[0]?.labels.get('b')).toBe(`é€😀${i}`);
  });
  it('asks for protobuf first only where native histograms are wanted', () => {
    expect(acceptHeader(false)).toBe('application/openmetrics-text;version=1.0.0;q=0.6, application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.5, text/plain;version=0.0.4;q=0.4, */*;q=0.1');
    expect(acceptHeader(true).startsWith('application/vnd.google.protobuf')).toBe(true);
  });
});
