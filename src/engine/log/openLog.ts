import { createHash } from 'node:crypto';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import path from 'node:path';
import { labelFileNotes } from '../../core/labels/labelFileNotes';
import { formatHints } from '../../core/roles/accessHints';
import { taskOf } from '../../core/roles/taskOf';
import { FaultError } from '../../core/domain/fault';
import type { WorkOptions } from '../../core/domain/progress';
import type { BadLine, FileState, LogSpec, SourceSpec, SourceState } from '../../core/domain/source';
import { Duck } from '../duck/duck';
import { accessNotes, type ReadAccess } from './access/accessNotes';
import { buildRelation } from './buildRelation';
import { fileStateOf, inspectFile, type Inspected } from './inspectFile';
import { listFiles } from './listFiles';
import { loadRaw } from './loadRaw';
import { offerLabels } from './offerLabels';
import { findLabels, labelsOf, medianLag, withLabels } from './openLabels';
import { rewritePayload } from './payload/rewritePayload';
import { planAsRead } from './planColumns';
import type { OpenedLog } from './openedLog';
import { profileColumns } from './profileColumns';
import type { LoadContext } from './rawTable';
import { sourceFacts } from './sourceFacts';

export interface OpenLogOptions extends WorkOptions {
  /** Existing folder; everything written is below it and removed by `close`. */
  readonly tempFolder: string;
  /** Milliseconds since 1970, for `SourceState.readAtMs`. */
  readonly readAtMs: number;
  readonly memoryLimit?: string;
  readonly threads?: number;
}

const maxListed = 1_000;

/** Names a source by what it reads; the same spec has the same id in every session. */
export function sourceId(spec: SourceSpec): string {
  const reads = spec.kind === 'log' ? spec.paths : spec.kind === 'metrics' ? spec.sources.map(({ kind, name }) => [kind, name]) : spec.kind === 'training' ? ['training', spec.store] : [spec.kind, spec.url, spec.table ?? spec.query];
  return createHash('sha256').update(JSON.stringify([spec.name, spec.folder, reads])).digest('hex').slice(0, 16);
}

/**
 * Opens a log: finds its files, tells their formats by content, loads text into a table (Parquet stays where it is), judges each column and
 * guesses its role. Bad lines, columns and files are counted in `state` and kept out; where nothing can be read the state is `failed` with its
 * reason and the relation is empty. Throws `FaultError` only for `cancelled`, `out-of-memory` and `not-supported` (bounds).
 */
export async function openLog(spec: LogSpec, options: OpenLogOptions): Promise<OpenedLog> {
  const { signal, onProgress } = options;
  onProgress?.({ stage: 'finding files', done: 0, total: null, unit: 'files' });
  const { files: listed, missing } = await listFiles(spec, signal);
  const inspected = byFormat(await inspectAll(listed, options));
  const labels = await findLabels(spec, signal);
  const folder = await mkdtemp(path.join(options.tempFolder, 'log-'));
  let duck: Duck | undefined;
  try {
    const folders = [...new Set(await Promise.all([...inspected, ...(labels?.inspected ?? [])].map(async ({ path: file }) => [path.dirname(file), path.dirname(await realpath(file).catch(() => file))])).then((lists) => lists.flat()))];
    duck = await Duck.open({
      allowedFolders: folders, tempFolder: folder,
      ...(options.memoryLimit === undefined ? {} : { memoryLimit: options.memoryLimit }),
      ...(options.threads === undefined ? {} : { threads: options.threads }),
    });
    const open = duck;
    const bad = new Map<number, number>();
    const faults = new Map<number, string>();
    const list: BadLine[] = [];
    const access = new Map<number, ReadAccess>();
    const total = inspected.reduce((sum, { bytes, state }) => sum + (state === undefined ? bytes : 0), 0);
    let done = 0;
    onProgress?.({ stage: 'reading', done: 0, total, unit: 'bytes' });
    const context: LoadContext & { readonly duck: Duck } = {
      duck: open, tempFolder: folder, ...(signal === undefined ? {} : { signal }),
      onBytes: (bytes) => onProgress?.({ stage: 'reading', done: (done += bytes), total, unit: 'bytes' }),
      addBad: (index, line) => {
        bad.set(index, (bad.get(index) ?? 0) + 1);
        if (list.length < maxListed) list.push({ file: inspected[index]?.path ?? '', ...line });
      },
      setFault: (index, reason) => {
        if (reason !== null && !faults.has(index)) faults.set(index, reason);
      },
      tellAccess: (index, read) => {
        const layout = inspected[index]?.access;
        if (layout !== undefined) access.set(index, { layout, read });
      },
      ...(spec.latencyUnit === undefined ? {} : { latencyUnit: spec.latencyUnit }),
    };
    const payload = await rewritePayload(context, inspected);
    const loaded = await loadRaw(context, inspected, payload?.items);
    onProgress?.({ stage: 'checking values', done: 0, total: loaded.columns.length, unit: 'columns' });
    const named = await profileColumns(open, loaded.profile, loaded.columns, signal);
    const hints = formatHints(access.size > 0, named.map(({ name }) => name));
    const labelled = await withLabels(context, ...(await labelsOf(spec, labels, payload?.truth ?? null)), loaded, named, hints);
    const { raw, profiles, roles } = labelled;
    const labelOffer = await offerLabels(open, spec, inspected, raw, roles, folders, signal);
    const task = taskOf(profiles, roles);
    const built = await buildRelation({ duck: open, raw, profiles, roles, task, spec, hints, ...(signal === undefined ? {} : { signal }) });
    const facts = await sourceFacts(open, raw, built, built.roles, signal);
    onProgress?.({ stage: 'checking values', done: raw.columns.length, total: raw.columns.length, unit: 'columns' });
    const files = [
      ...inspected.map((file, index) => finalState(file, raw.rowsOf.get(index) ?? 0, bad.get(index) ?? 0, faults.get(index), payload?.partners.get(index), access.get(index)?.read.others ?? 0)),
      ...missing.map(({ path: name, reason }): FileState => ({ path: name, format: null, gzip: false, bytes: 0, modifiedMs: 0, state: 'vanished', reason, rows: 0, badLines: 0 })),
    ];
    const state: SourceState = {
      id: sourceId(spec), name: spec.name, ...sourceVerdict(files, raw.rows), files, rows: raw.rows,
      badLines: [...bad.values()].reduce((sum, n) => sum + n, 0), badLineList: list, ...accessFacts([...access.values()], spec),
      columns: built.columns.map(({ profile }) => profile), roles: built.roles, ...facts, ...(raw.looked === null ? {} : { keysFrom: raw.looked }), ...(payload === null ? {} : { payload: payload.state }), task, readAtMs: options.readAtMs, fromStore: false,
    };
    const log: OpenedLog = {
      state, duck: open, relation: built.relation, columns: built.columns, isView: raw.isView, sampledRows: raw.profile.estimatedFrom,
      more: raw.plan === null || raw.rows === 0 || payload !== null ? null : { plan: planAsRead(raw.plan, raw.columns), columns: raw.columns, files: inspected.map((file) => ({ ...file, head: '' })), folder, read: built.read, stored: built.stored, labels: labelled.join, ...(spec.latencyUnit === undefined ? {} : { latencyUnit: spec.latencyUnit }) },
      close: async () => {
        await open.close();
        await rm(folder, { recursive: true, force: true });
      },
    };
    if (labelled.state === null && labelOffer === null) return log;
    const told = labelled.state === null ? { ...(labelOffer === null ? {} : { labelOffer }) } : { labels: { ...labelled.state, lag: labelled.join === null ? null : await medianLag(log, signal) } };
    return { ...log, state: { ...state, ...told, labelRemarks: labelFileNotes(told).map(({ text }) => text) } };
  } catch (error) {
    await duck?.close();
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function inspectAll(files: readonly string[], { signal, onProgress }: OpenLogOptions): Promise<Inspected[]> {
  const all: Inspected[] = [];
  for (let at = 0; at < files.length; at += 32) {
    if (signal?.aborted === true) throw FaultError.of('cancelled', 'cancelled', true);
    all.push(...(await Promise.all(files.slice(at, at + 32).map(inspectFile))).map(refuseMetrics));
    onProgress?.({ stage: 'finding files', done: all.length, total: files.length, unit: 'files' });
  }
  return all;
}

/** Of OpenTelemetry traces are rows; metrics are a source of another kind, and log records are not read. */
function refuseMetrics(file: Inspected): Inspected {
  if (file.otlp !== 'metrics' && file.otlp !== 'logs') return file;
  return { ...file, format: null, state: 'not recognised', reason: file.otlp === 'metrics' ? 'metrics of OpenTelemetry, no rows: name the file as a source of kind "otlp"' : 'log records of OpenTelemetry, which are not read' };
}

/** Files of unlike formats are grouped, so that the order of the rows is the order of the files. */
function byFormat(files: readonly Inspected[]): Inspected[] {
  const rank = ({ format }: Inspected): number => (format === 'parquet' ? 2 : format === null ? 3 : 1);
  return files.map((file, at) => ({ file, at })).sort((a, b) => rank(a.file) - rank(b.file) || a.at - b.at).map(({ file }) => file);
}

function accessFacts(access: readonly ReadAccess[], spec: LogSpec): Pick<SourceState, 'otherLines' | 'notes'> {
  if (access.length === 0) return {};
  const others = access.reduce((sum, { read }) => sum + read.others, 0);
  return { notes: accessNotes(access, spec.latencyUnit !== undefined), ...(others === 0 ? {} : { otherLines: others }) };
}

function finalState(given: Inspected, rows: number, badLines: number, fault: string | undefined, partner: string | undefined, others: number): FileState {
  if (given.state !== undefined) return fileStateOf(given);
  if (partner !== undefined && rows === 0 && badLines === 0 && fault === undefined) return fileStateOf(given, { reason: partner });
  const state = stateOfRead(given, rows, badLines, fault);
  return others === 0 ? state : { ...state, otherLines: others };
}

function stateOfRead(file: Inspected, rows: number, badLines: number, fault: string | undefined): FileState {
  const lines = badLines === 0 ? undefined : `${badLines.toLocaleString('en')} bad ${badLines === 1 ? 'line' : 'lines'}`;
  const reason = [fault, lines].filter((text) => text !== undefined).join('; ');
  if (reason === '') return fileStateOf(file, rows === 0 ? { state: 'empty', reason: 'the file holds no rows' } : { rows });
  if (rows > 0) return fileStateOf(file, { state: 'partly read', reason, rows, badLines });
  return fileStateOf(file, { state: fault?.includes('vanished') === true ? 'vanished' : 'unreadable', reason: fault === undefined ? `no line could be read: ${reason}` : reason, badLines });
}

function sourceVerdict(files: readonly FileState[], rows: number): { state: SourceState['state']; reason?: string } {
  const whole = files.filter(({ state }) => state === 'read').length;
  const odd = files.filter(({ state }) => state !== 'read');
  if (files.length === 0) return { state: 'failed', reason: 'no file is named' };
  const first = odd[0];
  if (rows === 0) return { state: 'failed', reason: files.length === 1 && first !== undefined ? (first.reason ?? first.state) : `none of ${files.length.toLocaleString('en')} files could be read; the first: ${first?.reason ?? 'no rows'}` };
  if (first === undefined) return { state: 'ready' };
  return { state: 'partly ready', reason: files.length === 1 ? (first.reason ?? first.state) : `${odd.length.toLocaleString('en')} of ${files.length.toLocaleString('en')} files not or not wholly read, ${whole.toLocaleString('en')} whole` };
}
