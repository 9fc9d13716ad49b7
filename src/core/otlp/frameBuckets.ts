import { SlotSums, type TimeAxis } from './frameSums';
import { otlpLimits } from './otlpLimits';
import type { OtlpSeries } from './otlpKeys';

type Bucket = NonNullable<OtlpSeries['bucket']>;

export interface SlotHistogram {
  /** Strictly ascending upper bounds, finite, in the source's unit. */
  readonly edges: readonly number[];
  /** S * (edges + 1) */
  readonly counts: Float64Array;
  readonly exponential: boolean;
  /** Why not all observations are in it; null where all are. */
  readonly left: string | null;
}

/** Buckets of one metric by slot. */
export class SlotBuckets {
  /** Explicit bounds: observations of at most each, of all series together, and how many series have it. */
  readonly #classic = new Map<number, { readonly sums: SlotSums; series: number }>();
  readonly #seen = new Set<string>();
  #series = 0;
  readonly #exponential = new Map<string, { readonly bucket: Extract<Bucket, { kind: 'exponential' }>; readonly sums: SlotSums }>();
  readonly #zero = new Map<number, SlotSums>();
  #left = 0;

  constructor(private readonly axis: TimeAxis) {}

  /** @param key of the series' bucket, so that series are counted */
  add(key: string, bucket: Bucket, from: number, to: number, value: number): void {
    const sums = bucket.kind === 'bound' ? this.#bound(key, bucket.bound) : bucket.kind === 'zero' ? entry(this.#zero, bucket.threshold, () => new SlotSums(this.axis)) : this.#place(bucket);
    if (sums === null) this.#left += value;
    else sums.add(from, to, value);
  }

  #bound(key: string, bound: number): SlotSums {
    const found = entry(this.#classic, bound, () => ({ sums: new SlotSums(this.axis), series: 0 }));
    if (!this.#seen.has(key)) {
      this.#seen.add(key);
      found.series += 1;
      // Every series has the bucket of all observations.
      if (bound === Infinity) this.#series += 1;
    }
    return found.sums;
  }

  #place(bucket: Extract<Bucket, { kind: 'exponential' }>): SlotSums | null {
    const { scale, sign, index } = bucket;
    const key = `${scale} ${sign} ${index}`;
    if (!this.#exponential.has(key) && this.#exponential.size >= otlpLimits.slotBuckets) return null;
    return entry(this.#exponential, key, () => ({ bucket, sums: new SlotSums(this.axis) })).sums;
  }

  /** Null where nothing was counted in buckets. */
  histogram(): SlotHistogram | null {
    const classic = this.#fromClassic();
    const exponential = this.#fromExponential();
    if (classic === null || exponential === null) return classic ?? exponential;
    const total = ({ counts }: SlotHistogram): number => counts.reduce((sum, count) => sum + count, 0);
    const [most, other] = total(classic) >= total(exponential) ? [classic, exponential] : [exponential, classic];
    return { ...most, left: `${Math.round(total(other)).toLocaleString('en-US')} observations stand in ${other.exponential ? 'exponential' : 'explicit'} buckets beside these and are left out` };
  }

  /** Series with unlike bounds share those that all of them have: between these every count is exact. */
  #fromClassic(): SlotHistogram | null {
    if (this.#series === 0) return null;
    const finite = [...this.#classic].filter(([bound]) => Number.isFinite(bound));
    const shared = finite.filter(([, { series }]) => series === this.#series).sort(([a], [b]) => a - b);
    if (shared.length === 0) return null;
    const { count } = this.axis;
    const width = shared.length + 1;
    const counts = new Float64Array(count * width);
    let before: Float64Array = new Float64Array(count);
    for (const [k, table] of [...shared.map(([, { sums }]) => sums.table), this.#classic.get(Infinity)?.sums.table ?? before].entries()) {
      // Shares of cumulative counts differ by rounding where nothing was counted between two bounds.
      for (let slot = 0; slot < count; slot += 1) counts[slot * width + k] = Math.max(0, (table[slot] ?? 0) - (before[slot] ?? 0));
      before = table;
    }
    return { edges: shared.map(([bound]) => bound), counts, exponential: false, left: shared.length < finite.length ? `its series have unlike bounds; the ${shared.length} that all of them have are used` : null };
  }

  /** The coarsest scale that was told is every finer one's exactly: bucket i of scale s lies in bucket floor(i / 2^d) of scale s - d. */
  #fromExponential(): SlotHistogram | null {
    const all = [...this.#exponential.values()];
    if (all.length === 0 && this.#zero.size === 0) return null;
    let scale = Math.min(20, ...all.map(({ bucket }) => bucket.scale));
    const range = (sign: 1 | -1): { readonly low: number; readonly high: number } | null => {
      const places = all.filter(({ bucket }) => bucket.sign === sign).map(({ bucket }) => Math.floor(bucket.index / 2 ** (bucket.scale - scale)));
      return places.length === 0 ? null : { low: places.reduce((a, b) => Math.min(a, b)), high: places.reduce((a, b) => Math.max(a, b)) };
    };
    const width = (): number => [range(1), range(-1)].reduce((sum, one) => sum + (one === null ? 0 : one.high - one.low + 2), 1);
    while (width() > otlpLimits.columnBuckets && scale > -20) scale -= 1;
    const [positive, negative] = [range(1), range(-1)];
    const threshold = Math.max(0, ...this.#zero.keys());
    const bound = (index: number): number => 2 ** (index * 2 ** -scale);
    const edges: number[] = [];
    // Upper bounds: of negative buckets the end nearer to zero, then that of the zero bucket, then those of positive ones.
    if (negative !== null) for (let index = negative.high; index >= negative.low; index -= 1) edges.push(-bound(index + 1), ...(index === negative.low ? [-bound(index)] : []));
    if (this.#zero.size > 0) edges.push(...(edges.length === 0 && threshold === 0 ? [] : [-threshold]), threshold);
    if (positive !== null) for (let index = positive.low; index <= positive.high; index += 1) edges.push(...(index === positive.low ? [bound(index)] : []), bound(index + 1));
    const ascending = [...new Set(edges.map((edge) => (edge === 0 ? 0 : edge)))].filter(Number.isFinite).sort((a, b) => a - b);
    const { count } = this.axis;
    const columns = ascending.length + 1;
    const counts = new Float64Array(count * columns);
    const put = (upper: number, { table }: SlotSums): void => {
      const at = Number.isFinite(upper) ? ascending.indexOf(upper === 0 ? 0 : upper) : ascending.length;
      if (at >= 0) for (let slot = 0; slot < count; slot += 1) counts[slot * columns + at] = (counts[slot * columns + at] ?? 0) + (table[slot] ?? 0);
    };
    for (const { bucket, sums } of all) {
      const index = Math.floor(bucket.index / 2 ** (bucket.scale - scale));
      put(bucket.sign > 0 ? bound(index + 1) : -bound(index), sums);
    }
    for (const sums of this.#zero.values()) put(threshold, sums);
    return { edges: ascending, counts, exponential: true, left: this.#left > 0 ? `${Math.round(this.#left).toLocaleString('en-US')} observations stand in more buckets than can be kept apart and are left out` : null };
  }
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
}
