import { open } from 'node:fs/promises';
import type { Queries } from '../duck/duck';
import { quoteString } from '../duck/quote';
import { mustStop } from './cleanCopies';
import type { Inspected } from './inspectFile';
import { jsonReader } from './jsonSelect';

const pieces = 64;
/** At most about so many lines are taken of compressed JSON. */
const zippedLines = 4_000;
/** Text is seldom compressed more than that. */
const mostCompressed = 10;

/** Lines of a text file, and of how many bytes of its text they are how many. */
export interface SampledText {
  readonly lines: readonly string[];
  readonly bytes: number;
  readonly of: number;
}

/**
 * Lines spread over a text file: all of them where the file is within `budget` bytes, else whole lines of 64 pieces at equal
 * distances. The middle of a gzip file cannot be reached without reading all before it: DuckDB does that for JSON, whose
 * later lines may hold keys of their own; of a table the inspected head tells the columns.
 */
export async function sampleLines(duck: Queries, file: Inspected, budget: number, signal?: AbortSignal): Promise<SampledText> {
  if (file.whole) return whole(wholeLines(file.head, true, true), file.head.length);
  if (file.gzip) return (file.format === 'jsonl' ? await zippedObjects(duck, file, budget, signal) : null) ?? { lines: wholeLines(file.head, true, false), bytes: file.head.length, of: Math.max(file.bytes, file.head.length + 1) };
  const handle = await open(file.path, 'r');
  try {
    const { size: bytes } = await handle.stat();
    if (bytes <= budget) {
      const buffer = Buffer.alloc(bytes);
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
      const text = buffer.subarray(0, bytesRead).toString('utf8');
      return whole(wholeLines(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text, true, true), bytes);
    }
    const count = Math.max(2, Math.min(pieces, Math.floor(budget / (32 * 1024))));
    const size = Math.max(16 * 1024, Math.floor(budget / count));
    const lines = wholeLines(file.head, true, false);
    const buffer = Buffer.alloc(size);
    for (let i = 1; i < count; i += 1) {
      const at = Math.floor(((bytes - size) * i) / (count - 1));
      const { bytesRead } = await handle.read(buffer, 0, size, at);
      for (const line of wholeLines(buffer.subarray(0, bytesRead).toString('utf8'), false, i === count - 1)) lines.push(line);
    }
    return { lines, bytes: Math.min(bytes - 1, file.head.length + (count - 1) * size), of: bytes };
  } finally {
    await handle.close();
  }
}

function whole(lines: readonly string[], bytes: number): SampledText {
  return { lines, bytes, of: bytes };
}

/** One in so many objects of compressed JSON lines, chosen by a hash so that no rhythm of theirs is missed; null where DuckDB cannot read the file to its end. */
async function zippedObjects(duck: Queries, file: Inspected, budget: number, signal?: AbortSignal): Promise<SampledText | null> {
  const head = wholeLines(file.head, true, false);
  const length = Math.max(2, file.head.length / Math.max(1, head.length));
  const wanted = Math.min(zippedLines, Math.max(pieces, budget / length));
  const step = Math.max(1, Math.floor((file.bytes * mostCompressed) / length / wanted));
  try {
    const [row] = await duck.rows(
      `SELECT list(json) FILTER (hash(n) % ${step} = 0) AS lines, sum(strlen(json)) AS bytes, sum(strlen(json)) FILTER (hash(n) % ${step} = 0) AS part
      FROM (SELECT json, row_number() OVER () AS n FROM ${jsonReader(quoteString(file.path), true)})`,
      [],
      signal,
    );
    const found = row?.['lines'];
    const lines = [...head, ...(Array.isArray(found) ? found.filter((line): line is string => typeof line === 'string') : [])];
    const of = Number(row?.['bytes'] ?? 0);
    return step === 1 ? whole(lines, of) : { lines, bytes: Math.min(of - 1, file.head.length + Number(row?.['part'] ?? 0)), of };
  } catch (error) {
    if (mustStop(error)) throw error;
    return null;
  }
}

function wholeLines(text: string, startsLine: boolean, endsText: boolean): string[] {
  const lines = text.split('\n');
  if (!startsLine) lines.shift();
  if (!endsText) lines.pop();
  return lines;
}
