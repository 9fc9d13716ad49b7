import type { Cube } from '../../../src/core/cube/cube';
import { indexCube, summarise } from '../../../src/core/cube/indexCube';
import type { PerformanceEstimates } from '../../../src/core/domain/estimate';
import type { AnalysisSettings } from '../../../src/core/domain/report';
import { defaultSettings } from '../../../src/core/analysis/settings';
import { estimatePerformance } from '../../../src/core/estimates/estimatePerformance';
import type { Row } from '../analysis/cubeOf';
import { cubeOf, gaussian } from '../analysis/cubeOf';

/* Rows of a binary model whose labels follow a known rule, and their cubes. */

export interface Drawn {
  readonly score: number;
  readonly answer: boolean;
  readonly label: boolean;
}

export interface Model {
  /** Mean and spread of the logit of a row's score. */
  readonly shift?: number;
  readonly spread?: number;
  /** Probability of a positive label at a score; the score itself unless given. */
  readonly truth?: (score: number) => number;
  readonly decide?: (score: number) => boolean;
}

/** Scores are hundredths, so that the cube has a bin for each. */
export function draw(rows: number, uniform: () => number, { shift = 0, spread = 1.5, truth = (score) => score, decide = (score) => score >= 0.5 }: Model = {}): readonly Drawn[] {
  return Array.from({ length: rows }, () => {
    const score = Math.min(0.99, Math.max(0.01, Math.round(100 / (1 + Math.exp(-(shift + spread * gaussian(uniform))))) / 100));
    return { score, answer: decide(score), label: uniform() < truth(score) };
  });
}

export interface Shape {
  readonly baselineSlots?: number;
  readonly currentSlots?: number;
  /** Labels are there for the first rows of this share of the current window. */
  readonly labelled?: number;
  /** The log has a prediction column; without one the score decides at 0.5. */
  readonly predictions?: boolean;
  readonly bins?: number;
  readonly settings?: AnalysisSettings;
}

/** A cube whose baseline is labelled and whose current window is not, or in part. */
export function scoredCube(baseline: readonly Drawn[], current: readonly Drawn[], { baselineSlots = 40, currentSlots = 8, labelled = 0, predictions = true, bins = 256 }: Shape = {}): Cube {
  const text = (yes: boolean): string => (yes ? '1' : '0');
  const row = ({ score, answer, label }: Drawn, slot: number, known: boolean): Row => ({ slot, score, prediction: text(answer), label: known ? text(label) : null, category: { prediction: text(answer) } });
  const rows = [
    ...baseline.map((one, i) => row(one, Math.floor((i * baselineSlots) / baseline.length), true)),
    ...current.map((one, i) => row(one, baselineSlots + Math.floor((i * currentSlots) / current.length), i < labelled * current.length)),
  ];
  const cube = cubeOf(rows, { slots: baselineSlots + currentSlots, positive: '1', bins, roles: { prediction: 'prediction' } });
  if (predictions || cube.confusion === null) return cube;
  return { ...cube, columns: [], confusion: { ...cube.confusion, prediction: 'score', threshold: 0.5 } };
}

export function estimatesOf(baseline: readonly Drawn[], current: readonly Drawn[], shape: Shape = {}): PerformanceEstimates {
  const cube = scoredCube(baseline, current, shape);
  const { baselineSlots = 40, currentSlots = 8, settings = defaultSettings } = shape;
  const index = indexCube(cube);
  return estimatePerformance(cube, summarise(index, { from: 0, to: baselineSlots }), summarise(index, { from: baselineSlots, to: baselineSlots + currentSlots }), settings);
}

/** What the labels of these rows say, row by row. */
export function realised(rows: readonly Drawn[]): Readonly<Record<'accuracy' | 'precision' | 'recall' | 'f1' | 'auc', number>> {
  const count = (of: (row: Drawn) => boolean): number => rows.filter(of).length;
  const both = count(({ answer, label }) => answer && label);
  const answered = count(({ answer }) => answer);
  const positives = count(({ label }) => label);
  const sorted = [...rows].sort((a, b) => a.score - b.score);
  let below = 0;
  let pairs = 0;
  for (let i = 0; i < sorted.length; ) {
    let [yes, no] = [0, 0];
    const { score } = sorted[i]!;
    for (; sorted[i]?.score === score; i += 1) if (sorted[i]!.label) yes += 1; else no += 1;
    pairs += yes * (below + no / 2);
    below += no;
  }
  return {
    accuracy: count(({ answer, label }) => answer === label) / rows.length, precision: both / answered, recall: both / positives,
    f1: (2 * both) / (answered + positives), auc: pairs / (positives * (rows.length - positives)),
  };
}
