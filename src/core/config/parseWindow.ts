import { FaultError } from '../domain/fault';
import type { WindowRequest } from '../domain/window';
import { parseInstant } from './instant';

/** `FROM..TO` (dates or times), `file:NAME`, `version:NAME`, `slots:FROM..TO`, or the name of a kept baseline. */
export function parseWindow(option: string, written: string): WindowRequest {
  const range = /^(.+?)\.\.(.+)$/.exec(written);
  const slots = /^slots:(\d+)\.\.(\d+)$/.exec(written);
  if (slots !== null) return { kind: 'slots', from: Number(slots[1]), to: Number(slots[2]) };
  const named = /^(file|version):(.+)$/.exec(written);
  if (named !== null) return { kind: named[1] === 'file' ? 'file' : 'version', name: named[2] ?? '' };
  if (range === null) return { kind: 'named', name: written };
  const from = parseInstant(range[1] ?? '');
  const to = parseInstant(range[2] ?? '');
  if (from === null || to === null) throw FaultError.of('bad-arguments', `${option} "${written}": write 2026-01-01..2026-01-31 or 2026-01-01T08:00:00Z..2026-01-01T20:00:00Z`);
  if (to <= from) throw FaultError.of('bad-arguments', `${option} "${written}": the end must lie after the start`);
  return { kind: 'range', from, to };
}
