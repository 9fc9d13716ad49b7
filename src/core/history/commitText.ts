import { countOf } from '../format/numbers';
import { oneLine, shorten } from '../format/oneLine';
import { formatDuration, formatInstant } from '../format/time';
import type { NearCommit } from './nearestCommits';

/** `3f5ca13 14 Jun 2001 09:00 UTC, 2 h before (v1.4.0): Distances in km`. */
export function commitText({ hash, time, before, within, subject, tags }: NearCommit): string {
  const distance = within ? 'within the interval' : `${formatDuration(before)} before`;
  const tagged = tags.length === 0 ? '' : ` (${tags.slice(0, 3).map(oneLine).join(', ')}${tags.length > 3 ? `, ${countOf(tags.length - 3, 'more tag')}` : ''})`;
  return `${hash.slice(0, 7)} ${formatInstant(time)}, ${distance}${tagged}: ${shorten(oneLine(subject), 100)}`;
}
