import { alertFamilies, type AlertReplay, type Incident, type NamedSeries, type WindowReading } from '../../core/domain/alert';

/** What somebody did about an incident; kept in the workspace by the incident's key. */
export type IncidentMark = 'acknowledged' | 'muted';

export interface AlertIncident {
  /** The same in every session: source, family and the moment it opened. */
  readonly key: string;
  readonly incident: Incident;
  readonly state: 'firing' | 'resolved' | IncidentMark;
  readonly opened: WindowReading;
  readonly closed: WindowReading | null;
  /** Its family's limits are order statistics of the baseline; others are only approximate, and nothing about them is drawn bold. */
  readonly calibrated: boolean;
  /** What passed a limit when it opened. */
  readonly evidence: readonly NamedSeries[];
}

/** Incidents of a replay with what was done about them: open ones first, the newest first among each. */
export function alertIncidents(replay: AlertReplay, source: string, marks: Readonly<Record<string, IncidentMark>>): readonly AlertIncident[] {
  return replay.incidents
    .flatMap((incident): readonly AlertIncident[] => {
      const opened = replay.windows[incident.opened];
      if (opened === undefined) return [];
      const key = `${source}\u0000${incident.family}\u0000${opened.start ?? opened.from}`;
      const closed = incident.closed === null ? null : (replay.windows[incident.closed] ?? null);
      const at = alertFamilies.indexOf(incident.family);
      const calibrated = replay.families[at]?.calibration.kind === 'calibrated';
      return [{ key, incident, opened, closed, state: closed === null ? (marks[key] ?? 'firing') : 'resolved', calibrated, evidence: (opened.families[at]?.named ?? []).filter(({ aboveFloor }) => aboveFloor) }];
    })
    .sort((a, b) => Number(a.closed !== null) - Number(b.closed !== null) || b.incident.opened - a.incident.opened);
}
