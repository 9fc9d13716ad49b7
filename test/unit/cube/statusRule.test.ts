import { describe, expect, it } from 'vitest';
import { statusRule } from '../../../src/core/cube/statusRule';
import { buildCube } from '../../../src/engine/cube/buildCube';
import { makeLog } from './makeLog';

/** Each column's values, and for each value whether it is ok, an error or unknown. */
const cases: readonly (readonly [name: string, type: 'DOUBLE' | 'VARCHAR', values: readonly (readonly [value: string | number | null, outcome: 'ok' | 'error' | 'missing'])[]])[] = [
  ['status_code', 'DOUBLE', [[200, 'ok'], [301, 'ok'], [404, 'error'], [429, 'error'], [500, 'error'], [null, 'missing']]],
  ['status', 'VARCHAR', [['200', 'ok'], ['503', 'error'], [null, 'missing']]],
  ['status', 'VARCHAR', [['OK', 'ok'], ['TIMEOUT', 'error'], ['whatever', 'error'], [null, 'missing']]],
  ['success', 'VARCHAR', [['true', 'ok'], ['false', 'error'], [null, 'missing']]],
  ['is_error', 'VARCHAR', [['true', 'error'], ['false', 'ok'], [null, 'missing']]],
  ['ok', 'DOUBLE', [[1, 'ok'], [0, 'error']]],
  ['error', 'DOUBLE', [[0, 'ok'], [1, 'error']]],
  ['grpc_code', 'DOUBLE', [[0, 'ok'], [4, 'error'], [14, 'error'], [null, 'missing']]],
  ['exception', 'VARCHAR', [[null, 'ok'], ['', 'ok'], ['None', 'ok'], ["ValueError: it's bad", 'error'], ['KeyError', 'error']]],
  ['state', 'VARCHAR', [['cached', 'ok'], ['fresh', 'ok'], ['failed', 'error'], [null, 'missing']]],
];

describe('status rules', () => {
  for (const [name, type, values] of cases) {
    it(`${name}: ${values.map(([value]) => String(value)).join(', ')}`, async () => {
      const literal = (value: string | number | null): string => (value === null ? 'NULL' : typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`);
      const rows = values.map(([value], i) => `(${i}, ${literal(value)}::${type})`).join(', ');
      const log = await makeLog({ sql: `SELECT (i * 1000000)::BIGINT AS t, v AS "${name}", i::DOUBLE AS x FROM (VALUES ${rows}) r(i, v)`, roles: { [name]: 'status' } });
      try {
        const { status, rows: slots } = await buildCube(log, { axis: 'row' });
        if (status === null) throw new Error('a status table was expected');
        expect(slots.length).toBe(values.length);
        expect(values.map((_, i) => (status.ok[i] === 1 ? 'ok' : status.error[i] === 1 ? 'error' : status.missing[i] === 1 ? 'missing' : 'none'))).toEqual(values.map(([, outcome]) => outcome));
      } finally {
        await log.close();
      }
    });
  }

  it('says its rule', () => {
    expect(statusRule('status', ['OK', 'FAILED'], true).text).toBe('every value but OK');
    expect(statusRule('status', ['200', '500'], true).text).toBe('HTTP status 400 or above');
    expect(statusRule('error_message', ['a', 'b'], false).text).toBe('not empty');
  });
});
