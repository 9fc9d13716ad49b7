import { type Dialect, type Family, exponentDigits, hashLimit, hashMask, mirrored } from './dialect';

const quote = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\0', '\\0')}'`;
const double = (x: number): string => (Number.isFinite(x) ? `toFloat64(${exponentDigits(x)})` : x > 0 ? 'toFloat64(inf)' : Number.isNaN(x) ? 'toFloat64(nan)' : 'toFloat64(-inf)');
const listed = (values: readonly number[]): string => values.map(exponentDigits).join(', ');

/** ClickHouse by its HTTP interface. A column that cannot be NULL is asked like one that can. */
export const clickhouse: Dialect = {
  name: 'clickhouse',
  family(given): Family {
    let type = given;
    for (let inner = /^(?:Nullable|LowCardinality|SimpleAggregateFunction)\((?:\w+, )?(.*)\)$/.exec(type); inner !== null; inner = /^(?:Nullable|LowCardinality)\((.*)\)$/.exec(type)) type = inner[1] ?? '';
    if (/^U?Int\d+$/.test(type)) return 'integer';
    if (/^Decimal/.test(type)) return 'decimal';
    if (/^(Float\d+|BFloat16)$/.test(type)) return 'double';
    if (type === 'Bool') return 'boolean';
    if (/^Date(32)?$/.test(type)) return 'date';
    if (/^DateTime/.test(type)) return 'instant';
    return /^(String|FixedString|Enum|UUID|IPv|Time|Nothing|Interval)/.test(type) ? 'text' : 'list';
  },
  identifier: (name) => `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('\0', '\\0')}\``,
  string: quote,
  double,
  number: (ref) => `toFloat64(${ref})`,
  textNumber: (text) => `toFloat64OrNull(trimBoth(${text}))`,
  asDouble: (expression) => `toFloat64(${expression})`,
  // Texts of fixed length are filled up with NUL.
  text: (ref) => `trimRight(toString(${ref}), '\\0')`,
  wholeText: (x) => `toString(toInt64(${x}))`,
  doubleText: (x) => `toString(${x})`,
  instant: (ref, family, zone) => `toUnixTimestamp64Micro(toDateTime64(${ref}, 6${family === 'instant' ? '' : `, ${quote(zone)}`}))`,
  textInstant: (text, zone) => `if(match(ifNull(${text}, ''), '^\\\\d{4}-\\\\d{2}-\\\\d{2}([T ]|$)'), toUnixTimestamp64Micro(parseDateTime64BestEffortOrNull(replaceAll(${text}, ',', '.'), 6, ${quote(zone)})), NULL)`,
  within: () => null,
  joined: (text) => `arrayStringConcat(groupArray(${text}), ',')`,
  bigint: (x) => `toInt64(${x})`,
  quotient: (a, b) => `intDiv(${a}, ${b})`,
  bin(x, edges) {
    if (edges.length === 0) return '0';
    // The largest of -infinity and the mirrored edges that is not above -x; its place says how many edges are below x.
    const bounds = `[-inf, ${listed(mirrored(edges))}]`;
    return `${edges.length} - transform(roundDown(-(${x}), ${bounds}), ${bounds}, [${Array.from({ length: edges.length + 1 }, (_, i) => i).join(', ')}], 0)`;
  },
  place: (text, list) => `indexOf([${list.map(quote).join(', ')}], ${text})`,
  minus: (x, c) => `(${x} - ${double(c)})`,
  square: (x) => `(${x}) * (${x})`,
  times: (x, factor) => `${x} * ${double(factor)}`,
  left: (text, characters) => `substringUTF8(${text}, 1, ${characters})`,
  withoutZeros: (text) => `replaceRegexpOne(${text}, '^(-?[0-9]+)\\\\.0+$', '\\\\1')`,
  hashBelow: (columns, share) => `bitAnd(cityHash64(${columns.map(({ ref }) => `ifNull(toString(${ref}), '')`).join(', ')}), ${hashMask}) < ${hashLimit(share)}`,
  byBytes: (text) => text,
  describe: (from) => `DESCRIBE TABLE (SELECT * FROM ${from})`,
};
