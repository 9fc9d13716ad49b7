import type { OpenFrame } from './frame';
import type { SeriesKeys } from './otlpKeys';
import type { ExponentialSide, OtlpPoint } from './otlpMetrics';

/** Writes what a point counts of its own span into the frame of that span. Buckets of bounds are cumulative, as on a page, and all of them; empty exponential ones are left out. */
export function writePoint(frame: OpenFrame, keys: SeriesKeys, point: OtlpPoint): void {
  if (point.kind === 'number') return frame.add(keys.plain(), point.value);
  frame.add(keys.count(), point.count);
  if (point.sum !== null && Number.isFinite(point.sum)) frame.add(keys.sum(), point.sum);
  if (point.kind === 'histogram') {
    let running = 0;
    point.counts.forEach((count, i) => frame.add(keys.bucket(point.bounds[i] ?? Infinity), (running += count)));
  }
  if (point.kind !== 'exponential') return;
  if (point.zeroCount > 0) frame.add(keys.zero(point.zeroThreshold), point.zeroCount);
  const side = (sign: 1 | -1, { offset, counts }: ExponentialSide): void => {
    counts.forEach((count, i) => {
      if (count > 0) frame.add(keys.exponential({ scale: point.scale, sign, index: offset + i }), count);
    });
  };
  side(1, point.positive);
  side(-1, point.negative);
}
