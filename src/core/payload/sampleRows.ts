import type { BentoSchema } from './captures';
import type { HalfEvent, JsonObject, PayloadFormat } from './event';
import { pairRows, type PayloadRow, rowsOf } from './eventRows';
import { readEvent, recogniseLines } from './readEvent';

/** Rows of the first lines of a payload log, for a look at it; null where the lines are none. Sides whose counterpart is not among them stand alone. */
export function samplePayload(lines: readonly JsonObject[], schema: BentoSchema | null): { readonly format: PayloadFormat; readonly rows: readonly PayloadRow[] } | null {
  const format = recogniseLines(lines, schema);
  if (format === null) return null;
  const rows: PayloadRow[] = [];
  const requests = new Map<string, HalfEvent>();
  const responses = new Map<string, HalfEvent>();
  for (const line of lines) {
    const event = readEvent(line, schema)?.event;
    if (event?.kind === 'whole') rows.push(...rowsOf(event).rows);
    else if (event?.kind === 'request') requests.set(event.id, event);
    else if (event?.kind === 'response') responses.set(event.id, event);
  }
  for (const id of new Set([...requests.keys(), ...responses.keys()])) rows.push(...pairRows(requests.get(id) ?? null, responses.get(id) ?? null).rows);
  return { format, rows };
}
