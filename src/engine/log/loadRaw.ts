import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { TextFile } from './cleanCopies';
import type { Inspected } from './inspectFile';
import { loadText, type LoadedText } from './loadText';
import { openParquet, type ParquetSource } from './loadParquet';
import type { TextPlan } from './planColumns';
import type { ProfileSource } from './profileColumns';
import type { LoadContext, RawColumn, RawTable } from './rawTable';

export interface LoadedRaw extends RawTable {
  readonly profile: ProfileSource;
  /** Rows of each file by its index. */
  readonly rowsOf: ReadonlyMap<number, number>;
  /** False where numbers and times are still text, to be read value by value. */
  readonly typed: boolean;
  /** Bytes of JSON whose keys were looked at, and of how many, where that was not all of it. */
  readonly looked: LoadedText['looked'] | null;
  /** How the text files were read; null where there is none. */
  readonly plan: TextPlan | null;
  /** False where rows do not stand in the order of their places. */
  readonly isOrdered?: false;
}

const sampleRows = 4_000;
const pieceCount = 8;
/** A view with more values than this (rows times columns) is profiled from a sample and the files' own statistics. */
const maxViewValues = 20_000_000;

/** Reads all files (of some what was rewritten in their place): text into a table, Parquet as a view over the files, both together into one table. */
export async function loadRaw(context: LoadContext, files: readonly Inspected[], rewritten: ReadonlyMap<number, TextFile> = new Map()): Promise<LoadedRaw> {
  const usable = files.map((file, index): TextFile => rewritten.get(index) ?? { file, index }).filter(({ file, copy }) => file.state === undefined && (copy === undefined || copy.rows > 0));
  const texts = usable.filter(({ file }) => file.format !== 'parquet');
  const parquet = await openParquet(context, usable.filter(({ file }) => file.format === 'parquet'));
  if (texts.length === 0) return parquet === null ? emptyRaw(context) : viewOf(context, parquet);
  const copies = path.join(context.tempFolder, 'copies');
  await mkdir(copies, { recursive: true });
  const loaded = await loadText(context, texts, copies);
  const looked = loaded.looked.bytes < loaded.looked.of ? loaded.looked : null;
  if (loaded.columns.length === 0) return parquet === null ? emptyRaw(context) : viewOf(context, parquet);
  if (parquet === null) return { ...(await tableOf(context, 'mv_raw', loaded.columns, loaded.typed)), looked, plan: loaded.plan };
  const columns = unite(loaded.columns, parquet.columns);
  await context.duck.run(`CREATE TABLE mv_both AS
    SELECT f, ${columns.map((column) => pick(column, loaded.columns)).join(', ')} FROM mv_raw
    UNION ALL SELECT f, ${columns.map((column) => pick(column, parquet.columns)).join(', ')} FROM (${parquet.select})`, [], context.signal);
  await context.duck.run('DROP TABLE mv_raw', [], context.signal);
  return { ...(await tableOf(context, 'mv_both', columns, false)), looked, plan: loaded.plan };
}

/** Columns of both by name; unlike types become text. */
function unite(a: readonly RawColumn[], b: readonly RawColumn[]): RawColumn[] {
  const all = new Map<string, string>();
  for (const { name, type } of [...a, ...b]) {
    const known = all.get(name);
    all.set(name, known === undefined || known === type ? type : isNumber(known) && isNumber(type) ? 'DOUBLE' : 'VARCHAR');
  }
  return [...all].map(([name, type], index) => ({ name, ref: `c${index}`, type }));
}

function isNumber(type: string): boolean {
  return /INT|DOUBLE|FLOAT|DECIMAL/.test(type);
}

function pick(column: RawColumn, from: readonly RawColumn[]): string {
  const own = from.find(({ name }) => name === column.name);
  const type = column.type === 'JSON' ? 'VARCHAR' : column.type;
  return `CAST(${own?.ref ?? 'NULL'} AS ${type}) AS ${column.ref}`;
}

async function tableOf({ duck, signal }: LoadContext, table: string, columns: readonly RawColumn[], typed: boolean): Promise<Omit<LoadedRaw, 'looked' | 'plan'>> {
  const counts = await duck.rows(`SELECT f, count(*) AS n FROM ${table} GROUP BY f`, [], signal);
  const rowsOf = new Map(counts.map((row) => [Number(row['f']), Number(row['n'])]));
  const rows = [...rowsOf.values()].reduce((sum, n) => sum + n, 0);
  const pieces: string[] = [];
  for (let i = 0; i < pieceCount && rows > sampleRows; i += 1) {
    const from = Math.floor(((rows - sampleRows / pieceCount) * i) / (pieceCount - 1));
    pieces.push(`(rowid >= ${from} AND rowid < ${from + sampleRows / pieceCount})`);
  }
  const sample = pieces.length === 0 ? table : `(SELECT * FROM ${table} WHERE ${pieces.join(' OR ')})`;
  return { relation: table, file: 'f', row: 'rowid', columns, rows, isView: false, rowsOf, typed, profile: { relation: table, sample, rows, estimatedFrom: null } };
}

async function viewOf({ duck, signal }: LoadContext, source: ParquetSource): Promise<LoadedRaw> {
  await duck.run(`CREATE VIEW mv_raw AS ${source.select}`, [], signal);
  const large = source.rows * source.columns.length > maxViewValues && source.rows > source.sampled;
  let relation = 'mv_raw';
  let sample = 'mv_raw';
  if (source.rows > source.sampled) {
    await duck.run(`CREATE TABLE mv_sample AS ${source.sample}`, [], signal);
    sample = 'mv_sample';
    if (large) relation = 'mv_sample';
  }
  if (Math.min(source.rows, source.sampled) > sampleRows) sample = `(SELECT * FROM ${sample} USING SAMPLE ${sampleRows} ROWS (reservoir, 1))`;
  return {
    relation: 'mv_raw', file: 'f', row: 'r', columns: source.columns, rows: source.rows, isView: true, rowsOf: source.rowsOf, typed: true, looked: null, plan: null,
    profile: { relation, sample, rows: source.rows, estimatedFrom: large ? source.sampled : null },
  };
}

async function emptyRaw({ duck, signal }: LoadContext): Promise<LoadedRaw> {
  await duck.run('CREATE OR REPLACE TABLE mv_none (f INTEGER)', [], signal);
  return { relation: 'mv_none', file: 'f', row: 'rowid', columns: [], rows: 0, isView: false, rowsOf: new Map(), typed: true, looked: null, plan: null, profile: { relation: 'mv_none', sample: 'mv_none', rows: 0, estimatedFrom: null } };
}
