import { createHash } from 'node:crypto';
import type { LogSpec } from '../../core/domain/source';
import type { FileIdentity } from '../log/fileIdentity';
import { cubeFormat } from './encodeCube';

/**
 * The key of a stored cube, 64 hexadecimal digits: it changes with every file that is added, removed or written to, with
 * everything of the spec that changes what is counted, with the axis (its kind, `natural`, or all of one that somebody chose) and with
 * the format of the store.
 */
export function cubeKey(spec: LogSpec, files: readonly FileIdentity[], axis: string, baselineHint?: { readonly from: number; readonly to: number }): string {
  const parts = {
    format: cubeFormat,
    folder: spec.folder,
    paths: spec.paths,
    roles: Object.entries(spec.roles ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)),
    latencyUnit: spec.latencyUnit ?? null,
    timeZone: spec.timeZone ?? null,
    positive: spec.positive ?? null,
    labels: spec.labels ?? null,
    files: files.map(({ path, bytes, modifiedNs, holds }) => [path, bytes, modifiedNs, ...(holds === undefined ? [] : [holds])]),
    axis,
    baselineHint: baselineHint === undefined ? null : [baselineHint.from, baselineHint.to],
  };
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
