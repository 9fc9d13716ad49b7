import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

export interface LogShape {
  readonly rows: number;
  /** Numeric features `f_0…`; the first half of them shifts by one standard deviation in the last third of the rows when `shift`. */
  readonly features: number;
  readonly shift?: boolean;
  readonly timestamps?: boolean;
  /** Seconds since 1970 of the first row; one row a minute. */
  readonly from?: number;
}

/**
 * Writes a prediction log of made-up but repeatable rows (hashes of the row number): `timestamp`, `latency_ms`, `prediction`, `label` and
 * normal-like features. The ending of `path` chooses the format: `.jsonl` or `.parquet`.
 */
export async function makeLog(path: string, { rows, features, shift = true, timestamps = true, from = 1_767_225_600 }: LogShape): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  const uniform = (seed: string): string => `(hash(i * 1000003 + ${seed}) % 1000003) / 1000003.0`;
  const columns = Array.from({ length: features }, (_, k) => {
    const moved = shift && k < features / 2 ? ` + (i > ${Math.floor((rows * 2) / 3)})::INT` : '';
    // A sum of four uniforms is near enough to a normal.
    return `round((${[1, 2, 3, 4].map((j) => uniform(String(k * 7 + j))).join(' + ')} - 2) * 1.7320508${moved}, 4) AS f_${k}`;
  });
  const select = [
    ...(timestamps ? [`strftime(to_timestamp(${from} + i * 60) AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%SZ') AS timestamp`] : []),
    `round(10 + 20 * ${uniform('77')}, 2) AS latency_ms`,
    ...columns,
    `(${uniform('55')} < 0.4)::INT AS prediction`,
    `((${uniform('55')} < 0.4) <> (${uniform('66')} < 0.2))::INT AS label`,
  ];
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  try {
    const connection = await instance.connect();
    const format = path.endsWith('.parquet') ? 'FORMAT parquet' : 'FORMAT json';
    await connection.run(`COPY (SELECT ${select.join(', ')} FROM range(${rows}) t(i)) TO '${path.replaceAll("'", "''")}' (${format})`);
    connection.closeSync();
  } finally {
    instance.closeSync();
  }
}

/** The lines of a text log. */
export function linesOf(path: string): string[] {
  return readFileSync(path, 'utf8').split('\n').filter((line) => line !== '');
}
