import type { CsvDialect } from '../csvRecords';

/** Columns of every access log, whatever its format; those that no line fills are no columns of the log. Times are ISO 8601, durations milliseconds, sizes bytes. */
export const accessColumns = [
  'time', 'method', 'path', 'status', 'latency_ms', 'upstream_ms', 'bytes', 'request_bytes', 'agent', 'address', 'upstream', 'request_id', 'deployment', 'replica', 'model', 'version', 'flags',
] as const;

export type AccessColumn = (typeof accessColumns)[number];

/** Place of a column in a row. */
export const at = Object.fromEntries(accessColumns.map((name, i) => [name, i])) as Readonly<Record<AccessColumn, number>>;

/** Columns that hold numbers in every row that has them. */
export const numberColumns: ReadonlySet<AccessColumn> = new Set(['latency_ms', 'upstream_ms', 'bytes', 'request_bytes']);

/** One request: a text for each of `accessColumns`, empty where the line does not tell it. */
export type AccessRow = string[];

export function newRow(): AccessRow {
  return new Array<string>(accessColumns.length).fill('');
}

/** How the copy is written that DuckDB reads. */
export const accessDialect: CsvDialect = { delimiter: '\t', header: false, names: accessColumns };

/** A row as a line of that copy; no field holds a line end. */
export function rowText(row: AccessRow): string {
  const text = row.join('\t');
  return text.includes('"') ? row.map((field) => (field.includes('"') ? `"${field.replaceAll('"', '""')}"` : field)).join('\t') : text;
}
