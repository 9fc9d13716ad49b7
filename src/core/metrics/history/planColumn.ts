import type { Axis } from '../../domain/window';
import type { HistogramMetric, LevelMetric, MeanMetric, MetricColumn, MetricIdentity, RateMetric, RatioMetric } from '../metricColumn';
import type { MetricPlan, Selector } from '../metricPlan';
import { repairMonotone } from '../quantile/repairMonotone';
import { isBlank } from './blankValue';
import { Increases } from './increases';
import type { ScrapeValues } from './scrapeValues';
import { selects } from './selects';
import { readSeriesKey } from './seriesKey';
import { slotShares } from './slotShares';

type TimeAxis = Extract<Axis, { kind: 'time' }>;

/** A column that grows by one scrape at a time, in their order. */
export interface PlanColumn {
  add(scrape: ScrapeValues): void;
  /** As far as it has come; null where the plan's series were never seen. */
  column(): MetricColumn | null;
}

/** Scrapes further apart than this many intervals have a gap between them. */
const gapIntervals = 4;

/** @param interval microseconds between two scrapes as they are meant */
export function planColumn(plan: MetricPlan, identity: MetricIdentity, axis: TimeAxis, filter: Readonly<Record<string, string>>, interval: number): PlanColumn {
  switch (plan.kind) {
    case 'level':
    case 'level share':
      return levelColumn(plan, identity, axis, filter);
    case 'histogram':
      return counting(axis, interval, [new Increases([{ ...plan.of, metric: `${plan.of.metric}_bucket` }], filter, 'le'), new Increases([{ ...plan.of, metric: `${plan.of.metric}_sum` }], filter)], (parts) => histogram(identity, axis, plan.scale, parts));
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

type Groups = ReadonlyMap<string, Float64Array>;

/** @param needed index of the part without which nothing is known; a counter of failures that nobody has raised yet is none, not unknown */
function counting(axis: TimeAxis, interval: number, parts: readonly Increases[], make: (parts: readonly Groups[], seconds: Float64Array) => MetricColumn | null, needed = 0): PlanColumn {
  const sums = parts.map(() => new Map<string, Float64Array>());
  const seconds = new Float64Array(axis.count);
  let last: number | null = null;
  let seen = false;
  return {
    add: (scrape) => {
      if (scrape.down !== null || (last !== null && scrape.time - last > gapIntervals * interval)) {
        for (const part of parts) part.cut();
        last = null;
      }
      if (scrape.down !== null) return;
      const increases = parts.map((part) => part.add(scrape));
      const from = last;
      last = scrape.time;
      if (from === null || increases[needed] === null) return;
      seen = true;
      slotShares(axis, from, scrape.time, (slot, share) => {
        seconds[slot] = (seconds[slot] ?? 0) + (share * (scrape.time - from)) / 1e6;
        increases.forEach((groups, at) => {
          for (const [group, increase] of groups ?? []) {
            const table = sums[at]?.get(group) ?? new Float64Array(axis.count);
            sums[at]?.set(group, table);
            table[slot] = (table[slot] ?? 0) + increase * share;
          }
        });
      });
    },
    column: () => (seen ? make(sums, seconds) : null),
  };
}

function total(groups: Groups | undefined, axis: TimeAxis): Float64Array {
  const sum = new Float64Array(axis.count);
  for (const table of groups?.values() ?? []) table.forEach((value, slot) => (sum[slot] = (sum[slot] ?? 0) + value));
  return sum;
}

function scaled(table: Float64Array, scale: number): Float64Array {
  return scale === 1 ? table : table.map((value) => value * scale);
}

/** Buckets added up by their bounds; where bounds differ, counts that would fall are held, as Prometheus does. */
function histogram(identity: MetricIdentity, axis: TimeAxis, scale: number, [buckets = new Map(), sums]: readonly Groups[]): HistogramMetric | null {
  const bounds = [...buckets].map(([le, table]) => ({ bound: le === '+Inf' ? Infinity : Number(le), table })).filter(({ bound }) => !Number.isNaN(bound)).sort((a, b) => a.bound - b.bound);
  const edges = bounds.filter(({ bound }) => Number.isFinite(bound));
  if (edges.length === 0) return null;
  const width = edges.length + 1;
  const counts = new Float64Array(axis.count * width);
  for (let slot = 0; slot < axis.count; slot += 1) {
    const cumulative = repairMonotone(bounds.map(({ table }) => table[slot] ?? 0)).counts;
    cumulative.forEach((count, k) => (counts[slot * width + Math.min(k, width - 1)] = count - (cumulative[k - 1] ?? 0)));
  }
  return { ...identity, kind: 'histogram', edges: Float64Array.from(edges, ({ bound }) => bound * scale), counts, sum: sums === undefined || sums.size === 0 ? new Float64Array(axis.count).fill(NaN) : scaled(total(sums, axis), scale), exponential: false };
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
