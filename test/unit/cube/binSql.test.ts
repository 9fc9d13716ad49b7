import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { numberSql } from '../../../src/engine/cube/binSql';
import type { OpenedLog } from '../../../src/engine/log/openedLog';
import { makeLog } from './makeLog';

describe('numbers written into SQL', () => {
  let log: OpenedLog;
  beforeAll(async () => {
    log = await makeLog({ sql: 'SELECT 1::DOUBLE AS x' });
  });
  afterAll(() => log.close());

  it('come back as exactly the same number', async () => {
    const [known] = await log.duck.rows(`SELECT ${numberSql(70890224592663850000)} AS a, ${numberSql(-0)} AS b, ${numberSql(5e-324)} AS c`);
    expect(Object.values(known ?? {})).toEqual([70890224592663850000, -0, 5e-324]);
    // Digits of all lengths before and behind the point, as edges of bins have them.
    const decimal = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: -8, max: 22 })).map(([x, power]) => x * 10 ** power);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(decimal, fc.double()), { minLength: 1, maxLength: 50 }), async (list) => {
        const [row] = await log.duck.rows(`SELECT ${list.map((x, i) => `${numberSql(x)} AS v${i}`).join(', ')}`);
        expect(Object.values(row ?? {})).toEqual(list);
      }),
      { numRuns: 20 },
    );
  });
});
