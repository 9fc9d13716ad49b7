import { at, newRow, type AccessRow } from './accessColumns';
import { isStatus, pathOf } from './fieldText';
import { leadingTime } from './lineTime';
import { modelOf } from './servedModel';

const longestPrefix = 400;
const client = /(?:^|[\s|])(\[?[\w.:%-]+\]?:\d+|-|)$/;

/**
 * An access line of uvicorn (FastAPI, MLServer): `INFO:     host:port - "METHOD path HTTP/1.1" status phrase`. It has neither time nor latency; a time that a
 * formatter puts at the line's start is taken, as is MLServer's `[logger][model:version]`. Null where the line is none.
 */
export function uvicornLine(line: string): AccessRow | null {
  const dash = line.indexOf(' - "');
  if (dash === -1 || dash > longestPrefix) return null;
  const from = dash + 4;
  // A target may hold quotes, what follows it holds none.
  const close = line.lastIndexOf('" ');
  if (close < from || !isStatus(line.slice(close + 2, close + 5)) || (close + 5 < line.length && line.charCodeAt(close + 5) !== 32)) return null;
  const request = line.slice(from, close);
  const first = request.indexOf(' ');
  const last = request.lastIndexOf(' ');
  const method = request.slice(0, first);
  if (first < 1 || last <= first || !request.startsWith('HTTP/', last + 1) || !/^[A-Z]{1,20}$/.test(method)) return null;
  const before = line.slice(0, dash);
  const address = client.exec(before)?.[1];
  if (address === undefined) return null;
  const row = newRow();
  row[at.time] = leadingTime(before).time;
  row[at.method] = method;
  row[at.path] = pathOf(request.slice(first + 1, last));
  row[at.status] = line.slice(close + 2, close + 5);
  row[at.address] = address === '-' ? '' : address.replace(/:\d+$/, '');
  modelOf(row);
  const named = /\]\[([^\]:]{1,100}):([^\]]{1,100})\]/.exec(before);
  if (named !== null) {
    row[at.model] = named[1] ?? '';
    row[at.version] = named[2] ?? '';
  }
  return row;
}
