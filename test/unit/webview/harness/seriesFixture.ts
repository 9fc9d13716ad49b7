import type { Family, Finding, Unit } from '../../../../src/core/domain/finding';
import type { Series, SeriesSet } from '../../../../src/core/domain/report';
import type { Axis, SlotRange } from '../../../../src/core/domain/window';
import { gaussian, seededRandom } from './random';

export const slots = 180;
/** First slot of the second model version, from which latency, accuracy and one feature differ. */
export const faultSlot = 120;
export const timeAxis = { kind: 'time', start: Date.UTC(2001, 5, 1) * 1000, step: 2 * 3_600e6, count: slots } as const satisfies Axis;

export interface FigureModel {
  readonly id: string;
  readonly title: string;
  readonly family: Family;
  readonly unit: Unit;
  readonly better: Finding['better'];
  readonly level: number;
  /** Added from the fault on. */
  readonly fault: number;
  readonly noise: number;
  readonly floor: number;
}

export const figureModels: readonly FigureModel[] = [
  { id: 'latency.p50', title: 'p50 latency', family: 'service', unit: 'ms', better: 'lower', level: 18, fault: 1, noise: 0.4, floor: 2 },
  { id: 'latency.p95', title: 'p95 latency', family: 'service', unit: 'ms', better: 'lower', level: 104, fault: 38, noise: 6, floor: 5 },
  { id: 'latency.p99', title: 'p99 latency', family: 'service', unit: 'ms', better: 'lower', level: 271, fault: 120, noise: 25, floor: 14 },
  { id: 'throughput', title: 'throughput', family: 'service', unit: 'per second', better: 'neither', level: 21.4, fault: -0.4, noise: 2, floor: 2.1 },
  { id: 'errors', title: 'error rate', family: 'service', unit: 'share', better: 'lower', level: 0.002, fault: 0.006, noise: 0.0012, floor: 0.01 },
  { id: 'quality.accuracy', title: 'accuracy', family: 'quality', unit: 'share', better: 'higher', level: 0.843, fault: -0.031, noise: 0.008, floor: 0.01 },
  { id: 'quality.precision', title: 'precision', family: 'quality', unit: 'share', better: 'higher', level: 0.71, fault: -0.052, noise: 0.015, floor: 0.01 },
  { id: 'quality.recall', title: 'recall', family: 'quality', unit: 'share', better: 'higher', level: 0.64, fault: -0.002, noise: 0.015, floor: 0.01 },
  { id: 'quality.auc', title: 'ROC AUC', family: 'quality', unit: 'score', better: 'higher', level: 0.861, fault: -0.02, noise: 0.006, floor: 0.01 },
  { id: 'confidence.mean', title: 'mean confidence', family: 'confidence', unit: 'share', better: 'neither', level: 0.71, fault: 0.002, noise: 0.004, floor: 0.01 },
  { id: 'kpi.rebooking_cost', title: 'rebooking_cost', family: 'business', unit: 'native', better: 'neither', level: 41.2, fault: 3.4, noise: 1.2, floor: 1 },
];

/** Rows of each slot: days are busy, nights are not; one slot of the night is empty. */
export function rowsOfSlots(random: () => number): number[] {
  return Array.from({ length: slots }, (_, i) => (i === 63 ? 0 : Math.round(1400 + 1100 * Math.sin(((i % 12) / 12) * 2 * Math.PI - 1.2) + 80 * gaussian(random))));
}

export function makeSeries(): SeriesSet {
  const random = seededRandom(7);
  const rows = rowsOfSlots(random);
  const figures: Series[] = figureModels.map((model) => ({
    id: model.id,
    title: model.title,
    family: model.family,
    unit: model.unit,
    values: rows.map((n, i) => (n < 50 ? null : Math.max(0, model.level + (i >= faultSlot ? model.fault : 0) + model.noise * gaussian(random)))),
    n: rows.map((n) => (model.family === 'quality' ? Math.round(n * 0.78) : n)),
  }));
  const drift: Series = {
    id: 'drift', title: 'features that differ, of 12', family: 'drift', unit: 'none',
    values: rows.map((n, i) => (n < 50 ? null : i >= faultSlot ? 2 + Math.round(random()) : Math.round(0.7 * random()))), n: rows,
  };
  return { axis: timeAxis, rows, series: [...figures, drift], versionMarks: [{ slot: faultSlot, version: 'v1.4' }] };
}

/** The finding of a figure between two windows of the series: means, a normal interval, and a floor. */
export function findingOf(model: FigureModel, series: Series, baseline: SlotRange, current: SlotRange): Finding {
  const b = meanOf(series, baseline);
  const c = meanOf(series, current);
  const se = Math.sqrt(b.variance / Math.max(1, b.slots) + c.variance / Math.max(1, c.slots));
  const value = c.mean - b.mean;
  const enough = b.n >= 50 && c.n >= 50;
  const moved = enough && Math.abs(value) > model.floor && Math.abs(value) > 2.58 * se;
  const half = (slotVariance: number, count: number) => 1.96 * Math.sqrt(slotVariance / Math.max(1, count));
  const side = (of: typeof b) =>
    of.n >= 50
      ? { value: of.mean, interval: { low: of.mean - half(of.variance, of.slots), high: of.mean + half(of.variance, of.slots), level: 0.95, method: 'order statistics' }, n: of.n }
      : { value: null, interval: null, n: of.n, reason: `needs ${50 - of.n} more rows` };
  return {
    id: model.id, family: model.family, title: model.title, unit: model.unit, better: model.better,
    baseline: side(b), current: side(c),
    change: enough ? { value, interval: { low: value - 1.96 * se, high: value + 1.96 * se, level: 0.95, method: 'MOVER' } } : { value: null, interval: null },
    verdict: enough ? (moved ? 'moved' : 'stable') : 'not enough data',
    reason: enough ? `${model.title} went from ${b.mean.toFixed(3)} to ${c.mean.toFixed(3)}` : `${model.title} needs 50 rows in both windows`,
    method: 'difference of windows', basis: 'binned', bound: 'bins of 1 %', p: moved ? 0.0004 : 0.41,
    ...(model.family === 'quality' ? { coverage: { baseline: 0.78, current: 0.78 } } : {}),
  };
}

function meanOf(series: Series, range: SlotRange): { mean: number; variance: number; n: number; slots: number } {
  let sum = 0;
  let squares = 0;
  let weight = 0;
  let used = 0;
  for (let i = range.from; i < range.to; i += 1) {
    const value = series.values[i];
    const n = series.n[i] ?? 0;
    if (value === null || value === undefined || n === 0) continue;
    sum += value * n;
    squares += value * value * n;
    weight += n;
    used += 1;
  }
  const mean = weight === 0 ? 0 : sum / weight;
  return { mean, variance: weight === 0 ? 0 : Math.max(0, squares / weight - mean * mean), n: weight, slots: used };
}
