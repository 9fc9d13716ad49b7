import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseRowStep, chooseStep, timeSteps } from '../../../src/core/cube/chooseStep';
import { defaultComparison, presetsFor } from '../../../src/core/cube/presetsFor';
import { isProblem } from '../../../src/core/cube/windowProblem';
import { resolveComparison } from '../../../src/core/cube/windows';
import type { Axis, Comparison, WindowPreset } from '../../../src/core/domain/window';

const hour = 3_600_000_000;
const start = 472_000 * hour - (472_000 * hour) % (24 * hour);
const hours = (count: number): Axis => ({ kind: 'time', start, step: hour, count });
const full = (count: number): Float64Array => new Float64Array(count).fill(10);
const preset = (axis: Axis, one: WindowPreset, rows = full(axis.kind === 'time' || axis.kind === 'row' ? axis.count : axis.names.length)) => resolveComparison(axis, rows, { preset: one });

describe('chooseStep', () => {
  it('covers the range in at most the wanted slots, from a multiple of the step', () => {
    fc.assert(
      fc.property(fc.integer({ min: -2e15, max: 4e15 }), fc.oneof(fc.nat(1e6), fc.nat(2e15)), fc.integer({ min: 2, max: 400 }), (from, length, target) => {
        const { start: first, step, count } = chooseStep(from, from + length, target);
        expect(count).toBeLessThanOrEqual(target);
        expect(Math.abs(first % step)).toBe(0);
        expect(first).toBeLessThanOrEqual(from);
        expect(first + step * count).toBeGreaterThan(from + length);
        expect(first + step * (count - 1)).toBeLessThanOrEqual(from + length);
      }),
    );
  });
  it('takes steps that people name', () => {
    expect(chooseStep(0, 7 * 24 * hour - 1, 336)).toEqual({ start: 0, step: hour / 2, count: 336 });
    expect(chooseStep(0, 24 * hour - 1, 336).step).toBe(hour / 12);
    for (const step of timeSteps.filter((one) => one <= 24 * hour)) expect((24 * hour) % step).toBe(0);
  });
  it('cuts rows into steps of 1, 2 or 5 times a power of ten', () => {
    expect(chooseRowStep(1000, 336)).toEqual({ step: 5, count: 200, total: 1000 });
    expect(chooseRowStep(10_000_000, 336)).toEqual({ step: 50_000, count: 200, total: 10_000_000 });
    expect(chooseRowStep(0, 336)).toEqual({ step: 1, count: 1, total: 0 });
  });
});

describe('resolveComparison', () => {
  it('takes the first and the last part of what has rows', () => {
    expect(preset(hours(8), { kind: 'parts', baseline: 0.5, current: 0.25 })).toEqual({ baseline: { from: 0, to: 4 }, current: { from: 6, to: 8 }, overlap: 0 });
    const rows = full(12).fill(0, 0, 2).fill(0, 10);
    expect(preset(hours(12), { kind: 'parts', baseline: 0.5, current: 0.5 }, rows)).toEqual({ baseline: { from: 2, to: 6 }, current: { from: 6, to: 10 }, overlap: 0 });
    expect(preset(hours(1), { kind: 'parts', baseline: 0.5, current: 0.5 })).toMatchObject({ problem: 'too-short' });
    expect(preset(hours(8), { kind: 'parts', baseline: 0.8, current: 0.5 })).toMatchObject({ problem: 'bad-request' });
  });

  it('never overlaps parts and stays on the axis', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2), { minLength: 1, maxLength: 60 }), fc.double({ min: 0.01, max: 0.5, noNaN: true }), fc.double({ min: 0.01, max: 0.5, noNaN: true }), (rows, baseline, current) => {
        const answer = preset(hours(rows.length), { kind: 'parts', baseline, current }, Float64Array.from(rows));
        if (isProblem(answer)) return;
        expect(answer.overlap).toBe(0);
        expect(answer.baseline.from).toBeLessThan(answer.baseline.to);
        expect(answer.current.from).toBeLessThan(answer.current.to);
        expect(answer.current.to).toBeLessThanOrEqual(rows.length);
      }),
    );
  });

  it('sets the last length against the one before and against the same hours earlier', () => {
    expect(preset(hours(50), { kind: 'last', length: 6 * hour })).toMatchObject({ baseline: { from: 38, to: 44 }, current: { from: 44, to: 50 } });
    expect(preset(hours(50), { kind: 'same-hours', length: 6 * hour, ago: 'day' })).toMatchObject({ baseline: { from: 20, to: 26 }, current: { from: 44, to: 50 } });
    expect(preset(hours(50), { kind: 'same-hours', length: 6 * hour, ago: 'week' })).toMatchObject({ problem: 'too-short' });
    expect(preset({ kind: 'time', start: 0, step: 168 * hour, count: 20 }, { kind: 'same-hours', length: hour, ago: 'day' })).toMatchObject({ problem: 'too-short' });
    expect(preset({ kind: 'row', step: 10, count: 5, total: 50 }, { kind: 'last', length: hour })).toMatchObject({ problem: 'other-axis', axis: 'time' });
  });

  it('snaps ranges to the nearest borders, clips them and says when they miss the data', () => {
    const ask = (from: number, to: number) => resolveComparison(hours(10), full(10), { baseline: { kind: 'range', from: start + from * hour, to: start + to * hour }, current: { kind: 'slots', from: 8, to: 10 } });
    expect(ask(1.4, 3.6)).toMatchObject({ baseline: { from: 1, to: 4 }, overlap: 0 });
    expect(ask(2.1, 2.2)).toMatchObject({ baseline: { from: 2, to: 3 } });
    expect(ask(2.6, 2.9)).toMatchObject({ baseline: { from: 2, to: 3 } });
    expect(ask(-5, 2)).toMatchObject({ baseline: { from: 0, to: 2 } });
    expect(ask(7, 9)).toMatchObject({ overlap: 1 });
    expect(ask(20, 30)).toMatchObject({ problem: 'outside' });
    expect(ask(-3, -1)).toMatchObject({ problem: 'outside' });
    expect(ask(3, 3)).toMatchObject({ problem: 'bad-request' });
    expect(resolveComparison(hours(10), full(10).fill(0, 0, 3), { baseline: { kind: 'slots', from: 0, to: 3 }, current: { kind: 'slots', from: 8, to: 10 } })).toMatchObject({ problem: 'no-rows', reason: 'The baseline window holds no rows.' });
  });

  it('finds files, versions and kept windows by name', () => {
    const files: Axis = { kind: 'file', names: ['train', 'live', '__proto__'] };
    expect(preset(files, { kind: 'files', baseline: 'train', current: '__proto__' })).toEqual({ baseline: { from: 0, to: 1 }, current: { from: 2, to: 3 }, overlap: 0 });
    expect(preset(files, { kind: 'files', baseline: 'train', current: 'nope' })).toMatchObject({ problem: 'unknown-name' });
    expect(preset(hours(3), { kind: 'files', baseline: 'train', current: 'live' })).toMatchObject({ problem: 'other-axis', axis: 'file' });
    const named: Comparison = { baseline: { kind: 'named', name: 'good week' }, current: { kind: 'slots', from: 4, to: 5 } };
    expect(resolveComparison(hours(5), full(5), named, { 'good week': { kind: 'slots', from: 0, to: 2 } })).toMatchObject({ baseline: { from: 0, to: 2 } });
    expect(resolveComparison(hours(5), full(5), named, { 'good week': { kind: 'named', name: 'good week' } })).toMatchObject({ problem: 'unknown-name' });
    expect(resolveComparison(hours(5), full(5), { ...named, baseline: { kind: 'named', name: 'constructor' } }, {})).toMatchObject({ problem: 'unknown-name' });
  });

  it('finds where a version served most requests, and sends versions side by side to an axis of versions', () => {
    const rows = full(6);
    const after = { names: ['v1', 'v2'], counts: Float64Array.of(10, 0, 10, 0, 8, 2, 1, 9, 0, 10, 0, 10) };
    const one: Comparison = { preset: { kind: 'versions', baseline: 'v1', current: 'v2' } };
    expect(resolveComparison(hours(6), rows, one, {}, after)).toMatchObject({ baseline: { from: 0, to: 3 }, current: { from: 3, to: 6 } });
    const beside = { names: ['v1', 'v2'], counts: Float64Array.from({ length: 12 }, () => 5) };
    expect(resolveComparison(hours(6), rows, one, {}, beside)).toMatchObject({ problem: 'other-axis', axis: 'version' });
  });
});

describe('presets', () => {
  it('offers only what can be resolved, the default first', () => {
    const axis = hours(24 * 15);
    const rows = full(24 * 15);
    const ids = presetsFor(axis, rows).map(({ id }) => id);
    expect(ids[0]).toBe('parts');
    expect(ids).toEqual(expect.arrayContaining(['last-hour', 'last-6-hours-a-day-ago', 'last-day-a-week-ago', 'last-week']));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).not.toContain('last-15-minutes');
    for (const { preset: choice } of presetsFor(axis, rows)) expect(isProblem(resolveComparison(axis, rows, { preset: choice }))).toBe(false);
  });
  it('compares first and last file, the last two versions, else halves and quarters', () => {
    expect(defaultComparison({ kind: 'file', names: ['a', 'empty', 'b'] }, Float64Array.of(1, 0, 2))).toEqual({ preset: { kind: 'files', baseline: 'a', current: 'b' } });
    expect(defaultComparison({ kind: 'version', names: ['1', '2', '3'] }, full(3))).toEqual({ preset: { kind: 'versions', baseline: '2', current: '3' } });
    expect(defaultComparison(hours(9), full(9))).toEqual({ preset: { kind: 'parts', baseline: 0.5, current: 0.25 } });
  });
  it.each([
    [['feb.csv', 'jan.csv'], 'jan.csv', 'feb.csv'],
    [['prod.csv', 'train.csv'], 'train.csv', 'prod.csv'],
    [['monitoring.parquet', 'reference.parquet'], 'reference.parquet', 'monitoring.parquet'],
    [['after.csv', 'before.csv'], 'before.csv', 'after.csv'],
    [['test.csv', 'train.csv'], 'train.csv', 'test.csv'],
    [['newModel.csv', 'oldModel.csv'], 'oldModel.csv', 'newModel.csv'],
    [['prod/log.csv', 'train/log.csv'], 'train/log.csv', 'prod/log.csv'],
    [['/srv/test/b_train.csv', '/srv/test/prod.csv'], '/srv/test/b_train.csv', '/srv/test/prod.csv'],
    [['apr.csv', 'feb.csv', 'jan.csv', 'mar.csv'], 'jan.csv', 'apr.csv'],
    [['December2023.csv', 'January2024.csv', 'November2023.csv'], 'November2023.csv', 'January2024.csv'],
    [['a_2024-03.csv', 'b_2024-01.csv', 'c_2023-12.csv'], 'c_2023-12.csv', 'a_2024-03.csv'],
    [['log20240301.csv', 'log20240215.csv'], 'log20240215.csv', 'log20240301.csv'],
    [['batch10.csv', 'batch2.csv'], 'batch2.csv', 'batch10.csv'],
    [['q1_2024.csv', 'q4_2023.csv'], 'q4_2023.csv', 'q1_2024.csv'],
    [['current_2023.csv', 'train_2024.csv'], 'train_2024.csv', 'current_2023.csv'],
    [['x.csv', 'marble.csv', 'a2.csv'], 'x.csv', 'a2.csv'],
  ])('reads the order of files from their names: %j', (names, baseline, current) => {
    const axis: Axis = { kind: 'file', names };
    expect(defaultComparison(axis, full(names.length))).toEqual({ preset: { kind: 'files', baseline, current } });
    expect(presetsFor(axis, full(names.length)).filter(({ id }) => id === 'files')).toHaveLength(1);
  });
  it('keeps versions in the order in which they served, but for words that say more', () => {
    const versions = (names: readonly string[]) => defaultComparison({ kind: 'version', names }, full(names.length));
    expect(versions(['v10', 'v9'])).toEqual({ preset: { kind: 'versions', baseline: 'v10', current: 'v9' } });
    expect(versions(['treatment', 'control'])).toEqual({ preset: { kind: 'versions', baseline: 'control', current: 'treatment' } });
  });
});
