import { coarsenBins, foldCounts, groupEdges } from '../cube/coarsenBins';
import type { NumericColumn } from '../cube/cube';
import type { ValueTable } from '../cube/exact';
import type { NumericSummary } from '../cube/summary';
import type { SlotRange } from '../domain/window';
import { formatFigure } from '../format/figures';
import { formatFixed, formatNumber } from '../format/numbers';
import { jensenShannonDistance, psi, totalVariation } from '../stats/divergences';
import type { KsStatistic } from '../stats/ks';
import { ksFromCounts, ksPValueAsymptotic, ksPValueExact } from '../stats/ks';
import { twoProportionTest } from '../stats/proportions';
import type { WindowBins } from '../stats/wasserstein';
import { normalise, wassersteinBinBound, wassersteinBinned, wassersteinFromWeighted } from '../stats/wasserstein';
import { designEffect, designEffects } from './designEffect';
import type { DriftMeasure, DriftTest } from './driftMeasure';
import { binQuartiles, tableQuartiles } from './quartiles';
import { slotTotals } from './slotTotals';

/** Bins of the distances that are quoted (Jensen-Shannon, PSI, total variation): about 5 % of the baseline each. */
const coarseBins = 20;

export interface NumericOptions {
  readonly ranges: { readonly baseline: SlotRange; readonly current: SlotRange };
  /** Level of the correction for few clusters: 1 - q. */
  readonly level: number;
  /** Largest product of window sizes for which the exact Kolmogorov-Smirnov p-value is counted. */
  readonly exactLimit: number;
}

/** Drift of a numeric column: its finite values, and the share of rows without one. */
export function numericDrift(column: NumericColumn, from: NumericSummary, to: NumericSummary, exact: ValueTable | undefined, options: NumericOptions): DriftMeasure {
  // With one value a bin, or the rows' own values, KS, W1 and quantiles are those of the rows.
  const table = exact ?? (from.values === null ? undefined : { values: from.values, baseline: from.counts, current: to.counts });
  const ks = ksFromCounts(table?.baseline ?? from.counts, table?.current ?? to.counts);
  const measured = ks === null ? null : wasserstein(from, to, table);
  const distance = measured !== null && Number.isFinite(measured) ? measured : null;
  const quartiles = { from: table === undefined ? binQuartiles(from) : tableQuartiles(table.values, table.baseline), to: table === undefined ? binQuartiles(to) : tableQuartiles(table.values, table.current) };
  const scaled = distance === null ? null : scale(distance, from, to, quartiles.from);
  const empty = { baseline: from.missing + from.nonFinite, current: to.missing + to.nonFinite };
  const present = { baseline: ks?.baselineSize ?? from.moments.n, current: ks?.currentSize ?? to.moments.n };
  const n = { baseline: present.baseline + empty.baseline, current: present.current + empty.current };
  const groups = coarsenBins(from.counts, coarseBins);
  const shares = [from.missing + to.missing > 0 ? [from.missing, to.missing] : null, from.nonFinite + to.nonFinite > 0 ? [from.nonFinite, to.nonFinite] : null].filter((bin) => bin !== null);
  const baseline = [...foldCounts(from.counts, groups), ...shares.map((bin) => bin[0] ?? 0)];
  const current = [...foldCounts(to.counts, groups), ...shares.map((bin) => bin[1] ?? 0)];
  const tests = [ksTest(column, ks, exact, options), missingTest(column, empty, n, options)].filter((test) => test !== null);
  return {
    feature: column.name,
    kind: 'numeric',
    n,
    present,
    missing: { baseline: n.baseline > 0 ? empty.baseline / n.baseline : 0, current: n.current > 0 ? empty.current / n.current : 0 },
    effect: { value: scaled?.value ?? null, unit: 'sd', method: scaled?.method ?? 'Wasserstein-1 by the baseline\'s standard deviation' },
    measures: {
      wasserstein: distance,
      wassersteinNormalised: scaled?.value ?? null,
      jensenShannon: jensenShannonDistance(baseline, current),
      psi: psi(baseline, current),
      ks: ks?.statistic ?? null,
      totalVariation: totalVariation(baseline, current),
    },
    distanceEdges: groupEdges(from.edges, groups),
    basis: table === undefined ? 'binned' : 'exact',
    ...(table === undefined && ks !== null ? { bound: binBound(ks, from, to, distance, scaled?.value ?? null) } : {}),
    tests,
    summary: summaryOf(from, to, quartiles),
    notes: notesOf(from, to, present, distance, scaled?.value ?? null),
  };
}

/** From bins never below the difference of the means, which is known exactly and bounds Wasserstein-1 from below. */
function wasserstein(from: NumericSummary, to: NumericSummary, table: ValueTable | undefined): number | null {
  if (table !== undefined) return wassersteinFromWeighted(table.values, table.baseline, table.current);
  const binned = wassersteinBinned(from.edges, binsOf(from), binsOf(to));
  const means = Math.abs(to.moments.mean - from.moments.mean);
  return binned !== null && Number.isFinite(means) ? Math.max(binned, means) : binned;
}

/** How far the figures of bins can lie from those of the rows. */
function binBound(ks: KsStatistic, from: NumericSummary, to: NumericSummary, distance: number | null, effect: number | null): string {
  const largest = `KS is at most ${formatFixed(ks.binError, 3)} larger in the rows`;
  const within = wassersteinBinBound(from.edges, binsOf(from), binsOf(to));
  if (within === null || !Number.isFinite(within) || distance === null) return `${largest}; Wasserstein-1 as if rows lay evenly in their bins`;
  // The effect is the distance by a scale, and so is its bound.
  const scaled = effect === null || !(distance > 0) ? '' : ` (${formatFigure((within * effect) / distance, 'sd')})`;
  return `${largest}; Wasserstein-1 is within ${formatNumber(within)}${scaled} of that of the rows`;
}

function binsOf(summary: NumericSummary): WindowBins {
  return { counts: summary.counts, min: summary.moments.min, max: summary.moments.max };
}

type Quartiles = readonly [number, number, number] | null;

function scale(distance: number, from: NumericSummary, to: NumericSummary, quartiles: Quartiles): { readonly value: number | null; readonly method: string } {
  const { variance, min, max, n } = from.moments;
  const byBaseline = normalise(distance, { sd: Math.sqrt(variance), iqr: quartiles === null ? 0 : quartiles[2] - quartiles[0], range: max - min });
  if (byBaseline.value !== null) {
    const names = { sd: 'standard deviation', iqr: 'IQR/1.349, since a few extreme rows make its standard deviation', range: 'range' };
    return { value: byBaseline.value, method: `Wasserstein-1 by the baseline's ${names[byBaseline.by]}` };
  }
  const method = "Wasserstein-1 by the standard deviation of both windows together, since the baseline is constant";
  if (distance === 0) return { value: 0, method };
  const all = n + to.moments.n;
  const gap = to.moments.mean - from.moments.mean;
  const pooled = ((to.moments.n - 1) * (Number.isFinite(to.moments.variance) ? to.moments.variance : 0) + ((n * to.moments.n) / all) * gap * gap) / Math.max(1, all - 1);
  const value = distance / Math.sqrt(pooled);
  return { value: Number.isFinite(value) && pooled < Infinity ? value : null, method };
}

function ksTest(column: NumericColumn, ks: KsStatistic | null, exact: ValueTable | undefined, options: NumericOptions): DriftTest | null {
  if (ks === null) return null;
  const { statistic, baselineSize, currentSize } = ks;
  const counted = baselineSize * currentSize <= options.exactLimit ? ksPValueExact(ks) : null;
  const p = counted ?? ksPValueAsymptotic(statistic, baselineSize, currentSize);
  if (p === null) return null;
  const clustered = (): number | null => {
    const totals = slotTotals(column);
    const all = (slot: number): number => totals[slot] ?? 0;
    const bin = exact === undefined ? ks.position : binOf(column.edges, exact.values[ks.position] ?? 0);
    const below = (slot: number): number => sumBins(column, slot, bin + 1);
    const effects = designEffects((range) => designEffect(below, all, range, options.level), options.ranges, { baseline: baselineSize, current: currentSize });
    if (effects === null) return null;
    const wider = ksPValueAsymptotic(statistic, baselineSize / effects.baseline, currentSize / effects.current);
    return wider === null ? null : Math.max(p, wider);
  };
  return { of: 'values', name: `Kolmogorov-Smirnov (${counted === null ? 'asymptotic' : 'exact'})`, statistic, df: null, p, clustered };
}

function missingTest(column: NumericColumn, empty: { readonly baseline: number; readonly current: number }, n: { readonly baseline: number; readonly current: number }, options: NumericOptions): DriftTest | null {
  if (empty.baseline + empty.current === 0) return null;
  const test = twoProportionTest(empty.baseline, n.baseline, empty.current, n.current);
  if (test === null) return null;
  const clustered = (): number | null => {
    const part = (slot: number): number => (column.missing[slot] ?? 0) + (column.nonFinite[slot] ?? 0);
    const totals = slotTotals(column);
    const all = (slot: number): number => part(slot) + (totals[slot] ?? 0);
    const effects = designEffects((range) => designEffect(part, all, range, options.level), options.ranges, n);
    if (effects === null) return null;
    const { baseline: from, current: to } = effects;
    const wider = twoProportionTest(empty.baseline / from, n.baseline / from, empty.current / to, n.current / to);
    return wider === null ? null : Math.max(test.p, wider.p);
  };
  return { of: 'missing', name: `missing share (${test.method})`, statistic: test.z, df: null, p: test.p, clustered };
}

function sumBins(column: NumericColumn, slot: number, count: number): number {
  const start = slot * (column.edges.length + 1);
  let sum = 0;
  for (let at = start; at < start + count; at += 1) sum += column.counts[at] ?? 0;
  return sum;
}

/** Bin of a value: the first whose upper edge is not below it. */
export function binOf(edges: Float64Array, value: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edges[middle] ?? Infinity) >= value) high = middle;
    else low = middle + 1;
  }
  return low;
}

function summaryOf(from: NumericSummary, to: NumericSummary, quartiles: { readonly from: Quartiles; readonly to: Quartiles }): DriftMeasure['summary'] {
  return {
    ...(Number.isFinite(from.moments.mean) ? { baselineMean: from.moments.mean } : {}),
    ...(Number.isFinite(to.moments.mean) ? { currentMean: to.moments.mean } : {}),
    ...(Number.isFinite(from.moments.variance) ? { baselineSd: Math.sqrt(from.moments.variance) } : {}),
    ...(Number.isFinite(to.moments.variance) ? { currentSd: Math.sqrt(to.moments.variance) } : {}),
    ...(quartiles.from === null ? {} : { baselineQuartiles: quartiles.from }),
    ...(quartiles.to === null ? {} : { currentQuartiles: quartiles.to }),
  };
}

function notesOf(from: NumericSummary, to: NumericSummary, present: DriftMeasure['present'], distance: number | null, effect: number | null): readonly string[] {
  const notes: string[] = [];
  if (from.nonFinite + to.nonFinite > 0) notes.push(`NaN and infinite values count as missing: ${from.nonFinite.toString()} in the baseline, ${to.nonFinite.toString()} in the current window`);
  const constant = (summary: NumericSummary): boolean => summary.moments.n > 0 && summary.moments.min === summary.moments.max;
  if (constant(from) && constant(to) && from.moments.min === to.moments.min) notes.push('constant in both windows');
  else if (constant(from)) notes.push('constant in the baseline');
  else if (constant(to)) notes.push('constant in the current window');
  return [...notes, ...gapNotes(from, to, present, distance, effect)];
}

/** Why a distance, a mean or a standard deviation is not there. */
function gapNotes(from: NumericSummary, to: NumericSummary, present: DriftMeasure['present'], distance: number | null, effect: number | null): readonly string[] {
  const empty = present.baseline === 0 ? (present.current === 0 ? 'either window' : 'the baseline window') : present.current === 0 ? 'the current window' : null;
  if (empty !== null) return [`no value in ${empty}: distances of the values are not available`];
  const notes: string[] = [];
  if (distance === null || effect === null) notes.push('values too large for a finite distance: not available');
  for (const [name, { moments }] of [['baseline', from], ['current', to]] as const) {
    if (!Number.isFinite(moments.mean)) notes.push(`values of the ${name} window are too large for their mean and standard deviation: not available`);
    else if (moments.n >= 2 && !Number.isFinite(moments.variance)) notes.push(`values of the ${name} window are too large for their standard deviation: not available`);
  }
  return notes;
}
