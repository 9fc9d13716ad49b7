import { describe, expect, it } from 'vitest';
import { indexCube, summarise } from '../../../src/core/cube/indexCube';
import { buildCube } from '../../../src/engine/cube/buildCube';
import { makeLog } from './makeLog';

const hour = 3_600_000_000;

describe('buildCube', () => {
  it('counts numbers, categories and latency like DuckDB does', async () => {
    const log = await makeLog({
      sql: `SELECT (1700000000000000 + i * 1000000)::BIGINT AS t, CASE WHEN i % 17 = 0 THEN NULL WHEN i % 101 = 0 THEN 'nan'::DOUBLE WHEN i % 103 = 0 THEN 'inf'::DOUBLE ELSE sin(i) * 10 END AS x, (i % 7)::DOUBLE AS few, CASE WHEN i % 11 = 0 THEN NULL ELSE 'c' || (i % 90) END AS cat, exp(3 + sin(i * 7)) AS latency FROM range(20000) r(i)`,
      roles: { latency: 'latency' },
    });
    try {
      const cube = await buildCube(log);
      expect(cube.axis.kind).toBe('time');
      const all = summarise(indexCube(cube), { from: 0, to: 1e9 });
      expect(all.rows).toBe(20000);
      console.log(cube.axis, all.columns.map((c) => [c.name, c.counts.length, c.missing]));
    } finally {
      await log.close();
    }
  });
  void hour;
});
