import { rm } from 'node:fs/promises';
import path from 'node:path';
import { FaultError } from '../../core/domain/fault';
import { quoteString } from '../duck/quote';
import { missingTexts } from './csvRecords';
import type { Inspected } from './inspectFile';
import { jsonPointer, jsonReaderColumns, jsonReaderValue } from './jsonSelect';
import { planColumns, type TextPlan } from './planColumns';
import type { LoadContext, PlannedColumn, RawColumn } from './rawTable';
import { locateBadLines } from './locateBadLines';
import { rewriteCsv } from './rewriteCsv';
import { rewriteJsonLines, type OnBad, type Rewritten } from './rewriteJson';
import { rewriteJsonDocument } from './rewriteJsonDocument';

/** One text file with its place in the source's list of files, and the copy that is read instead of it where there is one. */
export interface TextFile {
  readonly index: number;
  readonly file: Inspected;
  readonly copy?: { readonly path: string; readonly rewritten: Rewritten };
}

export interface LoadedText {
  readonly columns: readonly RawColumn[];
  /** False where the fast way failed and every value was kept as text, to be judged value by value. */
  readonly typed: boolean;
}

const objectBytes = 32 * 1024 * 1024;

/**
 * Loads JSON and CSV files into the table `mv_raw(f, c0, c1, …)` in the order given. The fast way lets DuckDB read all files with the planned
 * types and is all or nothing; where it fails, each file is read for itself, line by line where need be, and only bad lines are left out.
 */
export async function loadText(context: LoadContext, files: readonly TextFile[], copies: string): Promise<LoadedText> {
  const ready: TextFile[] = [];
  for (const file of files) ready.push(file.file.format === 'json' || (file.file.mark && file.file.format === 'jsonl') ? await copyOf(context, file, copies) : file);
  const plan = await planColumns(ready.map(readAs), context.signal);
  const refs = new Map(plan.columns.map((column, index) => [column.name, `c${index}`]));
  const columns = plan.columns.map((column) => ({ name: column.name, ref: refs.get(column.name) ?? '', type: column.type as string }));
  if (plan.columns.length === 0) return { columns, typed: true };
  if (!plan.pointersOnly) {
    try {
      await createTable(context, columns);
      await loadTyped(context, ready, plan, refs);
      return { columns, typed: true };
    } catch (error) {
      if (error instanceof FaultError && (error.fault.code === 'cancelled' || error.fault.code === 'out-of-memory')) throw error;
    }
  }
  const texts = columns.map((column) => ({ ...column, type: column.type === 'JSON' ? 'JSON' : 'VARCHAR' }));
  await createTable(context, texts);
  for (const file of ready) await loadAsText(context, file, plan.ofFile.get(readAs(file).path) ?? [], refs, copies);
  return { columns: texts, typed: false };
}

async function createTable({ duck, signal }: LoadContext, columns: readonly RawColumn[]): Promise<void> {
  const list = columns.map(({ ref, type }) => `${ref} ${type === 'JSON' ? 'VARCHAR' : type}`).join(', ');
  await duck.run(`CREATE OR REPLACE TABLE mv_raw (f INTEGER, ${list})`, [], signal);
}

/** What is really read for a file: itself, or its copy as JSON lines. */
function readAs({ file, copy }: TextFile): Inspected {
  return copy === undefined ? file : { ...file, path: copy.path, format: 'jsonl', gzip: false, mark: false, head: '', whole: false, bytes: Math.max(1, file.bytes) };
}

async function copyOf(context: LoadContext, { index, file }: TextFile, copies: string): Promise<TextFile> {
  const target = path.join(copies, `${index}.ndjson`);
  const onBad = badLines(context, index);
  try {
    const rewritten = file.format === 'json'
      ? await rewriteJsonDocument(file.path, file.gzip, file.head, target, onBad, context.signal)
      : await rewriteJsonLines(file.path, file.gzip, target, onBad, context.signal);
    context.setFault(index, rewritten.broken);
    return { index, file, copy: { path: target, rewritten } };
  } catch (error) {
    if (error instanceof FaultError) throw error;
    context.setFault(index, faultText(error));
    return { index, file: { ...file, bytes: 0 }, copy: { path: target, rewritten: { lineOf: () => 0, rows: 0, broken: null } } };
  }
}

function faultText(error: unknown): string {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'the file vanished while it was read';
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n', 1)[0] ?? text;
}

function badLines(context: LoadContext, index: number): OnBad {
  return (line, reason, excerpt) => context.addBad(index, { line, reason, ...(excerpt === '' ? {} : { excerpt }) });
}

/** Neighbours in order that DuckDB can read by one statement. */
function groups(files: readonly TextFile[], ofFile: TextPlan['ofFile']): TextFile[][] {
  const list: TextFile[][] = [];
  let lastKey = '';
  for (const file of files) {
    const read = readAs(file);
    const key = JSON.stringify([read.format, read.gzip, read.dialect, read.format === 'jsonl' ? 0 : ofFile.get(read.path)]);
    if (key === lastKey) list[list.length - 1]?.push(file);
    else list.push([file]);
    lastKey = key;
  }
  return list;
}

async function loadTyped(context: LoadContext, files: readonly TextFile[], plan: TextPlan, refs: ReadonlyMap<string, string>): Promise<void> {
  for (const group of groups(files.filter(({ copy }) => copy === undefined || copy.rewritten.rows > 0), plan.ofFile)) {
    const [first] = group;
    if (first === undefined) continue;
    const read = readAs(first);
    const columns = plan.ofFile.get(read.path) ?? [];
    const names = `[${group.map((file) => quoteString(readAs(file).path)).join(', ')}]`;
    const compression = `compression = '${read.gzip ? 'gzip' : read.format === 'jsonl' ? 'uncompressed' : 'none'}'`;
    const index = group.length === 1 ? String(first.index) : `[${group.map((file) => file.index).join(', ')}][file_index + 1]`;
    const targets = columns.map(({ name }) => refs.get(name) ?? '');
    const select = read.format === 'jsonl'
      ? `SELECT ${[index, ...columns.map(jsonReaderValue)].join(', ')} FROM read_ndjson(${names}, columns = ${jsonReaderColumns(columns)}, ${compression}, maximum_object_size = ${objectBytes})`
      : `SELECT ${[index, ...columns.map(tableValue)].join(', ')} FROM ${tableReader(names, columns, read.dialect, compression)}`;
    await context.duck.run(`INSERT INTO mv_raw (${['f', ...targets].join(', ')}) ${select}`, [], context.signal);
    for (const { file } of group) context.onBytes?.(file.bytes);
  }
}

function tableReader(names: string, columns: readonly PlannedColumn[], dialect: Inspected['dialect'], compression: string): string {
  const types = columns.map(({ type }, index) => `'f${index}': '${type.startsWith('TIMESTAMP') || type === 'JSON' ? 'VARCHAR' : type}'`).join(', ');
  const missing = `[${missingTexts.map(quoteString).join(', ')}]`;
  return `read_csv(${names}, auto_detect = false, header = ${dialect?.header === true}, delim = ${quoteString(dialect?.delimiter ?? ',')}, quote = '"', escape = '"',
    columns = {${types}}, nullstr = ${missing}, strict_mode = true, null_padding = false, max_line_size = 2097152, ${compression})`;
}

function tableValue({ type }: PlannedColumn, index: number): string {
  return type.startsWith('TIMESTAMP') ? `CAST(f${index} AS ${type})` : `f${index}`;
}

/** The careful way for one file; whatever fails in it becomes its state. */
async function loadAsText(context: LoadContext, item: TextFile, columns: readonly PlannedColumn[], refs: ReadonlyMap<string, string>, copies: string): Promise<void> {
  const { index, file } = item;
  if (item.copy?.rewritten.rows === 0 || columns.length === 0) {
    if (item.copy === undefined) await countAllBad(context, item);
    return;
  }
  const targets = ['f', ...columns.map(({ name }) => refs.get(name) ?? '')].join(', ');
  try {
    if (readAs(item).format === 'jsonl') await loadObjects(context, item, columns, targets, copies);
    else {
      const target = path.join(copies, `${index}.csv`);
      const rewritten = await rewriteCsv(file.path, file.gzip, target, file.dialect ?? { delimiter: ',', header: true, names: [] }, badLines(context, index), context.signal);
      context.setFault(index, rewritten.broken);
      const texts = columns.map((column) => ({ ...column, type: 'VARCHAR' as const }));
      const dialect = file.dialect === undefined ? undefined : { ...file.dialect, header: false };
      if (rewritten.rows > 0) await context.duck.run(`INSERT INTO mv_raw (${targets}) SELECT ${[index, ...texts.map(tableValue)].join(', ')} FROM ${tableReader(`[${quoteString(target)}]`, texts, dialect, "compression = 'none'")}`, [], context.signal);
      await rm(target, { force: true });
    }
  } catch (error) {
    if (error instanceof FaultError && (error.fault.code === 'cancelled' || error.fault.code === 'out-of-memory')) throw error;
    context.setFault(index, faultText(error));
  }
  context.onBytes?.(file.bytes);
}

/** JSON lines by pointers: DuckDB gives NULL for a line that is no JSON, whose line number is then found in the text. */
async function loadObjects(context: LoadContext, item: TextFile, columns: readonly PlannedColumn[], targets: string, copies: string): Promise<void> {
  const { duck, signal } = context;
  const pointers = columns.map(({ path: keys }) => jsonPointer(keys)).join(', ');
  const values = columns.map((_, index) => `NULLIF(v[${index + 1}], '')`).join(', ');
  const reader = (name: string, gzip: boolean): string =>
    `read_ndjson_objects(${quoteString(name)}, ignore_errors = true, maximum_object_size = ${objectBytes}, compression = '${gzip ? 'gzip' : 'uncompressed'}')`;
  const insert = (name: string, gzip: boolean): Promise<void> =>
    duck.run(`INSERT INTO mv_raw (${targets}) SELECT ${item.index}, ${values} FROM (SELECT json_extract_string(json, [${pointers}]) AS v FROM ${reader(name, gzip)} WHERE json_type(json) = 'OBJECT')`, [], signal);
  const faulty = async (name: string, gzip: boolean): Promise<{ rows: number; bad: Set<number> }> => {
    const [ordinals] = await duck.columns(`SELECT n FROM (SELECT row_number() OVER () AS n, json FROM ${reader(name, gzip)}) WHERE json IS NULL OR json_type(json) <> 'OBJECT'`, [], signal);
    const [count] = await duck.rows(`SELECT count(*) AS n FROM ${reader(name, gzip)}`, [], signal);
    return { rows: Number(count?.['n']), bad: new Set(Array.from(ordinals?.values ?? [], Number)) };
  };

  const onBad = badLines(context, item.index);
  if (item.copy === undefined) {
    try {
      const found = await faulty(item.file.path, item.file.gzip);
      const located = await locateBadLines(item.file, found.bad, signal);
      if (located.rows === found.rows && located.broken === null) {
        await insert(item.file.path, item.file.gzip);
        for (const line of located.bad) onBad(line.line, line.reason, line.excerpt);
        return;
      }
    } catch (error) {
      if (error instanceof FaultError && (error.fault.code === 'cancelled' || error.fault.code === 'out-of-memory')) throw error;
    }
  }
  // DuckDB could not read the file at all, or counts its lines in another way: a checked copy is read instead.
  const target = item.copy?.path ?? path.join(copies, `${item.index}.ndjson`);
  const rewritten = item.copy?.rewritten ?? (await rewriteJsonLines(item.file.path, item.file.gzip, target, onBad, signal));
  if (rewritten.rows > 0) {
    const found = await faulty(target, false);
    for (const ordinal of found.bad) onBad(rewritten.lineOf(ordinal - 1), 'invalid JSON: a text with half a surrogate pair or another invalid escape', '');
    await insert(target, false);
  }
  context.setFault(item.index, rewritten.broken);
  await rm(target, { force: true });
}

/** A file of which no line could be planned: each of its lines is bad. */
async function countAllBad(context: LoadContext, { index, file }: TextFile): Promise<void> {
  const located = await locateBadLines(file, null, context.signal);
  const onBad = badLines(context, index);
  for (const line of located.bad) onBad(line.line, line.reason, line.excerpt);
  context.setFault(index, located.broken);
}
