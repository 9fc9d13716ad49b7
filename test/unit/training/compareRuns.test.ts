import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/core/domain/finding';
import type { WindowInfo } from '../../../src/core/domain/window';
import { alignSteps } from '../../../src/core/training/alignSteps';
import { besideProduction } from '../../../src/core/training/besideProduction';
import { compareRuns, type ComparedRun } from '../../../src/core/training/compareRuns';
import { deployedRun, findRun } from '../../../src/core/training/deployedRun';
import { betterOf, qualityOf } from '../../../src/core/training/metricName';
import { differenceText, loggedText } from '../../../src/core/training/runWords';
import { compareGroups } from '../../../src/core/training/seedGroups';
import { thinCurve } from '../../../src/core/training/thinCurve';
import { historyOf, type TrainingRun } from '../../../src/core/training/trainingRun';
import { renderComparison, renderProduction } from '../../../src/core/report/trainingText';

const run = (id: string, parts: Partial<TrainingRun> = {}): TrainingRun => ({ id, name: id, experiment: 'e', status: 'finished', startMs: 1_790_000_000_000, endMs: 1_790_000_060_000, params: {}, tags: {}, metrics: [], registered: [], histograms: [], ...parts });
const last = (key: string, value: number) => ({ key, value, step: 0, timeMs: null });
const history = (...values: (readonly [number, number])[]) => historyOf(values.map(([step, value], i) => ({ step, value, timeMs: i })));
const compared = (one: TrainingRun, histories: Record<string, ReturnType<typeof history>>): ComparedRun => ({ run: one, histories: new Map(Object.entries(histories)), histograms: new Map() });

describe('run against run', () => {
  it('sets last, best and shared values beside each other, with their steps', () => {
    const a = compared(run('a', { params: { depth: '3', lr: '0.1', only: 'x' } }), { 'val/loss': history([0, 5], [1, 2], [2, 3]), 'system/cpu': history([0, 50]), mystery: history([0, 1]) });
    const b = compared(run('b', { params: { depth: '5', lr: '0.1' } }), { 'val/loss': history([0, 4], [1, 1], [2, Number.NaN], [3, 2]), mystery: history([7, 3]) });
    const { params, metrics, system } = compareRuns(a, b);
    expect(params).toEqual({ differ: [{ key: 'depth', a: '3', b: '5' }, { key: 'only', a: 'x', b: null }], same: 1 });
    expect(system.map(({ key, last: { b: other } }) => [key, other])).toEqual([['system/cpu', null]]);
    const [mystery, loss] = metrics;
    expect(mystery).toMatchObject({ key: 'mystery', better: 'neither', best: null, atSharedStep: null, sharedSteps: 0, last: { difference: 2 } });
    expect(loss).toMatchObject({
      better: 'lower', last: { a: { value: 3, step: 2 }, b: { value: 2, step: 3 }, difference: -1 }, best: { a: { value: 2, step: 1 }, b: { value: 1, step: 1 }, difference: -1 },
      atSharedStep: { a: { value: 3, step: 2 }, b: { value: 'NaN', step: 2 }, difference: null }, sharedSteps: 3, points: { a: 3, b: 4 }, odd: { a: 0, b: 1 },
    });
    const text = renderComparison({ ...compareRuns(a, b), groups: null });
    expect(text).toContain('One run gives one value: no interval');
    expect(text).not.toMatch(/NaN|undefined|null/);
  });

  it('aligns by step: swapped runs give the same steps, a run with itself all of its own', () => {
    const any = fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.double({ noNaN: true })), { maxLength: 30 }).map((points) => history(...points));
    fc.assert(fc.property(any, any, (a, b) => {
      const [there, back] = [alignSteps(a, b), alignSteps(b, a)];
      expect(there.step).toEqual(back.step);
      expect(there.a).toEqual(back.b);
      expect(alignSteps(a, a).step).toEqual([...new Set(a.step)]);
      expect(there.step).toEqual([...there.step].sort((x, y) => x - y));
    }));
  });

  it('thins a curve without losing its ends or its extremes', () => {
    fc.assert(fc.property(fc.array(fc.double({ noDefaultInfinity: true }), { minLength: 5, maxLength: 400 }), fc.integer({ min: 4, max: 60 }), (values, most) => {
      const thin = thinCurve(history(...values.map((value, i) => [i, value] as const)), most);
      expect(thin.step.length).toBeLessThanOrEqual(Math.max(most, 4));
      expect(thin.points).toBe(values.length);
      expect([thin.step[0], thin.step.at(-1)]).toEqual([0, values.length - 1]);
      const numbers = values.filter((value) => !Number.isNaN(value));
      const kept = thin.value.filter((value) => typeof value === 'number');
      if (numbers.length > 0) expect([Math.min(...kept), Math.max(...kept)]).toEqual([Math.min(...numbers), Math.max(...numbers)]);
    }));
  });

  it('finds the spread of seeds where both runs have siblings, and not where they are siblings themselves', () => {
    const of = (id: string, depth: string, seed: string, accuracy: number): TrainingRun => run(id, { params: { depth, seed }, metrics: [last('test_accuracy', accuracy)] });
    const all = [of('a', '3', '1', 0.9), of('b', '3', '2', 0.92), of('c', '5', '1', 0.95), of('d', '5', '2', 0.97), of('e', '7', '1', 0.5), { ...of('f', '3', '3', 0.1), status: 'failed' as const }];
    const [a, b, c, , e] = all;
    if (a === undefined || b === undefined || c === undefined || e === undefined) throw new Error('runs');
    // scipy.stats.ttest_ind([.95, .97], [.9, .92], equal_var=False).confidence_interval(): 0.0500 ± 4.302653 · sqrt(2e-4)
    const groups = compareGroups(a, c, all);
    expect(groups?.metrics[0]?.difference).toBeCloseTo(0.05, 12);
    expect(groups?.metrics[0]?.interval?.low).toBeCloseTo(0.05 - 4.302652729911275 * Math.sqrt(2e-4), 9);
    expect(groups).toMatchObject({ seeds: ['seed'], a: { runs: 2 }, b: { runs: 2 } });
    expect(compareGroups(a, b, all)).toBeNull();
    expect(compareGroups(a, e, all)).toBeNull();
  });
});

describe('names of metrics', () => {
  it.each([
    ['test_accuracy', 'accuracy', 'test', false], ['val/RocAuc', 'auc', 'validation', false], ['eval_f1', 'f1', 'validation', false], ['train_accuracy_score', 'accuracy', 'train', false],
    ['f1_macro', 'f1', 'not named', true], ['rmse', 'rmse', 'not named', false], ['test/root_mean_squared_error', 'rmse', 'test', false], ['r2_score', 'r2', 'not named', false],
  ] as const)('%s is %s of %s', (key, quality, split, macro) => expect(qualityOf(key)).toEqual({ quality, split, macro }));

  it.each(['f1_weighted', 'loss', 'accuracy_of_nothing', 'constructor', '__proto__', 'micro_precision'])('%s is none of production', (key) => expect(qualityOf(key)).toBeNull());

  it.each([['val_loss', 'lower'], ['accuracy', 'higher'], ['validation/ROC_AUC', 'higher'], ['classification_error', 'lower'], ['lr', 'neither'], ['score_error', 'lower'], ['map', 'higher'], ['mapping', 'neither']] as const)('of %s, %s is better', (key, better) => expect(betterOf(key)).toBe(better));
});

describe('words', () => {
  it('never say NaN, and keep five digits', () => {
    expect([0.91234567, 'NaN', 'Infinity', '-Infinity', null, 12_345_678, -0.5, 0.00001234].map((value) => loggedText(value as never))).toEqual(['0.91235', 'not a number', '∞', '−∞', '–', '12,346,000', '−0.5', '1.23E-5']);
    expect([0.1 + 0.2 - 0.3, -0.25, null].map((value) => differenceText(value))).toEqual(['+5.55E-17', '−0.25', '–']);
  });
});

describe('the deployed run', () => {
  const runs = [run('abcdef123456', { name: 'clever-fox', registered: ['churn/3'] }), run('999', { name: 'other', tags: { 'model.version': '2026.1' }, registered: ['price/4'] }), run('old', { name: 'twin' }), run('older', { name: 'twin' })];

  it.each([
    ['abcdef123456', 'abcdef123456', /id/], ['abcdef1', 'abcdef123456', /id/], ['clever-fox', 'abcdef123456', /name/], ['churn:3', 'abcdef123456', /registered/], ['v4', '999', /registered/], ['2026.1', '999', /tag/], ['twin', 'old', /2 runs that fit, the newest/],
  ])('of version %s is %s', (version, id, how) => {
    const found = deployedRun(runs, [version]);
    expect(found.run?.id).toBe(id);
    expect('how' in found ? found.how : '').toMatch(how);
  });

  it('is not made up', () => {
    expect(deployedRun(runs, ['7'])).toEqual({ run: null, reason: expect.stringMatching(/no run has the version "7"/) });
    expect(deployedRun(runs, [])).toEqual({ run: null, reason: expect.stringMatching(/no version column/) });
    expect(deployedRun(runs, ['v4'], 'nobody')).toEqual({ run: null, reason: expect.stringMatching(/no run "nobody"/) });
    expect(deployedRun(runs, ['v4'], 'clever-fox')).toMatchObject({ run: { id: 'abcdef123456' }, how: 'chosen by hand' });
    expect(findRun(runs, 'old')?.id).toBe('old');
    expect(findRun(runs, 'abcd')?.id).toBe('abcdef123456');
  });
});

describe('training against production', () => {
  const window: WindowInfo = { slots: { from: 0, to: 4 }, from: null, to: null, label: 'b.jsonl', rows: 12_000, versions: ['v3'] };
  const finding = (id: string, title: string, value: number | null, low: number, high: number, more: Partial<Finding> = {}): Finding => {
    const current = { value, interval: value === null ? null : { low, high, level: 0.95, method: 'Wilson' }, n: value === null ? 0 : 12_000, ...(value === null ? { reason: 'no labels yet' } : {}) };
    return { id, family: 'quality', title, unit: 'share', better: 'higher', baseline: current, current, change: { value: null, interval: null }, verdict: 'stable', reason: '', method: '', basis: 'exact', p: null, ...more };
  };
  const beside = (metrics: TrainingRun['metrics'], ...findings: Finding[]) => besideProduction({ run: run('r', { metrics }), how: 'x' }, { findings, current: window });

  it('says both values, the interval and n in words', () => {
    const { pairs, unmatched } = beside([last('test_accuracy', 0.91), last('train_accuracy', 0.99), last('val_loss', 0.3)], finding('quality.accuracy', 'accuracy', 0.86, 0.853, 0.867));
    expect(pairs.map(({ text, verdict }) => [verdict, text])).toEqual([['worse in production', 'accuracy: 91.0 % on test data (test_accuracy), 86.0 % (85.3 to 86.7 %, 95 %) in production, n = 12,000: worse in production']]);
    expect(unmatched).toEqual(['train_accuracy', 'val_loss']);
  });

  it.each([
    [0.865, 'no difference to be told'], [0.80, 'better in production'], [0.91, 'worse in production'],
  ] as const)('%s is %s', (value, verdict) => expect(beside([last('accuracy', value)], finding('quality.accuracy', 'accuracy', 0.86, 0.853, 0.867)).pairs[0]?.verdict).toBe(verdict));

  it('turns for figures of which less is better, reads percent as such, and says nothing without labels', () => {
    expect(beside([last('rmse', 2)], finding('quality.rmse', 'RMSE', 3, 2.9, 3.1, { unit: 'native', better: 'lower' })).pairs[0]?.verdict).toBe('worse in production');
    expect(beside([last('accuracy', 91)], finding('quality.accuracy', 'accuracy', 0.86, 0.853, 0.867)).pairs[0]).toMatchObject({ training: 0.91, text: expect.stringContaining('accuracy = 91 is read as percent') });
    expect(beside([last('accuracy', 0.91)], finding('quality.accuracy', 'accuracy', null, 0, 0)).pairs[0]).toMatchObject({ verdict: 'not available', text: expect.stringContaining('no labels yet') });
  });

  it('keeps means over classes apart, and says when the name does not tell', () => {
    const binary = finding('quality.f1', 'F1', 0.8, 0.79, 0.81);
    const macro = finding('quality.f1', 'macro F1', 0.8, 0.79, 0.81);
    expect(beside([last('f1_macro', 0.9)], binary).pairs).toEqual([]);
    expect(beside([last('f1', 0.7), last('f1_macro', 0.9)], macro).pairs[0]?.metric).toBe('f1_macro');
    expect(beside([last('f1', 0.7)], macro).pairs[0]?.text).toContain('does not tell how classes are averaged');
  });

  it('without a match says why', () => {
    const none = beside([last('loss', 1)], finding('quality.accuracy', 'accuracy', 0.8, 0.7, 0.9));
    expect(renderProduction(none)).toContain('No metric of the run has the name of a figure that production has (accuracy).');
    expect(besideProduction({ run: null, reason: 'choose one' }, { findings: [], current: window })).toMatchObject({ run: null, how: 'choose one', pairs: [] });
  });
});
