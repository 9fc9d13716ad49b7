import type { AlertFamily, AlertReplay, Cadence, FamilySetup, NamedSeries } from '../core/domain/alert';
import type { RuleIncident, RuleReading, WatchLine } from '../core/domain/rule';
import type { Fault } from '../core/domain/fault';
import type { Progress } from '../core/domain/progress';
import type { PanelAction } from './panelCalls';

/* What the Alerts page draws: bounded, whatever the length of the log. */

export type IncidentState = 'firing' | 'resolved' | 'acknowledged' | 'muted';

/** Alerts in a few numbers, in every snapshot of the panel; the page itself asks for the rest when it is in sight. */
export interface AlertsSummary {
  /** `waiting`: the report comes first. */
  readonly state: 'waiting' | 'judging' | 'failed' | 'ready';
  /** Raised by whatever changes the answer of `alerts.read`. */
  readonly revision: number;
  readonly progress: Progress | null;
  readonly problem: { readonly fault: Fault; readonly text: string; readonly actions: readonly PanelAction[] } | null;
  /** How many windows of which length, in words. */
  readonly windows: string;
  /** Open incidents that nobody acknowledged or muted, the newest first. */
  readonly firing: readonly { readonly key: string; readonly kind: string; readonly since: string; readonly calibrated: boolean }[];
  /** Open ones that somebody acknowledged or muted. */
  readonly seen: number;
  /** Families and rules that are judged, and whether all families of them are calibrated. */
  readonly judged: number;
  readonly calibrated: boolean;
}

/** Numbers of one chart, one for each window; null where it is not judged. In standard errors. */
export interface ChartLine {
  readonly values: readonly (number | null)[];
  readonly limits: readonly (number | null)[];
}

export interface FamilyLines {
  readonly setup: FamilySetup;
  /** Series left out beyond those in `setup.leftOut`. */
  readonly leftOutMore: number;
  /** Of each window: 0 quiet, 1 alert, 2 not judged, 3 beyond a limit but below the floor. */
  readonly states: readonly number[];
  /** Of each window, which of `reasons` holds. */
  readonly reasonOf: readonly number[];
  readonly reasons: readonly string[];
  /** Rows that the figures of each window rest on. */
  readonly n: readonly number[];
  readonly window: ChartLine;
  readonly lasting: ChartLine;
  /** What passed a limit in windows with an alert, of the latest ones; `more` were named beyond these. */
  readonly named: readonly { readonly window: number; readonly series: readonly NamedSeries[]; readonly more: number }[];
}

export interface IncidentView {
  readonly key: string;
  readonly id: number;
  /** `drift`, …, or `SLO page`, `SLO ticket`, `limit`. */
  readonly kind: string;
  readonly title: string;
  readonly calibrated: boolean;
  /** Of an incident of the charts, else null. */
  readonly family: AlertFamily | null;
  /** Of an incident of a rule that somebody wrote, else null. */
  readonly rule: RuleIncident | null;
  readonly state: IncidentState;
  readonly open: boolean;
  /** From its first window's start to its last one's end, microseconds since 1970 UTC; null on a row axis. */
  readonly start: number | null;
  readonly end: number | null;
  /** The windows that it follows: index into `AlertsSnapshot.cadences`. */
  readonly cadence: number;
  /** From and to in slots of that cadence, half-open. */
  readonly from: number;
  readonly to: number;
  /** Windows with an alert. */
  readonly alerts: number;
  readonly targets: readonly string[];
  readonly targetsMore: number;
  /** What passed a limit when it opened. */
  readonly evidence: readonly NamedSeries[];
  readonly evidenceMore: number;
}

/** Windows of one length, and the charts of the families that are judged by them. */
export interface CadenceView extends Pick<AlertReplay, 'axis'>, Pick<Cadence, 'windowLength' | 'baseline'> {
  /** Windows judged before the first one here. */
  readonly skipped: number;
  /** Slots of the axis, and rows, of each window; each is one slot long. */
  readonly slots: readonly number[];
  readonly rows: readonly number[];
  /** Start of slot 0, microseconds since 1970 UTC; null on a row axis. */
  readonly origin: number | null;
  readonly families: readonly FamilyLines[];
}

/** Charts, rules and incidents of one log. */
export interface AlertsSnapshot extends Pick<AlertReplay, 'axis'> {
  readonly revision: number;
  readonly cadences: readonly CadenceView[];
  /** Open ones first, the newest first among each. */
  readonly incidents: readonly IncidentView[];
  readonly incidentsMore: number;
  /** Windows with an alert whose named series are left out. */
  readonly namedMore: number;
  /** Objectives and limits, with the budget at the end of each window here. */
  readonly rules: readonly RuleReading[];
  readonly watched: readonly WatchLine[];
}
