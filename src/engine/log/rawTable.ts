import type { BadLine, TimeUnit } from '../../core/domain/source';
import type { Queries } from '../duck/duck';
import type { RewrittenAccess } from './access/rewriteAccess';
import type { ReadType } from './jsonShape';

/** A column as it was read: `ref` names it in the raw relation, `type` is its DuckDB type there. */
export interface RawColumn {
  readonly name: string;
  readonly ref: string;
  readonly type: string;
}

/**
 * Rows as they were read, before their columns are judged: a table or view with one column for each `RawColumn`, the file's index
 * and the row's position. Columns have generated names there, so that no name of the source can clash with another in any way.
 */
export interface RawTable {
  readonly relation: string;
  readonly file: string;
  readonly row: string;
  readonly columns: readonly RawColumn[];
  readonly rows: number;
  readonly isView: boolean;
}

/** What loading needs to tell about single files while it goes on. */
export interface LoadContext {
  readonly duck: Queries;
  /** Existing folder inside which files may be written and read by DuckDB. */
  readonly tempFolder: string;
  readonly signal?: AbortSignal;
  readonly onBytes?: (bytes: number) => void;
  addBad(fileIndex: number, bad: Omit<BadLine, 'file'>): void;
  /** Why a file could not be read, or not to its end; null changes nothing. */
  setFault(fileIndex: number, reason: string | null): void;
  /** What reading an access log gave. */
  tellAccess(fileIndex: number, read: RewrittenAccess): void;
  /** Unit of the latency where its own writing does not tell it. */
  readonly latencyUnit?: TimeUnit;
}

/** A column to be read: its name for people, where it stands in the source, its type. */
export interface PlannedColumn {
  readonly name: string;
  readonly path: readonly string[];
  readonly type: ReadType;
}

/** One type that holds what both hold. */
export function commonType(a: ReadType, b: ReadType): ReadType {
  if (a === b) return a;
  const pair = new Set([a, b]);
  if (pair.has('DOUBLE') && pair.has('BIGINT')) return 'DOUBLE';
  return 'VARCHAR';
}

/** The source's index of the file that a row came from, where DuckDB reads the files with these indexes by one statement. */
export function fileIndexSql(indexes: readonly number[], fileIndex: string): string {
  const [first = 0] = indexes;
  if (indexes.length === 1) return String(first);
  if (indexes.every((index, at) => index === first + at)) return `CAST(${fileIndex} AS INTEGER) + ${first}`;
  return `[${indexes.join(', ')}][CAST(${fileIndex} AS BIGINT) + 1]`;
}
