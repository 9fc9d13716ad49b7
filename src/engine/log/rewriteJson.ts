import { isUtf8 } from 'node:buffer';
import { createWriteStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { jsonFault, parseLooseJson } from './looseJson';
import { excerptOf, maxLineBytes, readLines } from './readLines';

export interface Rewritten {
  /** Line of the original for each line of the copy. */
  readonly lineOf: (ordinal: number) => number;
  readonly rows: number;
  /** Why the original's text ended early; null where it did not. */
  readonly broken: string | null;
}

export type OnBad = (line: number, reason: string, excerpt: string) => void;

/** Writes lines in large pieces and waits where the disk is slower than the reader. */
export class LineCopy {
  private readonly out: WriteStream;
  private pieces: Buffer[] = [];
  private bytes = 0;
  private lines = new Uint32Array(1024);
  rows = 0;
  private failed: Error | null = null;

  constructor(file: string) {
    this.out = createWriteStream(file);
    this.out.on('error', (error) => (this.failed = error));
  }

  add(line: Buffer, number: number): void | Promise<void> {
    if (this.rows === this.lines.length) {
      const larger = new Uint32Array(this.rows * 2);
      larger.set(this.lines);
      this.lines = larger;
    }
    this.lines[this.rows] = number;
    this.rows += 1;
    this.pieces.push(Buffer.from(line), newline);
    this.bytes += line.length + 1;
    return this.bytes > 1024 * 1024 ? this.flush() : undefined;
  }

  private async flush(): Promise<void> {
    if (this.failed !== null) throw this.failed;
    const piece = Buffer.concat(this.pieces);
    this.pieces = [];
    this.bytes = 0;
    await new Promise<void>((resolve, reject) => this.out.write(piece, (error) => (error ? reject(error) : resolve())));
  }

  async close(broken: string | null): Promise<Rewritten> {
    await this.flush();
    this.out.end();
    await finished(this.out);
    const { lines } = this;
    return { lineOf: (ordinal) => lines[ordinal] ?? 0, rows: this.rows, broken };
  }
}

const newline = Buffer.from('\n');

/** Copies the lines that are JSON objects to `target`; every other line that is not blank is told to `onBad`. */
export async function rewriteJsonLines(file: string, gzip: boolean, target: string, onBad: OnBad, signal?: AbortSignal): Promise<Rewritten> {
  const copy = new LineCopy(target);
  const { broken } = await readLines(file, gzip, (line, number, ended) => {
    const fault = lineFault(line, ended);
    if (fault === 'blank') return undefined;
    if (fault !== null) {
      onBad(number, fault, excerptOf(line));
      return undefined;
    }
    return copy.add(line as Buffer, number);
  }, signal);
  return copy.close(broken);
}

/** Why a line is not one JSON object, `blank` for an empty one, null where nothing is wrong. */
export function lineFault(line: Buffer | null, ended: boolean): string | null {
  if (line === null) return `longer than ${maxLineBytes / 1024 / 1024} MB`;
  if (isBlank(line)) return 'blank';
  if (!isUtf8(line)) return 'not valid UTF-8';
  const text = line.toString('utf8');
  const value = parseLooseJson(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return null;
  return badLineReason(text, ended);
}

/** The reason of `jsonFault`, with a last line that has no line end named as half-written. */
export function badLineReason(text: string, ended: boolean): string {
  const reason = jsonFault(text);
  return !ended && reason.startsWith('invalid JSON') ? 'half-written last line' : reason;
}

export function isBlank(line: Buffer): boolean {
  for (const byte of line) if (byte !== 32 && byte !== 9 && byte !== 13 && byte !== 10) return false;
  return true;
}
