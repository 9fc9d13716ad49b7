import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/core/domain/finding';
import type { Axis } from '../../../src/core/domain/window';
import { baselineBlocks } from '../../../src/core/why/baselineBlocks';
import { batchesOf } from '../../../src/core/analysis/batches';
import type { SegmentColumn } from '../../../src/core/why/segmentColumn';
import type { WhyMetric } from '../../../src/core/why/whyMetric';
import { segmentCounts } from '../../../src/engine/cube/segmentCounts';
import { whyOutcome } from '../../../src/engine/cube/whyOutcome';
import type { OpenedLog } from '../../../src/engine/log/openedLog';
import { random } from '../analysis/cubeOf';
import { countRows } from '../why/countRows';
import { makeLog, valuesSql } from './makeLog';

interface Row {
  readonly [name: string]: number | string | null;
  readonly t: number | null;
  readonly x: number | null;
  readonly y: number | null;
  readonly plan: string | null;
  readonly latency: number | null;
  readonly status: number | null;
  readonly prediction: number | null;
  readonly label: number | null;
}

const uniform = random(7);
const pick = <T>(values: readonly T[]): T => values[Math.floor(uniform() * values.length)]!;
const rows: readonly Row[] = Array.from({ length: 3_000 }, (_, i): Row => ({
  t: i % 97 === 0 ? null : 1_000_000 * i,
  x: pick([null, NaN, Infinity, -0, 0.1, 0.1 + 2 ** -55, 1, 2, 3, 4]),
  y: pick([1, 2, 3]),
  plan: pick(['basic', 'pro', "o'neil", 'rare', null]),
  latency: pick([null, 5, 20, 20.5, 80, NaN]),
  status: pick([200, 200, 503, null]),
  prediction: pick([0, 1, null]),
  label: pick([0, 1, null]),
}));
const axis: Axis = { kind: 'time', start: 0, step: 10_000_000, count: 300 };
const columns: readonly SegmentColumn[] = [
  { kind: 'numeric', name: 'x', edges: [0.1, 1, 3], values: null },
  { kind: 'category', name: 'plan', levels: ['pro', "o'neil", 'basic'] },
  { kind: 'numeric', name: 'y', edges: [1, 2], values: [1, 2, 3] },
  { kind: 'category', name: 'not there', levels: ['a'] },
];

const groupOf = (column: SegmentColumn, row: Row): number => {
  const value = row[column.name];
  if (column.kind === 'category') return value === null || value === undefined ? column.levels.length + 1 : [...column.levels, String(value)].indexOf(String(value));
  if (typeof value !== 'number' || !Number.isFinite(value)) return column.edges.length + 1;
  return column.edges.filter((edge) => edge < value).length;
};

const metricOf = (event: WhyMetric['event'], thresholds: readonly number[] = []): WhyMetric => ({ finding: {} as Finding, event, thresholds });
const outcomes: readonly (readonly [WhyMetric, (row: Row) => number | null])[] = [
  [metricOf('error'), ({ status }) => (status === null ? null : status >= 400 ? 1 : 0)],
  [metricOf('slow', [20, 50]), ({ latency }) => (latency === null || Number.isNaN(latency) ? null : [20, 50].filter((t) => latency > t).length)],
  [metricOf('wrong'), ({ prediction, label }) => (prediction === null || label === null ? null : prediction === label ? 0 : 1)],
  [metricOf('wrong of predicted positive'), ({ prediction, label }) => (prediction !== 1 || label === null ? null : 1 - label)],
  [metricOf('wrong of actual positive'), ({ prediction, label }) => (prediction === null || label !== 1 ? null : 1 - prediction)],
];

describe.each([false, true])('segment counts, view %s', (view) => {
  let log: OpenedLog;
  beforeAll(async () => {
    const sql = valuesSql({ t: 'BIGINT', x: 'DOUBLE', y: 'DOUBLE', plan: 'VARCHAR', latency: 'DOUBLE', status: 'DOUBLE', prediction: 'DOUBLE', label: 'DOUBLE' }, rows);
    log = await makeLog({ sql, view, task: 'binary', roles: { latency: 'latency', status: 'status', prediction: 'prediction', label: 'label' } });
  });
  afterAll(() => log.close());

  const slotOf = ({ t }: Row): number => (t === null ? -1 : Math.floor(t / 10_000_000));
  // The windows overlap: a row of both counts in each.
  const [baseline, current] = [{ from: 3, to: 220 }, { from: 200, to: 300 }];
  const blocks = baselineBlocks(baseline, current);
  const blockOf = (row: Row): number => batchesOf(baseline, blocks.count).findIndex(({ from, to }) => slotOf(row) >= from && slotOf(row) < to);
  const expected = (outcome: (row: Row) => number | null, classes: number, pairs?: readonly (readonly [number, number])[]) => {
    const counted = rows.flatMap((row) => {
      const one = outcome(row);
      return one === null ? [] : [{ block: blockOf(row), current: slotOf(row) >= current.from, outcome: one, groups: columns.map((column) => groupOf(column, row)) }];
    });
    return countRows(counted, columns, blocks.count, classes, pairs);
  };

  it.each(outcomes)('are those of the rows for %j', async (metric, outcome) => {
    const sql = await whyOutcome(log, metric, {});
    if ('reason' in sql) throw new Error(sql.reason);
    const classes = Math.max(2, metric.thresholds.length + 1);
    const request = { axis, blocks, current, outcome: sql.sql, outcomes: classes, columns };
    expect(await segmentCounts(log, request)).toEqual(expected(outcome, classes));
    const pairs = [[0, 1], [2, 1], [3, 0]] as const;
    expect(await segmentCounts(log, { ...request, pairs })).toEqual(expected(outcome, classes, pairs));
  });

  it('cut a baseline of few slots by its rows', async () => {
    const plan = baselineBlocks({ from: 0, to: 1 }, { from: 1, to: 2 });
    expect(plan).toMatchObject({ kind: 'rows', count: 20 });
    const { totals } = await segmentCounts(log, { axis: { kind: 'row', step: 1_500, count: 2, total: 3_000 }, blocks: plan, current: { from: 1, to: 2 }, outcome: '0', outcomes: 1, columns: [] });
    expect(Array.from(totals)).toEqual([...Array.from({ length: 20 }, () => 75), 1_500]);
  });

  it('stop when they are cancelled', async () => {
    const abort = new AbortController();
    abort.abort();
    await expect(segmentCounts(log, { axis, blocks, current, outcome: '0', outcomes: 1, columns, signal: abort.signal })).rejects.toThrow(/cancelled/);
  });
});

it('has a reason where the log lacks what the metric rests on', async () => {
  const log = await makeLog({ sql: 'SELECT 1.0 AS x FROM range(3)' });
  try {
    for (const [metric] of outcomes) expect(await whyOutcome(log, metric, {})).toMatchObject({ reason: expect.stringMatching(/./) as string });
  } finally {
    await log.close();
  }
});
