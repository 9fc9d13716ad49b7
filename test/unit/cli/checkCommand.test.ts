import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import type { Log } from 'sarif';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundles } from '../../../scripts/bundles.mjs';
import type { GateResult } from '../../../src/core/gate/gateResult';

/* `model-vitals check` and `baseline save` as they ship, in a repository as a CI job finds it. */

const root = resolve(__dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'mv-check-'));
const script = join(root, 'dist', 'cli-check-under-test.cjs');

beforeAll(async () => {
  const { source, options } = bundles().find(({ name }) => name === 'cli')!;
  await build({ ...options, entryPoints: [join(root, source)], outfile: script });
  mkdirSync(join(folder, '.git'));
  mkdirSync(join(folder, 'churn', 'model'), { recursive: true });
  const rows = (shift: number, from: number): string =>
    Array.from({ length: 3_000 }, (_, i) => `${new Date(Date.UTC(2026, 0, 1) + (from + i) * 600_000).toISOString()},${20 + ((i * 7919) % 11)},${((i * 104729) % 40) + 20 + shift},${['basic', 'pro'][(i * 31) % 2] ?? ''},${(i * 13) % 2},${i % 3 === 0 ? 1 - ((i * 13) % 2) : (i * 13) % 2}`).join('\n');
  const head = 'timestamp,latency_ms,age,plan,prediction,label';
  writeFileSync(join(folder, 'churn', 'before.csv'), `${head}\n${rows(0, 0)}\n`);
  writeFileSync(join(folder, 'churn', 'same.csv'), `${head}\n${rows(0, 3_000)}\n`);
  writeFileSync(join(folder, 'churn', 'drifted.csv'), `${head}\n${rows(25, 3_000)}\n`);
  writeFileSync(join(folder, 'churn', 'model', 'features.py'), 'def build(df):\n    df["age"] = 2026 - df["born"]\n    return df\n');
}, 60_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(script, { force: true });
});

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { cwd: join(folder, 'churn'), encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('model-vitals baseline save, and check against it', () => {
  it('saves counts and no rows, passes what is like it and fails what is not, on the line that makes the feature', () => {
    const saved = run('baseline', 'save', 'before.csv', '-o', 'baseline.json');
    expect([saved.status, saved.stdout]).toEqual([0, '']);
    expect(saved.stderr).toMatch(/baseline\.json: before\.csv, .*3,000 rows|baseline\.json: before\.csv, 1 Jan 2026 00:00 to .*, 5 columns, [\d.]+ kB; counts only, no rows/);
    const same = run('check', 'same.csv', '--baseline', 'baseline.json');
    expect([same.status, same.stderr]).toEqual([0, '']);
    expect(same.stdout).toMatch(/^PASSED {2}same\.csv: all \d+ checks passed/);
    const failed = run('check', 'drifted.csv', '--baseline', 'baseline.json', '--sarif', 'out.sarif', '--junit', 'out.xml', '--markdown', 'out.md', '-f', 'json');
    expect([failed.status, failed.stderr]).toEqual([5, '']);
    const result = JSON.parse(failed.stdout) as GateResult;
    expect(result.items.filter(({ outcome }) => outcome === 'failed').map(({ id, places }) => [id, places[0]])).toEqual([['feature:age', { file: 'churn/model/features.py', line: 2, column: 9, endColumn: 12 }]]);
    const sarif = JSON.parse(readFileSync(join(folder, 'churn', 'out.sarif'), 'utf8')) as Log;
    expect(sarif.runs[0]?.results?.map(({ locations }) => locations?.[0]?.physicalLocation?.artifactLocation?.uri)).toEqual(['churn/model/features.py']);
    expect(readFileSync(join(folder, 'churn', 'out.xml'), 'utf8')).toContain('failures="1"');
    expect(readFileSync(join(folder, 'churn', 'out.md'), 'utf8')).toContain('### Failed');
  });

  it('reads the rules of model-vitals.json', () => {
    writeFileSync(join(folder, 'churn', 'rules.json'), '{ "sources": [{ "name": "churn", "path": "drifted.csv" }], "check": { "ignore": ["feature:age"] }, "alerts": { "limits": [{ "metric": "latency.p95", "above": 25 }] } }');
    const { status, stdout } = run('check', '--config', 'rules.json', '--baseline', 'baseline.json');
    expect(status).toBe(5);
    expect(stdout).toContain('✗ p95 latency above 25 ms  (limit)\n    30 ms in the current window, 3,000 rows; the limit is 25 ms\n');
    expect(stdout).toContain('~ age  (drift, tolerated)');
    expect(stdout.match(/^✗/gm)?.length).toBe(1);
  });

  it('compares windows of the log itself as the report does', () => {
    const { status, stdout } = run('check', '*.csv', '--baseline', 'file:before.csv', '--current', 'file:drifted.csv', '-f', 'junit');
    expect(status).toBe(5);
    expect(stdout).toMatch(/<testcase classname="\*\.csv\.drift" name="age \(feature:age\)" file="churn\/model\/features\.py" line="2">\n {6}<failure/);
  });

  it('tells what is wrong with its arguments and files', () => {
    expect(run('baseline', 'load', 'x')).toMatchObject({ status: 2, stderr: expect.stringContaining('baseline save [PATH] --output FILE') as unknown });
    expect(run('baseline', 'save', 'before.csv')).toMatchObject({ status: 2, stderr: expect.stringContaining('--output baseline.json') as unknown });
    expect(run('check', 'same.csv', '--baseline', 'none.json')).toMatchObject({ status: 2, stderr: expect.stringContaining('none.json') as unknown });
    expect(run('check', 'same.csv', '--baseline', 'rules.json')).toMatchObject({ status: 3, stderr: expect.stringContaining('no baseline of model-vitals') as unknown });
    expect(run('check', 'same.csv', '--why')).toMatchObject({ status: 2 });
    expect(run('check', 'same.csv', '--baseline', 'baseline.json', '--axis', 'file')).toMatchObject({ status: 2, stderr: expect.stringContaining('leave --preset and --axis out') as unknown });
    expect(existsSync(join(folder, 'churn', 'none.json'))).toBe(false);
  });
});
