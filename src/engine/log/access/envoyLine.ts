import { at, newRow, type AccessRow } from './accessColumns';
import { isDigits, milliseconds, orNothing, pathOf, sizeText, unescaped } from './fieldText';
import type { LineTimes } from './lineTime';
import { modelOf } from './servedModel';
import { tokensOf } from './tokens';

/**
 * Envoy's default access log: `[time] "METHOD path protocol" code flags received sent duration upstream-time "forwarded-for" "agent" "request id" "authority"
 * "upstream host"`, durations in milliseconds; Istio's default has three more fields behind the flags. Null where the line is none.
 */
export function envoyLine(line: string, times: LineTimes): AccessRow | null {
  if (line.charCodeAt(0) !== 91 || line.charCodeAt(1) < 48 || line.charCodeAt(1) > 57) return null;
  const tokens = tokensOf(line, 0);
  if (tokens === null) return null;
  const [stamp, request, code, flags] = tokens;
  if (stamp?.kind !== 'bracket' || request?.kind !== 'quoted' || code === undefined || flags === undefined || !isDigits(code.text) || code.text.length > 3) return null;
  const time = times.of(stamp.text);
  if (time === '') return null;
  const from = tokens[4]?.kind === 'plain' && isDigits(tokens[4].text) && isDigits(tokens[5]?.text ?? '') ? 4 : 7;
  const text = (place: number): string => tokens[from + place]?.text ?? '';
  if (!isDigits(text(0)) || !isDigits(text(1))) return null;
  const row = newRow();
  const words = request.text.split(' ');
  row[at.time] = time;
  if (words.length === 3) {
    row[at.method] = orNothing(words[0] ?? '');
    row[at.path] = words[1] === '-' ? '' : pathOf(words[1] ?? '');
    modelOf(row);
  }
  row[at.status] = code.text;
  row[at.flags] = orNothing(flags.text);
  row[at.request_bytes] = sizeText(text(0));
  row[at.bytes] = sizeText(text(1));
  row[at.latency_ms] = milliseconds(text(2), 1);
  row[at.upstream_ms] = milliseconds(text(3), 1);
  row[at.address] = orNothing(text(4));
  row[at.agent] = unescaped(orNothing(text(5)));
  row[at.request_id] = orNothing(text(6));
  row[at.upstream] = orNothing(text(8));
  return row;
}
