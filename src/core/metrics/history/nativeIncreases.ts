import type { Selector } from '../metricPlan';
import { addNative, type NativeCounts, nativeIncrease } from './nativeCounts';
import { type NativeSeries, readNativeKey } from './nativeKey';
import type { ScrapeValues } from './scrapeValues';
import { selects } from './selects';

export interface NativeIncrease {
  readonly counts: NativeCounts;
  /** Of the observed values; null where a target gives none. */
  readonly sum: number | null;
}

interface OneSeries {
  readonly counts: NativeCounts;
  readonly sum: number | null;
}

/** Increase of the native histograms that a selector selects, from one scrape to the next, added up. Restarts and first sights as in `Increases`. */
export class NativeIncreases {
  readonly #chosen = new Map<string, NativeSeries | null>();
  #last: ReadonlyMap<string, OneSeries> = new Map();

  constructor(
    private readonly selector: Selector,
    private readonly filter: Readonly<Record<string, string>>,
  ) {}

  /** Null where no selected series was there both times. */
  add(scrape: ScrapeValues): NativeIncrease | null {
    const now = this.#read(scrape);
    let all: NativeIncrease | null = null;
    for (const [id, { counts, sum }] of now) {
      const before = this.#last.get(id);
      if (before === undefined) continue;
      const grown = nativeIncrease(before.counts, counts);
      // Values below zero let a sum fall: only the buckets tell a restart.
      const more = grown === null ? sum : sum === null || before.sum === null ? null : sum - before.sum;
      const one: NativeIncrease = { counts: grown ?? counts, sum: more };
      all = all === null ? one : { counts: addNative(all.counts, one.counts), sum: all.sum === null || one.sum === null ? null : all.sum + one.sum };
    }
    this.#last = now;
    return all;
  }

  /** Forgets the last scrape: what comes next is no increase since then. */
  cut(): void {
    this.#last = new Map();
  }

  #read({ each }: ScrapeValues): ReadonlyMap<string, OneSeries> {
    const parts = new Map<string, { schema: number; zeroThreshold: number; zero: number; sum: number | null; positive: Map<number, number>; negative: Map<number, number> }>();
    each((key, value) => {
      const series = this.#seriesOf(key);
      if (series === null) return;
      const one = parts.get(series.id) ?? { schema: NaN, zeroThreshold: 0, zero: 0, sum: null, positive: new Map<number, number>(), negative: new Map<number, number>() };
      parts.set(series.id, one);
      const { part } = series;
      if (part === 'schema') one.schema = value;
      else if (part === 'threshold') one.zeroThreshold = value;
      else if (part === 'zero') one.zero = value;
      else if (part === 'sum') one.sum = value;
      else (part.startsWith('+') ? one.positive : one.negative).set(Number(part.slice(1)), value);
    });
    const read = new Map<string, OneSeries>();
    for (const [id, { sum, ...counts }] of parts) if (Number.isInteger(counts.schema) && counts.schema >= -4 && counts.schema <= 8) read.set(id, { counts, sum });
    return read;
  }

  #seriesOf(key: string): NativeSeries | null {
    const known = this.#chosen.get(key);
    if (known !== undefined) return known;
    const series = readNativeKey(key);
    const chosen = series !== null && selects(this.selector, this.filter, series) ? series : null;
    this.#chosen.set(key, chosen);
    return chosen;
  }
}
