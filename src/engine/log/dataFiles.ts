/** Endings of files that can hold a log, without and with compression; the content decides, the ending is a hint. */
const ending = /\.(jsonl|ndjson|json|csv|tsv|parquet|pq|log)(\.gz)?$/i;

/** True where the file's name says that it may hold rows. */
export function looksLikeData(name: string): boolean {
  return ending.test(name) && !name.startsWith('.');
}

/** The ending without `.gz`, in lower case: `jsonl`, `csv`, …; empty where there is none. */
export function dataEnding(name: string): string {
  return /\.([a-z0-9]+)(?:\.gz)?$/i.exec(name)?.[1]?.toLowerCase() ?? '';
}

/** Folders that hold no logs of ours however their names go on. */
export const skippedFolders: ReadonlySet<string> = new Set([
  'node_modules', 'bower_components', '__pycache__', 'venv', 'env', 'site-packages', 'dist', 'build', 'out', 'target', 'vendor', 'coverage', 'mlruns',
]);
