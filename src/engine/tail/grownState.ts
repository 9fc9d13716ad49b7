import { noFieldsNote, type BadLine, type ColumnProfile, type FileState, type SourceState } from '../../core/domain/source';
import type { Appended, ColumnFacts } from './appendPieces';
import type { FollowedFile } from './followedFile';

const maxListed = 1_000;
const maxVersions = 1_000;

/** The state of a source after rows were appended. Distinct values and repeated ids stay those of the reading; everything else is of all rows. */
export function grownState(before: SourceState, more: Appended, files: readonly FollowedFile[], versions: readonly string[]): SourceState {
  const time = { ...before.time, without: before.time.without + more.rows - more.time.n, outOfOrder: before.time.outOfOrder + more.time.outOfOrder, from: least(before.time.from, more.time.from), to: most(before.time.to, more.time.to) };
  const states = fileStates(before.files, more, files);
  const told: BadLine[] = more.bad.map(({ index, line }) => ({ file: states[index]?.path ?? '', ...line }));
  const odd = states.filter(({ state }) => state !== 'read');
  const { reason: _, ...rest } = before;
  return {
    ...rest,
    ...(odd.length === 0 ? { state: 'ready' } : { state: 'partly ready', reason: odd.length === 1 && states.length === 1 ? (odd[0]?.reason ?? '') : `${odd.length.toLocaleString('en')} of ${states.length.toLocaleString('en')} files not or not wholly read` }),
    files: states,
    rows: before.rows + more.rows,
    badLines: before.badLines + more.bad.length,
    ...(more.othersOf.size === 0 ? {} : { otherLines: (before.otherLines ?? 0) + [...more.othersOf.values()].reduce((sum, n) => sum + n, 0) }),
    badLineList: [...before.badLineList, ...told].slice(0, maxListed),
    columns: before.columns.map((profile, i) => grownProfile(profile, more.rows, more.columns[i])),
    time,
    versions: [...before.versions, ...versions.filter((name) => !before.versions.includes(name))].slice(0, maxVersions),
  };
}

function fileStates(before: readonly FileState[], more: Appended, files: readonly FollowedFile[]): readonly FileState[] {
  const states: FileState[] = [...before];
  const bad = new Map<number, number>();
  for (const { index } of more.bad) bad.set(index, (bad.get(index) ?? 0) + 1);
  for (const file of files) {
    const known = states[file.index];
    const rows = (known?.rows ?? 0) + (more.rowsOf.get(file.index) ?? 0);
    const badLines = (known?.badLines ?? 0) + (bad.get(file.index) ?? 0);
    const others = (known?.otherLines ?? 0) + (more.othersOf.get(file.index) ?? 0);
    const place = { ...(others === 0 ? {} : { otherLines: others }), path: file.path, bytes: Math.max(file.bytes, file.seen.bytes, 0), modifiedMs: file.modifiedMs, rows, badLines };
    if (known !== undefined && file.leftAtMs === 0) continue;
    if (known === undefined) states[file.index] = { format: file.format, gzip: false, ...place, ...verdict(rows, badLines, file) };
    else if (more.rowsOf.has(file.index) || bad.has(file.index) || known.path !== file.path) states[file.index] = { ...withoutReason(known), format: known.format ?? file.format, ...place, ...verdict(rows, badLines, file) };
    else states[file.index] = { ...known, bytes: place.bytes, modifiedMs: place.modifiedMs, ...(others === 0 ? {} : { otherLines: others }) };
  }
  return states;
}

function withoutReason({ reason: _, ...state }: FileState): FileState {
  return state;
}

function verdict(rows: number, badLines: number, file: FollowedFile): Pick<FileState, 'state' | 'reason'> {
  if (file.copyOf !== null) return { state: 'read' };
  if (badLines > 0) return { state: rows === 0 ? 'unreadable' : 'partly read', reason: `${badLines.toLocaleString('en')} bad ${badLines === 1 ? 'line' : 'lines'}` };
  return rows === 0 ? { state: 'empty', reason: 'the file holds no rows' } : { state: 'read' };
}

function grownProfile(before: ColumnProfile, rows: number, facts: ColumnFacts | undefined): ColumnProfile {
  if (facts === undefined) return { ...before, rows: before.rows + rows, missing: before.missing + rows };
  const { present, unreadable, nonFinite, numbers } = facts;
  const counted = before.rows - before.missing - before.unreadable - before.nonFinite;
  const known = { ...before, rows: before.rows + rows, missing: before.missing + rows - present - unreadable, unreadable: before.unreadable + unreadable, nonFinite: before.nonFinite + nonFinite };
  const varies = before.constant && numbers !== null && (numbers.min !== before.min || numbers.max !== before.max);
  const notes = before.notes.filter((note) => note === noFieldsNote || !(varies && note === 'constant'));
  const constant = varies ? { constant: false, distinct: Math.max(2, before.distinct) } : {};
  if (numbers === null) return { ...known, notes, ...constant };
  const { min = numbers.min, max = numbers.max, mean = 0 } = before;
  const n = Math.max(0, counted);
  return { ...known, notes, ...constant, min: Math.min(min, numbers.min), max: Math.max(max, numbers.max), mean: (mean * n + numbers.sum) / (n + numbers.n) };
}

function least(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.min(a, b);
}

function most(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.max(a, b);
}
