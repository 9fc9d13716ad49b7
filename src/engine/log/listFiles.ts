import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { FaultError } from '../../core/domain/fault';
import type { LogSpec } from '../../core/domain/source';
import { looksLikeData, skippedFolders } from './dataFiles';
import { globBase, globExpression, isGlob } from './globPattern';

const maxFiles = 10_000;
const maxEntries = 200_000;
const maxDepth = 12;

export interface ListedFiles {
  /** Absolute, in the order of the spec's paths, inside one path by name with numbers in numeric order; each once. */
  readonly files: readonly string[];
  /** Paths of the spec that gave nothing, with the reason. */
  readonly missing: readonly { readonly path: string; readonly reason: string }[];
}

/** Resolves the files, folders and globs of a spec. Folders and globs are walked within bounds and give data files only; its label files are none of the log's. */
export async function listFiles(spec: Pick<LogSpec, 'folder' | 'paths' | 'labels'>, signal?: AbortSignal): Promise<ListedFiles> {
  const found = new Set<string>();
  const missing: { path: string; reason: string }[] = [];
  for (const given of spec.paths) {
    const absolute = path.resolve(spec.folder, given);
    const here = await stat(absolute).catch((error: NodeJS.ErrnoException) => error);
    if (!(here instanceof Error)) {
      if (!here.isDirectory()) found.add(absolute);
      else {
        const files = await walk(absolute, (name) => looksLikeData(path.posix.basename(name)), signal);
        if (files.length === 0) missing.push({ path: absolute, reason: 'the folder holds no data file' });
        for (const file of files) found.add(file);
      }
    } else if (isGlob(given)) {
      const pattern = absolute.split(path.sep).join('/');
      const base = globBase(pattern);
      const expression = globExpression(pattern);
      const files = await walk(base, (name) => expression.test(`${base === '/' ? '' : base}/${name}`), signal);
      if (files.length === 0) missing.push({ path: absolute, reason: 'no file matches' });
      for (const file of files) found.add(file);
    } else missing.push({ path: absolute, reason: here.code === 'ENOENT' ? 'no such file' : here.message });
    if (found.size > maxFiles) throw FaultError.of('not-supported', `more than ${maxFiles.toLocaleString('en')} files match`);
  }
  if (spec.labels !== undefined) for (const file of (await listFiles({ folder: spec.folder, paths: spec.labels.paths }, signal)).files) found.delete(file);
  return { files: [...found], missing };
}

async function walk(base: string, keep: (relative: string) => boolean, signal?: AbortSignal): Promise<string[]> {
  const files: string[] = [];
  let entries = 0;
  const visit = async (folder: string, relative: string, depth: number): Promise<void> => {
    if (signal?.aborted === true) throw FaultError.of('cancelled', 'cancelled', true);
    const list: Dirent[] = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of list.sort((a, b) => naturalOrder(a.name, b.name))) {
      entries += 1;
      if (entries > maxEntries) return;
      const name = relative === '' ? entry.name : `${relative}/${entry.name}`;
      if (entry.isDirectory()) {
        if (depth < maxDepth && !entry.name.startsWith('.') && !skippedFolders.has(entry.name)) await visit(path.join(folder, entry.name), name, depth + 1);
      } else if ((entry.isFile() || entry.isSymbolicLink()) && keep(name)) files.push(path.join(folder, entry.name));
    }
  };
  await visit(base, '', 0);
  return files;
}

const collator = new Intl.Collator('en', { numeric: true });

/** `part-2` before `part-10`; equal names by code point, so that the order never depends on the machine. */
export function naturalOrder(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}
