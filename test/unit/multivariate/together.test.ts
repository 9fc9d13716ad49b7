import { describe, expect, it } from 'vitest';
import { replayCharts } from '../../../src/core/alerts/replayCharts';
import { togetherTarget } from '../../../src/core/alerts/togetherSeries';
import { analyse } from '../../../src/core/analysis/analyse';
import { togetherFindings } from '../../../src/core/analysis/together';
import { defaultSettings } from '../../../src/core/analysis/settings';
import { indexCube, summarise } from '../../../src/core/cube/indexCube';
import type { Cube } from '../../../src/core/cube/cube';
import { togetherBySlot, type TogetherBySlot } from '../../../src/core/multivariate/togetherBySlot';
import { planTogether } from '../../../src/core/multivariate/togetherPlan';
import { gaussian, random } from '../analysis/cubeOf';
import { category, cubeOf, numeric, sourceOf } from '../alerts/cubes';

const features = 6;
const edges = [-1.5, -1, -0.5, 0, 0.5, 1, 1.5];
const rowsEach = 100;

/** Six normal features; the first two go together (r = 0.8) until window `from`, then no longer. Every marginal stays as it is. */
function logOf(seed: number, windows: number, baseline: number, from: number): { readonly cube: Cube; readonly together: TogetherBySlot } {
  const uniform = random(seed);
  const counts = Array.from({ length: features }, () => Array.from({ length: windows }, () => new Array<number>(edges.length + 1).fill(0)));
  const [fit, scored, slots]: [number[], number[], number[]] = [[], [], []];
  for (let w = 0; w < windows; w += 1) {
    for (let i = 0; i < rowsEach; i += 1) {
      const x = Array.from({ length: features }, () => gaussian(uniform));
      if (w < from) x[1] = 0.8 * x[0]! + 0.6 * x[1]!;
      x.forEach((value, f) => {
        const bin = edges.findIndex((edge) => value <= edge);
        counts[f]![w]![bin < 0 ? edges.length : bin]! += 1;
      });
      if (i % 2 === 1) {
        if (w < baseline) fit.push(...x);
      } else {
        scored.push(...x);
        slots.push(w);
      }
    }
  }
  const together = togetherBySlot({ features, fit: Float64Array.from(fit), scored: Float64Array.from(scored), slots: Int32Array.from(slots) }, windows, 0);
  if (together === null) throw new Error('no model');
  return { cube: cubeOf(counts.map((each, f) => numeric(`f${f}`, edges, each)), new Array<number>(windows).fill(rowsEach)), together };
}

describe('features together', () => {
  it('find a correlation that breaks while every feature stays as it is, which the features do not', () => {
    const [runs, baseline, after] = [12, 240, 6];
    let [found, foundAtOnce, withoutIt] = [0, 0, 0];
    for (let seed = 1; seed <= runs; seed += 1) {
      const { cube, together } = logOf(seed, baseline + after, baseline, baseline);
      const input = { cube, source: sourceOf(cube), baseline: { from: 0, to: baseline }, selfCheck: false };
      const named = replayCharts({ ...input, together }).windows.map(({ families }) => families[0]!.state === 'alert' && families[0]!.named.some(({ target, aboveFloor }) => target === togetherTarget && aboveFloor));
      if (named.includes(true)) found += 1;
      if (named[0] === true) foundAtOnce += 1;
      if (replayCharts(input).windows.some(({ families }) => families[0]!.state === 'alert')) withoutIt += 1;
    }
    // Measured: 12 of 12 within six windows of 50 sampled rows; single features alert by chance alone.
    expect(found).toBe(runs);
    expect(foundAtOnce).toBeGreaterThanOrEqual(1);
    expect(withoutIt).toBeLessThanOrEqual(2);
  });

  it('stay quiet where nothing breaks: no more alerts than without them', () => {
    let [windows, alerts] = [0, 0];
    for (let seed = 101; seed <= 106; seed += 1) {
      const { cube, together } = logOf(seed, 264, 240, Infinity);
      for (const { families } of replayCharts({ cube, source: sourceOf(cube), baseline: { from: 0, to: 240 }, selfCheck: false, together }).windows) {
        windows += 1;
        if (families[0]!.named.some(({ target }) => target === togetherTarget)) alerts += 1;
      }
    }
    // One of 80 series at a level of 1 % for all of them: of 144 windows, 4 would come once in 10,000.
    expect(windows).toBe(144);
    expect(alerts).toBeLessThan(4);
  });

  it('are one finding of a comparison: both values, their rows, an interval, and a verdict by the usual rule', () => {
    const { cube, together } = logOf(7, 60, 40, 40);
    const index = indexCube(cube);
    const [a, b] = [summarise(index, { from: 0, to: 40 }), summarise(index, { from: 40, to: 60 })];
    const report = analyse({ cube, source: sourceOf(cube), baseline: a, current: b, together });
    const finding = report.findings.find(({ id }) => id === 'features.together');
    expect(finding).toMatchObject({ family: 'drift', unit: 'sd', verdict: 'moved', baseline: { n: 2_000 }, current: { n: 1_000 }, change: { interval: { level: 0.95 } } });
    expect(finding?.change.value).toBeGreaterThan(0);
    expect(report.features.every(({ verdict }) => verdict === 'stable')).toBe(true);
    const quiet = logOf(8, 60, 40, Infinity);
    expect(togetherFindings(quiet.together, a, b, defaultSettings)[0]).toMatchObject({ verdict: 'stable' });
    expect(togetherFindings('later', a, b, defaultSettings)[0]).toMatchObject({ verdict: 'not available', baseline: { value: null }, reason: 'read from the rows once the windows stand still' });
    expect(togetherFindings(undefined, a, b, defaultSettings)).toEqual([]);
    expect(togetherFindings({ ...together, kept: together.features }, a, b, defaultSettings)[0]).toMatchObject({ verdict: 'not available', current: { value: null }, reason: 'its 6 features have nothing in common that could change' });
    expect(togetherFindings(together, a, { ...b, slots: { from: 60, to: 60 } }, defaultSettings)[0]?.verdict).not.toBe('moved');
  });
});

describe('the plan of the sample', () => {
  const request = { isBaseline: (slot: number): boolean => slot < 4, isRead: (): boolean => true, rowsEach: 100, numbers: 1e6 };
  const counts = (each: readonly number[]): readonly (readonly number[])[] => Array.from({ length: 6 }, () => each);
  const plan = (cube: Cube, more: Partial<typeof request> = {}): ReturnType<typeof planTogether> => planTogether(cube, summarise(indexCube(cube), { from: 0, to: 4 }), { ...request, ...more });

  it('takes features that vary, levels by their share in the baseline, and never measures a row that fits', () => {
    const cube = cubeOf([numeric('x', [0, 1], counts([500, 400, 100])), numeric('constant', [0, 1], counts([1000, 0, 0])), category('level', ['a', 'b'], counts([700, 200, 100]), [], 4), { ...numeric('score', [0, 1], counts([500, 400, 100])), role: 'score' }], new Array<number>(6).fill(1_000));
    const answer = plan(cube);
    if ('reason' in answer) throw new Error(answer.reason);
    expect(answer.features).toEqual([{ kind: 'numeric', name: 'x' }, { kind: 'category', name: 'level', levels: ['a', 'b'], shares: Float64Array.of(0.7, 0.2, 0.025) }]);
    expect(answer.fit).toBe(0.5);
    expect(Array.from(answer.score)).toEqual(new Array(6).fill(0.1));
    expect(answer.scoredRows).toBeCloseTo(600, 9);
    const small = plan(cube, { rowsEach: 5_000 });
    expect('reason' in small ? [] : Array.from(small.score)).toEqual(new Array(6).fill(0.5));
  });

  it('keeps the 200 features with least missing, and fewer where rows are few', () => {
    const wide = (rows: number, columns: number): Cube => cubeOf(Array.from({ length: columns }, (_, f) => numeric(`f${f}`, [0], counts([rows / 2, rows / 2 - f]), new Array<number>(6).fill(f))), new Array<number>(6).fill(rows));
    const many = plan(wide(10_000, 230));
    if ('reason' in many) throw new Error(many.reason);
    expect([many.features.length, many.features[0]?.name, many.features[199]?.name, many.leftOut]).toEqual([200, 'f0', 'f199', 30]);
    const few = plan(wide(60, 10));
    // Half of 240 baseline rows, 20 for each feature.
    expect('reason' in few ? 0 : few.features.length).toBe(6);
  });

  it('says why it cannot be made', () => {
    expect(plan(cubeOf([numeric('x', [0], counts([50, 50]))], new Array<number>(6).fill(100)))).toEqual({ reason: 'fewer than two features vary in the baseline' });
    const two = [numeric('x', [0], counts([5, 5])), numeric('y', [0], counts([5, 5]))];
    expect(plan(cubeOf(two, new Array<number>(6).fill(10)))).toEqual({ reason: 'too few baseline rows (40) for two features' });
    expect(plan(cubeOf([numeric('x', [0], counts([50, 50])), numeric('y', [0], counts([50, 50]))], new Array<number>(6).fill(100)), { numbers: 3 })).toEqual({ reason: 'too many windows (6) of 2 features to be read at once' });
  });
});
