import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { binsOf, isEvenlySpaced } from '../../../webview/charts/distributionChart';
import { rangeText, roundScale, slotTicks, tickText, valueRange } from '../../../webview/charts/axes';
import { laneConfig, lanesOf } from '../../../webview/charts/laneChart';
import { spread } from '../../../webview/charts/lineLabels';
import { movedRange, spannedRange } from '../../../webview/charts/windowPair';
import type { Grip } from '../../../webview/charts/windowPair';
import { figuresFor } from '../../../webview/kit/figures';
import { contrast, inkOn, readableHue, rgbOf } from '../../../webview/kit/hues';
import type { Rgb } from '../../../webview/kit/hues';
import type { Palette } from '../../../webview/kit/theme';
import { makeSeries } from './harness/seriesFixture';
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

describe('round scales of the lanes', () => {
  test('hold every value between round ends, from zero where asked, and not far beyond', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: null })), fc.boolean(), fc.constantFrom(3, 4), (values, fromZero, parts) => {
        const { min, max, ticks } = roundScale(values, 'share', fromZero, parts);
        for (const value of values) if (value !== null) expect(value >= min - 1e-9 && value <= max + 1e-9).toBe(true);
        expect(min).toBeGreaterThanOrEqual(0);
        expect(max).toBeLessThanOrEqual(1);
        if (fromZero) expect(min).toBe(0);
        expect([ticks[0], ticks.at(-1)]).toEqual([min, max]);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(parts + 2);
        // No more digits than a round number has.
        for (const tick of ticks) expect(tickText(tick, 'share', true, figures)).toMatch(/^\d{1,3}(\.[1-9]\d?)? %$/);
      }),
    );
  });
  test('known scales', () => {
    expect(roundScale([0.421, 0.939], 'share', false, 3)).toEqual({ min: 0.4, max: 1, ticks: [0.4, 0.6, 0.8, 1] });
    expect(roundScale([12, 36.8], 'per hour', true, 3)).toEqual({ min: 0, max: 40, ticks: [0, 20, 40] });
    expect(roundScale([0, 0.008], 'share', true, 3)).toEqual({ min: 0, max: 0.02, ticks: [0, 0.01, 0.02] });
    expect(roundScale([], 'ms', true, 3)).toEqual({ min: 0, max: 1, ticks: [0, 0.5, 1] });
    const flat = roundScale([0.8], 'share', false, 3);
    expect(flat.min).toBeLessThan(0.8);
    expect(flat.max).toBeGreaterThan(0.8);
  });
  test('ticks say their unit only where asked', () => {
    expect([0, 200, 400].map((tick, i) => tickText(tick, 'ms', i === 2, figures))).toEqual(['0', '200', '400 ms']);
    expect(tickText(0.4, 'share', false, figures)).toBe('40');
    expect(tickText(40, 'per hour', true, figures)).toBe('40/h');
  });
});

describe('lanes', () => {
  const palette: Palette = {
    foreground: 'rgb(204, 204, 204)', muted: 'rgb(150, 150, 150)', background: 'rgb(31, 31, 31)', grid: 'rgb(60, 60, 60)', baseline: 'rgb(89, 164, 249)', current: 'rgb(234, 92, 0)',
    worse: 'rgb(241, 76, 76)', better: 'rgb(137, 209, 133)', mark: 'rgb(177, 128, 215)', font: 'sans-serif', fontSize: 13, highContrast: false,
  };
  const set = makeSeries();
  const latency = lanesOf(set).find((lane) => lane.id === 'latency')!;
  interface Drawn {
    readonly borderColor: string;
    readonly borderWidth: number;
    readonly borderDash: readonly number[];
    readonly spanGaps: boolean;
    readonly pointRadius: readonly number[];
    readonly segment: { borderColor(context: unknown): unknown; borderWidth(context: unknown): unknown };
  }
  const drawn = (series: readonly (number | null)[], highContrast = false) => {
    const lane = { ...latency, series: latency.series.map((each) => ({ ...each, values: series })) };
    return laneConfig(lane, set, figures, 30)({ ...palette, highContrast }).data.datasets as unknown as readonly Drawn[];
  };

  test('percentiles differ by weight and brightness, in high contrast by dashes too', () => {
    expect(latency.series).toHaveLength(3);
    const values = makeSeries().series[0]!.values;
    const [p50, p95, p99] = drawn(values);
    expect(p95!.borderWidth).toBeGreaterThan(p99!.borderWidth);
    expect(new Set([p50, p95, p99].map((each) => each!.borderColor)).size).toBe(3);
    expect([p50, p95, p99].map((each) => each!.borderDash.length)).toEqual([0, 0, 0]);
    expect(new Set(drawn(values, true).map((each) => each.borderDash.join())).size).toBe(3);
  });
  test('a line goes on over a gap, fainter and thinner, and a slot between two gaps is a point', () => {
    const values = set.axis.kind === 'time' ? Array.from({ length: set.axis.count }, (_, i) => (i === 10 || (i > 20 && i % 7 !== 0) ? 5 : null)) : [];
    const [line] = drawn(values);
    expect(line!.spanGaps).toBe(true);
    const over = { p0: { skip: false }, p1: { skip: true } };
    const within = { p0: { skip: false }, p1: { skip: false } };
    expect(line!.segment.borderColor(over)).toBe('rgba(204, 204, 204, 0.4)');
    expect(line!.segment.borderWidth(over)).toBeLessThan(line!.borderWidth);
    expect(line!.segment.borderColor(within)).toBeUndefined();
    expect(line!.pointRadius[10]).toBeGreaterThan(1);
    expect(line!.pointRadius[23]).toBe(0);
  });
  test('names at line ends keep a line apart, in order and inside', () => {
    expect(spread([50, 52, 51], 0, 100)).toEqual([50, 74, 62]);
    expect(spread([98, 99], 0, 100)).toEqual([88, 100]);
    expect(spread([-20], 4, 100)).toEqual([4]);
  });
});

describe('hues', () => {
  const channel = fc.integer({ min: 0, max: 255 });
  const color = fc.tuple(channel, channel, channel) as fc.Arbitrary<Rgb>;
  test('any hue is readable on any ground, and one that already is stays as it is', () => {
    fc.assert(
      fc.property(color, color, fc.constantFrom(3, 4.5), (hue, ground, ratio) => {
        const made = readableHue(hue, ground, ratio);
        expect(contrast(made, ground)).toBeGreaterThanOrEqual(ratio);
        if (contrast(hue, ground) >= ratio) expect(made).toEqual(hue);
        expect(contrast(inkOn(made), made)).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });
  test('colours as computed styles write them', () => {
    expect(rgbOf('rgba(234, 92, 0, 0.33)')).toEqual([234, 92, 0]);
    expect(rgbOf('rgb(1 2 3 / 50%)')).toEqual([1, 2, 3]);
    expect(rgbOf('color(srgb 1 0.2 0 / 0.5)')).toEqual([255, 51, 0]);
    expect(rgbOf('transparent')).toBeNull();
    // WCAG's own example of the least grey on white.
    expect(contrast([118, 118, 118], [255, 255, 255])).toBeCloseTo(4.54, 2);
    expect(contrast([0, 0, 0], [255, 255, 255])).toBe(21);
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
