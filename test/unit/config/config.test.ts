import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withBaseline, withExcluded, withoutBaseline, withoutExcluded, withRole, withSource } from '../../../src/core/config/editConfig';
import { noRules } from '../../../src/core/alerts/rules/ruleSet';
import { defaultAlertSettings } from '../../../src/core/alerts/alertSettings';
import { alertsSection } from '../../../src/core/config/alertsConfig';
import { alertsRequest } from '../../../src/core/config/alertsQuery';
import { parseInstant, writeInstant } from '../../../src/core/config/instant';
import { parseConfig } from '../../../src/core/config/parseConfig';
import { limitEntry, quietEntry, sloEntry } from '../../../src/core/config/rulesConfig';
import type { LogSpec } from '../../../src/core/domain/source';

const spec: LogSpec = { kind: 'log', name: 'flights', folder: '/w', paths: ['log/*.jsonl'] };

describe('parseConfig', () => {
  it('reads everything, with comments and a trailing comma', () => {
    const { config, problems } = parseConfig(`{
      // the log of production
      "sources": [{ "name": "a", "path": "log/*.csv", "roles": { "y": "label" }, "positive": 1, "latencyUnit": "us" },],
      "baselines": [{ "name": "spring", "source": "a", "window": { "from": "2026-03-01", "to": "2026-06-01T00:00:00+02:00" } }],
      "code": { "map": { "features.d": "distance" }, "exclude": ["old/**"] },
      "analysis": { "driftQ": 0.05, "floors": { "numeric": 0.2 }, "featureFloors": { "age": 0.3 } },
    }`);
    expect(problems).toEqual([]);
    expect(config.sources).toEqual([{ name: 'a', paths: ['log/*.csv'], roles: { y: 'label' }, positive: '1', latencyUnit: 'us' }]);
    expect(config.baselines[0]?.window).toEqual({ kind: 'range', from: Date.UTC(2026, 2, 1) * 1e3, to: Date.UTC(2026, 4, 31, 22) * 1e3 });
    expect(config.code).toEqual({ map: { 'features.d': 'distance' }, exclude: ['old/**'] });
    expect(config.analysis).toMatchObject({ driftQ: 0.05, featureFloors: { age: 0.3 } });
    expect(config.analysis.floors?.numeric).toBe(0.2);
    expect(config.analysis.floors?.rate).toBeGreaterThan(0);
  });

  it('leaves out only what does not fit, and says where it stands', () => {
    const json = '{ "sources": [{ "name": "a", "path": "x" }, { "name": "b" }, { "name": "a", "path": "y" }, { "name": "c", "path": "z", "roles": { "q": "king" } }] }';
    const { config, problems } = parseConfig(json);
    expect(config.sources.map(({ name }) => name)).toEqual(['a']);
    expect(problems.map(({ path }) => path).sort()).toEqual(['sources.1.path', 'sources.2.name', 'sources.3.roles.q']);
    for (const { offset, length } of problems) expect(json.slice(offset, offset + length).length).toBeGreaterThan(0);
  });

  it('refuses a time zone that nobody knows', () => {
    const json = (zone: string): string => `{ "sources": [{ "name": "a", "path": "x", "timeZone": "${zone}" }, { "name": "b", "path": "y" }] }`;
    const { config, problems } = parseConfig(json('Mars/Base'));
    expect(config.sources.map(({ name }) => name)).toEqual(['b']);
    expect(problems).toEqual([{ path: 'sources.0.timeZone', message: '"Mars/Base" is no known time zone (write an IANA name, for example Europe/Berlin)', offset: json('').indexOf('""'), length: '"Mars/Base"'.length }]);
    for (const zone of ['Europe/Berlin', 'UTC', 'Etc/GMT-2']) expect(parseConfig(json(zone)).problems).toEqual([]);
  });

  it.each(['', '[]', '{', 'null', '{"sources": 3}', '{"analysis": {"driftQ": 7}}', '{"code": []}'])('survives %j', (json) => {
    const { config } = parseConfig(json);
    expect(config.sources).toEqual([]);
  });

  it('survives any text', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void parseConfig(text)));
  });
});

describe('edits', () => {
  it('write a found source out once, then change its role and keep comments', () => {
    const once = withSource('{\n  // mine\n  "sources": []\n}\n', spec);
    expect(withSource(once, spec)).toBe(once);
    const twice = withRole(withRole(once, spec, 'features.age', 'segment'), spec, 'y', 'label');
    expect(twice).toContain('// mine');
    expect(parseConfig(twice).config.sources).toEqual([{ name: 'flights', paths: ['log/*.jsonl'], roles: { 'features.age': 'segment', y: 'label' } }]);
  });

  it('leaves a time out of the alerts once, keeps comments, and takes it back', () => {
    const day = 86_400e6;
    const before = '{\n  // mine\n  "alerts": {\n    "window": "1h"\n  }\n}\n';
    const once = withExcluded(before, 20_000 * day, 20_001 * day);
    expect(withExcluded(once, 20_000 * day, 20_001 * day)).toBe(once);
    const twice = withExcluded(once, 20_002 * day, 20_003.5 * day);
    expect(twice).toContain('// mine');
    const { config, problems } = parseConfig(twice);
    expect(problems).toEqual([]);
    expect(config.alerts.exclude.map(({ from, to }) => [from / day, to / day])).toEqual([[20_000, 20_001], [20_002, 20_003.5]]);
    expect(parseConfig(withoutExcluded(twice, 20_000 * day, 20_001 * day)).config.alerts.exclude.map(({ from }) => from / day)).toEqual([20_002]);
    expect(withoutExcluded(twice, 1, 2)).toBe(twice);
    expect(parseConfig(withExcluded('', 0, day)).config.alerts.exclude).toHaveLength(1);
  });

  it('keep, replace and remove baselines by name, in a new file too', () => {
    const window = { kind: 'range', from: parseInstant('2001-04-01')!, to: parseInstant('2001-05-01T06:30:00.250Z')! } as const;
    const kept = withBaseline(withBaseline('', 'a', 'n', { kind: 'version', name: 'v1' }), 'a', 'n', window);
    expect(parseConfig(kept).config.baselines).toEqual([{ name: 'n', source: 'a', window }]);
    expect(parseConfig(withoutBaseline(kept, 'a', 'n')).config.baselines).toEqual([]);
    expect(withoutBaseline(kept, 'other', 'n')).toBe(kept);
  });
});

describe('alerts in the configuration', () => {
  const read = (alerts: unknown) => parseConfig(JSON.stringify({ alerts }));

  it('say window, baseline, excluded ranges, levels, floors, clock and whom to tell', () => {
    const { config, problems } = read({
      window: '2h', utcOffset: '-05:30', baseline: { from: '2026-01-01', to: '2026-01-15' }, exclude: [{ from: '2026-01-05', to: '2026-01-06' }],
      levels: { service: 0.005 }, floors: { numeric: 0.2 }, featureFloors: { 'features.age': 0.3 }, notify: ['service', 'quality'],
    });
    expect(problems).toEqual([]);
    const request = alertsRequest(config.alerts);
    expect(request.window).toEqual({ unit: 'time', length: 7_200e6 });
    expect(request.baseline).toEqual({ kind: 'range', from: parseInstant('2026-01-01'), to: parseInstant('2026-01-15') });
    expect(request.excluded).toEqual([{ kind: 'range', from: parseInstant('2026-01-05'), to: parseInstant('2026-01-06') }]);
    expect(request.settings).toEqual({
      levels: { ...defaultAlertSettings.levels, service: 0.005 }, floors: { ...defaultAlertSettings.floors, numeric: 0.2 }, featureFloors: { 'features.age': 0.3 }, offset: -5.5 * 3_600e6,
    });
    expect(config.alerts.notify).toEqual(['service', 'quality']);
  });

  it('name a length of window for any of the families', () => {
    const { config, problems } = read({ window: '1h', windows: { service: '5m', business: '1w' } });
    expect(problems).toEqual([]);
    expect(alertsRequest(config.alerts)).toMatchObject({ window: { unit: 'time', length: 3_600e6 }, windows: { service: { unit: 'time', length: 300e6 }, business: { unit: 'time', length: 604_800e6 } } });
  });

  it('left out, take what suits the log and the defaults, and tell nobody', () => {
    const { config } = parseConfig('{}');
    expect(alertsRequest(config.alerts)).toEqual({ window: null, windows: {}, baseline: null, excluded: [], settings: defaultAlertSettings, rules: noRules, notify: [] });
    expect(config.alerts.notify).toEqual([]);
  });

  it.each([
    [{ window: '90' }, 'alerts.window', /15m/],
    [{ window: '0h' }, 'alerts.window', /15m/],
    [{ windows: { service: '5' } }, 'alerts.windows.service', /15m/],
    [{ utcOffset: '+15:00' }, 'alerts.utcOffset', /\+02:00/],
    [{ utcOffset: 'Europe/Berlin' }, 'alerts.utcOffset', /\+02:00/],
    [{ levels: { drift: 0 } }, 'alerts.levels.drift', /./],
    [{ notify: ['nobody'] }, 'alerts.notify.0', /./],
    [{ baseline: { from: 'May', to: '2026-01-15' } }, 'alerts.baseline.from', /not a date/],
  ] as const)('%j is refused with its place', (alerts, place, message) => {
    const { config, problems } = read(alerts);
    expect(problems.map(({ path }) => path)).toEqual([place]);
    expect(problems[0]?.message).toMatch(message);
    expect(alertsRequest(config.alerts).settings).toEqual(defaultAlertSettings);
  });
});

describe('rules in the configuration', () => {
  const read = (alerts: unknown) => parseConfig(JSON.stringify({ alerts }));

  it('are objectives, limits and quiet hours, with their defaults', () => {
    const { config, problems } = read({
      slos: [{ errors: true, objective: 0.999 }, { name: 'fast', slowerThan: 300, objective: 0.99, days: 7, notify: true }],
      limits: [{ metric: 'quality.accuracy', below: 0.8 }, { metric: 'throughput', above: 5, per: 'minute', for: 3, notify: true }],
      quiet: [{ from: '22:00', to: '06:00' }, { from: '00:00', to: '24:00', days: ['sat', 'sun'] }],
    });
    expect(problems).toEqual([]);
    expect(config.alerts.rules).toEqual({
      slos: [{ name: '99.9 % without error', slowerThan: null, objective: 0.999, days: 30, notify: false }, { name: 'fast', slowerThan: 300, objective: 0.99, days: 7, notify: true }],
      limits: [{ metric: 'quality.accuracy', side: 'below', limit: 0.8, per: 'second', windows: 1, notify: false }, { metric: 'throughput', side: 'above', limit: 5, per: 'minute', windows: 3, notify: true }],
      quiet: [{ from: 1_320, to: 360, days: null }, { from: 0, to: 1_440, days: ['sat', 'sun'] }],
    });
    expect(alertsRequest(config.alerts).rules).toBe(config.alerts.rules);
  });

  it('that do not fit are left out by themselves, with their place and what would fit', () => {
    const { config, problems } = read({
      window: '2h',
      slos: [{ errors: true, objective: 99.9 }, { objective: 0.99 }, { errors: true, slowerThan: 5, objective: 0.99 }, { slowerThan: -1, objective: 0.99 }, { slowerThan: 300, objective: 0.99 }, { slowerThan: 300, objective: 0.99, days: 7 }],
      limits: [{ metric: 'errors' }, { metric: 'errors', above: 1, below: 0 }, { metric: 'errors', above: 0.1, per: 'minute' }, { metric: 'errors', above: 0.1, for: 0 }, { metric: 'errors', above: 0.1 }],
      quiet: [{ from: '22', to: '06:00' }, { from: '25:00', to: '06:00' }, { from: '06:00', to: '06:00' }, { from: '22:00', to: '06:00', days: ['monday'] }, { from: '22:00', to: '06:00' }],
    });
    expect(config.alerts.window).toEqual({ unit: 'time', length: 7_200e6 });
    expect([config.alerts.rules.slos.length, config.alerts.rules.limits.length, config.alerts.rules.quiet.length]).toEqual([1, 1, 1]);
    expect(problems.map(({ path }) => path)).toEqual([
      'alerts.slos.0.objective', 'alerts.slos.1', 'alerts.slos.2', 'alerts.slos.3.slowerThan', 'alerts.slos',
      'alerts.limits.0', 'alerts.limits.1', 'alerts.limits.2', 'alerts.limits.3.for', 'alerts.quiet.0.from', 'alerts.quiet.1.from', 'alerts.quiet.2', 'alerts.quiet.3.days.0',
    ]);
    const messages = problems.map(({ message }) => message).join('\n');
    for (const words of ['99.9 % is 0.999', 'either "errors": true or "slowerThan"', 'above 0', '"99 % within 300 ms" stands there twice', 'either "above" or "below"', '"per" is for throughput alone', 'windows in a row, 1 to 1000', 'no time of day (write 22:00)', 'write 00:00 to 24:00']) expect(messages).toContain(words);
  });

  it('and the rest of the section are what the schema completes', () => {
    const schema = JSON.parse(readFileSync(new URL('../../../media/model-vitals.schema.json', import.meta.url), 'utf8')) as { properties: { alerts: { properties: Record<string, { items?: { properties?: object } }> } } };
    const { properties } = schema.properties.alerts;
    expect(Object.keys(properties).sort()).toEqual([...Object.keys(alertsSection.entries), 'slos', 'limits', 'quiet'].sort());
    const fields = (entry: { pipe: readonly [{ entries: object }, ...unknown[]] }): string[] => Object.keys(entry.pipe[0].entries).sort();
    for (const [name, entry] of [['slos', sloEntry], ['limits', limitEntry], ['quiet', quietEntry]] as const) expect(Object.keys(properties[name]?.items?.properties ?? {}).sort()).toEqual(fields(entry));
  });

  it('stay where the rest of the section does not fit', () => {
    expect(read({ window: 'soon', slos: [{ errors: true, objective: 0.99 }] }).config.alerts.rules.slos.length).toBe(1);
  });
});

describe('instants', () => {
  it('are read as UTC where no zone stands', () => {
    expect(parseInstant('2001-06-10')).toBe(Date.UTC(2001, 5, 10) * 1e3);
    expect(parseInstant('2001-06-10 14:05')).toBe(Date.UTC(2001, 5, 10, 14, 5) * 1e3);
    expect(parseInstant('2001-06-10T14:05:06.000007-0530')).toBe(Date.UTC(2001, 5, 10, 19, 35, 6) * 1e3 + 7);
  });

  it.each(['', 'yesterday', '2001-13-01', '2001-02-30', '2001-06-10T25:00', '10.6.2001'])('refuse %j', (text) => {
    expect(parseInstant(text)).toBeNull();
  });

  it('survive writing to the millisecond', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date('1970-01-01'), max: new Date('2200-01-01'), noInvalidDate: true }), (date) => {
        expect(parseInstant(writeInstant(date.getTime() * 1e3))).toBe(date.getTime() * 1e3);
      }),
    );
  });
});
