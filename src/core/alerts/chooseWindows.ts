import { timeSteps } from '../cube/chooseStep';
import type { SlotRange } from '../domain/window';
import { burnIn, leastWindows, windowsNeeded } from './thresholds';

const second = 1_000_000;
const hour = 3_600 * second;

/** Windows that a history should hold at most: 14 days of hours. A longer baseline would be older than what it stands for. */
const usualBaseline = 336;
/** Share of the windows that the baseline may take. */
const baselineShare = 0.6;
/** Mean rows of a window: as there should be, so that windows of quiet hours have enough too, and the fewest worth cutting for. */
const goodRows = 200;
const fairRows = 100;
const fewRows = 50;
/** Windows that a log is cut into at most. */
export const mostWindows = 5_000;

export interface ChosenWindows {
  /** Microseconds since 1970 UTC (or rows), microseconds (or rows), and their number. */
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/**
 * The length of the windows of a log from `from` to `to` (microseconds since 1970 UTC, inclusive): an hour where that gives a
 * history long enough for `level` and windows of at least 200 rows; else the length nearest to it that does; else the best that
 * the log allows, rows first.
 */
export function chooseWindows(from: number, to: number, rows: number, level: number): ChosenWindows {
  const options = timeSteps.filter((step) => step >= second && step <= 168 * hour).map((step) => {
    const cut = windowsOf(from, to, step);
    return { cut, history: Math.floor(cut.count * baselineShare), each: rows / cut.count, distance: Math.abs(Math.log(step / hour)) };
  });
  const possible = options.filter(({ cut }) => cut.count <= mostWindows);
  const wanted: readonly (readonly [number, number])[] = [[goodRows, windowsNeeded(level)], [fairRows, windowsNeeded(level)], [fairRows, leastWindows + burnIn], [fewRows, leastWindows + burnIn], [fewRows, leastWindows]];
  for (const [leastEach, leastHistory] of wanted) {
    const fitting = possible.filter(({ each, history }) => each >= leastEach && history >= leastHistory).sort((a, b) => a.distance - b.distance);
    if (fitting[0] !== undefined) return fitting[0].cut;
  }
  const full = possible.filter(({ each }) => each >= fewRows).sort((a, b) => a.cut.step - b.cut.step);
  return (full[0] ?? possible[possible.length - 1] ?? { cut: windowsOf(from, to, hour) }).cut;
}

/** Windows of a given length, starting at a multiple of it since 1970 (a week at a Monday). */
export function windowsOf(from: number, to: number, step: number): ChosenWindows {
  // 1 January 1970 was a Thursday: four days later the first Monday came.
  const shift = step === 168 * hour ? 96 * hour : 0;
  const start = Math.floor((from - shift) / step) * step + shift;
  return { start, step, count: Math.floor((to - start) / step) + 1 };
}

/** The first windows, at most 336 and at most three of five: the rest is judged. */
export function defaultBaseline(count: number): SlotRange {
  return { from: 0, to: Math.max(1, Math.min(usualBaseline, Math.floor(count * baselineShare))) };
}
