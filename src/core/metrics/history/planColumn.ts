import type { Axis } from '../../domain/window';
import type { LevelMetric, MeanMetric, MetricIdentity, RateMetric, RatioMetric } from '../metricColumn';
import type { MetricPlan, Selector } from '../metricPlan';
import { isBlank } from './blankValue';
import { counting, type PlanColumn, scaled, total } from './counting';
import { histogramColumn } from './histogramColumn';
import { Increases } from './increases';
import type { ScrapeValues } from './scrapeValues';
import { selects } from './selects';
import { readSeriesKey } from './seriesKey';

type TimeAxis = Extract<Axis, { kind: 'time' }>;

/** @param interval microseconds between two scrapes as they are meant */
export function planColumn(plan: MetricPlan, identity: MetricIdentity, axis: TimeAxis, filter: Readonly<Record<string, string>>, interval: number): PlanColumn {
  switch (plan.kind) {
    case 'level':
    case 'level share':
      return levelColumn(plan, identity, axis, filter);
    case 'histogram':
      return histogramColumn(plan, identity, axis, filter, interval);
    case 'rate':
      return counting(axis, interval, [new Increases([plan.of], filter)], ([amount], seconds) => ({ ...identity, kind: 'rate', amount: scaled(total(amount, axis), plan.scale), seconds }) satisfies RateMetric);
    case 'ratio':
      return counting(axis, interval, [new Increases(plan.part, filter), new Increases(plan.whole, filter)], ([part, whole]) => {
        const all = total(whole, axis);
        const some = total(part, axis);
        return { ...identity, kind: 'ratio', part: plan.complement === true ? all.map((value, slot) => value - (some[slot] ?? 0)) : some, whole: all } satisfies RatioMetric;
      }, 1);
    case 'mean':
      return counting(axis, interval, [new Increases([plan.sum], filter), new Increases([plan.count], filter)], ([sum, count]) => ({ ...identity, kind: 'mean', sum: scaled(total(sum, axis), plan.scale), count: total(count, axis) }) satisfies MeanMetric);
    case 'expression':
      return { add: () => undefined, column: () => null };
  }
}

function levelColumn(plan: Extract<MetricPlan, { kind: 'level' | 'level share' }>, identity: MetricIdentity, axis: TimeAxis, filter: Readonly<Record<string, string>>): PlanColumn {
  const table = (): Float64Array => new Float64Array(axis.count);
  const column = { n: table(), sum: table(), sumSq: table(), min: table().fill(NaN), max: table().fill(NaN) };
  const pick = (selectors: readonly Selector[]): ((scrape: ScrapeValues) => readonly number[]) => {
    const chosen = new Map<string, boolean>();
    return ({ each }) => {
      const values: number[] = [];
      each((key, value) => {
        let isChosen = chosen.get(key);
        if (isChosen === undefined) {
          const series = readSeriesKey(key);
          chosen.set(key, (isChosen = series !== null && selectors.some((selector) => selects(selector, filter, series))));
        }
        if (isChosen && !isBlank(value)) values.push(value);
      });
      return values;
    };
  };
  const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
  const [first, second] = plan.kind === 'level' ? [pick([plan.of]), null] : [pick(plan.part), pick(plan.whole)];
  const valueOf = (scrape: ScrapeValues): number => {
    const values = first(scrape);
    if (values.length === 0) return NaN;
    if (plan.kind === 'level') return (plan.aggregate === 'sum' ? sumOf(values) : plan.aggregate === 'mean' ? sumOf(values) / values.length : Math.max(...values)) * plan.scale;
    const share = sumOf(values) / sumOf(second?.(scrape) ?? []);
    return plan.complement === true ? 1 - share : share;
  };
  let seen = false;
  return {
    add: (scrape) => {
      if (scrape.down !== null) return;
      const slot = Math.floor((scrape.time - axis.start) / axis.step);
      const value = valueOf(scrape);
      if (slot < 0 || slot >= axis.count || !Number.isFinite(value)) return;
      seen = true;
      column.n[slot] = (column.n[slot] ?? 0) + 1;
      column.sum[slot] = (column.sum[slot] ?? 0) + value;
      column.sumSq[slot] = (column.sumSq[slot] ?? 0) + value * value;
      column.min[slot] = Math.min(Number.isNaN(column.min[slot]) ? value : (column.min[slot] ?? value), value);
      column.max[slot] = Math.max(Number.isNaN(column.max[slot]) ? value : (column.max[slot] ?? value), value);
    },
    column: () => (seen ? ({ ...identity, kind: 'level', ...column } satisfies LevelMetric) : null),
  };
}
