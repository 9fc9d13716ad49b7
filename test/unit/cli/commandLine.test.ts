import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundles } from '../../../scripts/bundles.mjs';
import type { Report } from '../../../src/core/domain/report';

/* The command line as it ships: its bundle, in a process of its own, on files as people have them. */

const root = resolve(__dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'mv-cli-'));
const script = join(root, 'dist', 'cli-under-test.cjs');

beforeAll(async () => {
  const { source, options } = bundles().find(({ name }) => name === 'cli')!;
  await build({ ...options, entryPoints: [join(root, source)], outfile: script });
  mkdirSync(join(folder, 'project', 'model'), { recursive: true });
  mkdirSync(join(folder, 'two'));
  mkdirSync(join(folder, 'empty'));
  mkdirSync(join(folder, 'misnamed'));
  writeFileSync(join(folder, 'misnamed', 'model-vitals.json'), '{ "sources": [{ "name": "a", "paths": "log.csv" }] }');
  const row = (i: number) => ({
    timestamp: new Date(Date.UTC(2026, 0, 1) + i * 600_000).toISOString(),
    model_version: i < 1_500 ? 'v1' : 'v2',
    latency_ms: 20 + (i % 11),
    features: { age: (i % 40) + (i < 1_500 ? 20 : 45), plan: ['basic', 'pro'][i % 2] },
    prediction: i % 2,
    label: i % 3 === 0 ? 1 - (i % 2) : i % 2,
  });
  const rows = Array.from({ length: 3_000 }, (_, i) => JSON.stringify(row(i)));
  writeFileSync(join(folder, 'project', 'log.jsonl'), `${rows.join('\n')}\n{"timestamp": "2026-0`);
  writeFileSync(join(folder, 'project', 'model', 'features.py'), 'def build(df):\n    df["age"] = 2026 - df["born"]\n    return df\n');
  writeFileSync(
    join(folder, 'project', 'model-vitals.json'),
    '{ "sources": [{ "name": "churn", "path": "log.jsonl" }], "baselines": [{ "name": "first week", "source": "churn", "window": { "from": "2026-01-01", "to": "2026-01-08" } }] } // mine',
  );
  for (const [name, shift] of [['a.csv', 0], ['b.csv', 30]] as const) {
    writeFileSync(join(folder, 'two', name), `age,plan\n${Array.from({ length: 400 }, (_, i) => `${(i % 50) + shift},${i % 3 === 0 ? 'x' : 'y'}`).join('\n')}\n`);
  }
  // 40 days of an hour's prediction each; a label comes two days later.
  const late = Array.from({ length: 40 * 24 }, (_, i) => {
    const at = Date.UTC(2026, 0, 1) + i * 3_600_000;
    const known = i < 38 * 24;
    return `${new Date(at).toISOString()},${i % 2},${known ? Number(i % 5 === 0) ^ (i % 2) : ''},${known ? new Date(at + 48 * 3_600_000).toISOString() : ''}`;
  });
  writeFileSync(join(folder, 'late.csv'), `timestamp,prediction,label,labelled_at\n${late.join('\n')}\n`);
  writeFileSync(join(folder, 'junk.jsonl'), Buffer.from([0, 1, 2, 3, 255, 254, 10, 0, 0]));
}, 60_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(script, { force: true });
});

function run(...args: string[]) {
  const cwd = join(folder, 'project');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { cwd, encoding: 'utf8' });
  return { status, stdout, stderr };
}

const json = (...args: string[]) => {
  const { status, stdout, stderr } = run('report', ...args, '--format', 'json');
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return JSON.parse(stdout) as Report;
};

describe('model-vitals report', () => {
  it('reads the configured source, and prints what moved with its place in the code', () => {
    const { status, stdout, stderr } = run('report');
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^churn\n/);
    expect(stdout).toMatch(/features\.age .*moved/);
    expect(stdout).toContain('model/features.py:2');
    expect(stdout).toContain('log.jsonl:3001');
    expect(stdout).not.toContain('\u001b[');
  });

  it('gives the same figures as JSON', () => {
    const report = json();
    expect(report).toMatchObject({ schema: 'model-vitals/report/1', source: { name: 'churn', rows: 3_000, badLines: 1 } });
    expect(report.features.find(({ feature }) => feature === 'features.age')).toMatchObject({ verdict: 'moved', basis: 'exact', places: [{ file: 'model/features.py', line: 2 }] });
    expect(report.features.find(({ feature }) => feature === 'features.plan')).toMatchObject({ verdict: 'stable' });
  });

  it('takes windows by range, version and name, and completes a single one', () => {
    const versions = json('--axis', 'version', '--baseline', 'version:v1', '--current', 'version:v2');
    expect([versions.baseline, versions.current].map((window) => [window.versions, window.rows])).toEqual([[['v1'], 1_500], [['v2'], 1_500]]);
    expect(json('--baseline', 'version:v1', '--current', 'version:v2').current.versions).toContain('v2');
    const named = json('--baseline', 'first week', '--current', '2026-01-15..2026-01-20');
    expect([named.baseline.from, named.baseline.to]).toEqual([Date.UTC(2026, 0, 1) * 1e3, Date.UTC(2026, 0, 8) * 1e3]);
    const only = json('--current', '2026-01-15..2026-01-20');
    expect(only.baseline.slots).toEqual({ from: 0, to: only.current.slots.from });
    const accuracyOf = (...args: string[]) => json('../late.csv', ...args).findings.find(({ id }) => id === 'quality.accuracy')?.maturity?.state;
    expect([accuracyOf(), accuracyOf('--preset', 'labels-in')]).toEqual(['not mature', 'mature']);
    expect(json('../late.csv', '--preset', 'labels-in').current.to).toBeLessThanOrEqual(Date.UTC(2026, 1, 8) * 1e3);
    expect(json('../late.csv', '--preset', 'labels-in').current.to).toBeGreaterThan(Date.UTC(2026, 1, 6) * 1e3);
    expect(json('--preset', 'last:3d').current.rows).toBeGreaterThan(200);
  });

  it('compares file against file where there is no time, and says so', () => {
    const report = json('../two');
    expect(report.axis).toEqual({ kind: 'file', names: ['a.csv', 'b.csv'] });
    expect(report.features.find(({ feature }) => feature === 'age')?.verdict).toBe('moved');
    expect(report.notes.map(({ text }) => text).join(' ')).toMatch(/time/i);
  });

  it('writes HTML in one file that loads nothing, and Markdown', () => {
    const file = join(folder, 'report.html');
    expect(run('report', '-f', 'html', '-o', file).status).toBe(0);
    const html = readFileSync(file, 'utf8');
    expect(html).toContain('<svg');
    expect(html).not.toMatch(/<script|src="http|href="http/);
    expect(run('report', '-f', 'markdown').stdout).toMatch(/^# /);
  });

  it('reads no log again with --storage', () => {
    const storage = join(folder, 'store');
    expect(json('--storage', storage).source.fromStore).toBe(false);
    expect(json('--storage', storage).source.fromStore).toBe(true);
  });

  it.each([
    [['report', '--format', 'pdf'], 2, /text, json, markdown, html/],
    [['rapport'], 2, /no command "rapport"/],
    [['report', '--output', '/no-such-folder/x'], 2, /no such file or directory/],
    [['report', '../misnamed'], 2, /no source of it is valid.*sources\.0\.path/],
    [['report', '--source', 'other'], 2, /configured sources are churn/],
    [['report', 'nothing-here.csv'], 3, /no such file/],
    [['report', '../junk.jsonl'], 3, /junk\.jsonl/],
    [['report', '../empty'], 3, /./],
    [['report', '--baseline', 'second week'], 4, /second week/],
    [['report', '--baseline', '1999-01-01..1999-02-01'], 4, /./],
    [['report', '--current', 'version:v9'], 4, /v9/],
  ] as const)('%j ends with %i and says why', (args, code, message) => {
    const { status, stdout, stderr } = run(...args);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stdout).toBe('');
    expect(status).toBe(code);
  });

  it('prints help and version', () => {
    expect(run('--help').stdout).toContain('--baseline WINDOW');
    expect(run('--version').stdout.trim()).toMatch(/^\d+\.\d+\.\d+$/);
  });
});

describe('labels in files of their own on the command line', () => {
  it('are joined, refused for servers, and what is wrong with them is said', () => {
    const ids = Array.from({ length: 600 }, (_, i) => i);
    writeFileSync(join(folder, 'ids.jsonl'), `${ids.map((i) => JSON.stringify({ timestamp: new Date(Date.UTC(2026, 0, 1) + i * 3_600_000).toISOString(), request_id: `r${i}`, prediction: i % 2 })).join('\n')}\n`);
    writeFileSync(join(folder, 'truth.csv'), `key,outcome\n${ids.map((i) => `r${i},${i % 5 === 0 ? 1 - (i % 2) : i % 2}`).join('\n')}\n`);
    const { status, stdout } = run('report', join(folder, 'ids.jsonl'), '--labels', join(folder, 'truth.csv'), '--label-id', 'key', '-f', 'json');
    expect(status).toBe(0);
    const report = JSON.parse(stdout) as Report;
    expect(report.source.labels).toMatchObject({ state: 'joined', labelled: 600, matched: 600, columns: { id: 'request_id', labelId: 'key', label: 'outcome', time: null } });
    expect(report.findings.find(({ id }) => id === 'quality.accuracy')?.baseline.value).toBeCloseTo(0.8, 2);
    const text = run('report', join(folder, 'ids.jsonl'), '--labels', join(folder, 'none.csv'));
    expect([text.status, text.stdout.replace(/\s+/g, ' ')]).toEqual([0, expect.stringContaining('No label is joined: none.csv: no such file.')]);
    expect(run('report', 'http://127.0.0.1:9', '--labels', 'a.csv')).toMatchObject({ status: 2, stderr: expect.stringContaining('--labels: labels are joined to a log') as string });
  });
});
