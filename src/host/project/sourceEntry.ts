import type { Uri } from 'vscode';
import type { Fault } from '../../core/domain/fault';
import type { Progress } from '../../core/domain/progress';
import type { LogCandidate, SourceSpec, SourceState } from '../../core/domain/source';
import type { ProjectConfig } from '../../core/config/projectConfig';
import { t } from '../../core/text/texts';

/** A log that the project knows, opened or not. */
export interface SourceEntry {
  readonly key: string;
  readonly spec: SourceSpec;
  readonly origin: 'configured' | 'found' | 'added' | 'demo';
  /** Workspace folder whose `model-vitals.json` its settings go to; null for the demo and for files from outside. */
  readonly folder: Uri | null;
  readonly config: ProjectConfig;
  readonly candidate: LogCandidate | null;
  readonly status: 'closed' | 'opening' | 'open' | 'failed' | 'stale';
  readonly state: SourceState | null;
  readonly fault: Fault | null;
  readonly progress: Progress | null;
  /** Paused by hand: what is appended is not taken in. */
  readonly paused: boolean;
}

/** The key stays the same when a found log is written into the configuration of its workspace folder. */
export function keyOf(spec: Pick<SourceSpec, 'folder' | 'name'>, folder: Uri | null): string {
  return `${folder?.fsPath ?? spec.folder}\u0000${spec.name}`;
}

/** The source's name; of several of one name, with the folder that tells them apart. */
export function shownName(entry: Pick<SourceEntry, 'key' | 'spec' | 'folder'>, all: readonly Pick<SourceEntry, 'key' | 'spec' | 'folder'>[]): string {
  const { name } = entry.spec;
  const twins = all.filter((other) => other.key !== entry.key && other.spec.name === name);
  if (twins.length === 0) return name;
  const path = (of: typeof entry): string => of.folder?.fsPath ?? of.spec.folder;
  const last = (of: typeof entry): string => path(of).split(/[\\/]/).filter((part) => part !== '').at(-1) ?? path(of);
  return `${name} (${twins.some((other) => last(other) === last(entry)) ? path(entry) : last(entry)})`;
}

/** Where a source is, in a few words. */
export function placeOf(spec: SourceSpec): string {
  if (spec.kind === 'log') return spec.paths.join(', ');
  if (spec.kind === 'training') return 'url' in spec.store ? spec.store.url : spec.store.path;
  if (spec.kind !== 'metrics') return `${spec.url}, ${spec.table ?? t('a query')}`;
  return spec.sources.map((one) => (one.kind === 'machine' ? t('this machine') : one.kind === 'otlp' ? (one.paths?.join(', ') ?? t('OTLP on port {0}', one.listen ?? '')) : one.url)).join(', ');
}
