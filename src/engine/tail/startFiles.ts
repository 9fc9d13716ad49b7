import type { SourceState } from '../../core/domain/source';
import type { AppendRecipe, OpenedLog } from '../log/openedLog';
import { FollowedFile, offsetAfter } from './followedFile';
import { readAt } from './fingerprint';

const halfWritten = 'half-written last line';
/** A table or an access log whose last record has no line end is still being written where its file has changed so lately. */
const freshMs = 60_000;
/** With more files than this none is kept open before it grows. */
const mostOpen = 64;
const mostLine = 1024 * 1024;

/**
 * The files of an opened log, each from where its reading ended on. A line that was still being written is given back: it was counted as bad, or, in a table,
 * or an access log, may have been taken for a whole record; it is read when its line end comes. The state is without it.
 */
export async function startFiles(log: OpenedLog, recipe: AppendRecipe, signal?: AbortSignal): Promise<{ readonly files: FollowedFile[]; readonly state: SourceState }> {
  const files: FollowedFile[] = [];
  let { state } = log;
  for (const [index, inspected] of recipe.files.entries()) {
    const file = new FollowedFile(index, inspected.path, inspected);
    files.push(file);
    await file.hasChanged();
    if (file.kind !== 'lines' && file.kind !== 'records') continue;
    const handle = await file.open();
    if (handle === null) continue;
    const { size } = await handle.stat();
    const told = state.files[index];
    const isHalf = state.badLineList.some(({ file: name, reason }) => name === inspected.path && reason === halfWritten);
    // Nobody knows how far a file was read that grew meanwhile, but how many lines of it were.
    const records = (told?.rows ?? 0) + (told?.badLines ?? 0) + (told?.otherLines ?? 0) - (isHalf ? 1 : 0);
    const whole = size === inspected.bytes;
    if (size < inspected.bytes) continue;
    const end = whole && !isHalf ? size : whole ? size - (await lastLineOf(handle, size)).length : await offsetAfter(handle, records, inspected.dialect);
    if (isHalf) state = withoutHalfLine(state, index, inspected.path);
    const rest = (file.kind === 'records' || file.format === 'access') && whole && !isHalf && recipe.stored !== null && Date.now() - inspected.modifiedMs < freshMs ? await lastLineOf(handle, size) : Buffer.alloc(0);
    if (rest.length > 0 && recipe.stored !== null) {
      const { table, file: place, row } = recipe.stored;
      await log.duck.run(`DELETE FROM ${table} WHERE ${place} = ${index} AND ${row} = (SELECT max(${row}) FROM ${table} WHERE ${place} = ${index})`, [], signal);
      state = { ...state, rows: state.rows - 1, files: state.files.map((one, i) => (i === index ? { ...one, rows: one.rows - 1 } : one)) };
    }
    await file.startAt(end - rest.length);
    await file.hasChanged();
    if (recipe.files.length > mostOpen) await file.close();
  }
  return { files, state };
}

/** What follows the last line end; empty where the file ends with one, or the line is too long to be told. */
async function lastLineOf(handle: Parameters<typeof readAt>[0], size: number): Promise<Buffer> {
  const bytes = await readAt(handle, Math.max(0, size - mostLine), Math.min(size, mostLine));
  const at = bytes.lastIndexOf(10);
  return at === -1 && size > mostLine ? Buffer.alloc(0) : bytes.subarray(at + 1);
}

function withoutHalfLine(state: SourceState, index: number, name: string): SourceState {
  const files = state.files.map((file, i) => {
    if (i !== index) return file;
    const badLines = Math.max(0, file.badLines - 1);
    const { reason: _, ...rest } = file;
    return badLines > 0 ? { ...file, badLines, reason: `${badLines.toLocaleString('en')} bad ${badLines === 1 ? 'line' : 'lines'}` } : { ...rest, badLines, state: file.rows > 0 ? ('read' as const) : ('empty' as const), ...(file.rows > 0 ? {} : { reason: 'the file holds no rows' }) };
  });
  const odd = files.filter((file) => file.state !== 'read');
  const { reason: was, ...rest } = state;
  return { ...rest, ...(odd.length === 0 ? { state: 'ready' } : was === undefined ? {} : { reason: was }), files, badLines: state.badLines - 1, badLineList: state.badLineList.filter(({ file, reason }) => file !== name || reason !== halfWritten) };
}
