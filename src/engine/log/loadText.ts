import { quoteString } from '../duck/quote';
import { copyAccess, copyDocument, copyWithoutBadLines, faultText, mustStop, readAs, type TextFile } from './cleanCopies';
import { missingTexts } from './csvRecords';
import type { Inspected } from './inspectFile';
import { jsonPointer, jsonReader, jsonReaderColumns, jsonReaderValue, objectBytes } from './jsonSelect';
import { planColumns, planMore, type PlannedFile, type TextPlan } from './planColumns';
import { fileIndexSql, type LoadContext, type PlannedColumn, type RawColumn } from './rawTable';

export interface LoadedText {
  readonly columns: readonly RawColumn[];
  /** False where values had to be kept as text, to be judged value by value. */
  readonly typed: boolean;
  /** Bytes of JSON whose keys were looked at, and of how many. */
  readonly looked: TextPlan['looked'];
  readonly plan: TextPlan;
}

/** Where the rows go. Rows that are appended to a source are read by the plan that it was read by. */
export interface TextTarget {
  readonly table: string;
  readonly temporary: boolean;
  readonly plan: TextPlan | null;
  /** Leaves of a new plan only what is wanted. */
  readonly pick?: (plan: TextPlan) => TextPlan;
}

const wholeSource: TextTarget = { table: 'mv_raw', temporary: false, plan: null };

const groupBytes = 128 * 1024 * 1024;

/**
 * Loads JSON and CSV files into the table `mv_raw(f, c0, c1, …)`, or another, in the order given. The fast way lets DuckDB read all files with the planned types
 * and is all or nothing. Where it fails, lines that cannot be read are told and left out by copies of their files, and it is tried again; where
 * it still fails, some value does not fit its column's type, and every value is read as text.
 */
export async function loadText(context: LoadContext, files: readonly TextFile[], copies: string, target: TextTarget = wholeSource): Promise<LoadedText> {
  const planFor = (items: readonly TextFile[]): Promise<TextPlan> => (target.plan === null ? planColumns(context.duck, items.map(plannedFile), context.signal).then(target.pick ?? ((plan) => plan)) : Promise.resolve(planMore(target.plan, items.map(readAs))));
  const read = async (item: TextFile): Promise<TextFile> => {
    if (item.copy !== undefined) return item;
    if (item.file.format === 'access') return copyAccess(context, item, copies);
    return item.file.format === 'json' || item.file.otlp === 'traces' || (item.file.mark && item.file.format === 'jsonl') ? copyDocument(context, item, copies) : item;
  };
  let ready: TextFile[] = [];
  for (const item of files) ready.push(await read(item));
  let plan = await planFor(ready);
  const typed = await tryTyped(context, ready, plan, true, target);
  if (typed !== null) return typed;
  const cleaned: TextFile[] = [];
  for (const item of ready) cleaned.push(await copyWithoutBadLines(context, item, copies));
  ready = cleaned.filter(({ copy }) => copy?.rows !== 0);
  plan = await planFor(ready);
  if (plan.columns.length === 0) return { columns: [], typed: true, looked: plan.looked, plan };
  // Without copies the first failure was one of types, or there were only empty objects in doubt.
  const again = !plan.pointersOnly ? await tryTyped(context, ready, plan, false, target) : null;
  if (again !== null) return again;
  const columns = columnsOf(plan).map((column) => ({ ...column, type: column.type === 'JSON' ? 'JSON' : 'VARCHAR' }));
  await createTable(context, columns, target);
  for (const item of ready) {
    try {
      await loadAsText(context, item, plan.ofFile.get(readAs(item).path) ?? [], refsOf(plan), target);
    } catch (error) {
      if (mustStop(error)) throw error;
      context.setFault(item.index, faultText(error));
    }
    context.onBytes?.(item.file.bytes);
  }
  return { columns, typed: false, looked: plan.looked, plan };
}

/** A file as its columns are planned: one whose copy has known columns needs no look. */
function plannedFile(item: TextFile): PlannedFile {
  const { copy } = item;
  return { file: readAs(item), ...(copy?.known === undefined ? {} : { known: copy.known }) };
}

function refsOf(plan: TextPlan): ReadonlyMap<string, string> {
  return new Map(plan.columns.map(({ name }, index) => [name, `c${index}`]));
}

function columnsOf(plan: TextPlan): RawColumn[] {
  return plan.columns.map(({ name, type }, index) => ({ name, ref: `c${index}`, type }));
}

async function createTable({ duck, signal }: LoadContext, columns: readonly RawColumn[], { table, temporary }: TextTarget): Promise<void> {
  const list = columns.map(({ ref, type }) => `${ref} ${type === 'JSON' ? 'VARCHAR' : type}`).join(', ');
  await duck.run(`CREATE OR REPLACE ${temporary ? 'TEMP ' : ''}TABLE ${table} (f INTEGER, ${list})`, [], signal);
}

/** The fast way; null where it failed or, with `doubt`, where rows without any value may be lines that are no objects. */
async function tryTyped(context: LoadContext, files: readonly TextFile[], plan: TextPlan, doubt: boolean, target: TextTarget): Promise<LoadedText | null> {
  // DuckDB takes NUL bytes for text.
  if (plan.pointersOnly || plan.columns.length === 0 || files.some(({ file, copy }) => file.hasNul === true && copy === undefined)) return null;
  try {
    const columns = columnsOf(plan);
    await createTable(context, columns, target);
    await loadTyped(context, files, plan, refsOf(plan), target);
    // DuckDB reads a line `null` as a row of NULLs, just like `{}`; only the careful way tells them apart.
    if (doubt && files.some(({ file, copy }) => file.format === 'jsonl' && copy === undefined)) {
      const [blank] = await context.duck.rows(`SELECT count(*) AS n FROM ${target.table} WHERE ${columns.map(({ ref }) => `${ref} IS NULL`).join(' AND ')}`, [], context.signal);
      if (blank?.['n'] !== 0) return null;
    }
    return { columns, typed: true, looked: plan.looked, plan };
  } catch (error) {
    if (mustStop(error)) throw error;
    return null;
  }
}

/** Neighbours in order that DuckDB can read by one statement. */
function groups(files: readonly TextFile[], ofFile: TextPlan['ofFile']): TextFile[][] {
  const list: TextFile[][] = [];
  let lastKey = '';
  let bytes = 0;
  for (const file of files) {
    const read = readAs(file);
    // Parts of some size, so that progress is seen; DuckDB tells none inside one statement.
    bytes += read.bytes;
    if (bytes > groupBytes) {
      lastKey = '';
      bytes = read.bytes;
    }
    const key = JSON.stringify([read.format, read.gzip, read.dialect, read.format === 'jsonl' ? 0 : ofFile.get(read.path)]);
    if (key === lastKey) list[list.length - 1]?.push(file);
    else list.push([file]);
    lastKey = key;
  }
  return list;
}

async function loadTyped(context: LoadContext, files: readonly TextFile[], plan: TextPlan, refs: ReadonlyMap<string, string>, { table }: TextTarget): Promise<void> {
  for (const group of groups(files.filter(({ copy }) => copy?.rows !== 0), plan.ofFile)) {
    const [first] = group;
    if (first === undefined) continue;
    const read = readAs(first);
    const columns = plan.ofFile.get(read.path) ?? [];
    const names = `[${group.map((file) => quoteString(readAs(file).path)).join(', ')}]`;
    const compression = `compression = '${read.gzip ? 'gzip' : read.format === 'jsonl' ? 'uncompressed' : 'none'}'`;
    const index = fileIndexSql(group.map((file) => file.index), 'file_index');
    const { targets, values } = valuesOf(columns, refs, read.format === 'jsonl' ? jsonReaderValue : tableValue);
    const select = read.format === 'jsonl'
      ? `SELECT ${[index, ...values].join(', ')} FROM read_ndjson(${names}, columns = ${jsonReaderColumns(columns)}, records = true, ${compression}, maximum_object_size = ${objectBytes})`
      : `SELECT ${[index, ...values].join(', ')} FROM ${tableReader(names, columns, read.dialect, compression)}`;
    await context.duck.run(`INSERT INTO ${table} (${['f', ...targets].join(', ')}) ${select}`, [], context.signal);
    // An access log was told while its requests were read.
    for (const { file, copy } of group) if (copy?.known === undefined) context.onBytes?.(file.bytes);
  }
}

/** Columns that the table has, with the expressions that read them. */
function valuesOf(columns: readonly PlannedColumn[], refs: ReadonlyMap<string, string>, valueOf: (column: PlannedColumn, index: number) => string): { readonly targets: readonly string[]; readonly values: readonly string[] } {
  const kept = columns.flatMap((column, index) => {
    const ref = refs.get(column.name);
    return ref === undefined ? [] : [{ ref, value: valueOf(column, index) }];
  });
  return { targets: kept.map(({ ref }) => ref), values: kept.map(({ value }) => value) };
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

/** One file whose lines can all be read, value by value as text. JSON keys are found by pointers. */
async function loadAsText(context: LoadContext, item: TextFile, columns: readonly PlannedColumn[], refs: ReadonlyMap<string, string>, { table }: TextTarget): Promise<void> {
  if (columns.length === 0) return;
  const read = readAs(item);
  if (read.format === 'jsonl') {
    const pointers = columns.map(({ path }) => jsonPointer(path)).join(', ');
    const { targets, values } = valuesOf(columns, refs, (_, index) => `NULLIF(v[${index + 1}], '')`);
    await context.duck.run(`INSERT INTO ${table} (${['f', ...targets].join(', ')}) SELECT ${[item.index, ...values].join(', ')} FROM (SELECT json_extract_string(json, [${pointers}]) AS v FROM ${jsonReader(quoteString(read.path), read.gzip)} WHERE json_type(json) = 'OBJECT')`, [], context.signal);
  } else {
    const texts = columns.map((column) => ({ ...column, type: 'VARCHAR' as const }));
    const { targets, values } = valuesOf(texts, refs, tableValue);
    await context.duck.run(`INSERT INTO ${table} (${['f', ...targets].join(', ')}) SELECT ${[item.index, ...values].join(', ')} FROM ${tableReader(`[${quoteString(read.path)}]`, texts, read.dialect, `compression = '${read.gzip ? 'gzip' : 'none'}'`)}`, [], context.signal);
  }
}
