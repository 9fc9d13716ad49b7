import type { AccessLayout, FieldPlace } from './accessLayout';
import { at, newRow, type AccessRow } from './accessColumns';
import { closingQuote, isDigits, isStatus, milliseconds, orNothing, pathOf, sizeText, summedSeconds, unescaped } from './fieldText';
import { modelOf } from './servedModel';
import { tokensOf, type Token } from './tokens';
import type { LineTimes } from './lineTime';

/** A line up to its response size, and where the fields begin that follow. */
interface CommonHead {
  readonly row: AccessRow;
  readonly rest: number;
}

/**
 * The common log format (Apache HTTP Server, mod_log_config): `host ident user [time] "request" status bytes`, as nginx, Apache and gunicorn write it; a
 * virtual host may stand before it. Null where the line is none.
 */
function commonHead(line: string, times: LineTimes): CommonHead | null {
  let open = line.indexOf('[');
  let close = -1;
  let time = '';
  // A user's name may hold a bracket.
  for (let tries = 0; open !== -1 && tries < 4; tries += 1) {
    close = line.indexOf('] "', open);
    if (close === -1) return null;
    time = close - open > 40 ? '' : times.of(line.slice(open + 1, close));
    if (time !== '') break;
    open = line.indexOf('[', open + 1);
  }
  if (time === '' || open < 4 || line.charCodeAt(open - 1) !== 32) return null;
  const request = close + 3;
  const end = closingQuote(line, request);
  if (end === -1 || line.charCodeAt(end + 1) !== 32 || line.charCodeAt(end + 5) !== 32) return null;
  const status = line.slice(end + 2, end + 5);
  if (!isStatus(status)) return null;
  let rest = line.indexOf(' ', end + 6);
  if (rest === -1) rest = line.length;
  const bytes = line.slice(end + 6, rest);
  if (bytes !== '-' && !isDigits(bytes)) return null;
  const row = newRow();
  row[at.time] = time;
  row[at.status] = status;
  row[at.bytes] = sizeText(bytes);
  row[at.address] = addressOf(line, open);
  // What is no request (a TLS greeting, nothing at all) keeps its status alone.
  const text = line.slice(request, end);
  const first = text.indexOf(' ');
  const last = text.lastIndexOf(' ');
  if (first > 0 && last > first && text.startsWith('HTTP/', last + 1) && isMethod(text, first)) {
    row[at.method] = text.slice(0, first);
    row[at.path] = pathOf(text.slice(first + 1, last));
    modelOf(row);
  }
  return { row, rest };
}

function isMethod(text: string, length: number): boolean {
  if (length > 20) return false;
  for (let i = 0; i < length; i += 1) {
    const code = text.charCodeAt(i);
    if (code < 65 || code > 90) return false;
  }
  return true;
}

/** The client of `host ident user `, or of `vhost:port host ident user `. */
function addressOf(line: string, open: number): string {
  const space = line.indexOf(' ');
  // The usual case: no virtual host, no ident.
  if (line.charCodeAt(space + 1) === 45 && line.charCodeAt(space + 2) === 32) return unescaped(orNothing(line.slice(0, space)));
  const words = line.slice(0, open).trimEnd().split(' ');
  const first = words[0] ?? '';
  const text = words.length >= 4 && words[2] === '-' && /^[\w.*-]+(?::\d+)?$/.test(first) && words[1] !== '-' ? (words[1] ?? '') : first;
  return unescaped(orNothing(text));
}

/** The fields behind the size: those of the combined format (referrer, agent) and others. Null where a quote stays open. */
function fieldsAfter(line: string, rest: number): { readonly agent: string; readonly extras: readonly Token[] } | null {
  if (rest >= line.length) return { agent: '', extras: [] };
  // The usual case without a list of fields: referrer and agent, and nothing more.
  const tokens = tokensOf(line, rest);
  if (tokens === null) return null;
  const [referrer, agent] = tokens;
  if (referrer?.kind === 'quoted' && referrer.key === undefined && agent?.kind === 'quoted' && agent.key === undefined) return { agent: unescaped(orNothing(agent.text)), extras: tokens.slice(2) };
  return { agent: '', extras: tokens };
}

const perUnit: Readonly<Record<'s' | 'ms' | 'us' | 'ns', number>> = { s: 1000, ms: 1, us: 1e-3, ns: 1e-6 };

/** One request of the common or combined format with what its layout says stands behind it; null where the line is none. */
export function commonLine(line: string, { extras: places }: AccessLayout, times: LineTimes): AccessRow | null {
  const head = commonHead(line, times);
  if (head === null) return null;
  const { row } = head;
  const fields = fieldsAfter(line, head.rest);
  if (fields === null) return null;
  row[at.agent] = fields.agent;
  if (fields.extras.length === 0) return row;
  const { latency, upstreamTime, upstream, requestId } = places;
  if (latency !== null) row[at.latency_ms] = milliseconds(lastPart(textAt(fields.extras, latency.place)), perUnit[latency.unit]);
  if (upstreamTime !== null) row[at.upstream_ms] = summedSeconds(textAt(fields.extras, upstreamTime));
  if (upstream !== null) row[at.upstream] = unescaped(orNothing(textAt(fields.extras, upstream)));
  if (requestId !== null) row[at.request_id] = unescaped(orNothing(textAt(fields.extras, requestId)));
  return row;
}

/** The fields behind the combined format of a line, for whoever learns what they are; null where the line is not of the format. */
export function extraFieldsOf(line: string, times: LineTimes): { readonly status: string; readonly extras: readonly Token[] } | null {
  const head = commonHead(line, times);
  const fields = head === null ? null : fieldsAfter(line, head.rest);
  return head === null || fields === null ? null : { status: head.row[at.status] ?? '', extras: fields.extras };
}

function textAt(tokens: readonly Token[], place: FieldPlace): string {
  return (typeof place === 'number' ? tokens[place] : tokens.find(({ key }) => key === place))?.text ?? '';
}

/** Apache's `%T/%D` is one field: seconds and microseconds of the same time. */
function lastPart(text: string): string {
  const slash = text.indexOf('/');
  return slash === -1 ? text : text.slice(slash + 1);
}

