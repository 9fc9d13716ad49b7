import { closingQuote } from './fieldText';

/** One field of a line: what stands between spaces, in quotes or in square brackets; `key` of `key=value`. */
export interface Token {
  readonly kind: 'plain' | 'quoted' | 'bracket';
  readonly text: string;
  readonly key?: string;
}

const mostTokens = 64;

/** The fields of a line from a place on; null where a quote stays open. nginx's lists (`0.1, 0.2`, `0.1 : 0.2`) are one field. */
export function tokensOf(line: string, from: number): readonly Token[] | null {
  const tokens: Token[] = [];
  let i = from;
  while (i < line.length && tokens.length < mostTokens) {
    const first = line.charCodeAt(i);
    if (first === 32 || first === 9) {
      i += 1;
    } else if (first === 34) {
      const end = closingQuote(line, i + 1);
      if (end === -1) return null;
      tokens.push({ kind: 'quoted', text: line.slice(i + 1, end) });
      i = end + 1;
    } else if (first === 91) {
      const end = line.indexOf(']', i);
      if (end === -1) return null;
      tokens.push({ kind: 'bracket', text: line.slice(i + 1, end) });
      i = end + 1;
    } else {
      let end = line.indexOf(' ', i);
      if (end === -1) end = line.length;
      // A list goes on behind its separator.
      while (end < line.length && (line.charCodeAt(end - 1) === 44 || line.charCodeAt(end - 1) === 58 || (line.charCodeAt(end + 1) === 58 && line.charCodeAt(end + 2) === 32))) {
        const next = line.indexOf(' ', end + 1);
        end = next === -1 ? line.length : next;
      }
      const text = line.slice(i, end);
      const equals = /^[A-Za-z_][\w.-]*=/.exec(text)?.[0];
      if (equals !== undefined && text.charCodeAt(equals.length) === 34) {
        const quote = closingQuote(line, i + equals.length + 1);
        if (quote === -1) return null;
        tokens.push({ kind: 'quoted', key: equals.slice(0, -1).toLowerCase(), text: line.slice(i + equals.length + 1, quote) });
        i = quote + 1;
      } else {
        tokens.push(equals === undefined ? { kind: 'plain', text } : { kind: 'plain', key: equals.slice(0, -1).toLowerCase(), text: text.slice(equals.length) });
        i = end;
      }
    }
  }
  return tokens;
}
