import { FaultError } from '../../../core/domain/fault';

export type Row = Readonly<Record<string, unknown>>;

/** A database for reading. */
export interface SqlDatabase {
  /** @throws FaultError `unreadable` with what SQLite says */
  rows(sql: string, values?: readonly (string | number)[]): readonly Row[];
  close(): void;
}

/** What SQLite says of a file, in words that name it. */
export function explained<T>(file: string, task: () => T): T {
  try {
    return task();
  } catch (error) {
    throw FaultError.of('unreadable', `${file}: SQLite says: ${error instanceof Error ? error.message : String(error)}`);
  }
}
