import type { SparseRow } from './leastSquares';

const hour = 3_600_000_000;
const day = 24 * hour;

/** Start of a window (microseconds since 1970 UTC) and its length. */
export interface DesignWindow {
  readonly start: number;
}

export interface WindowDesign {
  readonly columns: number;
  /** What the expected value follows, in words; empty for a level alone. */
  readonly season: readonly string[];
  /** Windows are shorter than an hour, and those of one hour share its level. */
  readonly close: boolean;
  /** Baseline windows from which the level of an hour is known: seven days where windows are shorter than it, one in ten missing. */
  readonly wanted: number;
  row(start: number): SparseRow;
}

/**
 * The expected value's design, chosen by what the baseline covers: a mean for each hour of the day from 7 days, two daily
 * harmonics from 3 days, a level alone below that; a level of its own for weekends from 3 of them. Hours and weekdays are those
 * of UTC plus `offset` (microseconds). Windows of a day or longer know no hour.
 */
export function windowDesign(baselineStarts: readonly number[], length: number, offset = 0): WindowDesign {
  const first = baselineStarts[0] ?? 0;
  const covered = (baselineStarts[baselineStarts.length - 1] ?? 0) + length - first;
  const weekends = new Set(baselineStarts.filter((start) => isWeekend(start + offset)).map((start) => Math.floor((dayOf(start + offset) + 5) / 7)));
  const workdays = baselineStarts.some((start) => !isWeekend(start + offset));
  const withWeekend = weekends.size >= 3 && workdays && length <= day;
  const weekend = (start: number, column: number): readonly number[] => (withWeekend && isWeekend(start + offset) ? [column] : []);
  const named = withWeekend ? ['weekend'] : [];
  const close = { close: length < hour, wanted: length < hour ? Math.ceil((0.9 * 7 * day) / length) : 0 };
  const group = Math.max(hour, length);
  if (length < day && day % group === 0 && covered >= 7 * day) {
    const groups = day / group;
    return {
      columns: groups + Number(withWeekend),
      season: ['time of day', ...named],
      ...close,
      row: (start) => ones([Math.floor(modulo(start + offset, day) / group), ...weekend(start, groups)]),
    };
  }
  if (length < day / 4 && covered >= 3 * day) {
    return {
      columns: 5 + Number(withWeekend),
      season: ['time of day', ...named],
      ...close,
      row: (start) => {
        const turn = (2 * Math.PI * modulo(start + length / 2 + offset, day)) / day;
        const extra = weekend(start, 5);
        return { columns: [0, 1, 2, 3, 4, ...extra], values: [1, Math.sin(turn), Math.cos(turn), Math.sin(2 * turn), Math.cos(2 * turn), ...extra.map(() => 1)] };
      },
    };
  }
  return { columns: 1 + Number(withWeekend), season: named, ...close, row: (start) => ones([0, ...weekend(start, 1)]) };
}

/** A design without time: a level alone. */
export const levelDesign: WindowDesign = { columns: 1, season: [], close: false, wanted: 0, row: () => ({ columns: [0], values: [1] }) };

function ones(columns: readonly number[]): SparseRow {
  return { columns, values: columns.map(() => 1) };
}

function dayOf(microseconds: number): number {
  return Math.floor(microseconds / day);
}

/** 1 January 1970 was a Thursday. */
function isWeekend(microseconds: number): boolean {
  return modulo(dayOf(microseconds) + 4, 7) % 6 === 0;
}

function modulo(x: number, m: number): number {
  return ((x % m) + m) % m;
}
