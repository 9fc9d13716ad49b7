import type { WrittenHistogram, WrittenSeries } from './remoteWrite';
import type { MetricPlan } from '../../src/core/metrics/metricPlan';

/*
 * A model server's metrics over two hours, each 15 s, made by a fixed rule: a request histogram of two replicas (one restarts half-way), errors,
 * a queue that is silent for ten minutes, and the same latencies as a native histogram.
 */

export const startMs = Date.UTC(2026, 0, 15, 8);
export const scrapeMs = 15_000;
export const scrapes = 480;
export const bounds = [0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** Requests of one scrape by bucket: more, and slower, in the second hour. */
function requestsOf(scrape: number, replica: number): number[] {
  const late = scrape >= scrapes / 2 ? 2 : 1;
  return [4, 9, 12, 5 * late, 2 * late, late, late === 2 && scrape % 7 === 0 ? 1 : 0].map((count, bucket) => (count + ((scrape * (bucket + 3) + replica) % 4)) * (replica + 1));
}

export function servedModel(): WrittenSeries[] {
  const series: WrittenSeries[] = [];
  const time = (scrape: number): number => startMs + scrape * scrapeMs;
  const native: [number, WrittenHistogram][] = [];
  const nativeCounts = Array.from({ length: 12 }, () => 0);
  for (const replica of [0, 1]) {
    const base = { instance: `replica-${replica}`, model_name: 'churn' };
    const rows = bounds.concat(Infinity).map((): [number, number][] => []);
    const sums: [number, number][] = [];
    const counts: [number, number][] = [];
    const errors: [number, number][] = [];
    let counted = bounds.concat(0).map(() => 0);
    let sum = 0;
    let failed = 0;
    for (let scrape = 0; scrape < scrapes; scrape += 1) {
      if (replica === 1 && scrape === scrapes / 2) {
        counted = counted.map(() => 0);
        sum = 0;
        failed = 0;
      }
      requestsOf(scrape, replica).forEach((more, bucket) => {
        counted[bucket] = (counted[bucket] ?? 0) + more;
        sum += more * (bounds[bucket] ?? 4) * 0.8;
        if (replica === 0) nativeCounts[bucket + 2] = (nativeCounts[bucket + 2] ?? 0) + more;
      });
      failed += scrape % 5 === 0 ? 1 : 0;
      let total = 0;
      counted.forEach((count, bucket) => {
        total += count;
        rows[bucket]?.push([time(scrape), total]);
      });
      sums.push([time(scrape), sum]);
      counts.push([time(scrape), total]);
      errors.push([time(scrape), failed]);
      if (replica === 0) native.push([time(scrape), { schema: 1, sum, count: nativeCounts.reduce((all, one) => all + one, 0) + scrape, zeroThreshold: 0.001, zeroCount: scrape, offset: -6, buckets: [...nativeCounts] }]);
    }
    rows.forEach((samples, bucket) => series.push({ labels: { ...base, __name__: 'request_seconds_bucket', le: bucket < bounds.length ? String(bounds[bucket]) : '+Inf' }, samples }));
    series.push({ labels: { ...base, __name__: 'request_seconds_sum' }, samples: sums }, { labels: { ...base, __name__: 'request_seconds_count' }, samples: counts }, { labels: { ...base, __name__: 'errors_total' }, samples: errors });
  }
  const queue = Array.from({ length: scrapes }, (_, scrape): [number, number] => [time(scrape), scrape % 10]).filter((_, scrape) => scrape < 200 || scrape >= 240);
  series.push({ labels: { __name__: 'queue_depth', model_name: 'churn' }, samples: queue });
  series.push({ labels: { __name__: 'queue_depth', model_name: 'other' }, samples: queue.map(([ms]) => [ms, 1_000]) });
  series.push({ labels: { __name__: 'native_seconds', model_name: 'churn' }, histograms: native });
  return series;
}

/** Writes in the order of time, as servers ask for: an hour of all series at a time. */
export function hoursOf(series: readonly WrittenSeries[]): WrittenSeries[][] {
  const hour = 3_600_000;
  return [0, 1].map((part) => {
    const inside = (ms: number): boolean => ms >= startMs + part * hour && ms < startMs + (part + 1) * hour;
    return series.map(({ labels, samples, histograms }) => ({ labels, ...(samples === undefined ? {} : { samples: samples.filter(([ms]) => inside(ms)) }), ...(histograms === undefined ? {} : { histograms: histograms.filter(([ms]) => inside(ms)) }) }));
  });
}

const of = (metric: string): { readonly metric: string; readonly matchers: [] } => ({ metric, matchers: [] });
export const plans = {
  latency: { kind: 'histogram', of: of('request_seconds'), native: false, name: 'latency', metric: 'request_seconds', role: 'latency', unit: 'ms', scale: 1_000, reason: 'test' },
  native: { kind: 'histogram', of: of('native_seconds'), native: true, name: 'native latency', metric: 'native_seconds', role: 'latency', unit: 'ms', scale: 1_000, reason: 'test' },
  requests: { kind: 'rate', of: of('request_seconds_count'), name: 'requests', metric: 'request_seconds_count', role: 'requests', unit: 'requests', scale: 1, reason: 'test' },
  nativeRequests: { kind: 'rate', of: { ...of('native_seconds'), observations: true }, name: 'native requests', metric: 'native_seconds', role: 'requests', unit: 'requests', scale: 1, reason: 'test' },
  errors: { kind: 'ratio', part: [of('errors_total')], whole: [of('request_seconds_count')], name: 'errors', metric: 'errors_total', role: 'errors', unit: 'share', scale: 1, reason: 'test' },
  queue: { kind: 'level', of: of('queue_depth'), aggregate: 'sum', name: 'queue', metric: 'queue_depth', role: 'queue', unit: 'requests', scale: 1, reason: 'test' },
  mean: { kind: 'mean', sum: of('request_seconds_sum'), count: of('request_seconds_count'), name: 'mean latency', metric: 'request_seconds', role: 'latency', unit: 'ms', scale: 1_000, reason: 'test' },
  absent: { kind: 'level', of: of('no_such_metric'), aggregate: 'sum', name: 'absent', metric: 'no_such_metric', role: 'other', unit: '', scale: 1, reason: 'test' },
  many: { kind: 'expression', promql: 'queue_depth', name: 'two series', metric: 'queue_depth', role: 'other', unit: '', scale: 1, reason: 'test' },
  wrong: { kind: 'expression', promql: 'sum(', name: 'wrong', metric: '', role: 'other', unit: '', scale: 1, reason: 'test' },
  edited: { kind: 'expression', promql: 'sum(rate(request_seconds_count[$__rate_interval]))', name: 'edited', metric: '', role: 'other', unit: '', scale: 1, reason: 'test' },
} as const satisfies Record<string, MetricPlan>;
