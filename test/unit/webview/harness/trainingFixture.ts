import { compareRuns, type ComparedRun } from '../../../../src/core/training/compareRuns';
import { compareGroups } from '../../../../src/core/training/seedGroups';
import { historyOf, latestOf, type TrainingRun } from '../../../../src/core/training/trainingRun';
import type { TrainingComparison, TrainingPage } from '../../../../src/core/training/trainingPage';
import type { BesideProduction } from '../../../../src/core/training/besideProduction';
import { hostileName } from './featureFixture';

const start = Date.UTC(2026, 8, 1);
const histories = (depth: number, seed: number) =>
  new Map([
    ['val_loss', historyOf(Array.from({ length: 30 }, (_, step) => ({ step, timeMs: start + step * 2000, value: step === 4 && seed === 2 ? Number.NaN : 1 / (step + depth) + seed / 100 })))],
    ['test_accuracy', historyOf([{ step: 0, timeMs: start, value: 0.9 + depth / 500 + seed / 1000 }])],
    ['system/cpu_utilization_percentage', historyOf(Array.from({ length: 5 }, (_, step) => ({ step, timeMs: start + step * 9000, value: 40 + step })))],
  ]);

const compared: readonly ComparedRun[] = [3, 5].flatMap((depth) => [1, 2, 3].map((seed): ComparedRun => {
  const logged = histories(depth, seed);
  const name = depth === 5 && seed === 3 ? hostileName : `depth ${depth}, seed ${seed}`;
  const run: TrainingRun = {
    id: `run-${depth}-${seed}`, name, experiment: 'churn', status: seed === 3 ? 'running' : 'finished', startMs: start + depth * 1e6 + seed * 1e5, endMs: seed === 3 ? null : start + depth * 1e6 + seed * 1e5 + 61_000,
    params: { depth: String(depth), seed: String(seed), [hostileName]: 'same' }, tags: {}, metrics: [...logged].flatMap(([key, history]) => latestOf(key, history) ?? []), registered: [], histograms: depth === 5 ? ['weights'] : [],
  };
  return { run, histories: logged, histograms: new Map(depth === 5 ? [['weights', { step: 29, timeMs: start, left: [-1, 0, 1], right: [0, 1, 2], count: [5, 10, seed] }]] : []) };
}));

/** Six runs of two depths and three seeds, compared by the real comparison. */
export function trainingPageFixture(change: Partial<TrainingPage> = {}): TrainingPage {
  const runs = compared.map(({ run }) => run).sort((a, b) => (b.startMs ?? 0) - (a.startMs ?? 0));
  return { name: 'tracking', kind: 'mlflow', address: 'http://localhost:5000', of: 'flight-delays', runs, total: runs.length, notes: ['1 damaged record is left out.'], readAtMs: start, live: true, reason: null, ...change };
}

export function madeComparison(a: string, b: string): TrainingComparison {
  const [left, right] = [a, b].map((id) => compared.find(({ run }) => run.id === id));
  if (left === undefined || right === undefined) throw new Error(`no runs ${a}, ${b}`);
  return { ...compareRuns(left, right), groups: compareGroups(left.run, right.run, compared.map(({ run }) => run)) };
}

export function madeProduction(run: string | null): BesideProduction {
  const found = compared.find((one) => one.run.id === (run ?? 'run-3-1'))?.run;
  return {
    run: found === undefined ? null : { id: found.id, name: found.name, experiment: found.experiment, status: found.status, startMs: found.startMs, endMs: found.endMs },
    how: run === null ? "the log's version is the run's name" : 'chosen by hand', window: '1 Sep 2026 00:00 to 2 Sep 2026 00:00 UTC · 12,000 rows', unmatched: ['val_loss'], notes: [],
    pairs: [{ finding: 'quality.accuracy', title: 'accuracy', unit: 'share', metric: 'test_accuracy', split: 'test', training: 0.91, production: { value: 0.86, interval: null, n: 12_000 }, verdict: 'worse in production', text: 'accuracy: 91.0 % on test data (test_accuracy), 86.0 % (85.3 to 86.7 %, 95 %) in production, n = 12,000: worse in production' }],
  };
}
