import type { MainFigure } from './mainFigures';
import type { MetricColumn } from './metricColumn';

/** Stable names: of the model's own figure where the metric stands for it, else of the metric. */
export function figureId(metric: MetricColumn, figure: MainFigure | null, part: string): string {
  if (figure === 'latency') return `latency.${part}`;
  if (figure !== null) return figure;
  return part === '' ? `metric.${metric.id}` : `metric.${metric.id}.${part}`;
}

/** For people; `named` adds the source, where a page has figures of several. */
export function figureTitle(metric: MetricColumn, figure: MainFigure | null, part: string, named: boolean): string {
  const plain = figure === 'latency' ? `${part} latency` : figure === 'errors' ? 'error rate' : figure === 'throughput' ? 'throughput' : part === '' ? metric.name : `${part} ${metric.name}`;
  return named ? `${plain} (${metric.source})` : plain;
}

/** Whether figures must name their source: beside a log, and where several servers say something. */
export function mustName(metrics: readonly MetricColumn[], isLog: boolean): boolean {
  return isLog || new Set(metrics.map(({ source }) => source)).size > 1;
}
