import { randomBytes } from 'node:crypto';
import { chmod, lstat, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** Who of the extension's processes has a port, for the others of the same user: what is received must not be had by other users of the machine. */
export interface PortNote {
  readonly port: number;
  readonly pid: number;
  /** A secret of this process; who shows it may listen. */
  readonly token: string;
}

/** A folder that only this user can read; null where there is none that can be trusted. */
async function ownFolder(): Promise<string | null> {
  const uid = typeof process.getuid === 'function' ? process.getuid() : null;
  const folder = path.join(os.tmpdir(), `model-vitals-otlp-${uid ?? 'user'}`);
  try {
    await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    const found = await lstat(folder);
    if (!found.isDirectory() || (uid !== null && found.uid !== uid)) return null;
    if (uid !== null && (found.mode & 0o077) !== 0) await chmod(folder, 0o700);
    return folder;
  } catch {
    return null;
  }
}

export function newToken(): string {
  return randomBytes(24).toString('base64url');
}

export async function writePortNote(note: PortNote): Promise<void> {
  const folder = await ownFolder();
  if (folder === null) return;
  const file = path.join(folder, `${note.port}.json`);
  const draft = `${file}.${note.pid}.${randomBytes(4).toString('hex')}`;
  await writeFile(draft, JSON.stringify(note), { mode: 0o600, flag: 'wx' });
  await rename(draft, file);
}

export async function readPortNote(port: number): Promise<PortNote | null> {
  const folder = await ownFolder();
  if (folder === null) return null;
  try {
    const note = JSON.parse(await readFile(path.join(folder, `${port}.json`), 'utf8')) as Partial<PortNote> | null;
    return note?.port === port && typeof note.pid === 'number' && typeof note.token === 'string' ? { port, pid: note.pid, token: note.token } : null;
  } catch {
    return null;
  }
}

/** Takes the note away, unless another process has written its own. */
export async function removePortNote({ port, token }: PortNote): Promise<void> {
  if ((await readPortNote(port))?.token !== token) return;
  const folder = await ownFolder();
  if (folder !== null) await rm(path.join(folder, `${port}.json`), { force: true });
}
