import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/core/domain/finding';
import { explain } from '../../../src/core/why/explain';
import { planColumns } from '../../../src/core/why/planColumns';
import { groupCount, rangesOf, rangeText, type SegmentColumn } from '../../../src/core/why/segmentColumn';
import { type WhyMetric, whyMetric } from '../../../src/core/why/whyMetric';
import { cubeOf, type Row, windowOf } from '../analysis/cubeOf';
import { type CountedRow, countRows } from './countRows';

const finding = (id: string, from: number | null, to: number | null): Finding => {
  const figure = (value: number | null) => ({ value, interval: null, n: 1 });
  return { id, family: 'service', title: id, unit: id.startsWith('latency') ? 'ms' : 'share', better: 'lower', baseline: figure(from), current: figure(to), change: { value: from === null || to === null ? null : to - from, interval: null }, verdict: 'moved', reason: '', method: '', basis: 'exact', p: null };
};
const columns: readonly SegmentColumn[] = [{ kind: 'numeric', name: 'x', edges: [1, 2, 3], values: null }, { kind: 'category', name: 'c', levels: ['a', 'b'] }];
const metrics: readonly WhyMetric[] = [
  { finding: finding('errors', 0.1, 0.2), event: 'error', thresholds: [] },
  { finding: finding('quality.accuracy', 0.9, 0.8), event: 'wrong', thresholds: [] },
  { finding: finding('latency.p95', 10, 90), event: 'slow', thresholds: [10, 90] },
];

/** Runs of like rows, few or many, so that whole blocks and windows are empty, constant, or of one segment. */
const runs = (outcomes: number) =>
  fc.array(
    fc.record({ block: fc.integer({ min: -1, max: 4 }), current: fc.boolean(), outcome: fc.integer({ min: 0, max: outcomes - 1 }), groups: fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 3 })), times: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 400 })) }),
    { maxLength: 12 },
  );

describe('explain', () => {
  it.each(metrics)('answers whatever was counted, with finite figures that add up: %#', (metric) => {
    const outcomes = metric.thresholds.length === 0 ? 2 : 3;
    let named = 0;
    fc.assert(
      fc.property(runs(outcomes), (some) => {
        const rows: CountedRow[] = some.flatMap(({ times, ...row }) => Array.from({ length: times }, () => row));
        const answer = explain({ metric, singles: countRows(rows, columns, 5, outcomes), pairs: countRows(rows, columns, 5, outcomes, [[0, 1]]), replaced: [], leftOut: 0 });
        expect(answer.sentence).not.toMatch(/NaN|Infinity|undefined/);
        for (const { segments, rest, text } of answer.explanations) {
          named += 1;
          expect(text).not.toMatch(/NaN|Infinity|undefined/);
          const parts = [...segments, rest];
          expect(parts.every(({ part, mix, ratePart }) => [part, mix, ratePart].every(Number.isFinite))).toBe(true);
          const total = parts.reduce((sum, { part }) => sum + part, 0);
          // The rate of these rows is not that of the made-up finding, but a percentile's parts are scaled to its change.
          if (metric.event === 'slow') expect(total).toBeCloseTo(80, 8);
        }
      }),
      { numRuns: 300, seed: 11 },
    );
    // Runs of hundreds of like rows are often a real difference: the property must have seen explanations.
    expect(named).toBeGreaterThan(0);
  });
});

describe('a metric that can be split', () => {
  it('is a rate over rows or a percentile that changed', () => {
    expect(whyMetric(finding('latency.p99', 20, 10), false)).toMatchObject({ event: 'slow', thresholds: [10, 20] });
    expect(whyMetric(finding('quality.precision', 0.5, 0.4), true)).toMatchObject({ event: 'wrong of predicted positive' });
    for (const [id, from, to, positive] of [['quality.precision', 0.5, 0.4, false], ['quality.auc', 0.5, 0.4, true], ['latency.mean', 1, 2, true], ['errors', null, 0.1, true], ['errors', 0.1, 0.1, true], ['constructor', 0, 1, true]] as const) {
      expect(whyMetric(finding(id, from, to), positive)).toHaveProperty('reason');
    }
  });
});

describe('the columns of a search', () => {
  const rows: readonly Row[] = [0, 1, 2, 3].flatMap((slot) =>
    Array.from({ length: 500 }, (_, i): Row => ({
      slot,
      numeric: { long: i, few: i % 3, constant: 7, mostlyZero: i < 450 ? 0 : i, shifted: i + 600 * Number(slot > 1), score: i / 500 },
      category: { plan: i % 4 === 0 ? 'pro' : 'basic', build: slot < 2 ? 'old' : 'new', many: `k${i}` },
      version: slot < 2 ? 'v1' : 'v2',
    })),
  );
  const cube = cubeOf(rows, { slots: 4, roles: { score: 'score' } });
  const plan = (most: number) => planColumns(cube, windowOf(cube, 0, 2), windowOf(cube, 2, 4), 'version', most);

  it('are features and the version: no outcome, nothing constant, nothing that the windows replaced, few groups each', () => {
    const { columns: planned, replaced, tied, leftOut } = plan(100);
    expect(planned.map(({ name }) => name).sort()).toEqual(['few', 'long', 'many', 'mostlyZero', 'plan', 'shifted']);
    expect(Math.max(...planned.filter(({ kind }) => kind === 'numeric').map(groupCount))).toBeLessThanOrEqual(9);
    expect(planned.find(({ name }) => name === 'few')).toMatchObject({ values: [0, 1, 2] });
    expect(planned.find(({ name }) => name === 'many')).toHaveProperty('levels.length', 30);
    expect(replaced).toEqual(expect.arrayContaining([{ column: 'build', baseline: 'old', current: 'new' }, { column: 'version', baseline: 'v1', current: 'v2' }]));
    expect([...tied]).toEqual(['shifted']);
    expect(leftOut).toBe(0);
  });

  it('of too many are those that moved most', () => {
    expect(plan(1).columns.map(({ name }) => name)).toEqual(['shifted']);
    expect(plan(1).leftOut).toBe(5);
  });

  it('have words for each of their groups', () => {
    expect(rangesOf(columns[0]!, false).map((range) => rangeText(columns[0]!, range))).toEqual(['x up to 1', 'x above 1', 'x up to 2', 'x above 2', 'x up to 3', 'x above 3', 'x above 1 up to 2', 'x above 2 up to 3', 'x missing']);
    expect(rangesOf(columns[1]!, true).map((range) => rangeText(columns[1]!, range))).toEqual(['c = a', 'c = b', 'c of other values', 'c missing']);
    expect(rangeText({ kind: 'numeric', name: 'day', edges: [0, 1], values: [0, 1, 2] }, { from: 1, to: 2 })).toBe('day = 1');
  });
});
