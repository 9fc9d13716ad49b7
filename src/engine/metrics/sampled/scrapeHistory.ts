import { join } from 'node:path';
import type { Retention } from '../../../core/metrics/metricsSpec';
import type { ScrapeValues } from '../../../core/metrics/history/scrapeValues';
import { HistoryStore } from '../history/historyStore';
import type { Scrape } from '../history/scrapeCodec';

/** Scrapes that are kept in memory where there is no folder for them. */
const mostInMemory = 2_000;

/** The looks at one target in the order of time: on disk where there is a folder, else the last ones in memory. */
export class ScrapeHistory {
  readonly #memory: Scrape[] = [];

  private constructor(private readonly store: HistoryStore | null) {}

  static async open(storage: string | null, key: string, retention: Retention): Promise<ScrapeHistory> {
    return new ScrapeHistory(storage === null ? null : await HistoryStore.open(join(storage, 'metrics'), key, retention));
  }

  async append(scrape: Scrape): Promise<void> {
    if (this.store !== null) return this.store.append(scrape);
    this.#memory.push(scrape);
    if (this.#memory.length > mostInMemory) this.#memory.shift();
  }

  /** Those from `fromMs` on, each good for the time of the call alone. */
  async read(fromMs: number, each: (scrape: ScrapeValues) => void, signal: AbortSignal): Promise<void> {
    if (this.store === null) {
      for (const scrape of this.#memory) if (scrape.timeMs >= fromMs) each(valuesOf(scrape));
      return;
    }
    await this.store.read(fromMs, Infinity, ({ timeMs, down, table: { keys, values, present } }) => {
      each({ time: timeMs * 1000, down, each: (use) => keys.forEach((key, i) => present[i] === true && use(key, values[i] ?? NaN)) });
    }, signal);
  }

  /** Milliseconds since 1970 of the first look that is kept; null where there is none. */
  async first(): Promise<number | null> {
    let first: number | null = null;
    const stop = new AbortController();
    try {
      await this.read(0, ({ time }) => {
        first ??= time / 1000;
        stop.abort();
      }, stop.signal);
    } catch (error) {
      if (!stop.signal.aborted) throw error;
    }
    return first;
  }

  async close(): Promise<void> {
    await this.store?.close();
  }
}

export function valuesOf({ timeMs, down, values }: Scrape): ScrapeValues {
  return { time: timeMs * 1000, down, each: (use) => values.forEach((value, key) => use(key, value)) };
}
