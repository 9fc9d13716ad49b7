import type { TimeUnit } from '../../../core/domain/source';
import { accessFormats, noExtraFields, type AccessFormat, type AccessLayout, type ExtraFields, type FieldPlace } from './accessLayout';
import { extraFieldsOf } from './commonLine';
import { isDigits, milliseconds, summedSeconds } from './fieldText';
import { LineTimes } from './lineTime';
import { OtherLines } from './otherLine';
import { AccessReader } from './readAccessLine';
import type { Token } from './tokens';

const mostLines = 2_000;
/** Longer lines are left out of the look. */
const longest = 16 * 1024;

/**
 * How the lines of an access log are written, learnt from a file's first lines; null where they are no access log: at least half of the lines that are not
 * a server's messages must be requests.
 */
export function detectAccess(head: string, whole: boolean): AccessLayout | null {
  const lines = head.split('\n', mostLines);
  if (!whole && lines.length > 1 && lines.length < mostLines) lines.pop();
  const reader = new AccessReader({ formats: [], extras: noExtraFields });
  const counts = new Map<AccessFormat, number>();
  const between = new OtherLines();
  let rows = 0;
  let strange = 0;
  for (const line of lines) {
    if (line.trim() === '' || line.length > longest) continue;
    const text = line.endsWith('\r') ? line.slice(0, -1) : line;
    if (reader.read(text) !== null) {
      rows += 1;
      counts.set(reader.format, (counts.get(reader.format) ?? 0) + 1);
      between.request();
    } else if (text.startsWith('{') || !between.isOther(text)) strange += 1;
  }
  if (rows === 0 || rows < strange) return null;
  const formats = accessFormats.filter((format) => counts.has(format)).sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
  return { formats, extras: counts.has('common') ? learnExtras(lines) : noExtraFields };
}

interface Field {
  readonly place: FieldPlace;
  readonly values: readonly string[];
}

const named: Readonly<Record<'latency' | 'upstreamTime' | 'requestId' | 'upstream', ReadonlySet<string>>> = {
  latency: new Set(['rt', 'request_time', 'req_time', 'reqtime', 'response_time', 'resp_time', 'time', 'duration', 'latency', 'elapsed', 'took']),
  upstreamTime: new Set(['urt', 'upstream_response_time', 'upstream_time', 'ut']),
  requestId: new Set(['rid', 'reqid', 'req_id', 'request_id', 'requestid', 'id', 'x_request_id']),
  upstream: new Set(['ua', 'us', 'upstream', 'upstream_addr', 'uaddr']),
};

const seconds = /^\d+\.\d{3,6}$/;
const isId = /^(?:[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/i;
const isHost = /^(?:[\w.-]+|\[[0-9a-f:]+\]):\d{2,5}$/i;

/**
 * What the fields behind the combined format hold. Seconds with a fraction are nginx's `$request_time` and `$upstream_response_time` or gunicorn's `%(L)s`; the larger is the
 * request's. Of whole numbers the one that is left is Apache's `%D` or `%T`, or gunicorn's `%(D)s`, `%(M)s` or `%(T)s`: which unit, its size tells.
 */
export function learnExtras(lines: readonly string[]): ExtraFields {
  const times = new LineTimes();
  const read = lines.map((line) => extraFieldsOf(line.endsWith('\r') ? line.slice(0, -1) : line, times)).filter((one) => one !== null);
  const rows = read.filter(({ extras }) => extras.length > 0);
  if (rows.length === 0) return noExtraFields;
  const fields = fieldsOf(rows.map(({ extras }) => extras));
  const byName = (names: ReadonlySet<string>): Field | undefined => fields.find(({ place }) => typeof place === 'string' && names.has(place));
  const mostly = (test: (value: string) => boolean) => (field: Field): boolean => {
    const given = field.values.filter((value) => value !== '-' && value !== '');
    return given.length > 0 && given.filter(test).length >= given.length * 0.9;
  };
  const isTime = (value: string): boolean => seconds.test(value) || (/[,:]/.test(value) && value.split(/[,:]/).every((part) => part.trim() === '-' || seconds.test(part.trim())));
  const timed = fields.filter(mostly(isTime)).map((field) => ({ field, sum: field.values.reduce((sum, value) => sum + Number(summedSeconds(value)), 0), lists: field.values.some((value) => !seconds.test(value)) }));
  // The time of a request always stands there, that of the servers behind may not; both are rounded to a millisecond.
  const ranked = [...timed].sort((a, b) => Number(a.lists) - Number(b.lists) || b.sum - a.sum);
  const [largest] = ranked;
  const earlier = largest === undefined ? -1 : ranked.findIndex((one) => one.lists === largest.lists && timed.indexOf(one) < timed.indexOf(largest) && one.sum >= largest.sum - 0.001 * rows.length);
  if (earlier > 0) ranked.unshift(...ranked.splice(earlier, 1));
  const rest = { requestId: byName(named.requestId)?.place ?? fields.find(mostly((value) => isId.test(value)))?.place ?? null, upstream: byName(named.upstream)?.place ?? fields.find(mostly((value) => isHost.test(value)))?.place ?? null };
  const request = timed.find(({ field }) => field === byName(named.latency)) ?? ranked.find(({ field, lists }) => field !== byName(named.upstreamTime) && (!lists || ranked.length > 1));
  if (timed.length > 0) {
    const upstream = timed.find(({ field }) => field === byName(named.upstreamTime)) ?? ranked.find((one) => one !== request);
    return { ...rest, latency: request === undefined ? null : { place: request.field.place, unit: 's', from: 'form' }, upstreamTime: byName(named.upstreamTime)?.place ?? upstream?.field.place ?? null, unclear: false };
  }
  const both = fields.find(mostly((value) => /^\d+\/\d+$/.test(value)));
  if (both !== undefined) return { ...rest, latency: { place: both.place, unit: 'us', from: 'form' }, upstreamTime: null, unclear: false };
  const status = rows.map((row) => row.status);
  const whole = fields.filter(mostly((value) => isDigits(value))).filter(({ values }) => values.some((value, i) => value !== status[i]) && (new Set(values).size > 1 || rows.length < 4));
  const latency = byName(named.latency) ?? wholeLatency(whole);
  if (latency === undefined || !mostly((value) => isDigits(value))(latency)) return { ...rest, latency: null, upstreamTime: null, unclear: whole.length > 1 };
  return { ...rest, latency: { place: latency.place, unit: wholeUnit(latency.values), from: 'size' }, upstreamTime: null, unclear: false };
}

/** Every field by its place, one that has a name by that. */
function fieldsOf(rows: readonly (readonly Token[])[]): Field[] {
  const fields = new Map<FieldPlace, string[]>();
  rows.forEach((tokens, row) => tokens.forEach(({ key, text }, i) => {
    const place = key ?? i;
    const values = fields.get(place) ?? new Array<string>(row).fill('-');
    values[row] = text;
    fields.set(place, values);
  }));
  return [...fields].map(([place, values]) => ({ place, values: Array.from(rows, (_, i) => values[i] ?? '-') }));
}

/** The only field of whole numbers; of two, the one in microseconds of which the other is the seconds (`%T %D`). */
function wholeLatency(fields: readonly Field[]): Field | undefined {
  if (fields.length !== 2) return fields.length === 1 ? fields[0] : undefined;
  const [a, b] = fields as [Field, Field];
  const isOf = (s: Field, us: Field): boolean => s.values.every((value, i) => Math.floor(Number(us.values[i]) / 1e6) === Number(value));
  return isOf(a, b) ? b : isOf(b, a) ? a : undefined;
}

/** Whole numbers nine in ten of which are below 1,000 are milliseconds, since no server answers so fast; mostly zeros are whole seconds; all others microseconds. */
function wholeUnit(values: readonly string[]): TimeUnit {
  const numbers = values.map((value) => Number(milliseconds(value, 1) || NaN)).filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  const high = numbers[Math.min(numbers.length - 1, Math.floor(numbers.length * 0.9))] ?? 0;
  const zeros = numbers.filter((value) => value === 0).length;
  if (high >= 1_000) return 'us';
  return zeros >= numbers.length / 2 ? 's' : 'ms';
}
