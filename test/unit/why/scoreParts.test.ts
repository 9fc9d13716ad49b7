import { describe, expect, it } from 'vitest';
import { analyse } from '../../../src/core/analysis/analyse';
import { defaultSettings } from '../../../src/core/analysis/settings';
import { indexCube, summarise } from '../../../src/core/cube/indexCube';
import { seededUniform } from '../../../src/core/stats/seeded';
import { scoreParts } from '../../../src/core/why/scoreParts';
import { cubeOf, type Row, sourceOf } from '../analysis/cubeOf';

/** Scores on a grid of 40, answered from 0.5 on. `drawn` gives a score, `truth` the chance of a positive at it. */
function partsOf(drawn: (u: number) => number, truth: (score: number) => number, more: Partial<Row> = {}, metric = 'quality.accuracy', baselineTruth: (score: number, slot: number) => number = (score) => score) {
  const uniform = seededUniform(31);
  const rows = Array.from({ length: 16_000 }, (_, i): Row => {
    const slot = Math.floor(i / 400);
    const now = slot >= 20;
    const score = Math.round((now ? drawn(uniform()) : 0.025 + 0.95 * uniform()) * 40) / 40;
    const chance = now ? truth(score) : baselineTruth(score, slot);
    return { slot, score, prediction: score >= 0.5 ? '1' : '0', label: uniform() < chance ? '1' : '0', ...(now ? more : {}) };
  });
  const cube = cubeOf(rows, { slots: 40, positive: '1' });
  const index = indexCube(cube);
  const [baseline, current] = [summarise(index, { from: 0, to: 20 }), summarise(index, { from: 20, to: 40 })];
  const report = analyse({ cube, source: sourceOf(cube), baseline, current });
  const finding = report.findings.find(({ id }) => id === metric)!;
  return { finding, parts: scoreParts(cube, baseline, current, finding, defaultSettings) };
}
const hard = (u: number) => 0.35 + 0.3 * u;

describe('a fall of quality in what the scores explain and what is left', () => {
  it.each(['quality.accuracy', 'quality.precision', 'quality.recall', 'quality.f1'])('adds up for %s', (metric) => {
    const { finding, parts } = partsOf(hard, (score) => 0.8 * score, {}, metric);
    expect(parts).toMatchObject({ state: 'available' });
    expect(Math.abs(parts!.scores!.value + parts!.meaning!.value - finding.change.value!)).toBeLessThan(1e-12);
  });
  it('is all of the scores where they keep their meaning', () => {
    const { finding, parts } = partsOf(hard, (score) => score);
    expect(finding.change.value!).toBeLessThan(-0.15);
    expect(Math.abs(parts!.meaning!.value)).toBeLessThan(0.02);
    expect(Math.abs(parts!.meaning!.z)).toBeLessThan(3);
    expect(parts!.scores!.low!).toBeLessThan(finding.change.value!);
    expect(parts!.scores!.high!).toBeGreaterThan(finding.change.value!);
    expect(parts!.sentence).toContain('is within what chance and calibration leave open');
  });
  it('is none of the scores where only their meaning changed', () => {
    const { parts } = partsOf((u) => 0.025 + 0.95 * u, (score) => 0.5 * score);
    expect(Math.abs(parts!.scores!.value)).toBeLessThan(0.02);
    expect(parts!.meaning!.value).toBeLessThan(-0.1);
    expect(parts!.meaning!.z).toBeLessThan(-3);
    expect(parts!.sentence).toContain('is that the same scores came to mean something else');
  });
  it('is not available with its reason where no estimate can rest on the baseline', () => {
    // What a score is worth flips from run to run of the baseline.
    const { parts } = partsOf(hard, (score) => score, {}, 'quality.accuracy', (score, slot) => (Math.floor(slot / 4) % 2 === 0 ? score : 1 - score));
    expect(parts).toMatchObject({ state: 'not available', scores: null, meaning: null });
    expect(parts!.sentence).toMatch(/^What the scores explain is not available: /);
    const { parts: early } = partsOf(hard, (score) => score, { label: null });
    expect(early).toMatchObject({ state: 'not available' });
  });
  it('is nothing for a metric that scores do not predict', () => {
    expect(partsOf(hard, (score) => score, {}, 'quality.auc').parts).toBeNull();
  });
});
