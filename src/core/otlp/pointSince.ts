import type { ExponentialPoint, ExponentialSide, OtlpPoint } from './otlpMetrics';

/**
 * What a cumulative point counts beyond an earlier one of its series. `fell` where something counted has become less: the process began anew. `other buckets` where
 * they cannot be compared.
 */
export function pointSince(now: OtlpPoint, before: OtlpPoint): OtlpPoint | 'fell' | 'other buckets' {
  if (now.kind === 'number') return before.kind !== 'number' ? 'other buckets' : now.value < before.value ? 'fell' : { ...now, value: now.value - before.value };
  if (before.kind === 'number' || now.kind !== before.kind) return 'other buckets';
  if (now.count < before.count) return 'fell';
  const more = { count: now.count - before.count };
  if (now.kind === 'summary' && before.kind === 'summary') return { ...now, ...more, sum: now.sum - before.sum };
  const sum = 'sum' in now && now.sum !== null && before.sum !== null ? now.sum - before.sum : null;
  if (now.kind === 'histogram' && before.kind === 'histogram') {
    if (now.bounds.length !== before.bounds.length || now.counts.length !== before.counts.length || now.bounds.some((bound, i) => bound !== before.bounds[i])) return 'other buckets';
    if (now.counts.some((count, i) => count < (before.counts[i] ?? 0))) return 'fell';
    return { ...now, ...more, sum, counts: now.counts.map((count, i) => count - (before.counts[i] ?? 0)) };
  }
  if (now.kind !== 'exponential' || before.kind !== 'exponential' || now.zeroThreshold !== before.zeroThreshold) return 'other buckets';
  if (now.zeroCount < before.zeroCount) return 'fell';
  // Scales fall while a process runs: two neighbours become one bucket, so the finer point has the coarser's buckets exactly.
  const scale = Math.min(now.scale, before.scale);
  const [a, b] = [coarser(now, scale), coarser(before, scale)];
  const positive = sideSince(a.positive, b.positive);
  const negative = sideSince(a.negative, b.negative);
  if (positive === null || negative === null) return 'fell';
  return { ...now, ...more, sum, scale, zeroCount: now.zeroCount - before.zeroCount, positive, negative };
}

/** The same observations in the buckets of a smaller scale. */
export function coarser(point: ExponentialPoint, scale: number): ExponentialPoint {
  const by = 2 ** (point.scale - scale);
  return by <= 1 ? point : { ...point, scale, positive: coarserSide(point.positive, by), negative: coarserSide(point.negative, by) };
}

function coarserSide({ offset, counts }: ExponentialSide, by: number): ExponentialSide {
  const first = Math.floor(offset / by);
  const merged: number[] = [];
  counts.forEach((count, i) => {
    const at = Math.floor((offset + i) / by) - first;
    merged[at] = (merged[at] ?? 0) + count;
  });
  return { offset: first, counts: merged };
}

function sideSince(now: ExponentialSide, before: ExponentialSide): ExponentialSide | null {
  const counts = [...now.counts];
  for (const [i, count] of before.counts.entries()) {
    if (count === 0) continue;
    const at = before.offset + i - now.offset;
    const left = (counts[at] ?? 0) - count;
    if (at < 0 || at >= counts.length || left < 0) return null;
    counts[at] = left;
  }
  return { offset: now.offset, counts };
}
