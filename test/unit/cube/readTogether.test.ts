import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TogetherPlan } from '../../../src/core/multivariate/togetherPlan';
import type { Axis } from '../../../src/core/domain/window';
import { readTogether } from '../../../src/engine/cube/readTogether';
import type { OpenedLog } from '../../../src/engine/log/openedLog';
import { random } from '../analysis/cubeOf';
import { makeLog, valuesSql } from './makeLog';

const uniform = random(5);
const rows = Array.from({ length: 4_000 }, (_, i) => ({ t: i % 50 === 0 ? null : 1_000 * i, x: i % 7 === 0 ? null : i % 11 === 0 ? Infinity : i + uniform(), plan: i % 5 === 0 ? null : ['basic', "o'neil", 'rare'][i % 3]! }));
const axis: Axis = { kind: 'time', start: 0, step: 1_000_000, count: 4 };
const plan: TogetherPlan = {
  features: [{ kind: 'numeric', name: 'x' }, { kind: 'category', name: 'plan', levels: ['basic', "o'neil"], shares: Float64Array.of(0.4, 0.35, 0.05) }],
  fit: 0.25, score: Float64Array.of(0.1, 0.1, 0.75, 0), fitRows: 490, scoredRows: 931, isBaseline: (slot) => slot < 2, leftOut: 0,
};
let log: OpenedLog;

beforeAll(async () => {
  log = await makeLog({ sql: valuesSql({ t: 'BIGINT', x: 'DOUBLE', plan: 'VARCHAR' }, rows) });
});
afterAll(() => log.close());

describe('the sample of features together', () => {
  it('holds the rows of the plan with their values, each once, the same ones each time', async () => {
    const sample = await readTogether(log, axis, plan);
    const row = (values: Float64Array, at: number): readonly number[] => [values[2 * at]!, values[2 * at + 1]!];
    // A row's own value finds it again among the rows; those without one cannot be told apart.
    const places = new Map(rows.map((one, i) => [one.x, i]));
    const seen = new Set<number>();
    const check = (values: Float64Array, at: number): number | null => {
      const [x, plain] = row(values, at);
      if (Number.isNaN(x)) return null;
      const i = places.get(x!)!;
      expect(seen.has(i)).toBe(false);
      seen.add(i);
      expect([i, plain]).toEqual([i, rows[i]!.plan === null ? NaN : { basic: 0.4, "o'neil": 0.35, rare: 0.05 }[rows[i]!.plan]]);
      return Math.floor((rows[i]!.t ?? -1) / 1_000_000);
    };
    for (let at = 0; at < sample.fit.length / 2; at += 1) expect([0, 1, null]).toContain(check(sample.fit, at));
    sample.slots.forEach((slot, at) => expect([slot, null]).toContain(check(sample.scored, at)));
    const counts = [0, 1, 2, 3].map((slot) => sample.slots.filter((one) => one === slot).length);
    // Multiples of the golden ratio leave no gap: the counts are those asked for, but for a few.
    [98, 98, 735, 0].forEach((wanted, slot) => expect(Math.abs(counts[slot]! - wanted)).toBeLessThanOrEqual(6));
    expect(Math.abs(sample.fit.length / 2 - 490)).toBeLessThanOrEqual(8);
    expect(await readTogether(log, axis, plan)).toEqual(sample);
  });

  it('has no value of a feature that the log does not hold', async () => {
    const { fit } = await readTogether(log, axis, { ...plan, features: [{ kind: 'numeric', name: 'gone' }, plan.features[0]!] });
    expect(fit.every((x, at) => at % 2 === 1 || Number.isNaN(x))).toBe(true);
  });
});
