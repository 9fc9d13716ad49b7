import type { ConfusionTable, Cube, NumericColumn } from '../cube/cube';
import type { Series } from '../domain/report';
import { ratioSeries } from './ratioSeries';

/** Quality, confidence and KPIs by slot. */
export function modelSeries(cube: Cube, slots: number): readonly Series[] {
  return [...classSeries(cube.confusion, slots), ...scoreSeries(cube, slots), ...regressionSeries(cube, slots), ...kpiSeries(cube, slots)];
}

function classSeries(table: ConfusionTable | null, slots: number): readonly Series[] {
  if (table === null) return [];
  const L = table.levels.length;
  const named = L - (table.hasRest ? 1 : 0);
  const sum = (slot: number, keep: (prediction: number, label: number) => boolean): number => {
    let total = 0;
    for (let i = 0; i < L; i += 1) for (let j = 0; j < L; j += 1) if (keep(i, j)) total += table.counts[(slot * L + i) * L + j] ?? 0;
    return total;
  };
  const series = [ratioSeries({ id: 'quality.accuracy', title: 'accuracy', family: 'quality', unit: 'share' }, slots, 20, (slot) => sum(slot, (i, j) => i === j && i < named), (slot) => sum(slot, () => true))];
  const p = table.positive;
  if (p === null) return series;
  const both = (slot: number): number => table.counts[(slot * L + p) * L + p] ?? 0;
  return [
    ...series,
    ratioSeries({ id: 'quality.precision', title: 'precision', family: 'quality', unit: 'share' }, slots, 20, both, (slot) => sum(slot, (i) => i === p)),
    ratioSeries({ id: 'quality.recall', title: 'recall', family: 'quality', unit: 'share' }, slots, 20, both, (slot) => sum(slot, (_, j) => j === p)),
  ];
}

function scoreSeries(cube: Cube, slots: number): readonly Series[] {
  const table = cube.score;
  if (table === null) return [];
  const probabilities = table.outside.every((count) => count === 0);
  if (!probabilities) return [];
  const labelled = (slot: number): number => table.labelled[slot] ?? 0;
  return [
    ratioSeries({ id: 'quality.logLoss', title: 'log loss', family: 'quality', unit: 'score' }, slots, 20, (slot) => table.logLossSum[slot] ?? 0, labelled),
    ratioSeries({ id: 'quality.brier', title: 'Brier score', family: 'quality', unit: 'score' }, slots, 20, (slot) => table.brierSum[slot] ?? 0, labelled),
    ratioSeries({ id: 'confidence.mean', title: 'mean confidence', family: 'confidence', unit: 'share' }, slots, 5, (slot) => table.confidenceSum[slot] ?? 0, (slot) => table.scored[slot] ?? 0),
  ];
}

function regressionSeries(cube: Cube, slots: number): readonly Series[] {
  const table = cube.regression;
  if (table === null) return [];
  const n = (slot: number): number => table.n[slot] ?? 0;
  const mse = ratioSeries({ id: 'quality.rmse', title: 'RMSE', family: 'quality', unit: 'native' }, slots, 20, (slot) => table.sumSq[slot] ?? 0, n);
  return [
    ratioSeries({ id: 'quality.mae', title: 'MAE', family: 'quality', unit: 'native' }, slots, 20, (slot) => table.sumAbs[slot] ?? 0, n),
    { ...mse, values: mse.values.map((value) => (value === null ? null : Math.sqrt(value))) },
    ratioSeries({ id: 'quality.bias', title: 'bias', family: 'quality', unit: 'native' }, slots, 5, (slot) => table.sum[slot] ?? 0, n),
  ];
}

function kpiSeries(cube: Cube, slots: number): readonly Series[] {
  return cube.columns
    .filter((column): column is NumericColumn => column.kind === 'numeric' && column.role === 'kpi')
    .map((column) => {
      const width = column.edges.length + 1;
      const n = (slot: number): number => {
        let sum = 0;
        for (let at = slot * width; at < (slot + 1) * width; at += 1) sum += column.counts[at] ?? 0;
        return sum;
      };
      // Sums are taken from the column's centre.
      return ratioSeries({ id: `kpi.${column.name}`, title: column.name, family: 'business', unit: 'native' }, slots, 5, (slot) => (column.sum[slot] ?? 0) + column.centre * n(slot), n);
    });
}
