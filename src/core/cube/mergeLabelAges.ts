import type { LabelAges, RegressionAges, ScoreAges } from './labelAges';
import { regressionAgeSums, scoreAgeBins, scoreAgeSums } from './labelAges';
import type { Adder } from './placeSlots';

/** Cells of the outcome tables a slot. */
export interface AgeWidths {
  readonly confusion: number;
  readonly score: number;
}

/** The labels of both by age, or what speaks against adding them. */
export function mergeLabelAges(a: LabelAges, b: LabelAges, add: Adder, widths: AgeWidths): LabelAges | string {
  if (a.column !== b.column) return 'label time column';
  if (a.edges.length !== b.edges.length || a.edges.some((edge, k) => edge !== b.edges[k])) return 'classes of label age';
  if ((a.confusion === null) !== (b.confusion === null) || (a.score === null) !== (b.score === null) || (a.regression === null) !== (b.regression === null)) return 'tables by label age';
  const K = a.edges.length;
  const one = (key: 'predictions' | 'later' | 'unknown' | 'early'): Float64Array => add.sum(a[key], b[key], 1);
  return {
    ...a,
    now: Math.max(a.now, b.now),
    latest: add.max(a.latest, b.latest),
    predictions: one('predictions'),
    lags: add.sum(a.lags, b.lags, a.lagEdges.length),
    later: one('later'),
    unknown: one('unknown'),
    early: one('early'),
    confusion: a.confusion === null || b.confusion === null ? null : add.sum(a.confusion, b.confusion, K * widths.confusion),
    score: a.score === null || b.score === null ? null : mergeScores(a.score, b.score, K, widths.score, add),
    regression: a.regression === null || b.regression === null ? null : mergeErrors(a.regression, b.regression, K, add),
  };
}

function mergeScores(a: ScoreAges, b: ScoreAges, K: number, width: number, add: Adder): ScoreAges {
  const merged = { ...a };
  for (const key of scoreAgeSums) merged[key] = add.sum(a[key], b[key], K);
  for (const key of scoreAgeBins) merged[key] = add.sum(a[key], b[key], K * width);
  return merged;
}

function mergeErrors(a: RegressionAges, b: RegressionAges, K: number, add: Adder): RegressionAges {
  const merged = { ...a };
  for (const key of regressionAgeSums) merged[key] = add.sum(a[key], b[key], K);
  return merged;
}
