import { cutBins, normalScores } from '../alerts/numericSeries';
import type { CategoryColumn, CubeColumn, NumericColumn } from '../cube/cube';
import type { CategorySummary, ColumnSummary, NumericSummary } from '../cube/summary';
import { slotTotals } from '../analysis/slotTotals';
import { formatNumber } from '../format/numbers';
import { oneLine, shorten } from '../format/oneLine';
import { pooledVariance, ratioSlots, shareShift, type SlotSeries } from './slotSeries';

type Pair = readonly [number, number];

interface Candidate {
  /** Between the windows, in standard deviations of a row. */
  readonly shift: number;
  readonly make: () => SlotSeries;
}

/**
 * The one bounded statistic of a column that moved most between the windows, slot by slot. Of a number: the share at or below a baseline
 * quantile, the mean normal score, the missing share; of a category: the share of a level, of all others, of missing rows. Null where
 * none moved. Only the chosen one is counted over the slots.
 */
export function columnStatistic(column: CubeColumn, baseline: ColumnSummary, current: ColumnSummary): SlotSeries | null {
  const candidates =
    column.kind === 'numeric' && baseline.kind === 'numeric' && current.kind === 'numeric'
      ? ofNumber(column, baseline, current)
      : column.kind === 'category' && baseline.kind === 'category' && current.kind === 'category'
        ? ofCategory(column, baseline, current)
        : [];
  let best: Candidate | null = null;
  for (const each of candidates) if (each.shift > (best?.shift ?? 0)) best = each;
  return best?.make() ?? null;
}

function ofNumber(column: NumericColumn, baseline: NumericSummary, current: NumericSummary): readonly Candidate[] {
  const width = column.edges.length + 1;
  const present: Pair = [sum(baseline.counts), sum(current.counts)];
  const absent: Pair = [baseline.missing + baseline.nonFinite, current.missing + current.nonFinite];
  const rows: Pair = [present[0] + absent[0], present[1] + absent[1]];
  const missing: Candidate = {
    shift: shareShift(absent, rows),
    make: () => {
      const gone = column.missing.map((count, slot) => count + (column.nonFinite[slot] ?? 0));
      return ratioSlots('share missing', gone, slotTotals(column).map((n, slot) => n + (gone[slot] ?? 0)), pooledVariance(absent, rows));
    },
  };
  if (present[0] === 0 || present[1] === 0) return [missing];
  const share = (statistic: () => string, from: number, to: number): Candidate => {
    const hits: Pair = [sum(baseline.counts, from, to), sum(current.counts, from, to)];
    const make = (): SlotSeries => {
      const totals = slotTotals(column);
      // Of a long run of bins those outside it are fewer.
      const few = from === 0 && 2 * to > width ? binSums(column.counts, width, to, width).map((n, slot) => (totals[slot] as number) - n) : binSums(column.counts, width, from, to);
      return ratioSlots(statistic(), few, totals, pooledVariance(hits, present));
    };
    return { shift: shareShift(hits, present), make };
  };
  const only = baseline.counts.findIndex((count) => count === present[0]);
  if (only >= 0) return [missing, share(() => 'share of the value of the baseline', only, only + 1)];
  const shares = cutBins(baseline.counts, present[0]).map((k) => share(() => `share at or below ${formatNumber(column.values?.[k] ?? column.edges[k] ?? 0)}`, 0, k + 1));
  return [missing, ...shares, location(column, baseline, current, present)];
}

/** The mean normal score of ranks in the whole log: its sums depend on no window, so that they are made once a column. */
function location(column: NumericColumn, baseline: NumericSummary, current: NumericSummary, present: Pair): Candidate {
  const { scores, sums } = rankScores(column);
  const total = (counts: Float64Array, square: boolean): number => {
    let all = 0;
    for (let b = 0; b < counts.length; b += 1) all += (counts[b] as number) * (scores[b] as number) * (square ? (scores[b] as number) : 1);
    return all;
  };
  const means = [total(baseline.counts, false) / present[0], total(current.counts, false) / present[1]] as const;
  const variance = (total(baseline.counts, true) - present[0] * means[0] ** 2 + total(current.counts, true) - present[1] * means[1] ** 2) / (present[0] + present[1]);
  return {
    shift: variance > 0 ? Math.abs(means[1] - means[0]) / Math.sqrt(variance) : 0,
    make: () => ratioSlots('mean normal score of its ranks', sums, slotTotals(column), variance),
  };
}

/** One series for a column that depends on no window: the mean normal score of a number, the share of the commonest level of a category. Null where it holds nothing. */
export function columnSlots(column: CubeColumn): Float64Array | null {
  if (column.kind === 'latency') return null;
  if (column.kind === 'numeric') {
    const totals = slotTotals(column);
    return sum(totals) === 0 ? null : ratioSlots('', rankScores(column).sums, totals, 0).values;
  }
  const width = column.levels.length + 1;
  const totals = binSums(column.counts, width, 0, width);
  let most = 0;
  const whole = Array.from({ length: width }, (_, k) => binSums(column.counts, width, k, k + 1));
  whole.forEach((counts, k) => (most = sum(counts) > sum(whole[most] as Float64Array) ? k : most));
  return sum(totals) === 0 ? null : ratioSlots('', whole[most] as Float64Array, totals, 0).values;
}

interface RankScores {
  readonly scores: Float64Array;
  /** Sum of the scores of each slot's rows. */
  readonly sums: Float64Array;
}
const known = new WeakMap<Float64Array, RankScores>();

function rankScores({ counts, edges }: NumericColumn): RankScores {
  const before = known.get(counts);
  if (before !== undefined) return before;
  const width = edges.length + 1;
  const whole = new Float64Array(width);
  for (let at = 0; at < counts.length; at += 1) whole[at % width] = (whole[at % width] as number) + (counts[at] as number);
  const scores = normalScores(whole, sum(whole));
  const sums = new Float64Array(counts.length / width);
  for (let slot = 0, at = 0; slot < sums.length; slot += 1) {
    let total = 0;
    for (let b = 0; b < width; b += 1, at += 1) total += (counts[at] as number) * (scores[b] as number);
    sums[slot] = total;
  }
  const made = { scores, sums };
  known.set(counts, made);
  return made;
}

function ofCategory(column: CategoryColumn, baseline: CategorySummary, current: CategorySummary): readonly Candidate[] {
  const width = column.levels.length + 1;
  const rows: Pair = [sum(baseline.counts) + baseline.missing, sum(current.counts) + current.missing];
  let all: Float64Array | null = null;
  const totals = (): Float64Array => (all ??= binSums(column.counts, width, 0, width).map((n, slot) => n + (column.missing[slot] ?? 0)));
  const levels = Array.from({ length: width }, (_, k): Candidate => {
    const hits: Pair = [baseline.counts[k] ?? 0, current.counts[k] ?? 0];
    const name = column.levels[k];
    return {
      shift: shareShift(hits, rows),
      make: () => ratioSlots(name === undefined ? 'share of other levels' : `share of ${shorten(oneLine(name), 40)}`, binSums(column.counts, width, k, k + 1), totals(), pooledVariance(hits, rows)),
    };
  });
  const absent: Pair = [baseline.missing, current.missing];
  return [...levels, { shift: shareShift(absent, rows), make: () => ratioSlots('share missing', column.missing, totals(), pooledVariance(absent, rows)) }];
}

/** Counts of the bins `from` to `to` (half-open) of each slot. */
export function binSums(counts: Float64Array, width: number, from: number, to: number): Float64Array {
  const sums = new Float64Array(counts.length / width);
  for (let slot = 0; slot < sums.length; slot += 1) sums[slot] = sum(counts, slot * width + from, slot * width + to);
  return sums;
}

export function sum(counts: Float64Array, from = 0, to = counts.length): number {
  let total = 0;
  for (let k = from; k < to; k += 1) total += counts[k] as number;
  return total;
}
