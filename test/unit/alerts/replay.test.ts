import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultAlertSettings } from '../../../src/core/alerts/alertSettings';
import { noRules } from '../../../src/core/alerts/rules/ruleSet';
import { replayCharts } from '../../../src/core/alerts/replayCharts';
import { alertFamilies, type ChartReplay, type FamilyReading, type FamilySetup, type WindowReading } from '../../../src/core/domain/alert';
import type { Cube, CubeColumn } from '../../../src/core/cube/cube';
import { widthOf } from '../../../src/core/cube/indexCube';
import type { AlertsRequest } from '../../../src/core/config/alertsQuery';
import { EngineService } from '../../../src/engine/service/engineService';
import { category, cubeOf, day, hour, monday, normal, numeric, sourceOf, thrown, uniform } from './cubes';

const folder = mkdtempSync(join(tmpdir(), 'mv-alerts-'));
const service = new EngineService({ tempFolder: join(folder, 'temp'), memoryLimit: '400MB', wasmFolder: '.' });
const engine = service.handlers();
const context = { signal: new AbortController().signal, onProgress: () => undefined };
mkdirSync(join(folder, 'temp'));
afterAll(async () => {
  await service.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const query: AlertsRequest = { window: null, windows: {}, baseline: null, excluded: [], settings: defaultAlertSettings, rules: noRules, notify: [] };
const span = (from: number, to: number): NonNullable<AlertsRequest['baseline']> => ({ kind: 'range', from, to });
const hourly: AlertsRequest = { ...query, window: { unit: 'time', length: hour }, baseline: span(monday, monday + 12 * day) };
const family = (reading: WindowReading | undefined, name: FamilyReading['family']): FamilyReading => reading!.families[alertFamilies.indexOf(name)]!;
const setupOf = (replay: ChartReplay, name: FamilyReading['family']): FamilySetup => replay.families[alertFamilies.indexOf(name)]!;
const alertsOf = (replay: ChartReplay, name: FamilyReading['family']): number[] => replay.windows.flatMap((window) => (family(window, name).state === 'alert' ? [window.from] : []));

interface Planted {
  /** Added to `amount`, in its sd, and rows whose plan becomes a new one, by hour of the log. */
  readonly shift?: (hour: number) => number;
  readonly fresh?: (hour: number) => number;
  readonly slow?: (hour: number) => number;
}

/** 18 days of hours of 60 rows: a daily season in everything, the same rows for the same seed. */
function csv(hours: number, planted: Planted = {}, seed = 7): string {
  const next = uniform(seed);
  const lines = ['timestamp,amount,plan,steady,latency_ms,status'];
  for (let h = 0; h < hours; h += 1) {
    const season = Math.sin((2 * Math.PI * h) / 24);
    for (let i = 0; i < 60; i += 1) {
      const [a, b, c, d] = [normal(next), next(), normal(next), next()];
      const amount = 50 + 10 * (a + season + (planted.shift?.(h) ?? 0));
      const plan = b < (planted.fresh?.(h) ?? 0) ? 'enterprise' : d < 0.5 + 0.2 * season ? 'basic' : d < 0.9 ? 'pro' : 'team';
      const latency = 40 * Math.exp(0.4 * c + 0.3 * season + (planted.slow?.(h) ?? 0));
      lines.push(`${new Date((monday + h * hour + i * 60e6) / 1_000).toISOString()},${amount.toFixed(3)},${plan},1,${latency.toFixed(2)},${b > 0.98 ? 500 : 200}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

let made = 0;
async function replayOf(text: string, ask: AlertsRequest = hourly): Promise<ChartReplay> {
  made += 1;
  const name = `log${made}.csv`;
  writeFileSync(join(folder, name), text);
  const { id } = await engine['source.open']({ spec: { kind: 'log', name, folder, paths: [name] }, storage: null, readAtMs: 0, fresh: false }, context);
  try {
    const replay = await engine['alerts.replay']({ id, ...ask }, context);
    const [only, ...others] = replay.cadences;
    expect(others).toEqual([]);
    return { ...replay, ...only! };
  } finally {
    await engine['source.close']({ id }, context);
  }
}

describe('a log with planted changes', () => {
  const first = 14 * 24;
  let replay: ChartReplay;
  beforeAll(async () => {
    const within = (h: number, from: number, to: number): boolean => h >= from && h < to;
    replay = await replayOf(csv(18 * 24, {
      shift: (h) => (within(h, first, first + 8) ? 0.9 : 0),
      fresh: (h) => (within(h, first + 48, first + 52) ? 0.3 : 0),
      slow: (h) => (within(h, first + 72, first + 80) ? 0.7 : 0),
    }));
  });

  it('is judged by calibrated charts that follow the day', () => {
    expect(replay).toMatchObject({ axis: 'time', windowLength: hour, baseline: { from: 0, to: 288, windows: 288, start: monday, end: monday + 12 * day } });
    expect(setupOf(replay, 'drift')).toMatchObject({ level: 0.01, windows: 288, calibration: { kind: 'calibrated' }, season: ['time of day'], weighted: false, reason: null });
    expect(setupOf(replay, 'service').series).toBeGreaterThan(2);
    expect(setupOf(replay, 'quality').reason).toBe('the log holds nothing of it');
    expect(replay.windows.map(({ from }) => from)).toEqual(Array.from({ length: 144 }, (_, i) => 288 + i));
  });

  it('names the feature that moved, with its evidence, and opens one incident for it', () => {
    const window = replay.windows.find(({ from }) => from === first);
    const drift = family(window, 'drift');
    expect(drift.state).toBe('alert');
    expect(drift.window.value).toBeGreaterThan(drift.window.limit!);
    expect(drift.named.filter(({ aboveFloor }) => aboveFloor).map(({ target }) => target)).toEqual(['feature:amount']);
    expect(drift.named[0]).toMatchObject({ chart: 'window', effect: { unit: 'sd', floor: 0.05 } });
    expect(drift.p).toBeCloseTo(1 / 289, 12);
    const incident = replay.incidents.find(({ id }) => id === drift.incident)!;
    expect(incident).toMatchObject({ family: 'drift', opened: first - 288 });
    expect(incident.targets[0]).toBe('feature:amount');
    for (let h = first; h < first + 8; h += 1) expect(family(replay.windows[h - 288], 'drift').state).toBe('alert');
  });

  it('tells a level that was never there, and slow requests in the family they belong to', () => {
    const fresh = family(replay.windows[first + 48 - 288], 'drift').named[0];
    expect(fresh).toMatchObject({ target: 'feature:plan', statistic: 'new levels', unit: 'share', expected: 0 });
    expect(fresh!.value).toBeGreaterThan(0.1);
    const slow = family(replay.windows[first + 73 - 288], 'service');
    expect(slow.state).toBe('alert');
    expect(slow.named.every(({ target }) => target.startsWith('latency.'))).toBe(true);
    expect(slow.named[0]!.value! / slow.named[0]!.expected!).toBeGreaterThan(1.5);
    expect(slow.named[0]!.effect.relative).toBe(true);
    expect(family(replay.windows[first + 73 - 288], 'drift').named.some(({ target }) => target.includes('latency'))).toBe(false);
  });

  it('raises nothing before the first change', () => {
    const before = (name: FamilyReading['family']): number => alertsOf(replay, name).filter((w) => w < first).length;
    // 48 windows at 1 % each: three or more come by chance in 1 of 80 logs, and this log is always the same.
    expect(before('drift')).toBeLessThanOrEqual(2);
    expect(before('service')).toBeLessThanOrEqual(2);
  });
});

describe('a log without drift', () => {
  it('stays near the level asked for, and its self-check says so', async () => {
    const replay = await replayOf(csv(40 * 24, {}, 11), { ...hourly, baseline: span(monday, monday + 14 * day) });
    const judged = replay.windows.length;
    expect(judged).toBe(26 * 24);
    for (const name of ['drift', 'service'] as const) {
      expect(alertsOf(replay, name).length).toBeLessThanOrEqual(0.03 * judged);
      const { check } = setupOf(replay, name);
      expect(check).toMatchObject({ windows: 168, unstable: false });
      expect(check!.low! <= check!.rate! && check!.rate! <= check!.high!).toBe(true);
    }
  });
});

function truncated(cube: Cube, count: number): Cube {
  const cut = <T extends CubeColumn>(column: T): T => {
    const short = <V,>(value: V, key: string): V => (value instanceof Float64Array && key !== 'edges' && key !== 'values' ? (value.slice(0, key === 'counts' ? count * widthOf(column) : count) as V) : value);
    return Object.fromEntries(Object.entries(column).map(([key, value]) => [key, short(value, key)])) as T;
  };
  return { ...cube, axis: { ...cube.axis, count } as Cube['axis'], rows: cube.rows.slice(0, count), columns: cube.columns.map(cut) };
}

/** Hours of a number that shifts and a category whose levels come and go. */
function simulated(windows: number, rows: (w: number) => number, shift: (w: number) => number, seed = 3): Cube {
  const next = uniform(seed);
  const all = Array.from({ length: windows }, (_, w) => rows(w));
  const numbers = all.map((n, w) => thrown(next, n, [1, 1, 1, 1, 1].map((share, b) => share * Math.exp((shift(w) * (b - 2)) / 2))));
  const levels = all.map((n, w) => thrown(next, n, [5, 3, w % 29 === 7 ? 0.2 : 0, w > 300 ? 0.02 : 0, 0.5]));
  return cubeOf([numeric('x', [-1, 0, 1, 2], numbers), category('c', ['a', 'b', 'odd', 'late'], levels)], all);
}

describe('what a window sees', () => {
  it('is the baseline and what came before: a log cut short gives the same readings, bit for bit', () => {
    for (const rows of [() => 120, (w: number) => 60 + ((w * 131) % 300)]) {
      const cube = simulated(330, rows, (w) => (w > 280 ? 0.8 : 0));
      const short = truncated(cube, 290);
      const [long, cut] = [cube, short].map((one) => replayCharts({ cube: one, source: sourceOf(one), baseline: { from: 0, to: 240 } }));
      expect(cut!.windows.length).toBe(50);
      expect(setupOf(long!, 'drift').weighted).toBe(rows(1) !== rows(2));
      expect(JSON.stringify(cut!.windows)).toBe(JSON.stringify(long!.windows.slice(0, 50)));
      expect(JSON.stringify(cut!.families)).toBe(JSON.stringify(long!.families));
      expect(long!.windows.some(({ families }) => families[0]!.state === 'alert')).toBe(true);
    }
  });

  it('of a log that is read anew has the same limits and readings, save that bins also follow the values of all rows', async () => {
    const text = csv(18 * 24, {}, 5);
    const lines = text.split('\n');
    const cut = `${lines.slice(0, 1 + 15 * 24 * 60).join('\n')}\n`;
    const [long, short] = [await replayOf(text), await replayOf(cut)];
    expect(short.windows.length).toBe(72);
    short.windows.forEach((window, i) => {
      const [a, b] = [family(window, 'service'), family(long.windows[i], 'service')];
      // Latency and errors are counted in bins that no row moves.
      expect(a).toEqual({ ...b, incident: a.incident });
      const [c, d] = [family(window, 'drift'), family(long.windows[i], 'drift')];
      expect(Math.abs(c.window.value! - d.window.value!)).toBeLessThan(0.6);
    });
  });

  it('leaves out what was excluded, before and after the baseline', () => {
    const odd = (w: number): number => (w >= 100 && w < 110 ? 3 : w >= 250 && w < 255 ? 3 : 0);
    const cube = simulated(300, () => 150, odd);
    const ask = { cube, source: sourceOf(cube), baseline: { from: 0, to: 240 } };
    const kept = replayCharts(ask);
    const without = replayCharts({ ...ask, excluded: [{ from: 100, to: 110 }, { from: 250, to: 255 }] });
    expect(without.baseline.windows).toBe(230);
    expect(setupOf(without, 'drift').windows).toBe(230);
    expect(without.windows.map(({ from }) => from)).toEqual([...Array.from({ length: 10 }, (_, i) => 240 + i), ...Array.from({ length: 45 }, (_, i) => 255 + i)]);
    // With the odd windows inside, the baseline takes them for normal.
    expect(family(kept.windows[0], 'drift').window.limit!).toBeGreaterThan(1.3 * family(without.windows[0], 'drift').window.limit!);
    // Their rows are no part of what effects are measured against either.
    const clean = simulated(300, () => 150, (w) => (w >= 250 && w < 255 ? 3 : 0));
    const shifted = replayCharts({ ...ask, excluded: [{ from: 100, to: 110 }] }).windows[11]!;
    const effect = family(shifted, 'drift').named.find(({ target }) => target === 'feature:x')?.effect.value;
    const plain = replayCharts({ ...ask, cube: clean }).windows[11]!;
    expect(effect).toBeCloseTo(family(plain, 'drift').named.find(({ target }) => target === 'feature:x')!.effect.value!, 1);
  });
});

describe('a trifle', () => {
  it('below its floor raises no alert, and hides no shift of the same feature', () => {
    const next = uniform(12);
    const windows = 260;
    const counts = Array.from({ length: windows }, (_, w) => thrown(next, 4_000, w === 250 ? [1.5, 1.2, 1, 0.8, 0.5] : [1, 1, 1, 1, 1]));
    // One of 4,000 rows is missing where none ever was: 30 standard errors, a fortieth of a point.
    const column = numeric('x', [-1, 0, 1, 2], counts, counts.map((_, w) => Number(w === 245 || w === 250)));
    const cube = cubeOf([column], counts.map((row, w) => row.reduce((a, b) => a + b, column.missing[w]!)));
    const replay = replayCharts({ cube, source: sourceOf(cube), baseline: { from: 0, to: 240 } });
    const [trifle, shift] = [245, 250].map((w) => family(replay.windows[w - 240], 'drift'));
    expect(trifle!.window.value).toBeGreaterThan(trifle!.window.limit!);
    expect(trifle).toMatchObject({ state: 'quiet', reason: expect.stringContaining('below the floor') as string, incident: null });
    expect(trifle!.named[0]).toMatchObject({ statistic: 'missing', aboveFloor: false });
    expect(shift).toMatchObject({ state: 'alert' });
    expect(shift!.named[0]!.statistic).not.toBe('missing');
    expect(shift!.named[0]!.aboveFloor).toBe(true);
  });
});

const everyNumber = (value: unknown, path = ''): string[] =>
  typeof value === 'number' ? (Number.isFinite(value) ? [] : [path]) : value === null || typeof value !== 'object' ? [] : Object.entries(value).flatMap(([key, each]) => everyNumber(each, `${path}.${key}`));

describe('odd logs', () => {
  it('of one row, or none, are refused in words', async () => {
    await expect(replayOf('timestamp,x\n2026-01-05T00:00:00Z,1\n', query)).rejects.toThrow(/shorter than two windows/);
    await expect(replayOf('timestamp,x\n', query)).rejects.toThrow();
    await expect(replayOf(csv(48), { ...query, window: { unit: 'time', length: hour }, baseline: span(0, hour) })).rejects.toThrow(/outside of the log/);
    await expect(replayOf(csv(48), { ...query, window: { unit: 'time', length: 1 } })).rejects.toThrow(/longer windows/);
    await expect(replayOf('x\n1\n2\n', { ...query, window: { unit: 'time', length: hour } })).rejects.toThrow(/no times/);
  });

  it('with fewer than 50 rows a window, or fewer than 100 windows, are not judged', async () => {
    const thin = await replayOf(csv(18 * 24), { ...hourly, window: { unit: 'time', length: hour / 2 } });
    expect(setupOf(thin, 'drift')).toMatchObject({ windows: 0, calibration: { kind: 'not calibrated' }, reason: 'no baseline window has 50 rows', check: null });
    const young = await replayOf(csv(150), { ...hourly, baseline: null });
    expect(young.windows.length).toBeGreaterThan(0);
    for (const replay of [thin, young]) {
      expect(replay.windows.every(({ families }) => families.every(({ state, reason }) => state === 'not judged' && reason.length > 10))).toBe(true);
      expect(replay.incidents).toEqual([]);
      expect(everyNumber(replay)).toEqual([]);
    }
  });

  it('with constants, columns that are all missing and a level for each row give no NaN, and a constant that changes is named', async () => {
    const next = uniform(4);
    const lines = Array.from({ length: 260 * 60 }, (_, i) => `${new Date((monday + i * 60e6) / 1_000).toISOString()},${i >= 250 * 60 ? 6 : 5},,id-${i},${next() < 0.5 ? 'x' : 'y'},${normal(next).toFixed(3)},`);
    const replay = await replayOf(`timestamp,constant,empty,key,side,value,label\n${lines.join('\n')}\n`, { ...hourly, baseline: span(monday, monday + 240 * hour) });
    expect(everyNumber(replay)).toEqual([]);
    expect(alertsOf(replay, 'drift').filter((w) => w >= 250).length).toBe(10);
    expect(family(replay.windows[12], 'drift').named[0]).toMatchObject({ target: 'feature:constant', statistic: 'share of other values', value: 1, expected: 0, effect: { value: 1, unit: 'share' } });
  });

  it('without times are cut into windows of rows', async () => {
    const next = uniform(9);
    const lines = Array.from({ length: 60_000 }, (_, i) => `${(normal(next) + (i >= 55_000 ? 0.6 : 0)).toFixed(3)},${next() < 0.3 ? 'x' : 'y'}`);
    const replay = await replayOf(`value,side\n${lines.join('\n')}\n`, { ...query, window: { unit: 'rows', length: 200 }, baseline: span(0, 50_000) });
    expect(replay).toMatchObject({ axis: 'row', windowLength: 200, baseline: { windows: 250, start: null, end: null } });
    expect(replay.windows.every(({ start, end, rows }) => start === null && end === null && rows === 200)).toBe(true);
    expect(setupOf(replay, 'drift')).toMatchObject({ calibration: { kind: 'calibrated' }, season: [] });
    const late = alertsOf(replay, 'drift').filter((w) => w >= 275);
    expect(late.length).toBe(25);
    expect(alertsOf(replay, 'drift').length - late.length).toBeLessThanOrEqual(2);
  });

  it('whose last window is not full yet leave it unjudged', async () => {
    const text = csv(18 * 24);
    const half = text.split('\n').slice(0, -31).join('\n');
    const replay = await replayOf(`${half}\n`);
    expect(family(replay.windows[replay.windows.length - 1], 'drift')).toMatchObject({ state: 'not judged', reason: 'the log covers only a part of it' });
    expect(family(replay.windows[replay.windows.length - 2], 'drift').state).not.toBe('not judged');
  });

  it('written as dates alone judge the last day too', async () => {
    const next = uniform(4);
    const date = (i: number): string => new Date(Date.UTC(2025, 0, 1) + i * 86_400_000).toISOString().slice(0, 10);
    const lines = Array.from({ length: 200 }, (_, d) => Array.from({ length: 60 }, () => `${date(d)},${normal(next).toFixed(3)}`)).flat();
    const replay = await replayOf(`day,value\n${lines.join('\n')}\n`, { ...query, window: { unit: 'time', length: 86_400e6 }, baseline: null });
    expect(replay.windows.length).toBe(80);
    expect(replay.windows.every((window) => family(window, 'drift').state !== 'not judged')).toBe(true);
  });
});
