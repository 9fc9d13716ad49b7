import { Duck } from '../../src/engine/duck/duck';

/** Types by which the engines are told apart; each has its own names for them. */
export type RowType = 'instant' | 'local' | 'date' | 'double' | 'real' | 'bigint' | 'integer' | 'decimal' | 'boolean' | 'text';

export interface RowColumn {
  readonly name: string;
  readonly type: RowType;
  /** As PostgreSQL and DuckDB write them. */
  readonly values: readonly (string | null)[];
}

/** Names in lower case, since some engines know no other. */
const columns: readonly (readonly [name: string, type: RowType, duckdb: string, sql: string])[] = [
  ['happened_at', 'instant', 'TIMESTAMP WITH TIME ZONE', "CASE WHEN i % 211 = 7 THEN NULL ELSE TIMESTAMPTZ '2024-03-30 20:00:00+00' + to_microseconds(i * 23000017) END"],
  ['model_version', 'text', 'VARCHAR', "'v1.' || (i // 1500)"],
  ['latency_ms', 'double', 'DOUBLE', "CASE WHEN i % 19 = 0 THEN NULL WHEN i % 97 = 0 THEN 0 WHEN i % 89 = 0 THEN 'nan'::DOUBLE ELSE exp(3 + 2 * sin(i * 7)) END"],
  ['status_code', 'integer', 'INTEGER', 'CASE i % 9 WHEN 0 THEN 503 WHEN 1 THEN 404 WHEN 2 THEN NULL ELSE 200 END'],
  ['score', 'double', 'DOUBLE', 'CASE WHEN i % 13 = 0 THEN NULL ELSE (hash(i) % 100003) / 100003.0 END'],
  ['prediction', 'boolean', 'BOOLEAN', '(hash(i) % 100003) / 100003.0 > 0.45'],
  ['label', 'integer', 'INTEGER', 'CASE WHEN i % 10 = 0 THEN NULL WHEN (hash(i * 31) % 1000) / 1000.0 < (hash(i) % 100003) / 100003.0 THEN 1 ELSE 0 END'],
  ['wild', 'double', 'DOUBLE', "CASE WHEN i % 17 = 0 THEN NULL WHEN i % 101 = 0 THEN 'nan'::DOUBLE WHEN i % 103 = 0 THEN 'inf'::DOUBLE WHEN i % 107 = 0 THEN '-inf'::DOUBLE WHEN i % 109 = 0 THEN 1e-310 WHEN i % 5 = 0 THEN 0 WHEN i % 7 = 0 THEN 0.1 + 0.2 ELSE sin(i) * 10 + i / 500 END"],
  ['narrow', 'real', 'FLOAT', "CASE WHEN i % 31 = 0 THEN '-0'::FLOAT ELSE (i % 12) / 8.0 END"],
  ['price', 'decimal', 'DECIMAL(12,2)', 'CASE WHEN i % 23 = 0 THEN NULL ELSE (hash(i * 5) % 1000000) / 100.0 END'],
  ['large', 'bigint', 'BIGINT', '9007199254740000 + (hash(i * 3) % 4000)::BIGINT'],
  ['few', 'integer', 'INTEGER', 'i % 7'],
  ['flag', 'boolean', 'BOOLEAN', 'CASE WHEN i % 6 = 0 THEN NULL ELSE i % 4 = 0 END'],
  ['number as "text" é.x', 'text', 'VARCHAR', "CASE WHEN i % 41 = 0 THEN 'n/a?' WHEN i % 43 = 0 THEN '' WHEN i % 47 = 0 THEN ' 12.5 ' WHEN i % 53 = 0 THEN '1e3' ELSE ((i % 900) / 7.0)::VARCHAR END"],
  ['we\\ird `name`, mv_s', 'text', 'VARCHAR', "CASE i % 8 WHEN 0 THEN NULL WHEN 1 THEN 'o''brien' WHEN 2 THEN 'a\\b' WHEN 3 THEN 'tab\there' WHEN 4 THEN 'line' || chr(10) || 'end' WHEN 5 THEN 'Ünï😀' WHEN 6 THEN '' ELSE 'c' || (i % 90) END"],
  ['booked_on', 'date', 'DATE', "DATE '2024-03-30' + (i % 5)::INTEGER"],
  ['told_at', 'local', 'TIMESTAMP', "TIMESTAMP '2024-03-30 23:59:59.999999' + to_seconds(i * 11)"],
];

/** Some thousand rows of all types with what is odd in them, and their Parquet file for DuckDB. */
export async function hostileRows(folder: string, rows: number): Promise<{ readonly columns: readonly RowColumn[]; readonly file: string }> {
  const duck = await Duck.open({ allowedFolders: [folder], tempFolder: folder, memoryLimit: '500MB' });
  const file = `${folder}/hostile.parquet`;
  const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
  try {
    await duck.run(`COPY (SELECT ${columns.map(([name, , type, sql]) => `CAST(${sql} AS ${type}) AS ${quoted(name)}`).join(', ')} FROM range(${rows}) r(i)) TO '${file}' (FORMAT parquet)`);
    const read = await duck.columns(`SELECT ${columns.map(([name]) => `CAST(${quoted(name)} AS VARCHAR)`).join(', ')} FROM read_parquet('${file}')`);
    return { file, columns: columns.map(([name, type], i) => ({ name, type, values: Array.from(read[i]?.values ?? []).map((value) => (typeof value === 'string' ? value : null)) })) };
  } finally {
    await duck.close();
  }
}
