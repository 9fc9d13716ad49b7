import { type Dialect, type Family, exponentDigits, hashLimit, hashMask, mirrored } from './dialect';

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const double = (x: number): string => (Number.isFinite(x) ? exponentDigits(x) : Number.isNaN(x) ? 'nan()' : x > 0 ? 'infinity()' : '-infinity()');
const numberText = String.raw`^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$`;
const isoText = String.raw`^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?(Z|z| ?UTC|[+-]\d{2}(:?\d{2})?)?)?$`;
const zoned = String.raw`[T ].*(Z|z|UTC|[+-]\d{2}(:?\d{2})?)$`;

/** Trino and what shares its syntax. */
export const trino: Dialect = {
  name: 'trino',
  family(type): Family {
    if (/^(tinyint|smallint|integer|bigint)$/.test(type)) return 'integer';
    if (/^decimal/.test(type)) return 'decimal';
    if (/^(real|double)$/.test(type)) return 'double';
    if (type === 'boolean') return 'boolean';
    if (type === 'date') return 'date';
    if (/^timestamp.*with time zone$/.test(type)) return 'instant';
    if (/^timestamp/.test(type)) return 'local time';
    if (type === 'varbinary') return 'binary';
    return /^(varchar|char|uuid|ipaddress|time|interval)/.test(type) ? 'text' : 'list';
  },
  identifier: (name) => `"${name.replaceAll('"', '""')}"`,
  string: quote,
  double,
  number: (ref) => `CAST(${ref} AS DOUBLE)`,
  textNumber: (text) => `CASE WHEN regexp_like(${text}, ${quote(numberText)}) THEN TRY_CAST(trim(${text}) AS DOUBLE) WHEN regexp_like(${text}, '(?i)^\\s*[+-]?nan\\s*$') THEN nan() WHEN regexp_like(${text}, '(?i)^\\s*\\+?inf(inity)?\\s*$') THEN infinity() WHEN regexp_like(${text}, '(?i)^\\s*-inf(inity)?\\s*$') THEN -infinity() END`,
  asDouble: (expression) => `CAST(${expression} AS DOUBLE)`,
  text: (ref) => `CAST(${ref} AS VARCHAR)`,
  wholeText: (x) => `CAST(CAST(${x} AS BIGINT) AS VARCHAR)`,
  // A cast to text would write every double with an exponent.
  doubleText: (x) => `json_format(CAST(${x} AS JSON))`,
  instant(ref, family, zone) {
    const time = family === 'instant' ? `CAST(${ref} AS TIMESTAMP(6) WITH TIME ZONE)` : `with_timezone(CAST(${ref} AS TIMESTAMP(6)), ${quote(zone)})`;
    return microsOf(time);
  },
  textInstant(text, zone) {
    const plain = `regexp_replace(replace(${text}, ',', '.'), '^(.{10})T', '$1 ')`;
    const withZone = `regexp_replace(regexp_replace(regexp_replace(${plain}, '\\s*(Z|z|UTC)$', ' UTC'), '([+-]\\d{2})$', '$1:00'), '\\s*([+-]\\d{2}):?(\\d{2})$', ' $1:$2')`;
    return `CASE WHEN NOT regexp_like(${text}, ${quote(isoText)}) THEN NULL WHEN regexp_like(${text}, ${quote(zoned)}) THEN ${microsOf(`TRY_CAST(${withZone} AS TIMESTAMP(6) WITH TIME ZONE)`)} ELSE ${microsOf(`with_timezone(TRY_CAST(${plain} AS TIMESTAMP(6)), ${quote(zone)})`)} END`;
  },
  within: () => null,
  joined: (text) => `array_join(array_agg(${text}), ',')`,
  bigint: (x) => `CAST(${x} AS BIGINT)`,
  quotient: (a, b) => `(${a}) / ${b}`,
  bin: (x, edges) => (edges.length === 0 ? '0' : `${edges.length} - width_bucket(-(${x}), ARRAY[${mirrored(edges).map(double).join(', ')}])`),
  place: (text, list) => `array_position(ARRAY[${list.map((each) => `CAST(${quote(each)} AS VARCHAR)`).join(', ')}], ${text})`,
  minus: (x, c) => `(${x} - ${double(c)})`,
  square: (x) => `(${x}) * (${x})`,
  times: (x, factor) => `${x} * ${double(factor)}`,
  left: (text, characters) => `substr(${text}, 1, ${characters})`,
  withoutZeros: (text) => `regexp_replace(${text}, '^(-?[0-9]+)\\.0+$', '$1')`,
  hashBelow: (columns, share) => `bitwise_and(from_big_endian_64(xxhash64(to_utf8(concat_ws('|', ${columns.map(({ ref }) => `CAST(${ref} AS VARCHAR)`).join(', ')})))), ${hashMask}) < ${hashLimit(share)}`,
  byBytes: (text) => text,
  describe: (from) => `SELECT * FROM ${from} LIMIT 0`,
};

/** A double of seconds holds microseconds to a quarter of one until 2242: rounded, they are exact. */
function microsOf(time: string): string {
  return `CAST(round(to_unixtime(${time}) * 1e6) AS BIGINT)`;
}
