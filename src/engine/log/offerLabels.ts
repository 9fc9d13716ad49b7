import path from 'node:path';
import type { LabelOffer } from '../../core/domain/labelFiles';
import type { RoleGuess } from '../../core/domain/role';
import type { LogSpec } from '../../core/domain/source';
import { labelColumns } from '../../core/labels/labelColumns';
import { guessRoles } from '../../core/roles/guessRoles';
import type { Duck } from '../duck/duck';
import { quoteString } from '../duck/quote';
import { headRows } from './discover';
import { findDataFiles } from './findDataFiles';
import { inspectFile, type Inspected } from './inspectFile';
import type { LoadedRaw } from './loadRaw';
import { idText } from './readLabelFiles';
import { flattened, sampleProfiles } from './sampleProfiles';

/* A search that nobody asked for stays near the log and is short. */
const bounds = { depth: 2, entries: 2_000, files: 60, milliseconds: 300 };
const mostLooked = 40;
const leastIds = 5;
const leastShare = 0.5;
const headCount = 200;
const mostIds = 50;

/**
 * A file near the log that looks like its labels: it has a column of ids, one that is named like a label, none that is named like a prediction or score, and at least half
 * of its first ids stand in the log. Null where there is none, or the log has labels of its own. It is offered, not joined.
 */
export async function offerLabels(duck: Duck, spec: LogSpec, files: readonly Inspected[], raw: LoadedRaw, roles: readonly RoleGuess[], folders: readonly string[], signal?: AbortSignal): Promise<LabelOffer | null> {
  const named = (role: string): string | null => roles.find((guess) => guess.role === role)?.column ?? null;
  const id = raw.columns.find(({ name }) => name === named('id'));
  if (spec.labels !== undefined || id === undefined || raw.rows === 0 || named('label') !== null || (named('prediction') === null && named('score') === null)) return null;
  const own = new Set(files.map((file) => file.path));
  const found = await findDataFiles(spec.folder, [], bounds, signal);
  const others = found.files.filter((file) => !own.has(file)).slice(0, mostLooked);
  let best: LabelOffer | null = null;
  for (const file of others) {
    const inspected = await inspectFile(file);
    if (inspected.state !== undefined) continue;
    const rows = inspected.format === 'parquet' ? await parquetRows(duck, file, folders, signal) : headRows(inspected);
    if (rows.length < leastIds) continue;
    const profiles = sampleProfiles(rows);
    if (guessRoles(profiles).some(({ role }) => role === 'prediction' || role === 'score')) continue;
    const columns = labelColumns(profiles.map(({ name, kind }) => ({ name, type: kind === 'time' ? 'TIMESTAMP' : 'VARCHAR' })), {}, { id: id.name, prediction: named('prediction') });
    if ('problem' in columns) continue;
    const ids = [...new Set(rows.map((row) => textOf(row[columns.labelId])).filter((text) => text !== ''))].slice(0, mostIds);
    if (ids.length < leastIds) continue;
    const list = ids.map(quoteString).join(', ');
    const [row] = await duck.rows(`SELECT count(DISTINCT i) AS n FROM (SELECT ${idText(id.ref, id.type)} AS i FROM ${raw.relation}) WHERE i IN (${list})`, [], signal);
    const share = Number(row?.['n'] ?? 0) / ids.length;
    if (share >= leastShare && share > (best === null ? 0 : best.found / best.looked)) {
      best = { path: path.relative(spec.folder, file).split(path.sep).join('/'), ...columns, id: id.name, looked: ids.length, found: Number(row?.['n'] ?? 0) };
    }
  }
  return best;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'bigint' ? String(value) : '';
}

/** Of a Parquet file only where the log's database may read. */
async function parquetRows(duck: Duck, file: string, folders: readonly string[], signal?: AbortSignal): Promise<Record<string, unknown>[]> {
  if (!folders.includes(path.dirname(file))) return [];
  const rows = await duck.rows(`SELECT * FROM read_parquet(${quoteString(file)}) LIMIT ${headCount}`, [], signal).catch(() => []);
  return rows.map((row) => flattened(row));
}
