import { type ClusterError, slotRatioError } from '../analysis/batches';
import { absent, clusterInterval, type Estimate, remembered } from '../analysis/estimate';
import type { Interval } from '../domain/finding';
import type { SlotRange } from '../domain/window';
import { makeInterval } from '../stats/interval';
import { percentileIntervalRanks } from '../stats/quantiles';
import { wilson } from '../stats/proportions';
import { tCritical } from '../stats/studentT';
import { type BucketQuantile, histogramQuantile } from './quantile/histogramQuantile';
import type { HistogramMetric, LevelMetric, MeanMetric, RateMetric, RatioMetric } from './metricColumn';

/* What a metric column says of one window. A window is a sum over its slots; gaps have no weight. */

const total = (table: Float64Array, range: SlotRange, keep: (value: number) => boolean = Number.isFinite): number => {
  let sum = 0;
  for (let slot = range.from; slot < range.to; slot += 1) {
    const value = table[slot] ?? 0;
    if (keep(value)) sum += value;
  }
  return sum;
};

/** Samples of a level resemble their neighbours, so its interval comes from runs of slots alone. */
export function levelMean(metric: LevelMetric, range: SlotRange): Estimate {
  const n = total(metric.n, range);
  if (!(n > 0)) return absent(0, `${metric.source} has no sample of it in this window`);
  const value = total(metric.sum, range) / n;
  const error = slotRatioError((slot) => metric.sum[slot] ?? 0, (slot) => metric.n[slot] ?? 0, range);
  return { value, n, ...clusterOnly(value, error) };
}

/** Variance of the samples of a window, for the floor of what counts as a change. */
export function levelSd(metric: LevelMetric, range: SlotRange): number {
  const n = total(metric.n, range);
  const sum = total(metric.sum, range);
  return n < 2 ? NaN : Math.sqrt(Math.max(0, total(metric.sumSq, range) - (sum * sum) / n) / (n - 1));
}

/** Increase by observed time, per `unitSeconds` seconds. */
export function meanRate(metric: RateMetric, range: SlotRange, unitSeconds: number): Estimate {
  const seconds = total(metric.seconds, range);
  if (!(seconds > 0)) return absent(0, `${metric.source} did not observe it in this window`);
  const amount = total(metric.amount, range);
  const value = (amount / seconds) * unitSeconds;
  const error = slotRatioError((slot) => (metric.amount[slot] ?? 0) * unitSeconds, (slot) => metric.seconds[slot] ?? 0, range, 3);
  // Of what is counted there are so many; of what flows there are only times at which it was observed.
  const n = metric.unit === 'cores' || metric.unit === 'bytes' ? metric.seconds.slice(range.from, range.to).filter((one) => one > 0).length : amount;
  return { value, n, ...clusterOnly(value, error, [0, Infinity], 3) };
}

export function ratio(metric: RatioMetric, range: SlotRange): Estimate {
  const whole = total(metric.whole, range);
  if (!(whole > 0)) return absent(0, `${metric.source} counted none in this window`);
  const part = Math.min(whole, total(metric.part, range));
  const error = slotRatioError((slot) => metric.part[slot] ?? 0, (slot) => metric.whole[slot] ?? 0, range);
  // Servers extrapolate increases to fractions; Wilson takes whole counts.
  const rows = (level: number): Interval | null => wilson(Math.round(part), Math.max(1, Math.round(whole)), level)?.interval ?? null;
  return { value: part / whole, n: whole, rows, cluster: clusterInterval(part / whole, error, [0, 1]) };
}

/** Without the single values there is no spread: the interval comes from runs of slots. */
export function onlyMean(metric: MeanMetric | HistogramMetric, range: SlotRange): Estimate {
  const counts = metric.kind === 'mean' ? metric.count : slotTotals(metric);
  // A slot whose sum is unknown must not count its observations either.
  const known = counts.map((count, slot) => (Number.isFinite(metric.sum[slot]) ? count : 0));
  const n = total(known, range);
  if (!(n > 0)) return absent(0, metric.kind === 'mean' ? `${metric.source} counted none in this window` : `${metric.source} gives no sum of it`);
  const value = total(metric.sum, range) / n;
  const error = slotRatioError((slot) => (Number.isFinite(metric.sum[slot]) ? (metric.sum[slot] ?? 0) : 0), (slot) => known[slot] ?? 0, range);
  return { value, n, ...clusterOnly(value, error) };
}

/**
 * A percentile as Prometheus computes it (`histogram_quantile`), and an interval that is honest about buckets: the shares that order statistics and runs of
 * slots allow, each end widened to the bound of its bucket, since nobody knows where inside a bucket the observations lie.
 */
export function percentile(metric: HistogramMetric, range: SlotRange, p: number): Estimate {
  const counts = windowCounts(metric, range);
  const n = counts.reduce((sum, count) => sum + count, 0);
  const at = (share: number): BucketQuantile | null => histogramQuantile(counts, metric.edges, share, metric.native);
  const found = n > 0 ? at(p) : null;
  if (found === null || found.value === null) return absent(0, `${metric.source} counted none in this window`);
  const bounds = (low: number | null, high: number | null, level: number, method: string): Interval | null =>
    makeInterval(low === null ? null : (at(Math.max(0, low))?.low ?? null), high === null || high > 1 ? null : (at(high)?.high ?? null), level, method);
  const width = metric.edges.length + 1;
  const last = bucketOf(metric.edges, found.high);
  const error = slotRatioError((slot) => below(metric, slot, width, last), (slot) => below(metric, slot, width, width - 1), range);
  const share = last < 0 ? p : counts.slice(0, last + 1).reduce((sum, count) => sum + count, 0) / n;
  return {
    value: found.value,
    n,
    rows: remembered((level) => {
      const ranks = percentileIntervalRanks(Math.floor(n), p, level);
      const share = (rank: number | null): number | null => (rank === null ? null : Math.min(1, rank / n));
      return bounds(share(ranks.lower), share(ranks.upper), level, 'order statistics, to the bounds of their buckets');
    }),
    cluster: remembered((level) => {
      if (error === null || share <= 0 || share >= 1) return null;
      const half = tCritical(level, error.clusters - 1) * error.se;
      return bounds(p - half, p + half, level, `${error.clusters} runs of slots, to the bounds of their buckets`);
    }),
    ...(found.high === null ? { reason: 'it lies above the last finite bucket bound, which is shown: the true value is higher' } : {}),
  };
}

/** Observations of each slot. */
export function slotTotals(metric: HistogramMetric): Float64Array {
  const width = metric.edges.length + 1;
  return Float64Array.from({ length: metric.sum.length }, (_, slot) => below(metric, slot, width, width - 1));
}

export function windowCounts(metric: HistogramMetric, range: SlotRange): Float64Array {
  const width = metric.edges.length + 1;
  const counts = new Float64Array(width);
  for (let at = range.from * width; at < range.to * width; at += 1) counts[at % width] = (counts[at % width] ?? 0) + (metric.counts[at] ?? 0);
  return counts;
}

function below(metric: HistogramMetric, slot: number, width: number, last: number): number {
  let sum = 0;
  for (let k = 0; k <= last && k < width; k += 1) sum += metric.counts[slot * width + k] ?? 0;
  return sum;
}

/** Index of the bucket whose upper bound this is; the open one for null. */
function bucketOf(edges: Float64Array, high: number | null): number {
  if (high === null) return edges.length;
  const at = edges.indexOf(high);
  return at < 0 ? edges.length : at;
}

function clusterOnly(value: number, error: ClusterError | null, within: readonly [number, number] = [-Infinity, Infinity], least = 10): Pick<Estimate, 'rows' | 'cluster' | 'reason'> {
  // Rounding alone lets equal samples differ.
  const real = error !== null && error.se < 1e-12 * Math.abs(value) ? { ...error, se: 0 } : error;
  return { rows: () => null, cluster: clusterInterval(value, real, within), ...(error === null ? { reason: `its interval needs ${least} time slots with samples in each window` } : {}) };
}
