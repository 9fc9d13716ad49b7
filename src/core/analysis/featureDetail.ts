import type { Cube, CategoryColumn, NumericColumn } from '../cube/cube';
import { slotCount } from '../cube/cube';
import type { CategorySummary, NumericSummary, Summary } from '../cube/summary';
import type { FeatureFinding } from '../domain/finding';
import type { AnalysisSettings, FeatureDetail, LevelShare, SlotSpan } from '../domain/report';
import { totalVariation } from '../stats/divergences';
import { categoryBars, ecdfOf, numericBars } from './bars';
import { slotComparer } from './slotDistance';

/** The feature page without what only the rows can tell. */
export type FeatureShape = Omit<FeatureDetail, 'qualityByValue' | 'qualityReason'>;

export interface FeatureInput {
  readonly cube: Cube;
  readonly finding: FeatureFinding;
  readonly baseline: Summary;
  readonly current: Summary;
  readonly settings: AnalysisSettings;
}

/** Most points of the charts over time. */
const mostGroups = 48;
const mostLevels = 50;

/** Distributions, drift and missing over time, levels gained and lost of one feature; null where the cube does not hold it. */
export function featureDetail(input: FeatureInput): FeatureShape | null {
  const { cube, finding, baseline, current, settings } = input;
  const position = cube.columns.findIndex((column) => column.name === finding.feature && column.kind !== 'latency');
  const column = cube.columns[position];
  const from = baseline.columns[position];
  const to = current.columns[position];
  if (column === undefined || column.kind === 'latency') return null;
  const groups = slotGroups(cube, settings.minRows);
  const shared = { feature: finding.feature, finding, missingOverTime: missingOverTime(column, groups) };
  if (column.kind === 'numeric' && from?.kind === 'numeric' && to?.kind === 'numeric') {
    return { ...shared, bars: numericBars(from, to), ecdf: ecdfOf(from, to), driftOverTime: numericOverTime(column, from, groups, settings), levels: { gained: [], lost: [] } };
  }
  if (column.kind === 'category' && from?.kind === 'category' && to?.kind === 'category') {
    return { ...shared, bars: categoryBars(from, to), ecdf: null, driftOverTime: categoryOverTime(column, from, groups, settings), levels: levelChanges(from, to) };
  }
  return null;
}

/** Runs of slots with at least `least` rows each, at most `mostGroups`; a short last run joins the one before. */
export function slotGroups(cube: Cube, least: number): readonly SlotSpan[] {
  const slots = slotCount(cube.axis);
  const length = Math.max(1, Math.ceil(slots / mostGroups));
  const groups: SlotSpan[] = [];
  let from = 0;
  let rows = 0;
  for (let slot = 0; slot < slots; slot += 1) {
    rows += cube.rows[slot] ?? 0;
    if (slot + 1 - from >= length && rows >= least) {
      groups.push({ from, to: slot + 1 });
      from = slot + 1;
      rows = 0;
    }
  }
  if (from < slots) {
    const last = groups.pop();
    groups.push({ from: last?.from ?? from, to: slots });
  }
  return groups;
}

function groupCounts(counts: Float64Array, width: number, group: SlotSpan): Float64Array {
  const sum = new Float64Array(width);
  for (let slot = group.from; slot < group.to; slot += 1) for (let k = 0; k < width; k += 1) sum[k] = (sum[k] ?? 0) + (counts[slot * width + k] ?? 0);
  return sum;
}

function total(counts: Float64Array): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function absentRows(column: NumericColumn | CategoryColumn, group: SlotSpan): number {
  let sum = 0;
  for (let slot = group.from; slot < group.to; slot += 1) sum += (column.missing[slot] ?? 0) + (column.kind === 'numeric' ? (column.nonFinite[slot] ?? 0) : 0);
  return sum;
}

function missingOverTime(column: NumericColumn | CategoryColumn, groups: readonly SlotSpan[]): FeatureDetail['missingOverTime'] {
  const width = column.kind === 'numeric' ? column.edges.length + 1 : column.levels.length + 1;
  return {
    slots: groups,
    share: groups.map((group) => {
      const absent = absentRows(column, group);
      const all = absent + total(groupCounts(column.counts, width, group));
      return all > 0 ? absent / all : null;
    }),
  };
}

function numericOverTime(column: NumericColumn, from: NumericSummary, groups: readonly SlotSpan[], settings: AnalysisSettings): FeatureDetail['driftOverTime'] {
  const compare = slotComparer(from);
  const parts = groups.map((group) => {
    const counts = groupCounts(column.counts, column.edges.length + 1, group);
    const n = total(counts);
    return { n, effect: n >= settings.minRows ? (compare(counts, 0, n)?.effect() ?? null) : null };
  });
  return { slots: groups, effect: parts.map((part) => part.effect), n: parts.map((part) => part.n), unit: 'sd' };
}

function categoryOverTime(column: CategoryColumn, from: CategorySummary, groups: readonly SlotSpan[], settings: AnalysisSettings): FeatureDetail['driftOverTime'] {
  const baseline = [...from.counts, from.missing];
  const parts = groups.map((group) => {
    const counts = [...groupCounts(column.counts, column.levels.length + 1, group), absentRows(column, group)];
    const n = counts.reduce((sum, count) => sum + count, 0);
    return { n, effect: n >= settings.minRows ? totalVariation(baseline, counts) : null };
  });
  return { slots: groups, effect: parts.map((part) => part.effect), n: parts.map((part) => part.n), unit: 'share' };
}

function levelChanges(from: CategorySummary, to: CategorySummary): FeatureDetail['levels'] {
  const all = { baseline: total(from.counts) + from.missing, current: total(to.counts) + to.missing };
  const shares = from.levels.map((level, k): LevelShare => ({
    level,
    baseline: all.baseline > 0 ? (from.counts[k] ?? 0) / all.baseline : 0,
    current: all.current > 0 ? (to.counts[k] ?? 0) / all.current : 0,
  }));
  // An empty window neither gains nor loses levels.
  if (all.baseline === 0 || all.current === 0) return { gained: [], lost: [] };
  return {
    gained: shares.filter((share) => share.baseline === 0 && share.current > 0).sort((a, b) => b.current - a.current).slice(0, mostLevels),
    lost: shares.filter((share) => share.current === 0 && share.baseline > 0).sort((a, b) => b.baseline - a.baseline).slice(0, mostLevels),
  };
}
