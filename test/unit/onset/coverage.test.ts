import { describe, expect, it } from 'vitest';
import { findOnset } from '../../../src/core/onset/findOnset';
import { seasonFit } from '../../../src/core/onset/removeSeason';
import { seededUniform, standardNormal } from '../../../src/core/stats/seeded';

/* How often the interval holds the true change. docs/statistics.md has more settings (bench/coverage/onset.mjs). */

const hour = 3_600e6;
interface Setting { readonly slots: number; readonly shift: number; readonly memory?: number; readonly season?: number; readonly step?: number; readonly ramp?: number; readonly baselineShare?: number }

function run({ slots, shift, memory = 0, season = 0, step = 24 * hour, ramp = 0, baselineShare = 0.4 }: Setting, uniform: () => number) {
  const at = Math.floor(slots * (0.45 + 0.4 * uniform()));
  let noise = standardNormal(uniform);
  const values = Float64Array.from({ length: slots }, (_, i) => {
    noise = memory * noise + Math.sqrt(1 - memory * memory) * standardNormal(uniform);
    return season * Math.sin((2 * Math.PI * i * step) / (24 * hour)) + noise + (i < at ? 0 : ramp > 0 ? Math.min(shift, (shift * (i - at)) / ramp) : shift);
  });
  const weights = new Float64Array(slots).fill(100);
  const windows = { baseline: { from: 0, to: Math.floor(slots * baselineShare) }, current: { from: Math.floor(slots * 0.6), to: slots } };
  const onset = findOnset({ statistic: 'x', values, weights, rowVariance: 0 }, windows, seasonFit({ kind: 'time', start: 0, step, count: slots }, windows.baseline, weights), 0.95);
  return { at, onset };
}

function measure(setting: Setting, runs: number, seed: number) {
  const uniform = seededUniform(seed);
  let [found, held] = [0, 0];
  for (let i = 0; i < runs; i += 1) {
    const { at, onset } = run(setting, uniform);
    if (onset.interval === null) continue;
    found += 1;
    if (onset.interval.from <= at + (setting.ramp ?? 0) && at <= onset.interval.to) held += 1;
  }
  return { found: found / runs, held: found === 0 ? 1 : held / found };
}

describe('the interval of an onset, asked for 95 %', () => {
  it.each([
    ['iid, 30 slots, 2 sd', { slots: 30, shift: 2 }, 0.8],
    ['iid, 120 slots, 1 sd', { slots: 120, shift: 1 }, 0.8],
    ['AR(1) 0.6, 120 slots, 2 sd', { slots: 120, shift: 2, memory: 0.6 }, 0.8],
    ['AR(1) 0.6, 480 slots, 1 sd', { slots: 480, shift: 1, memory: 0.6 }, 0.8],
    ['a ramp over 24 of 120 slots', { slots: 120, shift: 3, ramp: 24 }, 0.9],
    ['a daily season of 3 sd, 10 days of hours', { slots: 240, shift: 2, season: 3, step: hour, baselineShare: 0.4 }, 0.8],
  ] as const)('holds the change: %s', (_, setting, leastFound) => {
    const { found, held } = measure(setting, 300, 7);
    expect(found).toBeGreaterThan(leastFound);
    expect(held).toBeGreaterThan(0.93);
  });
  it('is seldom given where nothing changed', () => {
    expect(measure({ slots: 120, shift: 0 }, 300, 9).found).toBeLessThan(0.06);
    expect(measure({ slots: 120, shift: 0, memory: 0.6 }, 300, 10).found).toBeLessThan(0.1);
  });
  it('would follow the season if that stayed in: 3 sd of season, 1.5 sd of change', () => {
    const [with3, without] = [3, 0].map((season) => measure({ slots: 240, shift: 1.5, season, step: hour }, 100, 11));
    expect(Math.abs(with3!.held - without!.held)).toBeLessThan(0.05);
    // A baseline of 2 days knows no season.
    const { onset } = run({ slots: 120, shift: 2, season: 3, step: hour }, seededUniform(3));
    expect(onset.method).not.toContain('time of day');
  });
});
