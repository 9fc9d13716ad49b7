/* CSV as RFC 4180 has it, of cells that spreadsheets take for what they are. */

export type CsvCell = string | number | null | undefined;

/** What spreadsheets take for the start of a formula, also after apostrophes of our own. */
const formula = /^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/**
 * A text that no spreadsheet runs as a formula (OWASP, CSV injection): an apostrophe stands before one that begins like a formula, or like a guarded
 * one. Reversible: one apostrophe less is the text again.
 */
export function guardedText(text: string): string {
  return formula.test(text) ? `'${text}` : text;
}

/** One cell: a number by its shortest exact digits, nothing for null and NaN, a text guarded and quoted where it needs to be. */
export function csvCell(cell: CsvCell): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : Number.isNaN(cell) ? '' : cell > 0 ? 'inf' : '-inf';
  // No parser can be relied on to take NUL for text.
  const text = guardedText(cell.replaceAll('\u0000', '\ufffd'));
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Rows with a header, each ended by CR LF. */
export function csvText(head: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  return [head, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}
