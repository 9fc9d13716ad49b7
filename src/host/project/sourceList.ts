import { basename, dirname, relative, resolve, sep } from 'node:path';
import { type Uri, workspace } from 'vscode';
import type { LogCandidate, LogSpec, SourceSpec } from '../../core/domain/source';
import { specsOf } from '../../core/config/specsOf';
import { emptyConfig } from '../../core/config/projectConfig';
import type { FolderConfig } from './configFiles';
import { isBelow } from '../platform/paths';
import type { SharedState } from '../platform/sharedState';
import { keyOf, type SourceEntry } from './sourceEntry';

export const addedKey = 'modelVitals.addedLogs';

/** Logs that the user picked by hand, kept for this workspace. */
export class AddedLogs {
  constructor(private readonly shared: SharedState) {}

  list(): readonly LogSpec[] {
    return this.shared.get<readonly LogSpec[]>(addedKey, []);
  }

  async add(spec: LogSpec): Promise<void> {
    await this.shared.update<readonly LogSpec[]>(addedKey, [], (all) => [...all.filter((each) => each.folder !== spec.folder || each.name !== spec.name), spec]);
  }

  async remove(spec: LogSpec): Promise<void> {
    await this.shared.update<readonly LogSpec[]>(addedKey, [], (all) => all.filter((each) => each.folder !== spec.folder || each.name !== spec.name));
  }
}

/** All known logs in one list: configured first, then picked, then found; a found log that a configured one covers is left out. */
export function listSources(configs: readonly FolderConfig[], added: readonly LogSpec[], found: readonly LogCandidate[]): readonly SourceEntry[] {
  const configured = configs.flatMap(({ folder, config }) => specsOf(config, folder.uri.fsPath).map((spec): SourceEntry => closed(spec, 'configured', folder.uri, config)));
  const picked = added.map((spec) => {
    const folder = folderOf(spec.folder);
    return closed(spec, 'added', folder, configOf(configs, folder));
  });
  const known = [...configured, ...picked].map(({ spec }) => spec).filter((spec) => spec.kind === 'log');
  const discovered = found
    .filter((candidate) => {
      const folders = candidate.paths.map((path) => dirname(resolve(candidate.folder, path)));
      return !known.some((spec) => folders.every((folder) => spec.paths.some((path) => covers(resolve(spec.folder, path), folder))));
    })
    .map((candidate): SourceEntry => {
      const folder = folderOf(candidate.folder);
      const { name, paths } = candidate;
      return { ...closed({ kind: 'log', name, folder: candidate.folder, paths }, 'found', folder, configOf(configs, folder)), candidate };
    });
  const taken = new Set<string>();
  return [...configured, ...picked, ...discovered].map((entry) => {
    let unique = entry;
    // Two folders may hold logs of one name; the folder tells them apart.
    for (let count = 2; taken.has(unique.key); count++) {
      const name = `${entry.spec.name} (${count === 2 ? basename(entry.spec.folder) : count})`;
      unique = { ...entry, spec: { ...entry.spec, name }, key: keyOf({ ...entry.spec, name }, entry.folder) };
    }
    taken.add(unique.key);
    return unique;
  });
}

const glob = /[*?[\]{}]/;

/** Whether the files that `path` (a file, a folder or a glob, absolute) stands for lie in `folder`. */
function covers(path: string, folder: string): boolean {
  const segments = path.split(/[\\/]/);
  const first = segments.findIndex((segment) => glob.test(segment));
  if (first < 0) return isBelow(path, folder) || dirname(path) === folder;
  const base = segments.slice(0, first).join(sep) || sep;
  if (!isBelow(base, folder)) return false;
  if (segments.slice(first).includes('**')) return true;
  const way = relative(base, folder);
  return (way === '' ? 0 : way.split(sep).length) === segments.length - first - 1;
}

export function closed(spec: SourceSpec, origin: SourceEntry['origin'], folder: Uri | null, config = emptyConfig): SourceEntry {
  return { key: keyOf(spec, folder), spec, origin, folder, config, candidate: null, status: 'closed', state: null, fault: null, progress: null, paused: false };
}

function folderOf(path: string): Uri | null {
  return workspace.workspaceFolders?.find(({ uri }) => isBelow(uri.fsPath, path))?.uri ?? null;
}

function configOf(configs: readonly FolderConfig[], folder: Uri | null) {
  return configs.find((each) => each.folder.uri.toString() === folder?.toString())?.config ?? emptyConfig;
}
