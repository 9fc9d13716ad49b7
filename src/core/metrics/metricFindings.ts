import { absent, type Estimate } from '../analysis/estimate';
import { judge, type Judged } from '../analysis/judge';
import type { Finding } from '../domain/finding';
import type { AnalysisSettings } from '../domain/report';
import type { SlotRange } from '../domain/window';
import type { MainFigure } from './mainFigures';
import type { HistogramMetric, LevelMetric, MeanMetric, MetricColumn, RateMetric, RatioMetric } from './metricColumn';
import { figureId, figureTitle } from './metricNames';
import { figureUnit, metricRateUnit } from './metricUnits';
import { levelMean, levelSd, meanRate, onlyMean, percentile, ratio } from './metricWindow';

interface Asked {
  readonly baseline: SlotRange;
  readonly current: SlotRange;
  /** Figures name their source. */
  readonly named: boolean;
}

/** Figures of the metrics that servers give, both windows judged; `main` names those that stand for the model's latency, throughput and errors. */
export function metricFindings(metrics: readonly MetricColumn[], main: ReadonlyMap<MainFigure, MetricColumn>, asked: Asked, settings: AnalysisSettings): readonly Finding[] {
  const role = new Map([...main].map(([figure, metric]) => [metric, figure]));
  const first = [...main.values()];
  const order = [...first, ...metrics.filter((metric) => !first.includes(metric))];
  return order.flatMap((metric) => findingsOf(metric, role.get(metric) ?? null, asked, settings).map((finding) => ({ ...finding, from: metric.source })));
}

/** What a page of servers should have and no source of it gives, each with that reason. */
export function notGiven(settings: AnalysisSettings): readonly Finding[] {
  const none = (what: string) => absent(0, `no source gives ${what}`);
  const finding = (id: string, title: string, unit: Judged['unit'], what: string): Finding => judge({ id, family: 'service', title, unit, better: 'neither', floor: 0, method: 'none' }, none(what), none(what), settings);
  return [
    ...[...shownPercentiles('latency').map(([name]) => name), 'mean'].map((name) => finding(`latency.${name}`, `${name} latency`, 'ms', 'a latency of whole requests')),
    finding('throughput', 'throughput', 'per second', 'a count of requests'),
    finding('errors', 'error rate', 'share', 'a count of failed requests'),
  ];
}

function findingsOf(metric: MetricColumn, figure: MainFigure | null, asked: Asked, settings: AnalysisSettings): readonly Finding[] {
  switch (metric.kind) {
    case 'histogram':
      return histogramFindings(metric, figure, asked, settings);
    case 'level':
      return [levelFinding(metric, asked, settings)];
    case 'rate':
      return [rateFinding(metric, figure, asked, settings)];
    case 'ratio':
      return [ratioFinding(metric, figure, asked, settings)];
    case 'mean':
      return meanFindings(metric, figure, asked, settings);
  }
}

function about(metric: MetricColumn, figure: MainFigure | null, part: string, named: boolean): Pick<Judged, 'id' | 'family' | 'title' | 'minRows'> {
  // Some sources sample once a minute: what makes a figure sure is its interval over time slots, not a count of rows.
  return { id: figureId(metric, figure, part), family: 'service', title: figureTitle(metric, figure, part, named), minRows: 0 };
}

const better = ({ role }: MetricColumn): 'lower' | 'higher' | 'neither' => (['latency', 'stage latency', 'errors', 'queue'].includes(role) ? 'lower' : 'neither');

/** Percentiles that are shown: of whole requests all four, of a stage or a size the middle and the tail. */
export const shownPercentiles = (figure: MainFigure | null): readonly (readonly [string, number])[] =>
  figure === 'latency' ? [['p50', 0.5], ['p90', 0.9], ['p95', 0.95], ['p99', 0.99]] : [['p50', 0.5], ['p95', 0.95]];

function histogramFindings(metric: HistogramMetric, figure: MainFigure | null, asked: Asked, settings: AnalysisSettings): readonly Finding[] {
  const buckets = metric.native === null ? `${metric.edges.length + 1} buckets` : 'native buckets';
  const inside = { linear: ', linear inside a bucket as in Prometheus 2', exponential: ', geometric inside a bucket as in Prometheus 3' };
  const findings = shownPercentiles(figure).map(([name, p]) => {
    const before = percentile(metric, asked.baseline, p);
    return judge(
      {
        ...about(metric, figure, name, asked.named),
        unit: figureUnit(metric),
        better: better(metric),
        floor: settings.floors.latency * Math.abs(before.value ?? 0),
        method: `histogram_quantile over the ${buckets} of ${metric.metric}${metric.native === null ? '' : inside[metric.native]}; interval of the share, to the bounds of the buckets it falls in; change by MOVER`,
        basis: 'binned',
        bound: 'the bounds of its bucket, which the interval covers',
      },
      before,
      percentile(metric, asked.current, p),
      settings,
    );
  });
  const mean = onlyMean(metric, asked.baseline);
  if (figure !== 'latency' && mean.value === null) return findings;
  return [...findings, meanFinding(metric, figure, mean, onlyMean(metric, asked.current), asked.named, settings)];
}

function meanFindings(metric: MeanMetric, figure: MainFigure | null, asked: Asked, settings: AnalysisSettings): readonly Finding[] {
  const mean = meanFinding(metric, figure, onlyMean(metric, asked.baseline), onlyMean(metric, asked.current), asked.named, settings);
  if (figure !== 'latency') return [mean];
  const none = absent(0, `${metric.source} gives only a sum and a count of ${metric.metric}: a mean, no percentile`);
  return [
    ...shownPercentiles(figure).map(([name]) => judge({ ...about(metric, figure, name, asked.named), unit: 'ms', better: 'lower', floor: 0, method: 'none: the source has no distribution' }, none, none, settings)),
    mean,
  ];
}

function meanFinding(metric: MeanMetric | HistogramMetric, figure: MainFigure | null, before: Estimate, after: Estimate, named: boolean, settings: AnalysisSettings): Finding {
  return judge(
    {
      ...about(metric, figure, 'mean', named),
      unit: figureUnit(metric),
      better: better(metric),
      floor: settings.floors.latency * Math.abs(before.value ?? 0),
      method: `increase of the sum by increase of the count of ${metric.metric}; interval from runs of time slots`,
    },
    before,
    after,
    settings,
  );
}

function levelFinding(metric: LevelMetric, { baseline, current, named }: Asked, settings: AnalysisSettings): Finding {
  const before = levelMean(metric, baseline);
  const sd = levelSd(metric, baseline);
  const unit = figureUnit(metric);
  const least = unit === 'share' ? settings.floors.rate : 0;
  // What counts as a change of a level is a twentieth of it and of its spread; a level at 0 throughout may change by anything.
  const floor = Math.max(least, settings.floors.kpi * (Number.isFinite(sd) ? sd : 0), settings.floors.latency * Math.abs(before.value ?? 0));
  return judge({ ...about(metric, null, '', named), unit, better: better(metric), floor, method: `mean of the samples of ${metric.metric}; interval from runs of time slots` }, before, levelMean(metric, current), settings);
}

function rateFinding(metric: RateMetric, figure: MainFigure | null, { baseline, current, named }: Asked, settings: AnalysisSettings): Finding {
  const { unit, seconds } = metricRateUnit(metric);
  const before = meanRate(metric, baseline, seconds);
  return judge(
    { ...about(metric, figure, '', named), unit, better: better(metric), floor: settings.floors.throughput * (before.value ?? 0), method: `increase of ${metric.metric} by observed time; interval from runs of time slots` },
    before,
    meanRate(metric, current, seconds),
    settings,
  );
}

function ratioFinding(metric: RatioMetric, figure: MainFigure | null, { baseline, current, named }: Asked, settings: AnalysisSettings): Finding {
  return judge(
    { ...about(metric, figure, '', named), unit: 'share', better: better(metric), floor: settings.floors.rate, method: `increase of ${metric.metric} by that of all; interval Wilson, change Newcombe, or with runs of slots as clusters where that is wider` },
    ratio(metric, baseline),
    ratio(metric, current),
    settings,
  );
}
