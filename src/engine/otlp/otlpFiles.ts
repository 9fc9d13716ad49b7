import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import type { LogSpec } from '../../core/domain/source';
import { otlpKind } from '../../core/otlp/readOtlpJson';
import { inspectFile, type Inspected } from '../log/inspectFile';
import { listFiles } from '../log/listFiles';
import { readLines } from '../log/readLines';
import { readAt } from '../tail/fingerprint';
import { FollowedFile } from '../tail/followedFile';
import { FollowFiles } from '../tail/followFiles';
import { isOtlpProtobuf } from './isOtlpProtobuf';

const pieceBytes = 8 * 1024 * 1024;
/** A document that is not one of lines is read at once. */
const documentBytes = 256 * 1024 * 1024;

export interface OtlpLines {
  /** A parsed line or document that is OTLP of some kind. */
  readonly onDocument: (document: unknown) => void;
  /** What cannot be read, with its place: a line of a file, or the whole of it. */
  readonly onBad: (place: string, reason: string) => void;
}

/** The OTLP documents of files, one a line: all that is there, then what is appended. */
export class OtlpFiles {
  #followed: FollowFiles | null = null;
  #files: readonly string[] = [];

  constructor(
    private readonly spec: Pick<LogSpec, 'folder' | 'paths'>,
    private readonly lines: OtlpLines,
  ) {}

  get files(): readonly string[] {
    return this.#files;
  }

  /** Reads all files from the beginning. */
  async readAll(signal: AbortSignal): Promise<void> {
    await this.close();
    const spec: LogSpec = { kind: 'log', name: '', ...this.spec };
    const { files, missing } = await listFiles(spec, signal);
    this.#files = files;
    for (const { path: name, reason } of missing) this.lines.onBad(path.relative(this.spec.folder, name) || name, reason);
    const followed: FollowedFile[] = [];
    for (const [index, name] of files.entries()) {
      signal.throwIfAborted();
      const inspected = await inspectFile(name);
      const file = new FollowedFile(index, name, inspected);
      await file.hasChanged();
      followed.push(file);
      if (file.kind === 'lines') await this.#readLines(file, signal);
      else await this.#readWhole(inspected, signal);
    }
    this.#followed = new FollowFiles(spec, followed, followed.length);
  }

  /** What was appended since. `reread`: a file changed that can only be read as a whole. */
  async look(signal: AbortSignal): Promise<{ readonly lines: number; readonly reread: string | null; readonly more: boolean }> {
    const followed = this.#followed;
    if (followed === null) return { lines: 0, reread: null, more: false };
    const { pieces, reread, more } = await followed.look(signal);
    let lines = 0;
    for (const piece of pieces) {
      if (piece.bad === undefined) lines += await this.#take(piece.bytes, piece.file.path, piece.linesBefore);
      else this.lines.onBad(path.basename(piece.file.path), piece.bad);
      await breathe();
    }
    return { lines, reread, more };
  }

  async close(): Promise<void> {
    await this.#followed?.close();
    this.#followed = null;
  }

  async #readLines(file: FollowedFile, signal: AbortSignal): Promise<void> {
    for (let piece = await file.take(pieceBytes); piece !== null; piece = await file.take(pieceBytes)) {
      signal.throwIfAborted();
      if (piece.bad === undefined) await this.#take(piece.bytes, file.path, piece.linesBefore);
      else this.lines.onBad(path.basename(file.path), piece.bad);
      await breathe();
    }
    // A last line without a line end is taken where it is whole; else its end is still to come.
    const handle = await file.open();
    const rest = handle === null ? Buffer.alloc(0) : await readAt(handle, file.taken.length, Math.min(pieceBytes, Math.max(0, file.seen.bytes - file.taken.length)));
    if (rest.length === 0 || parsed(rest.toString('utf8')) === undefined) return;
    const piece = await file.take(pieceBytes, true);
    if (piece !== null) await this.#take(piece.bytes, file.path, piece.linesBefore);
  }

  async #readWhole(inspected: Inspected, signal: AbortSignal): Promise<void> {
    const name = path.basename(inspected.path);
    if (inspected.state !== undefined) {
      if (inspected.state === 'empty') return;
      return this.lines.onBad(name, await whyNot(inspected));
    }
    if (inspected.gzip || inspected.format === 'jsonl') {
      const { broken } = await readLines(inspected.path, inspected.gzip, (line, number) => {
        const reason = line === null ? 'too long' : this.#line(line.toString('utf8'));
        if (reason !== null) this.lines.onBad(`${name} line ${number.toLocaleString('en-US')}`, reason);
      }, signal);
      if (broken !== null) this.lines.onBad(name, broken);
      return;
    }
    if (inspected.format !== 'json') return this.lines.onBad(name, `a file of ${inspected.format ?? 'an unknown format'}, not OTLP`);
    if (inspected.bytes > documentBytes) return this.lines.onBad(name, 'one document of more than 256 MB: write one request a line (.jsonl)');
    const reason = this.#line(await readFile(inspected.path, 'utf8'));
    if (reason !== null) this.lines.onBad(name, reason);
  }

  async #take(bytes: Buffer, file: string, linesBefore: () => Promise<number>): Promise<number> {
    const lines = bytes.toString('utf8').split('\n');
    const bad = lines.flatMap((line, i) => {
      const reason = this.#line(line);
      return reason === null ? [] : [{ i, reason }];
    });
    const before = bad.length === 0 ? 0 : await linesBefore();
    for (const { i, reason } of bad) this.lines.onBad(`${path.basename(file)} line ${(before + i + 1).toLocaleString('en-US')}`, reason);
    return lines.length - 1;
  }

  /** Why it is no OTLP; null where it is, or is blank. */
  #line(line: string): string | null {
    if (line.trim() === '') return null;
    const document = parsed(line);
    if (document === undefined) return 'not JSON';
    if (otlpKind(document) === null) return 'no OTLP: neither resourceMetrics, resourceSpans nor resourceLogs is in it';
    this.lines.onDocument(document);
    return null;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text) as unknown;
  } catch {
    return undefined;
  }
}

/** Why a file is none of lines, with the two other ways in which the collector's file exporter writes. */
async function whyNot({ path: file, state, reason }: Inspected): Promise<string> {
  if (state === 'not recognised') {
    const head = await headOf(file);
    // Plain, or after the length of a message.
    if ([0, 4].some((at) => head.subarray(at, at + 4).toString('hex') === '28b52ffd')) return "compressed with zstd, as the collector's file exporter does where `compression: zstd` is set: take that out";
    if (isOtlpProtobuf(head)) return "length-prefixed protobuf, as the collector's file exporter writes with `format: proto`: set `format: json`";
  }
  return reason ?? state ?? 'not readable';
}

async function headOf(file: string): Promise<Buffer> {
  const handle = await open(file, 'r').catch(() => null);
  if (handle === null) return Buffer.alloc(0);
  try {
    return await readAt(handle, 0, Math.min(1024 * 1024, (await handle.stat()).size));
  } finally {
    await handle.close();
  }
}
