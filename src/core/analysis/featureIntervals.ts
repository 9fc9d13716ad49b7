import type { Cube, CubeColumn } from '../cube/cube';
import type { ColumnSummary, Summary } from '../cube/summary';
import type { FeatureFinding, Interval } from '../domain/finding';
import type { AnalysisSettings } from '../domain/report';
import type { SlotRange } from '../domain/window';
import { moverDifference } from '../stats/interval';
import { wilson } from '../stats/proportions';
import { designEffect } from './designEffect';
import { type EffectSpread, variationSpread, wassersteinSpread } from './effectInterval';
import { slotTotals } from './slotTotals';

type Ranges = { readonly baseline: SlotRange; readonly current: SlotRange };

/** The finding with intervals of its effect and of the change of its missing share, null where none exists; as it is where the cube does not hold it. */
export function featureIntervals(cube: Cube, baseline: Summary, current: Summary, finding: FeatureFinding, settings: AnalysisSettings): FeatureFinding {
  const position = cube.columns.findIndex(({ name, kind }) => name === finding.feature && kind !== 'latency');
  const [column, from, to] = [cube.columns[position], baseline.columns[position], current.columns[position]];
  if (column === undefined || from === undefined || to === undefined || finding.kind === 'not analysed') return finding;
  const ranges = { baseline: baseline.slots, current: current.slots };
  const level = settings.intervalLevel;
  const effect = effectSpread(finding, column, from, to, ranges, level);
  return {
    ...finding,
    effect: { ...finding.effect, interval: effect?.interval ?? null, chance: effect?.chance ?? null },
    missing: { ...finding.missing, interval: missingInterval(finding, column, ranges, level) },
  };
}

function effectSpread(finding: FeatureFinding, column: CubeColumn, from: ColumnSummary, to: ColumnSummary, ranges: Ranges, level: number): EffectSpread | null {
  const { value } = finding.effect;
  if (value === null) return null;
  if (column.kind === 'category') return variationSpread(column, value, ranges, level);
  if (column.kind !== 'numeric' || from.kind !== 'numeric' || to.kind !== 'numeric') return null;
  const distance = finding.measures.wasserstein;
  // The baseline's spread is taken as known; where the distance is 0 only its own standard deviation tells the scale.
  const scale = distance === null || distance === 0 ? finding.summary.baselineSd : distance / value;
  const raw = distance === null ? null : wassersteinSpread(column, from, to, distance, finding.basis === 'binned', ranges, level);
  if (raw === null || scale === undefined || !(scale > 0)) return null;
  const { interval, chance } = raw;
  const per = (bound: number | null): number | null => (bound === null ? null : bound / scale);
  const scaled = { ...interval, low: per(interval.low), high: per(interval.high) };
  return [scaled.low, scaled.high, chance / scale].every((one) => Number.isFinite(one)) ? { interval: scaled, chance: chance / scale } : null;
}

/** Newcombe's interval of current - baseline, rows divided by the design effect between runs of slots. Source: Newcombe 1998; Kish 1965. */
function missingInterval(finding: FeatureFinding, column: CubeColumn, ranges: Ranges, level: number): Interval | null {
  const { n, missing } = finding;
  if (column.kind === 'latency') return null;
  const absent = (slot: number): number => (column.missing[slot] ?? 0) + (column.kind === 'numeric' ? (column.nonFinite[slot] ?? 0) : 0);
  const totals = column.kind === 'numeric' ? slotTotals(column) : null;
  const width = column.kind === 'category' ? column.levels.length + 1 : 0;
  const all = (slot: number): number => {
    if (totals !== null) return absent(slot) + (totals[slot] ?? 0);
    let sum = absent(slot);
    for (let at = slot * width; at < (slot + 1) * width; at += 1) sum += column.counts[at] ?? 0;
    return sum;
  };
  const side = (share: number, rows: number, range: SlotRange): { readonly interval: Interval; readonly clustered: boolean } | null => {
    const shrink = share > 0 && share < 1 ? designEffect(absent, all, range, level) : 1;
    const interval = wilson((share * rows) / (shrink ?? 1), rows / (shrink ?? 1), level)?.interval;
    return interval === undefined ? null : { interval, clustered: shrink !== null && shrink > 1 };
  };
  const [a, b] = [side(missing.baseline, n.baseline, ranges.baseline), side(missing.current, n.current, ranges.current)];
  if (a === null || b === null) return null;
  return moverDifference(missing.baseline, a.interval, missing.current, b.interval, level, a.clustered || b.clustered ? 'Newcombe, rows by design effect' : 'Newcombe');
}
