import type { NumericSummary } from '../cube/summary';
import { normalise } from '../stats/wasserstein';
import { binQuartiles } from './quartiles';

/** How far the bins of one slot lie from those of the baseline. */
export interface SlotDistance {
  /** Normalised Wasserstein-1, baseline sd; null where the baseline has no spread to measure by. */
  readonly effect: () => number | null;
  /** Largest difference of the distribution functions. */
  readonly ks: number;
}

/** What one baseline divides a distance by: its sd, IQR/1.349 or range; null where it is constant. */
export function baselineScale(from: NumericSummary): number | null {
  const quartiles = binQuartiles(from);
  const { variance, min, max } = from.moments;
  const result = normalise(1, { sd: Math.sqrt(variance), iqr: quartiles === null ? 0 : quartiles[2] - quartiles[0], range: max - min });
  return result.value === null ? null : result.scale;
}

/**
 * Compares slots with one baseline on its bins, cheaply enough for thousands of slots: straight lines between the edges, the
 * end bins closed by the baseline's extremes. A slot's values beyond those count as if they lay on them. Called with a count
 * table, the slot's first cell and its total.
 */
export function slotComparer(from: NumericSummary): (counts: Float64Array, start: number, n: number) => SlotDistance | null {
  const width = from.counts.length;
  const baseline = new Float64Array(width);
  let total = 0;
  for (let k = 0; k < width; k += 1) {
    total += from.counts[k] ?? 0;
    baseline[k] = total;
  }
  for (let k = 0; k < width; k += 1) baseline[k] = (baseline[k] ?? 0) / total;
  const scale = total > 0 ? baselineScale(from) : null;
  const effect = (counts: Float64Array, start: number, n: number): number | null => {
    if (scale === null) return null;
    const gaps = new Float64Array(width);
    let seen = 0;
    for (let k = 0; k < width; k += 1) {
      seen += counts[start + k] ?? 0;
      gaps[k] = (baseline[k] ?? 0) - seen / n;
    }
    return (from.values === null ? lines(from, gaps) : steps(from.values, gaps)) / scale;
  };
  return (counts, start, n) => {
    if (!(n > 0) || total === 0) return null;
    const share = 1 / n;
    let seen = 0;
    let ks = 0;
    for (let k = 0; k < width; k += 1) {
      seen += counts[start + k] ?? 0;
      const gap = Math.abs((baseline[k] ?? 0) - seen * share);
      if (gap > ks) ks = gap;
    }
    return { ks, effect: () => effect(counts, start, n) };
  };
}

function steps(values: Float64Array, gaps: Float64Array): number {
  let sum = 0;
  for (let k = 0; k + 1 < values.length; k += 1) sum += Math.abs(gaps[k] ?? 0) * ((values[k + 1] ?? 0) - (values[k] ?? 0));
  return sum;
}

function lines(from: NumericSummary, gaps: Float64Array): number {
  const { edges, moments } = from;
  let sum = 0;
  let x = Math.min(moments.min, edges[0] ?? moments.min);
  let gap = 0;
  for (let k = 0; k <= edges.length; k += 1) {
    const next = k < edges.length ? (edges[k] ?? 0) : Math.max(moments.max, x);
    const at = k < edges.length ? (gaps[k] ?? 0) : 0;
    const mean = gap * at >= 0 ? (Math.abs(gap) + Math.abs(at)) / 2 : (gap * gap + at * at) / (2 * (Math.abs(gap) + Math.abs(at)));
    sum += mean * (next - x);
    x = next;
    gap = at;
  }
  return sum;
}
