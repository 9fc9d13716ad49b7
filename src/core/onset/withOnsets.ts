import type { FeatureFinding, Finding } from '../domain/finding';
import type { AnalysisSettings } from '../domain/report';
import { columnStatistic } from './columnStatistic';
import { absent, findOnset } from './findOnset';
import { type MetricInput, metricStatistic } from './metricStatistic';
import { seasonFit, type SeasonFit } from './removeSeason';

export interface Dated {
  readonly findings: readonly Finding[];
  readonly features: readonly FeatureFinding[];
}

/** Gives everything that moved its onset. Cost: one pass over the bins of what moved; nothing where nothing did. */
export function withOnsets(findings: readonly Finding[], features: readonly FeatureFinding[], input: MetricInput, settings: AnalysisSettings): Dated {
  const { cube, baseline, current } = input;
  const windows = { baseline: baseline.slots, current: current.slots };
  const level = settings.intervalLevel;
  let fit: SeasonFit | null = null;
  const season = (): SeasonFit => (fit ??= seasonFit(cube.axis, baseline.slots, cube.rows));
  const positions = new Map(cube.columns.flatMap(({ name, kind }, position) => (kind === 'latency' ? [] : [[name, position] as const])));
  return {
    findings: findings.map((finding) => {
      if (finding.verdict !== 'moved') return finding;
      const series = metricStatistic(finding, input);
      return { ...finding, onset: 'reason' in series ? absent(series.reason, 0) : findOnset(series, windows, season(), level) };
    }),
    features: features.map((feature) => {
      if (feature.verdict !== 'moved') return feature;
      const position = positions.get(feature.feature) ?? -1;
      const [column, from, to] = [cube.columns[position], baseline.columns[position], current.columns[position]];
      const series = column === undefined || from === undefined || to === undefined ? null : columnStatistic(column, from, to);
      return { ...feature, onset: series === null ? absent('no share of it moved', 0) : findOnset(series, windows, season(), level) };
    }),
  };
}
