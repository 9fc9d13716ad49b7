/** Place of the quote that closes a text whose first character stands at `from`; backslashes escape (nginx, Apache, gunicorn). -1 where there is none. */
export function closingQuote(line: string, from: number): number {
  let quote = line.indexOf('"', from);
  while (quote !== -1) {
    let first = quote;
    while (first > from && line.charCodeAt(first - 1) === 92) first -= 1;
    if ((quote - first) % 2 === 0) return quote;
    quote = line.indexOf('"', quote + 1);
  }
  return -1;
}

/** Runs of escaped bytes that are no control characters, or an escaped quote or backslash. */
const escapes = /(?:\\x(?:[2-689A-Fa-f][0-9A-Fa-f]|7[0-9A-Ea-e]))+|\\["\\]/g;

/**
 * A text as the client sent it: `\xHH` (nginx, Apache) are bytes of UTF-8, `\"` and `\\` stand for themselves. Control characters, and bytes that are no UTF-8,
 * stay as they were written.
 */
export function unescaped(text: string): string {
  return text.includes('\\') ? text.replace(escapes, (found) => (found.charAt(1) === 'x' ? bytesText(found) : found.charAt(1))) : text;
}

function bytesText(found: string): string {
  const text = Buffer.from(found.replaceAll('\\x', ''), 'hex').toString('utf8');
  if (!text.includes('\uFFFD')) return text;
  return found.replace(/\\x([2-7][0-9A-Fa-f])/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

const controls = /[\u0000-\u001f]/;

/** A line in which tabs are spaces and other control characters are seen to be there: no field may hold what ends a field or a line of the copy. */
export function withoutControls(line: string): string {
  return controls.test(line) ? line.replaceAll('\t', ' ').replace(/[\u0000-\u001f]/g, '\uFFFD') : line;
}

/** `-` and the empty text say that there is nothing. */
export function orNothing(text: string): string {
  return text === '-' ? '' : text;
}

/** The path of a request's target as it was sent, without query and without the server's own name. */
export function pathOf(target: string): string {
  let path = unescaped(target);
  const scheme = path.indexOf('://');
  if (scheme > 0 && scheme < 8 && !path.startsWith('/')) {
    const slash = path.indexOf('/', scheme + 3);
    path = slash === -1 ? '/' : path.slice(slash);
  }
  const query = path.search(/[?#]/);
  return query === -1 ? path : path.slice(0, query);
}

/** Digits as they stand, empty for `-` and whatever else is no size. */
export function sizeText(text: string): string {
  return isDigits(text) && text.length < 16 ? text : '';
}

export function isDigits(text: string): boolean {
  if (text.length === 0) return false;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code < 48 || code > 57) return false;
  }
  return true;
}

export function isStatus(text: string): boolean {
  return text.length === 3 && isDigits(text);
}

const decimal = /^\d{1,12}(?:\.\d{1,12})?$/;

/** A duration in milliseconds, to a nanosecond; empty where the text is no number. */
export function milliseconds(text: string, perUnit: number): string {
  if (!decimal.test(text)) return '';
  return String(Math.round(Number(text) * perUnit * 1e6) / 1e6);
}

/**
 * nginx writes the time of each server that was asked: `0.010, 0.020` (one after the other) and `0.010 : 0.020` (after an internal redirect). Their sum in
 * milliseconds; `-` stands for a server that was not reached. Empty where none has a time.
 */
export function summedSeconds(text: string): string {
  if (!text.includes(',') && !text.includes(':')) return milliseconds(text, 1000);
  let sum = 0;
  let found = false;
  for (const part of text.split(/[,:]/)) {
    const one = milliseconds(part.trim(), 1000);
    if (one === '') continue;
    found = true;
    sum += Number(one);
  }
  return found ? String(Math.round(sum * 1e6) / 1e6) : '';
}
