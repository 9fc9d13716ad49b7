import type { FileHandle } from 'node:fs/promises';

const span = 512;

/** The first and the last bytes of what was taken of a file: whether a file still begins with that is told without reading it again. */
export interface Fingerprint {
  readonly length: number;
  readonly head: Buffer;
  readonly tail: Buffer;
}

export const noFingerprint: Fingerprint = { length: 0, head: Buffer.alloc(0), tail: Buffer.alloc(0) };

/** The fingerprint of the first `length` bytes of a file. */
export async function fingerprintOf(handle: FileHandle, length: number): Promise<Fingerprint> {
  return { length, head: await readAt(handle, 0, Math.min(span, length)), tail: await readAt(handle, Math.max(0, length - span), Math.min(span, length)) };
}

/** True where the file still begins with what the fingerprint was taken of. */
export async function beginsWith(handle: FileHandle, { length, head, tail }: Fingerprint): Promise<boolean> {
  if (length === 0) return true;
  if ((await handle.stat()).size < length) return false;
  return (await readAt(handle, 0, head.length)).equals(head) && (await readAt(handle, length - tail.length, tail.length)).equals(tail);
}

/** The fingerprint after `more` was taken too. */
export function extended({ length, head, tail }: Fingerprint, more: Buffer): Fingerprint {
  return {
    length: length + more.length,
    head: head.length >= span ? head : Buffer.concat([head, more.subarray(0, span - head.length)]),
    tail: Buffer.from(more.length >= span ? more.subarray(more.length - span) : Buffer.concat([tail, more]).subarray(-span)),
  };
}

/** Up to `length` bytes from a place; fewer at the end of the file. */
export async function readAt(handle: FileHandle, from: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let read = 0;
  while (read < length) {
    const { bytesRead } = await handle.read(buffer, read, length - read, from + read);
    if (bytesRead === 0) break;
    read += bytesRead;
  }
  return buffer.subarray(0, read);
}
