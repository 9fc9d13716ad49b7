/** Instants of a range query: `startMs`, `startMs + stepMs`, … up to `endMs`, both ends among them. */
export interface QueryRange {
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
}

/** Prometheus refuses more than 11,000 points a series in one range query with 400 (prometheus/prometheus: web/api/v1/api.go). */
export const mostPoints = 11_000;

export function pointsOf({ startMs, endMs, stepMs }: QueryRange): number {
  return endMs < startMs ? 0 : Math.floor((endMs - startMs) / stepMs) + 1;
}

/** The same instants in ranges of at most `most` points, none twice. */
export function rangeChunks(range: QueryRange, most = mostPoints): QueryRange[] {
  const points = pointsOf(range);
  // Parts of nearly equal size: no last one of a single point.
  const parts = Math.ceil(points / most);
  const size = Math.ceil(points / Math.max(1, parts));
  const { startMs, stepMs } = range;
  return Array.from({ length: parts }, (_, index) => {
    const from = index * size;
    return { startMs: startMs + from * stepMs, endMs: startMs + (Math.min(points, from + size) - 1) * stepMs, stepMs };
  });
}

/**
 * The step of a level's looks inside slots of `slotMs`: a whole part of the slot, no shorter than the time between scrapes (nothing is seen in
 * between) and at most `most` looks a slot.
 */
export function lookStep(slotMs: number, scrapeMs: number, most: number): number {
  for (let looks = Math.min(most, Math.max(1, Math.floor(slotMs / scrapeMs))); looks > 1; looks -= 1) {
    if (slotMs % looks === 0) return slotMs / looks;
  }
  return slotMs;
}
