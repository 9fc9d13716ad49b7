import type { Selector } from '../metricPlan';
import { selects } from './selects';
import type { ScrapeValues } from './scrapeValues';
import { readSeriesKey } from './seriesKey';

/**
 * Increase of the counters that a selector selects, from one scrape to the next. A value below the last is a restart and counts as it stands; a series that was
 * not there the time before counts from its first sight on, as Prometheus has it.
 */
export class Increases {
  readonly #chosen = new Map<string, string | null>();
  #last = new Map<string, number>();

  /** @param group label whose values are kept apart (`le`); all together where absent */
  constructor(
    private readonly selectors: readonly Selector[],
    private readonly filter: Readonly<Record<string, string>>,
    private readonly group?: string,
  ) {}

  /** Increases since the last scrape by group; null where no selected series was there both times. */
  add({ each }: ScrapeValues): ReadonlyMap<string, number> | null {
    const sums = new Map<string, number>();
    const now = new Map<string, number>();
    each((key, value) => {
      const group = this.#groupOf(key);
      if (group === null) return;
      now.set(key, value);
      const before = this.#last.get(key);
      if (before !== undefined) sums.set(group, (sums.get(group) ?? 0) + (value >= before ? value - before : value));
    });
    this.#last = now;
    return sums.size === 0 ? null : sums;
  }

  /** Forgets the last scrape: what comes next is no increase since then. */
  cut(): void {
    this.#last = new Map();
  }

  #groupOf(key: string): string | null {
    const known = this.#chosen.get(key);
    if (known !== undefined) return known;
    const series = readSeriesKey(key);
    const isChosen = series !== null && this.selectors.some((selector) => selects(selector, this.filter, series));
    const group = isChosen ? (this.group === undefined ? '' : (series.labels.get(this.group) ?? '')) : null;
    this.#chosen.set(key, group);
    return group;
  }
}
