import { maxClusters } from '../../core/analysis/settings';
import { chooseRowStep, chooseStep } from '../../core/cube/chooseStep';
import type { Axis } from '../../core/domain/window';
import { rowSlot, timeSlot } from '../cube/slotSql';
import type { OpenedLog } from '../log/openedLog';

export interface CutLog {
  /** The log with the number of its slot as row number; rows without a time are left out where the others have one. */
  readonly log: OpenedLog;
  /** One row number a slot, from 0; with the slots before `first`. */
  readonly axis: Extract<Axis, { kind: 'row' }>;
}

/**
 * A window cut into so many slots as a comparison has clusters: by time where there are times, else by order. What happens in one hour is alike, and intervals must
 * know it; a baseline of one slot would call every busy afternoon a change. `first` slots of somebody else lie before.
 */
export async function cutLog(log: OpenedLog, first: number, signal?: AbortSignal): Promise<CutLog> {
  const { from, to } = log.state.time;
  const byTime = from !== null && to !== null && to > from && log.state.time.without < log.state.rows;
  const [bounds] = byTime ? [] : await log.duck.rows(`SELECT min(__mv_row) AS a, max(__mv_row) AS b FROM ${log.relation}`, [], signal);
  const start = Number(bounds?.['a'] ?? 0);
  const { slot, count } = byTime ? timeCut(from, to) : rowCut(start, Number(bounds?.['b'] ?? 0) + 1);
  const relation = `(SELECT * REPLACE ((${first} + (${slot}))::BIGINT AS __mv_row) FROM ${log.relation} WHERE (${slot}) >= 0)`;
  const total = first + count;
  const rows = byTime ? log.state.rows - log.state.time.without : log.state.rows;
  return { log: { ...log, relation, state: { ...log.state, rows } }, axis: { kind: 'row', step: 1, count: total, total } };
}

function timeCut(from: number, to: number): { readonly slot: string; readonly count: number } {
  const axis = { kind: 'time', ...chooseStep(from, to, maxClusters) } as const;
  return { slot: timeSlot(axis), count: axis.count };
}

function rowCut(from: number, to: number): { readonly slot: string; readonly count: number } {
  const { step, count, total } = chooseRowStep(to - from, maxClusters);
  return { slot: rowSlot({ kind: 'row', step, count, total }).replace('__mv_row', `(__mv_row - ${from})`), count };
}
