import type { Axis } from '../../domain/window';
import type { HistogramMetric, MetricColumn, MetricIdentity } from '../metricColumn';
import type { MetricPlan } from '../metricPlan';
import { repairMonotone } from '../quantile/repairMonotone';
import { counting, type Groups, type PlanColumn, scaled, total } from './counting';
import { Increases } from './increases';
import { NativeIncreases } from './nativeIncreases';
import { NativeSlots } from './nativeTable';
import { scrapeSteps } from './scrapeSteps';
import { slotShares } from './slotShares';

type TimeAxis = Extract<Axis, { kind: 'time' }>;
type Filter = Readonly<Record<string, string>>;

/** A histogram over scrapes: by its native buckets where the plan asks for them, else by those with fixed bounds; by the other kind where a target has only that. */
export function histogramColumn(plan: Extract<MetricPlan, { kind: 'histogram' }>, identity: MetricIdentity, axis: TimeAxis, filter: Filter, interval: number): PlanColumn {
  const parts = [new Increases([{ ...plan.of, metric: `${plan.of.metric}_bucket` }], filter, 'le'), new Increases([{ ...plan.of, metric: `${plan.of.metric}_sum` }], filter)];
  const classic = counting(axis, interval, parts, (groups) => classicColumn(identity, axis, plan.scale, groups));
  const native = nativeColumn(plan, identity, axis, filter, interval);
  const [first, second] = plan.native ? [native, classic] : [classic, native];
  return {
    add: (scrape) => {
      classic.add(scrape);
      native.add(scrape);
    },
    column: () => first.column() ?? second.column(),
  };
}

/** Buckets added up by their bounds; where bounds differ, counts that would fall are held, as Prometheus does. */
function classicColumn(identity: MetricIdentity, axis: TimeAxis, scale: number, [buckets = new Map(), sums]: readonly Groups[]): HistogramMetric | null {
  const bounds = [...buckets].map(([le, table]) => ({ bound: le === '+Inf' ? Infinity : Number(le), table })).filter(({ bound }) => !Number.isNaN(bound)).sort((a, b) => a.bound - b.bound);
  const edges = bounds.filter(({ bound }) => Number.isFinite(bound));
  if (edges.length === 0) return null;
  const width = edges.length + 1;
  const counts = new Float64Array(axis.count * width);
  for (let slot = 0; slot < axis.count; slot += 1) {
    const cumulative = repairMonotone(bounds.map(({ table }) => table[slot] ?? 0)).counts;
    cumulative.forEach((count, k) => (counts[slot * width + Math.min(k, width - 1)] = count - (cumulative[k - 1] ?? 0)));
  }
  return { ...identity, kind: 'histogram', edges: Float64Array.from(edges, ({ bound }) => bound * scale), counts, sum: sums === undefined || sums.size === 0 ? new Float64Array(axis.count).fill(NaN) : scaled(total(sums, axis), scale), native: null };
}

/** Percentiles inside of its buckets are those of Prometheus since 3.0. */
function nativeColumn({ of, scale }: Extract<MetricPlan, { kind: 'histogram' }>, identity: MetricIdentity, axis: TimeAxis, filter: Filter, interval: number): PlanColumn {
  const increases = new NativeIncreases(of, filter);
  const slots = new NativeSlots(axis.count);
  const sum = new Float64Array(axis.count);
  let seen = false;
  return {
    add: scrapeSteps(interval, () => increases.cut(), (scrape, from) => {
      const grown = increases.add(scrape);
      if (from === null || grown === null) return;
      seen = true;
      slotShares(axis, from, scrape.time, (slot, share) => {
        slots.add(slot, grown.counts, share);
        // A sum that is unknown once is unknown for its slot.
        sum[slot] = (sum[slot] ?? 0) + (grown.sum ?? NaN) * share;
      });
    }),
    column: (): MetricColumn | null => (seen ? { ...identity, kind: 'histogram', ...slots.table(scale), sum: scaled(sum, scale), native: 'exponential' } : null),
  };
}
