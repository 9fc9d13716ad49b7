import type { AlertFamily, Cadence, FamilySetup, WindowReading } from '../../domain/alert';
import type { Judged, RuleReading, WatchLine } from '../../domain/rule';
import { formatAmount, formatFigure, formatRelative } from '../../format/figures';
import { countOf } from '../../format/numbers';
import { oneLine } from '../../format/oneLine';
import type { AlertSettings } from '../alertSettings';
import { cadenceOf, readingOf, setupsOf } from '../cadences';
import { type QuietHours, weekdays } from './ruleSet';

export interface WatchInput {
  readonly axis: 'time' | 'row';
  readonly cadences: readonly Cadence[];
  readonly settings: AlertSettings;
  readonly notify: readonly AlertFamily[];
  readonly rules: readonly RuleReading[];
  readonly quiet: readonly QuietHours[];
  /** Rows of the log: the last window of a row axis may not be full. */
  readonly total: number;
}

/** Everything that is watched: each family, the floors, each rule and the quiet hours, with what it does and when it was judged. */
export function watchLines(input: WatchInput): readonly WatchLine[] {
  const { settings, rules, quiet } = input;
  const families = setupsOf(input).map((setup): WatchLine => ({ id: setup.family, title: setup.family, words: familyWords(setup, input.notify.includes(setup.family)), judged: familyJudged(input, setup) }));
  const hours: readonly WatchLine[] = quiet.length === 0 ? [] : [{ id: 'quiet', title: 'quiet hours', words: quietWords(quiet, settings.offset), judged: null }];
  return [...families, { id: 'floors', title: 'floors', words: floorWords(settings), judged: null }, ...rules.map(({ id, title, words, judged }): WatchLine => ({ id, title, words, judged })), ...hours];
}

const about: Readonly<Record<AlertFamily, string>> = {
  drift: 'the distribution of a feature, segment, score or prediction',
  service: 'latency, throughput or the error rate',
  quality: 'a figure of quality or confidence',
  business: 'a business figure',
};

/** What the level of a family does. */
export function familyWords({ family, level, series }: Pick<FamilySetup, 'family' | 'level' | 'series'>, notify: boolean): string {
  return `Alerts when ${about[family]} (${countOf(series, 'series', 'series')}) lies further from what was expected than all but ${formatFigure(level, 'share')} of windows without a change would, and by more than its floor${notify ? '; interrupts with a message' : ''}.`;
}

/** What floors do. */
export function floorWords({ floors, featureFloors }: Pick<AlertSettings, 'floors' | 'featureFloors'>): string {
  const own = Object.entries(featureFloors);
  const named = own.slice(0, 5).map(([name, value]) => `${oneLine(name)} ${value}`).join(', ');
  const relative = (value: number): string => formatRelative(value).replace(/^\+/, '');
  return `Keeps alerts of the families to changes that matter, however sure smaller ones are: numbers ${formatAmount(floors.numeric, 'sd')}, categories ${formatAmount(floors.category, 'share')}, missing values ${formatAmount(floors.missing, 'share')}, latency ${relative(floors.latency)}, shares ${formatAmount(floors.rate, 'share')}, throughput ${relative(floors.throughput)}, means and losses ${relative(floors.relative)}${own.length === 0 ? '' : `; of its own: ${named}${own.length > 5 ? ` and ${own.length - 5} more` : ''}`}.`;
}

/** What quiet hours do. */
export function quietWords(quiet: readonly QuietHours[], offset: number): string {
  const clock = (minutes: number): string => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  const one = ({ from, to, days }: QuietHours): string => `${clock(from)} to ${clock(to)}${days === null ? '' : ` from ${weekdays.filter((day) => days.includes(day)).join(', ')}`}`;
  const minutes = Math.abs(offset) / 60e6;
  const zone = offset === 0 ? 'UTC' : `UTC${offset < 0 ? '−' : '+'}${clock(minutes)}`;
  return `Shows no message ${quiet.map(one).join(' and ')} (${zone}); what began then is told of once they end, if it still fires.`;
}

/** When a family's windows were judged. */
function familyJudged({ axis, cadences, total }: WatchInput, setup: FamilySetup): Judged {
  const { family, windowLength } = setup;
  const windows = cadenceOf(cadences, family)?.windows ?? [];
  const end = (window: WindowReading): number => window.end ?? Math.min(total, window.to * windowLength);
  const latest = latestWhere(windows, (window) => readingOf(window, family)?.state !== 'not judged');
  const judged = windows[latest];
  const last = windows.at(-1);
  const never = setup.reason !== null || setup.calibration.kind === 'not calibrated';
  const unfinished = readingOf(last, family)?.unfinished === true;
  // Of the windows after the last judged one, what kept the latest whole one from being judged.
  const missed = latestWhere(windows, (window) => readingOf(window, family)?.unfinished !== true);
  const why = never ? (setup.reason ?? readingOf(windows[0], family)?.reason ?? 'not calibrated yet') : missed > latest ? (readingOf(windows[missed], family)?.reason ?? null) : null;
  const full = axis === 'row' && last !== undefined && last.to * windowLength > total;
  const next = last === undefined || never ? null : unfinished || full ? (last.end ?? last.to * windowLength) : end(last) + windowLength;
  return { through: judged === undefined ? null : end(judged), next, every: windowLength, why };
}

/** Index of the last window of which it is true, or -1. */
function latestWhere(windows: readonly WindowReading[], is: (window: WindowReading) => boolean): number {
  for (let i = windows.length - 1; i >= 0; i -= 1) if (is(windows[i] as WindowReading)) return i;
  return -1;
}
