import { stat } from 'node:fs/promises';
import type { LogSpec } from '../../core/domain/source';
import { listFiles } from './listFiles';

/** What tells one state of a file from another without reading it. */
export interface FileIdentity {
  readonly path: string;
  readonly bytes: number;
  /** Nanoseconds since 1970 as decimal digits. */
  readonly modifiedNs: string;
  /** Absent for files of the log itself. */
  readonly holds?: 'labels';
}

/** Size and time of change of one file; null where it is not there or not readable. */
export async function fileIdentity(path: string): Promise<FileIdentity | null> {
  try {
    const found = await stat(path, { bigint: true });
    return { path, bytes: Number(found.size), modifiedNs: found.mtimeNs.toString() };
  } catch {
    return null;
  }
}

/** The files that a spec stands for now, those of the log in their order and then its label files, with what identifies their content. Reads no content. */
export async function identifyFiles(spec: LogSpec, signal?: AbortSignal): Promise<readonly FileIdentity[]> {
  const { files } = await listFiles(spec, signal);
  const identities = await Promise.all(files.map(fileIdentity));
  return [...identities.filter((identity) => identity !== null), ...(await identifyLabelFiles(spec, signal))];
}

/** The same of the label files alone. */
export async function identifyLabelFiles({ folder, labels }: LogSpec, signal?: AbortSignal): Promise<readonly FileIdentity[]> {
  if (labels === undefined) return [];
  const { files } = await listFiles({ folder, paths: labels.paths }, signal);
  const identities = await Promise.all(files.map(fileIdentity));
  return identities.filter((identity) => identity !== null).map((identity) => ({ ...identity, holds: 'labels' as const }));
}
