import { parser } from '@prometheus-io/lezer-promql';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MetricPlan, Selector } from '../../../../src/core/metrics/metricPlan';
import { planQueries } from '../../../../src/engine/metrics/prometheus/planQueries';
import { promqlText } from '../../../../src/core/metrics/promql/promqlText';
import { quote, writeSelector } from '../../../../src/core/metrics/promql/writeSelector';

const none = new Map<string, string>();
const named = { name: 'x', metric: 'x', role: 'other', unit: 'ms', reason: 'test', scale: 1 } as const;
const of = (metric: string, ...matchers: Selector['matchers']): Selector => ({ metric, matchers });

/** Error nodes of Prometheus' own grammar for editors. */
function errors(promql: string): number {
  let found = 0;
  parser.parse(promql).iterate({ enter: (node) => void (node.type.isError && found++) });
  return found;
}

function queriesOf(plan: MetricPlan, filter = none): string[] {
  const { each: _, ...queries } = planQueries(plan, { slotMs: 60_000, windowMs: 300_000, levelMs: 60_000 }, Object.fromEntries(filter));
  return [...Object.values(queries).flat().filter((query): query is string => typeof query === 'string'), promqlText(plan, '5m', filter)];
}

describe('selectors', () => {
  it('leaves legal names alone, a colon in front too', () => {
    expect(writeSelector(of('vllm:num_requests_waiting'), none)).toBe('vllm:num_requests_waiting');
    expect(writeSelector(of(':tensorflow:serving:request_latency'), none, '_bucket')).toBe(':tensorflow:serving:request_latency_bucket');
  });
  it('names any other by __name__, the suffix inside', () => {
    expect(writeSelector(of('http.server.request.duration'), none, '_bucket')).toBe('{__name__="http.server.request.duration_bucket"}');
    expect(writeSelector(of('sum'), none)).toBe('{__name__="sum"}');
    expect(writeSelector(of('9lives', { label: 'a', op: '=~', value: 'x.*' }), none)).toBe('{__name__="9lives",a=~"x.*"}');
  });
  it('lays the filter beside the matchers and quotes label names of Prometheus 3', () => {
    expect(writeSelector(of('a', { label: 'code', op: '!~', value: '2..' }), new Map([['job', 'm"odel\\'], ['http.route', '/']]))).toBe('a{code!~"2..",job="m\\"odel\\\\","http.route"="/"}');
  });
  it('escapes what may not stand in a string', () => {
    expect(quote('a\nb\u0000\u2028\ud800')).toBe('"a\\nb\\u0000\\u2028\ufffd"');
  });
});

describe('queries', () => {
  it('as one line hold the scale', () => {
    expect(promqlText({ ...named, scale: 1000, kind: 'histogram', of: of('h'), native: false })).toBe('histogram_quantile(0.95, sum by (le) (rate(h_bucket[5m]))) * 1000');
    expect(promqlText({ ...named, scale: 1000, kind: 'histogram', of: of('h'), native: true })).toBe('histogram_quantile(0.95, sum(rate(h[5m]))) * 1000');
    expect(promqlText({ ...named, scale: 0.001, kind: 'mean', sum: of('a'), count: of('b') })).toBe('sum(rate(a[5m])) / sum(rate(b[5m])) * 0.001');
    expect(promqlText({ ...named, kind: 'ratio', part: [of('f')], whole: [of('f'), of('s')] })).toBe('(sum(rate(f[5m])) or vector(0)) / ((sum(rate(f[5m])) or vector(0)) + (sum(rate(s[5m])) or vector(0)))');
    expect(promqlText({ ...named, scale: 100, kind: 'level share', part: [of('f')], whole: [of('s')], complement: true })).toBe('(1 - sum(avg_over_time(f[5m])) / sum(avg_over_time(s[5m]))) * 100');
  });
  it('refuse a window that is no duration', () => {
    for (const window of ['', '5', '0s', 'm', '5m] or vector(1', '5m1h']) expect(() => promqlText({ ...named, kind: 'rate', of: of('c') }, window, none)).toThrow(RangeError);
    for (const window of ['5m', '1h30m', '300s', '500ms']) expect(promqlText({ ...named, kind: 'rate', of: of('c') }, window, none)).toBe(`sum(rate(c[${window}]))`);
  });
  it('parse without an error node, whatever the names and values', () => {
    // The grammar's own table of words is a plain object: `__proto__` and `toString` are no words of PromQL, but it takes them for some.
    const text = fc.oneof(fc.string({ unit: 'binary', minLength: 1 }).filter((name) => !(name in {})), fc.constantFrom('sum', '"', "'", '`', '\\', '}', '{', '#', '\n', 'by', 'offset', 'nan', 'Inf', ':a', 'a.b'));
    const selector = fc.record({ metric: text, matchers: fc.array(fc.record({ label: text, op: fc.constantFrom('=' as const, '!=' as const, '=~' as const, '!~' as const), value: text }), { maxLength: 2 }) });
    const scale = fc.constantFrom(1, 1000, 1e-6, 1e-9);
    const selectors = fc.array(selector, { minLength: 1, maxLength: 3 });
    const plan: fc.Arbitrary<MetricPlan> = fc.oneof(
      fc.record({ ...always, scale, kind: fc.constant('histogram' as const), of: selector, native: fc.boolean() }),
      fc.record({ ...always, scale, kind: fc.constant('level' as const), of: selector, aggregate: fc.constantFrom('sum' as const, 'mean' as const, 'max' as const) }),
      fc.record({ ...always, scale, kind: fc.constant('rate' as const), of: selector }),
      fc.record({ ...always, scale, kind: fc.constant('mean' as const), sum: selector, count: selector }),
      fc.record({ ...always, scale, kind: fc.constantFrom('ratio' as const, 'level share' as const), part: selectors, whole: selectors }),
      fc.record({ ...always, scale, kind: fc.constantFrom('ratio' as const, 'level share' as const), part: selectors, whole: selectors, complement: fc.constant(true as const) }),
    );
    fc.assert(fc.property(plan, fc.dictionary(text, text, { maxKeys: 2 }), (one, filter) => {
      for (const query of queriesOf(one, new Map(Object.entries(filter)))) expect(errors(query), query).toBe(0);
    }), { numRuns: 300 });
    expect(errors('sum(rate(x[5m])')).toBeGreaterThan(0);
  });
});

const always = { name: fc.constant('x'), metric: fc.constant('x'), role: fc.constant('other' as const), unit: fc.constant('ms'), reason: fc.constant('test') };
