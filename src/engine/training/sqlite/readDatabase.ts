import { open, stat } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { FaultError } from '../../../core/domain/fault';
import { committedBytes } from './committedBytes';

const attempts = 8;
const pauseMs = 60;
/** A journal whose head is this is of a change that is under way, or was when its writer died. */
const hotJournal = Buffer.from('d9d505f920a163d7', 'hex');

/** What tells whether a database and its write-ahead log are as they were: sizes and times to the nanosecond. */
export async function databaseStamp(file: string): Promise<string> {
  const [main, wal] = await Promise.all([identity(file), identity(`${file}-wal`)]);
  return `${main} ${wal}`;
}

async function identity(file: string): Promise<string> {
  try {
    const { size, mtimeNs, ino } = await stat(file, { bigint: true });
    return `${ino}:${size}:${mtimeNs}`;
  } catch {
    return '-';
  }
}

/**
 * The bytes of a database as its last commit left it, read without a lock and without a trace: while a writer moves pages from the log into the file the reading is
 * done again. @throws FaultError `not-found`, `unreadable`
 */
export async function readDatabase(file: string): Promise<Uint8Array> {
  for (let attempt = 1; ; attempt += 1) {
    const before = await identity(file);
    // The log first: what is moved from it into the file meanwhile changes the file, which is seen.
    const wal = await bytesOf(`${file}-wal`);
    const database = await bytesOf(file);
    const [after, head, journal] = await Promise.all([identity(file), bytesOf(`${file}-wal`, 32), bytesOf(`${file}-journal`, 8)]);
    if (database === null) throw FaultError.of('not-found', `${file}: there is no such file`);
    if (database.length === 0) throw FaultError.of('unreadable', `${file} is empty: has a run been logged there yet?`, true);
    if (Buffer.from(database.subarray(0, 15)).toString('latin1') !== 'SQLite format 3') throw FaultError.of('unreadable', `${file} is no SQLite database`);
    const isStill = before === after && same(wal?.subarray(0, 32) ?? null, head);
    const isHot = journal !== null && hotJournal.equals(journal);
    if (isStill && !isHot) return committedBytes(database, wal);
    if (attempt === attempts) throw FaultError.of('unreadable', isHot ? `${file} is in the middle of a change (${file}-journal): it is read once that is done` : `${file} changes faster than it can be read: it is tried again`, true);
    await wait(pauseMs * attempt);
  }
}

function same(a: Uint8Array | null, b: Uint8Array | null): boolean {
  return a === null || b === null ? a === b : Buffer.from(a).equals(Buffer.from(b));
}

/** Null where there is no such file. */
async function bytesOf(file: string, most = Infinity): Promise<Uint8Array | null> {
  let handle;
  try {
    handle = await open(file, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw FaultError.of('unreadable', `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, most);
    const bytes = Buffer.alloc(length);
    let at = 0;
    while (at < length) {
      const { bytesRead } = await handle.read(bytes, at, length - at, at);
      if (bytesRead === 0) break;
      at += bytesRead;
    }
    return bytes.subarray(0, at);
  } finally {
    await handle.close();
  }
}
