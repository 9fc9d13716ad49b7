import { isUtf8 } from 'node:buffer';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { PayloadState } from '../../../core/domain/payload';
import type { BentoSchema } from '../../../core/payload/captures';
import { type MadeRows, pairRows, type PayloadRow, rowsOf, truthRows } from '../../../core/payload/eventRows';
import type { PayloadEvent } from '../../../core/payload/event';
import { isObject } from '../../../core/payload/json';
import { PayloadTally } from '../../../core/payload/payloadTally';
import { readEvent, recogniseLines } from '../../../core/payload/readEvent';
import { badLines, faultText, mustStop, type TextFile } from '../cleanCopies';
import type { Inspected } from '../inspectFile';
import { parseLooseJson } from '../looseJson';
import type { LoadContext } from '../rawTable';
import { excerptOf, maxLineBytes, readLines } from '../readLines';
import { badLineReason, isBlank } from '../rewriteJson';
import { rewriteJsonDocument } from '../rewriteJsonDocument';
import { headObjects, schemaBeside } from './headObjects';
import { PairBook, type PlacedHalf } from './pairBook';
import { exportTable, isPayloadTable, tableNames } from './payloadTables';
import { RowCopies } from './rowCopies';

export interface RewrittenPayload {
  /** Files of payloads, by their index, with the rows that are read in their place. */
  readonly items: ReadonlyMap<number, TextFile>;
  /** Words for files whose events became rows of others. */
  readonly partners: ReadonlyMap<number, string>;
  /** JSON lines of labels that the events carry; null where there are none. */
  readonly truth: string | null;
  readonly state: PayloadState;
}

interface PayloadFile {
  readonly index: number;
  readonly file: Inspected;
  readonly schema: BentoSchema | null;
}

/** Of so many Parquet files the columns are looked at: a source of more is one of rows. */
const mostDescribed = 64;

/**
 * Files that hold events of a serving system, recognised by most of their first lines, as flat rows in files of their own: requests and responses come together by id, also across files; each instance is a
 * row. A line that is no event is told with its place and reason. Null where no file is of that kind.
 */
export async function rewritePayload(context: LoadContext, inspected: readonly Inspected[]): Promise<RewrittenPayload | null> {
  const files: PayloadFile[] = [];
  let described = 0;
  for (const [index, file] of inspected.entries()) {
    if (file.state !== undefined || (file.format === 'parquet' && (described += 1) > mostDescribed)) continue;
    const schema = file.format === 'jsonl' ? await schemaBeside(file.path) : null;
    const isEvents = file.format === 'jsonl' || file.format === 'json' ? recogniseLines(headObjects(file), schema) !== null || isSchema(file) : isPayloadTable(await tableNames(context, file));
    if (isEvents) files.push({ index, file, schema });
  }
  if (files.length === 0 || files.every(({ file }) => isSchema(file))) return null;
  const folder = path.join(context.tempFolder, 'payload');
  await mkdir(path.join(folder, 'truth'), { recursive: true });
  const tally = new PayloadTally();
  const copies = new RowCopies(folder);
  const events = new Map<number, number>();
  const truths = new RowCopies(path.join(folder, 'truth'));
  const give = async (index: number, rows: readonly PayloadRow[]): Promise<void> => {
    for (const row of rows) {
      tally.row(row);
      await copies.add(index, row);
    }
  };
  const bad = (index: number, line: number, reason: string, excerpt = ''): void => badLines(context, index)(line, reason, excerpt);
  const pairs = new PairBook(path.join(folder, 'pairs'), async (request, response) => {
    const place = (request ?? response) as PlacedHalf;
    const made: MadeRows = pairRows(request?.half ?? null, response?.half ?? null);
    if (made.latency === 'too coarse') tally.coarse();
    if (response === null) tally.requestsAlone += 1;
    else if (request === null) tally.responsesAlone += 1;
    if (made.problem !== null) bad(place.file, place.line, made.problem);
    await give(place.file, made.rows);
  });
  const take = async ({ index }: PayloadFile, event: PayloadEvent, line: number, bytes: number, excerpt: () => string): Promise<void> => {
    switch (event.kind) {
      case 'none':
        return;
      case 'bad':
        return bad(index, line, event.reason, excerpt());
      case 'truth': {
        const rows = truthRows(event);
        tally.truths += rows.length;
        for (const row of rows) await truths.add(0, row);
        return;
      }
      case 'whole': {
        for (const side of [event.request, event.response]) tally.took(side);
        const { rows, problem } = rowsOf(event);
        if (problem !== null) bad(index, line, problem, excerpt());
        return give(index, rows);
      }
      case 'request':
      case 'response':
        tally.took(event.kind === 'request' ? event.instances : null);
        return pairs.add({ half: event, file: index, line, bytes });
    }
  };
  for (const one of files) {
    await readOne(context, one, folder, async (text, line, ended) => {
      const value = parseLooseJson(text);
      if (!isObject(value)) return bad(one.index, line, badLineReason(text, ended), excerptOf(text));
      const read = readEvent(value, one.schema);
      if (read === null) return bad(one.index, line, 'no event of a known format', excerptOf(text));
      tally.event(read.format);
      events.set(one.index, (events.get(one.index) ?? 0) + 1);
      await take(one, read.event, line, text.length * 3, () => excerptOf(text));
    }, (line, reason) => bad(one.index, line, reason));
  }
  await pairs.finish(context.signal);
  await copies.flush();
  await truths.flush();
  const items = new Map<number, TextFile>();
  const partners = new Map<number, string>();
  for (const { index, file: { dialect: _, ...file } } of files) {
    const rows = copies.rows(index);
    items.set(index, { index, file: { ...file, format: 'jsonl', gzip: false, mark: false }, copy: { path: copies.path(index), rows } });
    const n = events.get(index) ?? 0;
    if (rows === 0 && n > 0) partners.set(index, `${n.toLocaleString('en')} ${n === 1 ? 'event' : 'events'} joined to other files`);
  }
  return { items, partners, truth: tally.truths === 0 ? null : truths.path(0), state: tally.state() };
}

function isSchema(file: Inspected): boolean {
  return /^schema\.\d+\.log$/.test(path.basename(file.path)) && headObjects(file).some((line) => readEvent(line)?.event.kind === 'none');
}

/** The lines of one file: of a document its objects, of a table its rows. What cannot be read to its end is a fault of the file. */
async function readOne(context: LoadContext, { index, file }: PayloadFile, folder: string, onText: (text: string, line: number, ended: boolean) => Promise<void>, onBad: (line: number, reason: string) => void): Promise<void> {
  const copy = path.join(folder, `lines-${index}.ndjson`);
  try {
    let source = { path: file.path, gzip: file.gzip };
    let lineOf = (line: number): number => line;
    if (file.format === 'json') {
      // The head would be searched for a list of rows inside one object, which a body of a request looks like.
      const head = file.head.trimStart().startsWith('[') ? '[' : '{}';
      const rewritten = await rewriteJsonDocument(file.path, file.gzip, head, copy, badLines(context, index), context.signal);
      context.setFault(index, rewritten.broken);
      lineOf = (line) => rewritten.lineOf(line - 1);
      source = { path: copy, gzip: false };
    } else if (file.format !== 'jsonl') {
      context.setFault(index, await exportTable(context, file, copy, badLines(context, index)));
      source = { path: copy, gzip: false };
    }
    const { broken } = await readLines(source.path, source.gzip, (line, number, ended) => {
      if (line === null) return onBad(lineOf(number), `longer than ${maxLineBytes / 1024 / 1024} MB`);
      if (isBlank(line)) return undefined;
      if (!isUtf8(line)) return onBad(lineOf(number), 'not valid UTF-8');
      return onText(line.toString('utf8'), lineOf(number), ended);
    }, context.signal);
    context.setFault(index, broken);
  } catch (error) {
    if (mustStop(error)) throw error;
    context.setFault(index, faultText(error));
  } finally {
    await rm(copy, { force: true });
  }
}
