import type { CategoryColumn, Cube, NumericColumn } from '../cube/cube';
import type { CategorySummary, NumericSummary, Summary } from '../cube/summary';
import type { TogetherBySlot } from '../multivariate/togetherBySlot';
import { slotComparer } from '../analysis/slotDistance';
import type { AlertSettings } from './alertSettings';
import { categorySeries } from './categorySeries';
import type { Effect, FamilySeries, WatchedSeries } from './familySeries';
import { numericSeries } from './numericSeries';
import { togetherEffect, togetherSeries, togetherTarget } from './togetherSeries';

const watchedRoles: ReadonlySet<string> = new Set(['feature', 'segment', 'score', 'prediction']);

/** The drift family: distributions of features, segments, scores and predictions, window by window. */
export function driftFamily(cube: Cube, baseline: Summary, baselineWindows: readonly number[], settings: AlertSettings, together?: TogetherBySlot): FamilySeries {
  const series: WatchedSeries[] = [];
  const effects = new Map<string, (series: WatchedSeries, from: number, to: number) => Effect>();
  const leftOut: { target: string; reason: string }[] = [];
  cube.columns.forEach((column, position) => {
    if (!watchedRoles.has(column.role)) return;
    const from = baseline.columns[position];
    const target = `feature:${column.name}`;
    if (column.kind === 'numeric' && from?.kind === 'numeric') {
      series.push(...numericSeries(column, from, cube.rows));
      effects.set(target, numericEffect(column, from, settings));
    } else if (column.kind === 'category' && from?.kind === 'category') {
      series.push(...categorySeries(column, from, cube.rows, baselineWindows));
      effects.set(target, categoryEffect(column, from, settings));
    } else leftOut.push({ target, reason: 'neither a number nor a category' });
  });
  if (together !== undefined) {
    series.push(togetherSeries(together, baselineWindows));
    const effect = togetherEffect(together, baselineWindows, settings);
    effects.set(togetherTarget, (_, first, end) => effect(first, end));
  }
  return {
    family: 'drift',
    series,
    n: cube.rows,
    effect: (one, from, to) => effects.get(one.target)?.(one, from, to) ?? { value: null, unit: 'none', relative: false, floor: null },
    leftOut,
  };
}

function numericEffect(column: NumericColumn, from: NumericSummary, settings: AlertSettings): (series: WatchedSeries, first: number, end: number) => Effect {
  const width = column.edges.length + 1;
  const compare = slotComparer(from);
  const floor = ownFloor(column.name, settings) ?? settings.floors.numeric;
  const present = from.counts.reduce((sum, count) => sum + count, 0);
  const absent = from.missing + from.nonFinite;
  return ({ statistic }, first, end) => {
    const counts = new Float64Array(width);
    let missing = 0;
    for (let w = first; w < end; w += 1) {
      for (let b = 0; b < width; b += 1) counts[b] = (counts[b] as number) + (column.counts[w * width + b] as number);
      missing += (column.missing[w] ?? 0) + (column.nonFinite[w] ?? 0);
    }
    const n = counts.reduce((sum, count) => sum + count, 0);
    if (statistic === 'missing') return { value: n + missing === 0 ? null : missing / (n + missing) - absent / Math.max(1, present + absent), unit: 'share', relative: false, floor: settings.floors.missing };
    const distance = compare(counts, 0, n)?.effect() ?? null;
    if (distance !== null || n === 0 || present === 0) return { value: distance, unit: 'sd', relative: false, floor };
    // A constant baseline has no spread to measure by: the share of rows that left it.
    const left = counts.reduce((sum, count, b) => sum + Math.max(0, count / n - (from.counts[b] as number) / present), 0);
    return { value: left, unit: 'share', relative: false, floor: settings.floors.category };
  };
}

function categoryEffect(column: CategoryColumn, from: CategorySummary, settings: AlertSettings): (series: WatchedSeries, first: number, end: number) => Effect {
  const width = column.levels.length + 1;
  const floor = ownFloor(column.name, settings) ?? settings.floors.category;
  const before = [...from.counts, from.missing];
  const all = before.reduce((sum, count) => sum + count, 0);
  return (_, first, end) => {
    const counts = new Float64Array(width + 1);
    for (let w = first; w < end; w += 1) {
      for (let k = 0; k < width; k += 1) counts[k] = (counts[k] as number) + (column.counts[w * width + k] as number);
      counts[width] = (counts[width] as number) + (column.missing[w] ?? 0);
    }
    const n = counts.reduce((sum, count) => sum + count, 0);
    if (n === 0 || all === 0) return { value: null, unit: 'share', relative: false, floor };
    return { value: counts.reduce((sum, count, k) => sum + Math.abs(count / n - (before[k] as number) / all), 0) / 2, unit: 'share', relative: false, floor };
  };
}

function ownFloor(name: string, settings: AlertSettings): number | undefined {
  return Object.hasOwn(settings.featureFloors, name) ? settings.featureFloors[name] : undefined;
}
