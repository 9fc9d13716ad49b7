/** An SQL identifier that names exactly `name`, whatever characters it holds. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** An SQL string literal. NUL cannot stand in one and is replaced; no path and no column of ours holds it. */
export function quoteString(text: string): string {
  return `'${text.replaceAll('\0', '\uFFFD').replaceAll("'", "''")}'`;
}
