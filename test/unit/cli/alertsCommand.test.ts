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
    expect(alerts()).toEqual({ path: null, source: null, config: null, storage: null, output: null, color: null, quiet: false, window: null, baseline: null, excluded: [], level: null, format: 'text' });
  });

  it('are read', () => {
    const at = (month: number, date: number): number => Date.UTC(2026, month - 1, date) * 1e3;
    expect(alerts('a.csv', '--window', '15m', '--baseline', '2026-01-01..2026-01-15', '--exclude', '2026-01-03..2026-01-04', '--exclude', '2026-02-01..2026-02-03', '--level', '2%', '-f', 'jsonl')).toMatchObject({
      path: 'a.csv', window: { unit: 'time', length: 900e6 }, level: 0.02, format: 'jsonl',
      baseline: { kind: 'range', from: at(1, 1), to: at(1, 15) }, excluded: [{ kind: 'range', from: at(1, 3), to: at(1, 4) }, { kind: 'range', from: at(2, 1), to: at(2, 3) }],
    });
    expect(alerts('--window', '200rows', '--baseline', '0..20000')).toMatchObject({ window: { unit: 'rows', length: 200 }, baseline: { kind: 'range', from: 0, to: 20_000 } });
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
