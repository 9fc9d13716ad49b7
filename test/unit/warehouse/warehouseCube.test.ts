import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { latencyEdges, latencyIndex, latencyScale } from '../../../src/core/cube/latencyBins';
import { buildCube, type CubeOptions } from '../../../src/engine/cube/buildCube';
import type { OpenedLog } from '../../../src/engine/log/openedLog';
import { buildWarehouseCube } from '../../../src/engine/warehouse/warehouseCube';
import { type LogShape, makeLog, valuesSql } from '../cube/makeLog';
import { asWarehouse, expectSameCube } from './sameCube';

const open: OpenedLog[] = [];
afterEach(async () => {
  for (const log of open.splice(0)) await log.close();
});

async function expectSame(shape: LogShape, options: CubeOptions = {}): Promise<readonly string[]> {
  const log = await makeLog(shape);
  open.push(log);
  const table = asWarehouse(log);
  expectSameCube(await buildWarehouseCube(table, options), await buildCube(log, options));
  return table.asked;
}

const mixed = `SELECT (1700000000000000 + i * 7000000)::BIGINT AS t,
  CASE WHEN i % 17 = 0 THEN NULL WHEN i % 101 = 0 THEN 'nan'::DOUBLE WHEN i % 103 = 0 THEN 'inf'::DOUBLE WHEN i % 107 = 0 THEN '-inf'::DOUBLE WHEN i % 5 = 0 THEN 0 ELSE sin(i) * 10 + i / 5000 END AS x,
  (i % 7)::DOUBLE AS few, CASE WHEN i % 11 = 0 THEN NULL ELSE 'c''' || (i % 90) END AS cat, 'l' || (i % 700) AS wide,
  CASE WHEN i % 19 = 0 THEN NULL WHEN i % 97 = 0 THEN 0 ELSE exp(3 + 2 * sin(i * 7)) END AS latency,
  CASE i % 5 WHEN 0 THEN 200 WHEN 1 THEN 503 WHEN 2 THEN 404 WHEN 3 THEN NULL ELSE 201 END::DOUBLE AS status_code, 'm' || (i // 6000) AS version FROM range(20000) r(i)`;
const judged = `SELECT (1700000000000000 + i * 60000000)::BIGINT AS t, CASE WHEN i % 13 = 0 THEN NULL ELSE (hash(i) % 100003) / 100003.0 END AS score,
  CASE WHEN (hash(i) % 100003) / 100003.0 > 0.45 THEN 'true' ELSE 'false' END AS pred,
  CASE WHEN i % 10 = 0 THEN NULL WHEN (hash(i * 31) % 1000) / 1000.0 < (hash(i) % 100003) / 100003.0 THEN 1 ELSE 0 END::DOUBLE AS label FROM range(12000) r(i)`;
const roles = { latency: 'latency', status_code: 'status', version: 'version' } as const;

describe('the cube by SQL alone', () => {
  it('is that of the scan: numbers, categories, latency, status, versions', async () => {
    const asked = await expectSame({ sql: mixed, roles });
    // No statement brings rows: each one counts.
    for (const sql of asked) expect(sql).toMatch(/count\(\*\)|min\(/);
    await expectSame({ sql: mixed, roles }, { axis: 'version' });
  });

  it('judges classes with a score as the scan does, also where the score alone predicts, and few scores', async () => {
    await expectSame({ sql: judged, task: 'binary', roles: { score: 'score', pred: 'prediction', label: 'label' } });
    await expectSame({ sql: `SELECT t, score * 3 - 1 AS score, label FROM (${judged})`, task: 'binary', roles: { score: 'score', label: 'label' } });
    await expectSame({ sql: `SELECT t, round(score, 1) AS score, label FROM (${judged})`, task: 'binary', roles: { score: 'score', label: 'label' } });
    await expectSame({ sql: `SELECT t, round(score, 1) AS score FROM (${judged})`, task: 'binary', roles: { score: 'score' } });
  });

  it('judges many classes and numbers as the scan does', async () => {
    await expectSame({ sql: `SELECT t, 'k' || (hash(t) % 60) AS pred, 'k' || (hash(t + 1) % 60) AS label FROM (${judged})`, task: 'multiclass', roles: { pred: 'prediction', label: 'label' } });
    await expectSame({ sql: `SELECT t, score * 1000 AS pred, CASE WHEN hash(t) % 9 = 0 THEN NULL WHEN hash(t) % 50 = 1 THEN 'nan'::DOUBLE ELSE score * 990 + hash(t) % 17 END AS label FROM (${judged})`, task: 'regression', roles: { pred: 'prediction', label: 'label' } });
  });

  it('takes slots, bins and a baseline that somebody else has chosen', async () => {
    const placed = { kind: 'time', start: 1_700_000_000_000_000, step: 3_600_000_000, count: 30 } as const;
    await expectSame({ sql: mixed, roles }, { placed, budget: { bins: 26, values: 64, levels: 64 }, baselineHint: { from: placed.start, to: placed.start + 10 * placed.step } });
  });

  it('whatever the values are', async () => {
    const number = fc.oneof(fc.constantFrom(0, -0, 1, 2.5, 1e-310, -1e12, Number.NaN, Infinity, -Infinity, null), fc.double({ noNaN: true, min: -1e100, max: 1e100 }), fc.integer({ min: -5, max: 5 }));
    const row = fc.record({ t: fc.oneof(fc.constant(null), fc.integer({ min: 1_700_000_000, max: 1_700_090_000 }).map((s) => s * 1e6)), x: number, y: number, c: fc.oneof(fc.constant(null), fc.string({ unit: 'grapheme', maxLength: 4 }), fc.constantFrom("o'brien", '"', '\\', 'é', '')), s: fc.constantFrom('ok', 'error: x', "it's", null) });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 3, maxLength: 60 }), async (rows) => {
        const timed = [{ ...rows[0]!, t: 1_700_000_000_000_000 }, ...rows, { ...rows[1]!, t: 1_700_090_000_000_000 }];
        await expectSame({ sql: valuesSql({ t: 'BIGINT', x: 'DOUBLE', y: 'DOUBLE', c: 'VARCHAR', s: 'VARCHAR' }, timed), roles: { y: 'latency', s: 'status' } });
        for (const log of open.splice(0)) await log.close();
      }),
      { numRuns: 40 },
    );
  }, 120_000);
});

describe('edges of latency bins', () => {
  it('put every value where its logarithm does', () => {
    const edges = latencyEdges(latencyIndex(1e-3), latencyIndex(1e5));
    const binOf = (x: number): number => latencyIndex(1e-3) + edges.findIndex((edge) => x <= edge);
    fc.assert(fc.property(fc.double({ min: 1e-3, max: 9e4, noNaN: true }), (x) => binOf(x) === Math.ceil(Math.log(x) * latencyScale)));
    for (const edge of edges.slice(0, 500)) expect(Math.ceil(Math.log(edge) * latencyScale)).toBe(binOf(edge));
  });
});
