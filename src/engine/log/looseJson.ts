/**
 * What DuckDB's JSON reader takes beyond RFC 8259: a comma before a closing bracket, and the numbers `NaN`, `Infinity` and `-Infinity` in any case, which
 * Python's `json` module writes.
 */
const beyondJson = /("(?:[^"\\]|\\.)*")|(-?\b(?:Infinity|NaN|inf)\b)|,(?=\s*[}\]])/gi;

/** Parses JSON as DuckDB reads it; undefined where it is not JSON. The numbers that JSON lacks become infinities. */
export function parseLooseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    if (!/nan|inf|,\s*[}\]]/i.test(text)) return undefined;
  }
  try {
    return JSON.parse(text.replace(beyondJson, (_, string: string | undefined, number: string | undefined) => string ?? (number === undefined ? '' : '1e999'))) as unknown;
  } catch {
    return undefined;
  }
}

/** Why a line is not a JSON object, for people. */
export function jsonFault(text: string): string {
  const value = parseLooseJson(text);
  if (value === null) return 'null, not an object';
  if (Array.isArray(value)) return 'a list, not an object';
  if (value !== undefined && typeof value !== 'object') return `a ${typeof value}, not an object`;
  if (value !== undefined) return 'invalid JSON: a text with half a surrogate pair or another invalid escape';
  try {
    JSON.parse(text);
    return 'invalid JSON';
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    if (/unterminated|unexpected end/i.test(message)) return 'invalid JSON: the line ends early';
    const token = /^Unexpected token ('.{1,2}')/.exec(message)?.[1];
    const position = /at position (\d+)/.exec(message)?.[1];
    if (/after JSON|non-whitespace/i.test(message)) return `invalid JSON: more text after the value${position === undefined ? '' : `, character ${Number(position) + 1}`}`;
    return `invalid JSON${token === undefined ? '' : `: unexpected ${token}`}${position === undefined ? '' : `, character ${Number(position) + 1}`}`;
  }
}
