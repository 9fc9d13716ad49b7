import type { Cube, LatencyColumn } from '../cube/cube';
import type { ExactAnswers } from '../cube/exact';
import type { LatencySummary, Summary } from '../cube/summary';
import type { Finding, Interval } from '../domain/finding';
import type { AnalysisSettings } from '../domain/report';
import type { SlotRange } from '../domain/window';
import { countOf } from '../format/numbers';
import { makeInterval } from '../stats/interval';
import { percentileIntervalRanks, rowsForPercentileInterval } from '../stats/quantiles';
import { tCritical } from '../stats/studentT';
import type { ClusterError } from './batches';
import { slotRatioError } from './batches';
import type { Estimate } from './estimate';
import { absent, meanEstimate, remembered } from './estimate';
import type { Judged } from './judge';
import { judge } from './judge';
import type { LatencyOrder } from './latencyOrder';
import { orderQuantile, sketchOrder, tableOrder } from './latencyOrder';

const percentiles: readonly (readonly [string, number])[] = [['p50', 0.5], ['p90', 0.9], ['p95', 0.95], ['p99', 0.99]];

interface Side {
  readonly summary: LatencySummary;
  readonly order: LatencyOrder;
  readonly range: SlotRange;
}

/** Latency findings: p50, p90, p95, p99 and mean, ms. One `not available` finding each where the log has no latency column. */
export function latencyFindings(cube: Cube, baseline: Summary, current: Summary, exact: ExactAnswers | undefined, settings: AnalysisSettings): readonly Finding[] {
  const position = cube.columns.findIndex((column) => column.kind === 'latency');
  const column = cube.columns[position];
  const from = baseline.columns[position];
  const to = current.columns[position];
  if (column?.kind !== 'latency' || from?.kind !== 'latency' || to?.kind !== 'latency') {
    const none = absent(0, 'the log has no latency column');
    return [...percentiles.map(([name]) => name), 'mean'].map((name) => judge(about(name, 0, undefined), none, none, settings));
  }
  const table = exact?.latency;
  const side = (summary: LatencySummary, window: 'baseline' | 'current', range: SlotRange): Side => ({ summary, order: table === undefined ? sketchOrder(summary) : tableOrder(table, window), range });
  const before = side(from, 'baseline', baseline.slots);
  const after = side(to, 'current', current.slots);
  const bound = table === undefined ? `each value within ${column.relativeError * 100} % of its row's` : undefined;
  const findings = percentiles.map(([name, p]) => {
    const estimate = percentile(column, before, p, settings);
    return judge(about(name, settings.floors.latency * Math.abs(estimate.value ?? 0), bound), estimate, percentile(column, after, p, settings), settings);
  });
  const mean = meanLatency(column, before);
  return [...findings, judge(about('mean', settings.floors.latency * Math.abs(mean.value ?? 0), undefined), mean, meanLatency(column, after), settings)];
}

function about(name: string, floor: number, bound: string | undefined): Judged {
  const mean = name === 'mean';
  return {
    id: `latency.${name}`,
    family: 'service',
    title: `${name} latency`,
    unit: 'ms',
    better: 'lower',
    floor,
    method: mean
      ? 'arithmetic mean; interval t, change Welch, or with runs of slots as clusters where that is wider'
      : 'type 7 percentile; interval by order statistics (if rows were independent), or Woodruff\'s with runs of slots as clusters where that is wider; change by MOVER',
    ...(bound === undefined ? {} : { basis: 'binned', bound }),
  };
}

function percentile(column: LatencyColumn, side: Side, p: number, settings: AnalysisSettings): Estimate {
  const n = side.order.n;
  const value = orderQuantile(side.order, p);
  if (value === null) return absent(0, 'no row of the window has a latency');
  const rows = remembered((level) => {
    const ranks = percentileIntervalRanks(n, p, level);
    const at = (rank: number | null): number | null => (rank === null ? null : side.order.atRank(rank));
    return makeInterval(at(ranks.lower), at(ranks.upper), level, 'order statistics');
  });
  const error = shareError(column, side.range, value);
  const needed = rowsForPercentileInterval(p, 1 - settings.alpha);
  const reason = n < needed ? `its interval needs ${countOf(needed, 'row')}, this window has ${countOf(n, 'row')}` : undefined;
  return { value, n, rows, cluster: remembered((level) => woodruff(side.order, p, error, level)), ...(reason === undefined ? {} : { reason }) };
}

/** Cluster error of the share of rows at or below a latency, ms; at the resolution of the bins. */
function shareError(column: LatencyColumn, range: SlotRange, value: number): ClusterError | null {
  const growth = (1 + column.relativeError) / (1 - column.relativeError);
  const last = value > 0 ? Math.round(Math.log((value * (growth + 1)) / 2) / Math.log(growth)) - column.firstIndex : -1;
  const below = new Float64Array(range.to);
  const total = new Float64Array(range.to);
  for (let slot = range.from; slot < range.to; slot += 1) {
    let seen = column.zero[slot] ?? 0;
    let under = seen;
    const start = slot * column.width;
    for (let k = 0; k < column.width; k += 1) {
      seen += column.counts[start + k] ?? 0;
      if (k <= last) under = seen;
    }
    below[slot] = under;
    total[slot] = seen;
  }
  return slotRatioError((slot) => below[slot] ?? 0, (slot) => total[slot] ?? 0, range);
}

/**
 * Woodruff's interval: the quantiles at the ends of an interval of p, whose half-width is t times the cluster error of the share of
 * rows below the percentile, on the logit scale, since near p99 a symmetric one would pass 1. It holds for rows that resemble their
 * neighbours, where order statistics are far too narrow. A bound beyond the last or first row is open. Sources: Woodruff 1952;
 * `svyquantile(interval.type = "xlogit")` of R's survey package.
 */
function woodruff(order: LatencyOrder, p: number, error: ClusterError | null, level: number): Interval | null {
  if (error === null) return null;
  const half = (tCritical(level, error.clusters - 1) * error.se) / (p * (1 - p));
  const share = (logit: number): number => 1 / (1 + Math.exp(-logit));
  const centre = Math.log(p / (1 - p));
  const at = (bound: number): number | null => (bound * order.n < 1 || (1 - bound) * order.n < 1 ? null : orderQuantile(order, bound));
  return makeInterval(at(share(centre - half)), at(share(centre + half)), level, `Woodruff, ${error.clusters} runs of slots`);
}

function meanLatency(column: LatencyColumn, side: Side): Estimate {
  const moments = side.summary.moments;
  if (!(moments.n >= 1)) return absent(0, 'no row of the window has a latency');
  const counts = new Float64Array(side.range.to);
  for (let slot = side.range.from; slot < side.range.to; slot += 1) {
    let n = column.zero[slot] ?? 0;
    const start = slot * column.width;
    for (let k = 0; k < column.width; k += 1) n += column.counts[start + k] ?? 0;
    counts[slot] = n;
  }
  return meanEstimate(moments, slotRatioError((slot) => column.sum[slot] ?? 0, (slot) => counts[slot] ?? 0, side.range));
}
