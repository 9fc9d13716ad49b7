import { rm } from 'node:fs/promises';
import { quoteString } from '../../duck/quote';
import type { Inspected } from '../inspectFile';
import type { LoadContext } from '../rawTable';
import { rewriteCsv } from '../rewriteCsv';
import type { OnBad } from '../rewriteJson';

/** Sets of columns that give a payload table away. */
const signs: readonly (readonly string[])[] = [
  ['request', 'response', 'databricks_request_id'],
  ['request', 'response', 'invocation_id'],
  ['request', 'response', 'status_code'],
  ['reqtype', 'bytes'],
  ['request_payload', 'response_payload'],
  ['raw_data', 'raw_prediction'],
  ['capturedata', 'eventmetadata'],
];

export function isPayloadTable(names: readonly string[]): boolean {
  const lower = new Set(names.map((name) => name.toLowerCase()));
  return signs.some((sign) => sign.every((name) => lower.has(name)));
}

/** The column names of a table file; empty for other files. */
export async function tableNames(context: LoadContext, file: Inspected): Promise<readonly string[]> {
  if (file.dialect !== undefined) return file.dialect.names;
  if (file.format !== 'parquet') return [];
  const schema = await context.duck.rows(`DESCRIBE SELECT * FROM read_parquet(${quoteString(file.path)})`, [], context.signal).catch(() => []);
  return schema.map((row) => String(row['column_name']));
}

/** Writes a table's rows as JSON lines to `target`, a text table's values as texts; its lines that cannot be read are told. Says why the text ended early; null where it did not. */
export async function exportTable(context: LoadContext, { path, format, dialect, gzip }: Inspected, target: string, onBad: OnBad): Promise<string | null> {
  if (format === 'parquet' || dialect === undefined) {
    await copyRows(context, `read_parquet(${quoteString(path)})`, target);
    return null;
  }
  const clean = `${target}.csv`;
  const { broken } = await rewriteCsv(path, gzip, clean, dialect, onBad, context.signal);
  await copyRows(context, `read_csv(${quoteString(clean)}, auto_detect = false, header = false, delim = ${quoteString(dialect.delimiter)}, quote = '"', escape = '"', columns = {${dialect.names.map((name) => `${quoteString(name)}: 'VARCHAR'`).join(', ')}}, max_line_size = 2097152)`, target);
  await rm(clean, { force: true });
  return broken;
}

function copyRows({ duck, signal }: LoadContext, from: string, target: string): Promise<void> {
  return duck.run(`COPY (SELECT * FROM ${from}) TO ${quoteString(target)} (FORMAT json)`, [], signal);
}
