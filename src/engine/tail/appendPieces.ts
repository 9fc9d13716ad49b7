import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { BadLine } from '../../core/domain/source';
import type { Duck, Queries } from '../duck/duck';
import { quoteString } from '../duck/quote';
import { textValue, typeFamily } from '../log/columnExpression';
import type { AccessLayout } from '../log/access/accessLayout';
import type { Inspected } from '../log/inspectFile';
import { jsonReader } from '../log/jsonSelect';
import { loadText } from '../log/loadText';
import type { AppendRecipe, LogColumn } from '../log/openedLog';
import type { LoadContext, RawColumn } from '../log/rawTable';
import { idText } from '../log/readLabelFiles';
import type { Piece } from './followedFile';

/** What the new rows of one column are; `unreadable` are values that are not of the column's kind. */
export interface ColumnFacts {
  readonly present: number;
  readonly unreadable: number;
  /** Of finite numbers; null where there is none, or the column holds no numbers. */
  readonly numbers: { readonly n: number; readonly min: number; readonly max: number; readonly sum: number } | null;
  readonly nonFinite: number;
  /** Texts of a few values. */
  readonly examples: readonly string[];
}

export interface Appended {
  readonly rows: number;
  readonly rowsOf: ReadonlyMap<number, number>;
  readonly bad: readonly { readonly index: number; readonly line: Omit<BadLine, 'file'> }[];
  /** Lines of access logs that are no requests, by file. */
  readonly othersOf: ReadonlyMap<number, number>;
  readonly columns: readonly ColumnFacts[];
  readonly time: { readonly from: number | null; readonly to: number | null; readonly n: number; readonly outOfOrder: number; readonly last: number | null };
  /** Keys and columns that the source's plan does not have. */
  readonly strangers: readonly string[];
}

const columnsAtOnce = 200;

/**
 * Reads pieces of files by the recipe of their log into `table`, whose columns are those of the log's relation, with places from `firstRow` on. Lines that
 * cannot be read are told with their numbers, values that do not fit their column's kind are missing and counted.
 */
export async function appendPieces(duck: Duck, recipe: AppendRecipe, columns: readonly LogColumn[], pieces: readonly Piece[], table: string, firstRow: number, lastTime: number | null, signal?: AbortSignal): Promise<Appended> {
  const folder = path.join(recipe.folder, 'appended');
  const copies = path.join(folder, 'copies');
  await mkdir(copies, { recursive: true });
  try {
    const bad: { piece: number; line: Omit<BadLine, 'file'> }[] = [];
    const others = new Map<number, number>();
    const items: { index: number; file: Inspected }[] = [];
    for (const [at, piece] of pieces.entries()) {
      if (piece.bad !== undefined) {
        bad.push({ piece: at, line: { line: 1, reason: piece.bad } });
        continue;
      }
      const file = path.join(folder, `${at}.${piece.dialect === undefined ? 'ndjson' : 'csv'}`);
      await writeFile(file, piece.bytes);
      const { dialect } = piece;
      // Few lines say little of their fields: what the first reading learnt goes on.
      const access = piece.access === undefined ? undefined : (layoutOf(recipe, piece.access) ?? piece.access);
      items.push({ index: at, file: { path: file, format: piece.format, gzip: false, bytes: piece.bytes.length, modifiedMs: 0, head: '', whole: false, mark: false, ...(dialect === undefined ? {} : { dialect }), ...(access === undefined ? {} : { access }), ...(piece.bytes.includes(0) ? { hasNul: true } : {}) } });
    }
    return await duck.session(async (queries) => {
      const context: LoadContext = {
        duck: queries, tempFolder: folder, ...(signal === undefined ? {} : { signal }),
        addBad: (piece, line) => bad.push({ piece, line }),
        setFault: () => undefined,
        tellAccess: (piece, read) => {
          const index = pieces[piece]?.file.index ?? 0;
          if (read.others > 0) others.set(index, (others.get(index) ?? 0) + read.others);
        },
        ...(recipe.latencyUnit === undefined ? {} : { latencyUnit: recipe.latencyUnit }),
      };
      const loaded = items.length === 0 ? null : await loadText(context, items, copies, { table: 'mv_new', temporary: true, plan: recipe.plan });
      const told = await Promise.all(bad.map(async ({ piece, line }) => {
        const { file, linesBefore } = pieces[piece] as Piece;
        return { index: file.index, line: { ...line, line: line.line === null ? null : line.line + (await linesBefore()) } };
      }));
      const strangers = await strangersOf(queries, recipe, pieces, items.map(({ file }) => file));
      if (loaded === null || loaded.columns.length === 0) return { rows: 0, rowsOf: new Map(), othersOf: others, bad: told, columns: [], time: { from: null, to: null, n: 0, outOfOrder: 0, last: null }, strangers };
      const places = `[${pieces.map(({ file }) => file.index).join(', ')}]`;
      const { labels } = recipe;
      const joined = labels === null ? [] : [labels.label.ref, ...(labels.time === null ? [] : [labels.time.ref])];
      const picked = recipe.columns.map((column) => (joined.includes(column.ref) ? `l.${column.ref === labels?.label.ref ? 'label' : 't'} AS ${column.ref}` : `${pick(column, loaded.columns)} AS ${column.ref}`)).join(', ');
      // The label files as they were when the log was read; one that changes has the log read again.
      const ofLabels = labels === null ? '' : ` LEFT JOIN mv_label l ON ${idText(pick(labels.id, loaded.columns), labels.id.type)} = l.id`;
      await queries.run(`CREATE OR REPLACE TEMP TABLE mv_fresh AS SELECT ${[`${recipe.read.time} AS __mv_t`, 'mv_f AS __mv_file', 'mv_r AS __mv_row', ...recipe.read.columns].join(', ')}
        FROM (SELECT ${places}[f + 1] AS mv_f, ${firstRow} + mv_new.rowid AS mv_r, ${picked} FROM mv_new${ofLabels})`, [], signal);
      const facts = await factsOf(queries, columns, loaded.columns, lastTime);
      await queries.run(`INSERT INTO ${table} SELECT * FROM mv_fresh`, [], signal);
      const counts = await queries.rows('SELECT __mv_file AS f, count(*) AS n FROM mv_fresh GROUP BY 1');
      await queries.run('DROP TABLE mv_fresh');
      await queries.run('DROP TABLE mv_new');
      const rowsOf = new Map(counts.map((row) => [Number(row['f']), Number(row['n'])]));
      return { ...facts, rows: [...rowsOf.values()].reduce((sum, n) => sum + n, 0), rowsOf, othersOf: others, bad: told, strangers };
    }, signal);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** How the source's other files of the same format are written. */
function layoutOf({ files }: AppendRecipe, { formats: [main] }: AccessLayout): AccessLayout | undefined {
  return files.find(({ access }) => access?.formats[0] === main)?.access;
}

/** The value of a raw column in rows that were read alike, or as text where some value did not fit. */
function pick({ name, type }: RawColumn, from: readonly RawColumn[]): string {
  const own = from.find((column) => column.name === name);
  const wanted = type === 'JSON' ? 'VARCHAR' : type;
  if (own === undefined) return `CAST(NULL AS ${wanted})`;
  return own.type === type || (own.type === 'JSON' && wanted === 'VARCHAR') ? own.ref : `TRY_CAST(${own.ref} AS ${wanted})`;
}

async function factsOf(queries: Queries, columns: readonly LogColumn[], loaded: readonly RawColumn[], lastTime: number | null): Promise<Pick<Appended, 'columns' | 'time'>> {
  const facts: ColumnFacts[] = [];
  for (let at = 0; at < columns.length; at += columnsAtOnce) {
    const some = columns.slice(at, at + columnsAtOnce);
    const given = some.map(({ name }, i) => {
      const raw = loaded.find((column) => column.name === name);
      return raw === undefined ? `0 AS g${i}` : `count(${typeFamily(raw.type) === 'text' ? textValue(raw.ref, raw.type) : raw.ref}) AS g${i}`;
    });
    const [present = {}] = await queries.rows(`SELECT ${given.join(', ')} FROM mv_new`);
    const parts = some.flatMap(({ sql, profile: { kind } }, i) => [
      `count(${sql}) AS c${i}`,
      ...(kind === 'empty' ? [`any_value(CAST(${sql} AS VARCHAR)) AS e${i}`] : []),
      ...(kind === 'numeric' ? [`count(*) FILTER (WHERE isfinite(${sql})) AS n${i}`, `min(${sql}) FILTER (WHERE isfinite(${sql})) AS lo${i}`, `max(${sql}) FILTER (WHERE isfinite(${sql})) AS hi${i}`, `sum(${sql}) FILTER (WHERE isfinite(${sql})) AS s${i}`] : []),
    ]);
    const [found = {}] = await queries.rows(`SELECT ${parts.join(', ')} FROM mv_fresh`);
    some.forEach(({ profile: { kind } }, i) => {
      const number = (key: string): number => Number(found[`${key}${i}`] ?? 0);
      const read = number('c');
      const n = number('n');
      const example = found[`e${i}`];
      facts.push({
        present: read, unreadable: Math.max(0, Number(present[`g${i}`] ?? 0) - read), nonFinite: kind === 'numeric' ? read - n : 0,
        numbers: n === 0 ? null : { n, min: number('lo'), max: number('hi'), sum: number('s') }, examples: typeof example === 'string' ? [example] : [],
      });
    });
  }
  const [time = {}] = await queries.rows(`SELECT min(t) AS a, max(t) AS b, count(t) AS n, count(*) FILTER (WHERE t < coalesce(p, ${lastTime ?? 'NULL'}::BIGINT)) AS o,
    (SELECT arg_max(__mv_t, __mv_row) FROM mv_fresh WHERE __mv_t IS NOT NULL) AS l
    FROM (SELECT t, lag(t) OVER () AS p FROM (SELECT __mv_t AS t FROM mv_fresh) WHERE t IS NOT NULL)`);
  const n = Number(time['n'] ?? 0);
  return { columns: facts, time: { from: n === 0 ? null : Number(time['a']), to: n === 0 ? null : Number(time['b']), n, outOfOrder: Number(time['o'] ?? 0), last: n === 0 ? null : Number(time['l']) } };
}

/** Keys of JSON and columns of tables that the plan does not have; keys below one that is kept as a whole belong to it. */
async function strangersOf(queries: Queries, { plan }: AppendRecipe, pieces: readonly Piece[], files: readonly Inspected[]): Promise<readonly string[]> {
  const found = new Set<string>();
  const names = new Set(plan.columns.map(({ name }) => name));
  for (const { dialect } of pieces) if (dialect?.header === true) for (const name of dialect.names) if (!names.has(name)) found.add(name);
  const json = files.filter(({ format }) => format === 'jsonl');
  if (json.length === 0) return [...found];
  const known = new Map(plan.json.map(({ path: keys }) => [keys.join('\0'), true]));
  for (const { path: keys } of plan.json) for (let i = 1; i < keys.length; i += 1) known.set(keys.slice(0, i).join('\0'), known.get(keys.slice(0, i).join('\0')) ?? false);
  const [row] = await queries.rows(`SELECT json_group_structure(json)::VARCHAR AS s FROM ${jsonReader(`[${json.map(({ path: file }) => quoteString(file)).join(', ')}]`, false)}`).catch(() => []);
  const visit = (value: unknown, keys: readonly string[]): void => {
    const isWhole = known.get(keys.join('\0'));
    if (keys.length > 0 && isWhole === true) return;
    if (typeof value === 'object' && value !== null && !Array.isArray(value) && (keys.length === 0 || isWhole === false)) {
      for (const [key, inner] of Object.entries(value)) visit(inner, [...keys, key]);
    } else if (keys.length > 0 && value !== 'NULL' && isWhole === undefined) found.add(keys.join('.'));
  };
  const text = row?.['s'];
  if (typeof text === 'string') visit(JSON.parse(text), []);
  return [...found];
}
