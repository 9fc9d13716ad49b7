import type { ScrapedPage } from '../page/scrapedPage';

/** What a server or a page knows of one metric: enough to tell what it stands for. Names and labels are hostile text. */
export interface KnownFamily {
  /** As PromQL calls it; a histogram or summary without `_bucket`, `_sum`, `_count`. */
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram' | 'summary' | 'unknown';
  /** `seconds`, `bytes`, where the source says it. */
  readonly unit: string | null;
  /** A histogram of exponential buckets: without bounds of its own, or, on a page, with such bounds beside them. */
  readonly native: boolean;
  /** Set where a native histogram has a series `_count` all the same: on a page, never on a server. */
  readonly counted?: true;
  /** Highest finite bound of its buckets, where that is known. */
  readonly highestBound?: number;
  /** A few values of each label. */
  readonly labels: Readonly<Record<string, readonly string[]>>;
}

const valuesKept = 20;

/** The families of a scraped page, in its order. Info, state sets and creation times are no metrics. */
export function familiesOfPage(page: ScrapedPage): readonly KnownFamily[] {
  return [...page.families.values()].flatMap(({ name, type, unit, samples, histograms, summaries }): readonly KnownFamily[] => {
    if (type === 'info' || type === 'state set' || /_created$|_info$/.test(name)) return [];
    const kind = type === 'gauge histogram' ? 'unknown' : type;
    const labels = new Map<string, Set<string>>();
    for (const one of [...samples, ...histograms, ...summaries]) {
      for (const [label, value] of one.labels) {
        const values = labels.get(label) ?? new Set<string>();
        labels.set(label, values);
        if (values.size < valuesKept) values.add(value);
      }
    }
    // Where a target has both kinds of buckets, the native ones are finer. Text pages carry none of them.
    const native = kind === 'histogram' && histograms.every((one) => one.native !== null || one.bounds.length === 0);
    const bounds = histograms.flatMap((one) => one.bounds.filter(Number.isFinite));
    const highest = bounds.length === 0 ? {} : { highestBound: bounds.reduce((most, bound) => Math.max(most, bound)) };
    return [{ name, type: kind, unit, native, ...highest, ...(native ? { counted: true } : {}), labels: Object.fromEntries([...labels].map(([label, values]) => [label, [...values]])) }];
  });
}
