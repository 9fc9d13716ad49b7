import { type BentoSchema, readBento, readSageMaker, readVertex } from './captures';
import { readBlob, readCloudEvent, type ReadEvent } from './cloudEvents';
import type { JsonObject, PayloadFormat } from './event';
import { readReply, readWrapper } from './wrappers';

/** What a line of JSON is as an event of a payload log; null where it is none of a known format. Pure. `schema` is that of the BentoML file it stands in. */
export function readEvent(line: JsonObject, schema: BentoSchema | null = null): ReadEvent | null {
  return readCloudEvent(line) ?? readBlob(line) ?? readSageMaker(line) ?? readVertex(line) ?? readBento(line, schema) ?? readWrapper(line) ?? readReply(line);
}

/** The format of which more than half of the first lines are; null where there is none. */
export function recogniseLines(lines: readonly JsonObject[], schema: BentoSchema | null = null): PayloadFormat | null {
  const counts = new Map<PayloadFormat, number>();
  let some = 0;
  for (const line of lines) {
    const read = readEvent(line, schema);
    if (read === null) continue;
    some += 1;
    // An event that cannot be read is still one of its format, where there is nothing better.
    counts.set(read.format, (counts.get(read.format) ?? 0) + (read.event.kind === 'bad' ? 1e-6 : 1));
  }
  if (some <= lines.length / 2 || lines.length === 0) return null;
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}
