import { defaultLocale, formatNumber, notAvailable } from './numbers';

/* Times are microseconds since 1970 UTC and are always printed in UTC: the same report reads the same everywhere. */

const dateFormats = new Map<string, Intl.DateTimeFormat>();

function parts(locale: string, us: number): Map<string, string> {
  let format = dateFormats.get(locale);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(locale, {
      timeZone: 'UTC', year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
    });
    dateFormats.set(locale, format);
  }
  return new Map(format.formatToParts(us / 1000).map((part) => [part.type, part.value]));
}

const maxUs = 8.64e18;

/** `10 Jun 2001 14:05 UTC`; seconds only where they are not 0. */
export function formatInstant(us: number, locale = defaultLocale): string {
  return Number.isFinite(us) && Math.abs(us) <= maxUs ? `${instant(us, locale)} UTC` : notAvailable;
}

function instant(us: number, locale: string): string {
  const part = parts(locale, us);
  return `${day(part)} ${part.get('year') ?? ''} ${clock(part)}`;
}
function day(part: ReadonlyMap<string, string>): string {
  return `${part.get('day') ?? ''} ${part.get('month') ?? ''}`;
}
function clock(part: ReadonlyMap<string, string>): string {
  const seconds = part.get('second') ?? '00';
  return `${part.get('hour') ?? ''}:${part.get('minute') ?? ''}${seconds === '00' ? '' : `:${seconds}`}`;
}

/** `10 Jun 14:05`: day and time of day alone, for a second mention beside a whole date. */
export function formatMoment(us: number, locale = defaultLocale): string {
  if (!Number.isFinite(us) || Math.abs(us) > maxUs) return notAvailable;
  const part = parts(locale, us);
  return `${day(part)} ${clock(part)}`;
}

/** A half-open span: `1 Jun 2001 00:00 to 10 Jun 2001 14:05 UTC`, the day once where both ends share it. */
export function formatSpan(fromUs: number, toUs: number, locale = defaultLocale): string {
  if (!Number.isFinite(fromUs) || !Number.isFinite(toUs) || Math.abs(fromUs) > maxUs || Math.abs(toUs) > maxUs) return notAvailable;
  const from = parts(locale, fromUs);
  const to = parts(locale, toUs);
  const sameDay = day(from) === day(to) && from.get('year') === to.get('year');
  return `${instant(fromUs, locale)} to ${sameDay ? clock(to) : instant(toUs, locale)} UTC`;
}

const steps: readonly (readonly [number, string])[] = [
  [86_400e6, 'd'],
  [3_600e6, 'h'],
  [60e6, 'min'],
  [1e6, 's'],
  [1e3, 'ms'],
];

/** A duration in its two largest units: `9 d 14 h`, `15 min`, `350 ms`. */
export function formatDuration(us: number, locale = defaultLocale): string {
  if (!Number.isFinite(us)) return notAvailable;
  const sign = us < 0 ? '−' : '';
  const size = Math.abs(us);
  for (let i = 0; i < steps.length; i += 1) {
    const step = steps[i];
    if (step === undefined || size < step[0]) continue;
    const next = steps[i + 1];
    if (step[1] === 's' || step[1] === 'ms' || next === undefined) return `${sign}${formatNumber(size / step[0], locale)} ${step[1]}`;
    const rest = Math.round((size % step[0]) / next[0]);
    const whole = Math.floor(size / step[0]);
    // 1 h 59.9 min must not print as `1 h 60 min`, nor 59 min 59.9 s as `60 min`.
    if (rest * next[0] >= step[0]) return sign + formatDuration((whole + 1) * step[0], locale);
    return rest === 0 ? `${sign}${whole} ${step[1]}` : `${sign}${whole} ${step[1]} ${rest} ${next[1]}`;
  }
  return size === 0 ? '0 s' : `${sign}${formatNumber(size, locale)} µs`;
}
