import { FaultError } from '../../../core/domain/fault';
import { promNumber, type PromSeries } from './matrix';

export interface SlotBuckets {
  readonly edges: Float64Array;
  readonly counts: Float64Array;
  readonly slots: number; // slots with an answer
}

/** Slot of a time, or -1 outside. */
export type SlotOf = (ms: number) => number;

/**
 * Cumulative buckets by `le` as counts by bucket. A bucket below the one before it is raised to it, as `histogram_quantile` does
 * (prometheus/prometheus: promql/quantile.go, `ensureMonotonic`).
 * @throws FaultError `not-found` where there is no series, `unreadable` where the bucket of all observations is missing
 */
export function classicBuckets(series: readonly PromSeries[], slotOf: SlotOf, slots: number, scale: number): SlotBuckets {
  const byBound = new Map<number, PromSeries[]>();
  for (const each of series) {
    const bound = promNumber(each.labels.get('le'));
    // Targets may write the same bound in two ways, `1` and `1.0`: one bucket.
    if (bound !== null && !Number.isNaN(bound)) byBound.set(bound, [...(byBound.get(bound) ?? []), each]);
  }
  if (byBound.size === 0) throw FaultError.of('not-found', 'the server has no such buckets in this time');
  if (!byBound.has(Infinity)) throw FaultError.of('unreadable', 'its buckets lack the one of all observations (le="+Inf"), so nothing can be counted');
  const bounds = [...byBound.keys()].sort((a, b) => a - b);
  const width = bounds.length;
  const cumulative = new Float64Array(slots * width).fill(NaN);
  bounds.forEach((bound, j) => {
    for (const { times, values } of byBound.get(bound) ?? []) {
      times.forEach((ms, index) => {
        const slot = slotOf(ms);
        const value = values[index] ?? NaN;
        if (slot < 0 || Number.isNaN(value)) return;
        const before = cumulative[slot * width + j] ?? NaN;
        cumulative[slot * width + j] = Number.isNaN(before) ? value : before + value;
      });
    }
  });
  const counts = new Float64Array(slots * width);
  let seen = 0;
  for (let slot = 0; slot < slots; slot += 1) {
    if (Number.isNaN(cumulative[slot * width + width - 1])) continue;
    seen += 1;
    let below = 0;
    for (let j = 0; j < width; j += 1) {
      const upTo = cumulative[slot * width + j] ?? NaN;
      const raised = Number.isNaN(upTo) ? below : Math.max(below, upTo);
      counts[slot * width + j] = raised - below;
      below = raised;
    }
  }
  return { edges: Float64Array.from(bounds.slice(0, -1), (bound) => bound * scale), counts, slots: seen };
}

/**
 * Buckets of native histograms over time. Their bounds may get coarser while a process runs; bounds inside of a coarser bucket are left out, so that
 * every count stands between its own bounds.
 * @throws FaultError `not-found` where there is no native histogram
 */
export function nativeBuckets(series: readonly PromSeries[], slotOf: SlotOf, slots: number, scale: number): SlotBuckets & { readonly sum: Float64Array } {
  const all = series.flatMap(({ histograms }) => histograms).filter(({ ms }) => slotOf(ms) >= 0);
  if (all.length === 0) throw FaultError.of('not-found', 'the server has no such native histogram in this time');
  const buckets = all.flatMap(({ value }) => value.buckets);
  const bounds = [...new Set(buckets.flatMap(([, left, right]) => [left, right]))].filter(Number.isFinite).sort((a, b) => a - b);
  const place = new Map(bounds.map((bound, index) => [bound, index]));
  // 1 at the first bound inside of a bucket, -1 after the last: a running sum above 0 is inside of one.
  const inside = new Int32Array(bounds.length + 1);
  for (const [, left, right] of buckets) {
    const from = left === -Infinity ? 0 : (place.get(left) ?? 0) + 1;
    const to = right === Infinity ? bounds.length : (place.get(right) ?? 0);
    if (to <= from) continue;
    inside[from] = (inside[from] ?? 0) + 1;
    inside[to] = (inside[to] ?? 0) - 1;
  }
  let depth = 0;
  const kept = bounds.filter((_, index) => {
    depth += inside[index] ?? 0;
    return depth === 0;
  });
  const bin = new Map<number, number>([[Infinity, kept.length]]);
  // The bucket up to a kept bound; a bound that was left out falls into the bucket of the next kept one.
  let next = kept.length;
  for (let index = bounds.length - 1; index >= 0; index -= 1) {
    if (bounds[index] === kept[next - 1]) next -= 1;
    bin.set(bounds[index] ?? 0, next);
  }
  const width = kept.length + 1;
  const counts = new Float64Array(slots * width);
  const sum = new Float64Array(slots).fill(NaN);
  for (const { ms, value } of all) {
    const slot = slotOf(ms);
    sum[slot] = value.sum * scale;
    for (const [, , right, count] of value.buckets) {
      const at = slot * width + (bin.get(right) ?? kept.length);
      counts[at] = (counts[at] ?? 0) + Math.max(0, count);
    }
  }
  return { edges: Float64Array.from(kept, (bound) => bound * scale), counts, sum, slots: all.length };
}
