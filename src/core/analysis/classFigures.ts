import type { ConfusionTable, Cube } from '../cube/cube';
import type { Summary } from '../cube/summary';
import type { Figure } from '../domain/finding';
import type { AnalysisSettings, ClassFigures, ClassReport } from '../domain/report';
import type { SlotRange } from '../domain/window';
import { f1Score } from '../stats/classification';
import { wilson } from '../stats/proportions';
import { batchesOf, ratioClusterError } from './batches';
import { classCounts, type ClassCounts } from './classQuality';
import { absent, clusterInterval, figureOf, type Estimate } from './estimate';

interface Side {
  readonly all: ClassCounts;
  /** The same of each run of slots. */
  readonly runs: readonly ClassCounts[];
}

/**
 * Precision, recall and F1 of each class against all others, the most frequent class first, by scikit-learn's definitions except that a
 * zero denominator has no value. Null without a confusion table. Classes are described, not judged: that takes many tests at once.
 */
export function classReport(cube: Cube, baseline: Summary, current: Summary, settings: AnalysisSettings): ClassReport | null {
  const table = cube.confusion;
  if (table === null) return null;
  const [from, to] = [sideOf(table, baseline), sideOf(table, current)];
  const named = table.levels.length - (table.hasRest ? 1 : 0);
  const support = (level: number): number => (from.all.actual[level] ?? 0) + (to.all.actual[level] ?? 0);
  const order = Array.from({ length: named }, (_, level) => level).sort((a, b) => support(b) - support(a) || a - b);
  return {
    list: order.map((level) => ({ level: table.levels[level] ?? '', baseline: figuresOf(from, level, settings.intervalLevel), current: figuresOf(to, level, settings.intervalLevel) })),
    rest: table.hasRest ? { baseline: from.all.actual[named] ?? 0, current: to.all.actual[named] ?? 0 } : null,
  };
}

function sideOf(table: ConfusionTable, summary: Summary): Side {
  const levels = table.levels.length;
  const runs = batchesOf(summary.slots).map((run) => classCounts(summed(table.counts, levels * levels, run), levels));
  return { all: classCounts(summary.confusion?.counts ?? [], levels), runs };
}

function summed(counts: Float64Array, width: number, range: SlotRange): Float64Array {
  const sums = new Float64Array(width);
  for (let slot = range.from; slot < range.to; slot += 1) for (let cell = 0; cell < width; cell += 1) sums[cell] = (sums[cell] ?? 0) + (counts[slot * width + cell] ?? 0);
  return sums;
}

function figuresOf(side: Side, level: number, intervalLevel: number): ClassFigures['baseline'] {
  const of = ({ both, predicted, actual }: ClassCounts): { readonly right: number; readonly predicted: number; readonly actual: number } => ({ right: both[level] ?? 0, predicted: predicted[level] ?? 0, actual: actual[level] ?? 0 });
  const { right, predicted, actual } = of(side.all);
  const runs = side.runs.map(of);
  const figure = (top: (run: (typeof runs)[number]) => number, bottom: (run: (typeof runs)[number]) => number, n: number, rows: Estimate['rows'], none: string): Figure => {
    const denominator = bottom({ right, predicted, actual });
    if (!(denominator > 0)) return figureOf(absent(n, none), intervalLevel);
    const value = top({ right, predicted, actual }) / denominator;
    return figureOf({ value, n, rows, cluster: clusterInterval(value, ratioClusterError(runs.map(top), runs.map(bottom)), [0, 1]) }, intervalLevel);
  };
  return {
    precision: figure((run) => run.right, (run) => run.predicted, predicted, (at) => wilson(right, predicted, at)?.interval ?? null, 'no labelled row is predicted as this class'),
    recall: figure((run) => run.right, (run) => run.actual, actual, (at) => wilson(right, actual, at)?.interval ?? null, 'no label is this class'),
    f1: figure((run) => 2 * run.right, (run) => run.predicted + run.actual, predicted + actual - right, (at) => f1Score(right, predicted - right, actual - right, at)?.interval ?? null, 'the class is neither predicted nor labelled'),
    predicted,
    support: actual,
  };
}
