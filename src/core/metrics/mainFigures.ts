import type { Cube } from '../cube/cube';
import type { SourceState } from '../domain/source';
import type { MetricColumn } from './metricColumn';

/** A figure of whole requests. */
export type MainFigure = 'latency' | 'throughput' | 'errors';

/**
 * Which metrics stand for the model's latency, throughput and errors: the first of that role, where the log itself has none. A log counts its own requests, so
 * throughput is taken from a server only where there is no log.
 */
export function mainFigures(cube: Pick<Cube, 'columns' | 'status' | 'metrics'>, source: Pick<SourceState, 'kind'>): ReadonlyMap<MainFigure, MetricColumn> {
  const metrics = cube.metrics ?? [];
  const main = new Map<MainFigure, MetricColumn>();
  const take = (figure: MainFigure, metric: MetricColumn | undefined): void => {
    if (metric !== undefined) main.set(figure, metric);
  };
  // A distribution says more than a mean.
  if (!cube.columns.some(({ kind }) => kind === 'latency')) {
    take('latency', metrics.find(({ role, kind }) => role === 'latency' && kind === 'histogram') ?? metrics.find(({ role, kind }) => role === 'latency' && kind === 'mean'));
  }
  if (source.kind === 'metrics') take('throughput', metrics.find(({ role, kind }) => role === 'requests' && kind === 'rate'));
  if (cube.status === null) take('errors', metrics.find(({ role, kind }) => role === 'errors' && kind === 'ratio'));
  return main;
}
