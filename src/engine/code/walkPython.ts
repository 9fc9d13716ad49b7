import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FolderPolicy } from './folderPolicy';

export interface FailedFile {
  /** Relative to its workspace folder. */
  readonly file: string;
  readonly reason: string;
}

/**
 * Relative paths of all Python files and notebooks of a workspace folder, sorted within each folder. Links that lead
 * out of the workspace are followed, each target once, so that circles end. Folders that cannot be read go to `failed`.
 */
export async function* walkPython(policy: FolderPolicy, failed: FailedFile[], signal?: AbortSignal): AsyncGenerator<string> {
  const linked = new Set<string>();
  const open = [''];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    signal?.throwIfAborted();
    const absolute = join(policy.root, folder);
    let entries: Dirent[];
    try {
      entries = await readdir(absolute, { withFileTypes: true });
    } catch (error) {
      failed.push({ file: folder, reason: `the folder cannot be read: ${reasonOf(error)}` });
      continue;
    }
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    const folders: string[] = [];
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      const kind = entry.isSymbolicLink() ? await kindOfLink(policy, path, linked) : entry.isDirectory() ? 'folder' : entry.isFile() ? 'file' : null;
      if (kind === 'folder' && (await policy.entersFolder(path))) folders.push(path);
      else if (kind === 'file' && FolderPolicy.isPython(path) && (await policy.takesFile(path))) yield path;
    }
    open.push(...folders.reverse());
  }
}

async function kindOfLink(policy: FolderPolicy, path: string, linked: Set<string>): Promise<'folder' | 'file' | null> {
  const absolute = join(policy.root, path);
  const target = await realpath(absolute).catch(() => null);
  if (target === null || (await policy.linksInside(path))) return null;
  const state = await stat(absolute).catch(() => null);
  if (state?.isFile() === true) return 'file';
  if (state?.isDirectory() !== true || linked.has(target)) return null;
  linked.add(target);
  return 'folder';
}

export function reasonOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.message : String(error);
}
