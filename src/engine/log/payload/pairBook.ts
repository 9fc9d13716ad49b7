import { appendFile, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { HalfEvent } from '../../../core/payload/event';
import { readLines } from '../readLines';

/** A half and where it stands. */
export interface PlacedHalf {
  readonly half: HalfEvent;
  readonly file: number;
  readonly line: number;
  /** About how much memory it takes. */
  readonly bytes: number;
}

export type OnPair = (request: PlacedHalf | null, response: PlacedHalf | null) => void | Promise<void>;

const partitions = 64;

/**
 * Brings requests and responses of the same id together in bounded memory: what waits is held up to `mostBytes`; then all of it goes to files by a hash of the id, and
 * those are paired one after the other in the end. Several halves of one id pair in the order in which they came.
 */
export class PairBook {
  readonly #waiting = new Map<string, PlacedHalf[]>();
  #bytes = 0;
  #spilled = false;

  constructor(private readonly folder: string, private readonly onPair: OnPair, private readonly mostBytes = 64 * 1024 * 1024) {}

  async add(placed: PlacedHalf): Promise<void> {
    const pair = this.#match(this.#waiting, placed);
    if (pair !== null) {
      const [request, response] = pair;
      this.#bytes -= (request === placed ? response : request).bytes;
      await this.onPair(request, response);
    } else this.#bytes += placed.bytes;
    if (this.#bytes > this.mostBytes) await this.#spill();
  }

  /** Gives what is left: pairs that were apart, and halves without a counterpart. */
  async finish(signal?: AbortSignal): Promise<void> {
    if (!this.#spilled) return this.#giveAlone(this.#waiting);
    await this.#spill();
    for (let i = 0; i < partitions; i += 1) {
      const waiting = new Map<string, PlacedHalf[]>();
      await readLines(this.#partition(i), false, async (line) => {
        if (line === null) return;
        const pair = this.#match(waiting, JSON.parse(line.toString('utf8')) as PlacedHalf);
        if (pair !== null) await this.onPair(...pair);
      }, signal).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
      });
      await this.#giveAlone(waiting);
    }
    await rm(this.folder, { recursive: true, force: true });
  }

  #match(waiting: Map<string, PlacedHalf[]>, placed: PlacedHalf): [PlacedHalf, PlacedHalf] | null {
    const { id, kind } = placed.half;
    const queue = waiting.get(id);
    const [first] = queue ?? [];
    if (queue === undefined) waiting.set(id, [placed]);
    else if (first?.half.kind === kind) queue.push(placed);
    else {
      queue.shift();
      if (queue.length === 0) waiting.delete(id);
      if (first !== undefined) return kind === 'request' ? [placed, first] : [first, placed];
    }
    return null;
  }

  async #giveAlone(waiting: Map<string, PlacedHalf[]>): Promise<void> {
    for (const queue of waiting.values()) for (const placed of queue) await (placed.half.kind === 'request' ? this.onPair(placed, null) : this.onPair(null, placed));
    waiting.clear();
  }

  async #spill(): Promise<void> {
    if (!this.#spilled) await mkdir(this.folder, { recursive: true });
    this.#spilled = true;
    const texts = Array.from({ length: partitions }, (): string[] => []);
    for (const [id, queue] of this.#waiting) for (const placed of queue) texts[hash(id) % partitions]?.push(`${JSON.stringify(placed)}\n`);
    this.#waiting.clear();
    this.#bytes = 0;
    for (const [i, list] of texts.entries()) if (list.length > 0) await appendFile(this.#partition(i), list.join(''));
  }

  #partition(i: number): string {
    return path.join(this.folder, `${i}.ndjson`);
  }
}

/** FNV-1a of the text's code units, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return value;
}
