import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { excerptOf, readLines } from '../readLines';
import { isBlank, type OnBad } from '../rewriteJson';
import { accessColumns, at, rowText } from './accessColumns';
import type { AccessFormat, AccessLayout } from './accessLayout';
import { isDigits } from './fieldText';
import { OtherLines } from './otherLine';
import { AccessReader } from './readAccessLine';

/** What reading an access log gave. Every line that is not blank is a row, a bad line or another line. */
export interface RewrittenAccess {
  readonly rows: number;
  /** Lines that are messages of the server. */
  readonly others: number;
  /** Why the text ended early; null where it did not. */
  readonly broken: string | null;
  /** Whether some row fills each of `accessColumns`. */
  readonly filled: readonly boolean[];
  /** Rows of each format. */
  readonly formats: ReadonlyMap<AccessFormat, number>;
  readonly numberStatus: boolean;
  readonly zoned: 'all' | 'none' | 'some';
}

const mostBytes = 1024 * 1024;
const pieceChars = 512 * 1024;

/** Writes the requests of an access log as a table of `accessColumns`. Text that is no UTF-8 is kept with replacement characters: who sends it must not be able to hide a request. */
export async function rewriteAccess(file: string, gzip: boolean, target: string, layout: AccessLayout, onBad: OnBad, { signal, onBytes }: { readonly signal?: AbortSignal; readonly onBytes?: (bytes: number) => void } = {}): Promise<RewrittenAccess> {
  const reader = new AccessReader(layout);
  const between = new OtherLines();
  const out = createWriteStream(target);
  let failed: Error | null = null;
  out.on('error', (error) => (failed = error));
  const filled = new Array<boolean>(accessColumns.length).fill(false);
  const formats = new Map<AccessFormat, number>();
  let rows = 0;
  let others = 0;
  let piece: string[] = [];
  let chars = 0;
  let bytes = 0;
  let numberStatus = true;
  let lastTime = '';
  let zoned = false;
  let zoneless = false;
  const flush = async (): Promise<void> => {
    if (failed !== null) throw failed;
    onBytes?.(bytes);
    bytes = 0;
    const text = piece.length === 0 ? '' : `${piece.join('\n')}\n`;
    piece = [];
    chars = 0;
    await new Promise<void>((resolve, reject) => out.write(text, (error) => (error ? reject(error) : resolve())));
  };
  const { broken } = await readLines(file, gzip, (line, number, ended) => {
    if (line === null || line.length > mostBytes) {
      onBad(number, 'longer than 1 MB', excerptOf(line));
      return undefined;
    }
    bytes += line.length + 1;
    if (isBlank(line)) return undefined;
    const given = line.toString('utf8');
    const row = reader.read(given);
    if (row === null) {
      if (ended && between.isOther(given)) others += 1;
      else onBad(number, ended ? 'no line of an access log' : 'half-written last line', excerptOf(line));
      return undefined;
    }
    rows += 1;
    between.request();
    formats.set(reader.format, (formats.get(reader.format) ?? 0) + 1);
    for (let i = 0; i < filled.length; i += 1) if (filled[i] === false && row[i] !== '') filled[i] = true;
    const time = row[at.time] ?? '';
    if (time !== lastTime) {
      lastTime = time;
      if (/(?:Z|[+-]\d\d:\d\d)$/.test(time)) zoned = true;
      else if (time !== '') zoneless = true;
    }
    if (numberStatus && !isDigits(row[at.status] ?? '')) numberStatus = false;
    const text = rowText(row);
    piece.push(text);
    chars += text.length;
    return chars > pieceChars ? flush() : undefined;
  }, signal);
  await flush();
  out.end();
  await finished(out);
  return { rows, others, broken, filled, formats, numberStatus, zoned: !zoneless ? 'all' : zoned ? 'some' : 'none' };
}
