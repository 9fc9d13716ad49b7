/** Length of a step, microseconds: the shortest look back of the burn rates. */
export const sloStep = 300e6;
/** Steps that are counted at most: 19 years. */
export const mostSteps = 2_000_000;

/** What an objective is judged on, step by step from `start`. */
export interface SloCounts {
  /** Microseconds since 1970 UTC, a multiple of `sloStep`. */
  readonly start: number;
  /** Requests whose outcome is known. */
  readonly requests: Float64Array;
  readonly bad: Float64Array;
  /** Which requests are bad, in words: `status_code is 400 or above`. */
  readonly rule: string;
  /** Requests without a time or a known outcome: in no count. */
  readonly unknown: number;
}

/** Counts, or why there are none. */
export type SloAnswer = SloCounts | { readonly reason: string };

/** The steps of a log from `from` to `to` (microseconds since 1970 UTC, inclusive). */
export function sloSteps(from: number, to: number): { readonly start: number; readonly count: number } {
  const start = Math.floor(from / sloStep) * sloStep;
  return { start, count: Math.floor((to - start) / sloStep) + 1 };
}

/** The counts without the steps that lie in an excluded range. */
export function withoutRanges(counts: SloCounts, ranges: readonly { readonly from: number; readonly to: number }[]): SloCounts {
  if (ranges.length === 0) return counts;
  const [requests, bad] = [counts.requests.slice(), counts.bad.slice()];
  for (const { from, to } of ranges) {
    const first = Math.max(0, Math.ceil((from - counts.start) / sloStep));
    const end = Math.max(first, Math.min(requests.length, Math.floor((to - counts.start) / sloStep)));
    requests.fill(0, first, end);
    bad.fill(0, first, end);
  }
  return { ...counts, requests, bad };
}

/** Steps between the times of the log: 1 where they are finer than a step, 12 where they are whole hours. Few times tell nothing: 1. */
export function timeGrain({ start, requests }: Pick<SloCounts, 'start' | 'requests'>): number {
  const first = Math.round(start / sloStep);
  let grain = 0;
  let seen = 0;
  for (let i = 0; i < requests.length && grain !== 1; i += 1) {
    if (requests[i] === 0) continue;
    grain = divisor(grain, first + i);
    seen += 1;
  }
  return seen < 24 && grain !== 1 ? 1 : grain;
}

function divisor(a: number, b: number): number {
  return b === 0 ? Math.abs(a) : divisor(b, a % b);
}
