import { afterAll, describe, expect, it } from 'vitest';
import { buildCube } from '../../../src/engine/cube/buildCube';
import type { LabelAges } from '../../../src/core/cube/labelAges';
import { LogHarness, roleOf } from '../log/logHarness';

const harness = new LogHarness();
afterAll(() => harness.close());

const day = 86_400_000;
const start = Date.UTC(2026, 0, 1);
const sum = (table: Float64Array): number => table.reduce((a, b) => a + b, 0);
const stamp = (ms: number): string => new Date(ms).toISOString();

/** 1,000 rows an hour apart, each with a label. */
function csv(labelTime: (at: number, i: number) => string, time = true): string {
  const lines = Array.from({ length: 1_000 }, (_, i) => `${time ? `${stamp(start + i * 3_600_000)},` : ''}${i % 2},${i % 3 === 0 ? 1 - (i % 2) : i % 2},${labelTime(start + i * 3_600_000, i)}`);
  return [`${time ? 'timestamp,' : ''}prediction,label,label_time`, ...lines].join('\n');
}

async function agesOf(content: string): Promise<{ readonly role: string; readonly ages: LabelAges | undefined }> {
  const log = await harness.openText('log.csv', content);
  return { role: roleOf(log, 'label_time'), ages: (await buildCube(log)).labelAges };
}

describe('odd times of labels', () => {
  it('that are no times, or stand for "not yet", are counted apart and make nothing look old', async () => {
    const { role, ages } = await agesOf(csv((at, i) => (i % 50 === 0 ? 'soon' : i % 40 === 1 ? '2099-12-31' : stamp(at + 2 * day))));
    expect(role).toBe('label time');
    expect([sum(ages!.unknown), sum(ages!.later), sum(ages!.lags)]).toEqual([20, 25, 955]);
    expect(ages!.now).toBe((start + 999 * 3_600_000 + 2 * day) * 1_000);
  });

  it('written as days stand for the end of theirs', async () => {
    const { ages } = await agesOf(csv((at) => stamp(at).slice(0, 10)));
    expect([sum(ages!.early), sum(ages!.lags)]).toEqual([0, 1_000]);
    expect(Math.max(...ages!.edges)).toBe(day * 1_000);
  });

  it('as seconds since 1970 are read', async () => {
    const { role, ages } = await agesOf(csv((at) => String(at / 1_000 + 7_200)));
    expect(role).toBe('label time');
    expect([sum(ages!.lags), ages!.now]).toEqual([1_000, (start + 999 * 3_600_000) * 1_000 + 7_200e6]);
  });

  it('a little before their prediction are of age 0 and counted; mostly before it, they are no label times', async () => {
    const few = await agesOf(csv((at, i) => stamp(i % 20 === 0 ? at - 5_000 : at + day)));
    expect([few.role, sum(few.ages!.early), sum(few.ages!.lags)]).toEqual(['label time', 50, 1_000]);
    expect((await agesOf(csv((at) => stamp(at - 3 * day)))).role).toBe('ignore');
  });

  it('are of no use without times of predictions, or where all are missing', async () => {
    expect(await agesOf(csv((at) => stamp(at), false))).toEqual({ role: 'label time', ages: undefined });
    expect(await agesOf(csv(() => ''))).toEqual({ role: 'label time', ages: undefined });
  });
});
