import type { Cube } from '../../core/cube/cube';
import { isProblem } from '../../core/cube/windowProblem';
import { resolveComparison } from '../../core/cube/windows';
import { FaultError } from '../../core/domain/fault';
import type { WindowInfo, WindowRequest } from '../../core/domain/window';
import { windowInfo } from '../../core/analysis/analyse';
import { indexCube, summarise } from '../../core/cube/indexCube';
import type { OpenedLog } from '../log/openedLog';
import { placeAxis } from '../cube/makeAxis';

export interface LogWindow {
  /** The log with the window's rows alone. */
  readonly log: OpenedLog;
  readonly info: WindowInfo;
}

/**
 * The part of a log that a window asks for, cut along the slots of its cube; null takes all rows.
 * @throws FaultError `no-rows`, `bad-arguments` where the window does not fit the log
 */
export async function windowOfLog(log: OpenedLog, cube: Cube, wanted: WindowRequest | null, named: Readonly<Record<string, WindowRequest>>, signal?: AbortSignal): Promise<LogWindow> {
  const index = indexCube(cube);
  if (wanted === null) {
    const { from, to } = log.state.time;
    const info = windowInfo(cube.axis, summarise(index, { from: 0, to: index.slots }));
    // Of all rows the times say more than the slots, whatever those are.
    return { log, info: from === null || to === null ? info : { ...info, from, to, label: null } };
  }
  const answer = resolveComparison(cube.axis, cube.rows, { baseline: wanted, current: wanted }, named, cube.versions);
  if (isProblem(answer)) throw FaultError.of(answer.problem === 'bad-request' ? 'bad-arguments' : 'no-rows', answer.reason);
  const { from, to } = answer.baseline;
  const slot = placeAxis(log, cube.axis).slot;
  const relation = `(SELECT * FROM ${log.relation} WHERE ${slot} >= ${from} AND ${slot} < ${to})`;
  const [row] = await log.duck.rows(`SELECT count(*) AS n, min(__mv_t) AS a, max(__mv_t) AS b, count(__mv_t) AS t FROM ${relation}`, [], signal);
  const rows = Number(row?.['n'] ?? 0);
  const bound = (value: unknown): number | null => (value === null || value === undefined ? null : Number(value));
  const time = { ...log.state.time, from: bound(row?.['a']), to: bound(row?.['b']), without: rows - Number(row?.['t'] ?? 0) };
  return { log: { ...log, relation, state: { ...log.state, rows, time } }, info: windowInfo(cube.axis, summarise(index, answer.baseline)) };
}
