const iso = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(Z|z| ?UTC|[+-]\d{2}(?::?\d{2})?)?)?$/;

/** Whether a text is an ISO 8601 time that DuckDB casts as it stands, with or without a zone; null where it is none. */
export function textTime(text: string): 'zoned' | 'zoneless' | null {
  const match = iso.exec(text);
  return match === null ? null : match[1] === undefined ? 'zoneless' : 'zoned';
}

/** Other common writings of a time, as formats of `strptime`. */
export const otherTimeFormats: readonly string[] = [
  '%d/%b/%Y:%H:%M:%S %z', // common log format
  '%a, %d %b %Y %H:%M:%S GMT', // RFC 9110
  '%a, %d %b %Y %H:%M:%S %z', // RFC 5322
  '%Y%m%dT%H%M%SZ',
  '%Y%m%dT%H%M%S',
  '%Y/%m/%d %H:%M:%S.%f',
  '%Y/%m/%d %H:%M:%S',
  '%Y/%m/%d %H:%M',
  '%Y/%m/%d',
  '%d.%m.%Y %H:%M:%S',
  '%d.%m.%Y %H:%M',
  '%d.%m.%Y',
];

const otherTime = /^(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2},\d|\d{1,2}\/[A-Z][a-z]{2}\/\d{4}:\d{2}:|[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} |\d{8}T\d{6}|\d{4}\/\d{1,2}\/\d{1,2}( |$)|\d{1,2}\.\d{1,2}\.\d{4}( |$))/;

/** True for a text in one of the ways of writing a time that are read. */
export function looksLikeTime(text: string): boolean {
  return textTime(text) !== null || otherTime.test(text);
}
