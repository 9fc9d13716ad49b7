import type { Counted } from '../domain/window';
import { plural } from '../text/texts';
import { defaultLocale, formatCount } from './numbers';

/** `1,204 rows`; requests or time slots where a window counts those. */
export function countedText(n: number, counts: Counted | undefined, locale = defaultLocale): string {
  const count = formatCount(n, locale);
  switch (counts) {
    case undefined:
      return plural(n, { one: '{0} row', other: '{0} rows' }, count);
    case 'request':
      return plural(n, { one: '{0} request', other: '{0} requests' }, count);
    case 'time slot':
      return plural(n, { one: '{0} time slot', other: '{0} time slots' }, count);
  }
}
