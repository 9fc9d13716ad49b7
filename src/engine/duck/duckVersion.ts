import { version } from '@duckdb/node-api';

/** DuckDB's own version, for example `v1.5.5`. */
export function duckVersion(): string {
  return version();
}
