import type { LogSpec } from '../../core/domain/source';
import { portablePath } from './paths';

/** A log as `model-vitals.json` of a folder writes it: paths relative to that folder. */
export function portableSpec(spec: LogSpec, folder: string): LogSpec {
  return { ...spec, folder, paths: spec.paths.map((path) => portablePath(folder, path, spec.folder)) };
}
