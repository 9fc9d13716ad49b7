import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { defaultAlertSettings } from '../../../../src/core/alerts/alertSettings';
import { judgeLimit, type LimitWindow } from '../../../../src/core/alerts/limits/judgeLimit';
import { quietUntil } from '../../../../src/core/alerts/rules/quietHours';
import { type LimitRule, noRules, type RuleSet, type SloRule } from '../../../../src/core/alerts/rules/ruleSet';
import { judgedWords } from '../../../../src/core/alerts/rules/judgedWords';
import { quietWords } from '../../../../src/core/alerts/rules/watchLines';
import { objectiveText, shareText, sloWords } from '../../../../src/core/alerts/slo/sloWords';
import type { AlertsRequest } from '../../../../src/core/config/alertsQuery';
import type { AlertReplay } from '../../../../src/core/domain/alert';
import type { Series } from '../../../../src/core/domain/report';
import { renderAlerts } from '../../../../src/core/report/alertsText';
import { alertsJsonl } from '../../../../src/core/report/alertsJsonl';
import { EngineService } from '../../../../src/engine/service/engineService';
import { hour, monday, uniform } from '../cubes';

const folder = mkdtempSync(join(tmpdir(), 'mv-rules-'));
mkdirSync(join(folder, 'temp'));
const service = new EngineService({ tempFolder: join(folder, 'temp'), memoryLimit: '400MB', wasmFolder: '.' });
const engine = service.handlers();
const context = { signal: new AbortController().signal, onProgress: () => undefined };
afterAll(async () => {
  await service.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const slo = (rule: Partial<SloRule>): SloRule => ({ name: 'slo', slowerThan: null, objective: 0.99, days: 30, notify: false, ...rule });
const limit = (rule: Partial<LimitRule>): LimitRule => ({ metric: 'latency.p95', side: 'above', limit: 100, per: 'second', windows: 1, notify: false, ...rule });

let made = 0;
async function replayOf(text: string, rules: Partial<RuleSet>, more: Partial<AlertsRequest> & { storage?: string } = {}): Promise<AlertReplay> {
  const { storage = null, ...request } = more;
  const name = storage === null ? `log${(made += 1)}.csv` : 'stored.csv';
  writeFileSync(join(folder, name), text);
  const { id } = await engine['source.open']({ spec: { kind: 'log', name, folder, paths: [name] }, storage, readAtMs: 0, fresh: false }, context);
  return engine['alerts.replay']({ id, window: { unit: 'time', length: hour }, windows: {}, baseline: null, excluded: [], settings: defaultAlertSettings, notify: [], ...request, rules: { ...noRules, ...rules } }, context);
}

interface Row { readonly t: number; readonly latency: number | null; readonly status: number | null }

/** A request a minute for five days; from hour 60 on, for two hours, all fail or are slow. */
function rows(): Row[] {
  const next = uniform(4);
  return Array.from({ length: 5 * 24 * 60 }, (_, i) => {
    const out = i >= 60 * 60 && i < 62 * 60;
    const [a, b] = [next(), next()];
    return { t: monday + i * 60e6 + Math.floor(next() * 59e6), latency: a < 0.02 ? null : out ? 900 + 100 * a : 20 + 40 * a, status: b < 0.01 ? null : out ? 500 : b > 0.999 ? 503 : 200 };
  });
}
const csvOf = (all: readonly Row[]): string => `timestamp,latency_ms,status_code\n${all.map(({ t, latency, status }) => `${new Date(Math.floor(t / 1e3)).toISOString()},${latency ?? ''},${status ?? ''}`).join('\n')}\n`;

describe('objectives over a log', () => {
  const all = rows();

  it('count requests and bad ones as plain counting does, those of unknown outcome in neither', async () => {
    const { rules, ruleIncidents } = await replayOf(csvOf(all), { slos: [slo({ name: 'errors' }), slo({ name: 'slow', slowerThan: 500, objective: 0.95, days: 2 })] });
    const known = all.filter(({ status }) => status !== null);
    const [errors, slow] = rules;
    expect(errors?.slo).toMatchObject({ requests: known.length, bad: known.filter(({ status }) => (status ?? 0) >= 400).length });
    const since = all.filter(({ t, latency }) => latency !== null && t >= (slow?.slo?.from ?? 0));
    expect(slow?.slo).toMatchObject({ requests: since.length, bad: since.filter(({ latency }) => (latency ?? 0) > 500).length, budgetLeft: 1 });
    expect((slow!.slo!.to - slow!.slo!.from) / 86_400e6).toBeCloseTo(2, 2);
    expect(errors?.slo?.attained).toBeCloseTo(1 - errors!.slo!.bad / errors!.slo!.requests, 12);
    expect(errors?.slo?.budgetLeft).toBeCloseTo(1 - errors!.slo!.bad / (errors!.slo!.requests * 0.01), 9);
    expect(errors?.slo?.budget.length).toBeGreaterThan(24);
    const start = monday + 60 * hour;
    for (const id of ['slo:errors', 'slo:slow']) {
      const [page, ...others] = ruleIncidents.filter(({ rule, severity }) => rule === id && severity === 'page');
      expect(others).toEqual([]);
      expect(page).toMatchObject({ open: false, kind: 'slo' });
      expect(page!.start! - start).toBeGreaterThan(0);
      expect(page!.start! - start).toBeLessThanOrEqual(hour);
      expect(page!.end! - start).toBeGreaterThan(2 * hour);
      expect(page!.evidence.map((one) => one.kind === 'burn' && one.burn! > one.threshold)).toEqual([true, true]);
    }
    expect(ruleIncidents.map(({ id }) => id)).toEqual(ruleIncidents.map((_, i) => ruleIncidents[0]!.id + i));
  });

  it('leave excluded ranges out of the budget and raise nothing in them', async () => {
    const { rules, ruleIncidents } = await replayOf(csvOf(all), { slos: [slo({})] }, { excluded: [{ kind: 'range', from: monday + 59 * hour, to: monday + 63 * hour }] });
    expect(ruleIncidents).toEqual([]);
    expect(rules[0]).toMatchObject({ state: 'within' });
    expect(rules[0]!.slo!.bad).toBeLessThan(20);
  });

  it('are counted once for the same files: a stored count answers as the rows did', async () => {
    const storage = join(folder, 'storage');
    const ask = { slos: [slo({ name: 'a' }), slo({ name: 'b', slowerThan: 500 })] };
    const first = await replayOf(csvOf(all), ask, { storage });
    const { id } = await engine['source.open']({ spec: { kind: 'log', name: 'stored.csv', folder, paths: ['stored.csv'] }, storage, readAtMs: 0, fresh: false }, context);
    const again = await engine['alerts.replay']({ id, window: { unit: 'time', length: hour }, windows: {}, baseline: null, excluded: [], settings: defaultAlertSettings, notify: [], rules: { ...noRules, ...ask } }, context);
    expect(again.rules).toEqual(first.rules);
    expect(again.ruleIncidents).toEqual(first.ruleIncidents);
  });

  it('say what is missing where a log has no status, no latency, or times that stand too far apart', async () => {
    const bare = `timestamp,age\n${all.map(({ t }, i) => `${new Date(t / 1e3).toISOString()},${i % 50}`).join('\n')}\n`;
    const { rules } = await replayOf(bare, { slos: [slo({ name: 'errors' }), slo({ name: 'slow', slowerThan: 5 })] });
    expect(rules.map(({ state, reason, slo: figures }) => [state, reason, figures])).toEqual([['not judged', 'the log has no column of the role status', null], ['not judged', 'the log has no column of the role latency', null]]);
    const daily = `date,latency_ms,age\n${all.map(({ t, latency }, i) => `${new Date(Math.floor(t / 86_400e6) * 86_400e3 - (i % 40) * 86_400e3).toISOString().slice(0, 10)},${latency ?? 1},${i % 50}`).join('\n')}\n`;
    const days = await replayOf(daily, { slos: [slo({ slowerThan: 500 })] }, { window: { unit: 'time', length: 24 * hour } });
    expect(days.rules[0]).toMatchObject({ state: 'not judged' });
    expect(days.rules[0]!.reason).toMatch(/stand 1 d apart, too far for any burn rate\. .* good in/);
    // A log with times, judged by rows: the objective follows the clock all the same, and claims no window.
    const byRows = await replayOf(csvOf(all), { slos: [slo({})] }, { window: { unit: 'rows', length: 400 } });
    expect(byRows.ruleIncidents).toMatchObject([{ severity: 'page', from: 0, to: 0, open: false }]);
    expect(byRows.ruleIncidents[0]!.start).toBeGreaterThan(monday + 60 * hour);
    const untimed = `age,latency_ms\n${all.map((_, i) => `${i % 50},${20 + (i % 7)}`).join('\n')}\n`;
    const rowsOnly = await replayOf(untimed, { slos: [slo({ slowerThan: 500 })], limits: [limit({ limit: 10 })] }, { window: { unit: 'rows', length: 200 } });
    expect(rowsOnly.rules[0]).toMatchObject({ state: 'not judged', reason: 'the log has no times' });
    expect(rowsOnly.rules[1]).toMatchObject({ state: 'firing', judged: { through: all.length, next: all.length + 200, every: 200 } });
    expect(rowsOnly.ruleIncidents[0]).toMatchObject({ start: null, end: null, open: true });
  });

  it('stand in the text and in the lines of JSON with what they do, when they were judged and what they rest on', async () => {
    const replay = await replayOf(csvOf(all), { slos: [slo({ name: 'answered\u001b[31m' })], limits: [limit({ limit: 50 }), limit({ metric: 'latency.p96' })], quiet: [{ from: 1_320, to: 360, days: ['sat'] }] }, { notify: ['service'] });
    const text = renderAlerts(replay, 'log').replace(/\s+/g, ' ');
    expect(text).not.toMatch(/NaN|Infinity|undefined|null|\u001b/);
    for (const part of ['OBJECTIVES AND LIMITS', 'Asks that 99 % of the requests of 30 d', 'budget overspent by 84 %', 'every 5 min; last judged to', 'next when the log reaches', 'SLO page: answered', 'limit: latency.p95 above 50 ms', 'the log has no figure "latency.p96"; it has latency.p50, latency.p95',
      'FLOORS', 'QUIET HOURS', '22:00 to 06:00 from sat (UTC)', 'interrupts with a message']) expect(text).toContain(part);
    const lines = alertsJsonl(replay, 'log').trimEnd().split('\n').map((line) => JSON.parse(line) as { type: string });
    expect(lines.filter(({ type }) => type === 'rule').length).toBe(3);
    expect(lines.filter(({ type }) => type === 'rule-incident')).toEqual(replay.ruleIncidents.map((incident) => ({ type: 'rule-incident', ...incident })));
    expect(lines.at(-1)).toMatchObject({ ruleIncidents: replay.ruleIncidents.length });
  });
});

describe('a static limit', () => {
  const windows = (n: number, partial: readonly number[] = []): LimitWindow[] => Array.from({ length: n }, (_, slot) => ({ slot, start: slot * hour, whole: !partial.includes(slot) }));
  const series = (values: readonly (number | null)[], unit: Series['unit'] = 'ms', id = 'latency.p95'): Series => ({ id, title: id, family: 'service', unit, values, n: values.map(() => 100) });
  const judged = (values: readonly (number | null)[], rule: Partial<LimitRule> = {}) => judgeLimit(limit(rule), [series(values)], windows(values.length));

  it('fires in the window that is beyond it, and is over in the one back within', () => {
    expect(judged([50, 101, 120, 100, 50]).incidents).toMatchObject([{ opened: 1, closed: 3 }]);
    expect(judged([50, 101, 120, 100, 50]).reading.state).toBe('within');
    expect(judged([50, 100.5]).reading).toMatchObject({ state: 'firing', limit: { value: 100.5, n: 100, limit: 100, beyond: 1 } });
    expect(judged([150, 100, 99], { side: 'below' }).incidents).toMatchObject([{ opened: 2, closed: null }]);
  });

  it('is pending until as many windows in a row as asked for, and resolved after as many back', () => {
    expect(judged([50, 101, 101], { windows: 3 }).reading.state).toBe('pending');
    expect(judged([101, 101, 50, 101, 101], { windows: 3 })).toMatchObject({ incidents: [], reading: { state: 'pending', limit: { beyond: 2 } } });
    const whole = judged([101, 102, 103, 50, 50, 104, 50, 50, 50, 50], { windows: 3 });
    expect(whole.incidents).toMatchObject([{ opened: 2, closed: 8, evidence: [{ value: 101 }, { value: 102 }, { value: 103 }] }]);
  });

  it('takes windows without a value, or of which the log covers a part, for neither', () => {
    expect(judged([101, null, 101, 50], { windows: 2 }).incidents).toMatchObject([{ opened: 2 }]);
    const cut = judgeLimit(limit({}), [series([50, 300])], windows(2, [1]));
    expect(cut).toMatchObject({ incidents: [], last: 0, reading: { state: 'within' } });
    expect(judged([null, null]).reading).toMatchObject({ state: 'not judged', reason: '100 rows, too few for latency.p95' });
  });

  it('of throughput is turned into the unit of the log', () => {
    const rates = series([50, 70], 'per minute', 'throughput');
    const { reading, incidents } = judgeLimit(limit({ metric: 'throughput', side: 'below', limit: 1, per: 'second' }), [rates], windows(2));
    expect(reading.limit?.limit).toBe(60);
    expect(reading.title).toBe('throughput below 1 a second');
    expect(incidents).toMatchObject([{ opened: 0, closed: 1 }]);
  });

  it('names what the log has where the figure does not exist', () => {
    const drift: Series = { ...series([1]), id: 'drift', family: 'drift' };
    const { reading } = judgeLimit(limit({ metric: 'drift' }), [series([1]), drift], windows(1));
    expect(reading).toMatchObject({ state: 'not judged', reason: 'the log has no figure "drift"; it has latency.p95' });
  });
});

describe('quiet hours', () => {
  const at = (text: string): number => Date.parse(text) * 1e3;

  it('hold over midnight, on the clock that they are meant on', () => {
    const night = [{ from: 22 * 60, to: 6 * 60, days: null }];
    expect(quietUntil(night, at('2026-01-05T21:59:00Z'), 0)).toBeNull();
    expect(quietUntil(night, at('2026-01-05T22:00:00Z'), 0)).toBe(at('2026-01-06T06:00:00Z'));
    expect(quietUntil(night, at('2026-01-06T05:59:59Z'), 0)).toBe(at('2026-01-06T06:00:00Z'));
    expect(quietUntil(night, at('2026-01-06T06:00:00Z'), 0)).toBeNull();
    expect(quietUntil(night, at('2026-01-05T20:30:00Z'), 2 * hour)).toBe(at('2026-01-06T04:00:00Z'));
  });

  it('of some days begin on them: Saturday night ends on Sunday', () => {
    const weekend = [{ from: 20 * 60, to: 8 * 60, days: ['sat'] as const }];
    expect(quietUntil(weekend, at('2026-01-11T07:00:00Z'), 0)).toBe(at('2026-01-11T08:00:00Z'));
    expect(quietUntil(weekend, at('2026-01-11T21:00:00Z'), 0)).toBeNull();
  });

  it('that touch are one', () => {
    const both = [{ from: 22 * 60, to: 6 * 60, days: null }, { from: 0, to: 24 * 60, days: ['sat', 'sun'] as const }];
    expect(quietUntil(both, at('2026-01-09T23:00:00Z'), 0)).toBe(at('2026-01-12T06:00:00Z'));
  });

  it('say their clock', () => {
    expect(quietWords([{ from: 1_320, to: 360, days: null }], -5.5 * hour)).toContain('22:00 to 06:00 (UTC−05:30)');
  });
});

describe('words', () => {
  it('keep the digits of an objective, and one more for what was attained', () => {
    expect([objectiveText(0.999), objectiveText(0.9995), objectiveText(0.95), objectiveText(1 - 0.9999)]).toEqual(['99.9 %', '99.95 %', '95 %', '0.01 %']);
    expect(shareText(0.99949, 0.9995)).toBe('99.949 %');
  });

  it('say what an objective does, and that a low one never pages', () => {
    expect(sloWords(slo({ slowerThan: 100 }), null)).toBe('Asks that 99 % of the requests of 30 d are answered within 100 ms: pages while the 1 % that may be late is used up too fast, more than 14.4 times over the last 1 h and 5 min or 6 times over the last 6 h and 30 min, opens a ticket while it is too fast at all over the last 3 d and 6 h, and does neither for one request alone or where traffic is too low to be sure.');
    expect(sloWords(slo({ objective: 0.8 }), 'status 400 or above')).toContain('never pages');
  });

  it('say when it was last judged and when it will be', () => {
    expect(judgedWords({ through: monday, next: monday + hour, every: hour, why: null }, 'time')).toBe('every 1 h; last judged to 5 Jan 2026 00:00 UTC; next when the log reaches 5 Jan 2026 01:00 UTC');
    expect(judgedWords({ through: null, next: null, every: 200, why: 'not calibrated yet' }, 'row')).toBe('every 200 rows; not judged yet: not calibrated yet; no next time');
  });
});
