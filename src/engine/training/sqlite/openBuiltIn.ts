import { createRequire } from 'node:module';
import { explained, type Row, type SqlDatabase } from './sqlDatabase';

/* Node's own SQLite (22.5 and newer), known here by the few parts that are used: the types of the oldest Node supported have none. */

interface Statement {
  all(...values: readonly (string | number)[]): unknown;
}
interface Connection {
  prepare(sql: string): Statement;
  close(): void;
}
type Constructor = new (file: string, options: { readonly readOnly: boolean }) => Connection;

/** The database opened for reading in place; null where this Node has no SQLite. */
export function openBuiltIn(file: string): SqlDatabase | null {
  const DatabaseSync = builtIn();
  if (DatabaseSync === null) return null;
  const connection = explained(file, () => new DatabaseSync(file, { readOnly: true }));
  return {
    rows: (sql, values = []) => {
      const rows = explained(file, () => connection.prepare(sql).all(...values));
      return Array.isArray(rows) ? rows.filter(isRow) : [];
    },
    close: () => connection.close(),
  };
}

function builtIn(): Constructor | null {
  try {
    const found: unknown = createRequire(import.meta.url)('node:sqlite');
    return typeof found === 'object' && found !== null && 'DatabaseSync' in found && isConstructor(found.DatabaseSync) ? found.DatabaseSync : null;
  } catch {
    return null;
  }
}

function isConstructor(value: unknown): value is Constructor {
  return typeof value === 'function';
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null;
}
