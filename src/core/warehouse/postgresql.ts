import { type Dialect, type Family, exponentDigits, hashLimit, hashMask, mirrored } from './dialect';

const quote = (text: string): string => `'${text.replaceAll('\0', '\uFFFD').replaceAll("'", "''")}'`;
const double = (x: number): string => `'${Object.is(x, -0) ? '-0' : String(x)}'::float8`;

/** Of the numbers that a cast reads without an error: with at most 60 characters and this exponent, none leaves the range of a double. Counted repetitions would be slow. */
const numberText = String.raw`^\s*[+-]?((\d+\.?\d*|\.\d+)([eE][+-]?(\d\d?|[12][0-3]\d))?|nan|inf|infinity)\s*$`;
const mostDigits = 60;

/** ISO 8601 with days that there are, so that no cast fails: months of 31 and 30 days, February, the 29th of leap years. */
const isoText = String.raw`^([1-9]\d{3}-((0[13578]|1[02])-(0[1-9]|[12]\d|3[01])|(0[469]|11)-(0[1-9]|[12]\d|30)|02-(0[1-9]|1\d|2[0-8]))|([1-9]\d(0[48]|[2468][048]|[13579][26])|([2468][048]|[13579][26])00)-02-29)([T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d([.,]\d{1,9})?)?(Z|z| ?UTC|[+-](0\d|1[0-4])(:?[0-5]\d)?)?)?$`;
const zoned = String.raw`[T ].*(Z|z|UTC|[+-]\d{2}(:?\d{2})?)$`;

/**
 * PostgreSQL 11 and newer. It raises an error where other engines give an infinity or NULL (overflow, underflow, a text that is no number), so that each such value is
 * told apart before it is used.
 */
export const postgresql: Dialect = {
  name: 'postgresql',
  family(type): Family {
    if (/^(smallint|integer|bigint|oid)$/.test(type)) return 'integer';
    if (/^(numeric|money)/.test(type)) return type === 'money' ? 'text' : 'decimal';
    if (/^(real|double precision)$/.test(type)) return 'double';
    if (type === 'boolean') return 'boolean';
    if (type === 'date') return 'date';
    if (/^timestamp.* with time zone$/.test(type)) return 'instant';
    if (/^timestamp/.test(type)) return 'local time';
    if (type === 'bytea') return 'binary';
    return /^jsonb?$|\[\]$|^(xml|point|line|lseg|box|path|polygon|circle|tsvector|tsquery|hstore|.*range)$/.test(type) ? 'list' : 'text';
  },
  identifier: (name) => `"${name.replaceAll('"', '""')}"`,
  string: quote,
  double,
  // A numeric may be larger than any double, or smaller.
  number: (ref, family) => (family === 'decimal' ? `CASE WHEN ${ref} IS NULL THEN NULL WHEN ${ref} = 0 OR ${ref} = 'NaN' OR abs(${ref}) BETWEEN 1e-300 AND 1e300 THEN ${ref}::float8 WHEN abs(${ref}) < 1 THEN 0::float8 WHEN ${ref} > 0 THEN ${double(Infinity)} ELSE ${double(-Infinity)} END` : `${ref}::float8`),
  textNumber: (text) => `CASE WHEN length(${text}) <= ${mostDigits} AND ${text} ~* ${quote(numberText)} THEN trim(E' \\t\\n\\r\\f\\v' FROM ${text})::float8 END`,
  asDouble: (expression) => `(${expression})::float8`,
  text: (ref) => `${ref}::text`,
  wholeText: (x) => `(${x})::bigint::text`,
  doubleText: (x) => `(${x})::text`,
  instant(ref, family, zone) {
    const utc = family === 'instant' ? ref : zone === 'UTC' ? `${ref}::timestamp` : `(${ref}::timestamp AT TIME ZONE ${quote(zone)})`;
    return `CASE WHEN isfinite(${ref}) THEN round(date_part('epoch', ${utc}) * 1e6)::bigint END`;
  },
  textInstant(text, zone) {
    const plain = `replace(${text}, ',', '.')`;
    const local = zone === 'UTC' ? `${plain}::timestamp` : `(${plain}::timestamp AT TIME ZONE ${quote(zone)})`;
    return `CASE WHEN ${text} !~ ${quote(isoText)} THEN NULL WHEN ${text} ~ ${quote(zoned)} THEN round(date_part('epoch', ${plain}::timestamptz) * 1e6)::bigint ELSE round(date_part('epoch', ${local}) * 1e6)::bigint END`;
  },
  within(ref, family, zone, from, to) {
    if (family !== 'instant' && !(family === 'local time' && zone === 'UTC')) return null;
    const type = family === 'instant' ? 'timestamptz' : 'timestamp';
    const [first, end] = [from, to].map((micros) => momentText(micros));
    return typeof first !== 'string' || typeof end !== 'string' ? null : `${ref} >= ${type} ${quote(first)} AND ${ref} < ${type} ${quote(end)}`;
  },
  joined: (text) => `string_agg(${text}, ',')`,
  bigint: (x) => `(${x})::bigint`,
  quotient: (a, b) => `(${a}) / ${b}`,
  bin: (x, edges) => (edges.length === 0 ? '0' : `${edges.length} - width_bucket(-(${x}), '{${mirrored(edges).map(exponentDigits).join(',')}}'::float8[])`),
  place: (text, list) => `array_position(ARRAY[${list.map(quote).join(', ')}]::text[], ${text})`,
  minus: (x, c) => `CASE WHEN ${x} > 1e290 THEN ${double(Infinity)} WHEN ${x} < -1e290 THEN ${double(-Infinity)} ELSE ${x} - ${double(c)} END`,
  square: (x) => `CASE WHEN abs(${x}) > 1e145 THEN ${double(Infinity)} WHEN abs(${x}) < 1e-150 THEN 0 ELSE (${x}) * (${x}) END`,
  times: (x, factor) => `CASE WHEN abs(${x}) > 1e290 OR abs(${x}) < 1e-290 THEN ${x} ELSE ${x} * ${double(factor)} END`,
  left: (text, characters) => `left(${text}, ${characters})`,
  withoutZeros: (text) => `regexp_replace(${text}, '^(-?[0-9]+)\\.0+$', '\\1')`,
  // By the hash functions of the types: texts of numbers and times would cost ten times as much.
  hashBelow: (columns, share) => `((${columns.map(({ ref, family }, seed) => `coalesce(${hashOf(ref, family, seed)}, 0)`).join(' # ')}) & ${hashMask}) < ${hashLimit(share)}`,
  byBytes: (text) => `${text} COLLATE "C"`,
  describe: (from) => `SELECT * FROM ${from} LIMIT 0`,
};

/** As ISO 8601 in UTC to the microsecond; null for years that it writes otherwise. */
function momentText(micros: number): string | null {
  const seconds = Math.floor(micros / 1e6);
  const date = new Date(seconds * 1000);
  const year = Number.isNaN(date.getTime()) ? 0 : date.getUTCFullYear();
  return year < 1 || year > 9999 ? null : `${date.toISOString().slice(0, 19)}.${String(micros - seconds * 1e6).padStart(6, '0')}+00`;
}

function hashOf(ref: string, family: Family, seed: number): string {
  switch (family) {
    case 'integer':
      return `hashint8extended(${ref}::bigint, ${seed})`;
    case 'decimal':
      return `hash_numeric_extended(${ref}, ${seed})`;
    case 'double':
      return `hashfloat8extended(${ref}::float8, ${seed})`;
    case 'instant':
      return `timestamp_hash_extended(${ref} AT TIME ZONE 'UTC', ${seed})`;
    case 'date':
    case 'local time':
      return `timestamp_hash_extended(${ref}::timestamp, ${seed})`;
    default:
      return `hashtextextended(${ref}::text, ${seed})`;
  }
}
