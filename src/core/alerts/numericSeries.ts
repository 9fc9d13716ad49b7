import type { NumericColumn } from '../cube/cube';
import type { NumericSummary } from '../cube/summary';
import { formatNumber } from '../format/numbers';
import { normalQuantile } from '../stats/normal';
import type { WatchedSeries } from './familySeries';

/** Quantiles of the baseline whose shares are watched. */
const quantiles = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95];

/**
 * What is watched of a number: the share at or below each of 11 baseline quantiles, the mean normal score (location) and its
 * square (spread), and the share that is missing. Scores are those of the baseline alone, so that a window's values are sums over its
 * bins. Of a baseline with one value: the share of others. `rows` are all rows of each window.
 */
export function numericSeries(column: NumericColumn, baseline: NumericSummary, rows: Float64Array): readonly WatchedSeries[] {
  const width = column.edges.length + 1;
  let total = 0;
  for (const count of baseline.counts) total += count;
  const all = total + baseline.missing + baseline.nonFinite;
  const about = { target: `feature:${column.name}`, title: column.name };
  const missing: WatchedSeries = {
    ...about, statistic: 'missing', unit: 'share', rowVariance: shareVariance(baseline.missing + baseline.nonFinite, all),
    values: rows.map((n, i) => ((column.missing[i] ?? 0) + (column.nonFinite[i] ?? 0)) / n),
  };
  if (total === 0) return [missing];
  const only = baseline.counts.findIndex((count) => count === total);
  if (only >= 0) {
    const others = rows.map((n, w) => {
      let count = 0;
      for (let b = 0; b < width; b += 1) if (b !== only) count += column.counts[w * width + b] as number;
      return count / n;
    });
    return [missing, { ...about, statistic: 'share of other values', unit: 'share', values: others, rowVariance: shareVariance(0, all) }];
  }
  const scores = normalScores(baseline.counts, total);
  const cuts = cutBins(baseline.counts, total);
  const means = meanScores(column, cuts, scores, rows);
  const watched: WatchedSeries[] = [missing];
  cuts.forEach((k, at) => {
    let below = 0;
    for (let b = 0; b <= k; b += 1) below += baseline.counts[b] ?? 0;
    watched.push({ ...about, statistic: `share at or below ${formatNumber(column.edges[k] ?? 0)}`, unit: 'share', values: means.shares[at] as Float64Array, rowVariance: shareVariance(below, all) });
  });
  // Missing rows score 0.
  const [m1, m2, m4] = [1, 2, 4].map((power) => scores.reduce((sum, score, b) => sum + score ** power * (baseline.counts[b] ?? 0), 0) / all) as [number, number, number];
  watched.push({ ...about, statistic: 'location', unit: 'sd', values: means.location, rowVariance: m2 - m1 * m1 });
  watched.push({ ...about, statistic: 'spread', unit: 'none', values: means.spread, rowVariance: m4 - m2 * m2 });
  return watched;
}

/** Variance of an indicator with x hits in n rows, never 0: (x + 1/2)/(n + 1). */
export function shareVariance(x: number, n: number): number {
  const p = (x + 0.5) / (n + 1);
  return p * (1 - p);
}

/** Bins whose upper edges lie nearest to the quantiles, without doubles and without those that hold nothing or everything. */
export function cutBins(counts: Float64Array, total: number): readonly number[] {
  const cuts = new Set<number>();
  const shares: number[] = [];
  let seen = 0;
  for (const count of counts) shares.push((seen += count) / total);
  for (const q of quantiles) {
    let best = -1;
    for (let k = 0; k + 1 < shares.length; k += 1) {
      const share = shares[k] as number;
      if (share > 0 && share < 1 && (best < 0 || Math.abs(share - q) < Math.abs((shares[best] as number) - q))) best = k;
    }
    if (best >= 0) cuts.add(best);
  }
  return [...cuts].sort((a, b) => a - b);
}

/** Normal quantile of each bin's middle rank in the baseline. */
export function normalScores(counts: Float64Array, total: number): Float64Array {
  let seen = 0;
  return Float64Array.from(counts, (count) => {
    const rank = (seen + count / 2) / total;
    seen += count;
    return normalQuantile(Math.min(1 - 0.5 / total, Math.max(0.5 / total, rank)));
  });
}

/** Each window's shares up to the cut bins, mean score and mean squared score, in one pass over its bins. */
function meanScores(column: NumericColumn, cuts: readonly number[], scores: Float64Array, rows: Float64Array): { readonly shares: readonly Float64Array[]; readonly location: Float64Array; readonly spread: Float64Array } {
  const windows = rows.length;
  const width = scores.length;
  const { counts } = column;
  const squares = scores.map((score) => score * score);
  const shares = cuts.map(() => new Float64Array(windows));
  const location = new Float64Array(windows);
  const spread = new Float64Array(windows);
  // The cut that ends with a bin, or none.
  const cutAt = new Int32Array(width).fill(-1);
  cuts.forEach((k, at) => (cutAt[k] = at));
  for (let w = 0, at = 0; w < windows; w += 1) {
    const n = rows[w] as number;
    let [seen, first, second] = [0, 0, 0];
    for (let b = 0; b < width; b += 1, at += 1) {
      const count = counts[at] as number;
      seen += count;
      first += count * (scores[b] as number);
      second += count * (squares[b] as number);
      const cut = cutAt[b] as number;
      if (cut >= 0) (shares[cut] as Float64Array)[w] = seen / n;
    }
    location[w] = first / n;
    spread[w] = second / n;
  }
  return { shares, location, spread };
}
