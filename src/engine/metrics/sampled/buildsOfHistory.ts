import { readSeriesKey, type Series } from '../../../core/metrics/history/seriesKey';
import { isBuildMetric, startMetric } from '../../../core/timeline/buildsSeen';
import type { TimeAxis } from '../../service/metricReader';
import { type Told, whoOf } from '../told';
import type { ScrapeHistory } from './scrapeHistory';

/** Builds and starts as the scrapes that are kept tell them, of series with the configured labels. Throws only where cancelled. */
export async function buildsOfHistory(history: ScrapeHistory, labels: Readonly<Record<string, string>>, axis: TimeAxis, signal: AbortSignal): Promise<Told> {
  const known = new Map<string, Series | null>();
  const wanted = (key: string): Series | null => {
    let series = known.get(key);
    if (series === undefined) {
      const read = /_info"|"process_start_time_seconds"|"build_info"/.test(key) ? readSeriesKey(key) : null;
      series = read !== null && (isBuildMetric(read.name) || read.name === startMetric) && Object.entries(labels).every(([label, value]) => (read.labels.get(label) ?? '') === value) ? read : null;
      known.set(key, series);
    }
    return series;
  };
  const first = new Map<string, number>();
  const starts = new Map<string, { readonly seconds: number; readonly who: string }>();
  const end = axis.start + axis.count * axis.step;
  await history.read(axis.start / 1_000, ({ time, each }) => {
    if (time >= end) return;
    each((key, value) => {
      const series = wanted(key);
      if (series === null) return;
      if (series.name === startMetric) starts.set(`${key} ${value}`, { seconds: value, who: whoOf(series.labels) });
      else if (!first.has(key)) first.set(key, time);
    });
  }, signal);
  const builds = [...first].flatMap(([key, time]) => {
    const series = wanted(key);
    return series === null ? [] : [{ metric: series.name, labels: series.labels, first: time }];
  });
  return { builds, starts: [...starts.values()], reasons: [] };
}
