/** Endings of files that can hold a log, without and with compression; the content decides, the ending is a hint. */
const ending = /\.(jsonl|ndjson|json|csv|tsv|parquet|pq|log)(\.gz)?$/i;

/** A number or a date that rotation puts behind a log's name: `access.log.1`, `access.log-20261124.gz`. */
const rotated = /[.-](?:\d{1,4}|\d{8}|\d{4}-\d{2}-\d{2})(?:[-_T.]?\d{2,6})?(?=(?:\.gz)?$)/i;
/** Servers' logs without an ending, or as text: `access_log`, `uvicorn.txt`, `gunicorn-access`. */
const serverLog = /(?:^|[-_.])(?:access|uvicorn|gunicorn|nginx|apache2?|httpd|envoy|istio|hypercorn|serve|server|bentoml|mlserver|proxy|replica)(?:[-_.]?logs?)?(?:\.txt)?(?:\.gz)?$/i;
/** Code, pages, settings and pictures are named like servers too. */
const serverWord = /(?:^|[-_.])(?:logs?|access|uvicorn|gunicorn)(?:[-_.]|$)|\.txt/i;

/** The name of the log that a file was before it was rotated; the name itself where it was not. */
export function beforeRotation(name: string): string {
  const gz = /\.gz$/i.exec(name)?.[0] ?? '';
  const plain = name.slice(0, name.length - gz.length);
  const cut = plain.replace(rotated, '');
  return cut !== plain && (/\.log$/i.test(cut) || serverLog.test(cut)) ? cut : name;
}

/** True where the file's name says that it may hold rows. */
export function looksLikeData(name: string): boolean {
  const own = beforeRotation(name);
  return (ending.test(own) || (serverLog.test(own) && serverWord.test(own))) && !name.startsWith('.');
}

/** The ending without `.gz`, in lower case: `jsonl`, `csv`, …; empty where there is none. */
export function dataEnding(name: string): string {
  return /\.([a-z0-9]+)(?:\.gz)?$/i.exec(name)?.[1]?.toLowerCase() ?? '';
}

/** Folders that hold no logs of ours however their names go on. */
export const skippedFolders: ReadonlySet<string> = new Set([
  'node_modules', 'bower_components', '__pycache__', 'venv', 'env', 'site-packages', 'dist', 'build', 'out', 'target', 'vendor', 'coverage', 'mlruns',
]);
