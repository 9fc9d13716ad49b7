import { open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { filesBelow } from './filesBelow';

export interface FoundStore {
  readonly kind: 'mlflow' | 'tensorboard';
  readonly path: string;
}

/**
 * The store of training runs that a path is or holds: a SQLite file, a folder `mlruns` (experiments with a `meta.yaml`), event files; of a folder that holds several
 * `mlflow.db`, then `mlruns`, then event files. Null where it is none.
 */
export async function recognisePath(place: string): Promise<FoundStore | null> {
  const found = await stat(place).catch(() => null);
  if (found === null) return null;
  if (found.isFile()) {
    if (path.basename(place).includes('tfevents')) return { kind: 'tensorboard', path: place };
    return (await startsWith(place, 'SQLite format 3')) ? { kind: 'mlflow', path: place } : null;
  }
  if (await startsWith(path.join(place, 'mlflow.db'), 'SQLite format 3')) return { kind: 'mlflow', path: path.join(place, 'mlflow.db') };
  for (const folder of [place, path.join(place, 'mlruns')]) if (await holdsExperiments(folder)) return { kind: 'mlflow', path: folder };
  return (await filesBelow(place)).some((file) => path.basename(file).includes('tfevents')) ? { kind: 'tensorboard', path: place } : null;
}

async function holdsExperiments(folder: string): Promise<boolean> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) if (entry.isDirectory() && /^\d+$/.test(entry.name) && (await stat(path.join(folder, entry.name, 'meta.yaml')).catch(() => null)) !== null) return true;
  return false;
}

async function startsWith(file: string, text: string): Promise<boolean> {
  const handle = await open(file, 'r').catch(() => null);
  if (handle === null) return false;
  try {
    const { buffer } = await handle.read(Buffer.alloc(text.length), 0, text.length, 0);
    return buffer.toString('latin1') === text;
  } catch {
    return false;
  } finally {
    await handle.close();
  }
}
