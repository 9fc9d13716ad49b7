import type { ConfusionTable, Cube } from '../cube/cube';
import type { Summary } from '../cube/summary';
import type { Finding } from '../domain/finding';
import type { AnalysisSettings } from '../domain/report';
import { f1Score } from '../stats/classification';
import { wilson } from '../stats/proportions';
import { countOf } from '../format/numbers';
import type { Estimate } from './estimate';
import { absent, clusterInterval } from './estimate';
import { influenceErrors, normalInterval } from './influence';
import { judge } from './judge';
import type { Coverage } from './coverage';

/** How often a class was predicted, true, and both. */
export interface ClassCounts {
  readonly both: Float64Array;
  readonly predicted: Float64Array;
  readonly actual: Float64Array;
  readonly total: number;
}

/** Margins of a confusion table `[prediction][label]` of L levels. */
export function classCounts(counts: ArrayLike<number>, levels: number): ClassCounts {
  const both = new Float64Array(levels);
  const predicted = new Float64Array(levels);
  const actual = new Float64Array(levels);
  let total = 0;
  for (let i = 0; i < levels; i += 1) {
    for (let j = 0; j < levels; j += 1) {
      const count = counts[i * levels + j] ?? 0;
      total += count;
      predicted[i] = (predicted[i] ?? 0) + count;
      actual[j] = (actual[j] ?? 0) + count;
      if (i === j) both[i] = count;
    }
  }
  return { both, predicted, actual, total };
}

type Metric = 'precision' | 'recall' | 'f1';

/** Value of one class: precision = both/predicted, recall = both/actual, F1 = 2 both/(predicted + actual); NaN where undefined. */
function classRatio(metric: Metric, counts: ClassCounts, level: number): { readonly value: number; readonly denominator: number } {
  const predicted = counts.predicted[level] ?? 0;
  const actual = counts.actual[level] ?? 0;
  const denominator = metric === 'precision' ? predicted : metric === 'recall' ? actual : predicted + actual;
  const numerator = (counts.both[level] ?? 0) * (metric === 'f1' ? 2 : 1);
  return { value: denominator > 0 ? numerator / denominator : Number.NaN, denominator };
}

/** Mean of the classes' ratios over `classes` where they are defined, with the influence of a row in each cell. */
function meanOfClasses(metric: Metric, counts: ClassCounts, levels: number, classes: readonly number[]): { readonly value: number; readonly used: number; readonly influence: Float64Array } {
  const ratios = classes.map((level) => ({ level, ...classRatio(metric, counts, level) })).filter((ratio) => ratio.denominator > 0);
  const influence = new Float64Array(levels * levels);
  const add = (i: number, j: number, amount: number): void => {
    influence[i * levels + j] = (influence[i * levels + j] ?? 0) + amount;
  };
  for (const { level, value, denominator } of ratios) {
    const scale = 1 / (ratios.length * denominator);
    for (let other = 0; other < levels; other += 1) {
      if (metric !== 'recall') add(level, other, -value * scale);
      if (metric !== 'precision') add(other, level, -value * scale);
    }
    add(level, level, (metric === 'f1' ? 2 : 1) * scale);
  }
  return { value: ratios.reduce((sum, ratio) => sum + ratio.value, 0) / ratios.length, used: ratios.length, influence };
}

function estimateOf(table: ConfusionTable, summary: Summary, metric: Metric | 'accuracy'): Estimate {
  const cells = summary.confusion?.counts ?? new Float64Array(0);
  const levels = table.levels.length;
  const counts = classCounts(cells, levels);
  if (counts.total === 0) return absent(0, 'no row of the window has both a prediction and a label');
  if (metric === 'accuracy') {
    // Predicted and true class of a row in the rest's own cell may differ: such rows count as wrong.
    const named = levels - (table.hasRest ? 1 : 0);
    const right = counts.both.subarray(0, named).reduce((sum, value) => sum + value, 0);
    const value = right / counts.total;
    const influence = Float64Array.from({ length: levels * levels }, (_, cell) => {
      const row = Math.floor(cell / levels);
      return ((row === cell % levels && row < named ? 1 : 0) - value) / counts.total;
    });
    const errors = influenceErrors(table.counts, cells, influence, summary.slots);
    return { value, n: counts.total, rows: (level) => wilson(right, counts.total, level)?.interval ?? null, cluster: clusterInterval(value, errors.cluster, [0, 1]) };
  }
  // The pooled rest is no class: its rows count against the others but it has no precision of its own.
  const named = table.levels.length - (table.hasRest ? 1 : 0);
  const classes = table.positive === null ? Array.from({ length: named }, (_, level) => level) : [table.positive];
  const mean = meanOfClasses(metric, counts, levels, classes);
  if (mean.used === 0) {
    const what = metric === 'precision' ? 'predictions' : metric === 'recall' ? 'labels' : 'predictions or labels';
    return absent(counts.total, table.positive === null ? `no class has ${what}` : `no labelled row has the positive class among its ${what}`);
  }
  const errors = influenceErrors(table.counts, cells, mean.influence, summary.slots);
  const cluster = clusterInterval(mean.value, errors.cluster, [0, 1]);
  if (table.positive !== null && metric === 'f1') {
    const right = counts.both[table.positive] ?? 0;
    const wrong = [(counts.predicted[table.positive] ?? 0) - right, (counts.actual[table.positive] ?? 0) - right] as const;
    return { value: mean.value, n: counts.total, rows: (level) => f1Score(right, wrong[0], wrong[1], level)?.interval ?? null, cluster };
  }
  if (table.positive !== null) {
    const { denominator } = classRatio(metric, counts, table.positive);
    return { value: mean.value, n: denominator, rows: (level) => wilson(counts.both[table.positive ?? 0] ?? 0, denominator, level)?.interval ?? null, cluster };
  }
  return { value: mean.value, n: counts.total, rows: normalInterval(mean.value, errors.rows, 'delta method', [0, 1]), cluster };
}

/** Accuracy, precision, recall and F1: of the positive class of a binary task, else the mean over the classes (macro). */
export function classFindings(cube: Cube, baseline: Summary, current: Summary, coverage: Coverage, settings: AnalysisSettings): readonly Finding[] {
  const table = cube.confusion;
  if (table === null) return [];
  const binary = table.positive !== null;
  const prefix = binary ? '' : 'macro ';
  const levels = table.levels.length;
  const pooled = table.hasRest ? [baseline, current].map((summary) => summary.confusion?.counts[levels * levels - 1] ?? 0) : [0, 0];
  const bound = table.hasRest ? `rows whose predicted and true class both lie beyond the ${levels - 1} largest (${countOf(pooled[0] ?? 0, 'row')} and ${countOf(pooled[1] ?? 0, 'row')}) count as wrong` : undefined;
  const made = table.threshold === null ? '' : `; predictions are scores from ${table.threshold} on`;
  const what = (metric: string, title: string, method: string): Finding => {
    const key = metric as Metric | 'accuracy';
    return judge(
      { id: `quality.${metric}`, family: 'quality', title, unit: 'share', better: 'higher', floor: settings.floors.rate, method: method + made, coverage, ...(bound === undefined ? {} : { basis: 'binned' as const, bound }) },
      estimateOf(table, baseline, key),
      estimateOf(table, current, key),
      settings,
    );
  };
  const positive = binary ? ` of the class "${table.levels[table.positive ?? 0] ?? ''}"` : ', mean over the classes in which it is defined';
  const wider = 'or with runs of slots as clusters where that is wider';
  const interval = binary ? `interval Wilson, change Newcombe, ${wider}` : `interval by the delta method, change MOVER, ${wider}`;
  return [
    what('accuracy', 'accuracy', `share of labelled rows predicted right; interval Wilson, change Newcombe, ${wider}`),
    what('precision', `${prefix}precision`, `right among predicted${positive}; ${interval}`),
    what('recall', `${prefix}recall`, `right among actual${positive}; ${interval}`),
    what('f1', `${prefix}F1`, `2 right/(predicted + actual)${positive}; interval ${binary ? 'Wilson on right/(right + wrong)' : 'by the delta method'}, change MOVER, ${wider}`),
  ];
}
