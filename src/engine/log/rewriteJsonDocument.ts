import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { constants, createGunzip } from 'node:zlib';
import { FaultError } from '../../core/domain/fault';
import { excerptOf, gzipIsCut, maxLineBytes } from './readLines';
import { lineFault, LineCopy, type OnBad, type Rewritten } from './rewriteJson';

const wrapperKeys = /"(data|rows|records|predictions|items|results|logs|events|entries|values?|samples|instances)"\s*:\s*\[\s*\{/i;

/** At which nesting the rows of a JSON document stand: 0 objects one after the other, 1 in one list, 2 in a list inside one object. */
export function rowDepth(head: string): 0 | 1 | 2 {
  const text = head.trimStart();
  if (text.startsWith('[')) return 1;
  return /^\{\s*"(?:[^"\\]|\\.)*"\s*:\s*\[\s*\{/.test(text) || wrapperKeys.test(text.slice(0, 4096)) ? 2 : 0;
}

/**
 * Copies the objects of a JSON document (a list of objects, an object that holds such a list, or objects written over several
 * lines) to `target`, one a line, in bounded memory. A row that is no object or not valid is told to `onBad` with the line it starts on.
 */
export async function rewriteJsonDocument(file: string, gzip: boolean, head: string, target: string, onBad: OnBad, signal?: AbortSignal): Promise<Rewritten> {
  const copy = new LineCopy(target);
  const scanner = new Scanner(rowDepth(head), onBad, copy);
  let stream: Readable = createReadStream(file, { highWaterMark: 1024 * 1024 });
  if (gzip) stream = stream.pipe(createGunzip({ finishFlush: constants.Z_SYNC_FLUSH }));
  let broken: string | null = null;
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      if (signal?.aborted === true) throw FaultError.of('cancelled', 'cancelled', true);
      await scanner.scan(piece);
    }
  } catch (error) {
    if (error instanceof FaultError) throw error;
    broken = gzip ? 'the gzip stream is broken' : error instanceof Error ? error.message : String(error);
  } finally {
    stream.destroy();
  }
  const early = scanner.end();
  if (gzip && broken === null && (await gzipIsCut(file))) broken = 'the gzip stream ends early';
  return copy.close(broken ?? early);
}

class Scanner {
  private depth = 0;
  private inText = false;
  private escaped = false;
  private line = 1;
  private startLine = 1;
  private inRow = false;
  private inScalar = false;
  /** Set while the list of rows inside a wrapping object is open, and when it was closed. */
  private listOpen: boolean;
  private listDone = false;
  private held: Buffer[] = [];
  private heldBytes = 0;

  constructor(private readonly rows: 0 | 1 | 2, private readonly onBad: OnBad, private readonly copy: LineCopy) {
    this.listOpen = rows !== 2;
  }

  async scan(piece: Buffer): Promise<void> {
    let from = 0;
    for (let i = 0; i < piece.length; i += 1) {
      const byte = piece[i];
      if (byte === 10) {
        this.line += 1;
        if (this.inRow) piece[i] = 32;
      }
      if (this.inText) {
        if (this.escaped) this.escaped = false;
        else if (byte === 92) this.escaped = true;
        else if (byte === 34) this.inText = false;
        continue;
      }
      const atRows = this.depth === this.rows && this.listOpen && !this.listDone && !this.inRow;
      if (byte === 34) this.inText = true;
      if (byte === 123 || byte === 91) {
        if (atRows) {
          this.inRow = true;
          this.startLine = this.line;
          from = i;
        } else if (this.rows === 2 && this.depth === 1 && byte === 91 && !this.listOpen) this.listOpen = true;
        this.depth += 1;
      } else if (byte === 125 || byte === 93) {
        this.depth -= 1;
        if (this.inRow && this.depth === this.rows) {
          await this.row(piece.subarray(from, i + 1));
          this.inRow = false;
        } else if (this.depth < this.rows && this.listOpen) this.listDone = true;
      } else if (atRows && byte !== 44 && byte !== 32 && byte !== 9 && byte !== 10 && byte !== 13) {
        if (!this.inScalar) this.onBad(this.line, 'not an object', excerptOf(piece.subarray(i, i + 120)));
        this.inScalar = true;
      }
      if (byte === 44 || byte === 123 || byte === 91) this.inScalar = false;
    }
    if (this.inRow) this.hold(piece.subarray(from));
  }

  private hold(part: Buffer): void {
    this.heldBytes += part.length;
    if (this.heldBytes <= maxLineBytes) this.held.push(Buffer.from(part));
    else this.held = [];
  }

  private async row(end: Buffer): Promise<void> {
    const whole = this.heldBytes + end.length > maxLineBytes ? null : this.held.length === 0 ? end : Buffer.concat([...this.held, end]);
    this.held = [];
    this.heldBytes = 0;
    const fault = lineFault(whole, true);
    if (fault !== null) this.onBad(this.startLine, fault, excerptOf(whole));
    else await this.copy.add(whole as Buffer, this.startLine);
  }

  /** Why the document is not whole; null where it is. */
  end(): string | null {
    if (this.inRow) this.onBad(this.startLine, 'the text ends inside this object', excerptOf(this.held[0] ?? null));
    return this.depth > 0 || this.inRow || this.inText ? 'the document ends early' : null;
  }
}
