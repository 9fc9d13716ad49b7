import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exceedanceSplit, exceedanceWeights } from '../../../src/core/why/exceedanceSplit';
import { mixRate, type SegmentEvents } from '../../../src/core/why/mixRate';
import { PartNoise } from '../../../src/core/why/partNoise';
import type { SegmentColumn } from '../../../src/core/why/segmentColumn';
import { type CountedRow, countRows } from './countRows';

/* Against numpy and scipy: scripts/knownAnswers/why.py. */

interface Noise { readonly part: number; readonly z: number; readonly distinctZ: number }
interface Side { readonly block?: readonly number[]; readonly group: readonly number[]; readonly wrong: readonly number[]; readonly latency: readonly number[] }
interface Known {
  readonly synthetic: {
    readonly rows: { readonly baseline: Side; readonly current: Side };
    readonly rate: { readonly change: number; readonly mix: readonly number[]; readonly rate: readonly number[]; readonly noise: readonly Noise[] };
    readonly p95: { readonly old: number; readonly new: number; readonly mix: readonly number[]; readonly rate: readonly number[]; readonly noise: readonly Noise[] };
  };
}

const known = (JSON.parse(readFileSync(resolve(__dirname, '../../fixtures/knownAnswers/why.json'), 'utf8')) as Known).synthetic;
const { baseline, current } = known.rows;
const blocks = 20;
const segments = 4;
// Levels, others and missing, of which the rows use the levels alone.
const column: SegmentColumn = { kind: 'category', name: 'group', levels: ['a', 'b', 'c', 'd'] };

function eventsOf(side: Side, event: (row: number) => boolean): SegmentEvents {
  const [n, events] = [new Float64Array(segments), new Float64Array(segments)];
  side.group.forEach((group, row) => {
    n[group]! += 1;
    events[group]! += event(row) ? 1 : 0;
  });
  return { n, events };
}

function judged(outcome: (side: Side, row: number) => number, outcomes: number, weights: readonly number[]): { readonly noise: PartNoise; readonly of: (segment: number) => ReturnType<PartNoise['judge']> } {
  const rows: CountedRow[] = [
    ...baseline.group.map((group, row) => ({ block: baseline.block![row]!, current: false, outcome: outcome(baseline, row), groups: [group] })),
    ...current.group.map((group, row) => ({ block: -1, current: true, outcome: outcome(current, row), groups: [group] })),
  ];
  const { totals, tables } = countRows(rows, [column], blocks, outcomes);
  const noise = new PartNoise(totals, blocks, outcomes, weights);
  return { noise, of: (segment) => noise.judge(totals.map((_, plane) => tables[0]!.counts[plane * 6 + segment]!), 1) };
}

function expectNoise(found: ReturnType<PartNoise['judge']>, wanted: Noise): void {
  expect(found!.part).toBeCloseTo(wanted.part, 12);
  // The deviate of a t is an expansion here and a pair of tail functions there.
  expect(found!.z / wanted.z).toBeCloseTo(1, 4);
  expect(found!.distinctZ / wanted.distinctZ).toBeCloseTo(1, 4);
}

describe('a split of a rate as numpy has it', () => {
  it('parts', () => {
    const split = mixRate(eventsOf(baseline, (row) => baseline.wrong[row] === 1), eventsOf(current, (row) => current.wrong[row] === 1))!;
    expect(split.change).toBeCloseTo(known.rate.change, 14);
    known.rate.mix.forEach((mix, s) => expect(split.mix[s]).toBeCloseTo(mix, 13));
    known.rate.rate.forEach((rate, s) => expect(split.rate[s]).toBeCloseTo(rate, 13));
  });

  it('and the noise of each', () => {
    const { noise, of } = judged((side, row) => side.wrong[row]!, 2, [1]);
    expect(noise.change).toBeCloseTo(known.rate.change, 14);
    known.rate.noise.forEach((wanted, s) => expectNoise(of(s), wanted));
  });
});

describe('a split of p95 as numpy has it', () => {
  const change = known.p95.new - known.p95.old;
  const thresholds = [known.p95.old, known.p95.new].sort((a, b) => a - b);
  const exceedances = thresholds.map((t) => ({ before: eventsOf(baseline, (row) => baseline.latency[row]! > t), after: eventsOf(current, (row) => current.latency[row]! > t) }));

  it('parts', () => {
    const split = exceedanceSplit(change, exceedances)!;
    known.p95.mix.forEach((mix, s) => expect(split.mix[s]).toBeCloseTo(mix, 11));
    known.p95.rate.forEach((rate, s) => expect(split.rate[s]).toBeCloseTo(rate, 11));
  });

  it('and the noise of each', () => {
    const weights = exceedanceWeights(change, exceedances.map(({ before, after }) => mixRate(before, after)!.change))!;
    const { noise, of } = judged((side, row) => thresholds.filter((t) => side.latency[row]! > t).length, 3, weights);
    expect(noise.change).toBeCloseTo(change, 10);
    known.p95.noise.forEach((wanted, s) => expectNoise(of(s), wanted));
  });
});
