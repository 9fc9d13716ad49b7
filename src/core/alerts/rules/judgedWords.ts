import type { Judged } from '../../domain/rule';
import { formatCount } from '../../format/numbers';
import { formatDuration, formatInstant } from '../../format/time';

/** `every 2 h` or `every 200 rows`. */
export function cadenceWords({ every }: Pick<Judged, 'every'>, axis: 'time' | 'row'): string {
  return `every ${axis === 'time' ? formatDuration(every) : `${formatCount(every)} rows`}`;
}

/** When it was last judged, why not since, and when it is next. A log that does not grow is never judged again. */
export function judgedWords(judged: Judged, axis: 'time' | 'row'): string {
  const place = (at: number): string => (axis === 'time' ? formatInstant(at) : `row ${formatCount(at)}`);
  const { through, next, why } = judged;
  const last = through === null ? `not judged yet${why === null ? '' : `: ${why}`}` : `last judged to ${place(through)}${why === null ? '' : ` (not since: ${why})`}`;
  return `${cadenceWords(judged, axis)}; ${last}; ${next === null ? 'no next time' : `next when the log reaches ${place(next)}`}`;
}
