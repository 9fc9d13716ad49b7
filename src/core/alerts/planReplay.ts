import type { AlertsRequest } from '../config/alertsQuery';
import { FaultError } from '../domain/fault';
import type { SourceState } from '../domain/source';
import type { Axis, SlotRange } from '../domain/window';
import { chooseWindows, defaultBaseline, mostWindows, windowsOf } from './chooseWindows';

export type WindowAxis = Extract<Axis, { kind: 'time' | 'row' }>;

export interface ReplayPlan {
  /** Each slot is one window. */
  readonly axis: WindowAxis;
  readonly baseline: SlotRange;
  readonly excluded: readonly SlotRange[];
}

/** 5 % steps of the baseline, its tails, and a bin for each frequent value: what the charts watch lies on these. */
export const replayBudget = { bins: 26, values: 64, levels: 64 } as const;
/** Numbers of all tables together, 8 bytes each. */
const mostCells = 40_000_000;

/**
 * Windows, baseline and excluded ranges of a replay, as asked for or as suits the log.
 * @throws FaultError `no-rows` for an empty log, `bad-arguments` where what was asked for does not fit the log
 */
export function planReplay(source: SourceState, request: AlertsRequest): ReplayPlan {
  if (source.rows === 0) throw FaultError.of('no-rows', source.reason ?? 'the log has no rows');
  const axis = axisFor(source, request);
  const columns = Math.max(1, source.columns.filter(({ kind }) => kind === 'numeric' || kind === 'category').length);
  const most = Math.min(mostWindows, Math.floor(mostCells / columns / replayBudget.bins));
  if (axis.count > most) throw FaultError.of('bad-arguments', `${axis.count.toLocaleString('en')} windows of ${columns.toLocaleString('en')} columns are too many at once (${most.toLocaleString('en')}): ask for longer windows`);
  const baseline = request.baseline === null ? defaultBaseline(axis.count) : slotsOf(axis, request.baseline);
  if (baseline === null) throw FaultError.of('bad-arguments', 'the baseline lies outside of the log');
  if (baseline.to >= axis.count) throw FaultError.of('bad-arguments', axis.count < 2 ? 'the log is shorter than two windows' : 'the baseline ends with the log: no window is left to be judged');
  return { axis, baseline, excluded: request.excluded.flatMap((range) => slotsOf(axis, range) ?? []) };
}

/** The baseline in the axis' own numbers: microseconds since 1970 UTC, or rows. */
export function baselineBounds({ axis, baseline }: ReplayPlan): { readonly from: number; readonly to: number } {
  const start = axis.kind === 'time' ? axis.start : 0;
  return { from: start + baseline.from * axis.step, to: start + baseline.to * axis.step };
}

function axisFor({ rows, time }: SourceState, { window, settings }: AlertsRequest): WindowAxis {
  const { from, to } = time;
  if (from !== null && to !== null && to > from && window?.unit !== 'rows') {
    const level = Math.min(...Object.values(settings.levels));
    return { kind: 'time', ...(window === null ? chooseWindows(from, to, rows, level) : windowsOf(from, to, window.length)) };
  }
  if (window?.unit === 'time') throw FaultError.of('bad-arguments', 'the log has no times: ask for windows of rows, for example 200rows');
  const step = window?.length ?? Math.max(200, Math.ceil(rows / 1_000));
  return { kind: 'row', step, count: Math.ceil(rows / step), total: rows };
}

/** Windows whose larger part lies in the range; null where there is none. */
function slotsOf(axis: WindowAxis, range: { readonly from: number; readonly to: number }): SlotRange | null {
  const start = axis.kind === 'time' ? axis.start : 0;
  const from = Math.max(0, Math.round((range.from - start) / axis.step));
  const to = Math.min(axis.count, Math.round((range.to - start) / axis.step));
  return from < to ? { from, to } : null;
}
