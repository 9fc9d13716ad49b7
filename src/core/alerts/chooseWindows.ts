import { timeSteps } from '../cube/chooseStep';
import type { AlertFamily } from '../domain/alert';
import type { SlotRange } from '../domain/window';
import { burnIn, leastWindows, windowsNeeded } from './thresholds';

const second = 1_000_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Windows that a baseline holds: 14 days of hours. A longer one would be older than what it stands for. */
const usualBaseline = 336;
/** A baseline of shorter windows covers so much all the same, that the expected value may follow the hour of the day. */
const seasonCovered = 7 * day;
/** Seven days of minutes: each new window is judged beside all of them. */
const mostBaseline = 10_080;
/** Share of the windows that the baseline may take. */
const baselineShare = 0.6;
/** Mean rows of a window: as there should be, so that windows of quiet hours have enough too, and the fewest worth cutting for. */
const goodRows = 200;
const fairRows = 100;
const fewRows = 50;
/** Windows that a log is cut into at most: where nobody asked for a length, and where somebody did (a fortnight of minutes). */
export const mostWindows = 5_000;
export const mostAsked = 20_160;

export interface ChosenWindows {
  /** Microseconds since 1970 UTC (or rows), microseconds (or rows), and their number. */
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/**
 * The length that a family's windows come as near to as the log allows. Service figures move fast, but windows shorter than `level` days would
 * raise more than one false alert a day; business figures follow days.
 */
export function lengthFor(family: AlertFamily, level: number): number {
  return { service: Math.min(hour, Math.max(minute, level * day)), drift: hour, quality: hour, business: day }[family];
}

export interface WindowWish {
  /** Length that is wanted, microseconds; default an hour. */
  readonly length?: number;
  /** What the baseline covers where it was chosen, microseconds; else three of five windows can be it. */
  readonly baseline?: number | null;
}

/**
 * The length of the windows of a log from `from` to `to` (microseconds since 1970 UTC, inclusive): `length` where that gives a
 * history long enough for `level` and windows of at least 200 rows; else the length nearest to it that does; else the best that
 * the log allows, rows first.
 */
export function chooseWindows(from: number, to: number, rows: number, level: number, { length = hour, baseline = null }: WindowWish = {}): ChosenWindows {
  const options = timeSteps.filter((step) => step >= second && step <= 168 * hour).map((step) => {
    const cut = windowsOf(from, to, step);
    return { cut, history: baseline === null ? Math.floor(cut.count * baselineShare) : Math.round(baseline / step), each: rows / cut.count, distance: Math.abs(Math.log(step / length)) };
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

/**
 * The first windows, at most three of five: 336, or as many as `level` needs, or seven days where windows are shorter than half an hour (`step`,
 * microseconds; null for windows of rows). The rest is judged.
 */
export function defaultBaseline(count: number, step: number | null = null, level = 1): SlotRange {
  const usual = Math.max(usualBaseline, Math.min(mostBaseline, Math.max(windowsNeeded(level), step === null ? 0 : Math.ceil(seasonCovered / step))));
  return { from: 0, to: Math.max(1, Math.min(usual, Math.floor(count * baselineShare))) };
}
