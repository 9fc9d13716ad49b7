/** Engines whose tables can be asked for a cube; DuckDB stands for none of them and is the reference that the others are compared with. */
export type DialectName = 'postgresql' | 'clickhouse' | 'trino' | 'duckdb';

/** What a column's type allows at most. `instant` carries a zone, `local time` does not. */
export type Family = 'integer' | 'decimal' | 'double' | 'boolean' | 'text' | 'date' | 'local time' | 'instant' | 'list' | 'binary';

/**
 * How one engine writes what the cube's questions need. Arguments and results are texts of SQL; a result is NULL where an argument is, unless it says
 * otherwise, and is never an error of the server's for any value that a column can hold.
 */
export interface Dialect {
  readonly name: DialectName;
  family(type: string): Family;
  /** An identifier of exactly this name, whatever characters it holds. */
  identifier(name: string): string;
  string(text: string): string;
  /** A literal of exactly this double; infinities too. */
  double(x: number): string;
  /** DOUBLE of a column of numbers. */
  number(ref: string, family: Family): string;
  /** DOUBLE of a text, NULL where it is no number. */
  textNumber(text: string): string;
  /** DOUBLE of a whole number's expression. */
  asDouble(expression: string): string;
  /** Text of a column of any family but lists and bytes. */
  text(ref: string, family: Family): string;
  /** Text of a finite double that is whole and below 1e18: without fraction and exponent. */
  wholeText(x: string): string;
  /** Text of any other double, the shortest that reads as the same. */
  doubleText(x: string): string;
  /** BIGINT, microseconds since 1970 UTC; `zone` (IANA) stands for times that carry none. */
  instant(ref: string, family: 'date' | 'local time' | 'instant', zone: string): string;
  /** Condition that a time lies in [from, to), microseconds since 1970 UTC, where comparing the column itself is much cheaper than converting it; else null. */
  within(ref: string, family: Family, zone: string, from: number, to: number): string | null;
  /** Aggregate: the texts of a group, joined by commas. */
  joined(text: string): string;
  /** The same of a text in ISO 8601; NULL where it is none. */
  textInstant(text: string, zone: string): string;
  /** BIGINT of a double without fraction, of magnitude below 2^53. */
  bigint(x: string): string;
  /** Integer quotient of two integers that are not negative. */
  quotient(a: string, b: string): string;
  /** How many of the ascending edges lie below a finite x; so many edges that a search by halving pays. */
  bin(x: string, edges: Float64Array): string;
  /** 1-based place of a text in a list that is not empty, 0 or NULL where it is not there. */
  place(text: string, list: readonly string[]): string;
  /** x - c of a finite x, and x * x; what overflows is an infinity. */
  minus(x: string, c: number): string;
  square(x: string): string;
  times(x: string, factor: number): string;
  /** The first characters of a text. */
  left(text: string, characters: number): string;
  /** A text of a whole number with a fraction of zeros without that fraction. */
  withoutZeros(text: string): string;
  /** BOOLEAN: about a `share` of all rows, chosen by the content of these columns. */
  hashBelow(columns: readonly { readonly ref: string; readonly family: Family }[], share: number): string;
  /** A text as something that sorts by its UTF-8 bytes. */
  byBytes(text: string): string;
  /** The statement that names columns and types of a relation. */
  describe(from: string): string;
}

/** 2^52 - 1: that many values of a hash are told apart. */
export const hashMask = 4_503_599_627_370_495;

export function hashLimit(share: number): number {
  return Math.floor(Math.min(1, Math.max(0, share)) * (hashMask + 1));
}

/** The digits of a double that read as exactly it, with an exponent: no engine takes them for a decimal. */
export function exponentDigits(x: number): string {
  if (Object.is(x, -0)) return '-0e0';
  const text = String(x);
  return text.includes('e') ? text : `${text}e0`;
}

/** Edges of mirrored numbers: x lies above as many of the edges as -x lies strictly below of these. */
export function mirrored(edges: Float64Array): readonly number[] {
  return Array.from(edges, (edge) => (edge === 0 ? 0 : -edge)).reverse();
}
