import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import type { WorkOptions } from '../../core/domain/progress';
import type { SourceState } from '../../core/domain/source';
import { guessRoles } from '../../core/roles/guessRoles';
import { taskOf } from '../../core/roles/taskOf';
import { readingSql } from '../../core/warehouse/reading';
import { relationOf } from '../../core/warehouse/relationOf';
import type { WarehouseSpec } from '../../core/warehouse/warehouseSpec';
import { withoutStrays } from '../cube/makeAxis';
import { Duck } from '../duck/duck';
import { buildRelation } from '../log/buildRelation';
import type { LogColumn, OpenedLog } from '../log/openedLog';
import { profileColumns } from '../log/profileColumns';
import { bringRows } from './bringRows';
import type { WarehouseSession } from './warehouseClient';
import { sampleValues } from './warehouseSample';
import { type Ask, levelTextOf, numberOf, textOfCell, type WarehouseTable } from './warehouseTable';

export interface OpenTableOptions extends WorkOptions {
  readonly id: string;
  readonly place: string;
  readonly tempFolder: string;
  readonly readAtMs: number;
  readonly memoryLimit: string;
}

/** A table whose columns are judged; `asked` makes it answer by a session. */
export interface JudgedTable {
  readonly state: SourceState;
  readonly asked: (ask: Ask) => WarehouseTable;
  close(): Promise<void>;
}

const maxVersions = 1_000;

/**
 * Judges the columns of a table as those of a log are judged, from a bounded part of its rows in a database of our own; counts its rows and finds its times by the server.
 * @throws FaultError
 */
export async function openTable(session: WarehouseSession, spec: WarehouseSpec, options: OpenTableOptions): Promise<JudgedTable> {
  const { signal, onProgress } = options;
  const relation = relationOf(spec);
  const folder = await mkdtemp(path.join(options.tempFolder, 'table-'));
  const close = async (duck: Duck | null): Promise<void> => {
    await duck?.close();
    await rm(folder, { recursive: true, force: true });
  };
  let duck: Duck | null = null;
  try {
    duck = await Duck.open({ allowedFolders: [folder], tempFolder: folder, memoryLimit: options.memoryLimit });
    onProgress?.({ stage: 'reading', done: 0, total: null, unit: 'rows' });
    const { raw, columns, isWhole, some } = await bringRows(session, relation, duck, folder, signal);
    onProgress?.({ stage: 'checking values', done: 0, total: columns.length, unit: 'columns' });
    const profiles = await profileColumns(duck, raw.profile, raw.columns, signal);
    const guessed = guessRoles(profiles, spec.roles);
    const task = taskOf(profiles, guessed);
    const { kind: _, url: __, table: ___, ...rest } = spec;
    const built = await buildRelation({ duck, raw, profiles, roles: guessed, task, spec: { ...rest, kind: 'log', paths: [] }, ...(signal === undefined ? {} : { signal }) });
    const byName = new Map(columns.map((column) => [column.name, column]));
    const remote = built.columns.map(({ name, profile }): LogColumn => {
      const column = byName.get(name);
      const reading = built.readings.get(name) ?? { as: 'text' };
      return { name, sql: column === undefined ? 'NULL' : readingSql(relation.dialect, column, reading), profile: { ...profile, type: column?.type ?? profile.type } };
    });
    const time = remote.find(({ name }) => name === built.time.column)?.sql ?? null;
    const timeColumn = byName.get(built.time.column ?? '');
    const readAs = built.readings.get(built.time.column ?? '');
    const { ask } = session;
    const [facts] = await ask(`SELECT count(*), count(mv_x), min(mv_x), max(mv_x) FROM (SELECT ${time ?? 'CASE WHEN 1 = 0 THEN 1 END'} AS mv_x FROM ${relation.from}) AS mv_q`, signal);
    const [total, timed, first, last] = [0, 1, 2, 3].map((at) => numberOf(facts?.[at] ?? null)) as [number, number, number, number];
    const base: SourceState = {
      id: options.id, name: spec.name, ...(total === 0 ? { state: 'failed', reason: 'the table holds no rows' } : { state: 'ready' }), files: [], rows: total, badLines: 0, badLineList: [],
      columns: remote.map(({ profile }) => profile), roles: built.roles, time: { ...built.time, from: timed > 0 ? first : null, to: timed > 0 ? last : null, without: total - timed, outOfOrder: 0 },
      duplicateIds: 0, versions: [], task, readAtMs: options.readAtMs, fromStore: false,
      warehouse: { kind: spec.kind, place: options.place, table: spec.table ?? 'a query', asOfMs: options.readAtMs, judgedFrom: raw.rows },
    };
    const log: OpenedLog = { state: { ...base, rows: raw.rows }, duck, relation: built.relation, columns: built.columns, isView: true, sampledRows: isWhole ? null : raw.rows, more: null, close: () => Promise.resolve() };
    const version = remote.find(({ name }) => built.roles.some((guess) => guess.column === name && guess.role === 'version'));
    const versions = version === undefined ? [] : (await ask(`SELECT mv_v FROM (SELECT mv_v, min(mv_x) AS mv_a FROM (SELECT ${levelTextOf(relation.dialect, version)} AS mv_v, ${time ?? '0'} AS mv_x FROM ${relation.from}) AS mv_q WHERE mv_v IS NOT NULL GROUP BY mv_v) AS mv_g ORDER BY mv_a NULLS LAST, ${relation.dialect.byBytes('mv_v')} LIMIT ${maxVersions}`, signal)).map(([name]) => textOfCell(name) ?? '');
    const state = { ...base, versions };
    const open = duck;
    return {
      state,
      asked: (own) => ({
        relation, state, columns: remote, time, ask: own,
        within: (from, to) => (timeColumn === undefined || readAs?.as !== 'time' ? null : relation.dialect.within(timeColumn.ref, timeColumn.family, readAs.zone, from, to)),
        sample: (request, stop) => sampleValues({ log, isWhole, some }, relation, own, request, stop),
        withoutStrays: (from, to, stop) => withoutStrays(log, from, to, stop),
      }),
      close: () => close(open),
    };
  } catch (error) {
    await close(duck);
    throw error;
  }
}
