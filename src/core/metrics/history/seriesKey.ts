import type { ScrapedPage } from '../page/scrapedPage';
import { nativeValues } from './nativeKey';

/** One series of a page as a text of its own, so that a history can keep values by it: name and labels as JSON, labels in the order of their names. */
export function seriesKey(name: string, labels: Iterable<readonly [string, string]>): string {
  return JSON.stringify([name, ...[...labels].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).flat()]);
}

export interface Series {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
}

/** Undoes `seriesKey`; null for what is no such text. */
export function readSeriesKey(key: string): Series | null {
  try {
    const parts: unknown = JSON.parse(key);
    if (!Array.isArray(parts) || !parts.every((part): part is string => typeof part === 'string') || parts.length % 2 === 0) return null;
    const labels = new Map<string, string>();
    for (let at = 1; at < parts.length; at += 2) labels.set(parts[at] ?? '', parts[at + 1] ?? '');
    return { name: parts[0] ?? '', labels };
  } catch {
    return null;
  }
}

/** Values of a page by series, histograms and summaries as the text format writes them, native histograms bucket by bucket (`nativeKey.ts`). Not a number says nothing and is left out. */
export function valuesOfPage(page: ScrapedPage): ReadonlyMap<string, number> {
  const values = new Map<string, number>();
  const put = (name: string, labels: Iterable<readonly [string, string]>, value: number | null): void => {
    if (value !== null && Number.isFinite(value)) values.set(seriesKey(name, labels), value);
  };
  for (const family of page.families.values()) {
    if (family.type === 'info' || family.type === 'state set') continue;
    for (const sample of family.samples) put(family.name, sample.labels, sample.value);
    for (const { labels, bounds, cumulative, native, sum, count } of family.histograms) {
      bounds.forEach((bound, i) => put(`${family.name}_bucket`, [...labels, ['le', bound === Infinity ? '+Inf' : String(bound)]], cumulative[i] ?? null));
      put(`${family.name}_sum`, labels, sum);
      put(`${family.name}_count`, labels, count);
      if (native !== null) nativeValues(family.name, labels, native, sum, (key, value) => values.set(key, value));
    }
    for (const { labels, sum, count } of family.summaries) {
      put(`${family.name}_sum`, labels, sum);
      put(`${family.name}_count`, labels, count);
    }
  }
  return values;
}
