import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rm, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { Retention } from '../../../core/metrics/metricsSpec';
import { crc32 } from './byteCodec';
import { ScrapeDecoder, ScrapeEncoder, type Scrape, type SeriesTable } from './scrapeCodec';

const magic = Buffer.from('MVSCR001', 'latin1');
const extension = '.scrapes';
const headBytes = 8; // of a record: length, CRC-32
const day = 86_400_000;

/** Segments end at this size or age, so that retention can drop whole files. */
const segmentBytes = 4 * 2 ** 20;
const segmentMs = 12 * 3_600_000;
/** No record is larger: a length beyond is damage. */
const mostRecordBytes = 256 * 2 ** 20;

interface Segment {
  readonly file: string;
  /** From the name: when it was begun. */
  readonly startMs: number;
  readonly bytes: number;
}

interface Writing {
  readonly handle: FileHandle;
  readonly encoder: ScrapeEncoder;
  readonly startMs: number;
  bytes: number;
}

export interface ReadScrape {
  readonly timeMs: number;
  readonly durationMs: number;
  readonly down: string | null;
  /** Holds for the time of the call alone. */
  readonly table: SeriesTable;
}

/**
 * The history of one scraped target: segments that are only ever appended to. A record carries its length and checksum; what a crash tore at the end
 * of a segment is left out, and each start begins another segment. Whole segments are dropped by age and by size of all, never the one being written.
 */
export class HistoryStore {
  #writing: Writing | null = null;
  #queue: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly folder: string,
    private readonly retention: Retention,
  ) {}

  /** @param key any text that tells one target from another; it never becomes part of a path */
  static async open(storage: string, key: string, retention: Retention): Promise<HistoryStore> {
    const folder = path.join(storage, createHash('sha256').update(key).digest('hex').slice(0, 32));
    await mkdir(folder, { recursive: true });
    return new HistoryStore(folder, retention);
  }

  /** Resolves when the scrape is with the operating system. @throws what the file system says */
  append(scrape: Scrape): Promise<void> {
    return this.#inTurn(async () => {
      const old = this.#writing;
      if (old !== null && (old.bytes >= Math.min(segmentBytes, this.retention.bytes / 4) || scrape.timeMs - old.startMs >= segmentMs)) await this.#end();
      try {
        const writing = this.#writing ?? (await this.#begin(scrape.timeMs));
        const payload = writing.encoder.encode(scrape);
        const head = Buffer.alloc(headBytes);
        head.writeUInt32LE(payload.length, 0);
        head.writeUInt32LE(crc32(payload), 4);
        await writing.handle.appendFile(Buffer.concat([head, payload]));
        writing.bytes += headBytes + payload.length;
      } catch (error) {
        // Half a record may stand there: nothing may follow it.
        await this.#end();
        throw error;
      }
    });
  }

  /** All scrapes with `fromMs <= time <= toMs` in the order of time. Damaged parts are passed over. */
  async read(fromMs: number, toMs: number, each: (scrape: ReadScrape) => void, signal?: AbortSignal): Promise<void> {
    await this.#queue;
    const segments = await this.#segments();
    let lastMs = -Infinity;
    let generation = 0;
    for (const [index, { file, startMs }] of segments.entries()) {
      signal?.throwIfAborted();
      // A segment ends where the next one begins, or a little later where two processes wrote at once.
      const next = segments[index + 1]?.startMs ?? Infinity;
      if (startMs > toMs || next + segmentMs < fromMs) continue;
      const bytes = await readFile(file).catch(() => null);
      if (bytes === null || !bytes.subarray(0, magic.length).equals(magic)) continue;
      const decoder = new ScrapeDecoder((generation += 1));
      for (const record of recordsOf(bytes)) {
        let read: ReturnType<ScrapeDecoder['decode']>;
        try {
          read = decoder.decode(record);
        } catch {
          break;
        }
        generation = Math.max(generation, decoder.table.generation);
        if (read.timeMs <= lastMs || read.timeMs < fromMs || read.timeMs > toMs) continue;
        lastMs = read.timeMs;
        each({ ...read, table: decoder.table });
      }
    }
  }

  /** Bytes on disk. */
  async bytes(): Promise<number> {
    return (await this.#segments()).reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Ends the segment; what was appended stays. */
  close(): Promise<void> {
    return this.#inTurn(() => this.#end());
  }

  async #begin(nowMs: number): Promise<Writing> {
    await this.#drop(nowMs);
    // Time first, so that names sort by it; the process and a number keep two writers apart.
    for (let number = 0; ; number += 1) {
      const file = path.join(this.folder, `${String(Math.max(0, Math.round(nowMs))).padStart(15, '0')}-${process.pid}-${number}${extension}`);
      const handle = await open(file, 'ax').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST') return null;
        throw error;
      });
      if (handle === null) continue;
      await handle.appendFile(magic);
      this.#writing = { handle, encoder: new ScrapeEncoder(), startMs: nowMs, bytes: magic.length };
      return this.#writing;
    }
  }

  async #end(): Promise<void> {
    const writing = this.#writing;
    this.#writing = null;
    await writing?.handle.close().catch(() => undefined);
  }

  /** Drops what is too old, then the oldest while all is too much. */
  async #drop(nowMs: number): Promise<void> {
    const segments = await this.#segments();
    // Room for the segment that is to be written.
    let bytes = segments.reduce((sum, one) => sum + one.bytes, Math.min(segmentBytes, this.retention.bytes / 4));
    for (const [index, { file, startMs, bytes: own }] of segments.entries()) {
      const endMs = Math.min(segments[index + 1]?.startMs ?? Infinity, startMs + segmentMs);
      const old = endMs < nowMs - this.retention.days * day;
      if (!old && bytes <= this.retention.bytes) return;
      await rm(file, { force: true });
      bytes -= own;
    }
  }

  async #segments(): Promise<readonly Segment[]> {
    const segments: Segment[] = [];
    for (const name of await readdir(this.folder).catch(() => [])) {
      const startMs = Number(/^(\d{15})-\d+-\d+\.scrapes$/.exec(name)?.[1] ?? NaN);
      if (Number.isNaN(startMs)) continue;
      const file = path.join(this.folder, name);
      const found = await stat(file).catch(() => null);
      if (found !== null) segments.push({ file, startMs, bytes: found.size });
    }
    return segments.sort((a, b) => a.startMs - b.startMs || (a.file < b.file ? -1 : 1));
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(work);
    this.#queue = done.catch(() => undefined);
    return done;
  }
}

/** Whole records up to the first that is torn or damaged: each builds on those before it. */
function* recordsOf(bytes: Buffer): Generator<Buffer> {
  for (let at = magic.length; at + headBytes <= bytes.length; ) {
    const length = bytes.readUInt32LE(at);
    const end = at + headBytes + length;
    if (length > mostRecordBytes || end > bytes.length) return;
    const payload = bytes.subarray(at + headBytes, end);
    if (crc32(payload) !== bytes.readUInt32LE(at + 4)) return;
    yield payload;
    at = end;
  }
}
