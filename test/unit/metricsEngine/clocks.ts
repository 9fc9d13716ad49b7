import type { Clock } from '../../../src/engine/http/clock';

export interface HurriedClock extends Clock {
  /** Waits that were asked for and passed at once, ms. */
  readonly waits: number[];
  nowMs: number;
}

/** A clock whose waits up to `longestMs` pass at once and move its time; longer ones (time-outs) never come. */
export function hurriedClock(longestMs = 9_999): HurriedClock {
  const clock: HurriedClock = {
    waits: [],
    nowMs: Date.UTC(2026, 0, 1),
    now: () => clock.nowMs,
    after: (ms, then) => {
      if (ms > longestMs) return () => undefined;
      clock.waits.push(ms);
      const timer = setImmediate(() => {
        clock.nowMs += ms;
        then();
      });
      return () => clearImmediate(timer);
    },
  };
  return clock;
}
