import type { LogSpec, ServersSpec, SourceSpec, TrainingSpec } from '../domain/source';
import type { MetricsSpec } from '../metrics/metricsSpec';
import type { WarehouseSpec } from '../warehouse/warehouseSpec';
import type { MetricsConfig } from './metricsConfig';
import type { ProjectConfig, SourceConfig } from './projectConfig';
import { storeOf } from './trainingConfig';

/**
 * What a configuration asks to be opened: its logs, each with the servers that are `of` it, the tables of databases, and a page for each server that is of no log. A server that is `of`
 * another server shares that one's page; one that is of nothing known stands alone. Training runs are a page of their own, whatever log they are `of`.
 */
export function specsOf(config: Pick<ProjectConfig, 'sources' | 'metrics'> & Partial<Pick<ProjectConfig, 'warehouses' | 'training'>>, folder: string): readonly SourceSpec[] {
  const logs = new Set(config.sources.map(({ name }) => name));
  const hostOf = (one: MetricsConfig): string | null => {
    if (one.of === undefined) return null;
    return logs.has(one.of) || config.metrics.some((other) => other.name === one.of && other.of === undefined && other !== one) ? one.of : null;
  };
  const guests = (name: string): readonly MetricsSpec[] => config.metrics.filter((one) => hostOf(one) === name).map((one) => metricsOf(one, folder));
  return [
    ...config.sources.map((source) => logOf(source, folder, guests(source.name))),
    ...(config.warehouses ?? []).map((table): WarehouseSpec => ({ ...table, folder })),
    ...config.metrics
      .filter((one) => hostOf(one) === null)
      .map((one): ServersSpec => ({ kind: 'metrics', name: one.name, folder, sources: [metricsOf(one, folder), ...guests(one.name)], ...(one.hours === undefined ? {} : { hours: one.hours }) })),
    ...(config.training ?? []).map((one): TrainingSpec => ({ kind: 'training', name: one.name, folder, store: storeOf(one, folder) })),
  ];
}

function logOf(source: SourceConfig, folder: string, beside: readonly MetricsSpec[]): LogSpec {
  return { kind: 'log', folder, ...source, ...(beside.length === 0 ? {} : { beside }) };
}

function metricsOf({ of: _, hours: __, ...one }: MetricsConfig, folder: string): MetricsSpec {
  return one.kind === 'machine' ? one : { ...one, folder };
}
