import { readingOf, setupsOf } from '../../core/alerts/cadences';
import type { AlertReplay, Incident, NamedSeries, WindowReading } from '../../core/domain/alert';
import type { RuleIncident, RuleReading } from '../../core/domain/rule';
import { ruleKindName } from '../../core/report/rulesText';

/** What somebody did about an incident; kept in the workspace by the incident's key. */
export type IncidentMark = 'acknowledged' | 'muted';

/** Where an incident begins or ends: slot of its cadence, microseconds since 1970 UTC or null on a row axis. */
export interface IncidentPlace {
  readonly from: number;
  readonly start: number | null;
}

interface AnyIncident {
  /** The same in every session: source, family or rule, and the moment it opened. */
  readonly key: string;
  readonly id: number;
  /** `drift`, …, or `SLO page`, `SLO ticket`, `limit`. */
  readonly kind: string;
  readonly title: string;
  readonly state: 'firing' | 'resolved' | IncidentMark;
  /** The windows that it follows: index into `AlertReplay.cadences`. */
  readonly cadence: number;
  readonly opened: IncidentPlace;
  readonly closed: IncidentPlace | null;
  /** Limits are order statistics of the baseline, or somebody wrote them; others are only approximate, and nothing about them is drawn bold. */
  readonly calibrated: boolean;
}

export interface ChartIncident extends AnyIncident {
  readonly of: 'chart';
  readonly incident: Incident;
  readonly last: WindowReading | null;
  /** What passed a limit when it opened. */
  readonly evidence: readonly NamedSeries[];
}

export interface RuledIncident extends AnyIncident {
  readonly of: 'rule';
  readonly incident: RuleIncident;
  readonly rule: RuleReading;
}

export type AlertIncident = ChartIncident | RuledIncident;

/** Incidents of a replay with what was done about them: open ones first, the newest first among each. */
export function alertIncidents(replay: AlertReplay, source: string, marks: Readonly<Record<string, IncidentMark>>): readonly AlertIncident[] {
  const stateOf = (key: string, open: boolean): AlertIncident['state'] => (open ? (marks[key] ?? 'firing') : 'resolved');
  const charts = replay.incidents.flatMap((incident): readonly AlertIncident[] => {
    const { family } = incident;
    const cadence = replay.cadences.findIndex(({ families }) => families.some((setup) => setup.family === family));
    const windows = replay.cadences[cadence]?.windows ?? [];
    const opened = windows[incident.opened];
    if (opened === undefined) return [];
    const key = `${source}\u0000${family}\u0000${opened.start ?? opened.from}`;
    const last = incident.closed === null ? null : (windows[incident.closed] ?? null);
    const evidence = (readingOf(opened, family)?.named ?? []).filter(({ aboveFloor }) => aboveFloor);
    const title = evidence[0]?.title ?? (incident.targets[0] ?? '').replace(/^feature:/, '');
    const calibrated = setupsOf(replay).find((setup) => setup.family === family)?.calibration.kind === 'calibrated';
    return [{ of: 'chart', key, id: incident.id, kind: family, title, state: stateOf(key, last === null), cadence, opened, closed: last, calibrated, incident, last, evidence }];
  });
  const ruled = replay.ruleIncidents.flatMap((incident): readonly AlertIncident[] => {
    const rule = replay.rules.find(({ id }) => id === incident.rule);
    if (rule === undefined) return [];
    const { id, start, end, from, to, open, kind, severity } = incident;
    const key = `${source}\u0000${rule.id} ${severity ?? ''}\u0000${start ?? from}`;
    return [{ of: 'rule', key, id, kind: ruleKindName(kind, severity), title: rule.title, state: stateOf(key, open), cadence: rule.cadence, opened: { from, start }, closed: open ? null : { from: to - 1, start: end }, calibrated: true, incident, rule }];
  });
  // Slots of different cadences are no order.
  const began = ({ cadence, opened }: AlertIncident): number => (replay.axis === 'time' ? (opened.start ?? 0) : opened.from * (replay.cadences[cadence]?.windowLength ?? 1));
  return [...charts, ...ruled].sort((a, b) => Number(a.closed !== null) - Number(b.closed !== null) || began(b) - began(a) || (b.opened.start ?? 0) - (a.opened.start ?? 0));
}
