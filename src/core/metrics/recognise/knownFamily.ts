import type { ScrapedPage } from '../page/scrapedPage';

/** What a server or a page knows of one metric: enough to tell what it stands for. Names and labels are hostile text. */
export interface KnownFamily {
  /** As PromQL calls it; a histogram or summary without `_bucket`, `_sum`, `_count`. */
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram' | 'summary' | 'unknown';
  /** `seconds`, `bytes`, where the source says it. */
  readonly unit: string | null;
  /** A histogram of exponential buckets, without bounds of its own. */
  readonly native: boolean;
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
    // Text pages carry no buckets of native histograms.
    const native = kind === 'histogram' && histograms.every(({ bounds }) => bounds.length === 0);
    return [{ name, type: kind, unit, native, labels: Object.fromEntries([...labels].map(([label, values]) => [label, [...values]])) }];
  });
}
