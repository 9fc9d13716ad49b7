import { at, newRow, type AccessRow } from './accessColumns';
import { isStatus, milliseconds, orNothing, pathOf } from './fieldText';
import { timeText } from './lineTime';

const levels = new Set(['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL']);
const outcomes = new Set(['OK', 'ERROR', 'CANCELLED']);

/**
 * An access line of Ray Serve: `LEVEL time component id [request id] [route] -- METHOD route status N.Nms`, in older versions `… file.py:N - METHOD …`; a driver's
 * output has `(Actor pid=N)` before it. Calls between deployments print OK or ERROR. The time has no zone. Null where the line is none.
 */
export function rayLine(line: string): AccessRow | null {
  if (!line.endsWith('ms') || line.length > 4_096) return null;
  const words = line.split(' ').filter((word) => word !== '');
  const n = words.length;
  let first = 0;
  while (first < Math.min(n, 6) && !levels.has(words[first] ?? '')) first += 1;
  if (first === Math.min(n, 6) || (first > 0 && !line.startsWith('('))) return null;
  const time = timeText(`${words[first + 1]} ${words[first + 2]}`);
  const duration = milliseconds((words[n - 1] ?? '').slice(0, -2), 1);
  const status = words[n - 2] ?? '';
  if (time === '' || duration === '' || !(isStatus(status) || outcomes.has(status))) return null;
  let mark = first + 3;
  while (mark < n && words[mark] !== '--' && !(words[mark] === '-' && /\.py:\d+$/.test(words[mark - 1] ?? ''))) mark += 1;
  const said = words.slice(mark + 1, n - 2);
  if (said.length < 1 || said.length > 2) return null;
  const names = words.slice(first + 3, words[mark] === '--' ? mark : mark - 1);
  const [component = '', replica = '', ...others] = names;
  const row = newRow();
  row[at.time] = time;
  row[at.method] = said[0] ?? '';
  row[at.path] = said.length === 2 ? pathOf(said[1] ?? '') : (others.find((word) => word.startsWith('/')) ?? '');
  row[at.status] = status;
  row[at.latency_ms] = duration;
  row[at.deployment] = component;
  row[at.replica] = orNothing(replica);
  row[at.request_id] = orNothing(others.find((word) => !word.startsWith('/')) ?? '');
  return row;
}
