import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundles } from '../../../scripts/bundles.mjs';
import type { WhyAnswer } from '../../../src/core/domain/why';
import type { Schema } from '../report/jsonSchema';
import { problems } from '../report/jsonSchema';

/* `model-vitals report --why` as it ships, on the demo log. */

const root = resolve(__dirname, '../../..');
const script = join(root, 'dist', 'cli-why-under-test.cjs');

beforeAll(async () => {
  const { source, options } = bundles().find(({ name }) => name === 'cli')!;
  await build({ ...options, entryPoints: [join(root, source)], outfile: script });
}, 60_000);
afterAll(() => rmSync(script, { force: true }));

const run = (...args: string[]) => spawnSync(process.execPath, [script, 'report', join(root, 'examples/flight-delays'), '--quiet', ...args], { encoding: 'utf8', maxBuffer: 1e8 });

it('explains what moved among error rate, p95 latency and accuracy, by its schema', () => {
  const { status, stdout, stderr } = run('--why', '--format', 'json');
  expect([status, stderr]).toEqual([0, '']);
  const report = JSON.parse(stdout) as { why: WhyAnswer[] };
  expect(problems(JSON.parse(readFileSync(join(root, 'docs/report.schema.json'), 'utf8')) as Schema, report)).toEqual([]);
  expect(report.why.map(({ metric }) => metric)).toEqual(['latency.p95', 'quality.accuracy']);
  expect(report.why[0]?.explanations.map(({ columns }) => columns)).toEqual([['queue_depth'], ['itineraries']]);
});

it('prints them as text, and nothing of them unless asked', () => {
  expect(run('--why').stdout).toMatch(/\nWHY\n {2}p95 latency rose 108 ms; it moves together with queue_depth above 0,/);
  expect(run('--format', 'json').stdout).not.toContain('"why"');
});

it('is no option of the alerts', () => {
  const { status, stderr } = spawnSync(process.execPath, [script, 'alerts', 'x', '--why'], { encoding: 'utf8' });
  expect(status).toBe(2);
  expect(stderr).toContain('--why is no option of alerts');
});
