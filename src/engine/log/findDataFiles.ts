import type { Dirent } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { FaultError } from '../../core/domain/fault';
import { looksLikeData, skippedFolders } from './dataFiles';
import { globExpression } from './globPattern';
import { ignoreRules, isIgnored, type IgnoreRule } from './ignoreRules';
import { naturalOrder } from './listFiles';

/** Bounds of a search that nobody asked for: it must end soon in any folder. */
export interface SearchBounds {
  readonly depth: number;
  readonly entries: number;
  readonly files: number;
  readonly milliseconds: number;
}

export const defaultBounds: SearchBounds = { depth: 8, entries: 50_000, files: 2_000, milliseconds: 5_000 };

/** Files that are data by name but never a log: settings of tools, lock files, schemas. */
const neverLogs = /(^|\.)(package|package-lock|tsconfig|jsconfig|composer|bower|lerna|nx|turbo|deno|manifest|settings|launch|tasks|extensions|config|schema|swagger|openapi|pyrightconfig|vercel|firebase|renovate|biome|model-vitals|conda-lock|feature_store)(\.[\w-]+)?\.json$|(^|[-_.])lock\.json$|\.schema\.json$|^\.|^tsconfig\..*\.json$/i;

/** Data files below `root`, breadth first, so that a bound cuts off what is deep. Links are not followed. Ignored and hidden folders are left out. */
export async function findDataFiles(root: string, exclude: readonly string[], bounds: SearchBounds = defaultBounds, signal?: AbortSignal): Promise<{ readonly files: string[]; readonly cut: boolean }> {
  const excluded = exclude.map((pattern) => globExpression(pattern.replace(/^\.?\//, '').replace(/\/$/, '')));
  const files: string[] = [];
  const end = performance.now() + bounds.milliseconds;
  let entries = 0;
  let level: { folder: string; relative: string; rules: readonly IgnoreRule[] }[] = [{ folder: root, relative: '', rules: [] }];
  for (let depth = 0; depth <= bounds.depth && level.length > 0; depth += 1) {
    const next: typeof level = [];
    for (const { folder, relative, rules: inherited } of level) {
      if (signal?.aborted === true) throw FaultError.of('cancelled', 'cancelled', true);
      if (entries > bounds.entries || files.length >= bounds.files || performance.now() > end) return { files, cut: true };
      const list: Dirent[] = await readdir(folder, { withFileTypes: true }).catch(() => []);
      const own = list.some((entry) => entry.name === '.gitignore' && entry.isFile()) ? await readFile(path.join(folder, '.gitignore'), 'utf8').catch(() => '') : '';
      const rules = own === '' ? inherited : [...inherited, ...ignoreRules(own.slice(0, 100_000), relative)];
      for (const entry of list.sort((a, b) => naturalOrder(a.name, b.name))) {
        entries += 1;
        const name = relative === '' ? entry.name : `${relative}/${entry.name}`;
        if (entry.name.startsWith('.') || excluded.some((pattern) => pattern.test(name))) continue;
        if (entry.isDirectory()) {
          if (!skippedFolders.has(entry.name) && !isIgnored(name, true, rules)) next.push({ folder: path.join(folder, entry.name), relative: name, rules });
          // Logs are often kept out of version control by their ending alone; a file is left out only with its folder.
        } else if (entry.isFile() && looksLikeData(entry.name) && !neverLogs.test(entry.name) && files.length < bounds.files) files.push(path.join(folder, entry.name));
      }
    }
    level = next;
  }
  return { files, cut: level.length > 0 };
}
