import { quoteIdentifier, quoteString } from '../duck/quote';
import type { PlannedColumn } from './rawTable';

interface Tree {
  readonly children: Map<string, Tree>;
  leaf: PlannedColumn | null;
}

/** The `columns` argument of DuckDB's JSON reader: nested paths as STRUCT types, times as texts that are cast afterwards. */
export function jsonReaderColumns(columns: readonly PlannedColumn[]): string {
  const root: Tree = { children: new Map(), leaf: null };
  for (const column of columns) {
    let at = root;
    for (const key of column.path) {
      let next = at.children.get(key);
      if (next === undefined) {
        next = { children: new Map(), leaf: null };
        at.children.set(key, next);
      }
      at = next;
    }
    at.leaf = column;
  }
  return `{${[...root.children].map(([key, tree]) => `${quoteString(key)}: ${quoteString(typeOf(tree))}`).join(', ')}}`;
}

function typeOf(tree: Tree): string {
  if (tree.leaf === null) return `STRUCT(${[...tree.children].map(([key, child]) => `${quoteIdentifier(key)} ${typeOf(child)}`).join(', ')})`;
  return tree.leaf.type.startsWith('TIMESTAMP') ? 'VARCHAR' : tree.leaf.type;
}

/** The value of a planned column in a row that the JSON reader gave, in the column's type. */
export function jsonReaderValue({ path, type }: PlannedColumn): string {
  const [top = '', ...inner] = path;
  const value = quoteIdentifier(top) + inner.map((key) => `[${quoteString(key)}]`).join('');
  if (type.startsWith('TIMESTAMP')) return `CAST(NULLIF(${value}, '') AS ${type})`;
  return type === 'JSON' ? `CAST(${value} AS VARCHAR)` : value;
}

/** RFC 6901 pointer of a path, as a text literal. Pointers tell `Age` from `age`, which column names cannot. */
export function jsonPointer(path: readonly string[]): string {
  return quoteString(path.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''));
}

/** Objects may be this large; DuckDB refuses larger ones. */
export const objectBytes = 32 * 1024 * 1024;

/** DuckDB's reader of whole JSON objects, one a line, NULL where a line is no JSON. `file` is an SQL literal. */
export function jsonReader(file: string, gzip: boolean): string {
  return `read_ndjson_objects(${file}, ignore_errors = true, maximum_object_size = ${objectBytes}, compression = '${gzip ? 'gzip' : 'uncompressed'}')`;
}
