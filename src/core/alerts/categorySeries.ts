import type { CategoryColumn } from '../cube/cube';
import type { CategorySummary } from '../cube/summary';
import type { WatchedSeries } from './familySeries';
import { shareVariance } from './numericSeries';

/** A level with fewer rows a window than this is pooled. */
const leastExpected = 5;

/**
 * What is watched of a category: the share of each level expected at least 5 times a window, of all others together, of missing
 * rows, and of new levels. A level is new where no baseline window has it; for a baseline window, where no other one has it.
 */
export function categorySeries(column: CategoryColumn, baseline: CategorySummary, rows: Float64Array, baselineWindows: readonly number[]): readonly WatchedSeries[] {
  const width = column.levels.length + 1;
  const typical = medianRows(rows, baselineWindows);
  let all = baseline.missing;
  for (const count of baseline.counts) all += count;
  const about = { target: `feature:${column.name}`, title: column.name, unit: 'share' } as const;
  const kept: number[] = [];
  const pooled: number[] = [width - 1];
  const windowsWith = column.levels.map((_, k) => baselineWindows.filter((w) => (column.counts[w * width + k] as number) > 0).length);
  column.levels.forEach((_, k) => {
    if (all > 0 && ((baseline.counts[k] ?? 0) / all) * typical >= leastExpected) kept.push(k);
    else if ((windowsWith[k] ?? 0) > 0) pooled.push(k);
  });
  const share = (levels: readonly number[]): Float64Array => {
    const values = new Float64Array(rows.length);
    for (let w = 0; w < values.length; w += 1) {
      let sum = 0;
      for (const k of levels) sum += column.counts[w * width + k] as number;
      values[w] = sum / (rows[w] as number);
    }
    return values;
  };
  const total = (levels: readonly number[]): number => levels.reduce((sum, k) => sum + (baseline.counts[k] ?? 0), 0);
  const watched: WatchedSeries[] = kept.map((k) => ({ ...about, statistic: `level "${column.levels[k] ?? ''}"`, values: share([k]), rowVariance: shareVariance(total([k]), all) }));
  if (total(pooled) > 0 || column.restLevels > 0) watched.push({ ...about, statistic: 'other levels', values: share(pooled), rowVariance: shareVariance(total(pooled), all) });
  watched.push({ ...about, statistic: 'missing', values: rows.map((n, w) => (column.missing[w] ?? 0) / n), rowVariance: shareVariance(baseline.missing, all) });
  const inBaseline = new Set(baselineWindows);
  let once = 0;
  const fresh = rows.map((n, w) => {
    let count = 0;
    for (let k = 0; k < width - 1; k += 1) {
      const here = column.counts[w * width + k] as number;
      if (here > 0 && (windowsWith[k] as number) === (inBaseline.has(w) ? 1 : 0)) count += here;
    }
    if (inBaseline.has(w)) once += count;
    return count / n;
  });
  watched.push({ ...about, statistic: 'new levels', values: fresh, rowVariance: shareVariance(once, all) });
  return watched;
}

function medianRows(rows: Float64Array, windows: readonly number[]): number {
  const sorted = windows.map((w) => rows[w] ?? 0).sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
