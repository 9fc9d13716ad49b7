import { FaultError } from '../../core/domain/fault';
import type { Queries } from '../duck/duck';
import { csvRecords, isMissingText } from './csvRecords';
import type { KnownColumns } from './cleanCopies';
import type { Inspected } from './inspectFile';
import { fieldType, JsonShape, type ReadType } from './jsonShape';
import { parseLooseJson } from './looseJson';
import { commonType, type PlannedColumn, type RawColumn } from './rawTable';
import { sampleLines } from './sampleText';

const totalBudget = 24 * 1024 * 1024;
const fileBudget = 2 * 1024 * 1024;
const maxColumns = 5_000;

/** The columns of a set of text files, by name over all files, with the types that their examples suggest. */
export interface TextPlan {
  readonly columns: readonly PlannedColumn[];
  /** Columns of each file, by its path: which of `columns` it has. */
  readonly ofFile: ReadonlyMap<string, readonly PlannedColumn[]>;
  /** Columns of JSON files, which all of them share. */
  readonly json: readonly PlannedColumn[];
  /** True where JSON keys differ only in case, or are named like DuckDB's own columns: then keys are read by pointers. */
  readonly pointersOnly: boolean;
  /** Bytes of JSON that were looked at for keys, and of how many; keys that stand only in the others are not among the columns. */
  readonly looked: { readonly bytes: number; readonly of: number };
}

/** A file to be planned; of a copy whose columns are known nothing needs to be read. */
export interface PlannedFile {
  readonly file: Inspected;
  readonly known?: KnownColumns;
}

/** Reads examples of each file (all of a small one) and plans one set of columns for all. */
export async function planColumns(duck: Queries, files: readonly PlannedFile[], signal?: AbortSignal): Promise<TextPlan> {
  const budget = Math.max(64 * 1024, Math.min(fileBudget, Math.floor(totalBudget / Math.max(1, files.length))));
  const columns = new Map<string, PlannedColumn>();
  const ofFile = new Map<string, readonly PlannedColumn[]>();
  const shape = new JsonShape();
  const jsonFiles: string[] = [];
  const looked = { bytes: 0, of: 0 };
  const tables: { path: string; columns: readonly PlannedColumn[]; filled?: ReadonlySet<string> }[] = [];
  for (const { file, known } of files) {
    if (signal?.aborted === true) throw FaultError.of('cancelled', 'cancelled', true);
    if (known !== undefined) {
      tables.push({ path: file.path, columns: known.all, filled: known.filled });
      continue;
    }
    const { lines, bytes, of } = await sampleLines(duck, file, budget, signal);
    if (file.format === 'jsonl') {
      jsonFiles.push(file.path);
      looked.bytes += bytes;
      looked.of += of;
      for (const line of lines) {
        const value = line.includes('{') ? parseLooseJson(line) : undefined;
        if (typeof value === 'object' && value !== null && !Array.isArray(value)) shape.add(value);
      }
    } else if (file.dialect !== undefined) tables.push({ path: file.path, columns: tableColumns(lines, file.dialect) });
  }
  const names = new Set<string>();
  const jsonColumns: PlannedColumn[] = [];
  for (const leaf of shape.leaves()) {
    const base = leaf.path.join('.');
    let name = base;
    for (let n = 2; names.has(name); n += 1) name = `${base}_${n}`;
    names.add(name);
    jsonColumns.push({ name, ...leaf });
  }
  merge(columns, jsonColumns);
  for (const { columns: own, filled } of tables) merge(columns, filled === undefined ? own : own.filter(({ name }) => filled.has(name)));
  if (columns.size > maxColumns) throw FaultError.of('not-supported', `${columns.size.toLocaleString('en')} columns; at most ${maxColumns.toLocaleString('en')} can be read`);
  const json = jsonColumns.map((column) => ({ ...column, type: columns.get(column.name)?.type ?? column.type }));
  for (const path of jsonFiles) ofFile.set(path, json);
  for (const { path, columns: own } of tables) ofFile.set(path, own.map((column) => ({ ...column, type: columns.get(column.name)?.type ?? column.type })));
  const reserved = jsonColumns.some(({ path }) => /^(file_index|filename|file_row_number|rowid|json)$/i.test(path[0] ?? ''));
  return { columns: [...columns.values()], ofFile, json, pointersOnly: reserved || shape.hasCaseTwins(), looked };
}

/** The plan for more files of the same source: the same columns with the same types. A table's columns that the plan does not have are of no concern. */
export function planMore(plan: TextPlan, files: readonly Inspected[]): TextPlan {
  const types = new Map(plan.columns.map(({ name, type }) => [name, type]));
  const ofFile = files.map(({ path, dialect }) => [path, dialect === undefined ? plan.json : dialect.names.map((name): PlannedColumn => ({ name, path: [name], type: types.get(name) ?? 'VARCHAR' }))] as const);
  return { ...plan, ofFile: new Map(ofFile) };
}

/** The plan with the columns as text that were kept as text in the end, since some value was not of their type. */
export function planAsRead(plan: TextPlan, columns: readonly RawColumn[]): TextPlan {
  const texts = new Set(columns.filter(({ type }) => type === 'VARCHAR').map(({ name }) => name));
  const asRead = (column: PlannedColumn): PlannedColumn => (texts.has(column.name) && column.type !== 'JSON' ? { ...column, type: 'VARCHAR' } : column);
  return { ...plan, columns: plan.columns.map(asRead), json: plan.json.map(asRead), ofFile: new Map() };
}

function merge(into: Map<string, PlannedColumn>, from: readonly PlannedColumn[]): void {
  for (const column of from) {
    const known = into.get(column.name);
    into.set(column.name, known === undefined ? column : { ...known, type: commonType(known.type, column.type) });
  }
}

function tableColumns(lines: readonly string[], dialect: { readonly delimiter: string; readonly header: boolean; readonly names: readonly string[] }): PlannedColumn[] {
  const { records } = csvRecords(lines.join('\n'), dialect.delimiter, 50_000);
  if (dialect.header) records.shift();
  const whole = records.filter((record) => record.length === dialect.names.length);
  return dialect.names.map((name, index) => {
    const fields = whole.map((record) => record[index] ?? '').filter((field) => !isMissingText(field));
    return { name, path: [name], type: fieldType(fields) satisfies ReadType };
  });
}
