import { quoteString } from '../duck/quote';
import { otherTimeFormats } from './textTime';

const numeric = /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE|DECIMAL\(.*\)|BIGNUM)$/;

export type TypeFamily = 'numeric' | 'boolean' | 'text' | 'time' | 'list' | 'binary' | 'other';

/** What DuckDB's type of a column allows at most. */
export function typeFamily(type: string): TypeFamily {
  if (numeric.test(type)) return 'numeric';
  if (type === 'BOOLEAN') return 'boolean';
  if (type === 'VARCHAR' || type.startsWith('ENUM')) return 'text';
  if (type.startsWith('TIMESTAMP') || type === 'DATE') return 'time';
  if (type === 'JSON' || type.endsWith(']') || type.startsWith('STRUCT') || type.startsWith('MAP') || type.startsWith('UNION') || type === 'VARIANT') return 'list';
  return type === 'BLOB' || type === 'BIT' || type === 'GEOMETRY' ? 'binary' : 'other';
}

/** The column's text with the empty one as NULL. */
export function textValue(ref: string, type: string): string {
  return type === 'VARCHAR' ? `NULLIF(${ref}, '')` : `CAST(${ref} AS VARCHAR)`;
}

/** The column's number, NULL where there is none. */
export function numberValue(ref: string, type: string): string {
  if (type === 'DOUBLE') return ref;
  return typeFamily(type) === 'text' ? `TRY_CAST(${ref} AS DOUBLE)` : `CAST(${ref} AS DOUBLE)`;
}

const mostSpelled = 8;

/**
 * A number as the text of a level: whole ones without a fraction, so that 1, 1.0 and "1" are one level. The whole numbers among
 * `examples` are spelled out: making a text of a number for each row costs ten times as much as comparing it with a few.
 */
export function numberText(ref: string, examples: readonly string[]): string {
  const known = [...new Set(examples.map(Number).filter((value) => Number.isInteger(value) && Math.abs(value) < 1e9))].slice(0, mostSpelled);
  const spelled = known.map((value) => `WHEN ${ref} = ${value} THEN '${value}' `).join('');
  return `CASE ${spelled}WHEN ${ref} = trunc(${ref}) AND abs(${ref}) < 1e18 THEN CAST(CAST(${ref} AS BIGINT) AS VARCHAR) ELSE CAST(${ref} AS VARCHAR) END`;
}

/** A column's values as texts of levels; see `numberText`. */
export function levelValue(ref: string, type: string, booleansAsNumbers: boolean, examples: readonly string[]): string {
  const family = typeFamily(type);
  if (family === 'boolean') return booleansAsNumbers ? `CAST(CAST(${ref} AS TINYINT) AS VARCHAR)` : `CAST(${ref} AS VARCHAR)`;
  if (family === 'numeric') return numberText(ref, examples);
  const text = textValue(ref, type);
  return booleansAsNumbers ? `CASE lower(${text}) WHEN 'true' THEN '1' WHEN 'false' THEN '0' ELSE regexp_replace(${text}, '^(-?[0-9]+)\\.0+$', '\\1') END` : text;
}

/** Microseconds since 1970 UTC of a column of times; NULL where there is none. `zone` stands for times that carry none. */
export function timeValue(ref: string, type: string, encoding: string, zone: string): string {
  const epoch: Readonly<Record<string, string>> = { 'epoch-s': '1e6', 'epoch-ms': '1e3', 'epoch-us': '1', 'epoch-ns': '1e-3' };
  const scale = epoch[encoding];
  if (scale !== undefined) {
    if (encoding === 'epoch-ns' && /BIGINT/.test(type)) return `${ref} // 1000`;
    const value = numberValue(ref, type);
    return `CASE WHEN isfinite(${value}) AND abs(${value}) < 9e15 / ${scale} THEN CAST(floor(${value} * ${scale}) AS BIGINT) END`;
  }
  if (type === 'TIMESTAMP WITH TIME ZONE') return `CASE WHEN isfinite(${ref}) THEN epoch_us(${ref}) END`;
  if (typeFamily(type) === 'time') return `CASE WHEN isfinite(${ref}) THEN epoch_us(${atZone(`CAST(${ref} AS TIMESTAMP)`, zone)}) END`;
  return textTimeValue(ref, zone);
}

function atZone(timestamp: string, zone: string): string {
  return zone === 'UTC' ? timestamp : `timezone(${quoteString(zone)}, ${timestamp})`;
}

/** Times written as text in any of the known ways, mixed or not. */
export function textTimeValue(ref: string, zone: string): string {
  const text = `replace(${ref}, ',', '.')`;
  const formats = `[${otherTimeFormats.map(quoteString).join(', ')}]`;
  const zoned = `regexp_matches(${ref}, '(Z|z|UTC|[+-][0-9]{2}(:?[0-9]{2})?)$') AND length(${ref}) > 12`;
  const zoneless = `epoch_us(${atZone(`TRY_CAST(${text} AS TIMESTAMP)`, zone)})`;
  return `COALESCE(CASE WHEN ${zoned} THEN epoch_us(TRY_CAST(${text} AS TIMESTAMPTZ)) ELSE ${zoneless} END, epoch_us(try_strptime(${ref}, ${formats})))`;
}
