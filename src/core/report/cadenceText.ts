import type { AlertReplay, Cadence, FamilySetup } from '../domain/alert';
import { countOf, defaultLocale, formatCount } from '../format/numbers';
import { formatDuration, formatSpan } from '../format/time';

/* Windows of several lengths in words. */

type AxisKind = AlertReplay['axis'];

/** Windows of one length, as they are counted. */
export interface CountedWindows extends Pick<Cadence, 'windowLength'> {
  readonly families: readonly Pick<FamilySetup, 'family' | 'reason'>[];
  readonly count: number;
}

export function countedWindows({ cadences }: Pick<AlertReplay, 'cadences'>): readonly CountedWindows[] {
  return judgedCadences(cadences.map(({ windowLength, families, windows }) => ({ windowLength, families, count: windows.length })));
}

/** `15 min` or `200 rows`. */
export function lengthText(axis: AxisKind, { windowLength }: Pick<Cadence, 'windowLength'>, locale = defaultLocale): string {
  return axis === 'time' ? formatDuration(windowLength, locale) : countOf(windowLength, 'row', 'rows', locale);
}

/** Families that the log holds something of, of one length of window; all of them where it holds nothing of any. */
export function namesOf({ families }: Pick<CountedWindows, 'families'>): string {
  const judged = families.filter(({ reason }) => reason === null);
  return listed((judged.length === 0 ? families : judged).map(({ family }) => family));
}

/** Those with families that the log holds something of; the first where it holds nothing of any. */
export function judgedCadences<T extends { readonly families: readonly Pick<FamilySetup, 'reason'>[] }>(cadences: readonly T[]): readonly T[] {
  const some = cadences.filter(({ families }) => families.some(({ reason }) => reason === null));
  return some.length === 0 ? cadences.slice(0, 1) : some;
}

/** `60 windows`, or `60 windows of 1 h (drift and quality) and 240 windows of 15 min (service)`. */
export function windowsCount(axis: AxisKind, windows: readonly CountedWindows[], locale = defaultLocale): string {
  const count = (each: CountedWindows): string => countOf(each.count, 'window', 'windows', locale);
  return listed(windows.map((each) => (windows.length === 1 ? count(each) : `${count(each)} of ${lengthText(axis, each, locale)} (${namesOf(each)})`)));
}

/** `Windows of 6 h. Baseline … (280 windows); 72 later windows judged one after the other.` */
export function windowsWords(axis: AxisKind, { windowLength, baseline, count }: Pick<Cadence, 'windowLength' | 'baseline'> & { readonly count: number }, locale = defaultLocale): string {
  const span = baseline.start === null || baseline.end === null ? `windows ${formatCount(baseline.from + 1, locale)} to ${formatCount(baseline.to, locale)}` : formatSpan(baseline.start, baseline.end, locale);
  const counted = (n: number, what: string): string => countOf(n, what, `${what}s`, locale);
  return `Windows of ${lengthText(axis, { windowLength }, locale)}. Baseline ${span} (${counted(baseline.windows, 'window')}); ${counted(count, 'later window')} judged one after the other.`;
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words[words.length - 1] ?? ''}`;
}
