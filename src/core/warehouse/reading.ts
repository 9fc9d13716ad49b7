import type { TimeInfo } from '../domain/source';
import type { Dialect, Family } from './dialect';

/** How the values of a column are read, once its kind and role are known. */
export type Reading =
  | { readonly as: 'number'; /** Latency comes in its own unit and is read in milliseconds. */ readonly factor: number }
  | { readonly as: 'level'; readonly booleansAsNumbers: boolean }
  | { readonly as: 'time'; readonly encoding: TimeInfo['encoding']; readonly zone: string }
  | { readonly as: 'text' }
  /** Nothing but whether there is a value. */
  | { readonly as: 'presence' };

/** A column as the engine has it. `ref` is an expression over the relation's rows. */
export interface ServerColumn {
  readonly name: string;
  readonly type: string;
  readonly family: Family;
  readonly ref: string;
}

/** The column as SQL: DOUBLE of numbers, BIGINT of times (microseconds since 1970 UTC), else text with the empty one as NULL. */
export function readingSql(dialect: Dialect, column: ServerColumn, reading: Reading): string {
  const { ref, family } = column;
  switch (reading.as) {
    case 'number': {
      const number = family === 'text' ? dialect.textNumber(dialect.text(ref, family)) : isNumber(family) ? dialect.number(ref, family) : dialect.textNumber(dialect.text(ref, family));
      return reading.factor === 1 ? number : dialect.times(`(${number})`, reading.factor);
    }
    case 'level':
      return levelSql(dialect, column, reading.booleansAsNumbers);
    case 'time':
      return timeSql(dialect, column, reading);
    case 'text':
      return family === 'boolean' ? booleanSql(ref, 'true', 'false') : textSql(dialect, column);
    case 'presence':
      return `CASE WHEN ${ref} IS NULL THEN NULL ELSE 'present' END`;
  }
}

export function isNumber(family: Family): boolean {
  return family === 'integer' || family === 'decimal' || family === 'double';
}

/** A number as the text of a level: whole ones without a fraction, so that 1 and 1.0 are one level. */
export function levelOfNumber(dialect: Dialect, x: string): string {
  return `CASE WHEN abs(${x}) < 1e18 AND ${x} = floor(${x}) THEN ${dialect.wholeText(x)} ELSE ${dialect.doubleText(x)} END`;
}

function levelSql(dialect: Dialect, column: ServerColumn, booleansAsNumbers: boolean): string {
  const { ref, family } = column;
  if (family === 'boolean') return booleansAsNumbers ? booleanSql(ref, '1', '0') : booleanSql(ref, 'true', 'false');
  if (isNumber(family)) return family === 'integer' ? dialect.text(ref, family) : levelOfNumber(dialect, `(${dialect.number(ref, family)})`);
  const text = textSql(dialect, column);
  return booleansAsNumbers ? `CASE lower(${text}) WHEN 'true' THEN '1' WHEN 'false' THEN '0' ELSE ${dialect.withoutZeros(text)} END` : text;
}

function booleanSql(ref: string, yes: string, no: string): string {
  return `CASE WHEN ${ref} THEN '${yes}' WHEN NOT ${ref} THEN '${no}' END`;
}

function textSql(dialect: Dialect, { ref, family }: ServerColumn): string {
  return `NULLIF(${dialect.text(ref, family)}, '')`;
}

const epochScale: Readonly<Record<string, string>> = { 'epoch-s': '1e6', 'epoch-ms': '1e3', 'epoch-us': '1e0', 'epoch-ns': '1e-3' };

function timeSql(dialect: Dialect, column: ServerColumn, { encoding, zone }: Extract<Reading, { as: 'time' }>): string {
  const { ref, family } = column;
  if (family === 'date' || family === 'local time' || family === 'instant') return dialect.instant(ref, family, zone);
  const scale = epochScale[encoding];
  if (scale === undefined) return dialect.textInstant(`NULLIF(${dialect.text(ref, family)}, '')`, zone);
  if (encoding === 'epoch-ns' && family === 'integer') return `CASE WHEN ${ref} >= 0 THEN ${dialect.quotient(ref, '1000')} END`;
  const value = `(${readingSql(dialect, column, { as: 'number', factor: 1 })})`;
  return `CASE WHEN abs(${value}) < 9e15 / ${scale} THEN ${dialect.bigint(`floor(${value} * ${scale})`)} END`;
}
