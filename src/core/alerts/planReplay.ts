import type { AlertsRequest } from '../config/alertsQuery';
import type { WindowLength } from '../config/windowLength';
import { alertFamilies, type AlertFamily } from '../domain/alert';
import { FaultError } from '../domain/fault';
import type { SourceState } from '../domain/source';
import type { Axis, SlotRange } from '../domain/window';
import { chooseWindows, defaultBaseline, lengthFor, mostAsked, mostWindows, windowsOf } from './chooseWindows';
import { isInLog, isNeeded } from './familyRoles';

export type WindowAxis = Extract<Axis, { kind: 'time' | 'row' }>;

/** Windows of one length, and the families that are judged by them. */
export interface CadencePlan {
  readonly families: readonly AlertFamily[];
  /** Each slot is one window. */
  readonly axis: WindowAxis;
  readonly baseline: SlotRange;
  readonly excluded: readonly SlotRange[];
}

/** 5 % steps of the baseline, its tails, and a bin for each frequent value: what the charts watch lies on these. */
export const replayBudget = { bins: 26, values: 64, levels: 64 } as const;
/** Numbers of all tables together, 8 bytes each. */
const mostCells = 40_000_000;

interface Wanted {
  readonly families: readonly AlertFamily[];
  readonly axis: WindowAxis;
  /** Nobody asked for this length. */
  readonly automatic: boolean;
}

/**
 * Windows, baseline and excluded ranges of a replay, as asked for or as suits the log: one plan for each length of window, in the order of `alertFamilies`.
 * A family that the log holds nothing of goes with the first one.
 * @throws FaultError `no-rows` for an empty log, `bad-arguments` where what was asked for does not fit the log
 */
export function planReplay(source: SourceState, request: AlertsRequest): readonly CadencePlan[] {
  if (source.rows === 0) throw FaultError.of('no-rows', source.reason ?? 'the log has no rows');
  const unit = unitOf(source, request);
  const present = alertFamilies.filter((family) => isInLog(source, family));
  const judged: readonly AlertFamily[] = present.length === 0 ? ['drift'] : present;
  const axes = judged.map((family): Wanted => ({ families: [family], axis: axisFor(source, request, family, unit), automatic: (request.windows[family] ?? request.window) === null }));
  const absent = alertFamilies.filter((family) => !judged.includes(family));
  const [first, ...others] = grouped(axes);
  if (first === undefined) return [];
  const wanted = [{ ...first, families: alertFamilies.filter((family) => first.families.includes(family) || absent.includes(family)) }, ...others];
  // A baseline that was chosen may leave no window of a length that nobody asked for: such families go with the first.
  const unfit = wanted.slice(1).filter(({ axis, automatic }) => automatic && request.baseline !== null && baselineProblem(axis, slotsOf(axis, request.baseline)) !== null);
  const joined = unfit.flatMap(({ families }) => families);
  return wanted.filter((one) => !unfit.includes(one)).map((one, at) => planOf(source, request, at === 0 ? { ...one, families: alertFamilies.filter((family) => one.families.includes(family) || joined.includes(family)) } : one));
}

/** Families whose windows are the same go together, in the order of the first of each. */
function grouped(axes: readonly Wanted[]): readonly Wanted[] {
  const byAxis = new Map<string, Wanted>();
  for (const { families, axis, automatic } of axes) {
    const key = JSON.stringify(axis);
    const known = byAxis.get(key);
    byAxis.set(key, { families: [...(known?.families ?? []), ...families], axis, automatic: automatic && (known?.automatic ?? true) });
  }
  return [...byAxis.values()];
}

function planOf(source: SourceState, { baseline: chosen, excluded, settings }: AlertsRequest, { families, axis, automatic }: Wanted): CadencePlan {
  const columns = Math.max(1, source.columns.filter(({ name, kind }) => (kind === 'numeric' || kind === 'category') && isNeeded(families, source.roles.find(({ column }) => column === name)?.role ?? 'feature')).length);
  const most = Math.min(automatic ? mostWindows : mostAsked, Math.floor(mostCells / columns / replayBudget.bins));
  if (axis.count > most) throw FaultError.of('bad-arguments', `${axis.count.toLocaleString('en')} windows of ${columns.toLocaleString('en')} columns are too many at once (${most.toLocaleString('en')}): ask for longer windows`);
  const baseline = chosen === null ? defaultBaseline(axis.count, axis.kind === 'time' ? axis.step : null, Math.min(...families.map((family) => settings.levels[family]))) : slotsOf(axis, chosen);
  const problem = baselineProblem(axis, baseline);
  if (baseline === null || problem !== null) throw FaultError.of('bad-arguments', problem ?? 'the baseline lies outside of the log');
  return { families, axis, baseline, excluded: excluded.flatMap((range) => slotsOf(axis, range) ?? []) };
}

function baselineProblem(axis: WindowAxis, baseline: SlotRange | null): string | null {
  if (baseline === null) return 'the baseline lies outside of the log';
  if (baseline.to < axis.count) return null;
  return axis.count < 2 ? 'the log is shorter than two windows' : 'the baseline ends with the log: no window is left to be judged';
}

/** The baseline in the axis' own numbers: microseconds since 1970 UTC, or rows. */
export function baselineBounds({ axis, baseline }: Pick<CadencePlan, 'axis' | 'baseline'>): { readonly from: number; readonly to: number } {
  const start = axis.kind === 'time' ? axis.start : 0;
  return { from: start + baseline.from * axis.step, to: start + baseline.to * axis.step };
}

/** Windows of all families follow either times or rows, or nobody could tell which came first. */
function unitOf({ time }: SourceState, { window, windows }: AlertsRequest): WindowLength['unit'] {
  const units = new Set([window, ...Object.values(windows)].flatMap((length) => length?.unit ?? []));
  if (units.size > 1) throw FaultError.of('bad-arguments', 'windows of times and windows of rows do not go together: choose one of them for all families');
  const timed = time.from !== null && time.to !== null && time.to > time.from;
  if (!timed && units.has('time')) throw FaultError.of('bad-arguments', 'the log has no times: ask for windows of rows, for example 200rows');
  return timed && !units.has('rows') ? 'time' : 'rows';
}

function axisFor({ rows, time }: SourceState, { window, windows, settings, baseline }: AlertsRequest, family: AlertFamily, unit: WindowLength['unit']): WindowAxis {
  const asked = windows[family] ?? window;
  if (unit === 'time' && time.from !== null && time.to !== null) {
    const level = settings.levels[family];
    const wish = { length: lengthFor(family, level), baseline: baseline === null ? null : baseline.to - baseline.from };
    return { kind: 'time', ...(asked === null ? chooseWindows(time.from, time.to, rows, level, wish) : windowsOf(time.from, time.to, asked.length)) };
  }
  const step = asked?.length ?? Math.max(200, Math.ceil(rows / 1_000));
  return { kind: 'row', step, count: Math.ceil(rows / step), total: rows };
}

/** Windows whose larger part lies in the range; null where there is none. */
function slotsOf(axis: WindowAxis, range: { readonly from: number; readonly to: number }): SlotRange | null {
  const start = axis.kind === 'time' ? axis.start : 0;
  const from = Math.max(0, Math.round((range.from - start) / axis.step));
  const to = Math.min(axis.count, Math.round((range.to - start) / axis.step));
  return from < to ? { from, to } : null;
}
