import { at, newRow, type AccessRow } from './accessColumns';
import { isStatus, milliseconds, pathOf, sizeText } from './fieldText';
import { leadingTime } from './lineTime';
import { modelOf } from './servedModel';

const longestPrefix = 400;

/**
 * An access line of BentoML: `address (scheme=…,method=…,path=…,type=…,length=…) (status=…,type=…,length=…) N.NNNms (trace=…)`, behind what its formatter puts before
 * it (time, level, name of the service). Null where the line is none.
 */
export function bentoLine(line: string): AccessRow | null {
  const scheme = line.indexOf(' (scheme=');
  if (scheme === -1 || scheme > longestPrefix) return null;
  const middle = line.lastIndexOf(') (status=');
  if (middle < scheme) return null;
  const end = line.indexOf(') ', middle + 10);
  if (end === -1) return null;
  const request = line.slice(scheme + 2, middle);
  const reply = line.slice(middle + 3, end);
  const duration = /^(\d+(?:\.\d+)?)ms(?: \(|$)/.exec(line.slice(end + 2))?.[1];
  const status = between(reply, 'status=', ',');
  if (duration === undefined || !isStatus(status)) return null;
  const { time, rest } = leadingTime(line.slice(0, scheme));
  const path = request.indexOf(',path=');
  const row = newRow();
  row[at.time] = time;
  row[at.method] = between(request, 'method=', ',');
  // A path may hold a comma: it ends where the last of its neighbours begins.
  const type = request.lastIndexOf(',type=');
  if (path !== -1) row[at.path] = pathOf(request.slice(path + 6, type > path ? type : request.length));
  row[at.status] = status;
  row[at.latency_ms] = milliseconds(duration, 1);
  const length = request.lastIndexOf(',length=');
  if (length !== -1) row[at.request_bytes] = sizeText(request.slice(length + 8));
  row[at.bytes] = sizeText(between(reply, 'length=', ','));
  row[at.address] = (rest.trimEnd().split(' ').at(-1) ?? '').replace(/:\d+$/, '');
  // `[entry_service:NAME:worker]`; older versions name no service there.
  row[at.deployment] = /\[\w+:([\w.-]+):\d+\]\s+\S*$/.exec(rest)?.[1] ?? '';
  row[at.request_id] = /\(trace=([^,)]{1,64})/.exec(line.slice(end + 2))?.[1] ?? '';
  modelOf(row);
  return row;
}

/** What stands between a mark and the next of `stop`, or the end. */
function between(text: string, mark: string, stop: string): string {
  const from = text.indexOf(mark);
  if (from === -1) return '';
  const end = text.indexOf(stop, from + mark.length);
  return text.slice(from + mark.length, end === -1 ? text.length : end);
}
