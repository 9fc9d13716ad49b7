import type { Cube, RegressionTable } from '../cube/cube';
import type { Summary } from '../cube/summary';
import type { Finding } from '../domain/finding';
import type { AnalysisSettings } from '../domain/report';
import { momentsFromSums } from '../stats/means';
import { batchesOf, ratioClusterError, slotRatioError, sumSlots } from './batches';
import type { Estimate } from './estimate';
import { absent, clusterInterval, meanEstimate } from './estimate';
import { normalInterval } from './influence';
import type { Judged } from './judge';
import { judge } from './judge';
import type { Coverage } from './coverage';

const noLabels = 'no row of the window has both a prediction and a label';

/** MAE, RMSE, bias and R2 of a regression; errors are prediction - label, in the label's unit. */
export function regressionFindings(cube: Cube, baseline: Summary, current: Summary, coverage: Coverage, settings: AnalysisSettings): readonly Finding[] {
  const table = cube.regression;
  if (table === null) return [];
  const before = rmse(table, baseline);
  // Errors have no natural floor: a share of the baseline's own typical error stands in for it.
  const floor = settings.floors.kpi * (before.value ?? 0);
  const wider = 'or with runs of slots as clusters where that is wider';
  const what = (id: string, title: string, better: Judged['better'], method: string): Judged => ({ id: `quality.${id}`, family: 'quality', title, unit: 'native', better, floor, method, coverage });
  return [
    judge(what('mae', 'MAE', 'lower', `mean of |prediction - label|; interval t, change Welch, ${wider}`), mae(table, baseline), mae(table, current), settings),
    judge(what('rmse', 'RMSE', 'lower', `root of the mean of (prediction - label)^2; interval by the delta method, change MOVER, ${wider}`), before, rmse(table, current), settings),
    judge(what('bias', 'bias', 'neither', `mean of prediction - label; interval t, change Welch, ${wider}`), bias(table, baseline), bias(table, current), settings),
    judge(
      { ...what('r2', 'R²', 'higher', '1 - sum (prediction - label)^2 / sum (label - mean label)^2; interval from runs of slots as clusters, change MOVER'), unit: 'score', floor: settings.floors.rate },
      rSquared(table, baseline),
      rSquared(table, current),
      settings,
    ),
  ];
}

function mae(table: RegressionTable, summary: Summary): Estimate {
  const sums = summary.regression;
  if (sums === null || sums.n === 0) return absent(0, noLabels);
  return meanEstimate(momentsFromSums(sums.n, sums.sumAbs, sums.sumSq), slotRatioError((slot) => table.sumAbs[slot] ?? 0, (slot) => table.n[slot] ?? 0, summary.slots), [0, Infinity]);
}

function bias(table: RegressionTable, summary: Summary): Estimate {
  const sums = summary.regression;
  if (sums === null || sums.n === 0) return absent(0, noLabels);
  return meanEstimate(momentsFromSums(sums.n, sums.sum, sums.sumSq), slotRatioError((slot) => table.sum[slot] ?? 0, (slot) => table.n[slot] ?? 0, summary.slots));
}

function rmse(table: RegressionTable, summary: Summary): Estimate {
  const sums = summary.regression;
  if (sums === null || sums.n === 0) return absent(0, noLabels);
  const mse = momentsFromSums(sums.n, sums.sumSq, sums.sumFourth);
  const value = Math.sqrt(mse.mean);
  // d sqrt(m) = dm / (2 sqrt m)
  const slope = value > 0 ? 1 / (2 * value) : 0;
  const error = slotRatioError((slot) => table.sumSq[slot] ?? 0, (slot) => table.n[slot] ?? 0, summary.slots);
  return {
    value,
    n: sums.n,
    rows: normalInterval(value, slope * Math.sqrt(mse.variance / sums.n), 'delta method', [0, Infinity]),
    cluster: clusterInterval(value, error === null ? null : { ...error, se: error.se * slope }, [0, Infinity]),
  };
}

function rSquared(table: RegressionTable, summary: Summary): Estimate {
  const sums = summary.regression;
  if (sums === null || sums.n === 0) return absent(0, noLabels);
  const mean = sums.labelSum / sums.n;
  const spread = sums.labelSq - sums.n * mean * mean;
  // A spread within the rounding of its two terms is none.
  if (!(spread > sums.labelSq * 1e-12)) return absent(sums.n, 'the labels of the window are all equal');
  const batches = batchesOf(summary.slots);
  const errors = batches.map((batch) => sumSlots(table.sumSq, batch));
  const spreads = batches.map((batch) => sumSlots(table.labelSq, batch) - 2 * mean * sumSlots(table.labelSum, batch) + mean * mean * sumSlots(table.n, batch));
  const value = 1 - sums.sumSq / spread;
  const error = ratioClusterError(errors, spreads);
  return { value, n: sums.n, rows: () => null, cluster: clusterInterval(value, error, [-Infinity, 1]), ...(error === null ? { reason: 'its interval needs 10 slots with labels in each window' } : {}) };
}
