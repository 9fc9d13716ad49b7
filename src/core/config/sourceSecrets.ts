import type { SourceSpec } from '../domain/source';
import { secretsOf, type SecretName } from '../metrics/metricsSpec';
import { isServed } from '../training/trainingSpec';

/** The names of the secrets that a source refers to, those of what stands beside it among them. */
export function sourceSecrets(spec: SourceSpec): readonly SecretName[] {
  if (spec.kind === 'training') return isServed(spec.store) ? secretsOf(spec.store) : [];
  return (spec.kind === 'log' ? (spec.beside ?? []) : spec.sources).flatMap(secretsOf);
}
