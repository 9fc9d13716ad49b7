import type { BigIntStats } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { FaultError } from '../../core/domain/fault';
import type { AccessLayout } from '../log/access/accessLayout';
import type { CsvDialect } from '../log/csvRecords';
import { inspectFile, type Inspected } from '../log/inspectFile';
import { maxLineBytes } from '../log/readLines';
import { completeLines, completeRecords, countLineEnds } from './completePart';
import { beginsWith, extended, type Fingerprint, fingerprintOf, noFingerprint, readAt } from './fingerprint';

/** `lines` and `records` (of a table) are taken as they are appended; `whole` can only be read again from the beginning; `untold` has shown nothing yet. */
export type FollowedKind = 'lines' | 'records' | 'whole' | 'untold';

/** Whole lines that were appended to a file. */
export interface Piece {
  readonly file: FollowedFile;
  readonly bytes: Buffer;
  readonly format: Inspected['format'];
  /** Of a table: how it is written; `header` where this piece begins with it. */
  readonly dialect?: CsvDialect;
  /** Of an access log: how its lines are written. */
  readonly access?: AccessLayout;
  /** Lines of the file before the piece, counted when somebody needs them. */
  readonly linesBefore: () => Promise<number>;
  /** What is wrong with it as a whole: it is one bad line. */
  readonly bad?: string;
}

/** A quote in a table that is open for longer than this was never meant to be one. */
const maxRecordBytes = 1024 * 1024;

/** One file that is followed: what was taken of it, by its content and not by its name. */
export class FollowedFile {
  /** Device and inode. */
  id = '';
  kind: FollowedKind;
  taken: Fingerprint = noFingerprint;
  /** When it was last seen to have changed, and how it stood then. */
  seen = { bytes: -1, modified: 0n };
  bytes = 0;
  modifiedMs = 0;
  /** Since when it is no longer where it was; it is read to its end all the same. */
  leftAtMs: number | null = null;
  /** The file that this is a copy of: it says nothing of its own until that one begins anew. */
  copyOf: FollowedFile | null = null;
  /** It was let go; should it come back, it goes on from where it was. */
  gone = false;
  restarts = 0;
  #handle: FileHandle | null = null;
  #lines = { known: 0, counted: true };
  #skipping = false;

  constructor(readonly index: number, public path: string, private inspected: Inspected) {
    this.kind = kindOf(inspected);
  }

  get format(): Inspected['format'] {
    return this.inspected.format;
  }

  get handle(): FileHandle | null {
    return this.#handle;
  }

  /** Keeps the file open, so that what is written to it can be read wherever it is moved to. */
  async open(): Promise<FileHandle | null> {
    if (this.#handle !== null) return this.#handle;
    try {
      this.#handle = await open(this.path, 'r');
      const found = await this.#handle.stat({ bigint: true });
      this.id = idOf(found);
    } catch {
      this.#handle = null;
    }
    return this.#handle;
  }

  async close(): Promise<void> {
    await this.#handle?.close().catch(() => undefined);
    this.#handle = null;
  }

  /** Says that the first `length` bytes were read before. */
  async startAt(length: number): Promise<void> {
    const handle = await this.open();
    if (handle === null) return;
    this.taken = await fingerprintOf(handle, length);
    this.bytes = length;
    this.#lines = { known: 0, counted: length === 0 };
    const found = await handle.stat({ bigint: true });
    this.modifiedMs = Number(found.mtimeMs);
  }

  /** Continues from what another file, of which this is a copy, had come to. */
  adopt(other: FollowedFile): void {
    this.taken = other.taken;
    this.#lines = { known: 0, counted: false };
  }

  /** Begins anew: the file was emptied, or another content took its place. */
  async restart(): Promise<void> {
    this.restarts += 1;
    this.taken = noFingerprint;
    this.#lines = { known: 0, counted: true };
    this.#skipping = false;
    await this.#inspectAgain();
  }

  async #inspectAgain(): Promise<void> {
    this.inspected = await inspectFile(this.path);
    this.kind = kindOf(this.inspected);
  }

  async stillBegins(): Promise<boolean> {
    const handle = await this.open();
    return handle === null || (await beginsWith(handle, this.taken));
  }

  /** True where size or time of change are not those of the last look; remembers them. */
  async hasChanged(): Promise<boolean> {
    const found = await (this.#handle?.stat({ bigint: true }) ?? stat(this.path, { bigint: true })).catch(() => null);
    if (found === null) return false;
    const now = { bytes: Number(found.size), modified: found.mtimeNs };
    const changed = now.bytes !== this.seen.bytes || now.modified !== this.seen.modified;
    this.seen = now;
    this.modifiedMs = Number(found.mtimeMs);
    return changed || (this.kind !== 'whole' && now.bytes > this.taken.length);
  }

  /** The whole lines appended since, at most `most` bytes unless one line is longer; `last` takes a line without an end too. Null where there is none. */
  async take(most: number, last = false): Promise<Piece | null> {
    // A beginning that was looked at too early may have been half a line.
    if (this.kind !== 'whole' && this.taken.length === 0) await this.#inspectAgain();
    const handle = await this.open();
    if (handle === null || (this.kind !== 'lines' && this.kind !== 'records')) return null;
    const from = this.taken.length;
    let bytes = await readAt(handle, from, Math.min(most, Math.max(0, this.seen.bytes - from)));
    if (bytes.length === 0) return null;
    let length = this.#complete(bytes);
    if (length === 0 && this.seen.bytes - from > bytes.length) {
      bytes = await readAt(handle, from, Math.min(maxLineBytes + 1, this.seen.bytes - from));
      length = this.#complete(bytes);
    }
    if (length === 0 && bytes.length > maxLineBytes) {
      const told = this.#skipping;
      const linesBefore = this.#linesBefore();
      this.#skipping = true;
      this.#advance(bytes);
      return told ? null : this.#piece(Buffer.alloc(0), linesBefore, `longer than ${maxLineBytes / 1024 / 1024} MB`);
    }
    if (length === 0 && last) length = bytes.length;
    if (length === 0) return null;
    const taken = bytes.subarray(0, length);
    const linesBefore = this.#linesBefore();
    const header = from === 0;
    this.#advance(taken);
    // The rest of a line whose beginning was dropped.
    const whole = this.#skipping ? taken.subarray(taken.indexOf(10) + 1) : taken;
    this.#skipping = false;
    const marked = header && whole.length >= 3 && whole[0] === 0xef && whole[1] === 0xbb && whole[2] === 0xbf ? whole.subarray(3) : whole;
    return whole.length === 0 ? null : this.#piece(marked, linesBefore, undefined, header);
  }

  #piece(bytes: Buffer, linesBefore: Piece['linesBefore'], bad?: string, atStart = false): Piece {
    const { format, dialect, access } = this.inspected;
    return { file: this, bytes, format, linesBefore, ...(access === undefined ? {} : { access }), ...(dialect === undefined ? {} : { dialect: { ...dialect, header: dialect.header && atStart } }), ...(bad === undefined ? {} : { bad }) };
  }

  #complete(bytes: Buffer): number {
    const { dialect } = this.inspected;
    if (this.kind === 'lines' || dialect === undefined) return completeLines(bytes);
    const length = completeRecords(bytes, dialect.delimiter.charCodeAt(0));
    return length === 0 && bytes.length > maxRecordBytes ? completeLines(bytes) : length;
  }

  #advance(bytes: Buffer): void {
    this.taken = extended(this.taken, bytes);
    this.bytes = this.taken.length;
    this.#lines = { ...this.#lines, known: this.#lines.known + countLineEnds(bytes) };
  }

  /** Lines before what is taken next: those that were read before it was followed are counted only when somebody asks. */
  #linesBefore(): () => Promise<number> {
    const { known, counted } = this.#lines;
    const before = this.taken.length;
    return async () => {
      if (counted) return known;
      const handle = await this.open();
      if (handle === null) return known;
      let lines = 0;
      for (let at = 0; at < before; at += 1024 * 1024) lines += countLineEnds(await readAt(handle, at, Math.min(1024 * 1024, before - at)));
      if (!this.#lines.counted) this.#lines = { known: this.#lines.known + lines - known, counted: true };
      return lines;
    };
  }
}

/** Device and inode as one text. */
export function idOf({ dev, ino }: Pick<BigIntStats, 'dev' | 'ino'>): string {
  return `${dev}:${ino}`;
}

function kindOf({ format, gzip, state, otlp }: Inspected): FollowedKind {
  if (state !== undefined) return gzip || format === 'parquet' ? 'whole' : 'untold';
  // Spans become rows by a copy of the whole file.
  if (gzip || format === 'parquet' || format === 'json' || otlp === 'traces') return 'whole';
  if (format === 'jsonl' || format === 'access') return 'lines';
  return format === null ? 'untold' : 'records';
}

/** Where the `records` first non-blank lines, or records of a table, of a file end. @throws FaultError `unreadable` where it has fewer */
export async function offsetAfter(handle: FileHandle, records: number, dialect: CsvDialect | undefined): Promise<number> {
  let left = records + (dialect?.header === true ? 1 : 0);
  let at = 0;
  const step = 4 * 1024 * 1024;
  while (left > 0) {
    const bytes = await readAt(handle, at, step);
    const length = dialect === undefined ? completeLines(bytes) : completeRecords(bytes, dialect.delimiter.charCodeAt(0)) || completeLines(bytes);
    if (length === 0) throw FaultError.of('unreadable', 'the file changed while it was read', true);
    let from = 0;
    while (from < length && left > 0) {
      const part = bytes.subarray(from, length);
      // A record ends at the first line end outside of quotes: the first line that is complete as records.
      let end = part.indexOf(10) + 1;
      while (dialect !== undefined && end < part.length && completeRecords(part.subarray(0, end), dialect.delimiter.charCodeAt(0)) === 0) end = part.indexOf(10, end) + 1;
      if (!isBlank(part.subarray(0, end))) left -= 1;
      from += end;
    }
    at += from;
  }
  return at;
}

function isBlank(line: Buffer): boolean {
  for (const byte of line) if (byte !== 32 && byte !== 9 && byte !== 13 && byte !== 10) return false;
  return true;
}
