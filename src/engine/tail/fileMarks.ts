import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import type { FileIdentity } from '../log/fileIdentity';
import type { Inspected } from '../log/inspectFile';
import { idOf } from './followedFile';
import { readAt } from './fingerprint';

/** What is known of a file that was counted: whether it is still the same, or the same with more behind it, is told from this. */
export interface FileMark extends FileIdentity {
  /** Device and inode. */
  readonly id: string;
  /** SHA-256 of blocks spread over what was counted, its first and last bytes among them; null where the file can only be read as a whole. */
  readonly content: string | null;
  /** How it is read on. */
  readonly inspected: Omit<Inspected, 'head' | 'state' | 'reason'>;
}

const blocks = 64;
const blockBytes = 512;

/** Marks of files that were just counted; null where one is not as it was when it was counted. */
export async function markFiles(inspected: readonly Inspected[], files: readonly FileIdentity[]): Promise<readonly FileMark[] | null> {
  const known = new Map(files.map((file) => [file.path, file]));
  const marks: FileMark[] = [];
  for (const file of inspected) {
    const identity = known.get(file.path);
    const mark = identity === undefined ? null : await markOf(file, identity);
    if (mark === null) return null;
    marks.push(mark);
  }
  return marks;
}

async function markOf({ head: _, state, reason: __, ...rest }: Inspected, identity: FileIdentity): Promise<FileMark | null> {
  const handle = await open(identity.path, 'r').catch(() => null);
  if (handle === null) return null;
  try {
    const found = await handle.stat({ bigint: true });
    if (Number(found.size) !== identity.bytes || found.mtimeNs.toString() !== identity.modifiedNs) return null;
    const lines = state === undefined && !rest.gzip && (rest.format === 'jsonl' || rest.format === 'access' || rest.dialect !== undefined);
    return { ...identity, id: idOf(found), inspected: rest, content: lines && identity.bytes > 0 && (await endsLine(handle, identity.bytes)) ? await contentOf(handle, identity.bytes) : null };
  } finally {
    await handle.close();
  }
}

export type Since = 'same' | 'appended' | 'other';

/** What became of a file: `appended` only where it is the very same file, all that was counted is still there, and it ends with a whole line. */
export async function since(mark: FileMark, now: FileIdentity): Promise<Since> {
  if (now.bytes === mark.bytes && now.modifiedNs === mark.modifiedNs) return 'same';
  if (mark.content === null || now.bytes <= mark.bytes) return 'other';
  const handle = await open(now.path, 'r').catch(() => null);
  if (handle === null) return 'other';
  try {
    if (idOf(await handle.stat({ bigint: true })) !== mark.id || !(await endsLine(handle, now.bytes))) return 'other';
    return (await contentOf(handle, mark.bytes)) === mark.content ? 'appended' : 'other';
  } finally {
    await handle.close();
  }
}

async function endsLine(handle: FileHandle, length: number): Promise<boolean> {
  return (await readAt(handle, length - 1, 1))[0] === 10;
}

/** Whatever is put in or taken out moves all that follows, so that the last block tells; the others make a change in place hard to miss. */
async function contentOf(handle: FileHandle, length: number): Promise<string> {
  const hash = createHash('sha256');
  for (let i = 0; i < blocks; i += 1) {
    const from = Math.floor((Math.max(0, length - blockBytes) * i) / (blocks - 1));
    hash.update(await readAt(handle, from, Math.min(blockBytes, length - from)));
  }
  return hash.digest('hex');
}
