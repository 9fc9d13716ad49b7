import { type Dialect, type Family, hashLimit, hashMask } from './dialect';

const quote = (text: string): string => `'${text.replaceAll('\0', '\uFFFD').replaceAll("'", "''")}'`;
const double = (x: number): string => `'${Object.is(x, -0) ? '-0' : String(x)}'::DOUBLE`;
const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** The reference: what the other dialects must answer is what this one does. */
export const duckdb: Dialect = {
  name: 'duckdb',
  family(type): Family {
    if (/^U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/.test(type)) return 'integer';
    if (/^DECIMAL/.test(type)) return 'decimal';
    if (/^(FLOAT|DOUBLE)$/.test(type)) return 'double';
    if (type === 'BOOLEAN') return 'boolean';
    if (type === 'DATE') return 'date';
    if (type === 'TIMESTAMP WITH TIME ZONE') return 'instant';
    if (type.startsWith('TIMESTAMP')) return 'local time';
    if (type === 'BLOB' || type === 'BIT') return 'binary';
    return type === 'JSON' || type.endsWith(']') || /^(STRUCT|MAP|UNION)/.test(type) ? 'list' : 'text';
  },
  identifier,
  string: quote,
  double,
  number: (ref) => `CAST(${ref} AS DOUBLE)`,
  textNumber: (text) => `TRY_CAST(${text} AS DOUBLE)`,
  asDouble: (expression) => `CAST(${expression} AS DOUBLE)`,
  text: (ref) => `CAST(${ref} AS VARCHAR)`,
  wholeText: (x) => `CAST(CAST(${x} AS BIGINT) AS VARCHAR)`,
  doubleText: (x) => `CAST(${x} AS VARCHAR)`,
  instant(ref, family, zone) {
    const utc = family === 'instant' ? ref : zone === 'UTC' ? `CAST(${ref} AS TIMESTAMP)` : `timezone(${quote(zone)}, CAST(${ref} AS TIMESTAMP))`;
    return `CASE WHEN isfinite(${ref}) THEN epoch_us(${utc}) END`;
  },
  textInstant: (text, zone) => `epoch_us(CASE WHEN regexp_matches(${text}, '(Z|z|UTC|[+-][0-9]{2}(:?[0-9]{2})?)$') AND length(${text}) > 12 THEN TRY_CAST(replace(${text}, ',', '.') AS TIMESTAMPTZ) ELSE timezone(${quote(zone)}, TRY_CAST(replace(${text}, ',', '.') AS TIMESTAMP)) END)`,
  within: () => null,
  joined: (text) => `string_agg(${text}, ',')`,
  bigint: (x) => `CAST(${x} AS BIGINT)`,
  quotient: (a, b) => `(${a}) // ${b}`,
  bin: (x, edges) => (edges.length === 0 ? '0' : `len(list_filter([${Array.from(edges, double).join(', ')}], edge -> edge < ${x}))`),
  place: (text, list) => `list_position([${list.map(quote).join(', ')}], ${text})`,
  minus: (x, c) => `(${x} - ${double(c)})`,
  square: (x) => `(${x}) * (${x})`,
  times: (x, factor) => `${x} * ${double(factor)}`,
  left: (text, characters) => `left(${text}, ${characters})`,
  withoutZeros: (text) => `regexp_replace(${text}, '^(-?[0-9]+)\\.0+$', '\\1')`,
  hashBelow: (columns, share) => `(hash(${columns.map(({ ref }) => ref).join(', ')}) & ${hashMask}) < ${hashLimit(share)}`,
  byBytes: (text) => text,
  describe: (from) => `SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM ${from})`,
};
