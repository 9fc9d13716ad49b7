import { readSeriesKey, seriesKey } from '../metrics/history/seriesKey';
import type { Attributes } from './otlpMetrics';

/*
 * Series of OTLP as keys of a history that say of themselves what they are, so that whoever reads the history needs nothing else: beside name and labels a label
 * without a name of its own carries type and unit. Attribute names are written as Prometheus writes them, with `_` for what is no letter, digit or `_`, since
 * presets and filters know them so; metric names stay as they are. Histograms and summaries have keys as on a page: `_bucket`, `_sum`, `_count`.
 */

/** Counter (a sum that only rises), gauge (levels, and sums that rise and fall), histogram of bounds, exponential histogram, summary. */
export type SeriesType = 'c' | 'g' | 'h' | 'e' | 's';

const typeLabel = '\u0000';
const exponentialLabel = '\u0000x';
const types: readonly SeriesType[] = ['c', 'g', 'h', 'e', 's'];

/** Of the process, the operating system and the SDK: they tell no series from another. `process.pid` does. */
const unhelpful = /^(telemetry\.|os\.|process\.(?!pid$)|host\.arch|service\.namespace$)/;

export function labelName(attribute: string): string {
  return attribute.replace(/[^A-Za-z0-9_]/g, '_');
}

/** Labels of a series: those of its resource that tell processes apart, its scope, its own. */
export function labelsOf(resource: Attributes, scope: string, attributes: Attributes): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  for (const [name, value] of resource) if (!unhelpful.test(name)) labels.set(labelName(name), value);
  if (scope !== '') labels.set('otel_scope_name', scope);
  for (const [name, value] of attributes) labels.set(labelName(name), value);
  return labels;
}

export interface ExponentialBucket {
  readonly scale: number;
  readonly sign: 1 | -1;
  readonly index: number;
}

/** The keys of one series, each made once. */
export class SeriesKeys {
  readonly #made = new Map<string | number, string>();
  readonly #labels: readonly (readonly [string, string])[];

  constructor(
    private readonly name: string,
    type: SeriesType,
    unit: string,
    labels: ReadonlyMap<string, string>,
  ) {
    this.#labels = [[typeLabel, `${type}${unit}`], ...labels];
  }

  get size(): number {
    return this.#made.size;
  }

  /** Of a counter or gauge. */
  plain(): string {
    return this.#key('', '');
  }

  sum(): string {
    return this.#key('_sum', '');
  }

  count(): string {
    return this.#key('_count', '');
  }

  /** Observations of at most a bound. */
  bucket(bound: number): string {
    const known = this.#made.get(bound);
    if (known !== undefined) return known;
    const key = seriesKey(`${this.name}_bucket`, [...this.#labels, ['le', bound === Infinity ? '+Inf' : String(bound)]]);
    this.#made.set(bound, key);
    return key;
  }

  exponential({ scale, sign, index }: ExponentialBucket): string {
    return this.#key('_bucket', `${scale}${sign > 0 ? '+' : '-'}${index}`);
  }

  zero(threshold: number): string {
    return this.#key('_bucket', `z${threshold}`);
  }

  #key(suffix: string, bucket: string): string {
    const name = `${suffix}\u0000${bucket}`;
    const known = this.#made.get(name);
    if (known !== undefined) return known;
    const key = seriesKey(this.name + suffix, bucket === '' ? this.#labels : [...this.#labels, [exponentialLabel, bucket]]);
    this.#made.set(name, key);
    return key;
  }
}

export interface OtlpSeries {
  /** As the key has it, with the suffix of a part. */
  readonly name: string;
  /** Without the suffix. */
  readonly family: string;
  readonly type: SeriesType;
  readonly unit: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly bucket: { readonly kind: 'bound'; readonly bound: number } | ({ readonly kind: 'exponential' } & ExponentialBucket) | { readonly kind: 'zero'; readonly threshold: number } | null;
}

/** What a key says; null for what is no such key. */
export function readOtlpKey(key: string): OtlpSeries | null {
  const series = readSeriesKey(key);
  const said = series?.labels.get(typeLabel);
  const type = types.find((one) => said?.[0] === one);
  if (series === null || said === undefined || type === undefined) return null;
  const labels = new Map([...series.labels].filter(([name]) => !name.startsWith(typeLabel) && name !== 'le'));
  const le = series.labels.get('le');
  // An attribute of that name is no bucket.
  const isBucket = (type === 'h' || type === 'e') && series.name.endsWith('_bucket');
  if (!isBucket && le !== undefined) labels.set('le', le);
  const family = type === 'c' || type === 'g' ? series.name : series.name.replace(/_(bucket|sum|count)$/, '');
  return { name: series.name, family, type, unit: said.slice(1), labels, bucket: isBucket ? bucketOf(le, series.labels.get(exponentialLabel)) : null };
}

function bucketOf(le: string | undefined, exponential: string | undefined): OtlpSeries['bucket'] {
  if (exponential === undefined) return le === undefined ? null : { kind: 'bound', bound: le === '+Inf' ? Infinity : Number(le) };
  if (exponential.startsWith('z')) return { kind: 'zero', threshold: Number(exponential.slice(1)) };
  const found = /^(-?\d+)([+-])(-?\d+)$/.exec(exponential);
  return found === null ? null : { kind: 'exponential', scale: Number(found[1]), sign: found[2] === '+' ? 1 : -1, index: Number(found[3]) };
}
