import type { CategoryColumn } from '../cube/cube';
import type { LevelTable } from '../cube/exact';
import type { CategorySummary } from '../cube/summary';
import type { SlotRange } from '../domain/window';
import { formatCount } from '../format/numbers';
import { chiSquaredHomogeneity } from '../stats/chiSquared';
import { chiSquaredSf } from '../stats/distributions';
import { jensenShannonDistance, lInfinity, psi, totalVariation } from '../stats/divergences';
import { batchesOf } from './batches';
import { designEffects, fewClustersFactor } from './designEffect';
import type { DriftMeasure, DriftTest } from './driftMeasure';
import { minClusters } from './settings';

interface Levels {
  readonly names: readonly string[];
  /** Levels, then the pooled rest where there is one, then missing where there is any. */
  readonly baseline: readonly number[];
  readonly current: readonly number[];
}

/** Drift of a categorical column: levels, the pooled rest and missing are counted alike. */
export function categoryDrift(column: CategoryColumn, from: CategorySummary, to: CategorySummary, exact: LevelTable | undefined, ranges: { readonly baseline: SlotRange; readonly current: SlotRange }, level: number): DriftMeasure {
  const table = levelsOf(from, to, exact);
  const sum = (counts: ArrayLike<number>): number => Array.from(counts).reduce((total, count) => total + count, 0);
  const present = { baseline: sum(exact?.baseline ?? from.counts), current: sum(exact?.current ?? to.counts) };
  const n = { baseline: present.baseline + from.missing, current: present.current + to.missing };
  const tv = totalVariation(table.baseline, table.current);
  const notes = tv === null ? [`no row in ${n.baseline === 0 ? (n.current === 0 ? 'either' : 'the baseline') : 'the current'} window: distances are not available`] : [];
  const pooled = exact === undefined && column.restLevels > 0;
  const bound = pooled ? `${formatCount(column.restLevels)} rarer levels are counted as one: distances can only be larger` : undefined;
  const chi = chiSquaredHomogeneity(table.baseline, table.current);
  const tests: DriftTest[] = [];
  if (chi !== null) {
    tests.push({
      of: 'values',
      name: `chi-squared homogeneity over ${chi.levels} levels${chi.pooled > 0 ? `, ${formatCount(chi.pooled)} with fewer than 5 expected rows pooled` : ''}`,
      statistic: chi.statistic,
      df: chi.df,
      p: chi.p,
      clustered: () => raoScott(column, ranges, n, chi.statistic, chi.df, level),
    });
  }
  return {
    feature: column.name,
    kind: 'category',
    n,
    present,
    missing: { baseline: share(from.missing, n.baseline), current: share(to.missing, n.current) },
    effect: { value: tv, unit: 'share', method: 'total variation over levels and missing' },
    measures: {
      wasserstein: null,
      wassersteinNormalised: null,
      jensenShannon: jensenShannonDistance(table.baseline, table.current),
      psi: psi(table.baseline, table.current),
      ks: null,
      totalVariation: tv,
    },
    basis: pooled ? 'binned' : 'exact',
    ...(bound === undefined ? {} : { bound }),
    tests,
    summary: summaryOf(table),
    notes,
  };
}

function share(part: number, all: number): number {
  return all > 0 ? part / all : 0;
}

function levelsOf(from: CategorySummary, to: CategorySummary, exact: LevelTable | undefined): Levels {
  const names = [...(exact?.levels ?? from.levels)];
  const baseline = Array.from(exact?.baseline ?? from.counts);
  const current = Array.from(exact?.current ?? to.counts);
  if (exact === undefined) {
    const rest = names.length;
    // An empty rest is no bin: it would only add to the smoothing of PSI.
    if ((baseline[rest] ?? 0) + (current[rest] ?? 0) > 0) names.push('(other levels)');
    else {
      baseline.length = rest;
      current.length = rest;
    }
  }
  if (from.missing + to.missing > 0) {
    names.push('(missing)');
    baseline.push(from.missing);
    current.push(to.missing);
  }
  return { names, baseline, current };
}

function summaryOf(table: Levels): DriftMeasure['summary'] {
  const most = lInfinity(table.baseline, table.current);
  let gained = 0;
  let lost = 0;
  table.names.forEach((name, k) => {
    if (name === '(missing)' || name === '(other levels)') return;
    const b = table.baseline[k] ?? 0;
    const c = table.current[k] ?? 0;
    if (b === 0 && c > 0) gained += 1;
    if (c === 0 && b > 0) lost += 1;
  });
  const totals = [table.baseline, table.current].map((counts) => counts.reduce((sum, count) => sum + count, 0));
  const level =
    most === null
      ? {}
      : { level: { name: table.names[most.index] ?? '', baseline: share(table.baseline[most.index] ?? 0, totals[0] ?? 0), current: share(table.current[most.index] ?? 0, totals[1] ?? 0) } };
  return { ...level, newLevels: gained, lostLevels: lost };
}

/**
 * First-order Rao-Scott correction: X^2 divided by the mean design effect of the level shares, with runs of slots as clusters.
 * Null where both windows have too few slots. Source: Rao and Scott 1981.
 */
function raoScott(column: CategoryColumn, ranges: { readonly baseline: SlotRange; readonly current: SlotRange }, n: { readonly baseline: number; readonly current: number }, statistic: number, df: number, level: number): number | null {
  const effects = designEffects((range) => meanDesignEffect(column, range, level), ranges, n);
  if (effects === null) return null;
  const mean = (effects.baseline / n.baseline + effects.current / n.current) / (1 / n.baseline + 1 / n.current);
  return chiSquaredSf(statistic / Math.max(1, mean), df);
}

/** Sum over levels of n V_k / p_k over (levels - 1), V_k the cluster variance of the share p_k. */
function meanDesignEffect(column: CategoryColumn, range: SlotRange, level: number): number | null {
  const width = column.levels.length + 1;
  const batches = batchesOf(range).map((batch) => {
    const counts = new Float64Array(width + 1);
    for (let slot = batch.from; slot < batch.to; slot += 1) {
      for (let k = 0; k < width; k += 1) counts[k] = (counts[k] ?? 0) + (column.counts[slot * width + k] ?? 0);
      counts[width] = (counts[width] ?? 0) + (column.missing[slot] ?? 0);
    }
    return { counts, rows: counts.reduce((sum, count) => sum + count, 0) };
  }).filter((batch) => batch.rows > 0);
  const clusters = batches.length;
  if (clusters < minClusters) return null;
  const n = batches.reduce((sum, batch) => sum + batch.rows, 0);
  let effects = 0;
  let levels = 0;
  for (let k = 0; k <= width; k += 1) {
    const p = batches.reduce((sum, batch) => sum + (batch.counts[k] ?? 0), 0) / n;
    // Levels too rare for the test were pooled there; their variance says nothing about it.
    if (p * n < 5) continue;
    levels += 1;
    const squares = batches.reduce((sum, batch) => sum + ((batch.counts[k] ?? 0) - p * batch.rows) ** 2, 0);
    effects += ((clusters / (clusters - 1)) * squares) / n / p;
  }
  return levels < 2 ? 1 : Math.max(1, (effects / (levels - 1)) * fewClustersFactor(clusters, level));
}
