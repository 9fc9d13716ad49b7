import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FaultError } from '../../../src/core/domain/fault';
import { Duck } from '../../../src/engine/duck/duck';
import { quoteIdentifier, quoteString } from '../../../src/engine/duck/quote';

const root = mkdtempSync(path.join(tmpdir(), 'mv-duck-'));
const inside = path.join(root, 'inside');
const outside = path.join(root, 'outside');
const temp = path.join(root, 'temp');
let duck: Duck;

beforeAll(async () => {
  for (const folder of [inside, outside, temp, `${inside}2`]) mkdirSync(folder);
  for (const folder of [inside, outside, `${inside}2`]) writeFileSync(path.join(folder, 'a.csv'), 'x,y\n1,2\n');
  duck = await Duck.open({ allowedFolders: [inside], tempFolder: temp, memoryLimit: '200MB', threads: 2 });
});
afterAll(async () => {
  await duck.close();
  rmSync(root, { recursive: true });
});

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'no fault';
  } catch (error) {
    return error instanceof FaultError ? error.fault.code : `not a fault: ${String(error)}`;
  }
}

describe('Duck', () => {
  it('reads inside the allowed folder, on every connection', async () => {
    const sql = `SELECT * FROM read_csv(${quoteString(path.join(inside, 'a.csv'))})`;
    const answers = await Promise.all([duck.rows(sql), duck.rows(sql), duck.rows(sql)]);
    for (const rows of answers) expect(rows).toEqual([{ x: 1, y: 2 }]);
  });

  it.each([
    ['a file outside', `SELECT * FROM read_csv('${outside}/a.csv')`],
    ['a folder whose name merely starts alike', `SELECT * FROM read_csv('${inside}2/a.csv')`],
    ['a way round by ..', `SELECT * FROM read_csv('${inside}/../outside/a.csv')`],
    ['a replacement scan', `SELECT * FROM '${outside}/a.csv'`],
    ['a URL', `SELECT * FROM read_csv('http://127.0.0.1:1/a.csv')`],
    ['an S3 URL', `SELECT * FROM read_parquet('s3://bucket/a.parquet')`],
    ['writing outside', `COPY (SELECT 1) TO '${outside}/b.csv'`],
    ['attaching outside', `ATTACH '${outside}/x.duckdb'`],
    ['installing', 'INSTALL httpfs'],
    ['loading', 'LOAD httpfs'],
    ['unlocking', 'SET lock_configuration = false'],
    ['opening access', 'SET enable_external_access = true'],
    ['more folders', `SET allowed_directories = ['/']`],
    ['more memory', `SET memory_limit = '900GB'`],
  ])('refuses %s', async (_, sql) => {
    expect(await codeOf(duck.run(sql))).not.toBe('no fault');
    expect(readdirSync(outside)).toEqual(['a.csv']);
  });

  it('has UTC on every connection', async () => {
    const zones = await Promise.all([1, 2, 3].map(() => duck.rows("SELECT current_setting('TimeZone') AS zone, epoch_us(CAST('2024-07-01 00:00:00' AS TIMESTAMPTZ)) AS t")));
    for (const rows of zones) expect(rows).toEqual([{ zone: 'UTC', t: Date.UTC(2024, 6, 1) * 1000 }]);
  });

  it('interrupts a running statement', async () => {
    const controller = new AbortController();
    const work = codeOf(duck.rows('SELECT sum(a.range * b.range) FROM range(10000000) a, range(1000000) b', [], controller.signal));
    setTimeout(() => controller.abort(), 100);
    expect(await work).toBe('cancelled');
    expect(await duck.rows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('says when memory is not enough', async () => {
    expect(await codeOf(duck.rows("SELECT length(string_agg(repeat('x', 1000) || range, '')) FROM range(2000000)"))).toBe('out-of-memory');
    expect(await duck.rows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('binds values and gives plain values', async () => {
    const rows = await duck.rows('SELECT $1 AS text, $2::BIGINT AS big, 3::HUGEINT AS huge, [1::BIGINT] AS list, 9223372036854775807 AS unsafe', ["it's", 5]);
    expect(rows).toEqual([{ text: "it's", big: 5, huge: 3, list: [1], unsafe: 9223372036854775807n }]);
  });

  it('gives columns of numbers as Float64Array, others as they are', async () => {
    const [a, b, c] = await duck.columns("SELECT range AS a, CASE WHEN range > 0 THEN range END AS b, range::VARCHAR AS c FROM range(5000)");
    expect(a?.values).toBeInstanceOf(Float64Array);
    expect(a?.values[4999]).toBe(4999);
    expect(b?.values[0]).toBeNull();
    expect(c?.values[1]).toBe('1');
  });

  it('quotes whatever stands in a name', async () => {
    for (const name of ['a"b', "it's", 'new\nline', ';DROP TABLE x', 'Ünï', ' ']) {
      expect(await duck.rows(`SELECT ${quoteString(name)} AS ${quoteIdentifier(name)}`)).toEqual([{ [name]: name }]);
    }
  });

  it('leaves no file behind', async () => {
    const folder = mkdtempSync(path.join(temp, 'own-'));
    const own = await Duck.open({ allowedFolders: [], tempFolder: folder });
    await own.run('CREATE TABLE t AS SELECT * FROM range(100000)');
    await own.close();
    expect(readdirSync(folder)).toEqual([]);
    expect(await codeOf(own.rows('SELECT 1'))).toBe('internal');
  });
});
