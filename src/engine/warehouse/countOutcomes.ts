import type { RegressionTable, ScoreTable } from '../../core/cube/cube';
import { groupsQuery } from '../../core/warehouse/cubeQueries';
import { regressionQuery, scoreQuery } from '../../core/warehouse/outcomeQueries';
import type { LogColumn } from '../log/openedLog';
import { add, packedCells, type WarehouseScan } from './countColumn';
import { numberOf } from './warehouseTable';

const epsilon = 2 ** -52;

/** Counts binary scores by label; `label` is 1 for the positive class, 0 for another, NULL without a label. `values`: the score has only these. */
export async function countScores(scan: WarehouseScan, column: LogColumn, label: string, edges: Float64Array, values: Float64Array | null): Promise<ScoreTable> {
  const width = edges.length + 1;
  const wide = (): Float64Array => new Float64Array(scan.slots * width);
  const one = (): Float64Array => new Float64Array(scan.slots);
  const table = {
    positive: wide(), negative: wide(), unlabelled: wide(), scoreSum: wide(),
    brierSum: one(), brierSq: one(), logLossSum: one(), logLossSq: one(), labelled: one(), confidenceSum: one(), confidenceSq: one(), scored: one(), outside: one(),
  };
  const count = (slot: number, bin: number, label: number | null, n: number, inside: number, score: number): void => {
    const at = slot * width + bin;
    add(table.scored, slot, inside);
    add(table.outside, slot, n - inside);
    if (label === null) {
      add(table.unlabelled, at, n);
      return;
    }
    add(label === 1 ? table.positive : table.negative, at, n);
    add(table.scoreSum, at, score);
    add(table.labelled, slot, n);
  };
  const addSums = (slot: number, sums: readonly number[]): void =>
    [table.confidenceSum, table.confidenceSq, table.brierSum, table.brierSq, table.logLossSum, table.logLossSq].forEach((of, i) => add(of, slot, sums[i] ?? 0));
  const labelOf = (cell: Parameters<typeof numberOf>[0]): number | null => (cell === null ? null : numberOf(cell));
  if (values === null) {
    for (const [s, bins, ...sums] of await scan.ask(scoreQuery(scan.relation, scan.slot, column.sql, label, edges), scan.signal)) {
      for (const [bin = NaN, y = 2, n = 0, inside = 0, score = 0] of packedCells(bins)) count(numberOf(s), bin, y === 2 ? null : y, n, inside, score);
      addSums(numberOf(s), sums.map((sum) => (sum === null ? 0 : numberOf(sum))));
    }
  } else {
    for (const [s, x, y, n] of await scan.ask(groupsQuery(scan.relation, scan.slot, [`(${column.sql})`, label]), scan.signal)) {
      const p = numberOf(x);
      const bin = values.findIndex((value) => value === p);
      if (bin < 0) continue;
      const rows = numberOf(n);
      const given = labelOf(y ?? null);
      const inside = p >= 0 && p <= 1;
      const confidence = inside ? Math.max(p, 1 - p) : 0;
      const error = inside ? p - (given ?? 0) : 0;
      const clipped = Math.min(1 - epsilon, Math.max(epsilon, p));
      const loss = inside ? -Math.log(given === 1 ? clipped : 1 - clipped) : 0;
      count(numberOf(s), bin, given, rows, inside ? rows : 0, p * rows);
      const judged = given === null ? 0 : rows;
      addSums(numberOf(s), [confidence * rows, confidence ** 2 * rows, error ** 2 * judged, error ** 4 * judged, loss * judged, loss ** 2 * judged]);
    }
  }
  return { column: column.name, edges, values, ...table };
}

/** Sums the errors of predicted numbers; a label that is missing or not finite is none. */
export async function countErrors(scan: WarehouseScan, prediction: LogColumn, label: LogColumn, labelCentre: number): Promise<RegressionTable> {
  const one = (): Float64Array => new Float64Array(scan.slots);
  const table = { n: one(), unlabelled: one(), sum: one(), sumAbs: one(), sumSq: one(), sumFourth: one(), labelSum: one(), labelSq: one() };
  for (const [s, labelled, n, ...sums] of await scan.ask(regressionQuery(scan.relation, scan.slot, prediction.sql, label.sql, labelCentre), scan.signal)) {
    const slot = numberOf(s);
    if (numberOf(labelled) !== 1) {
      add(table.unlabelled, slot, numberOf(n));
      continue;
    }
    add(table.n, slot, numberOf(n));
    [table.sum, table.sumAbs, table.sumSq, table.sumFourth, table.labelSum, table.labelSq].forEach((of, i) => add(of, slot, numberOf(sums[i])));
  }
  return { prediction: prediction.name, label: label.name, ...table, labelCentre };
}
