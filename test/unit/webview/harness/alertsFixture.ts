import { alertsSnapshot } from '../../../../src/host/panels/alertsSnapshot';
import { alertsSummary } from '../../../../src/host/panels/alertsSummary';
import { alertIncidents, type IncidentMark } from '../../../../src/host/project/alertIncidents';
import type { RuleSet } from '../../../../src/core/alerts/rules/ruleSet';
import type { SloAnswer, SloCounts } from '../../../../src/core/alerts/slo/sloCounts';
import { replayAlerts } from '../../../../src/core/alerts/replayAlerts';
import type { AlertReplay } from '../../../../src/core/domain/alert';
import type { CubeColumn } from '../../../../src/core/cube/cube';
import type { Cube } from '../../../../src/core/cube/cube';
import type { AlertsSnapshot, AlertsSummary, CadenceView } from '../../../../src/protocol/alertsView';
import { category, cubeOf, monday, numeric, sourceOf, thrown, uniform } from '../../alerts/cubes';
import { hostileName } from './featureFixture';

export interface MadeAlerts {
  readonly replay: AlertReplay;
  readonly snapshot: AlertsSnapshot;
  /** The windows of the drift family, in the snapshot. */
  readonly hours: CadenceView;
  readonly summary: AlertsSummary;
}

export interface AlertsOptions {
  /** Windows of the baseline; 219 calibrate a level of 1 %. */
  readonly baseline?: number;
  readonly judged?: number;
  /** Judged windows, from and to, in which `distance` and a hostile column stand at other values. */
  readonly shifts?: readonly (readonly [number, number])[];
  readonly empty?: readonly number[];
  readonly axis?: 'time' | 'row';
  readonly marks?: (replay: AlertReplay) => Readonly<Record<string, IncidentMark>>;
  readonly revision?: number;
  readonly rules?: RuleSet;
  /** Counts of each objective, in steps of five minutes over the whole log; 12 a window. */
  readonly slos?: (steps: number) => readonly (Pick<SloCounts, 'requests' | 'bad'> | { readonly reason: string })[];
}

/** What the host answers, made by the real replay of a cube of hourly windows. */
export function madeAlerts(options: AlertsOptions = {}): MadeAlerts {
  const { baseline = 240, judged = 60, shifts = [[10, 14], [40, 60]], empty = [20, 21], axis = 'time', revision = 1 } = options;
  const next = uniform(11);
  const windows = Array.from({ length: baseline + judged }, (_, w) => w);
  const shifted = (w: number): boolean => shifts.some(([from, to]) => w >= baseline + from && w < baseline + to);
  const rows = windows.map((w) => (empty.includes(w - baseline) ? 3 : 400));
  const bins = (w: number): number[] => thrown(next, rows[w] ?? 0, shifted(w) ? [1, 2, 4, 3] : [3, 4, 2, 1]);
  const columns: CubeColumn[] = [numeric('distance', [500, 1000, 1500], windows.map(bins)), category('origin', ['ATL', 'ORD'], windows.map((w) => thrown(next, rows[w] ?? 0, [5, 4, 1]))), numeric(hostileName, [1, 2, 3], windows.map(bins))];
  const timed = cubeOf(columns, rows);
  const cube: Cube = axis === 'time' ? timed : { ...timed, axis: { kind: 'row', step: 400, count: rows.length, total: rows.reduce((a, b) => a + b, 0) } };
  const slos = (options.slos?.((baseline + judged) * 12) ?? []).map((counts): SloAnswer => ('reason' in counts ? counts : { ...counts, start: monday, rule: 'latency_ms above 300 ms', unknown: 0 }));
  const replay = replayAlerts({ source: sourceOf(cube), cadences: [{ cube, baseline: { from: 0, to: baseline } }], slos, ...(options.rules === undefined ? {} : { rules: options.rules }) });
  const incidents = alertIncidents(replay, 's1', options.marks?.(replay) ?? {});
  const snapshot = alertsSnapshot(replay, incidents, revision);
  const [hours] = snapshot.cadences;
  if (hours === undefined) throw new Error('no windows');
  return {
    replay,
    snapshot,
    hours,
    summary: alertsSummary({ replay, incidents, fault: null, isJudging: false, progress: null, revision }),
  };
}
