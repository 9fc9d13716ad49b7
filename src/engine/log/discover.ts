import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FaultError } from '../../core/domain/fault';
import { spanRows } from '../../core/otlp/spanRows';
import type { Role, RoleGuess } from '../../core/domain/role';
import type { ColumnProfile, LogCandidate } from '../../core/domain/source';
import { formatHints } from '../../core/roles/accessHints';
import { guessRoles } from '../../core/roles/guessRoles';
import { Duck } from '../duck/duck';
import { quoteString } from '../duck/quote';
import { accessColumns } from './access/accessColumns';
import { AccessReader } from './access/readAccessLine';
import { csvRecords } from './csvRecords';
import { beforeRotation } from './dataFiles';
import { globExpression } from './globPattern';
import { findDataFiles } from './findDataFiles';
import { inspectFile, type Inspected } from './inspectFile';
import { naturalOrder } from './listFiles';
import { parseLooseJson } from './looseJson';
import { objectTexts } from './objectTexts';
import { pairedNames } from './pairedNames';
import { payloadProfiles } from './payload/payloadProfiles';
import { flattened, sampleProfiles } from './sampleProfiles';

export interface DiscoverOptions {
  /** Globs relative to each root, for example `archive`. */
  readonly exclude?: readonly string[];
  readonly signal?: AbortSignal;
  /** Existing folder for what looking into Parquet needs; default the system's. */
  readonly tempFolder?: string;
}

const sniffRows = 200;
const maxSniffed = 300;
/** Files of one kind that are looked into until one holds something. */
const mostTried = 3;
/** What looks less like a prediction log than this is not offered. */
const minConfidence = 0.15;

interface Sniffed {
  readonly file: Inspected;
  readonly profiles: readonly ColumnProfile[];
  /** What files of one payload log share, however they are named. */
  readonly group?: string;
}

/**
 * Looks for prediction logs below the given folders without configuration: within bounds of depth, entries and time, leaving out hidden and
 * ignored folders. Files of one folder with the same columns and alike names are one candidate, also a reference beside what it is compared with
 * (`pairedNames.ts`). Most likely first.
 */
export async function discoverLogs(roots: readonly string[], options: DiscoverOptions = {}): Promise<LogCandidate[]> {
  const candidates: LogCandidate[] = [];
  for (const root of roots) {
    const { files } = await findDataFiles(root, options.exclude ?? [], undefined, options.signal);
    const names = firstOfEachKind(files);
    const sniffed = await sniffAll(names, root, options);
    const paired = pairedNames(names.map(({ key }) => key));
    const groups = new Map<string, { profiles: readonly ColumnProfile[]; files: string[]; isAccessLog: boolean }>();
    for (const { file, profiles, group: payload } of sniffed) {
      const kind = names.find((one) => one.files.includes(file.path));
      if (kind === undefined) continue;
      const shape = payload ?? JSON.stringify([path.dirname(file.path), file.format, profiles.map(({ name }) => name).sort(), paired.get(kind.key) ?? kind.key]);
      const group = groups.get(shape) ?? { profiles, files: [], isAccessLog: file.format === 'access' };
      // Sides of one payload log have columns of their own.
      if (payload !== undefined) group.profiles = [...group.profiles, ...profiles.filter(({ name }) => !group.profiles.some((known) => known.name === name))];
      group.files.push(...kind.files);
      groups.set(shape, group);
    }
    for (const group of groups.values()) {
      const candidate = await candidateOf(root, group, files);
      if (candidate.confidence >= minConfidence) candidates.push(candidate);
    }
  }
  return candidates.sort((a, b) => b.confidence - a.confidence || naturalOrder(a.name, b.name));
}

/** Files of one folder whose names differ only in digits and dates are looked at once. */
function firstOfEachKind(files: readonly string[]): { key: string; first: string; files: string[] }[] {
  const kinds = new Map<string, { key: string; first: string; files: string[] }>();
  for (const file of files) {
    const key = path.join(path.dirname(file), beforeRotation(path.basename(file)).replace(/\d+/g, '#').replace(/(#[-_.T]?)+/g, '#'));
    const kind = kinds.get(key);
    if (kind === undefined) kinds.set(key, { key, first: file, files: [file] });
    else kind.files.push(file);
  }
  return [...kinds.values()].slice(0, maxSniffed);
}

async function sniffAll(kinds: readonly { readonly files: readonly string[] }[], root: string, { signal, tempFolder }: DiscoverOptions): Promise<Sniffed[]> {
  const sniffed: Sniffed[] = [];
  let duck: Duck | null = null;
  const folder = await mkdtemp(path.join(tempFolder ?? tmpdir(), 'mv-discover-'));
  try {
    for (const { files } of kinds) {
      if (signal?.aborted === true) throw FaultError.of('cancelled', 'cancelled', true);
      const file = await firstReadable(files);
      if (file === null) continue;
      const { path: name } = file;
      const payload = await payloadProfiles(file);
      if (payload !== null) {
        sniffed.push({ file, ...payload });
        continue;
      }
      if (file.format === 'parquet') {
        duck ??= await Duck.open({ allowedFolders: [root], tempFolder: folder, memoryLimit: '200MB', threads: 1 });
        try {
          const rows = await duck.rows(`SELECT * FROM read_parquet(${quoteString(name)}) LIMIT ${sniffRows}`, [], signal);
          sniffed.push({ file, profiles: sampleProfiles(rows.map((row) => flattened(row))) });
        } catch (error) {
          if (error instanceof FaultError && error.fault.code === 'cancelled') throw error;
        }
      } else {
        const rows = headRows(file);
        if (rows.length > 0) sniffed.push({ file, profiles: sampleProfiles(rows) });
      }
    }
  } finally {
    await duck?.close();
    await rm(folder, { recursive: true, force: true });
  }
  return sniffed;
}

/** A log that was just rotated is empty while those before it are not. */
async function firstReadable(files: readonly string[]): Promise<Inspected | null> {
  for (const name of files.slice(0, mostTried)) {
    const file = await inspectFile(name);
    if (file.state === undefined) return file;
  }
  return null;
}

/** The first rows of a text file, nested keys as paths. */
export function headRows(file: Inspected): Record<string, unknown>[] {
  if (file.access !== undefined) {
    const reader = new AccessReader(file.access);
    const requests = file.head.split('\n', 4 * sniffRows).map((line) => reader.read(line.trimEnd())).filter((row) => row !== null);
    return requests.slice(0, sniffRows).map((row) => Object.fromEntries(accessColumns.flatMap((name, at) => (row[at] === '' ? [] : [[name, row[at]]]))));
  }
  if (file.dialect !== undefined) {
    const { delimiter, header, names } = file.dialect;
    const { records, open } = csvRecords(file.head, delimiter, sniffRows + 1);
    if (open && !file.whole) records.pop();
    return records.slice(header ? 1 : 0).filter((record) => record.length === names.length).map((record) => Object.fromEntries(names.map((name, at) => [name, record[at] ?? ''])));
  }
  // Metrics and log records of OpenTelemetry are no rows; of traces their requests are.
  if (file.otlp !== undefined) return file.otlp === 'traces' ? file.head.split('\n').flatMap((line) => spanRows(parseLooseJson(line)).rows).slice(0, sniffRows) : [];
  const texts = file.format === 'json' ? listedObjects(file.head) : file.head.split('\n').slice(0, sniffRows);
  const rows: Record<string, unknown>[] = [];
  for (const text of texts) {
    const value = parseLooseJson(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) rows.push(flattened(value));
  }
  return rows;
}

/** The first objects of a JSON list, also where the text is cut; a document that is one object alone is no log. */
function listedObjects(head: string): string[] {
  const start = head.indexOf('[');
  return start === -1 || !/^\s*(\[|\{\s*"[^"]*"\s*:\s*\[)/.test(head) ? [] : objectTexts(head, start + 1, sniffRows);
}

async function candidateOf(root: string, { profiles, files, isAccessLog }: { readonly profiles: readonly ColumnProfile[]; readonly files: readonly string[]; readonly isAccessLog: boolean }, all: readonly string[]): Promise<LogCandidate> {
  const sorted = [...files].sort(naturalOrder);
  const first = sorted[0] ?? root;
  const sizes = await Promise.all(sorted.map((file) => stat(file).then(({ size }) => size, () => 0)));
  const roles = guessRoles(profiles, {}, formatHints(isAccessLog, profiles.map(({ name }) => name)));
  const relative = (file: string): string => path.relative(root, file).split(path.sep).join('/');
  const glob = sorted.length === 1 ? relative(first) : commonGlob(sorted.map(relative));
  // A glob that would take in a file of another shape is no name for this group.
  const exact = glob === null || sorted.length === 1 || all.map(relative).filter((name) => globExpression(glob).test(name)).length === sorted.length;
  const pattern = exact ? glob : null;
  return { name: nameOf(pattern ?? glob), folder: root, paths: pattern === null ? sorted.map(relative) : [pattern], files: sorted.length, bytes: sizes.reduce((sum, n) => sum + n, 0), roles, confidence: isAccessLog ? accessConfidence(roles) : confidenceOf(roles, profiles) };
}

/** `logs/part-*.jsonl` for the names of a group, where it fits all of them and holds a fixed part. */
function commonGlob(names: readonly string[]): string | null {
  const [first = '', ...rest] = names;
  const logs = new Set(names.map((name) => path.posix.join(path.posix.dirname(name), beforeRotation(path.posix.basename(name)))));
  const [log = ''] = logs;
  if (logs.size === 1 && (names.includes(log) || log !== first)) return /[*?[\]{}]/.test(log) ? null : `${log}*`;
  let start = 0;
  while (start < first.length && rest.every((name) => name.charAt(start) === first.charAt(start))) start += 1;
  let end = 0;
  while (end < first.length - start && rest.every((name) => name.length - end > start && name.charAt(name.length - 1 - end) === first.charAt(first.length - 1 - end))) end += 1;
  const glob = `${first.slice(0, start).replace(/\d[\d_.T:-]*$/, '')}*${first.slice(first.length - end).replace(/^[\d_T:-]+/, '')}`;
  return /[*?[\]{}]/.test(first) || !/\.[a-z]/i.test(glob.slice(glob.indexOf('*'))) ? null : glob;
}

function nameOf(pattern: string | null): string {
  const base = (pattern ?? 'log').replace(/\*$/, '').replace(/\.(gz)$/i, '').replace(/\.[a-z]+$/i, '').replace(/[-_.]?\*+/g, '');
  const parts = base.split('/').filter((part) => part !== '');
  return parts.slice(-2).join('/') || 'log';
}

/** The shape of its lines leaves no doubt that it is a log of requests; what it tells of them counts, and any log of predictions comes first. */
function accessConfidence(roles: readonly RoleGuess[]): number {
  const has = (role: Role): boolean => roles.some((guess) => guess.role === role);
  return 0.2 + (has('timestamp') ? 0.1 : 0) + (has('latency') ? 0.15 : 0);
}

/** A log has a time and a prediction or score; latency, status, version and id make it likelier; a label alone speaks of training data. */
function confidenceOf(roles: readonly RoleGuess[], profiles: readonly ColumnProfile[]): number {
  const has = (role: Role): boolean => roles.some((guess) => guess.role === role);
  const output = has('prediction') || has('score');
  let sum = 0;
  if (has('timestamp')) sum += 0.2;
  if (output) sum += 0.4;
  if (output && has('timestamp')) sum += 0.1;
  if (has('latency')) sum += 0.15;
  if (has('status')) sum += 0.03;
  if (has('version') || has('model')) sum += 0.05;
  if (has('id')) sum += 0.02;
  if (output && has('label')) sum += 0.05;
  if (!output) sum *= has('latency') && has('timestamp') ? 1 : 0.5;
  return profiles.length < 2 ? 0 : Math.min(1, Math.round(sum * 100) / 100);
}
