import { open } from 'node:fs/promises';
import { ProtoError } from '../../core/metrics/page/protoReader';
import { readEvent } from '../../core/training/tensorboard/readEvent';
import { readTfRecords } from '../../core/training/tensorboard/tfRecords';
import type { EventRun } from '../../core/training/tensorboard/eventRun';

const blockBytes = 4 * 2 ** 20;

/** An event file that may still grow: each reading goes on where the last whole record ended. */
export class EventFile {
  #offset = 0;
  /** Records that do not fit their checksum, or hold no event. */
  badRecords = 0;
  /** A length that cannot be believed: what follows it is lost. */
  broken = false;
  /** Bytes behind the last whole record: a record that is still being written, or cut off. */
  tail = 0;

  constructor(readonly path: string) {}

  /** Bytes of whole records that were read. */
  get read(): number {
    return this.#offset;
  }

  /** Adds what came since. True where something did. */
  async readInto(run: EventRun): Promise<boolean> {
    if (this.broken) return false;
    const handle = await open(this.path, 'r');
    try {
      const { size } = await handle.stat();
      const before = this.#offset;
      let block = blockBytes;
      while (this.#offset < size) {
        const buffer = Buffer.alloc(Math.min(block, size - this.#offset));
        const { bytesRead } = await handle.read(buffer, 0, buffer.length, this.#offset);
        const { records, used, badRecords, broken } = readTfRecords(buffer.subarray(0, bytesRead));
        this.badRecords += badRecords;
        this.broken = broken;
        this.#offset += used;
        for (const record of records) this.#add(record, run);
        if (broken || bytesRead === 0) break;
        // A record larger than the block is read with a larger one; one larger than the rest of the file is not complete.
        if (used === 0) {
          if (this.#offset + bytesRead >= size) break;
          block *= 4;
        } else block = blockBytes;
      }
      this.tail = Math.max(0, size - this.#offset);
      return this.#offset > before;
    } finally {
      await handle.close();
    }
  }

  #add(record: Uint8Array, run: EventRun): void {
    try {
      run.add(readEvent(record));
    } catch (error) {
      if (!(error instanceof ProtoError)) throw error;
      this.badRecords += 1;
    }
  }
}
