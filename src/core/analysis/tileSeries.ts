import type { Cube, LatencyColumn } from '../cube/cube';
import { slotCount } from '../cube/cube';
import type { Series } from '../domain/report';
import { rocAucFromCounts } from '../stats/auc';
import { latencyBySlot } from './latencyBySlot';
import { ratioSeries } from './ratioSeries';

/** Rows of each class that a slot needs for its AUC: with fewer, one row moves it by more than it says. */
const leastOfClass = 10;

/**
 * One value a slot of figures that have no chart on the shared axis, where another figure says much the same (p90 and mean
 * latency beside p50 to p99, F1 beside precision and recall): for the line in their tile. A slot is null below 10 rows for p90, 5 for
 * the mean, 20 for F1 and, for the AUC (of the score bins), below 10 rows of each class. Calibration error has none: at the rows
 * of one slot it is mostly noise.
 */
export function tileSeries(cube: Cube): readonly Series[] {
  const slots = slotCount(cube.axis);
  return [...latencies(cube, slots), ...f1(cube, slots), ...auc(cube, slots)];
}

function latencies(cube: Cube, slots: number): readonly Series[] {
  const column = cube.columns.find((one): one is LatencyColumn => one.kind === 'latency');
  if (column === undefined) return [];
  const p90 = latencyBySlot(column, slots, [{ name: 'p90', p: 0.9, least: 10 }]);
  const n = p90[0]?.n ?? [];
  return [...p90, ratioSeries({ id: 'latency.mean', title: 'mean latency', family: 'service', unit: 'ms' }, slots, 5, (slot) => column.sum[slot] ?? 0, (slot) => n[slot] ?? 0)];
}

/** Of the positive class of a binary task: 2 right/(predicted + actual); n counts the labelled rows. */
function f1({ confusion: table }: Cube, slots: number): readonly Series[] {
  if (table === null || table.positive === null) return [];
  const { positive, levels: { length: L } } = table;
  const counts = (slot: number, keep: (prediction: number, label: number) => number): number => {
    let total = 0;
    for (let i = 0; i < L; i += 1) for (let j = 0; j < L; j += 1) total += keep(i, j) * (table.counts[(slot * L + i) * L + j] ?? 0);
    return total;
  };
  const n = Array.from({ length: slots }, (_, slot) => counts(slot, () => 1));
  const ratio = ratioSeries(
    { id: 'quality.f1', title: 'F1', family: 'quality', unit: 'share' }, slots, 1,
    (slot) => 2 * counts(slot, (i, j) => Number(i === positive && j === positive)),
    (slot) => counts(slot, (i, j) => Number(i === positive) + Number(j === positive)),
  );
  return [{ ...ratio, n, values: ratio.values.map((value, slot) => ((n[slot] ?? 0) >= 20 ? value : null)) }];
}

function auc({ score: table }: Cube, slots: number): readonly Series[] {
  if (table === null) return [];
  const width = table.edges.length + 1;
  const results = Array.from({ length: slots }, (_, slot) => {
    const range = [slot * width, (slot + 1) * width] as const;
    return rocAucFromCounts(table.positive.subarray(...range), table.negative.subarray(...range));
  });
  return [{
    id: 'quality.auc', title: 'ROC AUC', family: 'quality', unit: 'score',
    values: results.map((result) => (result !== null && Math.min(result.positives, result.negatives) >= leastOfClass ? result.value : null)),
    n: results.map((result) => (result === null ? 0 : result.positives + result.negatives)),
  }];
}
