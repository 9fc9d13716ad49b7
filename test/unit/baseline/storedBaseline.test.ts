import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { readBaseline, writeBaseline } from '../../../src/core/baseline/baselineFile';
import { FaultError } from '../../../src/core/domain/fault';
import type { Role } from '../../../src/core/domain/role';
import { compareBaseline } from '../../../src/engine/baseline/compareBaseline';
import { makeBaseline } from '../../../src/engine/baseline/makeBaseline';
import type { OpenedLog } from '../../../src/engine/log/openedLog';
import { makeLog, type LogShape } from '../cube/makeLog';

const open: OpenedLog[] = [];
afterEach(async () => {
  for (const log of open.splice(0)) await log.close();
});
async function logOf(shape: LogShape): Promise<OpenedLog> {
  const log = await makeLog(shape);
  open.push(log);
  return log;
}

const roles: Readonly<Record<string, Role>> = { p: 'prediction', y: 'label', s: 'score', status: 'status', latency: 'latency', v: 'version' };
// 6,000 rows in 10 days, the second half of which has another x, level, latency and error rate.
const rows = (from: number, to: number, columns = '*'): string => `SELECT ${columns} FROM (SELECT (1700000000000000 + i * 144000000)::BIGINT AS t,
  CASE WHEN i % 17 = 0 THEN NULL WHEN i % 101 = 0 THEN 'nan'::DOUBLE ELSE sin(i) * 10 + CASE WHEN i < 3000 THEN 0 ELSE 4 END END AS x,
  (i % 7)::DOUBLE AS few, 'c' || (CASE WHEN i < 3000 THEN i % 5 ELSE i % 6 END) AS "level; --",
  ((i * 7919) % 10 < 4)::INTEGER::DOUBLE AS p, ((i * 104729) % 10 < 4)::INTEGER::DOUBLE AS y, ((i * 31) % 1000) / 1000 AS s,
  CASE WHEN i % (CASE WHEN i < 3000 THEN 50 ELSE 10 END) = 0 THEN 500 ELSE 200 END AS status, exp(3 + sin(i * 7)) * (CASE WHEN i < 3000 THEN 1 ELSE 2 END) AS latency,
  CASE WHEN i < 3000 THEN 'v1' ELSE 'v2' END AS v FROM range(${from}, ${to}) r(i))`;
const shape = (from: number, to: number, columns?: string): LogShape => ({ sql: rows(from, to, columns), roles, task: 'binary' });
const options = { window: null, named: {}, savedAtMs: 1_800_000_000_000 };

describe('a baseline', () => {
  it('is read as it was written, to the last bit', async () => {
    const made = await makeBaseline(await logOf(shape(0, 3_000)), options);
    const text = writeBaseline(made);
    expect(readBaseline(text)).toEqual({ ...made, cube: { ...made.cube, axis: expect.anything() as unknown } });
    expect(made.cube.rows.reduce((sum, n) => sum + n, 0)).toBe(3_000);
    expect(made.cube.rows.length).toBeGreaterThan(9);
    expect(text).not.toContain('17000'); // no time of a row
  });

  it('is refused where a table was changed, and says which', async () => {
    const text = writeBaseline(await makeBaseline(await logOf(shape(0, 3_000)), options));
    expect(() => readBaseline('{}')).toThrow(FaultError);
    expect(() => readBaseline('PK')).toThrow(/no JSON/);
    expect(() => readBaseline(text.replace('baseline/1', 'baseline/2'))).toThrow(/later version/);
    const arrays: (string | number)[][] = [];
    const walk = (value: unknown, path: (string | number)[]): void => {
      if (Array.isArray(value) && value.every((each) => typeof each === 'number' || each === null)) arrays.push(path);
      else if (typeof value === 'object' && value !== null) for (const [key, each] of Object.entries(value)) walk(each, [...path, Array.isArray(value) ? Number(key) : key]);
    };
    walk((JSON.parse(text) as { cube: unknown }).cube, ['cube']);
    expect(arrays.length).toBeGreaterThan(30);
    fc.assert(
      fc.property(fc.constantFrom(...arrays), fc.constantFrom('shorter', 'longer', 'text', 'negative'), (path, how) => {
        const copy: unknown = JSON.parse(text);
        const array = path.reduce((at: unknown, key) => (at as Record<string | number, unknown>)[key], copy) as unknown[];
        if (how === 'shorter') array.pop();
        else if (how === 'longer') array.push(1);
        else if (how === 'text') array[0] = 'x';
        else array.splice(0, array.length, ...array.map(() => -1), -1);
        expect(() => readBaseline(JSON.stringify(copy))).toThrow(FaultError);
      }),
      { numRuns: 200 },
    );
  });
});

describe('a log against a stored baseline', () => {
  it('has the figures that the rows of both sides give', async () => {
    const before = await logOf(shape(0, 3_000));
    const after = await logOf(shape(3_000, 6_000));
    const baseline = readBaseline(writeBaseline(await makeBaseline(before, options)));
    const { report, columns } = await compareBaseline(after, baseline, { current: null, named: {}, settings: {} });
    const sides = await Promise.all([before, after].map(async (log) => (await log.duck.rows(`SELECT avg(x) FILTER (isfinite(x)) AS mean, count(*) FILTER (x IS NULL OR NOT isfinite(x)) / count(*) AS missing, avg((p = y)::INTEGER) AS accuracy, avg((status >= 400)::INTEGER) AS errors, quantile_cont(latency, 0.95) AS p95, avg((s - y) ** 2) AS brier FROM log`))[0] ?? {}));
    const [a, b] = sides as readonly Record<string, number>[];
    const figure = (id: string) => report.findings.find((finding) => finding.id === id);
    const x = report.features.find(({ feature }) => feature === 'x');
    expect(x?.verdict).toBe('moved');
    expect(x?.summary.baselineMean).toBeCloseTo(a?.['mean'] ?? NaN, 9);
    expect(x?.summary.currentMean).toBeCloseTo(b?.['mean'] ?? NaN, 9);
    expect(x?.missing.current).toBeCloseTo(b?.['missing'] ?? NaN, 12);
    for (const [id, key] of [['quality.accuracy', 'accuracy'], ['errors', 'errors'], ['quality.brier', 'brier']] as const) {
      expect(figure(id)?.baseline.value).toBeCloseTo(a?.[key] ?? NaN, 9);
      expect(figure(id)?.current.value).toBeCloseTo(b?.[key] ?? NaN, 9);
    }
    // Latency from bins of 1 % relative error.
    expect(Math.abs((figure('latency.p95')?.current.value ?? NaN) / (b?.['p95'] ?? NaN) - 1)).toBeLessThan(0.011);
    expect(report.features.find(({ feature }) => feature === 'level; --')?.summary.newLevels).toBe(1);
    expect(report.features.find(({ feature }) => feature === 'few')?.verdict).toBe('stable');
    expect(columns.outcome).toBe('passed');
    expect(figure('throughput')).toBeUndefined();
    expect([report.baseline.versions, report.current.versions]).toEqual([['v1'], ['v2']]);
  });

  it('takes a window of either side by time', async () => {
    const log = await logOf(shape(0, 6_000));
    const at = (i: number): number => 1_700_000_000_000_000 + i * 144_000_000;
    const baseline = await makeBaseline(log, { ...options, window: { kind: 'range', from: at(0), to: at(3_000) } });
    const { report } = await compareBaseline(log, baseline, { current: { kind: 'range', from: at(3_000), to: at(6_000) }, named: {}, settings: {} });
    const counted = baseline.cube.rows.reduce((sum, n) => sum + n, 0);
    // Windows are whole slots of the log's own axis.
    expect(Math.abs(counted - 3_000)).toBeLessThan(60);
    expect(Math.abs(report.current.rows - 3_000)).toBeLessThan(60);
    await expect(compareBaseline(log, baseline, { current: { kind: 'range', from: at(9_000), to: at(9_001) }, named: {}, settings: {} })).rejects.toThrow(FaultError);
  });

  it('says which columns are gone, written otherwise or new, and compares the others', async () => {
    const baseline = await makeBaseline(await logOf(shape(0, 3_000)), options);
    const after = await logOf({ sql: rows(3_000, 6_000, `t, x, 'a' || (few::INTEGER) AS few, 1.5 * x AS fresh`), roles, task: 'none' });
    const { report, columns } = await compareBaseline(after, baseline, { current: null, named: {}, settings: {} });
    expect(columns.outcome).toBe('failed');
    expect(columns.reason).toBe('the log lacks level; --, p, y, s, latency of the baseline; written otherwise: few (numeric there, category here); not in the baseline, so not compared: fresh');
    expect(report.features.find(({ feature }) => feature === 'x')?.verdict).toBe('moved');
    expect(report.findings.find(({ id }) => id === 'quality.accuracy')?.verdict).toBe('not available');
  });

  it('counts classes by their spelling there and tells of others', async () => {
    const labelled = (classes: string): LogShape => ({ sql: `SELECT (1700000000000000 + i * 1000000)::BIGINT AS t, 'a' AS x, ${classes} AS y, ['cat','dog','owl'][1 + (i * 7 % 3)::INTEGER] AS p FROM range(3000) r(i)`, roles: { p: 'prediction', y: 'label' }, task: 'multiclass' });
    const baseline = await makeBaseline(await logOf(labelled(`['cat','dog','owl'][1 + (i * 7 % 3)::INTEGER]`)), options);
    const { report } = await compareBaseline(await logOf(labelled(`CASE WHEN i % 10 = 0 THEN 'eel' ELSE ['cat','dog','owl'][1 + (i * 7 % 3)::INTEGER] END`)), baseline, { current: null, named: {}, settings: {} });
    const accuracy = report.findings.find(({ id }) => id === 'quality.accuracy');
    expect([accuracy?.baseline.n, accuracy?.current.n, accuracy?.current.value]).toEqual([3_000, 2_700, 1]);
    expect(report.notes.map(({ text }) => text)).toContain('classes that the baseline does not know count as without a label or prediction: eel');
  });

  it('keeps the slots that dependent rows need: a busy afternoon on both sides is no drift', async () => {
    // Each of 40 hours has a level of its own, none of them lasting; independent rows would call it a change.
    const wandering = (seed: number): LogShape => ({ sql: `SELECT (1700000000000000 + i * 3600000)::BIGINT AS t, (hash(i // 1000 + ${seed}) % 1000)::DOUBLE / 300 + sin(i * 78.233) AS x FROM range(40000) r(i)` });
    const baseline = await makeBaseline(await logOf(wandering(1)), options);
    const { report } = await compareBaseline(await logOf(wandering(1000)), baseline, { current: null, named: {}, settings: {} });
    const [x] = report.features;
    expect(x?.test.p).toBeLessThan(0.001);
    expect(x?.verdict).toBe('stable');
  });
});
