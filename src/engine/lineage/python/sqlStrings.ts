import { type Closure, type Context, type Found, placeIn, type Side, type Sink, type Tracing } from '../context';
import { nodeId } from '../graphBuilder';
import { columnsOfExpression, readItems, readQuery, type SqlColumn, type SqlQuery, type SqlSelect } from '../sql/query';
import type { Expr, ExprOf } from './ast';
import { calleeOf, positional } from './names';
import { matchName } from './sqlNames';
import { written } from './strings';

const takesSql = /^(?:sql|query|execute|executemany|read_sql|read_sql_query|read_database|text|from_sql|run_query|read_gbq|raw|to_dataframe|pandas_sql|sqldf)$/;

/** A query in a string of the code. */
export interface SqlString {
  readonly query: SqlQuery;
  readonly text: ExprOf<'str'>;
  readonly context: Context;
  /** Frames of the code that the query can name as tables: `duckdb.sql("… FROM df")`. */
  readonly frames: Context;
}

/** The query that a call runs, where its text is written in the code. */
export function sqlOf(t: Tracing, call: ExprOf<'call'>, context: Context): SqlString | null {
  if (!takesSql.test(calleeOf(call))) return null;
  for (const arg of call.args.slice(0, 3)) {
    for (const { expr, context: at } of written(t, arg.value, context)) {
      const text = expr.k === 'call' && positional(expr)[0]?.k === 'str' ? positional(expr)[0] : expr;
      if (text?.k !== 'str' || !/\bselect\b/i.test(text.value)) continue;
      const query = readQuery(text.value);
      if (query !== null) return { query, text, context: at, frames: context };
    }
  }
  return null;
}

/** What a column of a query's result is. */
export function lookupInSql(t: Tracing, sql: SqlString, name: string, context: Context, sides: Side[]): readonly Found[] {
  return lookupInQuery(t, sql, sql.query, name, [], context, sides);
}

type Scopes = readonly ReadonlyMap<string, SqlQuery>[];

function lookupInQuery(t: Tracing, sql: SqlString, query: SqlQuery, name: string, outer: Scopes, context: Context, sides: Side[]): readonly Found[] {
  if (!t.step() || outer.length > 20) return [];
  const scopes = [query.with, ...outer];
  return query.selects.flatMap((select, i): readonly Found[] => {
    // The parts of a UNION give the first one's names.
    const position = i === 0 ? -1 : (query.selects[0]?.items.findIndex((item) => item.name !== null && matchName(item.name, name)) ?? -1);
    const item = position >= 0 ? select.items[position] : [...select.items].reverse().find((each) => each.name !== null && matchName(each.name, name));
    if (item !== undefined && item.name !== null) {
      const span = spanIn(sql, item.start, item.name.length);
      const id = nodeId('column', sql.context.module, span.start, item.name);
      const place = placeIn(sql.context, span, item.name, 'sql-alias');
      t.graph.node(id, { kind: 'column', name: item.name, place, made: true }, () => {
        for (const column of item.reads) readColumn(t, sql, select, column, scopes, { to: id, how: 'sql' });
        for (const column of item.over) readColumn(t, sql, select, column, scopes, { to: id, how: 'join' });
        const aggregates = select.joins.length > 0 && !item.plain;
        if (aggregates) for (const column of select.joins.slice(0, 4)) readColumn(t, sql, select, column, scopes, { to: id, how: 'join' });
        for (const column of select.filters.slice(0, 4)) readColumn(t, sql, select, column, scopes, { to: id, how: 'filter' });
      });
      return [{ node: id }];
    }
    return select.items.flatMap(({ name: own, star }) => {
      if (own !== null) return [];
      const sources = select.sources.filter(({ alias }) => star === null || alias === star);
      return sources.length === 1 || star !== null ? lookupInSource(t, sql, sources[0], name, scopes, context, sides) : best(sources.map((source) => lookupInSource(t, sql, source, name, scopes, context, sides)));
    });
  });
}

function best(all: readonly (readonly Found[])[]): readonly Found[] {
  return all.find((found) => found.some((each) => 'node' in each)) ?? all[0] ?? [];
}

function lookupInSource(t: Tracing, sql: SqlString, source: SqlSelect['sources'][number] | undefined, name: string, scopes: Scopes, context: Context, sides: Side[]): readonly Found[] {
  if (source === undefined) return [];
  if (source.query !== null) return lookupInQuery(t, sql, source.query, name, scopes, context, sides);
  const table = source.table ?? '';
  const depth = scopes.findIndex((each) => each.has(table.toLowerCase()));
  const cte = scopes[depth]?.get(table.toLowerCase());
  if (cte !== undefined) return lookupInQuery(t, sql, cte, name, scopes.slice(depth).map((scope) => without(scope, table.toLowerCase())), context, sides);
  const frame = sql.frames;
  if (/^[A-Za-z_]\w*$/.test(table)) {
    const read: Expr = { k: 'name', id: table, start: sql.text.start, end: sql.text.end };
    const found = t.lookup(read, name, frame, sides);
    if (found.some((each) => 'node' in each)) return found;
  }
  return [{ outside: { source: `table:${table.toLowerCase()}`, place: placeIn(sql.context, spanIn(sql, source.start, table.length), name, 'sql-alias'), reason: null } }];
}

/** A CTE does not see itself: a name inside it means what stood before. */
function without(scope: ReadonlyMap<string, SqlQuery>, name: string): ReadonlyMap<string, SqlQuery> {
  return new Map([...scope].filter(([key]) => key !== name));
}

/** The edge from what a column of the query is. */
function readColumn(t: Tracing, sql: SqlString, select: SqlSelect, column: SqlColumn, scopes: Scopes, sink: Sink): void {
  const place = placeIn(sql.context, spanIn(sql, column.start, column.name.length), column.name, 'sql-alias');
  const named = column.table === null ? select.sources : select.sources.filter(({ alias }) => alias === column.table);
  const all = named.map((source) => lookupInSource(t, sql, source, column.name, scopes, sql.context, []));
  t.connect(column.name, best(all), place, sink);
}

function spanIn(sql: SqlString, at: number, length: number): { readonly start: number; readonly end: number } {
  const source = sql.context.module.slice(sql.text);
  const offset = /^[A-Za-z]*("""|'''|"|')/.exec(source)?.[0].length ?? 0;
  // Without escapes and fields the text stands in the file as it is.
  const shift = sql.text.fields.length === 0 && source.includes(sql.text.value) ? source.indexOf(sql.text.value) : offset;
  const start = Math.min(sql.text.start + shift + at, sql.text.end - 1);
  return { start, end: Math.min(start + length, sql.text.end) };
}

/** `expr("a / b")` of the item that has this name in `"a / b AS x"`. */
export function lookupInSelectItem(text: ExprOf<'str'>, name: string): Expr | null {
  const item = readItems(text.value).find((each) => each.name !== null && matchName(each.name, name));
  if (item === undefined || item.plain) return null;
  const value: Expr = { ...text, value: text.value.slice(0, item.start).replace(/\s+as\s+$/i, '') };
  return { k: 'call', fn: { k: 'name', id: 'expr', start: text.start, end: text.start }, args: [{ name: null, at: text, star: 0, value }], start: text.start, end: text.end };
}

/** The columns that a SQL expression in a string reads of the frame. */
export function flowSqlExpression(t: Tracing, text: ExprOf<'str'>, frame: Closure | null, context: Context, sink: Sink): void {
  for (const { name } of columnsOfExpression(text.value)) {
    if (frame === null) t.connect(name, [{ outside: { source: `${context.module.root}:${context.module.file}:frame`, place: null, reason: null } }], placeIn(context, text, name, 'column-reference'), sink);
    else t.flowColumn(frame, name, placeIn(context, text, name, 'column-reference'), sink);
  }
}
