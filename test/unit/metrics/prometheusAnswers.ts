import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Scraped {
  readonly start: number; // seconds
  readonly step: number;
  readonly pages: readonly { readonly time: number; readonly page: string }[];
  readonly count: readonly string[];
  readonly sum: readonly string[];
}

/** What a real Prometheus said of the same scrapes (scripts/knownAnswers/prometheus.py). Null and NaN: nothing to tell. */
export const answers = JSON.parse(readFileSync(join(__dirname, '../../fixtures/knownAnswers/prometheus.json'), 'utf8')) as {
  readonly quantiles: readonly number[];
  readonly cases: readonly { readonly name: string; readonly buckets: Readonly<Record<string, number>>; readonly values: readonly (string | null)[] }[];
  readonly classic: Scraped & {
    readonly requests: readonly string[];
    readonly errors: readonly string[];
    readonly percentiles: readonly (readonly string[])[];
    readonly wholePercentiles: readonly string[];
    readonly depth: Readonly<Record<'count' | 'sum' | 'min' | 'max', readonly string[]>>;
  };
  readonly native: Scraped & {
    readonly linearPercentiles: Readonly<Record<string, readonly (readonly string[])[]>>;
    readonly buckets: readonly { readonly buckets: readonly (readonly [number, string, string, string])[] }[];
  };
};

/** Equal to 12 digits; NaN to NaN. */
export function near(ours: number, theirs: string | null): boolean {
  const value = theirs === null ? NaN : Number(theirs);
  if (Number.isNaN(value) || Number.isNaN(ours)) return Number.isNaN(value) && Number.isNaN(ours);
  return Math.abs(ours - value) <= 1e-12 * Math.max(1, Math.abs(value));
}
