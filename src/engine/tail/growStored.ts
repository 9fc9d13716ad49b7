import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import type { SourceState } from '../../core/domain/source';
import { faultOf } from '../../core/domain/fault';
import { countAppended } from '../cube/countAppended';
import { isLaidOut } from '../cube/cubeLayout';
import type { StoredCube } from '../cube/cubeStore';
import { columnOfRole } from '../cube/logRoles';
import { versionText } from '../cube/makeAxis';
import { Duck } from '../duck/duck';
import type { FileIdentity } from '../log/fileIdentity';
import type { AppendRecipe, OpenedLog } from '../log/openedLog';
import { appendPieces } from './appendPieces';
import { type FileMark, markFiles, since } from './fileMarks';
import { FollowedFile } from './followedFile';
import { grownState } from './grownState';
import { isGrowable, restoredLayout, type GrowthRecord } from './growthRecord';

export interface GrowOptions {
  readonly tempFolder: string;
  readonly memoryLimit?: string;
  readonly readAtMs: number;
  readonly signal?: AbortSignal;
}

const pieceBytes = 8 * 1024 * 1024;
/** Where a log has grown by more than it was when it was learnt, it is learnt anew. */
const mostGrowth = 2;

/**
 * A stored cube with the rows counted in that were appended to one of its files since: only those are read. Null where that cannot be told or done, and all must
 * be read: another file changed, came or went, what was counted is not there as it was, keys or classes are new, or as many rows came as there were.
 */
export async function growStored(kept: StoredCube, files: readonly FileIdentity[], options: GrowOptions): Promise<StoredCube | null> {
  const { growth, cube, state } = kept;
  if (growth === undefined || !isGrowable(cube, state)) return null;
  const now = await grownFile(growth, files);
  if (now === null) return null;
  if (now === 'same') return kept;
  if (now.identity.bytes > mostGrowth * now.mark.bytes) return null;
  const folder = await mkdtemp(path.join(options.tempFolder, 'grown-'));
  let duck: Duck | undefined;
  try {
    duck = await Duck.open({ allowedFolders: [], tempFolder: folder, ...(options.memoryLimit === undefined ? {} : { memoryLimit: options.memoryLimit }) });
    return await countInto(duck, folder, kept, growth, now, files, options);
  } catch (error) {
    if (faultOf(error).code === 'cancelled') throw error;
    return null;
  } finally {
    await duck?.close();
    await rm(folder, { recursive: true, force: true });
  }
}

interface GrownFile {
  readonly index: number;
  readonly mark: FileMark;
  readonly identity: FileIdentity;
}

/** The one file that has grown; `same` where none has changed. */
async function grownFile({ marks }: GrowthRecord, files: readonly FileIdentity[]): Promise<GrownFile | 'same' | null> {
  const known = new Map(files.map((file) => [file.path, file]));
  if (known.size !== marks.length) return null;
  let grown: GrownFile | 'same' = 'same';
  for (const [index, mark] of marks.entries()) {
    const identity = known.get(mark.path);
    const found = identity === undefined ? 'other' : await since(mark, identity);
    if (identity === undefined || found === 'other' || (found === 'appended' && grown !== 'same')) return null;
    if (found === 'appended') grown = { index, mark, identity };
  }
  return grown;
}

async function countInto(duck: Duck, folder: string, { cube, state: before }: StoredCube, growth: GrowthRecord, { index, mark, identity }: GrownFile, files: readonly FileIdentity[], { signal, readAtMs }: GrowOptions): Promise<StoredCube | null> {
  const inspected = growth.marks.map((one) => ({ ...one.inspected, head: '' }));
  const recipe: AppendRecipe = { ...growth.recipe, labels: null, plan: { ...growth.recipe.plan, ofFile: new Map() }, files: inspected, folder, stored: null };
  await duck.run(`CREATE TABLE mv_more (${growth.relation.map(([name, type]) => `"${name}" ${type}`).join(', ')})`);
  const file = new FollowedFile(index, mark.path, { ...mark.inspected, head: '' });
  let state: SourceState = before;
  let nextRow = growth.nextRow;
  let lastTime = growth.lastTimes[index] ?? null;
  try {
    await file.startAt(mark.bytes);
    await file.hasChanged();
    // What is written meanwhile is for the next time.
    file.seen = { ...file.seen, bytes: identity.bytes };
    for (let piece = await file.take(pieceBytes); piece !== null; piece = await file.take(pieceBytes)) {
      const appended = await appendPieces(duck, recipe, growth.columns, [piece], 'mv_more', nextRow, lastTime, signal);
      const isNew = growth.columns.some(({ profile: { kind } }, i) => kind === 'empty' && (appended.columns[i]?.present ?? 0) > 0);
      if (appended.strangers.length > 0 || isNew) return null;
      nextRow += appended.rows;
      lastTime = appended.time.last ?? lastTime;
      state = grownState(state, appended, [file], []);
    }
    if (file.taken.length !== identity.bytes) return null;
  } finally {
    await file.close();
  }
  const batch: OpenedLog = { state, duck, relation: 'mv_more', columns: growth.columns, isView: false, sampledRows: null, more: null, close: () => Promise.resolve() };
  const layout = restoredLayout(growth);
  if (!isLaidOut(cube, layout)) return null;
  const grown = await countAppended(cube, batch, layout, signal);
  if (grown.newClasses.length > 0) return null;
  const marks = await markFiles(inspected.map((one) => ({ ...one, bytes: one.path === mark.path ? identity.bytes : one.bytes })), files);
  const told = { ...state, versions: await withNewVersions(batch, before.versions, signal), notes: notesOf(state, growth.readRows), readAtMs };
  const lastTimes = growth.lastTimes.map((time, i) => (i === index ? lastTime : time));
  return { cube: grown.cube, state: told, ...(marks === null ? {} : { growth: { ...growth, marks, nextRow, lastTimes } }) };
}

async function withNewVersions(batch: OpenedLog, known: readonly string[], signal?: AbortSignal): Promise<readonly string[]> {
  const column = columnOfRole(batch, 'version');
  if (column === null) return known;
  const rows = await batch.duck.rows(`SELECT CAST(${versionText(column)} AS VARCHAR) AS v FROM ${batch.relation} WHERE ${column.sql} IS NOT NULL GROUP BY 1 ORDER BY min(__mv_t), min(__mv_row) LIMIT 1000`, [], signal);
  const fresh = rows.map((row) => String(row['v'])).filter((name) => !known.includes(name));
  return [...known, ...fresh].slice(0, 1_000);
}

const ending = 'were counted into the stored summary; distinct values and repeated ids are those of the rows before.';

function notesOf({ rows, notes = [] }: SourceState, readRows: number): readonly string[] {
  return [...notes.filter((note) => !note.endsWith(ending)), `${(rows - readRows).toLocaleString('en')} rows that were appended since all ${readRows.toLocaleString('en')} were read ${ending}`];
}
