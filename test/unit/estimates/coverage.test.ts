import { describe, expect, it } from 'vitest';
import { random } from '../analysis/cubeOf';
import type { Model, Shape } from './scoredCube';
import { draw, estimatesOf, realised } from './scoredCube';

/* Intervals by simulation: how often the labels that come later lie inside, and how often labels contradict an estimate that is right. Seeded. */

const distorted = (score: number): number => score ** 1.8;
const cases: readonly { readonly name: string; readonly baseline: number; readonly current: number; readonly before: Model; readonly after: Model; readonly shape?: Shape }[] = [
  { name: 'scores as they should be', baseline: 1_200, current: 600, before: {}, after: {} },
  { name: 'scores that are no probabilities', baseline: 1_200, current: 600, before: { truth: distorted }, after: { truth: distorted } },
  { name: 'scores that moved', baseline: 1_200, current: 600, before: { truth: distorted }, after: { truth: distorted, shift: 0.8 } },
  { name: 'a small baseline', baseline: 400, current: 1_000, before: { truth: distorted }, after: { truth: distorted } },
  { name: 'a baseline of one file', baseline: 1_000, current: 1_000, before: { truth: distorted }, after: { truth: distorted, shift: -0.4 }, shape: { baselineSlots: 1, currentSlots: 1 } },
  { name: 'wide bins of many scores', baseline: 1_200, current: 600, before: { truth: distorted }, after: { truth: distorted }, shape: { bins: 30 } },
];
const runs = 200;
const labelledRuns = 60;

describe.each(cases)('$name', ({ baseline, current, before, after, shape }) => {
  const uniform = random(baseline * 7 + current);
  const inside = new Map<string, number>();
  const states = new Map<string, number>();
  const contradicted = { right: 0, wrong: 0 };
  for (let run = 0; run < runs; run += 1) {
    const reference = draw(baseline, uniform, before);
    const later = draw(current, uniform, after);
    const found = estimatesOf(reference, later, shape);
    states.set(found.state, (states.get(found.state) ?? 0) + 1);
    const truth = realised(later);
    for (const { id, interval } of found.figures) {
      const value = truth[id.slice('estimate.'.length) as keyof typeof truth];
      if (interval !== null && interval.low! <= value && value <= interval.high!) inside.set(id, (inside.get(id) ?? 0) + 1);
    }
    if (run >= labelledRuns) continue;
    if (estimatesOf(reference, later, { ...shape, labelled: 0.5 }).state === 'withdrawn') contradicted.right += 1;
    const changed = draw(current, uniform, { ...after, truth: (score) => 0.2 + 0.4 * score });
    if (estimatesOf(reference, changed, { ...shape, labelled: 0.5 }).state === 'withdrawn') contradicted.wrong += 1;
  }

  it.each(['accuracy', 'precision', 'recall', 'f1', 'auc'])('a 95 % interval of %s holds what labels say later', (metric) => {
    const estimated = (states.get('estimated') ?? 0) + (states.get('extrapolating') ?? 0);
    expect(estimated).toBeGreaterThan(0.95 * runs);
    const share = (inside.get(`estimate.${metric}`) ?? 0) / estimated;
    // The standard error of a coverage of 95 % is 1.5 points here; small baselines know their own error less well.
    expect(share).toBeGreaterThan(0.9);
    expect(share).toBeLessThan(0.995);
  });

  it('labels withdraw it where scores changed their meaning, and rarely else', () => {
    expect(contradicted.right).toBeLessThanOrEqual(2);
    expect(contradicted.wrong).toBeGreaterThan(0.9 * labelledRuns);
  });
});
