/** A token of SQL; `text` of a quoted identifier is without its quotes. */
export interface SqlToken {
  readonly kind: 'word' | 'quoted' | 'text' | 'number' | 'sign';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const token = /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\{#[\s\S]*?(?:#\}|$)|'(?:[^']|'')*(?:'|$)|"((?:[^"]|"")*)(?:"|$)|`([^`]*)(?:`|$)|\[([A-Za-z_][\w ]*)\]|(\d[\w.]*)|([\p{L}_@$][\p{L}\p{N}_$]*)|(::|<=|>=|<>|!=|\|\||->>?|[^\s])/gu;

/** Tokens of a text that is, or is near to, SQL of any dialect. Never throws; comments are left out. */
export function sqlTokens(sql: string): readonly SqlToken[] {
  const tokens: SqlToken[] = [];
  for (const match of sql.matchAll(token)) {
    const [all, double, back, bracket, number, word, sign] = match;
    const span = { start: match.index, end: match.index + all.length };
    const quoted = double ?? back ?? bracket;
    if (quoted !== undefined) tokens.push({ kind: 'quoted', text: quoted, ...span });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number, ...span });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word, ...span });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign, ...span });
    else if (all.startsWith("'")) tokens.push({ kind: 'text', text: all, ...span });
  }
  return tokens;
}

/** Whether a token is this keyword. */
export function isWord(at: SqlToken | undefined, ...words: readonly string[]): boolean {
  return at?.kind === 'word' && words.includes(at.text.toLowerCase());
}

export function isSign(at: SqlToken | undefined, sign: string): boolean {
  return at?.kind === 'sign' && at.text === sign;
}

/** The index after the bracket that closes the one at `open`; the end where none does. */
export function closing(tokens: readonly SqlToken[], open: number, end: number): number {
  let depth = 0;
  for (let i = open; i < end; i++) {
    if (isSign(tokens[i], '(')) depth++;
    else if (isSign(tokens[i], ')') && --depth === 0) return i + 1;
  }
  return end;
}
