import { type QuietHours, weekdays } from './ruleSet';

const minute = 60e6;
const day = 1_440;

/**
 * When the quiet time that `now` lies in ends, or null where it lies in none. Ranges that touch or overlap are one. Microseconds since 1970 UTC;
 * `offset` is from UTC to the clock that the hours are meant on.
 */
export function quietUntil(hours: readonly QuietHours[], now: number, offset: number): number | null {
  let at = now;
  // A week holds every change there is: what is quiet for longer is always quiet.
  for (let steps = 0; steps < 8 * 7 * Math.max(1, hours.length); steps += 1) {
    const ends = hours.flatMap((each) => endOf(each, at, offset) ?? []);
    if (ends.length === 0) return at === now ? null : at;
    at = Math.max(...ends);
  }
  return at;
}

/** When the range that `at` lies in ends; null where it lies outside. */
function endOf({ from, to, days }: QuietHours, at: number, offset: number): number | null {
  const local = (at + offset) / minute;
  const today = Math.floor(local / day);
  const length = to > from ? to - from : to + day - from;
  // It may have begun yesterday.
  for (const begins of [today, today - 1]) {
    const start = begins * day + from;
    // 1 January 1970 was a Thursday.
    const name = weekdays[(((begins + 4) % 7) + 7) % 7];
    if (days !== null && (name === undefined || !days.includes(name))) continue;
    if (local >= start && local < start + length) return (start + length) * minute - offset;
  }
  return null;
}
