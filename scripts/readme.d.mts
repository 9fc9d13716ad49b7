/** The README with its tables as the manifest has them. */
export function withTables(readme: string): string;
