import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cube } from '../../../src/core/cube/cube';
import type { ColumnProfile } from '../../../src/core/domain/source';
import { buildCube } from '../../../src/engine/cube/buildCube';
import type { OpenedLog } from '../../../src/engine/log/openedLog';
import { countedProfiles } from '../../../src/engine/service/countedProfiles';
import { makeLog } from './makeLog';

describe('profiles of a sample', () => {
  let log: OpenedLog;
  let cube: Cube;
  const estimate = 'estimated from 10 of 5,000 rows';
  const guessed = (profile: ColumnProfile): ColumnProfile => ({ ...profile, missing: 0, nonFinite: 0, distinct: 7, distinctIsEstimate: true, min: 0, max: 1, mean: 0.5, notes: ['unit: ms', estimate] });
  const find = (profiles: readonly ColumnProfile[], name: string): ColumnProfile | undefined => profiles.find((profile) => profile.name === name);
  beforeAll(async () => {
    log = await makeLog({
      sql: `SELECT (1700000000000000 + i * 60000000)::BIGINT AS t, CASE WHEN i % 9 = 0 THEN NULL ELSE 1e6 + sin(i) * 40 END AS x, CASE WHEN i % 100 = 0 THEN 'NaN'::DOUBLE ELSE i % 4 END AS y, exp(i % 50 / 10.0) AS latency, 'k' || (i % 1203) AS word FROM range(5000) r(i)`,
      roles: { latency: 'latency' },
    });
    cube = await buildCube(log);
  });
  afterAll(() => log.close());

  it('take range, mean and missing values from the cube, as DuckDB counts them', async () => {
    const profiles = countedProfiles(log.state.columns.map(guessed), cube);
    for (const name of ['x', 'y', 'latency']) {
      const [row] = await log.duck.rows(`SELECT min(v) FILTER (isfinite(v)) AS min, max(v) FILTER (isfinite(v)) AS max, avg(v) FILTER (isfinite(v)) AS mean, count(*) - count(v) AS missing, count(*) FILTER (NOT isfinite(v)) AS odd FROM (SELECT ${name} AS v FROM log)`);
      const profile = find(profiles, name);
      expect(profile, name).toMatchObject({ min: row?.['min'], max: row?.['max'], missing: row?.['missing'], nonFinite: row?.['odd'], distinct: 7, distinctIsEstimate: true, notes: ['unit: ms', `distinct values ${estimate}`] });
      expect(Math.abs((profile?.mean ?? NaN) / Number(row?.['mean']) - 1), name).toBeLessThan(1e-12);
    }
    expect(find(profiles, 'word')).not.toHaveProperty('distinctIsEstimate');
    expect(find(profiles, 'word')).toMatchObject({ distinct: 1203, missing: 0, notes: ['unit: ms', '1,203 levels'] });
  });

  it('stay as they are where the cube leaves rows out', () => {
    const profiles = log.state.columns.map(guessed);
    expect(countedProfiles(profiles, { ...cube, outside: 1 })).toEqual(profiles);
  });
});
