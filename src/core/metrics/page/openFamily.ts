import { labelKey } from './labelKey';
import { pageLimits } from './limits';
import { readNumber } from './readNumber';
import type { FamilyType, HistogramSample, Labels, MetricFamily, NativeHistogram, PlainSample, SummarySample } from './scrapedPage';

interface OpenSeries {
  readonly labels: Labels;
  /** Bounds of buckets or quantiles with their values, as they came. */
  readonly at: number[];
  readonly values: number[];
  native: NativeHistogram | null;
  sum: number | null;
  count: number | null;
  timestampMs: number | null;
}

/** A family while its page is being read. */
export class OpenFamily {
  type: FamilyType = 'unknown';
  /** True where the page does not say the type and the names of the samples did. */
  inferred = false;
  unit: string | null = null;
  help: string | null = null;
  readonly plainSamples: PlainSample[] = [];
  private sampleName: string | null = null;
  private readonly series = new Map<string, OpenSeries>();
  // Buckets of one series follow each other: the series of the line before is nearly always the one.
  private lastKey = '';
  private last: OpenSeries | null = null;

  constructor(readonly name: string) {}

  plain(sampleName: string, sample: PlainSample): void {
    this.sampleName ??= sampleName;
    this.plainSamples.push(sample);
  }

  total(field: 'sum' | 'count', labels: Labels, value: number, timestampMs: number | null): void {
    const series = this.of(labels);
    series[field] ??= value;
    series.timestampMs ??= timestampMs;
  }

  bucket(labels: Map<string, string>, value: number, timestampMs: number | null): string | null {
    return this.part('le', labels, value, timestampMs);
  }

  quantile(labels: Map<string, string>, value: number, timestampMs: number | null): string | null {
    return this.part('quantile', labels, value, timestampMs);
  }

  native(labels: Labels, native: NativeHistogram): void {
    this.of(labels).native = native;
  }

  close(): MetricFamily | null {
    const base = { name: this.type === 'counter' || this.type === 'info' ? (this.sampleName ?? this.name) : this.name, type: this.type, unit: this.unit, help: this.help };
    const series = [...this.series.values()];
    if (this.plainSamples.length === 0 && series.length === 0) return null;
    const isSummary = this.type === 'summary';
    return {
      ...base,
      samples: this.plainSamples,
      histograms: isSummary ? [] : series.map(closeHistogram),
      summaries: isSummary ? series.map(closeSummary) : [],
    };
  }

  /** One bucket or one quantile of the series. */
  pair(label: 'le' | 'quantile', labels: Labels, at: number, value: number, timestampMs: number | null): string | null {
    const series = this.of(labels);
    if (series.at.length >= pageLimits.buckets) return `more than ${pageLimits.buckets.toLocaleString('en-US')} ${label === 'le' ? 'buckets' : 'quantiles'}`;
    series.at.push(at);
    series.values.push(value);
    series.timestampMs ??= timestampMs;
    return null;
  }

  private part(label: 'le' | 'quantile', labels: Map<string, string>, value: number, timestampMs: number | null): string | null {
    const text = labels.get(label);
    if (text === undefined) return `no label ${label}`;
    const at = readNumber(text);
    if (at === null || Number.isNaN(at)) return `the label ${label} is not a number`;
    labels.delete(label);
    return this.pair(label, labels, at, value, timestampMs);
  }

  private of(labels: Labels): OpenSeries {
    const key = labelKey(labels);
    if (this.last !== null && key === this.lastKey) return this.last;
    let series = this.series.get(key);
    if (series === undefined) {
      series = { labels, at: [], values: [], native: null, sum: null, count: null, timestampMs: null };
      this.series.set(key, series);
    }
    this.lastKey = key;
    this.last = series;
    return series;
  }
}

/** Ascending and each once: the first value of a bound written twice is kept. */
function ascending({ at, values }: OpenSeries): { at: number[]; values: number[] } {
  let sorted = true;
  for (let i = 1; i < at.length; i += 1) if (!((at[i] ?? NaN) > (at[i - 1] ?? NaN))) sorted = false;
  if (sorted) return { at, values };
  const order = at.map((_, i) => i).sort((a, b) => (at[a] ?? 0) - (at[b] ?? 0) || a - b);
  const kept = order.filter((i, k) => k === 0 || at[i] !== at[order[k - 1] ?? 0]);
  return { at: kept.map((i) => at[i] ?? NaN), values: kept.map((i) => values[i] ?? NaN) };
}

function closeHistogram(series: OpenSeries): HistogramSample {
  const { labels, native, sum, count, timestampMs } = series;
  const { at: bounds, values: cumulative } = ascending(series);
  // The bucket of +Inf is the count (client_model calls it optional).
  if (bounds.length > 0 && bounds[bounds.length - 1] !== Infinity && count !== null) {
    bounds.push(Infinity);
    cumulative.push(count);
  }
  const whole = bounds.length > 0 && bounds[bounds.length - 1] === Infinity ? (cumulative[cumulative.length - 1] ?? null) : null;
  return { labels, bounds, cumulative, native, sum, count: count ?? whole, timestampMs };
}

function closeSummary(series: OpenSeries): SummarySample {
  const { labels, sum, count, timestampMs } = series;
  const { at, values } = ascending(series);
  return { labels, quantiles: at.map((q, i) => ({ q, value: values[i] ?? NaN })), sum, count, timestampMs };
}
