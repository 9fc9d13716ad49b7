import type { Unit } from './finding';
import type { RuleIncident, RuleReading, WatchLine } from './rule';

/** What is judged together, with one level of false alarms for all of it. */
export type AlertFamily = 'drift' | 'service' | 'quality' | 'business';

export const alertFamilies: readonly AlertFamily[] = ['drift', 'service', 'quality', 'business'];

/** How far the level that was asked for can be trusted. */
export type Calibration =
  /** Limits are order statistics of the baseline's own windows. */
  | { readonly kind: 'calibrated' }
  /** Too few windows for that, or such as remember the ones before them: limits lie beyond what the baseline shows. `missing` more windows would do. */
  | { readonly kind: 'approximate'; readonly missing: number }
  /** Fewer than 100 windows: nothing is alarmed. */
  | { readonly kind: 'not calibrated'; readonly missing: number };

/** One chart in one window. Values are in standard errors; `limit` is null where the chart is not judged. */
export interface ChartReading {
  readonly value: number | null;
  readonly limit: number | null;
}

/** One series that passed a limit, or would have but for the floor. */
export interface NamedSeries {
  /** `feature:NAME` or the id of a finding, for example `latency.p95`. */
  readonly target: string;
  readonly title: string;
  /** The part of it that deviates most: `share at or below 3.5`, `missing`, `level "web"`, `p95`. */
  readonly statistic: string;
  /** Studentised residual of this window; its sign is the direction. */
  readonly z: number;
  /** The chart that named it. */
  readonly chart: 'window' | 'lasting';
  readonly value: number | null;
  readonly expected: number | null;
  readonly unit: Unit;
  /**
   * Size of the change: normalised Wasserstein-1 (`sd`), total variation (`share`), or the change against what was expected, in the
   * figure's own unit or, where `relative`, as a share of it.
   */
  readonly effect: { readonly value: number | null; readonly unit: Unit; readonly relative: boolean; readonly floor: number | null };
  readonly aboveFloor: boolean;
}

export interface FamilyReading {
  readonly family: AlertFamily;
  readonly state: 'quiet' | 'alert' | 'not judged';
  /** Plain words, for every state. */
  readonly reason: string;
  /** The log covers only a part of the window. */
  readonly unfinished?: boolean;
  /** Rows that the family's figures rest on in this window. */
  readonly n: number;
  /** Chart A: the largest studentised residual of this window. */
  readonly window: ChartReading;
  /** Chart B: the largest exponentially weighted mean of them, which finds small changes that last. */
  readonly lasting: ChartReading;
  /** Share of baseline windows (and this one) at least as odd on chart A. */
  readonly p: number | null;
  readonly named: readonly NamedSeries[];
  /** Number of the family's incident that is open after this window. */
  readonly incident: number | null;
}

export interface WindowReading {
  /** Slots of the axis, half-open. */
  readonly from: number;
  readonly to: number;
  /** Microseconds since 1970 UTC on a time axis, else null. */
  readonly start: number | null;
  readonly end: number | null;
  readonly rows: number;
  readonly families: readonly FamilyReading[];
}

export interface Incident {
  readonly id: number;
  readonly family: AlertFamily;
  /** Index into the windows of its family's cadence. */
  readonly opened: number;
  /** The window after which it was closed; null while it is open. */
  readonly closed: number | null;
  /** Windows with an alert. */
  readonly alerts: number;
  /** Targets named, most often named first. */
  readonly targets: readonly string[];
}

/** The baseline's own windows judged as if they were new: first half against each window of the second. */
export interface SelfCheck {
  readonly windows: number;
  readonly alerts: number;
  readonly rate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** The interval's lower end lies above the level: the baseline itself does not stand still. */
  readonly unstable: boolean;
}

export interface FamilySetup {
  readonly family: AlertFamily;
  /** Length of its windows: microseconds on a time axis, rows on a row axis. */
  readonly windowLength: number;
  /** Share of windows with a false alert that is asked for. */
  readonly level: number;
  /** Baseline windows with enough rows. */
  readonly windows: number;
  readonly series: number;
  readonly calibration: Calibration;
  /** What the expected value follows: `time of day`, `weekend`, or nothing. */
  readonly season: readonly string[];
  /** Windows have so unequal numbers of rows that they are weighted. */
  readonly weighted: boolean;
  readonly check: SelfCheck | null;
  /** Series left out, with the reason. */
  readonly leftOut: readonly { readonly target: string; readonly reason: string }[];
  /** Which labels count, for quality in a log with times of labels; else absent. */
  readonly labels?: string;
  /** Why the family is not judged at all; null where it is. */
  readonly reason: string | null;
}

/** Windows of one length over a log, and the families that are judged by them. */
export interface Cadence {
  /** Length of a window: microseconds on a time axis, rows on a row axis. */
  readonly windowLength: number;
  /** Slots of the axis whose slots are the windows. */
  readonly baseline: { readonly from: number; readonly to: number; readonly windows: number; readonly start: number | null; readonly end: number | null };
  /** In the order in which each window's `families` stand. */
  readonly families: readonly FamilySetup[];
  readonly windows: readonly WindowReading[];
}

/** A log judged window by window in the order of time, each seeing only the frozen baseline and what came before it. */
export interface ChartReplay extends Cadence {
  readonly axis: 'time' | 'row';
  readonly incidents: readonly Incident[];
}

/** All families, each by windows of its own length, and beside them the rules that somebody wrote. */
export interface AlertReplay {
  readonly schema: 'model-vitals/alerts/1';
  readonly axis: 'time' | 'row';
  /** Each family stands in one of them; those with one length share it. In the order of `alertFamilies`. */
  readonly cadences: readonly Cadence[];
  /** Of all families, in the order in which the windows that opened them ended. */
  readonly incidents: readonly Incident[];
  readonly rules: readonly RuleReading[];
  /** In the order in which they opened; numbered after those of the charts. */
  readonly ruleIncidents: readonly RuleIncident[];
  /** All that is watched, in words, and when each was judged. */
  readonly watched: readonly WatchLine[];
}
