import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../../../src/core/analysis/settings';
import type { Cube } from '../../../src/core/cube/cube';
import { defaultComparison, presetsFor } from '../../../src/core/cube/presetsFor';
import { isProblem } from '../../../src/core/cube/windowProblem';
import { resolveComparison } from '../../../src/core/cube/windows';
import type { Comparison, SlotRange } from '../../../src/core/domain/window';
import { presetTitle } from '../../../src/core/format/presets';
import { labelState } from '../../../src/core/labels/labelState';
import { labelsIn } from '../../../src/core/labels/labelsIn';
import { seededUniform } from '../../../src/core/stats/seeded';
import { agedBinary, type Answer } from './agedBinary';

/** 100 predictions a day, labels after a number of days. */
const answers = (days: number, lag: (at: number, uniform: () => number) => number | null, seed = 3): Answer[] => {
  const uniform = seededUniform(seed);
  return Array.from({ length: days * 100 }, (_, i): Answer => ({ at: i / 100, predicted: uniform() < 0.5 ? 1 : 0, label: uniform() < 0.4 ? 1 : 0, lag: lag(i / 100, uniform) }));
};
const windows = (cube: Cube, comparison: Comparison) => {
  const answer = resolveComparison(cube.axis, cube.rows, comparison, {}, null, labelsIn(cube, defaultSettings));
  if (isProblem(answer)) throw new Error(answer.reason);
  return answer;
};
const maturity = (cube: Cube, { baseline, current }: { readonly baseline: SlotRange; readonly current: SlotRange }): string | undefined => labelState(cube, baseline, current, defaultSettings)?.maturity.state;
const ids = (cube: Cube): readonly string[] => presetsFor(cube.axis, cube.rows, null, labelsIn(cube, defaultSettings)).map(({ id }) => id);
const preset = { preset: { kind: 'labels-in' } } as const;

describe('the windows whose labels are in', () => {
  it('end where the youngest prediction is as old as most labels take', () => {
    // Labels come after 1 to 9 days: 95 % of them within 8.6, of which the classes of age know 10.
    const cube = agedBinary(answers(40, (_, uniform) => 1 + 8 * uniform()), 40);
    expect(labelsIn(cube, defaultSettings)).toEqual({ from: 0, to: 30 });
    expect(windows(cube, preset)).toEqual({ baseline: { from: 0, to: 15 }, current: { from: 22, to: 30 }, overlap: 0 });
    expect(maturity(cube, windows(cube, preset))).toBe('mature');
    expect(maturity(cube, windows(cube, defaultComparison(cube.axis, cube.rows)))).toBe('not mature');
    const offered = presetsFor(cube.axis, cube.rows, null, labelsIn(cube, defaultSettings)).find(({ id }) => id === 'labels-in');
    expect(presetTitle(offered!.label)).toBe('First 50 % against last 25 % of the part whose labels are in');
  });

  it('end before a last stretch with fewer labels, where nobody knows when labels come', () => {
    const cube = agedBinary(answers(40, (at) => (at < 33 ? 0 : Infinity)), 40, false);
    const { to } = labelsIn(cube, defaultSettings)!;
    expect(to).toBeGreaterThan(30);
    expect(to).toBeLessThanOrEqual(33);
    expect(maturity(cube, windows(cube, preset))).not.toBe('not mature');
    expect(ids(cube)).toContain('labels-in');
  });

  it('are those of the whole log where all labels are in, and then offered by nobody', () => {
    for (const withTimes of [true, false]) {
      const cube = agedBinary(answers(40, () => 0), 40, withTimes);
      expect(labelsIn(cube, defaultSettings)).toEqual({ from: 0, to: 40 });
      expect(windows(cube, preset)).toEqual(windows(cube, defaultComparison(cube.axis, cube.rows)));
      expect(ids(cube)).not.toContain('labels-in');
    }
    // A fifth never gets a label, as many at the end as before: nothing is still to come.
    const sparse = agedBinary(answers(40, (_, uniform) => (uniform() < 0.2 ? Infinity : 0)), 40, false);
    expect(labelsIn(sparse, defaultSettings)).toEqual({ from: 0, to: 40 });
  });

  it('are nowhere without labels, on an axis without order, or in a log too young for any', () => {
    const cube = agedBinary(answers(40, (_, uniform) => 1 + 8 * uniform()), 40);
    const bare: Cube = { ...cube, confusion: null };
    const { labelAges: _, ...unlabelled } = bare;
    expect(labelsIn(unlabelled, defaultSettings)).toBeNull();
    expect(resolveComparison(cube.axis, cube.rows, preset)).toMatchObject({ problem: 'bad-request', reason: expect.stringContaining('no labels') as string });
    expect(labelsIn({ ...cube, axis: { kind: 'version', names: Array.from({ length: 40 }, (_each, i) => `v${i}`) } }, defaultSettings)).toBeNull();
    const young = agedBinary(answers(6, (_each, uniform) => 5 + 8 * uniform()), 6);
    expect(ids(young)).not.toContain('labels-in');
  });

  it('are mature by the rule of the report itself, whatever the lags', () => {
    let offered = 0;
    fc.assert(fc.property(fc.integer({ min: 12, max: 60 }), fc.double({ min: 0.1, max: 12, noNaN: true }), fc.double({ min: 0, max: 0.3, noNaN: true }), fc.integer(), (days, mean, never, seed) => {
      const cube = agedBinary(answers(days, (_, uniform) => (uniform() < never ? Infinity : -mean * Math.log(1 - uniform())), seed), days);
      const slots = labelsIn(cube, defaultSettings)!;
      expect(slots.from).toBe(0);
      expect(slots.to).toBeLessThanOrEqual(days);
      if (!ids(cube).includes('labels-in')) return;
      offered += 1;
      const { baseline, current } = windows(cube, preset);
      expect(current.to).toBe(slots.to);
      expect(maturity(cube, { baseline, current })).toBe('mature');
    }), { numRuns: 100, seed: 7 });
    expect(offered).toBeGreaterThan(50);
  });
});
