import { FaultError } from '../../core/domain/fault';
import { quoteIdentifier, quoteString } from '../duck/quote';
import type { Inspected } from './inspectFile';
import { fileIndexSql, type LoadContext, type RawColumn } from './rawTable';

export interface ParquetFile {
  readonly index: number;
  readonly file: Inspected;
}

/** Parquet files as one SELECT with the columns `f`, `r` (position over all files) and `c0, c1, …`; nothing is loaded. */
export interface ParquetSource {
  readonly select: string;
  /** The same for about `sampleRows` rows in pieces spread over the files. */
  readonly sample: string;
  readonly sampled: number;
  readonly columns: readonly RawColumn[];
  readonly rows: number;
  readonly rowsOf: ReadonlyMap<number, number>;
}

interface Leaf {
  readonly name: string;
  readonly value: string;
  readonly type: string;
}

interface Readable {
  readonly index: number;
  readonly path: string;
  readonly rows: number;
  readonly leaves: readonly Leaf[];
}

const maxDepth = 8;

/** Reads the footers. A file without rows gives its schema; one that DuckDB cannot read becomes a fault of the source. */
export async function openParquet(context: LoadContext, files: readonly ParquetFile[]): Promise<ParquetSource | null> {
  const readable: Readable[] = [];
  for (const { index, file } of files) {
    try {
      const name = quoteString(file.path);
      const [meta] = await context.duck.rows(`SELECT num_rows AS n FROM parquet_file_metadata(${name})`, [], context.signal);
      const schema = await context.duck.rows(`DESCRIBE SELECT * FROM read_parquet(${name})`, [], context.signal);
      const leaves = schema.flatMap((row) => leavesOf(String(row['column_name']), quoteIdentifier(String(row['column_name'])), String(row['column_type']), 0));
      readable.push({ index, path: file.path, rows: Number(meta?.['n'] ?? 0), leaves: named(leaves) });
    } catch (error) {
      if (error instanceof FaultError && error.fault.code === 'cancelled') throw error;
      context.setFault(index, error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error));
    }
  }
  if (readable.length === 0) return null;
  const types = new Map<string, string>();
  for (const { leaves } of readable) for (const { name, type } of leaves) types.set(name, widest(types.get(name), type));
  const names = [...types.keys()];
  const columns = names.map((name, index) => ({ name, ref: `c${index}`, type: types.get(name) ?? 'VARCHAR' }));
  let start = 0;
  const rowsOf = new Map<number, number>();
  const parts: string[] = [];
  const samples: string[] = [];
  let sampled = 0;
  const total = readable.reduce((sum, { rows }) => sum + rows, 0);
  for (const group of sameSchema(readable)) {
    const starts = group.map(({ rows, index }) => {
      const here = start;
      start += rows;
      rowsOf.set(index, rows);
      return here;
    });
    parts.push(selectOf(group, starts, columns));
    group.forEach((file, at) => {
      const pieces = piecesOf(file.rows, starts[at] ?? 0, total);
      if (pieces.length === 0) return;
      sampled += pieces.reduce((sum, [from, to]) => sum + to - from, 0);
      samples.push(`${selectOf([file], [starts[at] ?? 0], columns)} WHERE ${pieces.map(([from, to]) => `(p.file_row_number >= ${from} AND p.file_row_number < ${to})`).join(' OR ')}`);
    });
  }
  return { select: parts.join('\nUNION ALL\n'), sample: samples.join('\nUNION ALL\n'), sampled, columns, rows: start, rowsOf };
}

const sampleRows = 100_000;
const samplePieces = 6;

/** The parts of one file's rows that fall into equally distant pieces of all rows. */
function piecesOf(rows: number, start: number, total: number): (readonly [number, number])[] {
  if (total <= sampleRows) return rows === 0 ? [] : [[0, rows]];
  const size = Math.floor(sampleRows / samplePieces);
  const pieces: (readonly [number, number])[] = [];
  for (let i = 0; i < samplePieces; i += 1) {
    const at = Math.floor(((total - size) * i) / (samplePieces - 1));
    const from = Math.max(0, at - start);
    const to = Math.min(rows, at + size - start);
    if (from < to) pieces.push([from, to]);
  }
  return pieces;
}

function sameSchema(files: readonly Readable[]): Readable[][] {
  const list: Readable[][] = [];
  let last = '';
  for (const file of files) {
    const key = JSON.stringify(file.leaves);
    if (key === last) list[list.length - 1]?.push(file);
    else list.push([file]);
    last = key;
  }
  return list;
}

function selectOf(group: readonly Readable[], starts: readonly number[], columns: readonly RawColumn[]): string {
  const leaves = new Map(group[0]?.leaves.map((leaf) => [leaf.name, leaf]));
  const one = group.length === 1;
  const file = fileIndexSql(group.map(({ index }) => index), 'p.file_index');
  const row = one ? `${starts[0] ?? 0} + p.file_row_number` : `[${starts.join(', ')}][CAST(p.file_index AS BIGINT) + 1] + p.file_row_number`;
  const values = columns.map(({ name, ref, type }) => {
    const leaf = leaves.get(name);
    if (leaf === undefined) return `CAST(NULL AS ${type}) AS ${ref}`;
    return leaf.type === type ? `${leaf.value} AS ${ref}` : `CAST(${leaf.value} AS ${type}) AS ${ref}`;
  });
  return `SELECT CAST(${file} AS INTEGER) AS f, CAST(${row} AS BIGINT) AS r, ${values.join(', ')} FROM read_parquet([${group.map(({ path }) => quoteString(path)).join(', ')}]) p`;
}

/** The scalar columns below one column: STRUCT fields by path, anything else as it is. */
function leavesOf(name: string, value: string, type: string, depth: number): Leaf[] {
  const fields = depth < maxDepth ? structFields(type) : null;
  if (fields === null || fields.length === 0) return [{ name, value, type }];
  return fields.flatMap((field) => leavesOf(`${name}.${field.name}`, `struct_extract(${value}, ${quoteString(field.name)})`, field.type, depth + 1));
}

/** The fields of `STRUCT("a b" BIGINT, c STRUCT(d VARCHAR))`; null for any other type. */
export function structFields(type: string): { readonly name: string; readonly type: string }[] | null {
  if (!type.startsWith('STRUCT(') || !type.endsWith(')')) return null;
  const fields: { name: string; type: string }[] = [];
  const text = type.slice(7, -1);
  let i = 0;
  while (i < text.length) {
    let name = '';
    if (text.charAt(i) === '"') {
      i += 1;
      while (i < text.length && (text.charAt(i) !== '"' || text.charAt(i + 1) === '"')) {
        name += text.charAt(i);
        i += text.charAt(i) === '"' ? 2 : 1;
      }
      i += 2;
    } else {
      const space = text.indexOf(' ', i);
      name = text.slice(i, space);
      i = space + 1;
    }
    const from = i;
    let depth = 0;
    let quoted = false;
    for (; i < text.length; i += 1) {
      const char = text.charAt(i);
      if (char === '"') quoted = !quoted;
      else if (!quoted && char === '(') depth += 1;
      else if (!quoted && char === ')') depth -= 1;
      else if (!quoted && char === ',' && depth === 0) break;
    }
    fields.push({ name, type: text.slice(from, i) });
    i += 2;
  }
  return fields.every((field) => field.name !== '' || field.type !== '') ? fields : null;
}

function named(leaves: readonly Leaf[]): Leaf[] {
  const used = new Set<string>();
  return leaves.map((leaf) => {
    let name = leaf.name;
    for (let n = 2; used.has(name); n += 1) name = `${leaf.name}_${n}`;
    used.add(name);
    return { ...leaf, name };
  });
}

const integers = /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT))$/;
const numbers = /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE|DECIMAL\(.*\))$/;

function widest(a: string | undefined, b: string): string {
  if (a === undefined || a === b) return b;
  if (integers.test(a) && integers.test(b) && !a.startsWith('UB') && !b.startsWith('UB')) return 'BIGINT';
  if (numbers.test(a) && numbers.test(b)) return 'DOUBLE';
  if (a.startsWith('TIMESTAMP') && b.startsWith('TIMESTAMP')) return a.endsWith('ZONE') === b.endsWith('ZONE') ? (a.endsWith('ZONE') ? a : 'TIMESTAMP') : 'TIMESTAMP WITH TIME ZONE';
  return 'VARCHAR';
}
