import type { Span } from './outline';

export interface SqlAlias extends Span {
  readonly name: string;
  readonly computes: boolean;
}

const alias = /\bas\s+(?:"([^"\n]{1,120})"|`([^`\n]{1,120})`|\[([^\]\n]{1,120})\]|([A-Za-z_]\w*))/gi;
const types = /^(?:int|integer|bigint|smallint|tinyint|float|float64|int64|double|real|numeric|decimal|varchar|char|string|text|date|datetime|timestamp|timestamptz|time|boolean|bool|json|jsonb|bytes|select|materialized|not|of)$/i;

/**
 * Column aliases (`expression AS name`) of SQL inside a Python string. `offset` is where the string's text begins.
 * Table aliases, casts and `WITH name AS (` are left out.
 */
export function sqlAliases(sql: string, offset: number): readonly SqlAlias[] {
  const result: SqlAlias[] = [];
  for (const match of sql.matchAll(alias)) {
    const name = match[1] ?? match[2] ?? match[3] ?? match[4];
    if (name === undefined || types.test(name)) continue;
    const before = sql.slice(Math.max(0, match.index - 300), match.index);
    if (/\b(?:from|join|into|update|table|view)\s+[\w."`{}]+\s*$/i.test(before) || /\b(?:from|join)\b[^()]*\)\s*$/i.test(before)) continue;
    const quoted = match[4] === undefined ? 1 : 0;
    const end = offset + match.index + match[0].length - quoted;
    result.push({ name, start: end - name.length, end, computes: !/(?:^|,|\bselect\b|\bdistinct\b)\s*[\w."`[\]]+\s*$/i.test(before) });
  }
  return result;
}

/** Whether a string holds a query: by its words, or because it is given to a call that takes SQL. */
export function isSql(text: string, callee: string): boolean {
  if (!/\bas\s/i.test(text)) return false;
  return /^(?:sql|selectExpr|expr|execute|executemany|query|read_sql|read_sql_query|text|from_sql|run_query)$/i.test(callee) || /\bselect\b[\s\S]+\bfrom\b/i.test(text);
}
