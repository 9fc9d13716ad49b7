import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultAlertSettings } from '../../../src/core/alerts/alertSettings';
import { cadenceOf, endOf, readingOf, setupsOf } from '../../../src/core/alerts/cadences';
import { planReplay } from '../../../src/core/alerts/planReplay';
import { type LimitRule, noRules } from '../../../src/core/alerts/rules/ruleSet';
import type { AlertsRequest } from '../../../src/core/config/alertsQuery';
import type { WindowLength } from '../../../src/core/config/windowLength';
import { alertFamilies, type AlertFamily, type AlertReplay, type FamilyReading } from '../../../src/core/domain/alert';
import type { Role } from '../../../src/core/domain/role';
import type { SourceState } from '../../../src/core/domain/source';
import { alertsJsonl } from '../../../src/core/report/alertsJsonl';
import { EngineService } from '../../../src/engine/service/engineService';
import { cubeOf, day, hour, monday, normal, sourceOf, uniform } from './cubes';

const minute = hour / 60;
const time = (length: number): WindowLength => ({ unit: 'time', length });
const rowsOf = (length: number): WindowLength => ({ unit: 'rows', length });
const query: AlertsRequest = { window: null, windows: {}, baseline: null, excluded: [], settings: defaultAlertSettings, rules: noRules, notify: [] };
const columnOf: Readonly<Partial<Record<Role, string>>> = { latency: 'latency_ms', label: 'label', kpi: 'revenue', feature: 'amount' };

/** A log of so many days and rows, as it says of itself. */
function logOf(days: number, rows: number, roles: readonly Role[] = ['feature', 'latency', 'label', 'kpi'], timed = true): SourceState {
  const base = sourceOf(cubeOf([], [rows], days * day));
  return { ...base, roles: roles.map((role) => ({ column: columnOf[role] ?? role, role, reasons: [] })), time: timed ? base.time : { ...base.time, from: null, to: null } };
}

/** Families by the length of their windows: `{ 60: 'drift,quality' }`, in minutes. */
const lengths = (source: SourceState, ask: Partial<AlertsRequest> = {}): Record<string, string> =>
  Object.fromEntries(planReplay(source, { ...query, ...ask }).map(({ axis, families }) => [axis.kind === 'time' ? axis.step / minute : `${axis.step} rows`, families.join()]));

describe('windows of each family', () => {
  it('suit it and the log where nobody asked', () => {
    expect(lengths(logOf(30, 1e6))).toEqual({ 60: 'drift,quality,business', 15: 'service' });
    expect(lengths(logOf(400, 1e6))).toEqual({ 120: 'drift,service,quality', 1440: 'business' });
    expect(lengths(logOf(30, 60_000))).toEqual({ 120: 'drift,service,quality', 180: 'business' });
    expect(lengths(logOf(30, 1e6, ['feature', 'label'], false))).toEqual({ '1000 rows': 'drift,service,quality,business' });
  });

  it('are those asked for, for the family or for all, and the rest suits', () => {
    expect(lengths(logOf(30, 1e6), { window: time(2 * hour) })).toEqual({ 120: 'drift,service,quality,business' });
    expect(lengths(logOf(30, 1e6), { window: time(2 * hour), windows: { service: time(5 * minute), business: time(day) } })).toEqual({ 120: 'drift,quality', 5: 'service', 1440: 'business' });
    expect(lengths(logOf(30, 1e6), { windows: { quality: time(day) } })).toEqual({ 60: 'drift,business', 15: 'service', 1440: 'quality' });
    expect(lengths(logOf(30, 1e6), { windows: { service: rowsOf(500) } })).toEqual({ '1000 rows': 'drift,quality,business', '500 rows': 'service' });
  });

  it('of a family that the log holds nothing of cost no count of their own', () => {
    expect(lengths(logOf(400, 1e6, ['feature']))).toEqual({ 120: 'drift,service,quality,business' });
    expect(lengths(logOf(30, 1e6, ['feature']), { windows: { business: time(day) } })).toEqual({ 60: 'drift,quality,business', 15: 'service' });
  });

  it('of minutes reach back a week, so that the expected value follows the day', () => {
    const [, service] = planReplay(logOf(30, 1e6), query);
    expect(service).toMatchObject({ axis: { step: 15 * minute }, baseline: { from: 0, to: 672 } });
    const [, minutes] = planReplay(logOf(14, 2e6), { ...query, windows: { service: time(minute) } });
    expect(minutes).toMatchObject({ axis: { count: 20_160 }, baseline: { to: 10_080 } });
  });

  it('cut baseline and excluded ranges by themselves, each by the windows whose larger part lies in them', () => {
    const span = (from: number, to: number) => ({ kind: 'range' as const, from: monday + from, to: monday + to });
    const plans = planReplay(logOf(30, 1e6), { ...query, windows: { service: time(15 * minute), business: time(day) }, baseline: span(0, 10 * day), excluded: [span(2 * day + hour, 2 * day + 3 * hour), span(4 * day, 5 * day)] });
    expect(plans.map(({ baseline, excluded }) => [baseline.to, excluded.map(({ from, to }) => [from, to])])).toEqual([
      [240, [[49, 51], [96, 120]]],
      [960, [[196, 204], [384, 480]]],
      // Two hours are no day.
      [10, [[4, 5]]],
    ]);
  });

  it('that nobody asked for give way to a baseline that leaves none of them', () => {
    const baseline = { kind: 'range' as const, from: monday, to: monday + 399.8 * day };
    expect(lengths(logOf(400, 1e6), { baseline })).toEqual({ 120: 'drift,service,quality,business' });
    expect(() => planReplay(logOf(400, 1e6), { ...query, baseline, windows: { business: time(day) } })).toThrow(/no window is left/);
  });

  it('of rows and of times do not go together, and too many of them are refused', () => {
    expect(() => planReplay(logOf(30, 1e6), { ...query, window: time(hour), windows: { service: rowsOf(100) } })).toThrow(/do not go together/);
    expect(() => planReplay(logOf(30, 1e6, ['feature'], false), { ...query, windows: { drift: time(hour) } })).toThrow(/no times/);
    expect(() => planReplay(logOf(30, 1e6), { ...query, windows: { service: time(minute) } })).toThrow(/43,200 windows .* ask for longer windows/);
  });

  const length = fc.option(fc.constantFrom(5, 15, 60, 360, 1_440).map((minutes) => time(minutes * minute)), { nil: undefined });
  it('hold every family once, whatever is asked, and never two plans of one length', () => {
    fc.assert(fc.property(fc.record({ drift: length, service: length, quality: length, business: length }), fc.option(fc.constant(time(2 * hour)), { nil: null }), fc.integer({ min: 10, max: 16 }), fc.subarray<Role>(['feature', 'latency', 'label', 'kpi', 'score'], { minLength: 1 }), (asked, window, days, roles) => {
      const windows = Object.fromEntries(Object.entries(asked).filter(([, each]) => each !== undefined)) as Partial<Record<AlertFamily, WindowLength>>;
      const source = logOf(days, 1e6, roles);
      const plans = planReplay(source, { ...query, window, windows });
      expect(plans.flatMap(({ families }) => families).sort()).toEqual([...alertFamilies].sort());
      expect(new Set(plans.map(({ axis }) => axis.step)).size).toBe(plans.length);
      const of = (family: AlertFamily): number => plans.find(({ families }) => families.includes(family))!.axis.step;
      const roleOf = { drift: ['feature', 'score'], service: ['latency'], quality: ['label', 'score'], business: ['kpi'] } as const;
      for (const family of alertFamilies) {
        const wanted = windows[family] ?? window;
        const isThere = family === 'service' || roles.some((role) => (roleOf[family] as readonly Role[]).includes(role));
        if (wanted !== null && isThere) expect(of(family)).toBe(wanted.length);
      }
      for (const { axis, baseline } of plans) expect(baseline.to).toBeLessThan(axis.count);
    }), { numRuns: 80 });
  });
});

describe('a log judged by windows of several lengths', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mv-cadences-'));
  mkdirSync(join(folder, 'temp'));
  const service = new EngineService({ tempFolder: join(folder, 'temp'), memoryLimit: '400MB', wasmFolder: '.' });
  const engine = service.handlers();
  const context = { signal: new AbortController().signal, onProgress: () => undefined };
  afterAll(async () => {
    await service.dispose();
    rmSync(folder, { recursive: true, force: true });
  });
  const storage = join(folder, 'storage');

  /** Sixteen days of a request a half minute; slow for three hours on day 14, another amount on day 15, less revenue from then on. */
  function csv(): string {
    const next = uniform(31);
    const lines = ['timestamp,amount,latency_ms,prediction,label,kpi_revenue'];
    for (let i = 0; i < 16 * 2_880; i += 1) {
      const at = i * (minute / 2);
      const season = Math.sin((2 * Math.PI * at) / day);
      const [slow, other] = [at >= 14 * day && at < 14 * day + 3 * hour, at >= 15 * day && at < 15 * day + 6 * hour];
      const yes = next() < 0.5;
      lines.push([
        new Date((monday + at) / 1_000).toISOString(), (normal(next) + season + (other ? 1.5 : 0)).toFixed(3), (40 * Math.exp(0.4 * normal(next) + 0.2 * season + (slow ? 0.8 : 0))).toFixed(2),
        yes ? 1 : 0, (next() < 0.8 ? yes : !yes) ? 1 : 0, (10 + normal(next) - (at >= 14 * day ? 2 : 0)).toFixed(3),
      ].join(','));
    }
    return `${lines.join('\n')}\n`;
  }

  let id = '';
  const ask = async (more: Partial<AlertsRequest>): Promise<AlertReplay> => engine['alerts.replay']({ id, ...query, ...more }, context);
  const windows = { drift: time(hour), service: time(30 * minute), quality: time(2 * hour), business: time(2 * hour) };
  const limit: LimitRule = { metric: 'latency.p95', side: 'above', limit: 120, per: 'second', windows: 2, notify: false };
  const rules = { ...noRules, limits: [limit, { ...limit, metric: 'kpi.kpi_revenue', side: 'below', limit: 9 } as const, { ...limit, metric: 'nothing' }] };
  let replay: AlertReplay;
  beforeAll(async () => {
    writeFileSync(join(folder, 'log.csv'), csv());
    const opened = await engine['source.open']({ spec: { kind: 'log', name: 'log', folder, paths: ['log.csv'] }, storage, readAtMs: 0, fresh: false }, context);
    id = opened.id;
    replay = await ask({ windows, rules });
  });

  it('says of each family the length, when it was last judged and when it will be next, and what its level is worth a month', () => {
    expect(setupsOf(replay).map(({ family, windowLength }) => [family, windowLength / hour])).toEqual([['drift', 1], ['service', 0.5], ['quality', 2], ['business', 2]]);
    expect(replay.cadences.map(({ windowLength, families, baseline }) => [windowLength / hour, families.map(({ family }) => family).join(), baseline.windows])).toEqual([[1, 'drift', 230], [0.5, 'service', 336], [2, 'quality,business', 115]]);
    for (const { family, windowLength, check, calibration } of setupsOf(replay)) {
      const { judged } = replay.watched.find((line) => line.id === family)!;
      expect(judged).toEqual({ through: monday + 16 * day, next: monday + 16 * day + windowLength, every: windowLength, why: null });
      // Half of 115 windows calibrate nothing.
      expect(check?.windows).toBe(windowLength === hour ? 115 : windowLength === 2 * hour ? undefined : 168);
      expect(calibration.kind).toBe(windowLength === 2 * hour ? 'approximate' : 'calibrated');
    }
  });

  it('answers for each family what a replay by windows of that one length does', async () => {
    for (const length of [30 * minute, hour, 2 * hour]) {
      const alone = await ask({ window: time(length) });
      expect(alone.cadences.length).toBe(1);
      for (const family of alertFamilies.filter((each) => windows[each].length === length)) {
        const readings = ({ cadences }: AlertReplay): Omit<FamilyReading, 'incident'>[] => cadenceOf(cadences, family)!.windows.map((window) => {
          const { incident: _, ...reading } = readingOf(window, family)!;
          return reading;
        });
        expect(readings(replay)).toEqual(readings(alone));
        expect(setupsOf(replay).find((setup) => setup.family === family)).toEqual(setupsOf(alone).find((setup) => setup.family === family));
        const spans = ({ incidents }: AlertReplay) => incidents.flatMap(({ family: of, opened, closed, alerts, targets }) => (of === family ? [{ opened, closed, alerts, targets }] : []));
        expect(spans(replay)).toEqual(spans(alone));
      }
    }
  });

  it('finds each change in its own family', () => {
    const first = (family: AlertFamily, from: number): number => {
      const { windows: all } = cadenceOf(replay.cadences, family)!;
      return (all.find((window) => window.start! >= from && readingOf(window, family)!.state === 'alert')?.start ?? NaN) - monday;
    };
    expect(first('service', monday + 14 * day)).toBe(14 * day);
    expect(first('drift', monday + 15 * day)).toBe(15 * day);
    expect(first('business', monday + 14 * day)).toBe(14 * day);
    expect(first('quality', monday + 14 * day)).toBeNaN();
  });

  it('numbers incidents once over all families, by the end of the window that opened them; readings carry the same numbers', () => {
    const ids = replay.incidents.map(({ id: number }) => number);
    expect(ids).toEqual(ids.map((_, i) => i + 1));
    const ends = replay.incidents.map(({ family, opened }) => {
      const { windows: all, windowLength } = cadenceOf(replay.cadences, family)!;
      return endOf(all[opened]!, windowLength);
    });
    expect(ends).toEqual([...ends].sort((a, b) => a - b));
    expect(new Set(replay.incidents.map(({ family }) => family)).size).toBeGreaterThanOrEqual(3);
    for (const { windows: all } of replay.cadences) {
      for (const [at, window] of all.entries()) for (const { family, incident } of window.families) {
        const open = replay.incidents.find(({ family: of, opened, closed }) => of === family && opened <= at && (closed === null || at < closed));
        expect(incident).toBe(open?.id ?? null);
      }
    }
    expect(replay.ruleIncidents.map(({ id: number }) => number)).toEqual(replay.ruleIncidents.map((_, i) => ids.length + 1 + i));
  });

  it('judges a limit by the windows of the family that its figure belongs to', () => {
    const [latency, revenue, nothing] = replay.rules;
    expect([latency!.cadence, latency!.judged.every, latency!.limit!.values.length]).toEqual([1, 30 * minute, replay.cadences[1]!.windows.length]);
    expect([revenue!.cadence, revenue!.judged.every, revenue!.limit!.values.length]).toEqual([2, 2 * hour, replay.cadences[2]!.windows.length]);
    const [slow] = replay.ruleIncidents.filter(({ rule }) => rule === latency!.id);
    // The second half hour in a row makes it fire, the second one back resolves it.
    expect(slow).toMatchObject({ start: monday + 14 * day + 30 * minute, end: monday + 14 * day + 4 * hour });
    expect(revenue!.state).toBe('firing');
    expect(nothing!.reason).toMatch(/has no figure "nothing"; it has .*latency\.p95.*quality\.accuracy.*kpi\.kpi_revenue/);
  });

  it('is counted once for each length, and the same from the store', async () => {
    const stored = readdirSync(join(storage, 'cubes'));
    expect(stored.length).toBeGreaterThan(2);
    expect(await ask({ windows, rules })).toEqual(replay);
    const again = await engine['source.open']({ spec: { kind: 'log', name: 'log', folder, paths: ['log.csv'] }, storage, readAtMs: 0, fresh: false }, context);
    expect(await engine['alerts.replay']({ id: again.id, ...query, windows, rules }, context)).toEqual(replay);
    expect(readdirSync(join(storage, 'cubes'))).toEqual(stored);
  });

  it('is written a window a line, those that end first first', () => {
    interface Line { readonly type: string; readonly end: number; readonly windowLength: number; readonly families: readonly { readonly family: string }[]; readonly family: AlertFamily; readonly opened: number }
    const lines = alertsJsonl(replay, 'log').trimEnd().split('\n').map((line) => JSON.parse(line) as Line);
    const written = lines.filter(({ type }) => type === 'window');
    expect(written.length).toBe(replay.cadences.reduce((sum, { windows: all }) => sum + all.length, 0));
    expect(written.every(({ end }, i) => i === 0 || end >= written[i - 1]!.end)).toBe(true);
    for (const { windowLength, families } of replay.cadences) {
      expect(written.filter((line) => line.windowLength === windowLength).every((line) => line.families.map(({ family }) => family).join() === families.map(({ family }) => family).join())).toBe(true);
    }
    for (const incident of lines.filter(({ type }) => type === 'incident')) expect(incident.windowLength).toBe(setupsOf(replay).find(({ family }) => family === incident.family)!.windowLength);
  });
});
