import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Cube } from '../../../src/core/cube/cube';
import { indexCube, summarise } from '../../../src/core/cube/indexCube';
import { latencyQuantileByRank, quantileFromBins } from '../../../src/core/cube/quantileFromBins';
import { buildCube } from '../../../src/engine/cube/buildCube';
import { qualityByValue } from '../../../src/engine/cube/qualityByValue';
import { readExact } from '../../../src/engine/cube/readExact';
import { readRows } from '../../../src/engine/cube/readRows';
import type { OpenedLog } from '../../../src/engine/log/openedLog';
import { wilson } from '../../../src/core/stats/proportions';
import { makeLog } from './makeLog';

const sql = `SELECT (1700000000000000 + i * 60000000)::BIGINT AS t, exp(2 + 3 * sin(i * 1.7)) AS latency,
  CASE WHEN i % 13 = 0 THEN NULL ELSE (hash(i) % 100003) / 100003.0 END AS score, CASE WHEN (hash(i) % 100003) / 100003.0 > 0.45 THEN 'true' ELSE 'false' END AS pred,
  CASE WHEN i % 10 = 0 THEN NULL WHEN (hash(i * 31) % 1000) / 1000.0 < (hash(i) % 100003) / 100003.0 THEN 1 ELSE 0 END::DOUBLE AS label,
  CASE i % 5 WHEN 0 THEN 200 WHEN 1 THEN 503 WHEN 2 THEN 404 WHEN 3 THEN NULL ELSE 201 END::DOUBLE AS status_code,
  'm' || (i // 6000) AS version, (i * 0.37) % 101 AS x, 'k' || (i % 200) AS wide FROM range(12000) r(i)`;

function slotStart({ axis }: Cube, slot: number): number {
  if (axis.kind !== 'time') throw new Error('a time axis was expected');
  return axis.start + slot * axis.step;
}

describe('outcome tables', () => {
  let log: OpenedLog;
  let cube: Cube;
  let windows: Record<'baseline' | 'current', { from: number; to: number }>;
  const where = (range: { from: number; to: number }): string => {
    if (cube.axis.kind !== 'time') throw new Error('a time axis was expected');
    return `__mv_t >= ${cube.axis.start + range.from * cube.axis.step} AND __mv_t < ${cube.axis.start + range.to * cube.axis.step}`;
  };
  beforeAll(async () => {
    log = await makeLog({ sql, task: 'binary', roles: { latency: 'latency', score: 'score', pred: 'prediction', label: 'label', status_code: 'status', version: 'version' } });
    cube = await buildCube(log);
    const slots = cube.rows.length;
    windows = { baseline: { from: 0, to: Math.floor(slots * 0.45) }, current: { from: Math.floor(slots * 0.6), to: slots } };
  });
  afterAll(() => log.close());

  it('counts errors, versions and confusion as DuckDB does, across spellings of the classes', async () => {
    const summary = summarise(indexCube(cube), windows.current);
    const [row] = await log.duck.rows(
      `SELECT count(*) FILTER (status_code < 400) AS ok, count(*) FILTER (status_code >= 400) AS error, count(*) - count(status_code) AS missing,
       count(*) FILTER (pred = 'false' AND label = 0) AS tn, count(*) FILTER (pred = 'false' AND label = 1) AS fn, count(*) FILTER (pred = 'true' AND label = 0) AS fp, count(*) FILTER (pred = 'true' AND label = 1) AS tp, count(*) - count(label) AS un, count(*) FILTER (version = 'm1') AS m1 FROM log WHERE ${where(windows.current)}`,
    );
    expect(summary.status).toEqual({ ok: row?.['ok'], error: row?.['error'], missing: row?.['missing'] });
    expect(cube.status?.rule).toBe('HTTP status 400 or above');
    expect([cube.confusion?.levels, cube.confusion?.positive, cube.confusion?.threshold]).toEqual([['0', '1'], 1, null]);
    expect(Array.from(summary.confusion?.counts ?? [])).toEqual([row?.['tn'], row?.['fn'], row?.['fp'], row?.['tp']]);
    expect(summary.confusion?.unlabelled).toBe(row?.['un']);
    expect(summary.versions.find(({ name }) => name === 'm1')?.rows).toBe(row?.['m1']);
  });

  it('sums Brier, log loss and confidence and counts scores by label', async () => {
    const summary = summarise(indexCube(cube), windows.baseline).score;
    const [row] = await log.duck.rows(
      `SELECT count(*) FILTER (score IS NOT NULL) AS scored, count(*) FILTER (score IS NOT NULL AND label IS NOT NULL) AS labelled, sum((score - label) ** 2) AS brier, sum((score - label) ** 4) AS brier4,
       sum(-ln(greatest(2 ** -52, least(1 - 2 ** -52, CASE WHEN label = 1 THEN score ELSE 1 - score END)))) FILTER (label IS NOT NULL AND score IS NOT NULL) AS loss, sum(greatest(score, 1 - score)) AS confidence,
       count(*) FILTER (label = 1 AND score IS NOT NULL) AS positive, count(*) FILTER (label = 0 AND score <= 0.5) AS low FROM log WHERE ${where(windows.baseline)}`,
    );
    if (summary === null || cube.score === null) throw new Error('a score table was expected');
    expect([summary.scored, summary.labelled, summary.outside]).toEqual([row?.['scored'], row?.['labelled'], 0]);
    expect(summary.positive.reduce((a, b) => a + b, 0)).toBe(row?.['positive']);
    const half = cube.score.edges.indexOf(0.5);
    expect(summary.negative.slice(0, half + 1).reduce((a, b) => a + b, 0)).toBe(row?.['low']);
    for (const [sum, name] of [[summary.brierSum, 'brier'], [summary.brierSq, 'brier4'], [summary.logLossSum, 'loss'], [summary.confidenceSum, 'confidence']] as const) expect(sum / Number(row?.[name])).toBeCloseTo(1, 10);
  });

  it('makes predictions from the score at 0.5 where the log has none, and says so', async () => {
    const other = await makeLog({ sql: `SELECT t, score, label FROM (${sql})`, task: 'binary', roles: { score: 'score', label: 'label' } });
    try {
      const { confusion } = await buildCube(other);
      const [row] = await other.duck.rows('SELECT count(*) FILTER (score >= 0.5 AND label = 1) AS tp, count(*) FILTER (score < 0.5 AND label = 1) AS fn FROM log');
      expect([confusion?.threshold, confusion?.prediction]).toEqual([0.5, 'score']);
      const total = (p: number, y: number): number => (confusion?.counts ?? new Float64Array(0)).reduce((sum, n, i) => sum + (i % 4 === p * 2 + y ? n : 0), 0);
      expect([total(1, 1), total(0, 1)]).toEqual([row?.['tp'], row?.['fn']]);
    } finally {
      await other.close();
    }
  });

  it('takes the level with the higher mean score as positive where names do not tell', async () => {
    const other = await makeLog({ sql: `SELECT t, score, CASE WHEN label = 1 THEN 'churn' WHEN label = 0 THEN 'stay' END AS label FROM (${sql})`, task: 'binary', roles: { score: 'score', label: 'label' } });
    try {
      const byScore = await buildCube(other);
      expect(byScore.confusion?.levels[byScore.confusion.positive ?? -1]).toBe('churn');
      const named = await buildCube(other, { positive: 'stay' });
      expect(named.confusion?.levels[named.confusion.positive ?? -1]).toBe('stay');
    } finally {
      await other.close();
    }
  });

  it('sums regression errors as DuckDB does', async () => {
    const other = await makeLog({ sql: `SELECT t, x + sin(x) AS p, CASE WHEN label IS NULL THEN NULL ELSE x END AS y FROM (${sql})`, task: 'regression', roles: { p: 'prediction', y: 'label' } });
    try {
      const built = await buildCube(other);
      const sums = summarise(indexCube(built), { from: 0, to: 1e9 }).regression;
      const [row] = await other.duck.rows('SELECT count(y) AS n, sum(p - y) AS e, sum(abs(p - y)) AS a, sum((p - y) ** 2) AS q, sum((p - y) ** 4) AS f, var_samp(y) AS v FROM log');
      if (sums === null) throw new Error('a regression table was expected');
      expect([sums.n, sums.unlabelled]).toEqual([row?.['n'], 1200]);
      expect(sums.sum).toBeCloseTo(Number(row?.['e']), 7);
      for (const [sum, name] of [[sums.sumAbs, 'a'], [sums.sumSq, 'q'], [sums.sumFourth, 'f'], [(sums.labelSq - sums.labelSum ** 2 / sums.n) / (sums.n - 1), 'v']] as const) expect(sum / Number(row?.[name])).toBeCloseTo(1, 9);
    } finally {
      await other.close();
    }
  });

  it('keeps latency percentiles within their relative error of the exact ones', async () => {
    for (const range of [windows.baseline, windows.current, { from: 5, to: 6 }]) {
      const latency = summarise(indexCube(cube), range).columns.find((one) => one.kind === 'latency');
      if (latency?.kind !== 'latency') throw new Error('latency was expected');
      expect(latency.relativeError).toBeLessThanOrEqual(0.01);
      const ps = [0, 0.01, 0.5, 0.9, 0.95, 0.99, 0.999, 1];
      const [row] = await log.duck.rows(`SELECT quantile_cont(latency, [${ps.join(', ')}]) AS q, list(latency ORDER BY latency) AS sorted FROM log WHERE ${where(range)}`);
      const exact = row?.['q'] as number[];
      ps.forEach((p, i) => {
        const estimate = quantileFromBins(latency, p);
        expect(Math.abs(estimate.value / exact[i]! - 1), `p${p * 100}`).toBeLessThanOrEqual(latency.relativeError + 1e-12);
        expect(estimate.low * (1 - 1e-12)).toBeLessThanOrEqual(exact[i]!);
        expect(estimate.high * (1 + 1e-12)).toBeGreaterThanOrEqual(exact[i]!);
      });
      const sorted = row?.['sorted'] as number[];
      for (const rank of [1, 2, sorted.length >> 1, sorted.length]) expect(Math.abs(latencyQuantileByRank(latency, rank) / sorted[rank - 1]! - 1)).toBeLessThanOrEqual(latency.relativeError + 1e-12);
    }
  });

  it('bounds numeric percentiles by their bin', async () => {
    const x = summarise(indexCube(cube), windows.baseline).columns.find(({ name }) => name === 'x');
    if (x?.kind !== 'numeric') throw new Error('a number was expected');
    const [row] = await log.duck.rows(`SELECT quantile_cont(x, [0.1, 0.5, 0.99]) AS q FROM log WHERE ${where(windows.baseline)}`);
    [0.1, 0.5, 0.99].forEach((p, i) => {
      const { low, high, value } = quantileFromBins(x, p);
      const exact = (row?.['q'] as number[])[i]!;
      expect(low).toBeLessThanOrEqual(exact);
      expect(high).toBeGreaterThanOrEqual(exact);
      expect(Math.abs(value - exact)).toBeLessThan(3);
    });
  });

  it('reads value tables that reproduce the exact distributions of both windows', async () => {
    const exact = await readExact(log, cube, windows);
    for (const [name, table] of [['latency', exact.latency], ['x', exact.features?.['x']]] as const) {
      if (table === undefined) throw new Error(`${name} was expected`);
      for (const side of ['baseline', 'current'] as const) {
        const rows = await log.duck.rows(`SELECT ${name} AS v, count(*) AS n FROM log WHERE ${where(windows[side])} GROUP BY 1 ORDER BY 1`);
        const kept = Array.from(table.values, (v, i) => [v, table[side][i]]).filter(([, n]) => n !== 0);
        expect(kept).toEqual(rows.map((row) => [row['v'], row['n']]));
      }
    }
    const wide = exact.levels?.['wide'];
    expect([wide?.levels.length, wide?.baseline.reduce((a, b) => a + b, 0)]).toEqual([200, summarise(indexCube(cube), windows.baseline).rows]);
    const scores = exact.scores;
    const [row] = await log.duck.rows(`SELECT count(*) FILTER (label = 1) AS p, count(*) FILTER (label = 0) AS n FROM log WHERE score IS NOT NULL AND ${where(windows.baseline)}`);
    expect([scores?.baselinePositive.reduce((a, b) => a + b, 0), scores?.baselineNegative.reduce((a, b) => a + b, 0)]).toEqual([row?.['p'], row?.['n']]);
    const bounded = await readExact(log, cube, windows, { maxCells: 150 });
    expect(Object.keys(bounded)).toEqual([]);
  });

  it('settles what is read before anything is: nothing beyond the bound is streamed, and profiles of a sample are not believed', async () => {
    const rows = summarise(indexCube(cube), windows.baseline).rows + summarise(indexCube(cube), windows.current).rows;
    const few = (column: OpenedLog['columns'][number]) => ({ ...column, profile: { ...column.profile, distinct: 3 } });
    const sampled: OpenedLog = { ...log, columns: log.columns.map(few), sampledRows: 100 };
    const stream = vi.spyOn(log.duck, 'stream');
    try {
      // Latency, scores, x and the score as a number could each have as many values as there are rows.
      expect(Object.keys(await readExact(sampled, cube, windows, { maxCells: rows - 1 }))).toEqual(['levels']);
      expect(stream).not.toHaveBeenCalled();
      expect(Object.keys(await readExact(sampled, cube, windows, { maxCells: 2 * rows + 200 })).sort()).toEqual(['latency', 'levels', 'scores']);
      expect(stream).toHaveBeenCalledTimes(2);
      expect(Object.keys(await readExact(sampled, cube, windows, { maxCells: 4 * rows + 200 })).sort()).toEqual(['features', 'latency', 'levels', 'scores']);
      // A whole profile that says too few is found out by the bound, once for all tables.
      stream.mockClear();
      expect(Object.keys(await readExact({ ...sampled, sampledRows: null }, cube, windows, { maxCells: 1_000 }))).toEqual([]);
      expect(stream).toHaveBeenCalledTimes(1);
    } finally {
      stream.mockRestore();
    }
  });

  it('reads continuous features all or none', async () => {
    const wide = await makeLog({ sql: 'SELECT (1700000000000000 + i * 60000000)::BIGINT AS t, sin(i) AS a, cos(i) AS b, (i % 997)::DOUBLE AS steps FROM range(20000) r(i)' });
    try {
      const made = await buildCube(wide);
      const all = { baseline: { from: 0, to: made.rows.length }, current: { from: 0, to: made.rows.length } };
      const rows = 2 * made.rows.reduce((sum, n) => sum + n, 0);
      const names = async (maxCells: number) => Object.keys((await readExact(wide, made, all, { maxCells })).features ?? {}).sort();
      const distinct = wide.columns.reduce((sum, { profile }) => sum + Math.min(profile.distinct, rows), 0);
      expect(await names(distinct - 5_000)).toEqual(['steps']);
      expect(await names(distinct + 5_000)).toEqual(['a', 'b', 'steps']);
    } finally {
      await wide.close();
    }
  });

  it('reads columns of few values grouped where the windows are large, and leaves those of many to the bins', async () => {
    const long = await makeLog({ sql: "SELECT (1700000000000000 + i * 1000000)::BIGINT AS t, random() AS many, CASE WHEN i % 7 = 0 THEN NULL WHEN i % 11 = 0 THEN 'inf'::DOUBLE ELSE (i * 31 % 997)::DOUBLE END AS few FROM range(520000) r(i)" });
    try {
      const made = await buildCube(long);
      const half = made.rows.length >> 1;
      // They overlap: the rows of both are counted in both.
      const features = (await readExact(long, made, { baseline: { from: 0, to: half + 1 }, current: { from: half, to: made.rows.length } })).features ?? {};
      expect(Object.keys(features)).toEqual(['few']);
      const [row] = await long.duck.rows('SELECT count(*) AS n, sum(few) AS total FROM log WHERE isfinite(few)');
      const both = Array.from(features['few']?.values ?? [], (_, i) => (features['few']?.baseline[i] ?? 0) + (features['few']?.current[i] ?? 0)).reduce((a, b) => a + b, 0);
      const shared = await long.duck.rows(`SELECT count(*) AS n FROM log WHERE isfinite(few) AND __mv_t >= ${slotStart(made, half)} AND __mv_t < ${slotStart(made, half + 1)}`);
      expect(both).toBe(Number(row?.['n']) + Number(shared[0]?.['n']));
    } finally {
      await long.close();
    }
  });

  it('reads values in one pass as DuckDB groups them: signed zeros, missing and infinite ones, rows in both windows', async () => {
    const odd = await makeLog({ sql: "SELECT (1700000000000000 + i * 60000000)::BIGINT AS t, CASE i % 6 WHEN 0 THEN -0.0 WHEN 1 THEN 0.0 WHEN 2 THEN NULL WHEN 3 THEN 'nan'::DOUBLE WHEN 4 THEN '-inf'::DOUBLE ELSE sin(i) END AS x, cos(i) AS y FROM range(9000) r(i)" });
    try {
      const made = await buildCube(odd);
      const [a, b] = [Math.floor(made.rows.length * 0.3), Math.floor(made.rows.length * 0.7)];
      const exact = await readExact(odd, made, { baseline: { from: 0, to: b }, current: { from: a, to: made.rows.length } });
      for (const name of ['x', 'y']) {
        const rows = await odd.duck.rows(
          `SELECT ${name} + 0.0 AS v, count(*) FILTER (__mv_t < ${slotStart(made, b)}) AS b, count(*) FILTER (__mv_t >= ${slotStart(made, a)}) AS c FROM log WHERE isfinite(${name}) GROUP BY 1 ORDER BY 1`,
        );
        const table = exact.features?.[name];
        expect(Array.from(table?.values ?? [], (v, i) => [v, table?.baseline[i], table?.current[i]])).toEqual(rows.map((row) => [row['v'], row['b'], row['c']]));
      }
    } finally {
      await odd.close();
    }
  });

  it('pages example rows of a window and a bin', async () => {
    const page = await readRows(log, cube.axis, { window: windows.current, feature: 'x', bin: { low: 50, high: 60 }, limit: 7, order: 'highest' });
    const direct = await log.duck.rows(`SELECT x, count(*) OVER () AS n FROM log WHERE ${where(windows.current)} AND x > 50 AND x <= 60 ORDER BY x DESC, __mv_row LIMIT 7`);
    expect(page.total).toBe(direct[0]?.['n']);
    const at = page.columns.indexOf('x');
    expect(page.rows.map((row) => Number(row[at]))).toEqual(direct.map((row) => row['x']));
    expect(page.columns[0]).toBe('t');
    expect(page.rows[0]?.[0]).toMatch(/^2023-11-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect((await readRows(log, cube.axis, { window: windows.current, feature: 'wide', bin: { level: "k'" } })).total).toBe(0);
    await expect(readRows(log, cube.axis, { window: windows.current, feature: 'nope' })).rejects.toMatchObject({ fault: { code: 'not-found' } });
  });

  it('judges windows that overlap by one scan, each with all of its rows', async () => {
    const both = { baseline: { from: 0, to: Math.floor(cube.rows.length * 0.7) }, current: windows.current };
    const stream = vi.spyOn(log.duck, 'stream');
    try {
      const quality = await qualityByValue(log, cube, 'x', both, { edges: [50] });
      expect(stream).toHaveBeenCalledTimes(1);
      if ('reason' in quality) throw new Error(quality.reason);
      for (const side of ['baseline', 'current'] as const) {
        const [row] = await log.duck.rows(`SELECT count(*) AS n, avg(((pred = 'true') = (label = 1))::INT) AS right FROM log WHERE label IS NOT NULL AND x > 50 AND ${where(both[side])}`);
        expect(quality.cells[1]?.[side].n).toBe(row?.['n']);
        expect(quality.cells[1]?.[side].value).toBeCloseTo(Number(row?.['right']), 12);
      }
    } finally {
      stream.mockRestore();
    }
  });

  it('judges quality by value of a feature with Wilson intervals', async () => {
    const quality = await qualityByValue(log, cube, 'x', windows, { edges: [25, 50, 75] });
    if ('reason' in quality) throw new Error(quality.reason);
    expect(quality.cells.map(({ label }) => label)).toEqual(['up to 25', '25 to 50', '50 to 75', 'above 75']);
    const [row] = await log.duck.rows(`SELECT count(*) AS n, count(*) FILTER ((pred = 'true') = (label = 1)) AS right FROM log WHERE label IS NOT NULL AND x > 25 AND x <= 50 AND ${where(windows.current)}`);
    const cell = quality.cells[1]?.current;
    const expected = wilson(Number(row?.['right']), Number(row?.['n']));
    expect([cell?.n, cell?.value, cell?.low]).toEqual([row?.['n'], expected?.value, expected?.interval.low]);
    const levels = await qualityByValue(log, cube, 'wide', windows, { levels: ['k1', 'k2'] });
    expect('reason' in levels ? null : levels.cells.map(({ label }) => label)).toEqual(['k1', 'k2', 'other values']);
  });
});
