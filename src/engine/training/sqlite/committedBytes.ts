/*
 * A database that is in use has its newest pages in `NAME-wal`. Laid over the pages of the file up to the last commit they are the database as a reader sees it now
 * (SQLite, "Database File Format", section 4, and "WAL-mode File Format").
 */

const headerSize = 32;
const frameHeader = 24;

/** The database with the committed frames of its write-ahead log laid in, marked as one that needs no log. A log that does not fit is left out. */
export function committedBytes(database: Uint8Array, wal: Uint8Array | null): Uint8Array {
  const laid = wal === null ? null : committedFrames(wal);
  const pages = laid?.pages ?? 0;
  const size = laid === null || pages === 0 ? database.length : pages * laid.pageSize;
  const bytes = new Uint8Array(size);
  bytes.set(database.subarray(0, size));
  for (const [page, data] of laid?.frames ?? []) if (page <= pages) bytes.set(data, (page - 1) * (laid?.pageSize ?? 0));
  // File format write and read version: 1 is a database without a write-ahead log.
  if (bytes.length >= 100) bytes.fill(1, 18, 20);
  return bytes;
}

interface CommittedFrames {
  readonly pageSize: number;
  /** Pages of the database after the last commit; 0 where nothing is committed. */
  readonly pages: number;
  /** Newest content of each page that the log holds. */
  readonly frames: ReadonlyMap<number, Uint8Array>;
}

export function committedFrames(wal: Uint8Array): CommittedFrames | null {
  if (wal.length < headerSize) return null;
  const view = new DataView(wal.buffer, wal.byteOffset, wal.byteLength);
  const magic = view.getUint32(0);
  if (magic !== 0x377f0682 && magic !== 0x377f0683) return null;
  const littleEndian = magic === 0x377f0682;
  const pageSize = view.getUint32(8);
  if (pageSize < 512 || pageSize > 65_536 || (pageSize & (pageSize - 1)) !== 0) return null;
  const [salt1, salt2] = [view.getUint32(16), view.getUint32(20)];
  let sum = checksum(view, 0, 24, littleEndian, [0, 0]);
  if (sum[0] !== view.getUint32(24) || sum[1] !== view.getUint32(28)) return null;
  const frames = new Map<number, Uint8Array>();
  let pending = new Map<number, Uint8Array>();
  let pages = 0;
  for (let at = headerSize; at + frameHeader + pageSize <= wal.length; at += frameHeader + pageSize) {
    // Frames of a log before this one carry other salts; a frame that is being written does not fit its sum.
    if (view.getUint32(at + 8) !== salt1 || view.getUint32(at + 12) !== salt2) break;
    sum = checksum(view, at, 8, littleEndian, sum);
    sum = checksum(view, at + frameHeader, pageSize, littleEndian, sum);
    if (sum[0] !== view.getUint32(at + 16) || sum[1] !== view.getUint32(at + 20)) break;
    pending.set(view.getUint32(at), wal.subarray(at + frameHeader, at + frameHeader + pageSize));
    const size = view.getUint32(at + 4);
    if (size === 0) continue;
    for (const [page, data] of pending) frames.set(page, data);
    pending = new Map();
    pages = size;
  }
  return { pageSize, pages, frames };
}

type Sum = readonly [number, number];

function checksum(view: DataView, from: number, length: number, littleEndian: boolean, [first, second]: Sum): Sum {
  let [a, b] = [first, second];
  for (let at = from; at < from + length; at += 8) {
    a = (a + view.getUint32(at, littleEndian) + b) >>> 0;
    b = (b + view.getUint32(at + 4, littleEndian) + a) >>> 0;
  }
  return [a, b];
}
