import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundles } from '../../../scripts/bundles.mjs';
import type { Report } from '../../../src/core/domain/report';
import type { Schema } from '../report/jsonSchema';
import { problems } from '../report/jsonSchema';
import { freePort } from '../../servers/serverProcess';
import { cumulative, document, histogram } from '../otlp/otlpHarness';

/* OpenTelemetry on the command line, as it ships. */

const root = resolve(__dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'mv-cli-otlp-'));

beforeAll(async () => {
  const { source, options } = bundles().find(({ name }) => name === 'cli')!;
  await build({ ...options, entryPoints: [join(root, source)], outfile: join(root, 'dist', 'cli-otlp-under-test.cjs') });
}, 60_000);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(join(root, 'dist', 'cli-otlp-under-test.cjs'), { force: true });
});

const binary = join(root, 'dist', 'cli-otlp-under-test.cjs');
const run = (...args: string[]) => spawnSync(process.execPath, [binary, ...args, '--quiet'], { encoding: 'utf8', cwd: folder });
const requests = (start: number, at: number, count: number) => document([histogram('http.server.request.duration', cumulative, [{ since: start, at: start + at, count, sum: count / 10, bucketCounts: [0, count, 0], explicitBounds: [0.05, 0.2] }])]);

describe('model-vitals report', () => {
  it('knows a file of metrics by its first line, however it is called', () => {
    const start = Date.UTC(2026, 0, 1) / 1000;
    const lines = Array.from({ length: 200 }, (_, i) => JSON.stringify(requests(start, 60 * (i + 1), 20 * (i + 1)))).join('\n');
    writeFileSync(join(folder, 'metrics.txt'), `${lines}\n`);
    const { status, stdout, stderr } = run('report', 'metrics.txt', '--format', 'json');
    expect([status, stderr]).toEqual([0, '']);
    const report = JSON.parse(stdout) as Report;
    expect(report.source.metrics?.[0]).toMatchObject({ kind: 'otlp', systems: ['OpenTelemetry HTTP'], points: 200 });
    expect(report.findings.find(({ id }) => id === 'throughput')?.current.value).toBeCloseTo(20, 6);
    expect(problems(JSON.parse(readFileSync(join(root, 'docs/report.schema.json'), 'utf8')) as Schema, report)).toEqual([]);
    expect(run('report', 'metrics.txt').stdout).toMatch(/METRICS FROM\n {2}metrics\.txt .*200 points/s);
    writeFileSync(join(folder, 'odd.jsonl'), `\n{"resource":1}\n${lines}\n`);
    const odd = run('report', 'odd.jsonl', '--otlp', '--format', 'json');
    expect((JSON.parse(odd.stdout) as Report).source.metrics?.[0]?.reason).toContain('odd.jsonl line 2: no OTLP');
  });

  it('receives for a while, says where, and reports on what came', async () => {
    const port = await freePort();
    const child = spawn(process.execPath, [binary, 'report', `otlp://127.0.0.1:${port}`, '--watch', '8s', '--format', 'json', '--quiet'], { cwd: folder });
    let [out, err] = ['', ''];
    child.stdout.on('data', (piece: Buffer) => (out += piece.toString()));
    child.stderr.on('data', (piece: Buffer) => (err += piece.toString()));
    const ended = new Promise<number | null>((done) => child.on('close', done));
    await expect.poll(() => err, { timeout: 15_000 }).toContain(`receiving OTLP at http://127.0.0.1:${port} for 8 s`);
    const start = Math.floor(Date.now() / 1000) - 100;
    let [sent, at] = [0, 90];
    while (child.exitCode === null && sent < 200) {
      at = Date.now() / 1000 - start;
      const answer = await fetch(`http://127.0.0.1:${port}/v1/metrics`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(requests(start, at, sent + 10)) }).then(({ status }) => status, () => null);
      if (answer === 200) sent += 10;
      await new Promise((done) => setTimeout(done, 300));
    }
    expect(await ended).toBe(0);
    const report = JSON.parse(out) as Report;
    expect(problems(JSON.parse(readFileSync(join(root, 'docs/report.schema.json'), 'utf8')) as Schema, report)).toEqual([]);
    expect(report.source.metrics?.[0]).toMatchObject({ kind: 'otlp', endpoint: `http://127.0.0.1:${port}`, points: sent / 10 });
    expect(report.findings.some(({ id, current }) => id === 'latency.p95' && current.value !== null && current.value > 50 && current.value <= 200)).toBe(true);
  }, 60_000);

  it('says what is wrong with an address or a port', () => {
    for (const [args, said] of [[['otlp://0.0.0.0:4318'], 'only otlp://127.0.0.1:PORT is listened to'], [['--listen', 'x'], 'a port, for example 4318'], [['metrics.txt', '--listen', '4318'], 'leave PATH out'], [['--otlp'], '--otlp needs a PATH']] as const) {
      const { status, stderr } = run('report', ...args);
      expect([status, stderr.includes(said)]).toEqual([2, true]);
    }
  });

  it('ends with how to send where nothing came', async () => {
    const { status, stderr } = run('report', '--listen', String(await freePort()), '--watch', '1s');
    expect(status).toBe(4);
    expect(stderr).toContain('OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:');
  }, 30_000);
});
