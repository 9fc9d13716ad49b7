import { welch, momentsFromSums } from '../stats/means';
import { isSystemMetric, numberOf, type TrainingRun } from './trainingRun';

/* Several runs that differ by their seed alone tell how much chance there is in a metric. */

const seedWords = /(^|[^a-z])(seed|random_?state|random_?seed|rng)([^a-z]|$)/i;

export interface GroupMetric {
  readonly key: string;
  readonly a: { readonly mean: number; readonly sd: number; readonly runs: number };
  readonly b: { readonly mean: number; readonly sd: number; readonly runs: number };
  /** B - A of the means, with Welch's 95 % t interval; null where all runs of both groups have the same value. */
  readonly difference: number;
  readonly interval: { readonly low: number; readonly high: number } | null;
}

export interface GroupComparison {
  /** Names of the parameters that were taken for seeds. */
  readonly seeds: readonly string[];
  readonly a: { readonly runs: number };
  readonly b: { readonly runs: number };
  readonly metrics: readonly GroupMetric[];
}

/** Finished runs of the same experiment with the same parameters, seeds aside; the run itself among them. A run without parameters has no group. */
export function seedGroup(run: TrainingRun, runs: readonly TrainingRun[]): readonly TrainingRun[] {
  const wanted = keyOf(run);
  if (Object.keys(run.params).length === 0) return [];
  return runs.filter((other) => other.experiment === run.experiment && other.status === 'finished' && keyOf(other) === wanted);
}

/** Last values of two groups beside each other; null where they are one group or either has fewer than two runs. */
export function compareGroups(a: TrainingRun, b: TrainingRun, runs: readonly TrainingRun[]): GroupComparison | null {
  const [left, right] = [seedGroup(a, runs), seedGroup(b, runs)];
  if (left.length < 2 || right.length < 2 || left.some(({ id }) => id === b.id)) return null;
  const keys = a.metrics.map(({ key }) => key).filter((key) => !isSystemMetric(key));
  const metrics = keys.flatMap((key): GroupMetric[] => {
    const [x, y] = [momentsOf(left, key), momentsOf(right, key)];
    const difference = x.n < 2 || y.n < 2 ? null : welch(x, y);
    if (difference === null) return [];
    const { interval } = difference;
    return [{
      key,
      a: { mean: x.mean, sd: Math.sqrt(x.variance), runs: x.n },
      b: { mean: y.mean, sd: Math.sqrt(y.variance), runs: y.n },
      difference: difference.value,
      interval: interval === null || interval.low === null || interval.high === null || x.variance + y.variance === 0 ? null : { low: interval.low, high: interval.high },
    }];
  });
  const seeds = [...new Set([...left, ...right].flatMap(({ params }) => Object.keys(params).filter((key) => seedWords.test(key))))].sort();
  return { seeds, a: { runs: left.length }, b: { runs: right.length }, metrics };
}

function momentsOf(runs: readonly TrainingRun[], key: string) {
  const values = runs.map(({ metrics }) => numberOf(metrics.find((metric) => metric.key === key)?.value)).filter((value) => value !== null);
  const [first = 0] = values;
  // Moments about the first value: sums of squares of near values would lose their digits.
  const moved = momentsFromSums(values.length, values.reduce((sum, x) => sum + (x - first), 0), values.reduce((sum, x) => sum + (x - first) ** 2, 0));
  return { ...moved, mean: moved.mean + first };
}

function keyOf({ params }: TrainingRun): string {
  return JSON.stringify(Object.entries(params).filter(([key]) => !seedWords.test(key)).sort(([a], [b]) => (a < b ? -1 : 1)));
}
