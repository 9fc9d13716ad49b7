import { describe, expect, it } from 'vitest';
import { planColumn } from '../../../src/core/metrics/history/planColumn';
import { readSeriesKey, seriesKey, valuesOfPage } from '../../../src/core/metrics/history/seriesKey';
import { readTextPage } from '../../../src/core/metrics/page/readTextPage';
import { histogramQuantile } from '../../../src/core/metrics/quantile/histogramQuantile';
import type { MetricPlan } from '../../../src/core/metrics/metricPlan';

/* Scrapes of a page, each 10 s, into slots of 60 s. */

const second = 1_000_000;
const axis = { kind: 'time', start: 0, step: 60 * second, count: 3 } as const;
const identity = { source: 'prod', id: 'prod:x', name: 'x', metric: 'x', role: 'other', unit: '' } as const;
const about = { name: 'x', metric: 'x', role: 'other', unit: '', scale: 1, reason: 'test' } as const;
const of = (metric: string, ...matchers: { label: string; op: '=' | '!=' | '=~' | '!~'; value: string }[]) => ({ metric, matchers });

type Page = Readonly<Record<string, number>> | null;
/** Pages by second; null is a target that is down. */
function told(plan: MetricPlan, pages: Readonly<Record<number, Page>>, filter: Readonly<Record<string, string>> = {}) {
  const column = planColumn(plan, identity, axis, filter, 10 * second);
  for (const [at, page] of Object.entries(pages)) {
    const body = page === null ? '' : Object.entries(page).map(([series, value]) => `${series} ${value}`).join('\n');
    const values = valuesOfPage(readTextPage(`${body}\n`, 'text'));
    column.add({ time: Number(at) * second, down: page === null ? 'refused' : null, each: (use) => values.forEach((value, key) => use(key, value)) });
  }
  return column.column();
}

describe('counters over scrapes', () => {
  const plan: MetricPlan = { ...about, kind: 'rate', of: of('c_total') };

  it('count from their first sight, into the slots that the time between two looks lies in', () => {
    const column = told(plan, { 0: { c_total: 100 }, 30: { c_total: 130 }, 50: { c_total: 150 }, 70: { c_total: 190 } });
    // The last step of 40 lies half in each of two slots.
    expect(column?.kind === 'rate' && [...column.amount]).toEqual([70, 20, 0]);
    expect(column?.kind === 'rate' && [...column.seconds]).toEqual([60, 10, 0]);
  });

  it('take a fall for a restart, a target that is down for a gap, and so a silence of more than four looks', () => {
    const reset = told(plan, { 0: { c_total: 100 }, 10: { c_total: 7 }, 20: { c_total: 9 } });
    expect(reset?.kind === 'rate' && reset.amount[0]).toBe(9);
    const down = told(plan, { 0: { c_total: 1 }, 10: null, 20: { c_total: 50 }, 30: { c_total: 51 } });
    expect(down?.kind === 'rate' && [down.amount[0], down.seconds[0]]).toEqual([1, 10]);
    const silent = told(plan, { 0: { c_total: 1 }, 50: { c_total: 50 }, 55: { c_total: 53 } });
    expect(silent?.kind === 'rate' && [silent.amount[0], silent.seconds[0]]).toEqual([3, 5]);
  });

  it('of several series are added up, each from its own first sight, and filtered by labels', () => {
    const pages = { 0: { 'c_total{m="a"}': 5 }, 10: { 'c_total{m="a"}': 6, 'c_total{m="b"}': 100 }, 20: { 'c_total{m="a"}': 7, 'c_total{m="b"}': 103 } };
    const all = told(plan, pages);
    expect(all?.kind === 'rate' && all.amount[0]).toBe(5);
    const one = told(plan, pages, { m: 'b' });
    expect(one?.kind === 'rate' && one.amount[0]).toBe(3);
    expect(told({ ...plan, of: of('nothing') }, pages)).toBeNull();
  });

  it('that nobody has raised yet are no failures, not unknown ones', () => {
    const ratio: MetricPlan = { ...about, kind: 'ratio', part: [of('c_total', { label: 's', op: '=~', value: '5..' })], whole: [of('c_total')] };
    const column = told(ratio, { 0: { 'c_total{s="200"}': 1 }, 10: { 'c_total{s="200"}': 11 }, 20: { 'c_total{s="200"}': 21, 'c_total{s="503"}': 1 }, 30: { 'c_total{s="200"}': 29, 'c_total{s="503"}': 3 } });
    expect(column?.kind === 'ratio' && [column.part[0], column.whole[0]]).toEqual([2, 30]);
  });
});

describe('histograms, means and levels over scrapes', () => {
  const bucket = (le: string): string => `h_bucket{le="${le}"}`;
  const page = (low: number, middle: number, all: number, sum: number): Page => ({ [bucket('0.1')]: low, [bucket('1')]: middle, [bucket('+Inf')]: all, h_sum: sum, h_count: all });

  it('give buckets by slot with their sum, in our unit, and the percentile that Prometheus would', () => {
    const column = told({ ...about, kind: 'histogram', of: of('h'), native: false, scale: 1000 }, { 0: page(10, 10, 10, 1), 10: page(14, 18, 20, 6) });
    if (column?.kind !== 'histogram') throw new Error('kind');
    expect([...column.edges]).toEqual([100, 1000]);
    expect([...column.counts.slice(0, 3)]).toEqual([4, 4, 2]);
    expect(column.sum[0]).toBe(5000);
    // Rank 5 of 10 lies a quarter into (100, 1000].
    expect(histogramQuantile(column.counts.slice(0, 3), column.edges, 0.5)?.value).toBe(325);
  });

  it('hold counts that would fall where two servers have other bounds', () => {
    const column = told({ ...about, kind: 'histogram', of: of('h'), native: false }, { 0: { 'h_bucket{le="1",i="a"}': 0, 'h_bucket{le="2",i="b"}': 0 }, 10: { 'h_bucket{le="1",i="a"}': 5, 'h_bucket{le="2",i="b"}': 3 } });
    expect(column?.kind === 'histogram' && [...column.counts.slice(0, 3)]).toEqual([5, 0, 0]);
  });

  it('take a mean of its sum and count, and a level as it was seen, or as a share of another', () => {
    const mean = told({ ...about, kind: 'mean', sum: of('d_us'), count: of('n'), scale: 0.001 }, { 0: { d_us: 0, n: 0 }, 10: { d_us: 5000, n: 2 } });
    expect(mean?.kind === 'mean' && [mean.sum[0], mean.count[0]]).toEqual([5, 2]);
    const pages = { 5: { 'g{i="0"}': 1, 'g{i="1"}': 3, t: 8 }, 15: { 'g{i="0"}': 5, 'g{i="1"}': 3, t: 16 }, 65: { 'g{i="0"}': 2, t: 4 } };
    const level = told({ ...about, kind: 'level', of: of('g'), aggregate: 'sum' }, pages);
    expect(level?.kind === 'level' && [[...level.n], [...level.sum], level.min[0], level.max[0], level.min[2]]).toEqual([[2, 1, 0], [12, 2, 0], 4, 8, NaN]);
    const most = told({ ...about, kind: 'level', of: of('g'), aggregate: 'max' }, pages);
    expect(most?.kind === 'level' && most.sum[0]).toBe(8);
    const share = told({ ...about, kind: 'level share', part: [of('g')], whole: [of('t')], complement: true }, pages);
    expect(share?.kind === 'level' && [...share.sum]).toEqual([1, 0.5, 0]);
  });

  it('take no level from a GPU that tells none', () => {
    const level = told({ ...about, kind: 'level', of: of('g'), aggregate: 'sum' }, { 5: { 'g{gpu="0"}': 40, 'g{gpu="1"}': 9223372036854775794 } });
    expect(level?.kind === 'level' && [level.n[0], level.sum[0]]).toEqual([1, 40]);
    expect(told({ ...about, kind: 'level', of: of('g'), aggregate: 'sum' }, { 5: { g: 9223372036854775794 } })).toBeNull();
  });

  it('have nothing to say of an expression, which only a server can answer', () => {
    expect(told({ ...about, kind: 'expression', promql: 'up' }, { 0: { up: 1 } })).toBeNull();
  });
});

describe('series keys', () => {
  it('are read again as they were written, whatever the names hold', () => {
    const labels = [['b', 'x\n"'], ['a', '{},=']] as const;
    const key = seriesKey('n:"\\', labels);
    expect(key).toBe(seriesKey('n:"\\', [...labels].reverse()));
    expect(readSeriesKey(key)).toEqual({ name: 'n:"\\', labels: new Map([['a', '{},='], ['b', 'x\n"']]) });
    for (const bad of ['', '1', '["a","b"]', '{"a":1}', '[1]']) expect(readSeriesKey(bad)).toBeNull();
  });
});
