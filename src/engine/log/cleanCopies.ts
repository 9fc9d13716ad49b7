import { isUtf8 } from 'node:buffer';
import path from 'node:path';
import { FaultError } from '../../core/domain/fault';
import { quoteString } from '../duck/quote';
import { accessColumns, accessDialect, numberColumns } from './access/accessColumns';
import { rewriteAccess, type RewrittenAccess } from './access/rewriteAccess';
import type { Inspected } from './inspectFile';
import { jsonReader } from './jsonSelect';
import type { LoadContext, PlannedColumn } from './rawTable';
import { excerptOf, maxLineBytes, readLines } from './readLines';
import { rewriteCsv } from './rewriteCsv';
import { badLineReason, isBlank, LineCopy, rewriteJsonLines, type OnBad, type Rewritten } from './rewriteJson';
import { rewriteJsonDocument } from './rewriteJsonDocument';
import { rewriteOtlpTraces } from './rewriteOtlpTraces';

/** One text file with its place in the source's list of files, and the copy that is read instead of it where there is one. */
export interface TextFile {
  readonly index: number;
  readonly file: Inspected;
  readonly copy?: { readonly path: string; readonly rows: number; readonly known?: KnownColumns };
}

/** Columns of a copy that whoever wrote it knows: all of them in their order, and which of them hold something. */
export interface KnownColumns {
  readonly all: readonly PlannedColumn[];
  readonly filled: ReadonlySet<string>;
}

/** What is really read for a file: itself, or its copy without what could not be read. */
export function readAs({ file, copy }: TextFile): Inspected {
  if (copy === undefined) return file;
  const { dialect, access, ...rest } = file;
  const plain = { ...rest, path: copy.path, gzip: false, mark: false, head: '', whole: false, bytes: Math.max(1, file.bytes) };
  if (access !== undefined) return { ...plain, format: 'tsv', dialect: accessDialect };
  return dialect === undefined ? { ...plain, format: 'jsonl' } : { ...plain, dialect: { ...dialect, header: false } };
}

export function badLines(context: LoadContext, index: number): OnBad {
  return (line, reason, excerpt) => context.addBad(index, { line, reason, ...(excerpt === '' ? {} : { excerpt }) });
}

/** The first line of what went wrong with a file. */
export function faultText(error: unknown): string {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'the file vanished while it was read';
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n', 1)[0] ?? text;
}

export function mustStop(error: unknown): boolean {
  return error instanceof FaultError && (error.fault.code === 'cancelled' || error.fault.code === 'out-of-memory');
}

/** Runs work that writes a copy; where it fails the file counts as read with no rows, and the fault is told. */
async function guarded(context: LoadContext, item: TextFile, target: string, work: () => Promise<Rewritten | null>): Promise<TextFile> {
  try {
    const rewritten = await work();
    if (rewritten === null) return item;
    context.setFault(item.index, rewritten.broken);
    return { ...item, copy: { path: target, rows: rewritten.rows } };
  } catch (error) {
    if (mustStop(error)) throw error;
    context.setFault(item.index, faultText(error));
    return { ...item, copy: { path: target, rows: 0 } };
  }
}

/** A JSON document (list, wrapped list, objects over several lines) or text with a byte order mark as JSON lines. */
export function copyDocument(context: LoadContext, item: TextFile, copies: string): Promise<TextFile> {
  const { index, file } = item;
  const target = path.join(copies, `${index}.ndjson`);
  const onBad = badLines(context, index);
  return guarded(context, item, target, async () => {
    const first = `${target}.first`;
    if (file.otlp === 'traces') return rewriteOtlpTraces(file.path, file.gzip, file.format === 'json', target, onBad, context.signal);
    const rewritten = file.format === 'json'
      ? await rewriteJsonDocument(file.path, file.gzip, file.head, first, onBad, context.signal)
      : await rewriteJsonLines(file.path, file.gzip, first, onBad, context.signal);
    return finish(context, first, rewritten, target, onBad);
  });
}

/** The requests of an access log as a table. */
export async function copyAccess(context: LoadContext, item: TextFile, copies: string): Promise<TextFile> {
  const { index, file } = item;
  const target = path.join(copies, `${index}.access.tsv`);
  const { access } = file;
  if (access === undefined) return item;
  const { latency } = access.extras;
  const { latencyUnit } = context;
  const layout = latency === null || latency.from === 'form' || latencyUnit === undefined ? access : { ...access, extras: { ...access.extras, latency: { ...latency, unit: latencyUnit, from: 'form' as const } } };
  let known: KnownColumns | undefined;
  const read = await guarded(context, item, target, async () => {
    let told = 0;
    const onBytes = (bytes: number): void => {
      told += bytes;
      // How much of a packed file was read is known at its end only.
      if (!file.gzip) context.onBytes?.(bytes);
    };
    const rewritten = await rewriteAccess(file.path, file.gzip, target, layout, badLines(context, index), { ...(context.signal === undefined ? {} : { signal: context.signal }), onBytes });
    context.onBytes?.(file.gzip ? file.bytes : Math.max(0, file.bytes - told));
    known = knownColumns(rewritten);
    context.tellAccess(index, rewritten);
    return { lineOf: same, rows: rewritten.rows, broken: rewritten.broken };
  });
  return read.copy === undefined || known === undefined ? read : { ...read, copy: { ...read.copy, known } };
}

function knownColumns({ filled, numberStatus, zoned }: RewrittenAccess): KnownColumns {
  const typeOf = (name: (typeof accessColumns)[number]): PlannedColumn['type'] => {
    if (name === 'time') return zoned === 'all' ? 'TIMESTAMP WITH TIME ZONE' : zoned === 'none' ? 'TIMESTAMP' : 'VARCHAR';
    return numberColumns.has(name) || (name === 'status' && numberStatus) ? 'DOUBLE' : 'VARCHAR';
  };
  return { all: accessColumns.map((name) => ({ name, path: [name], type: typeOf(name) })), filled: new Set(accessColumns.filter((_, i) => filled[i] === true)) };
}

/** The file itself where every line can be read, else a copy without the bad ones, which are told with line and reason. */
export function copyWithoutBadLines(context: LoadContext, item: TextFile, copies: string): Promise<TextFile> {
  if (item.copy !== undefined) return Promise.resolve(item);
  const { index, file } = item;
  const onBad = badLines(context, index);
  if (file.dialect !== undefined) {
    const { dialect } = file;
    const target = path.join(copies, `${index}.csv`);
    return guarded(context, item, target, () => rewriteCsv(file.path, file.gzip, target, dialect, onBad, context.signal));
  }
  const target = path.join(copies, `${index}.ndjson`);
  return guarded(context, item, target, async () => {
    const found = await faultyLines(context, file.path, file.gzip).catch((error: unknown) => {
      if (mustStop(error)) throw error;
      return null;
    });
    if (found?.bad.size === 0) return null;
    if (found !== null) {
      const told: Parameters<OnBad>[] = [];
      const copied = await copyOthers(file.path, file.gzip, target, found.bad, (...bad) => told.push(bad), same, context.signal);
      if (copied.lines === found.rows && copied.rewritten.broken === null) {
        for (const bad of told) onBad(...bad);
        return copied.rewritten;
      }
    }
    // DuckDB could not read the file at all, or counts its lines in another way: every line is checked here.
    const first = `${target}.first`;
    return finish(context, first, await rewriteJsonLines(file.path, file.gzip, first, onBad, context.signal), target, onBad);
  });
}

/** Drops from a checked copy what DuckDB's stricter reader still refuses. */
async function finish(context: LoadContext, first: string, rewritten: Rewritten, target: string, onBad: OnBad): Promise<Rewritten> {
  const found = rewritten.rows === 0 ? null : await faultyLines(context, first, false);
  const { rewritten: last } = await copyOthers(first, false, target, found?.bad ?? new Set(), onBad, rewritten.lineOf, context.signal);
  return { ...last, broken: rewritten.broken };
}

/** Places (from 1, blank lines not counted) of the lines that DuckDB takes for no JSON object, and how many lines it sees. */
async function faultyLines({ duck, signal }: LoadContext, file: string, gzip: boolean): Promise<{ rows: number; bad: ReadonlySet<number> }> {
  const [bad] = await duck.columns(`SELECT n FROM (SELECT row_number() OVER () AS n, json FROM ${jsonReader(quoteString(file), gzip)}) WHERE json IS NULL OR json_type(json) <> 'OBJECT'`, [], signal);
  if (bad === undefined || bad.values.length === 0) return { rows: 0, bad: new Set() };
  const [count] = await duck.rows(`SELECT count(*) AS n FROM ${jsonReader(quoteString(file), gzip)}`, [], signal);
  return { rows: Number(count?.['n']), bad: new Set(Array.from(bad.values, Number)) };
}

async function copyOthers(
  file: string, gzip: boolean, target: string, ordinals: ReadonlySet<number>, onBad: OnBad, lineOf: (line: number) => number, signal?: AbortSignal,
): Promise<{ lines: number; rewritten: Rewritten }> {
  const copy = new LineCopy(target);
  let lines = 0;
  const { broken } = await readLines(file, gzip, (line, number, ended) => {
    if (line !== null && isBlank(line)) return undefined;
    lines += 1;
    // In a checked copy every line counts, so that its number is its place there.
    const original = lineOf === same ? number : lineOf(number - 1);
    if (line !== null && !ordinals.has(lines)) return copy.add(line, original);
    const reason = line === null ? `longer than ${maxLineBytes / 1024 / 1024} MB` : isUtf8(line) ? badLineReason(line.toString('utf8'), ended) : 'not valid UTF-8';
    onBad(original, reason, excerptOf(line));
    return undefined;
  }, signal);
  return { lines, rewritten: await copy.close(broken) };
}

const same = (line: number): number => line;
