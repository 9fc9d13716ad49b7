import { open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { constants, gunzipSync } from 'node:zlib';
import type { FileFormat, FileState } from '../../core/domain/source';
import { otlpHead } from '../../core/otlp/otlpHead';
import type { OtlpKind } from '../../core/otlp/otlpMetrics';
import type { AccessLayout } from './access/accessLayout';
import { detectAccess } from './access/detectAccess';
import { sniffCsv, type CsvDialect } from './csvRecords';
import { dataEnding } from './dataFiles';
import { parseLooseJson } from './looseJson';

const headBytes = 256 * 1024;

/** What a look at a file's first bytes says. `state` is set where there is nothing to read. */
export interface Inspected {
  readonly path: string;
  readonly format: FileFormat | null;
  readonly gzip: boolean;
  readonly bytes: number;
  readonly modifiedMs: number;
  readonly state?: 'empty' | 'unreadable' | 'vanished' | 'not recognised';
  readonly reason?: string;
  /** First text, decompressed; empty for Parquet. */
  readonly head: string;
  /** True where `head` is the whole text. */
  readonly whole: boolean;
  /** UTF-8 byte order mark at the start. */
  readonly mark: boolean;
  readonly dialect?: CsvDialect;
  /** How the lines of an access log are written. */
  readonly access?: AccessLayout;
  /** Some lines of the head of a table hold NUL bytes; they are bad lines. */
  readonly hasNul?: boolean;
  /** OTLP/JSON of OpenTelemetry, by its first key. */
  readonly otlp?: OtlpKind;
}

type Verdict = Partial<Omit<Inspected, 'path' | 'bytes' | 'modifiedMs'>>;

/** Looks at a file's first (and for Parquet last) bytes: format by content with the ending as a hint, compression, state. */
export async function inspectFile(file: string): Promise<Inspected> {
  const base = { path: file, format: null, gzip: false, bytes: 0, modifiedMs: 0, head: '', whole: true, mark: false } as const;
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, 'r');
    const found = await handle.stat();
    const sized = { ...base, bytes: found.size, modifiedMs: found.mtimeMs };
    if (found.isDirectory()) return { ...sized, state: 'unreadable', reason: 'this is a folder' };
    if (!found.isFile()) return { ...sized, state: 'unreadable', reason: 'not a regular file' };
    if (found.size === 0) return { ...sized, state: 'empty', reason: 'the file is empty' };
    const buffer = Buffer.alloc(Math.min(headBytes, found.size));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    const head = buffer.subarray(0, bytesRead);
    if (head.subarray(0, 4).toString('latin1') === 'PAR1') return { ...sized, ...(await inspectParquet(handle, found.size)) };
    if (/\.(parquet|pq)$/i.test(file)) return { ...sized, state: 'not recognised', reason: 'it is named like a Parquet file but does not begin like one' };
    return { ...sized, ...inspectText(head, found.size <= bytesRead, path.basename(file)) };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') return { ...base, state: 'vanished', reason: 'no such file any more' };
    if (code === 'EISDIR') return { ...base, state: 'unreadable', reason: 'this is a folder' };
    if (code === 'EACCES' || code === 'EPERM') return { ...base, state: 'unreadable', reason: 'no permission to read it' };
    return { ...base, state: 'unreadable', reason: error instanceof Error ? error.message : String(error) };
  } finally {
    await handle?.close();
  }
}

async function inspectParquet(handle: FileHandle, size: number): Promise<Verdict> {
  const tail = Buffer.alloc(4);
  if (size >= 12) await handle.read(tail, 0, 4, size - 4);
  const mark = tail.toString('latin1');
  if (mark === 'PAR1') return { format: 'parquet', whole: false };
  if (mark === 'PARE') return { format: 'parquet', state: 'unreadable', reason: 'the Parquet footer is encrypted' };
  return { format: 'parquet', state: 'unreadable', reason: 'the Parquet footer is missing: the file was not written to its end' };
}

const foreign: readonly (readonly [string, string])[] = [
  ['28b52ffd', 'Zstandard compression is not supported; gzip is'],
  ['504b0304', 'this is a ZIP archive'],
  ['425a68', 'bzip2 compression is not supported; gzip is'],
  ['fd377a585a', 'xz compression is not supported; gzip is'],
  ['fffe', 'this is UTF-16 text; save it as UTF-8'],
  ['feff', 'this is UTF-16 text; save it as UTF-8'],
  ['4f626a01', 'this is an Avro file'],
  ['4f5243', 'this is an ORC file'],
];

function inspectText(head: Buffer, complete: boolean, name: string): Verdict {
  let bytes = head;
  let whole = complete;
  const gzip = head.length >= 2 && head[0] === 0x1f && head[1] === 0x8b;
  if (gzip) {
    try {
      bytes = gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 64 * 1024 * 1024 });
      if (bytes.length > headBytes) {
        bytes = bytes.subarray(0, headBytes);
        whole = false;
      }
    } catch {
      return { gzip, state: 'unreadable', reason: 'the gzip stream is broken' };
    }
  }
  if (bytes.length === 0) return gzip && !complete ? { gzip, state: 'unreadable', reason: 'the gzip stream is broken' } : { gzip, state: 'empty', reason: 'the file is empty' };
  const signature = bytes.subarray(0, 5).toString('hex');
  const other = foreign.find(([magic]) => signature.startsWith(magic));
  if (other !== undefined) return { gzip, state: 'not recognised', reason: other[1] };
  const mark = signature.startsWith('efbbbf');
  const text = bytes.subarray(mark ? 3 : 0).toString('utf8');
  if (whole && text.trim() === '') return { gzip, mark, state: 'empty', reason: 'the file holds no rows' };
  const hint = dataEnding(name);
  const found = textFormat(text, hint, whole);
  if (found === null) return { gzip, mark, head: text, whole, state: 'not recognised', reason: bytes.includes(0) ? 'binary content of an unknown kind' : 'neither JSON, CSV, Parquet nor an access log' };
  return { gzip, mark, head: text, whole, ...found };
}

/** Endings of files that are no access logs, whatever their lines look like. */
const otherFormats: ReadonlySet<string> = new Set(['json', 'jsonl', 'ndjson', 'csv', 'tsv']);

function textFormat(text: string, hint: string, whole: boolean): Verdict | null {
  const otlp = otlpHead(text);
  // A first line that the head does not hold whole is a line all the same.
  if (otlp !== null) return { format: /^\s*\{\s*\n/.test(text) ? 'json' : 'jsonl', otlp };
  const access = otherFormats.has(hint) ? null : detectAccess(text, whole);
  if (access !== null) return { format: 'access', access };
  const json = jsonFormat(text, hint, whole);
  if (json !== null) return { format: json };
  if (hint === 'json' || hint === 'jsonl' || hint === 'ndjson' || hint === 'log') return null;
  const hasNul = text.includes('\0');
  const readable = hasNul ? withoutNul(text) : text;
  const dialect = readable === null ? null : sniffCsv(readable, hint);
  return dialect === null ? null : { format: dialect.delimiter === '\t' ? 'tsv' : 'csv', dialect, ...(hasNul ? { hasNul } : {}) };
}

/** The lines that are text, where the first one and four in five are; null for what is binary rather than text. */
function withoutNul(text: string): string | null {
  const lines = text.split('\n');
  const clean = lines.filter((line) => !/[\0\uFFFD]/.test(line));
  const mostly = clean.length >= lines.length * 0.8 && clean.reduce((sum, line) => sum + line.length + 1, 0) >= text.length / 2;
  return mostly && lines[0] === clean[0] ? clean.join('\n') : null;
}

function jsonFormat(text: string, hint: string, whole: boolean): 'jsonl' | 'json' | null {
  const lines = text.split('\n', 200).map((line) => line.trim()).filter((line) => line !== '');
  if (!whole && lines.length > 1 && lines.length < 200) lines.pop();
  let objects = 0;
  for (const line of lines) if (line.startsWith('{') && line.length > 1 && isObject(parseLooseJson(line))) objects += 1;
  if (objects > 0 && (objects >= lines.length / 2 || hint === 'jsonl' || hint === 'ndjson' || hint === 'log')) return 'jsonl';
  const first = lines[0] ?? '';
  if (/^\[\s*(\{|$|\])/.test(first) && !/^\[\w/.test(first)) return lines.length > 1 && hint === 'log' ? null : 'json';
  if (first.startsWith('{')) {
    if (hint === 'jsonl' || hint === 'ndjson') return 'jsonl';
    return /^\{\s*("|$|\})/.test(first) ? 'json' : null;
  }
  return objects > 0 && objects >= lines.length / 5 ? 'jsonl' : null;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The inspection of a file that cannot be read, as its state. */
export function fileStateOf(file: Inspected, more: Partial<FileState> = {}): FileState {
  const { path: name, format, gzip, bytes, modifiedMs } = file;
  return {
    path: name, format, gzip, bytes, modifiedMs, state: file.state ?? 'read', rows: 0, badLines: 0,
    ...(file.reason === undefined ? {} : { reason: file.reason }),
    ...more,
  };
}
