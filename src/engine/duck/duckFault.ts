import { FaultError, type FaultCode } from '../../core/domain/fault';

const codes: readonly (readonly [RegExp, FaultCode])[] = [
  [/^INTERRUPT/i, 'cancelled'],
  [/out of memory|could not allocate|failed to allocate|failed to offload|max_temp_directory_size/i, 'out-of-memory'],
  [/no files found that match|no such file or directory/i, 'not-found'],
  [/^(IO|Permission) Error/i, 'unreadable'],
];

/** What DuckDB threw, as a fault; its message becomes the detail. Anything not recognised is `internal`. */
export function duckFault(error: unknown, signal?: AbortSignal): FaultError {
  if (error instanceof FaultError) return error;
  const detail = error instanceof Error ? error.message : String(error);
  if (signal?.aborted === true) return new FaultError({ code: 'cancelled', detail: 'cancelled', retry: true }, { cause: error });
  const code = codes.find(([pattern]) => pattern.test(detail))?.[1] ?? 'internal';
  return new FaultError({ code, detail: code === 'cancelled' ? 'cancelled' : detail, retry: code === 'cancelled' }, { cause: error });
}
