import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseWindows, defaultBaseline, lengthFor, mostWindows, windowsOf } from '../../../src/core/alerts/chooseWindows';
import { Incidents } from '../../../src/core/alerts/incidents';
import { gramInverse, type SparseRow } from '../../../src/core/alerts/leastSquares';
import { windowDesign, type WindowDesign } from '../../../src/core/alerts/windowDesign';
import type { AlertFamily } from '../../../src/core/domain/alert';
import { day, hour, monday } from './cubes';

const minute = hour / 60;

const starts = (count: number, step: number, from = monday): number[] => Array.from({ length: count }, (_, i) => from + i * step);
const dense = (design: WindowDesign, { columns, values }: SparseRow): number[] => Array.from({ length: design.columns }, (_, c) => values[columns.indexOf(c)] ?? 0);

describe('windowDesign', () => {
  it('knows hours from 7 days, harmonics from 3, a level below', () => {
    const season = (hours: number): readonly [number, readonly string[]] => {
      const design = windowDesign(starts(hours, hour), hour);
      return [design.columns, design.season];
    };
    expect(season(71)).toEqual([1, []]);
    expect(season(72)).toEqual([5, ['time of day']]);
    expect(season(167)).toEqual([5, ['time of day']]);
    expect(season(168)).toEqual([24, ['time of day']]);
  });

  it('knows weekends from 3 of them, if there are workdays too', () => {
    // Two weekends end on day 14 from a Monday; the third begins with day 19.
    expect(windowDesign(starts(19 * 24, hour), hour).season).toEqual(['time of day']);
    const design = windowDesign(starts(19 * 24 + 1, hour), hour);
    expect([design.columns, design.season]).toEqual([25, ['time of day', 'weekend']]);
    const saturday = monday + 5 * day;
    expect(dense(design, design.row(saturday - hour))[24]).toBe(0);
    expect(dense(design, design.row(saturday))[24]).toBe(1);
    expect(dense(design, design.row(saturday + 2 * day - hour))[24]).toBe(1);
    expect(dense(design, design.row(saturday + 2 * day))[24]).toBe(0);
    const onlyWeekends = [0, 1, 2, 3].flatMap((week) => starts(48, hour, saturday + week * 7 * day));
    expect(windowDesign(onlyWeekends, hour).season).toEqual(['time of day']);
    expect(windowDesign(starts(21, day), day).season).toEqual(['weekend']);
    expect(windowDesign(starts(8, 7 * day), 7 * day).season).toEqual([]);
  });

  it('puts equal times of the day together, in the zone asked for', () => {
    const india = 5.5 * hour;
    const design = windowDesign(starts(200, hour), hour, india);
    const column = (start: number): number => dense(design, design.row(start)).indexOf(1);
    // 18:30 UTC is midnight there.
    expect(column(monday + 18.5 * hour)).toBe(0);
    expect(column(monday + 18 * hour)).toBe(23);
    expect(column(monday + 3 * hour)).toBe(column(monday + 40 * day + 3 * hour));
    const quarters = windowDesign(starts(7 * 96, hour / 4), hour / 4);
    expect(quarters.columns).toBe(24);
    const long = windowDesign(starts(40, 6 * hour), 6 * hour);
    expect([long.columns, long.season]).toEqual([4, ['time of day']]);
    // Neither hours nor harmonics fit windows that do not divide the day.
    expect(windowDesign(starts(60, 7 * hour), 7 * hour).season).toEqual([]);
    // Before 1970 the day runs forwards too.
    expect(dense(design, design.row(-day - india)).indexOf(1)).toBe(0);
  });

  it('has columns that do not depend on one another over full days', () => {
    fc.assert(fc.property(fc.integer({ min: 72, max: 600 }), fc.constantFrom(hour / 4, hour / 2, hour, 2 * hour, 3 * hour), fc.integer({ min: -12, max: 14 }), (count, length, zone) => {
      const all = starts(count, length);
      const design = windowDesign(all, length, zone * hour);
      expect(gramInverse(all.map((start) => design.row(start)), design.columns).rank).toBe(design.columns);
    }), { numRuns: 60 });
  });
});

describe('chooseWindows', () => {
  const to = (length: number): number => monday + length - 1;
  it('takes hours where the history is long enough for the level, and shorter windows where it is not', () => {
    expect(chooseWindows(monday, to(30 * day), 1_000_000, 0.01)).toEqual({ start: monday, step: hour, count: 720 });
    expect(chooseWindows(monday, to(10 * day), 1_000_000, 0.01)).toMatchObject({ step: hour / 2, count: 480 });
    // Rows decide: 200 a window where the history allows it, 100 else; then the history gives way.
    expect(chooseWindows(monday, to(100 * day), 100_000, 0.01)).toMatchObject({ step: 6 * hour, count: 400 });
    expect(chooseWindows(monday, to(30 * day), 80_000, 0.01)).toMatchObject({ step: hour, count: 720 });
    expect(chooseWindows(monday, to(30 * day), 40_000, 0.01)).toMatchObject({ step: 2 * hour, count: 360 });
    expect(chooseWindows(monday, to(365 * day), 30_000, 0.01)).toMatchObject({ step: day, count: 365 });
  });

  it('cuts every log into at most so many windows, which hold all of it', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 4e15 }), fc.double({ min: 0, max: 1e15, noNaN: true }), fc.integer({ min: 1, max: 1e9 }), fc.constantFrom(0.001, 0.01, 0.2), (from, length, rows, level) => {
      const end = Math.floor(from + length);
      const { start, step, count } = chooseWindows(from, end, rows, level);
      expect(start).toBeLessThanOrEqual(from);
      expect(start + count * step).toBeGreaterThan(end);
      if (end - from < 900 * 7 * day) expect(count).toBeLessThanOrEqual(mostWindows);
    }));
  });

  it('comes as near to the length of the family as history and rows allow', () => {
    const chosen = (family: AlertFamily, length: number, rows: number, level = 0.01): number => chooseWindows(monday, to(length), rows, level, { length: lengthFor(family, level) }).step;
    // So long that the level stands for one false alert a day; an hour at most, a minute at least.
    expect([0.01, 0.001, 0.0001, 0.2].map((level) => lengthFor('service', level) / 60e6)).toEqual([14.4, 1.44, 1, 60]);
    expect(chosen('service', 30 * day, 1_000_000)).toBe(hour / 4);
    expect(chosen('service', 30 * day, 400_000)).toBe(hour / 2);
    expect(chosen('service', 3 * day, 2_000_000, 0.001)).toBe(minute);
    expect(chosen('service', 6 * day, 2_000_000, 0.001)).toBe(2 * minute);
    expect(chosen('drift', 30 * day, 1_000_000)).toBe(hour);
    expect(chosen('business', 30 * day, 1_000_000)).toBe(hour);
    expect(chosen('business', 200 * day, 1_000_000)).toBe(12 * hour);
    expect(chosen('business', 400 * day, 1_000_000)).toBe(day);
    expect(chosen('business', 2_600 * day, 100_000)).toBe(7 * day);
  });

  it('with a baseline that was chosen, takes windows of which it holds enough', () => {
    const wish = { length: hour, baseline: 4 * day };
    expect(chooseWindows(monday, to(30 * day), 1_000_000, 0.01, wish).step).toBe(hour / 4);
    expect(chooseWindows(monday, to(30 * day), 1_000_000, 0.01, { ...wish, baseline: 20 * day }).step).toBe(hour);
  });

  it('starts weeks on Mondays and days at midnight', () => {
    expect(windowsOf(monday + 3 * day, to(29 * day), 7 * day)).toEqual({ start: monday, step: 7 * day, count: 5 });
    expect(windowsOf(monday - 1, to(day), 7 * day)).toEqual({ start: monday - 7 * day, step: 7 * day, count: 2 });
    expect(windowsOf(monday + hour, monday + hour, day)).toEqual({ start: monday, step: day, count: 1 });
  });

  it('takes at most 336 windows and three of five for the baseline', () => {
    expect([1, 2, 10, 100, 1_000].map((count) => defaultBaseline(count).to)).toEqual([1, 1, 6, 60, 336]);
    expect([60, 30, 15, 5, 1].map((minutes) => defaultBaseline(100_000, minutes * minute).to)).toEqual([336, 336, 672, 2_016, 10_080]);
    expect(defaultBaseline(100_000, hour, 0.001).to).toBe(2_019);
    expect(defaultBaseline(1_000, 5 * minute, 0.001).to).toBe(600);
  });
});

describe('incidents', () => {
  const play = (windows: string): { readonly open: (number | null)[]; readonly incidents: Incidents } => {
    let id = 0;
    const incidents = new Incidents('drift', () => (id += 1));
    const open = [...windows].map((kind, w) => incidents.next(w, kind === 'A', kind === '-' ? null : kind === 'c', kind === 'A' ? ['a', ...(w % 2 === 0 ? ['b'] : [])] : []));
    return { open, incidents };
  };

  it('open with an alert and close after three calm windows in a row', () => {
    const { open, incidents } = play('qcAccqAccAcccqA');
    expect(open).toEqual([null, null, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, null, null, 2]);
    expect(incidents.all()).toEqual([
      { id: 1, family: 'drift', opened: 2, closed: 12, alerts: 3, targets: ['a', 'b'] },
      { id: 2, family: 'drift', opened: 14, closed: null, alerts: 1, targets: ['a', 'b'] },
    ]);
  });

  it('stay open through windows that are not judged, which neither calm nor excite', () => {
    expect(play('A----').open).toEqual([1, 1, 1, 1, 1]);
    expect(play('Ac--c---c').open).toEqual([1, 1, 1, 1, 1, 1, 1, 1, null]);
  });

  it('are never two at a time, and each alert lies in one', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom('A', 'c', 'q', '-'), { maxLength: 60 }), (kinds) => {
      const { open, incidents } = play(kinds.join(''));
      const all = incidents.all();
      expect(all.reduce((sum, { alerts }) => sum + alerts, 0)).toBe(kinds.filter((kind) => kind === 'A').length);
      kinds.forEach((kind, w) => {
        const here = all.filter(({ opened, closed }) => opened <= w && (closed === null || w < closed));
        expect(here.map(({ id }) => id)).toEqual(open[w] === null ? [] : [open[w]]);
        if (kind === 'A') expect(open[w]).not.toBeNull();
      });
    }));
  });
});
