import { seriesSet } from '../analysis/series';
import { tileSeries } from '../analysis/tileSeries';
import type { Cube } from '../cube/cube';
import { slotCount } from '../cube/cube';
import { indexCube, summarise } from '../cube/indexCube';
import type { FeatureFinding } from '../domain/finding';
import type { AnalysisSettings } from '../domain/report';
import type { SourceState } from '../domain/source';
import { columnSlots } from '../onset/columnStatistic';
import { changePoint } from '../onset/changePoint';
import { seasonFit } from '../onset/removeSeason';
import { leastTogether } from './movesTogether';
import { type RankedSeries, rankSeries } from './rankSeries';

export interface TogetherSeries {
  readonly target: string;
  readonly title: string;
  /** Series of one group are made of the same rows and say the same: they are not asked about one another. */
  readonly group: string;
  readonly ranked: RankedSeries;
}

export interface SeriesOfWindows {
  readonly series: readonly TogetherSeries[];
  readonly leftOut: readonly { readonly target: string; readonly title: string; readonly reason: string }[];
  readonly windows: number;
  /** What was taken out, in words. */
  readonly season: readonly string[];
}

/** Features that are asked: those that moved most, and all that a service may wait for stand among them where they are few. */
const mostFeatures = 20;
/** Likelihood ratio from which a change of level is taken out (`findOnset`). */
const clearChange = 9.71;

/** Every figure and feature of the log by window, without its season and its one change of level: what all that began at one moment share is one coincidence. */
export function togetherSeries(cube: Cube, source: SourceState, features: readonly FeatureFinding[], settings: AnalysisSettings): SeriesOfWindows {
  const windows = slotCount(cube.axis);
  const whole = { from: 0, to: windows };
  const baseline = summarise(indexCube(cube), whole);
  const raw = [
    ...[...seriesSet({ cube, source, baseline, settings }).series.filter(({ family }) => family !== 'drift'), ...tileSeries(cube)].map((one) => {
      const log = one.id.startsWith('latency.') || one.id === 'throughput';
      return { target: one.id, title: one.title, group: groupOf(one.id, cube), values: Float64Array.from(one.values, (value) => (value === null || (log && value <= 0) ? NaN : log ? Math.log(value) : value)) };
    }),
    ...features.slice(0, mostFeatures).flatMap(({ feature }) => {
      const column = cube.columns.find(({ name, kind }) => name === feature && kind !== 'latency');
      const values = column === undefined ? null : columnSlots(column);
      return values === null ? [] : [{ target: `feature:${feature}`, title: feature, group: `feature:${feature}`, values }];
    }),
  ];
  const fit = seasonFit(cube.axis, whole, cube.rows);
  const series: TogetherSeries[] = [];
  const leftOut: { target: string; title: string; reason: string }[] = [];
  for (const { values, ...about } of raw) {
    fit.remove(values);
    takeChangeOut(values);
    const ranked = rankSeries(values);
    if (ranked === null) leftOut.push({ target: about.target, title: about.title, reason: 'it is the same in all windows, or has no value' });
    else if (ranked.n < leastTogether) leftOut.push({ target: about.target, title: about.title, reason: `${ranked.n} windows with enough rows, needs ${leastTogether}` });
    else series.push({ ...about, ranked });
  }
  return { series, leftOut, windows, season: fit.season };
}

/** Figures of one kind share a group; quality and confidence are both of the scores, and what servers say of whole requests is the service's own. */
function groupOf(id: string, { metrics = [] }: Cube): string {
  if (id.startsWith('metric.')) {
    const metric = metrics.find((one) => id === `metric.${one.id}` || id.startsWith(`metric.${one.id}.`));
    return metric === undefined ? id : metric.role === 'latency' ? 'latency' : metric.role === 'requests' ? 'throughput' : metric.role === 'errors' ? 'errors' : `metric.${metric.id}`;
  }
  const kind = /^[a-z]+/.exec(id)?.[0] ?? id;
  return kind === 'kpi' ? id : kind === 'confidence' ? 'quality' : kind;
}

/** Takes the two levels of a clear change out, in place. */
export function takeChangeOut(values: Float64Array): void {
  const known: number[] = [];
  values.forEach((value, i) => {
    if (Number.isFinite(value)) known.push(i);
  });
  const found = changePoint(Float64Array.from(known, (i) => values[i] as number), new Float64Array(known.length).fill(1), 0, 0.95);
  if (found === null || found.ratio < clearChange) return;
  known.forEach((i, at) => (values[i] = (values[i] as number) - (at < found.at ? found.before : found.after)));
}
