import type { CategoryColumn, Cube, CubeColumn, NumericColumn } from '../cube/cube';
import type { CategorySummary, ColumnSummary, NumericSummary, Summary } from '../cube/summary';
import type { AnalysisSettings, Series } from '../domain/report';
import { chiSquaredHomogeneity } from '../stats/chiSquared';
import { totalVariation } from '../stats/divergences';
import { twoProportionTest } from '../stats/proportions';
import { floorOf } from './floors';
import { slotComparer } from './slotDistance';
import { slotTotals } from './slotTotals';

/**
 * How many features of a slot differ from the baseline: beyond their floor and beyond chance at `driftQ` over all features
 * (Bonferroni). A count, since effects of numbers and categories share no unit, and since a mean over many features hides the one
 * that moved. A slot is one window, so a daily rhythm shows here as what it is.
 */
export function driftSeries(cube: Cube, baseline: Summary, slots: number, settings: AnalysisSettings): Series {
  const positions = cube.columns.flatMap((column, position) => (column.kind !== 'latency' && (column.role === 'feature' || column.role === 'segment') ? [position] : []));
  const alpha = settings.driftQ / Math.max(1, positions.length);
  const counts = new Float64Array(slots);
  for (const position of positions) {
    const differs = slotTest(cube.columns[position], baseline.columns[position], alpha, settings);
    for (let slot = 0; slot < slots; slot += 1) {
      if ((cube.rows[slot] ?? 0) >= settings.minRows && differs(slot)) counts[slot] = (counts[slot] ?? 0) + 1;
    }
  }
  const judged = baseline.rows >= settings.minRows && positions.length > 0;
  return {
    id: 'drift',
    title: `features that differ, of ${positions.length}`,
    family: 'drift',
    unit: 'none',
    values: Array.from(counts, (count, slot) => (judged && (cube.rows[slot] ?? 0) >= settings.minRows ? count : null)),
    n: Array.from(cube.rows),
  };
}

function slotTest(column: CubeColumn | undefined, from: ColumnSummary | undefined, alpha: number, settings: AnalysisSettings): (slot: number) => boolean {
  if (column?.kind === 'numeric' && from?.kind === 'numeric') return numericTest(column, from, alpha, settings);
  if (column?.kind === 'category' && from?.kind === 'category') return categoryTest(column, from, alpha, settings);
  return () => false;
}

function missingTest(from: readonly [number, number], alpha: number, settings: AnalysisSettings): (missing: number, rows: number) => boolean {
  return (missing, rows) => {
    if (rows === 0 || from[1] === 0 || Math.abs(missing / rows - from[0] / from[1]) < settings.floors.missing) return false;
    const test = twoProportionTest(from[0], from[1], missing, rows);
    return test !== null && test.p * 2 <= alpha;
  };
}

function numericTest(column: NumericColumn, from: NumericSummary, alpha: number, settings: AnalysisSettings): (slot: number) => boolean {
  const compare = slotComparer(from);
  const totals = slotTotals(column);
  const width = column.edges.length + 1;
  const floor = floorOf({ feature: column.name, kind: 'numeric' }, settings);
  const present = from.counts.reduce((sum, count) => sum + count, 0);
  const missing = missingTest([from.missing + from.nonFinite, present + from.missing + from.nonFinite], alpha, settings);
  // Smirnov: P(D > c sqrt((n + N)/(n N))) is about 2 exp(-2 c^2), halved for the missing share's own test.
  const critical = Math.sqrt(-Math.log(alpha / 4) / 2);
  return (slot) => {
    const n = totals[slot] ?? 0;
    const absent = (column.missing[slot] ?? 0) + (column.nonFinite[slot] ?? 0);
    if (absent + from.missing + from.nonFinite > 0 && missing(absent, n + absent)) return true;
    if (n < settings.minRows || present < settings.minRows) return false;
    const distance = compare(column.counts, slot * width, n);
    if (distance === null || distance.ks <= critical * Math.sqrt((n + present) / (n * present))) return false;
    return (distance.effect() ?? Infinity) >= floor;
  };
}

function categoryTest(column: CategoryColumn, from: CategorySummary, alpha: number, settings: AnalysisSettings): (slot: number) => boolean {
  const width = column.levels.length + 1;
  const floor = floorOf({ feature: column.name, kind: 'category' }, settings);
  const baseline = new Float64Array(width + 1);
  baseline.set(from.counts);
  baseline[width] = from.missing;
  const current = new Float64Array(width + 1);
  return (slot) => {
    current.set(column.counts.subarray(slot * width, (slot + 1) * width));
    current[width] = column.missing[slot] ?? 0;
    if ((totalVariation(baseline, current) ?? 0) < floor) return false;
    const test = chiSquaredHomogeneity(baseline, current);
    return test !== null && test.p <= alpha;
  };
}
