import type { Retention } from '../../core/metrics/metricsSpec';
import type { Frame } from '../../core/otlp/frame';
import { ScrapeHistory } from '../metrics/sampled/scrapeHistory';
import { FrameMemory } from './frameMemory';

export type WrittenFrame = Frame & { readonly values: ReadonlyMap<string, number> };

/* A frame is kept as one look of the history that pages have: its values, with its two times (milliseconds) beside them. When it came is the time of the look. */
const fromKey = '\u0000from';
const toKey = '\u0000to';
/** Clocks of senders may be ahead by so much: what they say of a time may have come before it. */
const aheadMs = 3_600_000;

/** Frames that were received, on disk where there is a folder, else in memory. */
export class FrameHistory {
  #last = 0;
  readonly #memory = new FrameMemory();

  private constructor(private readonly store: ScrapeHistory | null) {}

  /** @param key tells sources apart */
  static async open(storage: string | null, key: string, retention: Retention): Promise<FrameHistory> {
    return new FrameHistory(storage === null ? null : await ScrapeHistory.open(storage, key, retention));
  }

  async append(frames: readonly WrittenFrame[], nowMs: number): Promise<void> {
    if (this.store === null) return frames.forEach((frame) => this.#memory.add(frame));
    for (const { from, to, values } of frames) {
      // Looks of one history have times of their own.
      this.#last = Math.max(this.#last + 1, Math.round(nowMs));
      await this.store.append({ timeMs: this.#last, durationMs: 0, down: null, values: new Map([[fromKey, from / 1_000], [toKey, to / 1_000], ...values]) });
    }
  }

  /** Every frame that ends at or after a time (microseconds), each good for the time of the call alone. */
  async read(from: number, use: (frame: Frame) => void, signal: AbortSignal): Promise<void> {
    if (this.store === null) return this.#memory.each(from, use);
    await this.store.read(from / 1_000 - aheadMs, ({ each }) => {
      let since = NaN;
      let to = NaN;
      each((key, value) => {
        if (key === fromKey) since = value * 1_000;
        else if (key === toKey) to = value * 1_000;
      });
      if (to >= from && since <= to) use({ from: since, to, each: (give) => each((key, value) => !key.startsWith('\u0000') && give(key, value)) });
    }, signal);
  }

  async close(): Promise<void> {
    await this.store?.close();
  }
}
