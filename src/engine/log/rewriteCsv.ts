import { isUtf8 } from 'node:buffer';
import { excerptOf, readLines } from './readLines';
import { isBlank, LineCopy, type OnBad, type Rewritten } from './rewriteJson';

/** A record inside quotes may run over this many bytes; a quote that is open for longer was never meant to be one. */
const maxRecordBytes = 1024 * 1024;

type Parsed = number | 'open' | 'after quote';

/** Fields of one record by RFC 4180; `open` where it ends inside quotes, `after quote` where text follows a closing quote. */
function countFields(record: Buffer, delimiter: number): Parsed {
  let fields = 1;
  let i = 0;
  while (i < record.length) {
    if (record[i] === 34) {
      i += 1;
      for (;;) {
        i = record.indexOf(34, i);
        if (i === -1) return 'open';
        if (record[i + 1] !== 34) break;
        i += 2;
      }
      i += 1;
      if (i < record.length && record[i] !== delimiter) return 'after quote';
    } else {
      const next = record.indexOf(delimiter, i);
      i = next === -1 ? record.length : next;
    }
    if (i >= record.length) return fields;
    fields += 1;
    i += 1;
  }
  return fields;
}

/**
 * Copies the records that have the right number of fields to `target` without the header. Others are told to `onBad` with the line they
 * start on; a quote that is never closed costs its own line only.
 */
export async function rewriteCsv(
  file: string,
  gzip: boolean,
  target: string,
  dialect: { readonly delimiter: string; readonly header: boolean; readonly names: readonly string[] },
  onBad: OnBad,
  signal?: AbortSignal,
): Promise<Rewritten> {
  const copy = new LineCopy(target);
  const delimiter = dialect.delimiter.charCodeAt(0);
  const expected = dialect.names.length;
  let skipHeader = dialect.header;
  let pending: { line: Buffer; number: number; ended: boolean }[] = [];
  let pendingBytes = 0;

  const judge = async (record: Buffer, number: number, ended: boolean): Promise<'open' | 'done'> => {
    const fields = countFields(record, delimiter);
    if (fields === 'open') return 'open';
    if (skipHeader) {
      skipHeader = false;
      return 'done';
    }
    if (record.includes(0)) onBad(number, 'a NUL byte', excerptOf(record));
    else if (!isUtf8(record)) onBad(number, 'not valid UTF-8', excerptOf(record));
    else if (fields === 'after quote') onBad(number, 'text after a closing quote', excerptOf(record));
    else if (fields !== expected) onBad(number, !ended && fields < expected ? 'half-written last line' : `${fields} ${fields === 1 ? 'field' : 'fields'} where ${expected} were expected`, excerptOf(record));
    else await copy.add(record, number);
    return 'done';
  };

  const take = async (line: Buffer, number: number, ended: boolean): Promise<void> => {
    if (pending.length === 0 && isBlank(line)) return;
    const record = pending.length === 0 ? line : Buffer.concat([...pending.flatMap((part) => [part.line, lineEnd]), line]);
    const first = pending[0]?.number ?? number;
    const parsed = countFields(record, delimiter);
    if (pending.length > 0 && (parsed === 'after quote' || (typeof parsed === 'number' && parsed !== expected) || pendingBytes > maxRecordBytes)) {
      const rest = [...pending.slice(1), { line: Buffer.from(line), number, ended }];
      onBad(first, 'a quote that is never closed', excerptOf(pending[0]?.line ?? null));
      pending = [];
      pendingBytes = 0;
      for (const part of rest) await take(part.line, part.number, part.ended);
      return;
    }
    if (parsed === 'open') {
      pending.push({ line: Buffer.from(line), number, ended });
      pendingBytes += line.length + 1;
      return;
    }
    pending = [];
    pendingBytes = 0;
    await judge(record, first, ended);
  };

  const { broken } = await readLines(file, gzip, (line, number, ended) => {
    if (line === null || line.length > maxRecordBytes) {
      onBad(number, 'longer than 1 MB', excerptOf(line));
      return undefined;
    }
    if (pending.length === 0 && !skipHeader && !line.includes(34)) return isBlank(line) ? undefined : quick(line, number, ended);
    return take(line, number, ended);
  }, signal);

  function quick(line: Buffer, number: number, ended: boolean): void | Promise<void> {
    let fields = 1;
    for (let at = line.indexOf(delimiter); at !== -1; at = line.indexOf(delimiter, at + 1)) fields += 1;
    if (fields === expected && !line.includes(0) && isUtf8(line)) return copy.add(line, number);
    return judge(line, number, ended).then(() => undefined);
  }

  while (pending.length > 0) {
    const [first, ...rest] = pending;
    pending = [];
    pendingBytes = 0;
    if (first !== undefined) onBad(first.number, first.ended ? 'a quote that is never closed' : 'half-written last line', excerptOf(first.line));
    for (const part of rest) await take(part.line, part.number, part.ended);
  }
  return copy.close(broken);
}

const lineEnd = Buffer.from('\n');
