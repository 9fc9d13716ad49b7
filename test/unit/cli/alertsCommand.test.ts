import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundles } from '../../../scripts/bundles.mjs';
import { parseArguments } from '../../../src/cli/arguments';
import { FaultError } from '../../../src/core/domain/fault';

const alerts = (...argv: string[]) => {
  const parsed = parseArguments(['alerts', ...argv]);
  if (parsed.command !== 'alerts') throw new Error('not alerts');
  return parsed.alerts;
};

describe('arguments of alerts', () => {
  it('have defaults for everything', () => {
    expect(alerts()).toEqual({ path: null, source: null, config: null, labels: [], labelId: null, storage: null, output: null, color: null, quiet: false, bearer: null, passwordEnv: null, otlp: false, listen: null, watchSeconds: 60, lengths: { window: null, windows: {} }, baseline: null, excluded: [], level: null, format: 'text' });
  });

  it('are read', () => {
    const at = (month: number, date: number): number => Date.UTC(2026, month - 1, date) * 1e3;
    expect(alerts('a.csv', '--window', '15m', '--baseline', '2026-01-01..2026-01-15', '--exclude', '2026-01-03..2026-01-04', '--exclude', '2026-02-01..2026-02-03', '--level', '2%', '-f', 'jsonl')).toMatchObject({
      path: 'a.csv', lengths: { window: { unit: 'time', length: 900e6 }, windows: {} }, level: 0.02, format: 'jsonl',
      baseline: { kind: 'range', from: at(1, 1), to: at(1, 15) }, excluded: [{ kind: 'range', from: at(1, 3), to: at(1, 4) }, { kind: 'range', from: at(2, 1), to: at(2, 3) }],
    });
    expect(alerts('--window', '200rows', '--baseline', '0..20000')).toMatchObject({ lengths: { window: { unit: 'rows', length: 200 }, windows: {} }, baseline: { kind: 'range', from: 0, to: 20_000 } });
    expect(alerts('--window', 'service=5m', '--window', '2h', '--window', 'business=1d', '--window', '1h').lengths).toEqual({ window: { unit: 'time', length: 3_600e6 }, windows: { service: { unit: 'time', length: 300e6 }, business: { unit: 'time', length: 86_400e6 } } });
    expect(alerts('--level', '0.005').level).toBe(0.005);
    expect(alerts('--level', '.5%').level).toBe(0.005);
  });

  it.each([
    [['--level', '0'], /at most 50%/],
    [['--level', '60%'], /at most 50%/],
    [['--level', '1'], /at most 50%/],
    [['--level', 'often'], /share of windows/],
    [['--level', '-1%'], /level/],
    [['--window', '1'], /15m, 1h/],
    [['--window', '0h'], /15m, 1h/],
    [['--window', '0rows'], /15m, 1h/],
    [['--window', 'hour'], /15m, 1h/],
    [['--window', 'service='], /15m, 1h/],
    [['--window', 'latency=5m'], /no family "latency".*drift, service, quality, business/],
    [['--baseline', '2026-02-01..2026-01-01'], /end must lie after/],
    [['--baseline', 'version:v1'], /rows as 0\.\.20000/],
    [['--exclude', 'yesterday'], /--exclude "yesterday"/],
    [['--format', 'html'], /text, jsonl/],
    [['--current', '2026-01-01..2026-01-15'], /--current is no option of alerts/],
    [['--preset', 'last:7d'], /--preset is no option of alerts/],
    [['--axis', 'time'], /--axis is no option of alerts/],
    [['--exact', 'never'], /--exact is no option of alerts/],
    [['--code', '.'], /--code is no option of alerts/],
    [['a', 'b'], /one PATH/],
  ])('refuses %j with what would fit', (argv, message) => {
    expect(() => alerts(...argv)).toThrow(FaultError);
    expect(() => alerts(...argv)).toThrow(message);
  });

  it.each([['--window', '1h'], ['--level', '1%'], ['--exclude', '2026-01-03..2026-01-04']])('are no options of report: %s', (name, value) => {
    expect(() => parseArguments(['report', name, value])).toThrow(`${name} is no option of report`);
  });
});

describe('model-vitals alerts', () => {
  const root = resolve(__dirname, '../../..');
  const folder = mkdtempSync(join(tmpdir(), 'mv-cli-alerts-'));
  const script = join(root, 'dist', 'cli-alerts-under-test.cjs');
  const run = (...args: string[]) => spawnSync(process.execPath, [script, ...args], { cwd: folder, encoding: 'utf8' });

  beforeAll(async () => {
    const { source, options } = bundles().find(({ name }) => name === 'cli')!;
    await build({ ...options, entryPoints: [join(root, source)], outfile: script });
    // 12 days of hours of 60 rows; the ages shift in the last two days.
    const rows = Array.from({ length: 12 * 24 * 60 }, (_, i) => {
      const scattered = (i * 7_919) % 10_007;
      return `${new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString()},${(scattered % 40) + (i >= 10 * 1_440 ? 40 : 20)},${scattered % 3 === 0 ? 'basic' : 'pro'},${20 + (scattered % 11)}`;
    });
    writeFileSync(join(folder, 'log.csv'), `timestamp,age,plan,latency_ms\n${rows.join('\n')}\n`);
    writeFileSync(join(folder, 'short.csv'), `timestamp,age\n2026-01-01T00:00:00Z,1\n`);
    writeFileSync(join(folder, 'none.csv'), 'timestamp,age\n');
    writeFileSync(join(folder, 'untimed.csv'), `age,plan\n${Array.from({ length: 400 }, (_, i) => `${i % 50},${i % 3}`).join('\n')}\n`);
  }, 60_000);

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
    rmSync(script, { force: true });
  });

  const asked = ['alerts', 'log.csv', '--window', '1h', '--baseline', '2026-01-01..2026-01-10T06:00:00Z'];

  it('writes JSON Lines: a setup, each window in the order of time, incidents and an end; each line parses', () => {
    const { status, stdout, stderr } = run(...asked, '-f', 'jsonl');
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).not.toMatch(/NaN|Infinity|undefined/);
    const lines = stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown> & { type: string });
    const windows = lines.filter(({ type }) => type === 'window');
    const incidents = lines.filter(({ type }) => type === 'incident');
    expect(lines.map(({ type }) => type)).toEqual(['setup', ...windows.map(() => 'window'), ...incidents.map(() => 'incident'), 'end']);
    expect(lines[0]).toMatchObject({ schema: 'model-vitals/alerts/1', source: 'log.csv', axis: 'time', windowLength: 3_600e6 });
    expect(windows.length).toBe(12 * 24 - 222);
    expect(windows.map(({ start }) => start)).toEqual(windows.map((_, i) => Date.UTC(2026, 0, 10, 6 + i) * 1e3));
    expect(windows.every(({ families }) => (families as readonly { family: string }[]).map(({ family }) => family).join() === 'drift,service,quality,business')).toBe(true);
    const last = windows[windows.length - 2] as { families?: readonly { state: string; named: readonly { target: string }[] }[] } | undefined;
    expect(last?.families?.[0]).toMatchObject({ state: 'alert', named: [{ target: 'feature:age' }] });
    expect(incidents[incidents.length - 1]).toMatchObject({ family: 'drift', closed: null, targets: ['feature:age'] });
    expect(lines[lines.length - 1]).toMatchObject({ type: 'end', windows: windows.length, incidents: incidents.length });
  });

  it('judges each family by windows of its own, a line each with its length and families, and says so in words', () => {
    const lengths = ['alerts', 'log.csv', '--window', '1h', '--window', 'service=2h', '--baseline', '2026-01-01..2026-01-10T06:00:00Z'];
    const { status, stdout } = run(...lengths, '-f', 'jsonl');
    expect(status).toBe(0);
    interface Line { type: string; windowLength: number | null; baseline: unknown; end: number; incident: number | null; family: string; id: number; families: readonly { family: string; windowLength: number; incident: number | null }[]; cadences: readonly unknown[] }
    const lines = stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as Line);
    expect(lines[0]).toMatchObject({
      type: 'setup', schema: 'model-vitals/alerts/1', windowLength: null, baseline: null,
      families: [{ family: 'drift', windowLength: 3_600e6 }, { family: 'service', windowLength: 7_200e6 }, { family: 'quality' }, { family: 'business' }],
      cadences: [{ windowLength: 3_600e6, families: ['drift', 'quality', 'business'], baseline: { windows: 222 }, windows: 66 }, { windowLength: 7_200e6, families: ['service'], baseline: { windows: 111 }, windows: 33 }],
    });
    const windows = lines.filter(({ type }) => type === 'window');
    expect(windows.map(({ end }) => end)).toEqual(windows.map(({ end }) => end).sort((a, b) => a - b));
    const families = (length: number): string[] => windows.filter(({ windowLength }) => windowLength === length).map((window) => window.families.map(({ family }) => family).join());
    expect(families(3_600e6)).toEqual(new Array(66).fill('drift,quality,business'));
    expect(families(7_200e6)).toEqual(new Array(33).fill('service'));
    const incidents = lines.filter(({ type }) => type === 'incident');
    expect(incidents.map(({ id }) => id)).toEqual(incidents.map((_, i) => i + 1));
    expect(incidents.at(-1)).toMatchObject({ family: 'drift', windowLength: 3_600e6 });
    const words = run(...lengths).stdout;
    expect(words).toMatch(/incidents? in 66 windows of 1 h \(drift\) and 33 windows of 2 h \(service\)/);
    expect(words).toContain('drift: Windows of 1 h. Baseline');
    expect(words).toContain('SERVICE, windows of 2 h');
    expect(words).toMatch(/DRIFT, windows of 1 h[\s\S]*about 7\.2 false alerts in 30 days[\s\S]*every 1 h; last judged to [\s\S]*SERVICE, windows of 2 h[\s\S]*every 2 h; last judged to/);
    expect(words).toMatch(/level 1\.0\s?% of windows, about 3\.6 false alerts in 30\s+days: approximate/);
  });

  it('a length for all families overrides the configuration, one of a family that of this family alone', () => {
    writeFileSync(join(folder, 'model-vitals.json'), JSON.stringify({ sources: [{ name: 'log', path: 'log.csv' }], alerts: { window: '2h', windows: { service: '1h', drift: '3h' } } }));
    const lengthsOf = (...args: string[]): unknown[] => {
      const setup = JSON.parse(run('alerts', ...args, '-f', 'jsonl').stdout.split('\n')[0] ?? '') as { families: readonly { windowLength: number }[] };
      return setup.families.map(({ windowLength }) => windowLength / 3_600e6);
    };
    expect(lengthsOf()).toEqual([3, 1, 3, 3]);
    expect(lengthsOf('--window', '30m')).toEqual([0.5, 0.5, 0.5, 0.5]);
    expect(lengthsOf('--window', 'service=4h')).toEqual([3, 4, 3, 3]);
    rmSync(join(folder, 'model-vitals.json'));
  });

  it('says the same in words, and takes a level, excluded ranges and a file to write to', () => {
    const { status, stdout } = run(...asked, '--level', '2%');
    expect(status).toBe(0);
    expect(stdout).toContain('INCIDENTS');
    expect(stdout).toMatch(/level 2(\.0)?\s?% of windows/);
    expect(stdout).toContain('age');
    const file = join(folder, 'out.jsonl');
    const excluded = run(...asked, '--exclude', '2026-01-11..2026-01-13', '-f', 'jsonl', '-o', file);
    expect([excluded.status, excluded.stdout]).toEqual([0, '']);
    const end = JSON.parse(readFileSync(file, 'utf8').trimEnd().split('\n').pop() ?? '') as Record<string, unknown>;
    expect(end).toMatchObject({ type: 'end', windows: 18 });
  });

  it.each([
    [['alerts', 'log.csv', '--level', '70%'], 2, /at most 50%/],
    [['alerts', 'log.csv', '--window', '1s'], 2, /ask for longer windows/],
    [['alerts', 'log.csv', '--window', '1h', '--window', 'service=200rows'], 2, /do not go together/],
    [['alerts', 'log.csv', '--baseline', '2020-01-01..2020-02-01'], 2, /outside of the log/],
    [['alerts', 'log.csv', '--baseline', '2026-01-01..2026-03-01'], 2, /no window is left/],
    [['alerts', 'untimed.csv', '--window', '1h'], 2, /200rows/],
    [['alerts', 'short.csv'], 2, /shorter than two windows/],
    [['alerts', 'none.csv'], 3, /./],
    [['alerts', 'nothing-here.csv'], 3, /no such file/],
  ] as const)('%j ends with %i and says why', (args, code, message) => {
    const { status, stdout, stderr } = run(...args);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stdout).toBe('');
    expect(status).toBe(code);
  });
});
