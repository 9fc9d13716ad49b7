import { type MetricsSpec, secretsOf } from '../metrics/metricsSpec';
import { isServed } from '../training/trainingSpec';
import { isWarehouse, warehouseSecrets } from '../warehouse/warehouseSpec';
import type { SourceSpec } from './source';

/** The servers that a source asks for metrics. */
export function metricsIn(spec: SourceSpec): readonly MetricsSpec[] {
  if (spec.kind === 'log') return spec.beside ?? [];
  return spec.kind === 'metrics' ? spec.sources : [];
}

/** The names of secrets that a source refers to. */
export function secretNamesOf(spec: SourceSpec): readonly string[] {
  if (spec.kind === 'training') return isServed(spec.store) ? secretsOf(spec.store) : [];
  return isWarehouse(spec) ? warehouseSecrets(spec) : metricsIn(spec).flatMap(secretsOf);
}
