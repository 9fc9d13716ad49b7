import { nextDown } from '../cube/binEdges';
import type { Cube, ScoreTable } from '../cube/cube';
import type { SlotRange } from '../domain/window';
import { formatCount } from '../format/numbers';
import { predictedPositive } from './predictedPositive';

/** The model's decision as a cut of its score: bins above `bin` are answered with the positive class, bins below it are not. */
export interface ScoreThreshold {
  readonly bin: number;
  /** The threshold lies in (low, high]; null for an open end. */
  readonly low: number | null;
  readonly high: number | null;
  /** `known` where the log has no predictions and the score decides, else `found` in the counts. */
  readonly origin: 'known' | 'found';
  /** The rows in `bin` that are answered with the positive class, of all of the window the cut was found in. */
  readonly share: number;
}

export type Decision = { readonly threshold: ScoreThreshold } | { readonly threshold: null; readonly reason: string };

/** Rows that may contradict a cut (a thousandth), and that may lie in the bin that it splits (a fiftieth), before it is no cut. */
const mostAgainst = 0.001;
const mostSplit = 0.02;
/** A cut is one free number: with two counts more it is checked twice. */
const leastCounts = 3;

/**
 * Whether the predictions are a cut of the score, and where. The cube counts predictions and scores apart, so the cut must explain, in every slot, how many rows
 * with a positive label, with a negative label and without a label were answered with the positive class: with one cut for all of them, no
 * other rule fits but by coincidence. Looks at both windows together, then at the current one alone, whose cut may be newer. O(slots x bins).
 */
export function findDecision(cube: Cube, baseline: SlotRange, current: SlotRange): Decision {
  const { score, confusion } = cube;
  if (score === null) return { threshold: null, reason: 'the log has no binary score' };
  if (confusion === null) return { threshold: null, reason: 'the log has no predictions or no labels to compare them with' };
  if (confusion.positive === null || confusion.levels.length !== 2) return { threshold: null, reason: 'the predictions are not of two classes' };
  if (confusion.threshold !== null) return knownCut(score, confusion.threshold);
  const together = fitCut(cube, score, [baseline, current]);
  if (together.threshold !== null) return together;
  const alone = fitCut(cube, score, [current]);
  return alone.threshold !== null ? alone : together;
}

/** Rows of each bin that are answered with the positive class. `answered` is how many they are in all; null where only the cut is known. */
export function answeredByBin(rows: Float64Array, threshold: ScoreThreshold, answered: number | null): Float64Array {
  const { bin } = threshold;
  let above = 0;
  for (let k = bin + 1; k < rows.length; k += 1) above += rows[k] ?? 0;
  const inBin = rows[bin] ?? 0;
  const split = answered === null ? threshold.share * inBin : Math.min(inBin, Math.max(0, answered - above));
  return rows.map((count, k) => (k > bin ? count : k === bin ? split : 0));
}

function knownCut(score: ScoreTable, threshold: number): Decision {
  const { values, edges } = score;
  const width = edges.length + 1;
  // Bins hold scores up to and with their edge, the cut begins with the threshold itself.
  const isAnswered = (k: number): boolean => (values === null ? k > 0 && (edges[k - 1] ?? 0) >= nextDown(threshold) : (values[k] ?? 0) >= threshold);
  let first = 0;
  while (first < width && !isAnswered(first)) first += 1;
  const within = values === null && first > 0 && (edges[first - 1] ?? 0) > threshold;
  if (within) return { threshold: null, reason: `no edge of the score bins lies at ${threshold}, from which on scores count as positive` };
  return { threshold: { bin: first - 1, low: threshold, high: threshold, origin: 'known', share: 0 } };
}

function fitCut(cube: Cube, score: ScoreTable, windows: readonly SlotRange[]): Decision {
  const answers = predictedPositive(cube);
  if (answers === null) return { threshold: null, reason: 'the predictions are not of two classes' };
  const width = score.edges.length + 1;
  const against = new Float64Array(width);
  const split = new Float64Array(width);
  const inBin = new Float64Array(width);
  const taken = new Float64Array(width);
  let counts = 0;
  let all = 0;
  const parts = [[score.positive, answers.positive], [score.negative, answers.negative], [score.unlabelled, answers.unlabelled]] as const;
  for (const { from, to } of windows) {
    for (let slot = from; slot < to; slot += 1) {
      for (const [scores, answered] of parts) {
        if (answered === null) continue;
        const count = answered[slot] ?? 0;
        let above = 0;
        for (let k = width - 1; k >= 0; k -= 1) {
          const own = scores[slot * width + k] ?? 0;
          against[k] = (against[k] ?? 0) + Math.max(0, above - count, count - above - own);
          const part = Math.min(own, Math.max(0, count - above));
          split[k] = (split[k] ?? 0) + Math.min(part, own - part);
          inBin[k] = (inBin[k] ?? 0) + own;
          taken[k] = (taken[k] ?? 0) + part;
          above += own;
        }
        all += above;
        if (above > 0) counts += 1;
      }
    }
  }
  if (counts < leastCounts) return { threshold: null, reason: 'too few counts to tell whether the predictions follow a threshold of the score' };
  let best = 0;
  for (let k = 1; k < width; k += 1) if (compare(against, split, k, best) < 0) best = k;
  if ((against[best] ?? 0) > mostAgainst * all || (split[best] ?? 0) > mostSplit * all) {
    const wrong = Math.max(against[best] ?? 0, split[best] ?? 0);
    return { threshold: null, reason: `the predictions are no threshold of the score: at the best one at least ${formatCount(wrong)} of ${formatCount(all)} rows are answered otherwise` };
  }
  const { values, edges } = score;
  const share = (inBin[best] ?? 0) > 0 ? (taken[best] ?? 0) / (inBin[best] ?? 1) : 0;
  // A bin that is answered throughout has the threshold at its lower end, one that is not at its upper.
  const bounds = values === null ? [edges[best - 1], edges[best]] : share > 0.5 ? [values[best - 1], values[best]] : [values[best], values[best + 1]];
  return { threshold: { bin: best, low: bounds[0] ?? null, high: bounds[1] ?? null, origin: 'found', share } };
}

function compare(against: Float64Array, split: Float64Array, a: number, b: number): number {
  return (against[a] ?? 0) - (against[b] ?? 0) || (split[a] ?? 0) - (split[b] ?? 0);
}
