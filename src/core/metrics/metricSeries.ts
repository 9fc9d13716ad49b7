import { ratioSeries } from '../analysis/ratioSeries';
import type { Series } from '../domain/report';
import { histogramQuantile } from './quantile/histogramQuantile';
import type { HistogramMetric, MetricColumn } from './metricColumn';
import type { MainFigure } from './mainFigures';
import { figureId, figureTitle } from './metricNames';
import { figureUnit, metricRateUnit } from './metricUnits';
import { slotTotals, windowCounts } from './metricWindow';

/** Observations a slot needs for its percentile: one above it must be possible. */
const drawn = [{ name: 'p50', p: 0.5, least: 5 }, { name: 'p95', p: 0.95, least: 20 }, { name: 'p99', p: 0.99, least: 100 }] as const;

/** One line a figure, a value a slot; a slot that its source does not cover is a gap. */
export function metricSeries(metrics: readonly MetricColumn[], main: ReadonlyMap<MainFigure, MetricColumn>, slots: number, named: boolean): readonly Series[] {
  const role = new Map([...main].map(([figure, metric]) => [metric, figure]));
  return metrics.flatMap((metric) => seriesOf(metric, role.get(metric) ?? null, slots, named).map((series) => ({ ...series, from: metric.source })));
}

function seriesOf(metric: MetricColumn, figure: MainFigure | null, slots: number, named: boolean): readonly Series[] {
  const about = (part: string): Omit<Series, 'values' | 'n' | 'unit'> => ({
    id: figureId(metric, figure, part),
    title: figureTitle(metric, figure, part, named),
    family: 'service',
  });
  switch (metric.kind) {
    case 'histogram':
      return percentilesBySlot(metric, slots, figure).map((series) => ({ ...about(series.name), unit: figureUnit(metric), lane: figure === 'latency' ? 'latency' : `metric.${metric.id}`, values: series.values, n: series.n }));
    case 'level':
      return [ratioSeries({ ...about(''), unit: figureUnit(metric) }, slots, 1, (slot) => metric.sum[slot] ?? 0, (slot) => metric.n[slot] ?? 0)];
    case 'rate': {
      const { unit, seconds } = metricRateUnit(metric);
      const line = ratioSeries({ ...about(''), unit }, slots, Number.MIN_VALUE, (slot) => (metric.amount[slot] ?? 0) * seconds, (slot) => metric.seconds[slot] ?? 0);
      return [{ ...line, n: Array.from(metric.amount) }];
    }
    case 'ratio':
      return [ratioSeries({ ...about(''), unit: 'share' }, slots, figure === null ? 1 : 20, (slot) => metric.part[slot] ?? 0, (slot) => metric.whole[slot] ?? 0)];
    case 'mean':
      return [ratioSeries({ ...about('mean'), unit: figureUnit(metric) }, slots, 1, (slot) => metric.sum[slot] ?? 0, (slot) => metric.count[slot] ?? 0)];
  }
}

function percentilesBySlot(metric: HistogramMetric, slots: number, figure: MainFigure | null): readonly { readonly name: string; readonly values: readonly (number | null)[]; readonly n: readonly number[] }[] {
  const n = slotTotals(metric);
  const counts = Array.from({ length: slots }, (_, slot) => windowCounts(metric, { from: slot, to: slot + 1 }));
  return drawn
    .filter(({ name }) => figure === 'latency' || name !== 'p99')
    .map(({ name, p, least }) => ({
      name,
      n: Array.from(n),
      values: counts.map((bins, slot) => ((n[slot] ?? 0) >= least ? (histogramQuantile(bins, metric.edges, p, metric.native)?.value ?? null) : null)),
    }));
}
