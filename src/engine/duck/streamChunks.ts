import duckdb from '@duckdb/node-bindings';
import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import { FaultError } from '../../core/domain/fault';
import { duckFault } from './duckFault';

/**
 * Up to 2,048 rows of a running query, each column copied out of DuckDB's memory as it is asked for. The values behind NULL
 * are arbitrary; `mask(i)` has bit `row & 7` of byte `row >> 3` set where the value is there, and is null where all are.
 */
export interface NumberChunk {
  readonly rows: number;
  /** A DOUBLE column. */
  numbers(column: number): Float64Array;
  /** An INTEGER column. */
  integers(column: number): Int32Array;
  mask(column: number): Uint8Array | null;
}

/**
 * Runs a query of DOUBLE and INTEGER columns and hands over its chunks in the order of the rows, without making a JavaScript
 * value of each. The next chunk is asked for before this one is counted: DuckDB, which reads ahead by little else, then works in
 * its own threads meanwhile.
 */
export async function streamChunks(connection: DuckDBConnection, sql: string, onChunk: (chunk: NumberChunk) => void, signal?: AbortSignal): Promise<void> {
  const check = (): void => {
    if (signal?.aborted === true) throw FaultError.of('cancelled', 'cancelled', true);
  };
  check();
  const stop = (): void => connection.interrupt();
  signal?.addEventListener('abort', stop, { once: true });
  let next: Promise<DuckDBDataChunk | null> = Promise.resolve(null);
  try {
    const result = await connection.stream(sql);
    next = result.fetchChunk();
    for (;;) {
      const fetched = await next;
      check();
      const rows = fetched?.rowCount ?? 0;
      if (fetched === null || rows === 0) return;
      next = result.fetchChunk();
      const { chunk } = fetched;
      onChunk({
        rows,
        numbers: (column) => {
          const bytes = duckdb.vector_get_data(duckdb.data_chunk_get_vector(chunk, column), rows * 8);
          return new Float64Array(bytes.buffer, bytes.byteOffset, rows);
        },
        integers: (column) => {
          const bytes = duckdb.vector_get_data(duckdb.data_chunk_get_vector(chunk, column), rows * 4);
          return new Int32Array(bytes.buffer, bytes.byteOffset, rows);
        },
        mask: (column) => maskOf(duckdb.data_chunk_get_vector(chunk, column), rows),
      });
    }
  } catch (error) {
    throw duckFault(error, signal);
  } finally {
    signal?.removeEventListener('abort', stop);
    // The connection is free for another statement only when nothing of this one is under way.
    await next.catch(() => undefined);
  }
}

/** Validity words with all bits set are as good as none, and the counting loops are twice as fast without them. */
function maskOf(vector: duckdb.Vector, rows: number): Uint8Array | null {
  const bytes = duckdb.vector_get_validity(vector, Math.ceil(rows / 64) * 8) as Uint8Array | null;
  if (bytes === null) return null;
  const whole = rows >> 3;
  for (let i = 0; i < whole; i += 1) if (bytes[i] !== 255) return bytes;
  const rest = (1 << (rows & 7)) - 1;
  return rest !== 0 && ((bytes[whole] ?? 0) & rest) !== rest ? bytes : null;
}
