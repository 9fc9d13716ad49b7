import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Cube } from '../../core/cube/cube';
import type { SourceState } from '../../core/domain/source';
import type { TogetherBySlot } from '../../core/multivariate/togetherBySlot';
import type { GrowthRecord } from '../tail/growthRecord';
import { decodeCube, encodeCube } from './encodeCube';

export interface StoredCube {
  readonly cube: Cube;
  readonly state: SourceState;
  /** Of a replay: distances of rows from the baseline's correlations, null where they cannot be had. */
  readonly together?: TogetherBySlot | null;
  /** How rows that are appended to its files later are counted in. */
  readonly growth?: GrowthRecord;
}

const extension = '.cube';

/**
 * Cubes on disk, one file a key. A file is written under another name and renamed, so a reader sees all of it or none; a
 * file that is damaged or of another version reads as absent and is replaced by the next write. The least recently used
 * files are removed where the folder grows beyond its bound.
 */
export class CubeStore {
  private constructor(private readonly folder: string, private readonly maxBytes: number) {}

  /** @param maxBytes bound of all files together, default 512 MB */
  static async open(folder: string, maxBytes = 512 * 2 ** 20): Promise<CubeStore> {
    await mkdir(folder, { recursive: true });
    return new CubeStore(folder, maxBytes);
  }

  /** The stored cube, or null where there is none that can be read. */
  async read(key: string): Promise<StoredCube | null> {
    const file = this.fileOf(key);
    try {
      const stored = decodeCube(await readFile(file), key);
      if (stored === null) return null;
      const now = new Date();
      await utimes(file, now, now).catch(() => undefined);
      return stored;
    } catch {
      return null;
    }
  }

  async write(key: string, stored: StoredCube): Promise<void> {
    const file = this.fileOf(key);
    const temporary = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}.tmp`;
    try {
      await writeFile(temporary, encodeCube(stored, key));
      await rename(temporary, file);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    await this.shrink(file);
  }

  private async shrink(kept: string): Promise<void> {
    const files: { readonly file: string; readonly bytes: number; readonly used: number }[] = [];
    for (const name of await readdir(this.folder)) {
      const file = path.join(this.folder, name);
      const found = await stat(file).catch(() => null);
      if (found === null || !found.isFile()) continue;
      // What a crash left half-written; a living writer needs seconds at most.
      if (name.endsWith('.tmp') && Date.now() - found.mtimeMs > 3_600_000) await rm(file, { force: true });
      else if (name.endsWith(extension)) files.push({ file, bytes: found.size, used: found.mtimeMs });
    }
    let bytes = files.reduce((sum, one) => sum + one.bytes, 0);
    for (const one of files.sort((a, b) => a.used - b.used)) {
      if (bytes <= this.maxBytes) return;
      if (one.file === kept) continue;
      await rm(one.file, { force: true });
      bytes -= one.bytes;
    }
  }

  /** Keys may be any text; they never become part of a path. */
  private fileOf(key: string): string {
    const name = /^[0-9a-f]{64}$/.test(key) ? key : createHash('sha256').update(key).digest('hex');
    return path.join(this.folder, name + extension);
  }
}
