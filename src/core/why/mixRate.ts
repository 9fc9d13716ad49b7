/** Rows and events (errors, wrong answers, requests above a threshold) of each segment in one window. */
export interface SegmentEvents {
  readonly n: ArrayLike<number>;
  readonly events: ArrayLike<number>;
}

/** The change of a rate R1 - R0 over segments: the sum of `mix` and `rate` is `change`. All as shares. */
export interface MixRate {
  readonly change: number;
  /** What each segment's changed share of rows adds. */
  readonly mix: Float64Array;
  /** What each segment's changed rate adds. */
  readonly rate: Float64Array;
}

/**
 * The exact split of a change of a rate over segments that hold every row once, with shares w and rates r in baseline (0) and current (1):
 * mix = (w1 - w0)((r0 + r1)/2 - (R0 + R1)/2), rate = (w0 + w1)/2 (r1 - r0). A segment without rows on one side takes the other side's
 * rate, so that all of it is mix; without any row it has no part. Null where a window has no rows.
 * Source: Kitagawa 1955, Components of a difference between two rates (JASA 50).
 */
export function mixRate(before: SegmentEvents, after: SegmentEvents): MixRate | null {
  const n0 = sum(before.n);
  const n1 = sum(after.n);
  if (!(n0 > 0 && n1 > 0)) return null;
  const overall0 = sum(before.events) / n0;
  const overall1 = sum(after.events) / n1;
  const centre = (overall0 + overall1) / 2;
  const segments = Math.max(before.n.length, after.n.length);
  const mix = new Float64Array(segments);
  const rate = new Float64Array(segments);
  for (let s = 0; s < segments; s += 1) {
    const [rows0, rows1] = [before.n[s] ?? 0, after.n[s] ?? 0];
    if (rows0 <= 0 && rows1 <= 0) continue;
    const known0 = rows0 > 0 ? (before.events[s] ?? 0) / rows0 : null;
    const known1 = rows1 > 0 ? (after.events[s] ?? 0) / rows1 : null;
    const r0 = known0 ?? known1 ?? 0;
    const r1 = known1 ?? known0 ?? 0;
    const [w0, w1] = [rows0 / n0, rows1 / n1];
    mix[s] = (w1 - w0) * ((r0 + r1) / 2 - centre);
    rate[s] = ((w0 + w1) / 2) * (r1 - r0);
  }
  return { change: overall1 - overall0, mix, rate };
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i += 1) total += values[i] ?? 0;
  return total;
}
