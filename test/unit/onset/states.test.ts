import { describe, expect, it } from 'vitest';
import { analyse } from '../../../src/core/analysis/analyse';
import { indexCube, summarise } from '../../../src/core/cube/indexCube';
import type { SlotRange } from '../../../src/core/domain/window';
import { onsetText } from '../../../src/core/format/onset';
import { findOnset } from '../../../src/core/onset/findOnset';
import { columnStatistic } from '../../../src/core/onset/columnStatistic';
import { onsetRows } from '../../../src/core/report/onsetRows';
import { begunText, onsetGroups, onsetsOfLane } from '../../../webview/panels/dashboard/onsets';
import { type CubeOptions, cubeOf, type Row, sourceOf } from '../analysis/cubeOf';
import { seededUniform, standardNormal } from '../../../src/core/stats/seeded';

const none = { season: [], remove: () => undefined };
const windows = { baseline: { from: 0, to: 10 }, current: { from: 12, to: 20 } };
const series = (values: readonly number[], weights = values.map(() => 1)) => ({ statistic: 'x', values: Float64Array.from(values), weights: Float64Array.from(weights), rowVariance: 0 });
const stepAt = (at: number) => series(Array.from({ length: 20 }, (_, i) => (i < at ? 0 : 5) + (i % 3) / 10));

describe('states of an onset', () => {
  it.each([[5, 'in the baseline'], [11, 'between the windows'], [12, 'as the current window begins'], [15, 'in the current window']] as const)('a step at slot %i lies %s', (at, place) => {
    const onset = findOnset(stepAt(at), windows, none, 0.95);
    expect(onset).toMatchObject({ state: 'found', slot: at, place, interval: { from: at - 1, to: at + 1, level: 0.95 }, slots: 20 });
  });
  it('says why it cannot be had', () => {
    expect(findOnset(stepAt(5), { baseline: { from: 10, to: 20 }, current: { from: 0, to: 8 } }, none, 0.95)).toMatchObject({ state: 'not available', reason: 'the current window lies before the baseline' });
    expect(findOnset(stepAt(5), { baseline: { from: 0, to: 12 }, current: { from: 8, to: 20 } }, none, 0.95)).toMatchObject({ state: 'not available', reason: 'the windows overlap' });
    expect(findOnset(series(Array.from({ length: 20 }, (_, i) => (i < 5 ? i : NaN))), windows, none, 0.95)).toMatchObject({ state: 'not available', reason: '5 slots with enough rows, needs 8' });
    expect(findOnset(series(Array<number>(20).fill(2)), windows, none, 0.95)).toMatchObject({ state: 'not available', reason: 'x is the same in all slots' });
  });
  it('is not clear where noise hides it', () => {
    const uniform = seededUniform(4);
    const noise = findOnset(series(Array.from({ length: 20 }, () => standardNormal(uniform))), windows, none, 0.95);
    expect(noise).toMatchObject({ state: 'not clear', slot: null, interval: null, watched: null });
  });
  it('slots without rows widen the interval, and take no part', () => {
    const values = Array.from({ length: 20 }, (_, i) => (i < 11 ? 0 : 5) + (i % 3) / 10);
    const weights = values.map((_, i) => (i >= 8 && i < 14 ? 0 : 3));
    expect(findOnset(series(values, weights), windows, none, 0.95)).toMatchObject({ state: 'found', slot: 14, interval: { from: 7, to: 15 }, slots: 14 });
  });
});

const perSlot = 120;
/** A number, a category and a missing share that change at slots of their own; rows 0 to 15 of the axis. */
function rowsOf(): Row[] {
  const uniform = seededUniform(21);
  return Array.from({ length: 16 * perSlot }, (_, i): Row => {
    const slot = Math.floor(i / perSlot);
    return {
      slot,
      numeric: { size: standardNormal(uniform) + (slot >= 9 ? 1 : 0), hole: slot >= 12 && uniform() < 0.4 ? null : uniform(), flat: uniform() },
      category: { plan: uniform() < (slot >= 6 ? 0.6 : 0.2) ? 'pro' : 'basic' },
      latency: Math.exp(3 + 0.4 * standardNormal(uniform) + (slot >= 10 ? 0.5 : 0)),
      failed: uniform() < (slot >= 11 ? 0.2 : 0.01),
    };
  });
}
function reportOf(options: Partial<CubeOptions>, baseline: SlotRange, current: SlotRange) {
  const rows = rowsOf();
  const cube = cubeOf(rows, { slots: 16, ...options });
  const index = indexCube(cube);
  return analyse({ cube, source: sourceOf(cube), baseline: summarise(index, baseline), current: summarise(index, current) });
}

describe('onsets of a report', () => {
  const report = reportOf({}, { from: 0, to: 5 }, { from: 12, to: 16 });
  const slotOf = (name: string) => [...report.features.map(({ feature, onset }) => ({ name: feature, onset })), ...report.findings.map(({ id, onset }) => ({ name: id, onset }))].find((each) => each.name === name)?.onset?.slot;
  it('are where each thing was changed, and only what moved has one', () => {
    expect([slotOf('size'), slotOf('hole'), slotOf('plan'), slotOf('latency.p95'), slotOf('latency.mean'), slotOf('errors')]).toEqual([9, 12, 6, 10, 10, 11]);
    for (const one of [...report.features, ...report.findings]) expect(one.onset === undefined).toBe(one.verdict !== 'moved');
    expect(report.features.find(({ feature }) => feature === 'hole')?.onset?.watched?.statistic).toBe('share missing');
    expect(report.features.find(({ feature }) => feature === 'plan')?.onset?.watched?.statistic).toMatch(/^share of (pro|basic)$/);
  });
  it('stand in the sentence by their own dates, the whole date once', () => {
    const text = report.sentence.map((part) => part.text).join('');
    expect(text.match(/since \d+ Jun 2001/g)).toHaveLength(1);
    expect(text.match(/since /g)!.length).toBeGreaterThan(3);
  });
  it('are listed in the order of time', () => {
    const rows = onsetRows(report);
    expect(rows[0]?.target).toBe('feature:plan');
    expect(rows[0]?.text).toMatch(/^since 1 Jun 2001 06:00 UTC \(1 Jun 05:00 to 1 Jun 07:00, 95 %\), between the windows; share of (pro|basic) \d/);
  });
  it('are grouped by their moment for the shared axis, and told by lane', () => {
    const groups = onsetGroups(onsetRows(report));
    expect(groups.map(({ slot }) => slot)).toEqual([...groups.map(({ slot }) => slot)].sort((a, b) => a - b));
    const nine = groups.find(({ slot }) => slot === 9)!;
    expect(begunText(nine.rows)).toMatch(/size \(1 Jun 08:00 to 1 Jun 10:00\)/);
    const lane = { id: 'errors', title: 'error rate', unit: 'share', series: [{ id: 'errors', title: 'error rate', family: 'service', unit: 'share', values: [], n: [] }] } as const;
    expect(onsetsOfLane(lane, onsetRows(report)).map(({ slot }) => slot)).toEqual([11]);
  });
  it('read as rows and as files on those axes', () => {
    const byRow = reportOf({ axis: { kind: 'row', step: perSlot, count: 16, total: 16 * perSlot } }, { from: 0, to: 5 }, { from: 12, to: 16 });
    expect(onsetText(byRow.features.find(({ feature }) => feature === 'size')!.onset!, byRow.axis)).toBe('since row 1,081 (row 961 to 1,200, 95 %), between the windows');
    const names = Array.from({ length: 16 }, (_, i) => `day${String(i).padStart(2, '0')}.jsonl`);
    const byFile = reportOf({ axis: { kind: 'file', names } }, { from: 0, to: 5 }, { from: 12, to: 16 });
    expect(onsetText(byFile.features.find(({ feature }) => feature === 'size')!.onset!, byFile.axis)).toBe('since day09.jsonl (day08.jsonl to day09.jsonl, 95 %), between the windows');
    const two = reportOf({ axis: { kind: 'file', names } }, { from: 0, to: 5 }, { from: 5, to: 7 });
    for (const { onset } of two.features) if (onset !== undefined) expect(onset).toMatchObject({ state: 'not available', reason: '7 slots with enough rows, needs 8' });
  });
});

describe('what is watched of a column', () => {
  it('is null for columns that hold nothing or never change', () => {
    const rows = Array.from({ length: 200 }, (_, i): Row => ({ slot: i % 10, numeric: { same: 3, gone: null }, category: { one: 'a' } }));
    const cube = cubeOf(rows, { slots: 10 });
    const index = indexCube(cube);
    const [from, to] = [summarise(index, { from: 0, to: 5 }), summarise(index, { from: 5, to: 10 })];
    cube.columns.forEach((column, i) => expect(columnStatistic(column, from.columns[i]!, to.columns[i]!), column.name).toBeNull());
  });
});
