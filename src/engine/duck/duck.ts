import { rm } from 'node:fs/promises';
import path from 'node:path';
import { DuckDBInstance, type DuckDBConnection, type DuckDBResultReader } from '@duckdb/node-api';
import { FaultError } from '../../core/domain/fault';
import { duckFault } from './duckFault';
import { plainValue } from './plainValue';
import { quoteString } from './quote';
import { streamChunks, type NumberChunk } from './streamChunks';

export type DuckValue = string | number | bigint | boolean | null;

export interface DuckOptions {
  /** Absolute folders whose files may be read; nothing else of the disk or the network can be. */
  readonly allowedFolders: readonly string[];
  /** Existing folder for the database's own file and for what does not fit into memory. */
  readonly tempFolder: string;
  readonly memoryLimit?: string;
  readonly threads?: number;
}

export interface DuckColumn {
  readonly name: string;
  readonly values: ArrayLike<unknown>;
}

/** The questions that can be asked of a database; one statement each. Values are bound to `$1, $2, …`. */
export interface Queries {
  /** Rows as plain objects: BIGINT as number where safe (else bigint), times as Date, lists as arrays. */
  rows(sql: string, values?: readonly DuckValue[], signal?: AbortSignal): Promise<readonly Record<string, unknown>[]>;
  /** Columns in order; numbers as Float64Array where the column is numeric without NULL. */
  columns(sql: string, values?: readonly DuckValue[], signal?: AbortSignal): Promise<readonly DuckColumn[]>;
  run(sql: string, values?: readonly DuckValue[], signal?: AbortSignal): Promise<void>;
}

let made = 0;

/**
 * A hardened DuckDB database in a file of its own below `tempFolder`: no extension is installed or loaded, only the allowed
 * folders can be read, the configuration is locked, memory is bounded. Each running statement has a connection of its own, so
 * that one can be interrupted without the others. Failures are `FaultError`s: `cancelled`, `out-of-memory`, `not-found`,
 * `unreadable`, `internal`.
 */
export class Duck implements Queries {
  private readonly idle: DuckDBConnection[] = [];
  private running = 0;
  private closed = false;
  private whenIdle: (() => void) | null = null;

  private constructor(private readonly instance: DuckDBInstance, private readonly file: string) {}

  static async open(options: DuckOptions): Promise<Duck> {
    made += 1;
    const file = path.join(options.tempFolder, `model-vitals-${process.pid}-${made}-${Date.now().toString(36)}.duckdb`);
    let duck: Duck | undefined;
    try {
      const instance = await DuckDBInstance.create(file, {
        autoinstall_known_extensions: 'false',
        autoload_known_extensions: 'false',
        allow_community_extensions: 'false',
        allow_unsigned_extensions: 'false',
        memory_limit: options.memoryLimit ?? '800MB',
        temp_directory: `${file}.tmp`,
        ...(options.threads === undefined ? {} : { threads: String(options.threads) }),
      });
      duck = new Duck(instance, file);
      const folders = [...options.allowedFolders, options.tempFolder].map((folder) => quoteString(folder.endsWith(path.sep) ? folder : folder + path.sep));
      await duck.run("SET GLOBAL TimeZone = 'UTC'");
      await duck.run(`SET GLOBAL allowed_directories = [${folders.join(', ')}]`);
      await duck.run('SET GLOBAL enable_external_access = false');
      await duck.run('SET GLOBAL lock_configuration = true');
      return duck;
    } catch (error) {
      await duck?.close();
      throw duckFault(error);
    }
  }

  rows(sql: string, values: readonly DuckValue[] = [], signal?: AbortSignal): Promise<readonly Record<string, unknown>[]> {
    return this.session((session) => session.rows(sql, values, signal), signal);
  }

  columns(sql: string, values: readonly DuckValue[] = [], signal?: AbortSignal): Promise<readonly DuckColumn[]> {
    return this.session((session) => session.columns(sql, values, signal), signal);
  }

  run(sql: string, values: readonly DuckValue[] = [], signal?: AbortSignal): Promise<void> {
    return this.session((session) => session.run(sql, values, signal), signal);
  }

  /** Runs a query of DOUBLE and INTEGER columns chunk by chunk; see `streamChunks`. */
  stream(sql: string, onChunk: (chunk: NumberChunk) => void, signal?: AbortSignal): Promise<void> {
    return this.held((connection) => streamChunks(connection, sql, onChunk, signal), signal);
  }

  /** Runs several statements on one connection, one after the other: temporary tables live as long as that connection's turn. */
  session<T>(work: (queries: Queries) => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.held(
      (held) =>
        work({
          rows: async (sql, values, own) => (await ask(held, sql, values, own ?? signal)).getRowObjectsJS().map(plainRow),
          columns: async (sql, values, own) => columnsOf(await ask(held, sql, values, own ?? signal)),
          run: async (sql, values, own) => {
            await ask(held, sql, values, own ?? signal);
          },
        }),
      signal,
    );
  }

  private async held<T>(work: (connection: DuckDBConnection) => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (signal?.aborted === true) throw FaultError.of('cancelled', 'cancelled', true);
    if (this.closed) throw FaultError.of('internal', 'the database is closed');
    this.running += 1;
    let connection: DuckDBConnection | undefined;
    try {
      connection = this.idle.pop() ?? (await this.instance.connect());
      return await work(connection);
    } catch (error) {
      throw duckFault(error, signal);
    } finally {
      this.running -= 1;
      if (connection !== undefined) {
        if (this.closed) connection.closeSync();
        else this.idle.push(connection);
      }
      if (this.running === 0) this.whenIdle?.();
    }
  }

  /** Waits for running statements (abort them first to be quick), then removes the database's files. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    if (this.running > 0) await new Promise<void>((resolve) => (this.whenIdle = resolve));
    for (const connection of this.idle.splice(0)) connection.closeSync();
    this.instance.closeSync();
    for (const suffix of ['', '.wal', '.tmp']) await rm(this.file + suffix, { force: true, recursive: true });
  }
}

async function ask(connection: DuckDBConnection, sql: string, values: readonly DuckValue[] = [], signal?: AbortSignal): Promise<DuckDBResultReader> {
  if (signal?.aborted === true) throw FaultError.of('cancelled', 'cancelled', true);
  const stop = (): void => connection.interrupt();
  signal?.addEventListener('abort', stop, { once: true });
  // An interrupt that arrives between two phases of one statement is forgotten by DuckDB: it is repeated until the statement ends.
  const again = signal === undefined ? null : setInterval(() => signal.aborted && connection.interrupt(), 20);
  try {
    return await connection.runAndReadAll(sql, [...values]);
  } catch (error) {
    throw duckFault(error, signal);
  } finally {
    if (again !== null) clearInterval(again);
    signal?.removeEventListener('abort', stop);
  }
}

function plainRow(row: Record<string, unknown>): Record<string, unknown> {
  const plain: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row)) plain[name] = plainValue(value);
  return plain;
}

function columnsOf(reader: DuckDBResultReader): readonly DuckColumn[] {
  const names = reader.columnNames();
  return reader.getColumnsJS().map((column, index) => ({ name: names[index] ?? '', values: numbersOf(column) ?? column.map(plainValue) }));
}

function numbersOf(column: readonly unknown[]): Float64Array | null {
  if (column.length === 0) return null;
  const numbers = new Float64Array(column.length);
  for (let i = 0; i < column.length; i += 1) {
    const value = column[i];
    if (typeof value === 'number') numbers[i] = value;
    else if (typeof value === 'bigint' && value >= -9007199254740991n && value <= 9007199254740991n) numbers[i] = Number(value);
    else return null;
  }
  return numbers;
}
