import type { AlertFamily } from '../domain/alert';
import type { Series, SeriesSet } from '../domain/report';
import type { AlertSettings } from './alertSettings';
import type { Effect, FamilySeries, WatchedSeries } from './familySeries';
import { shareVariance } from './numericSeries';

/** Figures whose ratio to what was expected counts, so that they are watched as logarithms. */
const isRatio = ({ id, unit }: Pick<Series, 'id' | 'unit'>): boolean => id.startsWith('latency.') || id === 'throughput' || (id.startsWith('metric.') && unit === 'ms');

const isOf: Readonly<Record<Exclude<AlertFamily, 'drift'>, (series: Pick<Series, 'family'>) => boolean>> = {
  service: ({ family }) => family === 'service',
  quality: ({ family }) => family === 'quality' || family === 'confidence',
  business: ({ family }) => family === 'business',
};

/** Whether a figure is judged with a family. */
export function belongsTo(family: Exclude<AlertFamily, 'drift'>, series: Pick<Series, 'family'>): boolean {
  return isOf[family](series);
}

/**
 * Service, quality and business figures by window, from the series of the shared axis (`seriesSet`). Percentiles and throughput
 * are watched as logarithms.
 */
export function measureFamily(family: Exclude<AlertFamily, 'drift'>, set: SeriesSet, baselineWindows: readonly number[], settings: AlertSettings): FamilySeries {
  const chosen = set.series.filter(isOf[family]);
  const n = new Float64Array(set.rows.length);
  for (const { n: own } of chosen) own.forEach((count, w) => (n[w] = Math.max(n[w] ?? 0, count)));
  const series = chosen.map((one): WatchedSeries => {
    const log = isRatio(one);
    return {
      target: one.id,
      title: one.title,
      statistic: one.title,
      unit: one.unit,
      values: Float64Array.from(one.values, (value) => (value === null || (log && value <= 0) ? Number.NaN : log ? Math.log(value) : value)),
      rowVariance: one.unit === 'share' && one.id !== 'confidence.mean' ? shareOf(one, baselineWindows) : Number.NaN,
    };
  });
  return { family, series, n, effect: (one, _from, _to, value, expected) => effectOf(one, value, expected, settings), leftOut: [] };
}

function shareOf(series: Series, windows: readonly number[]): number {
  let hits = 0;
  let all = 0;
  for (const w of windows) {
    const rows = series.n[w] ?? 0;
    hits += (series.values[w] ?? 0) * rows;
    all += series.values[w] === null ? 0 : rows;
  }
  return shareVariance(hits, all);
}

/** `value` and `expected` as watched: logarithms for percentiles and throughput. */
function effectOf(series: WatchedSeries, value: number, expected: number, { floors }: AlertSettings): Effect {
  if (isRatio({ id: series.target, unit: series.unit })) {
    return { value: Math.expm1(value - expected), unit: series.unit, relative: true, floor: series.target === 'throughput' ? floors.throughput : floors.latency };
  }
  if (series.unit === 'share') return { value: value - expected, unit: 'share', relative: false, floor: floors.rate };
  return { value: expected === 0 ? null : (value - expected) / Math.abs(expected), unit: series.unit, relative: true, floor: floors.relative };
}

/** A watched value as people read it. */
export function shownValue(series: WatchedSeries, watched: number): number | null {
  if (!Number.isFinite(watched)) return null;
  return isRatio({ id: series.target, unit: series.unit }) ? Math.exp(watched) : watched;
}
