import { closing, isSign, isWord, type SqlToken, sqlTokens } from './tokens';

/** A column that an expression reads; `table` as the query calls it. */
export interface SqlColumn {
  readonly table: string | null;
  readonly name: string;
  readonly start: number;
}

/** What a SELECT gives under one name; `name` null for `*`. */
export interface SqlItem {
  readonly name: string | null;
  /** Of `t.*` the table. */
  readonly star: string | null;
  readonly reads: readonly SqlColumn[];
  /** Columns after OVER and in FILTER: they choose rows. */
  readonly over: readonly SqlColumn[];
  readonly start: number;
  readonly end: number;
  /** The item is one column and nothing else. */
  readonly plain: boolean;
}

export interface SqlSource {
  /** What the query calls it, in lower case. */
  readonly alias: string;
  /** A table or CTE by name; null for a query in brackets. */
  readonly table: string | null;
  readonly query: SqlQuery | null;
  readonly start: number;
}

export interface SqlQuery {
  readonly with: ReadonlyMap<string, SqlQuery>;
  /** One for each part of a UNION. */
  readonly selects: readonly SqlSelect[];
}

export interface SqlSelect {
  readonly items: readonly SqlItem[];
  readonly sources: readonly SqlSource[];
  readonly joins: readonly SqlColumn[];
  readonly filters: readonly SqlColumn[];
}

const clauseWords = ['from', 'where', 'group', 'having', 'order', 'limit', 'union', 'intersect', 'except', 'minus', 'window', 'qualify', 'offset', 'fetch', 'lateral', 'sample', 'tablesample', 'cluster', 'distribute', 'settings'];
const notColumns = new Set(
  'select distinct all as case when then else end and or not in is null like ilike rlike between exists true false over partition by order asc desc rows range preceding following unbounded current row nulls first last interval cast date timestamp time zone at extract year month day hour minute second week quarter dow doy epoch from for filter where within group using on int integer bigint smallint float double precision numeric decimal varchar char text string boolean bool real any some array struct map unnest lateral collate escape both leading trailing separator ignore respect float64 int64 varying unsigned signed microsecond millisecond isnull notnull div mod xor similar to top'.split(' '),
);
const joinWords = ['join', 'inner', 'left', 'right', 'full', 'cross', 'outer', 'natural', 'asof', 'semi', 'anti', 'global', 'straight_join', 'positional'];
const deepest = 24;

/** Reads the first query of a text, tolerantly: what it does not understand is left out. Null where there is no SELECT. */
export function readQuery(sql: string): SqlQuery | null {
  const tokens = sqlTokens(sql);
  const start = tokens.findIndex((at, i) => isWord(at, 'with') ? isWord(tokens[i + 2], 'as') || isSign(tokens[i + 2], '(') || isWord(tokens[i + 1], 'recursive') : isWord(at, 'select'));
  return start < 0 ? null : readFrom(tokens, start, tokens.length, 0);
}

/** Columns of one expression. */
export function columnsOfExpression(sql: string): readonly SqlColumn[] {
  const tokens = sqlTokens(sql);
  return columnsIn(tokens, 0, tokens.length).reads;
}

/** The items of a list like `a, b / c AS d`. */
export function readItems(sql: string): readonly SqlItem[] {
  const tokens = sqlTokens(sql);
  return items(tokens, 0, tokens.length);
}

function readFrom(tokens: readonly SqlToken[], from: number, end: number, depth: number): SqlQuery | null {
  if (depth > deepest) return null;
  const named = new Map<string, SqlQuery>();
  let at = from;
  if (isWord(tokens[at], 'with')) {
    at++;
    if (isWord(tokens[at], 'recursive')) at++;
    while (at < end) {
      const name = tokens[at];
      at++;
      if (isSign(tokens[at], '(')) at = closing(tokens, at, end);
      if (!isWord(tokens[at], 'as')) break;
      at++;
      while (isWord(tokens[at], 'not', 'materialized')) at++;
      if (!isSign(tokens[at], '(')) break;
      const close = closing(tokens, at, end);
      const inner = readFrom(tokens, at + 1, close - 1, depth + 1);
      if (name !== undefined && inner !== null) named.set(name.text.toLowerCase(), inner);
      at = close;
      if (!isSign(tokens[at], ',')) break;
      at++;
    }
  }
  const selects: SqlSelect[] = [];
  while (at < end) {
    if (isSign(tokens[at], '(')) {
      const close = closing(tokens, at, end);
      const inner = readFrom(tokens, at + 1, close - 1, depth + 1);
      if (inner !== null) {
        selects.push(...inner.selects);
        for (const [name, query] of inner.with) named.set(name, query);
      }
      at = close;
      continue;
    }
    if (!isWord(tokens[at], 'select')) {
      at++;
      continue;
    }
    const stop = next(tokens, at + 1, end, ['union', 'intersect', 'except', 'minus']);
    selects.push(select(tokens, at + 1, stop, depth));
    at = stop + 1;
  }
  return selects.length === 0 ? null : { with: named, selects };
}

/** Index of the first of the words outside brackets; `end` where there is none. */
function next(tokens: readonly SqlToken[], from: number, end: number, words: readonly string[]): number {
  for (let i = from; i < end; i++) {
    if (isSign(tokens[i], '(')) i = closing(tokens, i, end) - 1;
    else if (isWord(tokens[i], ...words) && !isSign(tokens[i - 1], '.')) return i;
  }
  return end;
}

function select(tokens: readonly SqlToken[], from: number, end: number, depth: number): SqlSelect {
  let at = from;
  if (isWord(tokens[at], 'distinct', 'all')) at++;
  if (isWord(tokens[at], 'on') && isSign(tokens[at + 1], '(')) at = closing(tokens, at + 1, end);
  const itemsEnd = next(tokens, at, end, clauseWords);
  const list = items(tokens, at, itemsEnd);
  const sources: SqlSource[] = [];
  const joins: SqlColumn[] = [];
  const filters: SqlColumn[] = [];
  for (at = itemsEnd; at < end; ) {
    const stop = next(tokens, at + 1, end, clauseWords);
    if (isWord(tokens[at], 'from')) from_(tokens, at + 1, stop, depth, sources, joins);
    else if (isWord(tokens[at], 'where', 'having', 'qualify')) filters.push(...columnsIn(tokens, at + 1, stop).reads);
    else if (isWord(tokens[at], 'group')) joins.push(...columnsIn(tokens, at + 1, stop).reads);
    at = stop;
  }
  return { items: list, sources, joins, filters };
}

function from_(tokens: readonly SqlToken[], from: number, end: number, depth: number, sources: SqlSource[], joins: SqlColumn[]): void {
  let at = from;
  while (at < end) {
    const here = tokens[at];
    if (here === undefined) return;
    if (isSign(here, ',') || isWord(here, ...joinWords)) at++;
    else if (isWord(here, 'on')) {
      const stop = next(tokens, at + 1, end, joinWords);
      joins.push(...columnsIn(tokens, at + 1, stop).reads);
      at = stop;
    } else if (isWord(here, 'using') && isSign(tokens[at + 1], '(')) {
      const stop = closing(tokens, at + 1, end);
      joins.push(...columnsIn(tokens, at + 2, stop - 1).reads);
      at = stop;
    } else at = source(tokens, at, end, depth, sources);
  }
}

/** `schema.table AS t`, `(SELECT …) t`, `{{ ref('model') }} t`. */
function source(tokens: readonly SqlToken[], from: number, end: number, depth: number, sources: SqlSource[]): number {
  let at = from;
  const first = tokens[at];
  let table: string | null = null;
  let query: SqlQuery | null = null;
  if (isSign(first, '(')) {
    const close = closing(tokens, at, end);
    query = readFrom(tokens, at + 1, close - 1, depth + 1);
    at = close;
  } else if (isSign(first, '{')) {
    const names: string[] = [];
    while (at < end && !(isSign(tokens[at], '}') && isSign(tokens[at + 1], '}'))) {
      const text = tokens[at];
      if (text?.kind === 'text' || text?.kind === 'quoted') names.push(text.text.replace(/^'|'$/g, ''));
      at++;
    }
    at = Math.min(end, at + 2);
    table = names.at(-1) ?? null;
  } else if (first?.kind === 'word' || first?.kind === 'quoted') {
    table = first.text;
    at++;
    while (isSign(tokens[at], '.') && (tokens[at + 1]?.kind === 'word' || tokens[at + 1]?.kind === 'quoted')) {
      table = tokens[at + 1]?.text ?? table;
      at += 2;
    }
    // A function in FROM gives rows of which nothing is known.
    if (isSign(tokens[at], '(')) at = closing(tokens, at, end);
  } else return at + 1;
  if (isWord(tokens[at], 'as')) at++;
  const named = tokens[at];
  const isAlias = at < end && (named?.kind === 'quoted' || (named?.kind === 'word' && !isWord(named, ...joinWords, ...clauseWords, 'on', 'using')));
  const alias = isAlias ? (named?.text ?? '') : (table ?? '');
  if (isAlias) at++;
  sources.push({ alias: alias.toLowerCase(), table, query, start: first?.start ?? 0 });
  return at;
}

function items(tokens: readonly SqlToken[], from: number, end: number): readonly SqlItem[] {
  const found: SqlItem[] = [];
  for (let at = from; at < end; ) {
    let stop = at;
    while (stop < end && !isSign(tokens[stop], ',')) stop = isSign(tokens[stop], '(') ? closing(tokens, stop, end) : stop + 1;
    const one = item(tokens, at, stop);
    if (one !== null) found.push(one);
    at = stop + 1;
  }
  return found;
}

function item(tokens: readonly SqlToken[], from: number, end: number): SqlItem | null {
  const first = tokens[from];
  const last = tokens[end - 1];
  if (first === undefined || last === undefined || end <= from) return null;
  if (isSign(last, '*') && (end - from === 1 || isSign(tokens[end - 2], '.'))) return { name: null, star: end - from >= 3 ? (tokens[end - 3]?.text.toLowerCase() ?? null) : null, reads: [], over: [], start: first.start, end: last.end, plain: false };
  const before = tokens[end - 2];
  const aliased = isWord(before, 'as') && (last.kind === 'word' || last.kind === 'quoted');
  // `a / b ratio`: an alias without AS stands after something that is whole.
  const bare = !aliased && end - from > 1 && (last.kind === 'quoted' || (last.kind === 'word' && !notColumns.has(last.text.toLowerCase()))) && (before?.kind === 'word' ? isWord(before, 'end') || !notColumns.has(before.text.toLowerCase()) : before?.kind === 'number' || before?.kind === 'quoted' || isSign(before, ')'));
  const stop = aliased ? end - 2 : bare ? end - 1 : end;
  const { reads, over } = columnsIn(tokens, from, stop);
  const count = stop - from;
  const plain = reads.length === 1 && (count === 1 || (count === 3 && isSign(tokens[from + 1], '.')));
  const name = aliased || bare ? last.text : plain ? (reads[0]?.name ?? null) : null;
  return name === null ? null : { name, star: null, reads, over, start: aliased || bare ? last.start : first.start, end: last.end, plain };
}

/** Column names between two tokens: words that are no keywords, functions, aliases or parts of a jinja block; those after OVER apart. */
function columnsIn(tokens: readonly SqlToken[], from: number, end: number): { readonly reads: readonly SqlColumn[]; readonly over: readonly SqlColumn[] } {
  const reads: SqlColumn[] = [];
  const over: SqlColumn[] = [];
  for (let i = from; i < end; i++) {
    const at = tokens[i];
    if (at === undefined) break;
    if (isSign(at, '{')) {
      while (i < end && !isSign(tokens[i], '}')) i++;
      continue;
    }
    if (isWord(at, 'over', 'filter') && isSign(tokens[i + 1], '(')) {
      const stop = closing(tokens, i + 1, end);
      over.push(...columnsIn(tokens, i + 2, stop - 1).reads);
      i = stop - 1;
      continue;
    }
    // A query inside is not followed: its columns are of its own tables.
    if (isSign(at, '(') && isWord(tokens[i + 1], 'select', 'with')) {
      i = closing(tokens, i, end) - 1;
      continue;
    }
    if (isSign(at, '::')) {
      i++;
      if (isSign(tokens[i + 1], '(')) i = closing(tokens, i + 1, end) - 1;
      continue;
    }
    if (at.kind !== 'word' && at.kind !== 'quoted') continue;
    const path = [at];
    while (isSign(tokens[i + 1], '.') && (tokens[i + 2]?.kind === 'word' || tokens[i + 2]?.kind === 'quoted') && i + 2 < end) {
      const part = tokens[i + 2];
      if (part !== undefined) path.push(part);
      i += 2;
    }
    const name = path.at(-1);
    if (name === undefined || isSign(tokens[i + 1], '(')) continue;
    if (path.length === 1 && at.kind === 'word' && (notColumns.has(at.text.toLowerCase()) || isWord(tokens[i - 1], 'as') || /^[@$]/.test(at.text))) continue;
    reads.push({ table: path.length > 1 ? (path.at(-2)?.text.toLowerCase() ?? null) : null, name: name.text, start: name.start });
  }
  return { reads, over };
}
