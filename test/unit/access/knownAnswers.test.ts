import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { codeColumns } from '../../../src/core/code/codeColumns';
import type { Finding } from '../../../src/core/domain/finding';
import { EngineService } from '../../../src/engine/service/engineService';
import { LogHarness, valuesOf } from '../log/logHarness';
import { problems, type Schema } from '../report/jsonSchema';

/* An nginx access log of 2,000 requests against what Python and NumPy read in it (scripts/knownAnswers/accessLogs.py). */

interface Answers {
  readonly rows: number;
  readonly baseline: Readonly<Record<string, number>>;
  readonly current: Readonly<Record<string, number>>;
  readonly paths: Readonly<Record<string, number>>;
  readonly agents: Readonly<Record<string, number>>;
  readonly statuses: Readonly<Record<string, number>>;
  readonly upstreamSum: number;
  readonly upstreamMissing: number;
  readonly models: Readonly<Record<string, number>>;
}

const fixtures = path.resolve(__dirname, '../../fixtures/knownAnswers');
const schema = JSON.parse(readFileSync(path.resolve(__dirname, '../../../docs/report.schema.json'), 'utf8')) as Schema;
const answers = JSON.parse(readFileSync(path.join(fixtures, 'access-nginx.json'), 'utf8')) as Answers;
const folder = mkdtempSync(path.join(tmpdir(), 'mv-access-'));
const harness = new LogHarness();
const service = new EngineService({ tempFolder: path.join(folder, 'temp'), memoryLimit: '400MB', wasmFolder: '.' });
afterAll(async () => {
  await service.dispose();
  await harness.close();
  rmSync(folder, { recursive: true, force: true });
});

const counted = (values: readonly unknown[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const value of values) {
    if (typeof value !== 'string' && typeof value !== 'number') continue;
    counts[value] = (counts[value] ?? 0) + 1;
  }
  return counts;
};

describe('an nginx access log', () => {
  it('is read row by row as Python reads it', async () => {
    const log = await harness.open([path.join(fixtures, 'access-nginx.log')]);
    expect(log.state).toMatchObject({ state: 'ready', rows: answers.rows, badLines: 0, task: 'none', time: { column: 'time', encoding: 'iso', from: Date.UTC(2026, 10, 1) * 1_000, without: 0, outOfOrder: 0 }, files: [{ format: 'access', state: 'read' }] });
    expect(counted(await valuesOf(log, 'path'))).toEqual(answers.paths);
    expect(counted(await valuesOf(log, 'agent'))).toEqual(answers.agents);
    expect(counted(await valuesOf(log, 'status'))).toEqual(answers.statuses);
    expect(counted(await valuesOf(log, 'model'))).toEqual(answers.models);
    expect(counted(await valuesOf(log, 'version'))).toEqual({ 3: answers.models['fraud'] });
    const upstream = await valuesOf(log, 'upstream_ms');
    expect(upstream.filter((value) => value === null)).toHaveLength(answers.upstreamMissing);
    expect(upstream.reduce<number>((sum, value) => sum + Number(value ?? 0), 0)).toBeCloseTo(answers.upstreamSum, 6);
  });

  it('has NumPy\'s percentiles, error rate and throughput in the report, and says that there is no quality', async () => {
    const engine = service.handlers();
    const context = { signal: new AbortController().signal, onProgress: () => undefined };
    const { id } = await engine['source.open']({ spec: { kind: 'log', name: 'nginx', folder: fixtures, paths: ['access-nginx.log'] }, storage: null, readAtMs: 0, fresh: false }, context);
    const day = (from: number, to: number) => ({ kind: 'range' as const, from: Date.UTC(2026, 10, from) * 1_000, to: Date.UTC(2026, 10, to) * 1_000 });
    const { report } = await engine['report.make']({ id, axis: 'time', comparison: { baseline: day(1, 2), current: day(2, 3) }, named: {}, settings: {}, exact: 'auto' }, context);
    const finding = (name: string): Finding => report.findings.find((one) => one.id === name)!;
    expect(finding('throughput').unit).toBe('per hour');
    for (const side of ['baseline', 'current'] as const) {
      const known = answers[side];
      for (const q of ['p50', 'p90', 'p95', 'p99'] as const) {
        expect(finding(`latency.${q}`)).toMatchObject({ basis: 'exact', unit: 'ms' });
        expect(finding(`latency.${q}`)[side]).toMatchObject({ n: known['n'] });
        expect(finding(`latency.${q}`)[side].value).toBeCloseTo(known[q]!, 9);
      }
      expect(finding('latency.mean')[side].value).toBeCloseTo(known['mean']!, 9);
      expect(finding('errors')[side].value).toBeCloseTo(known['errors']! / known['n']!, 12);
      expect(finding('throughput')[side].value).toBeCloseTo(known['n']! / known['hours']!, 6);
    }
    expect(report.features.map(({ feature }) => feature).sort()).toEqual(['bytes', 'method', 'path']);
    // `path` and `method` are nginx's words: where code has them says nothing.
    expect(codeColumns(report)).toEqual([]);
    expect(report.findings.find(({ family }) => family === 'quality')).toMatchObject({ verdict: 'not available', reason: 'the log has no label column' });
    const written = await engine['report.render']({ id, axis: 'time', comparison: { baseline: day(1, 2), current: day(2, 3) }, named: {}, settings: {}, format: 'json', places: {} }, context);
    expect(problems(schema, JSON.parse(written.text))).toEqual([]);
    expect(report.notes.some(({ text }) => text.includes('a row is a request, there are no predictions in it'))).toBe(true);
  });
});
