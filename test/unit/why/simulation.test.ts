import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/core/domain/finding';
import type { WhyAnswer } from '../../../src/core/domain/why';
import { explain, noiseOf } from '../../../src/core/why/explain';
import { pairColumns, pairsOf } from '../../../src/core/why/pairColumns';
import { groupCount, type SegmentColumn } from '../../../src/core/why/segmentColumn';
import { gaussian, random } from '../analysis/cubeOf';
import { countRows } from './countRows';

/* How often an explanation is named where nothing was planted, and whether a planted one is named first. Figures in docs/statistics.md. */

const names = ['size', 'age', 'load', 'weight', 'plan', 'origin', 'device', 'day'];
const columns: readonly SegmentColumn[] = names.map((name, i) =>
  i < 4 ? { kind: 'numeric', name, edges: [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95], values: null } : { kind: 'category', name, levels: ['a', 'b', 'c', 'd', 'e', 'f'].slice(0, i + 1 - 2) },
);
const blocks = 20;

interface Setting {
  readonly rows: number;
  /** Sd of the logarithm of the rate from block to block (AR 0.6), of all rows alike. */
  readonly wander?: number;
  /** The same, for each origin by itself. */
  readonly ownWander?: number;
  readonly everywhere?: number;
  readonly planted?: (groups: Int32Array) => boolean;
  readonly plantedRate?: number;
}

/** A baseline of `blocks` blocks and a current window of a quarter of its rows; every row fails with 10 %. */
function answerOf({ rows, wander = 0, ownWander = 0, everywhere = 0, planted, plantedRate = 0 }: Setting, seed: number): WhyAnswer {
  const uniform = random(seed);
  const counted: { block: number; current: boolean; outcome: number; groups: Int32Array }[] = [];
  const [before, after] = [{ n: 0, events: 0 }, { n: 0, events: 0 }];
  const [inBaseline, inCurrent] = [blocks, blocks / 4];
  let level = gaussian(uniform);
  const own = Array.from({ length: 6 }, () => gaussian(uniform));
  for (let block = 0; block < inBaseline + inCurrent; block += 1) {
    level = 0.6 * level + 0.8 * gaussian(uniform);
    own.forEach((value, i) => (own[i] = 0.6 * value + 0.8 * gaussian(uniform)));
    const current = block >= inBaseline;
    for (let i = 0; i < rows / blocks; i += 1) {
      const groups = Int32Array.from(columns, (column) => Math.floor(uniform() * (groupCount(column) - 2)));
      columns.forEach((column, at) => {
        const x = uniform();
        if (column.kind === 'numeric') groups[at] = column.edges.filter((edge) => edge < x).length;
      });
      const rate = (current && planted?.(groups) === true ? plantedRate : 0.1) * Math.exp(wander * level + ownWander * own[groups[5]!]!) + (current ? everywhere : 0);
      const outcome = uniform() < rate ? 1 : 0;
      const side = current ? after : before;
      side.n += 1;
      side.events += outcome;
      counted.push({ block: current ? -1 : block, current, outcome, groups });
    }
  }
  const finding = findingOf(before.events / before.n, after.events / after.n);
  const metric = { finding, event: 'error', thresholds: [] } as const;
  const singles = countRows(counted, columns, blocks, 2);
  const noise = noiseOf(metric, singles);
  const paired = noise === null ? [] : pairColumns(singles.tables, noise, singles.totals.length, columns.length);
  // The order of the pairs' columns is their own.
  const order = paired.map(({ name }) => names.indexOf(name));
  const pairs = countRows(counted.map((row) => ({ ...row, groups: order.map((at) => row.groups[at]!) })), paired, blocks, 2, pairsOf(paired.length));
  return explain({ metric, singles, pairs, replaced: [], leftOut: 0 });
}

function findingOf(from: number, to: number): Finding {
  const figure = (value: number) => ({ value, interval: null, n: 1 });
  return { id: 'errors', family: 'service', title: 'error rate', unit: 'share', better: 'lower', baseline: figure(from), current: figure(to), change: { value: to - from, interval: null }, verdict: 'moved', reason: '', method: '', basis: 'exact', p: null };
}

const runs = Number(process.env['WHY_RUNS'] ?? 40);
const seeds = Array.from({ length: runs }, (_, i) => 1_000 + i);
const named = (setting: Setting): number => seeds.filter((seed) => answerOf(setting, seed).explanations.length > 0).length;

describe('without a planted segment', () => {
  it.each([
    ['independent rows', { rows: 4_000 }],
    ['a level that wanders from block to block', { rows: 4_000, wander: 0.3 }],
    ['origins whose rates wander each by itself', { rows: 20_000, ownWander: 0.3 }],
    ['a rate that rose everywhere alike', { rows: 4_000, everywhere: 0.1 }],
  ] as const)('names next to nothing: %s', (name, setting) => {
    const count = named(setting);
    if (process.env['WHY_RUNS'] !== undefined) console.log(`${name}: ${count} of ${runs}`);
    expect(count).toBeLessThanOrEqual(Math.ceil(runs * 0.05));
  });
});

describe('with a planted segment', () => {
  const first = (setting: Setting, text: RegExp): number => seeds.filter((seed) => text.test(answerOf(setting, seed).explanations[0]?.segments[0]?.text ?? '')).length;
  it.each([
    ['one level of a column', { rows: 4_000, planted: (groups: Int32Array) => groups[4] === 1, plantedRate: 0.3 }, /^plan = b$/],
    ['the upper end of a number', { rows: 4_000, planted: (groups: Int32Array) => groups[0]! >= 6, plantedRate: 0.5 }, /^size above 0\.9$/],
    ['two columns at once', { rows: 8_000, planted: (groups: Int32Array) => groups[5] === 2 && groups[0]! >= 4, plantedRate: 0.6 }, /^(size above 0\.5 and origin = c|origin = c and size above 0\.5)$/],
  ] as const)('names it first: %s', (name, setting, text) => {
    const count = first(setting, text);
    if (process.env['WHY_RUNS'] !== undefined) console.log(`${name}: ${count} of ${runs}`);
    expect(count).toBeGreaterThanOrEqual(Math.floor(runs * 0.9));
  });
});
