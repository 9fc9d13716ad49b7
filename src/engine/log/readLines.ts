import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { constants, createGunzip } from 'node:zlib';
import { FaultError } from '../../core/domain/fault';

/** Longer lines are counted as bad and never held in memory. */
export const maxLineBytes = 32 * 1024 * 1024;

export interface LinesRead {
  /** Why reading ended before the end of the text; null where it did not. */
  readonly broken: string | null;
  readonly lines: number;
}

/**
 * Streams a text file's lines (without line end and byte order mark) in bounded memory. `line` is null where it is longer than
 * `maxLineBytes`; `ended` tells whether a line end followed it. Lines are numbered from 1. A broken gzip stream gives what came before the break.
 */
export async function readLines(
  file: string,
  gzip: boolean,
  onLine: (line: Buffer | null, number: number, ended: boolean) => void | Promise<void>,
  signal?: AbortSignal,
): Promise<LinesRead> {
  const source = createReadStream(file, { highWaterMark: 1024 * 1024 });
  let broken: string | null = null;
  let stream: Readable = source;
  if (gzip) {
    const unzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH, chunkSize: 256 * 1024 });
    source.on('error', (error) => unzip.destroy(error));
    stream = source.pipe(unzip);
  }
  let number = 0;
  let held: Buffer[] = [];
  let heldBytes = 0;
  let first = true;
  let produced = 0;
  const give = async (end: Buffer, ended: boolean): Promise<void> => {
    number += 1;
    const tooLong = heldBytes + end.length > maxLineBytes;
    const line = tooLong ? null : held.length === 0 ? end : Buffer.concat([...held, end]);
    held = [];
    heldBytes = 0;
    const more = onLine(line !== null && line[line.length - 1] === 13 ? line.subarray(0, -1) : line, number, ended);
    if (more !== undefined) await more;
  };
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      if (signal?.aborted === true) throw FaultError.of('cancelled', 'cancelled', true);
      produced += piece.length;
      let from = first && piece.length >= 3 && piece[0] === 0xef && piece[1] === 0xbb && piece[2] === 0xbf ? 3 : 0;
      first = false;
      for (;;) {
        const at = piece.indexOf(10, from);
        if (at === -1) break;
        await give(piece.subarray(from, at), true);
        from = at + 1;
      }
      if (from < piece.length) {
        heldBytes += piece.length - from;
        // What is too long anyway is dropped at once; only its length is kept.
        if (heldBytes <= maxLineBytes) held.push(Buffer.from(piece.subarray(from)));
        else held = [];
      }
    }
  } catch (error) {
    if (error instanceof FaultError) throw error;
    if (produced === 0) throw error;
    broken = gzip ? 'the gzip stream is broken' : error instanceof Error ? error.message : String(error);
  } finally {
    stream.destroy();
    source.destroy();
  }
  if (heldBytes > 0) await give(Buffer.alloc(0), false);
  if (gzip && broken === null && (await gzipIsCut(file))) broken = 'the gzip stream ends early';
  return { broken, lines: number };
}

/** The first 120 characters of a line with control and direction characters replaced. */
export function excerptOf(line: Buffer | string | null): string {
  if (line === null) return '';
  const text = typeof line === 'string' ? line : line.subarray(0, 480).toString('utf8');
  return [...text.slice(0, 240)].slice(0, 120).join('').replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '\uFFFD');
}

/** True where a gzip file ends inside its stream. Read apart, since a stream that fails drops text that it had already unpacked. */
export async function gzipIsCut(file: string): Promise<boolean> {
  try {
    for await (const _ of createReadStream(file, { highWaterMark: 1024 * 1024 }).pipe(createGunzip({ chunkSize: 1024 * 1024 }))) void _;
    return false;
  } catch {
    return true;
  }
}
