import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { binsOf, isEvenlySpaced } from '../../../webview/charts/distributionChart';
import { rangeText, slotTicks, valueRange } from '../../../webview/charts/axes';
import { movedRange, spannedRange } from '../../../webview/charts/windowPair';
import type { Grip } from '../../../webview/charts/windowPair';
import { figuresFor } from '../../../webview/kit/figures';
import { LatestOnly } from '../../../webview/kit/latestOnly';
import { freshUiState, readUiState } from '../../../webview/panels/dashboard/uiState';
import { comparisonOf } from '../../../webview/panels/dashboard/comparisons';

const figures = figuresFor('en');

describe('windows', () => {
  test('a moved window keeps inside the axis, at least one slot wide, and a whole move keeps its width', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(), fc.nat(), fc.double({ min: -1e4, max: 1e4, noNaN: true }), fc.constantFrom<Grip>('from', 'to', 'whole'), (count, a, b, by, grip) => {
        const from = a % count;
        const range = { from, to: from + 1 + (b % (count - from)) };
        const moved = movedRange(range, grip, by, count);
        expect(moved.from).toBeGreaterThanOrEqual(0);
        expect(moved.to).toBeLessThanOrEqual(count);
        expect(moved.to).toBeGreaterThan(moved.from);
        if (grip === 'whole') expect(moved.to - moved.from).toBe(range.to - range.from);
        if (grip === 'from') expect(moved.to).toBe(range.to);
      }),
    );
  });
  test('a drawn window holds both ends in either direction', () => {
    expect(spannedRange(4.2, 9.7, 20)).toEqual({ from: 4, to: 10 });
    expect(spannedRange(9.7, 4.2, 20)).toEqual({ from: 4, to: 10 });
    expect(spannedRange(-3, 400, 20)).toEqual({ from: 0, to: 20 });
    expect(spannedRange(19.9, 25, 20)).toEqual({ from: 19, to: 20 });
  });
  test('requests name times, files and versions, else slots', () => {
    const windows = { baseline: { from: 0, to: 1 }, current: { from: 1, to: 3 } };
    expect(comparisonOf({ kind: 'time', start: 1000, step: 10, count: 5 }, windows)).toEqual({ baseline: { kind: 'range', from: 1000, to: 1010 }, current: { kind: 'range', from: 1010, to: 1030 } });
    expect(comparisonOf({ kind: 'file', names: ['a', 'b', 'c'] }, windows)).toEqual({ baseline: { kind: 'file', name: 'a' }, current: { kind: 'slots', from: 1, to: 3 } });
    expect(comparisonOf({ kind: 'row', step: 10, count: 5, total: 42 }, windows).valueOf()).toEqual({ baseline: { kind: 'slots', from: 0, to: 1 }, current: { kind: 'slots', from: 1, to: 3 } });
  });
});

describe('axis words', () => {
  test('ticks are round times and not more than there is room for', () => {
    const axis = { kind: 'time', start: Date.UTC(2001, 5, 1, 5) * 1000, step: 3_600e6, count: 24 * 15 } as const;
    const ticks = slotTicks(axis, 8, figures);
    expect(ticks.length).toBeLessThanOrEqual(9);
    expect(ticks.map((tick) => tick.text).slice(0, 2)).toEqual(['3 Jun', '5 Jun']);
    expect(ticks.every((tick) => (axis.start + tick.at * axis.step) % 86_400e6 === 0)).toBe(true);
  });
  test('rows end where the source ends', () => {
    expect(rangeText({ kind: 'row', step: 1000, count: 3, total: 2500 }, { from: 1, to: 3 }, figures)).toBe('rows 1,001 to 2,500');
  });
});

describe('value axes', () => {
  test('hold every value, start at zero where asked, and keep shares within 0 and 100 %', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: null })), fc.boolean(), (values, fromZero) => {
        const { min, max } = valueRange(values, 'share', fromZero);
        for (const value of values) if (value !== null) expect(value >= min - 1e-12 && value <= max + 1e-12).toBe(true);
        expect(max).toBeGreaterThan(min);
        expect(min).toBeGreaterThanOrEqual(0);
        expect(max).toBeLessThanOrEqual(1);
        if (fromZero) expect(min).toBe(0);
      }),
    );
  });
  test('an unmoving figure does not fill its picture with noise', () => {
    const { min, max } = valueRange([0.801, 0.802, 0.8015], 'share', false);
    expect(max - min).toBeGreaterThanOrEqual(0.02);
    expect(valueRange([0, 0, 0], 'share', true).max).toBeCloseTo(0.0224, 12);
  });
});

describe('distribution bars', () => {
  test('the end bars are open, as the counts in them are', () => {
    const bins = binsOf({ kind: 'numeric', edges: [0, 10, 20, 30], baseline: [0.2, 0.5, 0.3], current: [0.1, 0.1, 0.8] }, figures);
    expect(bins.map((bin) => bin.title)).toEqual(['at most 10', '10 to 20', 'above 20']);
    expect(bins.map((bin) => bin.filter)).toEqual([{ low: null, high: 10 }, { low: 10, high: 20 }, { low: 20, high: null }]);
  });
  test('missing asks for rows without value; other levels cannot be asked for', () => {
    const bins = binsOf({ kind: 'category', levels: ['a', '(other levels)', '(missing)'], baseline: [1, 0, 0], current: [0.5, 0.2, 0.3] }, figures);
    expect(bins.map((bin) => bin.filter)).toEqual([{ level: 'a' }, null, { level: null }]);
  });
  test('even spacing', () => {
    expect(isEvenlySpaced([0, 1, 2, 3])).toBe(true);
    expect(isEvenlySpaced([0, 1, 2, 4])).toBe(false);
  });
});

describe('persisted state', () => {
  test('reads back what was stored', () => {
    const state = { ...freshUiState, feature: 'x', filter: 'é', movedOnly: true, open: ['a'], lanes: ['latency'], scroll: 12, sort: { column: 'q', descending: true } as const };
    expect(readUiState(JSON.parse(JSON.stringify(state)))).toEqual(state);
  });
  test('never throws and always gives a whole state', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (any, other) => {
        const state = readUiState({ version: 1, sort: any, open: other, lanes: any, scroll: other, filter: any });
        expect(Object.keys(state).sort()).toEqual(Object.keys(freshUiState).sort());
        expect(readUiState(any)).toBeDefined();
      }),
    );
  });
});

describe('latest only', () => {
  test('runs one at a time and ends with the last input', async () => {
    const seen: [number, boolean][] = [];
    let running = 0;
    let most = 0;
    let finish: () => void = () => undefined;
    const done = new Promise<void>((resolve) => (finish = resolve));
    const latest = new LatestOnly<number>(async (input, isLast) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 2));
      running -= 1;
      seen.push([input, isLast()]);
      if (input === 99) finish();
    });
    for (let i = 0; i < 100; i += 1) latest.push(i);
    await done;
    expect(most).toBe(1);
    expect(seen).toEqual([[0, false], [99, true]]);
  });
});
