import { accessColumns, type AccessColumn } from './accessColumns';
import type { AccessFormat, AccessLayout } from './accessLayout';
import type { RewrittenAccess } from './rewriteAccess';

const names: Readonly<Record<AccessFormat, string>> = {
  common: 'the common or combined log format (nginx, Apache, gunicorn)',
  envoy: 'Envoy\'s or Istio\'s format',
  ray: 'Ray Serve\'s format',
  bentoml: 'BentoML\'s format',
  uvicorn: 'uvicorn\'s format (FastAPI, MLServer)',
};

const remedies: Readonly<Record<AccessFormat, string>> = {
  common: 'add $request_time to the log_format of nginx, %D to the LogFormat of Apache, or %(L)s to the access_log_format of gunicorn',
  envoy: 'add %DURATION% to the access log\'s format',
  ray: 'the durations of its lines could not be read',
  bentoml: 'the durations of its lines could not be read',
  uvicorn: 'uvicorn never writes one; name the server\'s metrics beside the log, or read the access log of the proxy in front of it',
};

const units = { s: 'seconds', ms: 'milliseconds', us: 'microseconds', ns: 'nanoseconds' } as const;

/** One file of a source that was read as an access log. */
export interface ReadAccess {
  readonly layout: AccessLayout;
  readonly read: RewrittenAccess;
}

/** Whole sentences on the access logs of a source: their formats, how their latency was read, and what they do not carry. */
export function accessNotes(files: readonly ReadAccess[], configuredUnit: boolean): readonly string[] {
  const rows = new Map<AccessFormat, number>();
  for (const { read } of files) for (const [format, n] of read.formats) rows.set(format, (rows.get(format) ?? 0) + n);
  const formats = [...rows].sort((a, b) => b[1] - a[1]).map(([format]) => format);
  const [main] = formats;
  if (main === undefined) return [];
  const holds = (column: AccessColumn): boolean => files.some(({ read }) => read.filled[accessColumns.indexOf(column)] === true);
  const counts = formats.length === 1 ? names[main] : formats.map((format) => `${names[format]} (${(rows.get(format) ?? 0).toLocaleString('en')} rows)`).join(', ');
  const notes = [`Read as an access log in ${counts}; a row is a request, there are no predictions in it.`];
  const guessed = configuredUnit ? undefined : files.map(({ layout }) => layout.extras.latency).find((latency) => latency?.from === 'size');
  if (holds('latency_ms') && guessed !== undefined && guessed !== null) notes.push(`The whole number behind each line is read as the latency in ${units[guessed.unit]}, judged by its size; where that is wrong, set \`latencyUnit\`.`);
  if (!holds('latency_ms') && holds('upstream_ms')) notes.push('The latency is that of the servers behind the proxy: the lines have no time of the whole request.');
  if (!holds('latency_ms') && !holds('upstream_ms')) {
    const unclear = files.some(({ layout }) => layout.extras.unclear);
    notes.push(unclear ? 'No latency is shown: several whole numbers stand behind each line, and which of them is the latency cannot be told.' : `The lines carry no latency: ${remedies[main]}.`);
  }
  if (!holds('time')) notes.push('The lines carry no time: rows are compared in their order, and throughput cannot be had.');
  return notes;
}
