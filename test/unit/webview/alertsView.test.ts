import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alertsSnapshot, most } from '../../../src/host/panels/alertsSnapshot';
import { alertsSummary } from '../../../src/host/panels/alertsSummary';
import { alertIncidents } from '../../../src/host/project/alertIncidents';
import { alertFamilies, type AlertReplay } from '../../../src/core/domain/alert';
import { ceilingOf } from '../../../webview/charts/alertChart';
import { figuresFor } from '../../../webview/kit/figures';
import { shownSlots, shownTicks, slotsText, windowIn } from '../../../webview/panels/dashboard/alerts/alertAxis';
import { familyFacts, sentenceParts, summaryWords, windowWords, windowsText } from '../../../webview/panels/dashboard/alerts/alertWords';
import { familyTable } from '../../../webview/panels/dashboard/alerts/familyTable';
import { slotsOf } from '../../../webview/panels/dashboard/alerts/incidentRanges';
import { madeAlerts } from './harness/alertsFixture';
import { hour, monday } from '../alerts/cubes';

const figures = figuresFor('en');
const text = (parts: readonly { readonly text: string }[]): string => parts.map((part) => part.text).join('');

describe('the snapshot', () => {
  const { replay, hours } = madeAlerts();
  const [cadence] = replay.cadences;
  if (cadence === undefined) throw new Error('no windows');
  test('holds both charts of every family, window by window, as the replay has them', () => {
    alertFamilies.forEach((family, at) => {
      const lines = hours.families[at]!;
      expect(lines.setup.family).toBe(family);
      cadence.windows.forEach(({ from, rows, families }, i) => {
        const reading = families[at]!;
        expect([hours.slots[i], hours.rows[i], lines.n[i], lines.reasons[lines.reasonOf[i]!]]).toEqual([from, rows, reading.n, reading.reason]);
        expect(lines.states[i] === 1).toBe(reading.state === 'alert');
        expect(lines.states[i] === 2).toBe(reading.state === 'not judged');
        for (const chart of ['window', 'lasting'] as const) {
          for (const [kept, value] of [[lines[chart].values[i]!, reading[chart].value], [lines[chart].limits[i]!, reading[chart].limit]] as const) {
            if (value === null) expect(kept).toBeNull();
            else expect(Math.abs(kept - value)).toBeLessThanOrEqual(1e-4 * Math.abs(value));
          }
        }
      });
      const alerts = cadence.windows.flatMap(({ families }, i) => (families[at]!.state === 'alert' ? [i] : []));
      expect(lines.named.map(({ window }) => window)).toEqual(alerts);
      for (const { series } of lines.named) expect(series.every(({ aboveFloor }) => aboveFloor)).toBe(true);
    });
    expect(hours.families[0]!.states.filter((state) => state === 1).length).toBeGreaterThan(20);
  });

  test('is bounded however long the log is, keeps the latest, and says what it left out', () => {
    const long: AlertReplay = {
      ...replay,
      cadences: [{
        ...cadence,
        windows: Array.from({ length: 9_000 }, (_, i) => ({ ...cadence.windows[45]!, from: 240 + i, to: 241 + i })),
        families: cadence.families.map((setup) => ({ ...setup, leftOut: Array.from({ length: 900 }, (_, i) => ({ target: `feature:f${i}`, reason: 'the same in every baseline window' })) })),
      }],
      incidents: Array.from({ length: 500 }, (_, i) => ({ id: i + 1, family: 'drift' as const, opened: i * 18, closed: i === 499 ? null : i * 18 + 9, alerts: 9, targets: Array.from({ length: 40 }, (_each, j) => `feature:f${j}`) })),
    };
    const cut = alertsSnapshot(long, alertIncidents(long, 's1', {}), 3);
    const view = cut.cadences[0]!;
    expect([view.slots.length, view.skipped, view.slots.at(-1)]).toEqual([most.windows, 5_000, 9_239]);
    expect([cut.incidents.length, cut.incidentsMore]).toEqual([most.incidents, 300]);
    expect(cut.incidents[0]).toMatchObject({ id: 500, open: true, from: 499 * 18 + 240, targetsMore: 28 });
    expect([view.families[0]!.setup.leftOut.length, view.families[0]!.leftOutMore]).toEqual([most.leftOut, 860]);
    const named = view.families.reduce((sum, { named: each }) => sum + each.length, 0);
    expect(named).toBe(most.named);
    expect(cut.namedMore).toBe(most.windows - most.named);
    expect(view.families[0]!.named.at(-1)!.window).toBe(most.windows - 1);
    expect(windowsText(cut, figures)).toContain('9,000 later windows judged one after the other. The charts show the last 4,000 of them.');
    expect(windowWords(view, view.families[0]!, 0, cut.namedMore, figures)).toContain('its series are named only in the latest alerts');
    expect(JSON.stringify(cut).length).toBeLessThan(2_000_000);
  });

  test('gives the origin of the axis, so that windows are said by their times', () => {
    expect(hours.origin).toBe(monday);
    expect(slotsText(hours, 240, 241, figures)).toBe(figures.span(monday + 240 * hour, monday + 241 * hour));
    const rows = madeAlerts({ axis: 'row' }).hours;
    expect(rows.origin).toBeNull();
    expect(slotsText(rows, 240, 241, figures)).toBe('window 241 (rows 96,001 to 96,400)');
  });
});

describe('words', () => {
  test('the sentence says what is open since when and leads to it', () => {
    const { snapshot } = madeAlerts();
    const parts = sentenceParts(snapshot, figures);
    expect(text(parts)).toBe(`Open: drift since ${figures.instant(monday + 280 * hour)}.`);
    expect(parts.find(({ target }) => target !== undefined)?.target).toBe(`incident:${snapshot.incidents[0]!.key}`);
  });
  test('an acknowledged incident is still said to be open', () => {
    const { snapshot, summary } = madeAlerts({ marks: (replay) => Object.fromEntries(alertIncidents(replay, 's1', {}).map(({ key }) => [key, 'acknowledged' as const])) });
    expect(text(sentenceParts(snapshot, figures))).toMatch(/^Open, all acknowledged or muted: drift since/);
    expect(summaryWords(summary, figures)).toEqual({ title: 'Alerts: none open', more: '1 acknowledged or muted' });
  });
  test('nothing open: on how many windows, at which level', () => {
    const { snapshot, summary } = madeAlerts({ shifts: [] });
    expect(text(sentenceParts(snapshot, figures))).toBe('No alert is open: 60 windows judged, at a level of 1.0 % of windows for each of 1 family.');
    expect(summaryWords(summary, figures)).toEqual({ title: 'Alerts: none open', more: 'in 60 windows' });
  });
  test('a short baseline is said to be approximate, a shorter one not calibrated yet', () => {
    const some = madeAlerts({ baseline: 150 });
    expect(text(sentenceParts(some.snapshot, figures))).toMatch(/ The limits are approximate: the baseline is short\.$/);
    // 219 where its windows were independent of each other.
    expect(Number(/^approximate, (\d+) more baseline windows would calibrate it$/.exec(familyFacts(some.snapshot, some.hours.families[0]!, figures).find(({ name }) => name === 'Limits')?.text ?? '')?.[1])).toBeGreaterThanOrEqual(69);
    expect(summaryWords(some.summary, figures).more).toContain('limits are approximate');
    const few = madeAlerts({ baseline: 60 });
    expect(text(sentenceParts(few.snapshot, figures))).toBe('Nothing is judged yet: not calibrated yet: 40 more baseline windows needed.');
    expect(summaryWords(few.summary, figures).title).toBe('Alerts: not judged yet');
  });
  test('the level, the self-check, the season and what was left out stand beside each family', () => {
    const { snapshot, hours } = madeAlerts();
    const facts = familyFacts(snapshot, hours.families[0]!, figures);
    expect(facts.map(({ name }) => name)).toEqual(['Rule', 'Level', 'Limits', 'Self-check', 'Watched', 'Judged']);
    expect(facts[1]).toMatchObject({ name: 'Level', text: '1.0 % of windows, about 7.2 false alerts in 30 days' });
    expect(facts.find(({ name }) => name === 'Self-check')?.text).toMatch(/^on the baseline itself: \d+ alerts? in 120 windows, [\d.]+ % \([\d.]+ % to [\d.]+ %\)/);
    expect(facts.at(-1)?.text).toMatch(/^every 1 h; last judged to .* UTC; next when the log reaches .* UTC$/);
    expect(facts.at(-2)?.text).toBe('17 series; expected value: by time of day');
  });
  test('a window says its time, rows, both charts with their limits, and what was named; one that is not judged says why', () => {
    const { hours } = madeAlerts();
    const drift = hours.families[0]!;
    const said = windowWords(hours, drift, 45, 0, figures);
    expect(said).toContain(`${slotsText(hours, 285, 286, figures)} · 400 rows · this window ${drift.window.values[45]!.toFixed(1)}, limit ${drift.window.limits[45]!.toFixed(1)} · lasting change`);
    expect(said).toMatch(/alert, beyond what the baseline shows: .*standard errors \((this window|lasting change)\)/);
    expect(windowWords(hours, drift, 20, 0, figures)).toContain('not judged: 3 rows, fewer than the 50 that a window needs');
  });
  test('judging, failing and waiting have their words', () => {
    const book = { replay: null, fault: null, incidents: [], isJudging: false, progress: null, revision: 1 };
    expect(summaryWords(alertsSummary(book), figures).more).toBe('judged once the report stands');
    expect(summaryWords(alertsSummary({ ...book, isJudging: true }), figures).title).toBe('Alerts: being judged…');
    expect(summaryWords(alertsSummary({ ...book, fault: { code: 'out-of-memory', detail: 'x', retry: true } }), figures)).toMatchObject({ title: 'Alerts: cannot be judged', more: expect.stringContaining('memory') as string });
  });
});

describe('the shared axis', () => {
  test('shows every judged window and at most a quarter of its width of the baseline', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 1, max: 4_000 }), fc.integer({ min: 0, max: 50 }), (baseline, judged, start) => {
        const { hours } = plain;
        const made = { ...hours, baseline: { ...hours.baseline, from: start, to: start + baseline }, slots: Array.from({ length: judged }, (_, i) => start + baseline + i) };
        const { from, to, cut } = shownSlots(made);
        expect(to).toBe(start + baseline + judged);
        expect(from).toBeGreaterThanOrEqual(start);
        expect(start + baseline - from).toBeLessThanOrEqual(Math.ceil(judged / 3));
        expect(cut).toBe(from > start);
        for (const { at } of shownTicks(made, { from, to, cut }, 8, figures)) expect(at).toBeLessThanOrEqual(to - from);
      }),
    );
  });
  const plain = madeAlerts({ shifts: [] });
  test('finds the window of a slot, and none in a gap', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 500 }), { minLength: 1 }), fc.integer({ min: 0, max: 500 }), (some, slot) => {
        const slots = [...some].sort((a, b) => a - b);
        const at = slots.indexOf(slot);
        expect(windowIn(slots, slot)).toBe(at < 0 ? null : at);
      }),
    );
  });
  test('only a window far beyond the limit makes values end at the top edge', () => {
    expect(ceilingOf({ values: [1, 2, null, 20], limits: [4, 4, null, 4] })).toBeNull();
    expect(ceilingOf({ values: [1, 2, null, 200], limits: [4, 4, null, 4] })).toBe(24);
    expect(ceilingOf({ values: [null], limits: [null] })).toBeNull();
  });
  test('a range of windows is the slots of the report’s axis that hold it, none on an axis of another kind', () => {
    const { hours } = plain;
    const axis = { kind: 'time', start: monday + 200 * hour, step: 2 * hour, count: 50 } as const;
    expect(slotsOf(hours, { from: 241, to: 242 }, axis)).toEqual({ from: 20, to: 21 });
    expect(slotsOf(hours, { from: 241, to: 243 }, axis)).toEqual({ from: 20, to: 22 });
    expect(slotsOf(hours, { from: 10, to: 20 }, axis)).toBeNull();
    expect(slotsOf(hours, { from: 241, to: 242 }, { kind: 'version', names: ['a'] })).toBeNull();
    const rows = madeAlerts({ axis: 'row' }).hours;
    expect(slotsOf(rows, { from: 240, to: 241 }, { kind: 'row', step: 1_000, count: 200, total: 200_000 })).toEqual({ from: 96, to: 97 });
  });
  test('the table has a row for each window, with the figures of both charts and the reason of what is not judged', () => {
    const { hours } = madeAlerts();
    const table = familyTable(hours, hours.families[0]!, figures);
    expect(table.rows.length).toBe(60);
    expect(table.rows.every((row) => row.length === table.columns.length)).toBe(true);
    expect(table.rows[20]!.slice(2, 7)).toEqual(['not judged', 'not judged', 'not judged', 'not judged', 'not judged: 3 rows, fewer than the 50 that a window needs']);
    expect(table.rows[45]![2]).toBe(hours.families[0]!.window.values[45]!.toFixed(1));
    expect(table.rows[45]![6]).toBe('alert');
  });
});
