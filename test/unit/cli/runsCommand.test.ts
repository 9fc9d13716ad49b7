import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundles } from '../../../scripts/bundles.mjs';
import { parseArguments } from '../../../src/cli/arguments';
import { FaultError } from '../../../src/core/domain/fault';
import type { TrainingComparison, TrainingPage } from '../../../src/core/training/trainingPage';

const runs = (...argv: string[]) => {
  const parsed = parseArguments(['runs', ...argv]);
  if (parsed.command !== 'runs') throw new Error('not runs');
  return parsed.runs;
};

describe('arguments of runs', () => {
  it('are read, a pair of runs wherever it stands', () => {
    expect(runs()).toEqual({ path: null, source: null, config: null, bearer: null, experiments: [], compare: null, production: null, run: null, format: 'text', output: null, color: null, quiet: false });
    expect(runs('store', '--compare', 'a', 'b', '--experiment', 'x', '--experiment', 'y', '-f', 'json')).toMatchObject({ path: 'store', compare: ['a', 'b'], experiments: ['x', 'y'], format: 'json' });
    expect(runs('--compare', 'a', 'b', 'store')).toMatchObject({ path: 'store', compare: ['a', 'b'] });
    expect(parseArguments(['runs', '--help'])).toEqual({ command: 'help' });
  });

  it.each([
    [['--compare', 'a'], /two runs/], [['--compare', 'a', '--quiet'], /two runs/], [['--compare=a', 'b'], /two runs/], [['a', 'b'], /one PATH/], [['--format', 'html'], /text, json/], [['--baseline', 'x'], /baseline/],
    [['--compare', 'a', 'b', '--production', 'l'], /one at a time/], [['--run', 'a'], /--compare A B/],
  ])('refuses %j with what would fit', (argv, message) => {
    expect(() => runs(...argv)).toThrow(FaultError);
    expect(() => runs(...argv)).toThrow(message);
  });
});

describe('model-vitals runs', () => {
  const root = resolve(__dirname, '../../..');
  const folder = mkdtempSync(join(tmpdir(), 'mv-cli-runs-'));
  const script = join(root, 'dist', 'cli-runs-under-test.cjs');
  const run = (...args: string[]) => spawnSync(process.execPath, [script, 'runs', ...args], { cwd: folder, encoding: 'utf8' });

  beforeAll(async () => {
    const { source, options } = bundles().find(({ name }) => name === 'cli')!;
    await build({ ...options, entryPoints: [join(root, source)], outfile: script });
    cpSync(join(root, 'test/fixtures/training'), folder, { recursive: true });
    const rows = Array.from({ length: 1_000 }, (_, i) => `${new Date(Date.UTC(2026, 8, 1) + i * 60_000).toISOString()},v3,${i % 2},${i % 5 === 0 ? 1 - (i % 2) : i % 2}`);
    writeFileSync(join(folder, 'log.csv'), `timestamp,model_version,prediction,label\n${rows.join('\n')}\n`);
  }, 60_000);
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
    rmSync(script, { force: true });
    rmSync(`${script}.map`, { force: true });
  });

  it('lists what a database, or the folder that holds it, or event files hold', () => {
    const { stdout, status } = run('mlflow.db');
    expect(status).toBe(0);
    expect(stdout).toContain('mlflow.db: 2 training runs');
    expect(stdout).toMatch(/first\n\s+a1 · churn · finished · 21 Sep 2026 14:13:20 UTC · 5 s\n\s+blown up ∞, test_accuracy 0\.91\n\s+depth = 3\n\s+registered as churn\/3/);
    expect(run().stdout).toContain('by its tag');
    const page = JSON.parse(run('runs', '-f', 'json').stdout) as TrainingPage;
    expect(page).toMatchObject({ kind: 'tensorboard', total: 3 });
    expect(page.runs.map(({ id }) => id).sort()).toEqual(['old', 'restarted', 'tensors']);
  });

  it('compares two runs', () => {
    const { stdout, status } = run('runs', '--compare', 'restarted', 'old');
    expect(status).toBe(0);
    expect(stdout).toMatch(/loss\/train\s+–\s+0\.083333/);
    const comparison = JSON.parse(run('mlflow.db', '--compare', 'first', 'b2', '-f', 'json').stdout) as TrainingComparison;
    expect(comparison).toMatchObject({ a: { id: 'a1' }, b: { id: 'b2' }, groups: null });
    expect(comparison.metrics.map(({ key }) => key)).toEqual(['blown up', 'test_accuracy', 'val/loss']);
  });

  it('puts the deployed run beside production', () => {
    const { stdout, status } = run('mlflow.db', '--production', 'log.csv');
    expect(status).toBe(0);
    expect(stdout.replace(/\s+/g, ' ')).toMatch(/Run first \(a1\), churn, finished: the log's version is a registered version that the run made.*accuracy: 91\.0 % on test data \(test_accuracy\), 80\.0 % \([\d. to]+ %, 95 %\) in production, n = 250: worse in production/);
    expect(run('mlflow.db', '--production', 'log.csv', '--run', 'b2').stdout).toContain('chosen by hand');
  });

  it.each([
    [['nowhere'], 3, /no training runs there/], [['mlflow.db', '--compare', 'first', 'nobody'], 3, /no run "nobody" among the 2/], [['mlflow.db', '--experiment', 'x'], 3, /no experiment "x"; there is "churn"/],
    [['runs', '--experiment', 'x'], 2, /--experiment is of MLflow/], [['--source', 'x'], 2, /no source of training runs is configured/], [['mlflow.db', '--production', 'gone.csv'], 3, /gone\.csv/],
    [['mlflow.db', '--production', 'log.csv', '--run', 'nobody'], 2, /no run "nobody"/], [['http://127.0.0.1:1'], 3, /nothing answers/], [['mlflow.db', '--format', 'xml'], 2, /text, json/],
  ])('%j ends with %i', (args, code, message) => {
    const { stdout, stderr, status } = run(...args);
    expect([status, stdout]).toEqual([code, '']);
    expect(stderr).toMatch(message);
  });

  it('takes the source of the configuration', () => {
    const place = join(folder, 'configured');
    mkdirSync(place);
    writeFileSync(join(place, 'model-vitals.json'), '{ "sources": [{ "name": "churn", "path": "../log.csv" }, { "name": "t", "kind": "mlflow", "path": "../mlflow.db", "of": "churn" }] }');
    const here = (...args: string[]) => spawnSync(process.execPath, [script, 'runs', ...args], { cwd: place, encoding: 'utf8' });
    expect(here().stdout).toContain('t: 2 training runs');
    expect(here('--source', 't', '--production', 'churn').stdout).toContain('worse in production');
  });
});
