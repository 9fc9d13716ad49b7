import type { CategorySummary, NumericSummary } from '../cube/summary';
import type { FeatureDetail } from '../domain/report';
import { binQuantile } from './quartiles';

type Bars = FeatureDetail['bars'];

const displayBars = 24;
/** Up to here every value of a numeric column has a bar of its own. */
const ownBars = 30;
/** Functions of single values are given whole, at most 256; those of bins at so many points. */
const ecdfPoints = 120;

function rowsOf(summary: NumericSummary): number {
  return summary.counts.reduce((sum, count) => sum + count, 0) + summary.missing + summary.nonFinite;
}

/**
 * Bars for a picture: `edges` has one more entry than there are bars, shares are of the window's rows, missing included. Equal
 * widths between the 0.5 % and 99.5 % points of both windows; rows beyond them are in the end bars. Fine bins that a bar's edge
 * cuts are split by width. Columns of few values have one bar a value, with edges halfway between.
 */
export function numericBars(from: NumericSummary, to: NumericSummary): Bars {
  const values = from.values;
  const edges = values !== null && values.length <= ownBars ? halfway(values) : equalWidths(from, to);
  if (edges.length < 2) return { kind: 'numeric', edges: [], baseline: [], current: [] };
  const shares = (summary: NumericSummary): readonly number[] => {
    const rows = rowsOf(summary);
    return spread(summary, edges).map((count) => (rows > 0 ? count / rows : 0));
  };
  return { kind: 'numeric', edges, baseline: shares(from), current: shares(to) };
}

function halfway(values: Float64Array): readonly number[] {
  const first = values[0];
  const last = values[values.length - 1];
  if (first === undefined || last === undefined) return [];
  if (values.length === 1) return [first - 0.5, first + 0.5];
  const inner = Array.from(values.subarray(1), (value, k) => (value + (values[k] ?? value)) / 2);
  return [first - ((inner[0] ?? first) - first), ...inner, last + (last - (inner.at(-1) ?? last))];
}

function equalWidths(from: NumericSummary, to: NumericSummary): readonly number[] {
  const lows = [binQuantile(from, 0.005), binQuantile(to, 0.005)].filter((x) => x !== null);
  const highs = [binQuantile(from, 0.995), binQuantile(to, 0.995)].filter((x) => x !== null);
  if (lows.length === 0) return [];
  const low = Math.min(...lows);
  const high = Math.max(...highs);
  if (!(high > low)) return [low - 0.5, low + 0.5];
  return Array.from({ length: displayBars + 1 }, (_, k) => (k === displayBars ? high : low + ((high - low) * k) / displayBars));
}

/** Counts of fine bins on bars; what lies beyond the bars goes to the ends. */
function spread(summary: NumericSummary, edges: readonly number[]): number[] {
  const bars = new Array<number>(edges.length - 1).fill(0);
  const barOf = (x: number): number => {
    let low = 0;
    let high = bars.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((edges[middle + 1] ?? Infinity) >= x) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  const add = (bar: number, rows: number): void => {
    bars[bar] = (bars[bar] ?? 0) + rows;
  };
  summary.counts.forEach((rows, k) => {
    if (rows === 0) return;
    if (summary.values !== null) return add(barOf(summary.values[k] ?? 0), rows);
    const low = Math.max(summary.edges[k - 1] ?? summary.moments.min, summary.moments.min);
    const high = Math.min(summary.edges[k] ?? summary.moments.max, summary.moments.max);
    if (!(high > low)) return add(barOf(high), rows);
    const first = barOf(low);
    const last = barOf(high);
    for (let bar = first; bar <= last; bar += 1) {
      const start = bar === first ? low : (edges[bar] ?? low);
      const end = bar === last ? high : (edges[bar + 1] ?? high);
      add(bar, rows * Math.max(0, (end - start) / (high - low)));
    }
  });
  return bars;
}

/** Both distribution functions of the finite values at the same points; both start at 0 where they are of bins. Null where a window has none. */
export function ecdfOf(from: NumericSummary, to: NumericSummary): FeatureDetail['ecdf'] {
  if (!(from.moments.n > 0) || !(to.moments.n > 0)) return null;
  const ends = from.values ?? Float64Array.of(...from.edges, Math.max(from.moments.max, to.moments.max, from.edges.at(-1) ?? -Infinity));
  const cumulative = (counts: Float64Array): number[] => {
    const n = counts.reduce((sum, count) => sum + count, 0);
    let seen = 0;
    return Array.from(counts, (count) => (seen += count) / n);
  };
  const points = Array.from(ends);
  const f = cumulative(from.counts);
  const g = cumulative(to.counts);
  const every = from.values === null ? Math.max(1, Math.ceil(points.length / ecdfPoints)) : 1;
  // A value of neither window does not come first: functions that both start at 0 are those of bins.
  const least = from.values === null ? 0 : points.findIndex((_, k) => (f[k] ?? 0) + (g[k] ?? 0) > 0);
  const keep = points.map((_, k) => k).filter((k) => k >= least && (k % every === 0 || k === points.length - 1));
  // Between edges the functions rise from the smallest value on; without this point they would start in mid-air.
  const start = from.values === null ? Math.min(from.moments.min, to.moments.min, points[0] ?? Infinity) : null;
  const pick = (list: readonly number[], first: number): number[] => [...(start === null ? [] : [first]), ...keep.map((k) => list[k] ?? 1)];
  return { points: pick(points, start ?? 0), baseline: pick(f, 0), current: pick(g, 0) };
}

/** The largest levels of either window, then the others together, then missing where there is any. */
export function categoryBars(from: CategorySummary, to: CategorySummary): Bars {
  const rows = (summary: CategorySummary): number => summary.counts.reduce((sum, count) => sum + count, 0) + summary.missing;
  const all = { from: rows(from), to: rows(to) };
  const share = (count: number, n: number): number => (n > 0 ? count / n : 0);
  const levels = from.levels
    .map((level, k) => ({ level, baseline: share(from.counts[k] ?? 0, all.from), current: share(to.counts[k] ?? 0, all.to) }))
    .filter((one) => one.baseline + one.current > 0)
    .sort((a, b) => Math.max(b.baseline, b.current) - Math.max(a.baseline, a.current) || (a.level < b.level ? -1 : 1));
  const shown = levels.slice(0, displayBars);
  const hidden = levels.slice(displayBars);
  const rest = from.levels.length;
  const other = {
    level: '(other levels)',
    baseline: share(from.counts[rest] ?? 0, all.from) + hidden.reduce((sum, one) => sum + one.baseline, 0),
    current: share(to.counts[rest] ?? 0, all.to) + hidden.reduce((sum, one) => sum + one.current, 0),
  };
  const missing = { level: '(missing)', baseline: share(from.missing, all.from), current: share(to.missing, all.to) };
  const list = [...shown, ...[other, missing].filter((one) => one.baseline + one.current > 0)];
  return { kind: 'category', levels: list.map((one) => one.level), baseline: list.map((one) => one.baseline), current: list.map((one) => one.current) };
}
