import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../../../src/core/analysis/settings';
import { indexCube, summarise } from '../../../src/core/cube/indexCube';
import type { EstimateCheck, PerformanceEstimates } from '../../../src/core/domain/estimate';
import { estimatePerformance } from '../../../src/core/estimates/estimatePerformance';
import { contradictions } from '../../../src/core/estimates/realityCheck';
import { outsideReference } from '../../../src/core/estimates/referenceSupport';
import { cubeOf, random } from '../analysis/cubeOf';
import type { Model, Shape } from './scoredCube';
import { draw, estimatesOf, realised } from './scoredCube';

/* When there is an estimate, when there is none, and in which words. */

const made = (before: Model, after: Model, shape: Shape = {}, seed = 11, rows: readonly [number, number] = [4_000, 1_600]): PerformanceEstimates => {
  const uniform = random(seed);
  return estimatesOf(draw(rows[0], uniform, before), draw(rows[1], uniform, after), shape);
};
const figure = (estimates: PerformanceEstimates, metric: string) => estimates.figures.find(({ id }) => id === `estimate.${metric}`)!;

describe('states of an estimate', () => {
  it('estimated: figures with unit, interval, rows and window, and how the calibration does', () => {
    const estimates = made({}, {});
    expect(estimates).toMatchObject({ state: 'estimated', n: 1_600, coverage: 0, reference: { n: 4_000, coverage: 1, window: { from: 0, to: 40 } }, checks: [], outsideReference: 0 });
    expect(estimates.threshold).toEqual({ low: 0.49, high: 0.5, origin: 'found' });
    for (const one of estimates.figures) {
      expect(one).toMatchObject({ state: 'estimated', n: 1_600, window: { from: 40, to: 48 }, unit: one.id === 'estimate.auc' ? 'score' : 'share', interval: { level: 0.95 } });
      expect(one.title).toMatch(/^estimated /);
      expect(one.interval!.low).toBeLessThan(one.value!);
      expect(one.interval!.high).toBeGreaterThan(one.value!);
      expect(one.reason).toMatch(/on 4,000 labelled rows of the baseline/);
    }
  });

  it('the same data give the same answer', () => {
    expect(made({}, {}, { baselineSlots: 1, currentSlots: 1 })).toEqual(made({}, {}, { baselineSlots: 1, currentSlots: 1 }));
  });

  it('extrapolating: scores where the baseline has none, beside values', () => {
    const estimates = made({ shift: -3, spread: 0.4 }, { shift: 2, spread: 0.4 });
    expect(estimates.state).toBe('extrapolating');
    expect(estimates.outsideReference).toBeGreaterThan(0.9);
    expect(estimates.reason).toMatch(/% of the scores lie where the baseline has fewer than 5 labels/);
    expect(figure(estimates, 'accuracy').value).not.toBeNull();
  });

  it.each([
    // The second half of the baseline is another model; and runs of four slots that take turns, which agree on average.
    ['on average', (run: number) => (run < 5 ? -0.3 : 0.3), /^on (?:the baseline, scores are|baseline rows that the calibration was not fitted to, it is) off by 0\.\d+ on average .* chance would show 0\.\d+/],
    ['from run to run', (run: number) => (run % 2 === 0 ? -0.1 : 0.1), /^what a score is worth changes within the baseline: in runs of slots that it was not fitted to, the calibration is off by 0\.\d+ on average .* chance would show 0\.\d+/],
  ])('refused: calibration does not hold within the baseline, %s', (_, shift, reason) => {
    const uniform = random(5);
    const truth = (run: number) => (score: number): number => score + shift(run);
    const baseline = Array.from({ length: 10 }, (__, run) => draw(600, uniform, { truth: truth(run) })).flat();
    const estimates = estimatesOf(baseline, draw(1_000, uniform));
    expect(estimates.state).toBe('refused');
    expect(estimates.reason).toMatch(reason);
    for (const one of estimates.figures) expect(one).toMatchObject({ state: 'refused', value: null, interval: null });
  });

  it('withdrawn: labels say otherwise; the evidence stays', () => {
    const estimates = made({}, { truth: (score) => 0.3 + 0.3 * score }, { labelled: 0.5 });
    expect(estimates.state).toBe('withdrawn');
    expect(estimates.reason).toMatch(/^concept drift suspected, estimate withdrawn: on the 800 rows with labels, .* was estimated at .* and is .* standard errors apart \(or the labels that came first are not like the rest\)$/);
    expect(estimates.checks.map(({ id }) => id)).toEqual(['estimate.accuracy', 'estimate.auc', 'estimate.positives']);
    for (const one of estimates.figures) expect(one).toMatchObject({ state: 'withdrawn', value: null });
  });

  it('labels that agree are named, and compared on the same rows', () => {
    const uniform = random(21);
    const [before, after] = [draw(4_000, uniform), draw(1_600, uniform)];
    const estimates = estimatesOf(before, after, { labelled: 0.5 });
    expect(estimates.reason).toMatch(/the 800 labels that came do not contradict it$/);
    expect(estimates.coverage).toBe(0.5);
    const truth = realised(after.slice(0, 800));
    expect(estimates.checks[0]!.measured).toBeCloseTo(truth.accuracy, 12);
    expect(estimates.checks[1]!.measured).toBeCloseTo(truth.auc, 12);
    expect(estimates.checks[2]!.measured).toBeCloseTo(after.slice(0, 800).filter(({ label }) => label).length / 800, 12);
  });
});

describe('what is not available, with its reason', () => {
  it.each([
    ['no labels in the baseline', () => made({}, {}, { baselineSlots: 0, currentSlots: 8 }, 3, [0, 500]), /no row of the baseline has both a score and a label/],
    ['few labels', () => made({}, {}, {}, 3, [30, 500]), /the baseline has 30 labelled scores, 50 are needed/],
    ['one class', () => made({ truth: () => 0 }, {}), /the baseline has 0 labels of one class, 10 of each are needed/],
    ['an empty window', () => made({}, {}, {}, 3, [500, 0]), /the window has 0 scores, 50 are needed/],
    ['few scores', () => made({}, {}, {}, 3, [500, 1]), /the window has 1 score, 50 are needed/],
  ])('%s', (_, make, reason) => {
    const estimates = make();
    expect(estimates.state).toBe('not available');
    expect(estimates.reason).toMatch(reason);
    for (const one of estimates.figures) expect(one).toMatchObject({ state: 'not available', value: null, interval: null });
    expect(JSON.stringify(estimates)).not.toMatch(/NaN|Infinity/);
  });

  it.each([
    ['regression', [{ slot: 0, predicted: 1, actual: 2 }, { slot: 1, predicted: 1, actual: 2 }], /nothing says how large its error is/],
    ['several classes', [{ slot: 0, prediction: 'a', label: 'b' }, { slot: 1, prediction: 'c', label: 'b' }], /needs the probability of each class/],
    ['no model', [{ slot: 0 }, { slot: 1 }], /no predictions with scores/],
  ] as const)('%s', (_, rows, reason) => {
    const cube = cubeOf(rows, { slots: 2 });
    const index = indexCube(cube);
    const estimates = estimatePerformance(cube, summarise(index, { from: 0, to: 1 }), summarise(index, { from: 1, to: 2 }), defaultSettings);
    expect(estimates.state).toBe('not available');
    expect(estimates.reason).toMatch(reason);
  });

  it('constant scores, and scores that are logits', () => {
    const uniform = random(8);
    const constant = draw(2_000, uniform, { shift: 0, spread: 0, truth: () => 0.4 });
    const flat = estimatesOf(constant.slice(0, 1_500), constant.slice(1_500));
    expect(figure(flat, 'auc')).toMatchObject({ state: 'estimated', value: 0.5 });
    expect(JSON.stringify(flat)).not.toMatch(/NaN|Infinity/);
    const logits = draw(3_000, uniform).map((row) => ({ ...row, score: Math.log(row.score / (1 - row.score)), answer: row.score >= 0.5 }));
    const estimates = estimatesOf(logits.slice(0, 2_000), logits.slice(2_000));
    expect(estimates).toMatchObject({ state: 'estimated', calibration: { used: 'isotonic', rawError: null } });
    const truth = realised(logits.slice(2_000));
    expect(Math.abs(figure(estimates, 'accuracy').value! - truth.accuracy)).toBeLessThan(0.05);
  });
});

describe('the decision', () => {
  it('is found where it is a threshold, also another one in the current window', () => {
    expect(made({ decide: (score) => score >= 0.7 }, { decide: (score) => score >= 0.7 }).threshold).toMatchObject({ low: 0.69, high: 0.7 });
    const moved = made({ decide: (score) => score >= 0.7 }, { decide: (score) => score >= 0.3 }, { currentSlots: 8 });
    expect(moved.threshold).toMatchObject({ low: 0.29, high: 0.3, origin: 'found' });
  });

  it('is 0.5 where the log has no predictions, and the estimate is the same', () => {
    const known = made({}, {}, { predictions: false });
    expect(known.threshold).toEqual({ low: 0.5, high: 0.5, origin: 'known' });
    expect(figure(known, 'recall').value).toBeCloseTo(figure(made({}, {}), 'recall').value!, 12);
  });

  it('is found within a bin of many scores, and its rows are counted', () => {
    const uniform = random(31);
    const [before, after] = [draw(4_000, uniform), draw(4_000, uniform)];
    const wide = estimatesOf(before, after, { bins: 40 });
    expect(wide.threshold!.low).toBeLessThan(0.5);
    expect(wide.threshold!.high).toBeGreaterThanOrEqual(0.49);
    expect(figure(wide, 'accuracy').value).toBeCloseTo(figure(estimatesOf(before, after), 'accuracy').value!, 2);
  });

  it('is none where it is no threshold: then the AUC alone is estimated', () => {
    let flip = 0;
    const decide = (score: number): boolean => { flip += 1; return score >= (flip % 2 === 0 ? 0.35 : 0.65); };
    const estimates = made({ decide }, { decide });
    expect(estimates.threshold).toBeNull();
    expect(figure(estimates, 'auc').state).toBe('estimated');
    for (const metric of ['accuracy', 'precision', 'recall', 'f1']) expect(figure(estimates, metric)).toMatchObject({ state: 'not available', value: null, reason: expect.stringMatching(/no threshold of the score: at the best one at least [\d,]+ of [\d,]+ rows are answered otherwise/) as string });
  });

  it('that never says yes has no precision, with a reason', () => {
    const estimates = made({ decide: () => false }, { decide: () => false });
    expect(figure(estimates, 'precision')).toMatchObject({ state: 'not available', value: null, reason: 'no row is predicted positive' });
    expect(figure(estimates, 'recall').value).toBe(0);
    expect(figure(estimates, 'accuracy').value).toBeGreaterThan(0.3);
  });
});

describe('labels against estimates over several windows', () => {
  const check = (z: number): EstimateCheck => ({ id: 'estimate.accuracy', title: 'accuracy', unit: 'share', estimated: 0.8, measured: 0.8 - z / 100, se: 0.01, z, n: 500 });
  it.each([
    ['one window, beyond 3', [[4]], 1], ['one window, within 3', [[2.9, -2.9]], 0], ['below as well as above', [[1, -3.1]], 1],
    ['1 of 3', [[0], [5], [1]], 0], ['2 of 3', [[4], [0], [-5]], 1], ['2 of the last 3 only', [[9], [9], [0], [0], [1]], 0], ['windows without labels do not count', [[4], [], [4], [], [0]], 1], ['none', [], 0],
  ] as const)('%s', (_, windows, found) => {
    expect(contradictions(windows.map((zs) => zs.map(check))).length > 0).toBe(found === 1);
  });
  it('names the largest first', () => expect(contradictions([[check(3.5), check(-6)]]).map(({ z }) => z)).toEqual([-6, 3.5]));
});

describe('scores outside the reference', () => {
  it('are none where both windows look alike, at any size of either', () => {
    const uniform = random(2);
    for (const [reference, window] of [[60, 5_000], [5_000, 60], [300, 300]] as const) {
      expect(outsideReference(countsOf(draw(reference, uniform)), countsOf(draw(window, uniform)))).toBeLessThan(0.05);
    }
  });
  const countsOf = (rows: readonly { readonly score: number }[]): Float64Array => {
    const counts = new Float64Array(100);
    for (const { score } of rows) counts[Math.round(score * 100)]! += 1;
    return counts;
  };
  it('are those beyond its range and in its gaps', () => {
    const reference = new Float64Array(100).map((_, k) => (k < 40 || k > 60 ? 20 : 0));
    const window = new Float64Array(100).map((_, k) => (k >= 45 && k < 55 ? 10 : k < 20 ? 10 : 0));
    expect(outsideReference(reference, window)).toBeGreaterThan(0.25);
    expect(outsideReference(reference, window)).toBeLessThan(0.4);
    expect(outsideReference(reference, new Float64Array(100))).toBe(0);
  });
});
