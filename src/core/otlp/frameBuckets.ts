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
  /** Explicit bounds: the series of each set of bounds are told apart by nothing but their bounds. */
  readonly #classic = new Map<string, Map<number, SlotSums>>();
  readonly #exponential = new Map<string, { readonly bucket: Extract<Bucket, { kind: 'exponential' }>; readonly sums: SlotSums }>();
  readonly #zero = new Map<number, SlotSums>();

  constructor(private readonly axis: TimeAxis) {}

  /** @param series whose bucket it is, so that series with other bounds are not mixed with it */
  add(series: string, bucket: Bucket, from: number, to: number, value: number): void {
    this.#sums(series, bucket).add(from, to, value);
  }

  #sums(series: string, bucket: Bucket): SlotSums {
    if (bucket.kind === 'bound') {
      const own = this.#classic.get(series) ?? new Map<number, SlotSums>();
      this.#classic.set(series, own);
      return entry(own, bucket.bound, () => new SlotSums(this.axis));
    }
    if (bucket.kind === 'zero') return entry(this.#zero, bucket.threshold, () => new SlotSums(this.axis));
    const { scale, sign, index } = bucket;
    return entry(this.#exponential, `${scale} ${sign} ${index}`, () => ({ bucket, sums: new SlotSums(this.axis) })).sums;
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
    const all = [...this.#classic.values()].filter((bounds) => bounds.has(Infinity));
    const [first] = all;
    if (first === undefined) return null;
    const shared = [...first.keys()].filter((bound) => Number.isFinite(bound) && all.every((bounds) => bounds.has(bound))).sort((a, b) => a - b);
    const finite = Math.max(...all.map((bounds) => bounds.size - 1));
    if (shared.length === 0) return null;
    const { count } = this.axis;
    const width = shared.length + 1;
    const counts = new Float64Array(count * width);
    const bounds = [...shared, Infinity];
    for (const series of all) {
      let before: Float64Array | null = null;
      for (const [k, bound] of bounds.entries()) {
        const table = series.get(bound)?.table ?? new Float64Array(count);
        // Shares of cumulative counts differ by rounding where nothing was counted between two bounds.
        for (let slot = 0; slot < count; slot += 1) counts[slot * width + k] = (counts[slot * width + k] ?? 0) + Math.max(0, (table[slot] ?? 0) - (before?.[slot] ?? 0));
        before = table;
      }
    }
    return { edges: shared, counts, exponential: false, left: shared.length < finite ? `its series have unlike bounds; the ${shared.length} that all of them have are used` : null };
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
    return { edges: ascending, counts, exponential: true, left: null };
  }
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
}
