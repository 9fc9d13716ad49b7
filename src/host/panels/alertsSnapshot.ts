import { endOf } from '../../core/alerts/cadences';
import type { AlertReplay, Cadence, FamilyReading, NamedSeries } from '../../core/domain/alert';
import type { AlertsSnapshot, CadenceView, ChartLine, FamilyLines, IncidentView } from '../../protocol/alertsView';
import type { AlertIncident } from '../project/alertIncidents';

/** The page's share of a replay: the latest windows whole, evidence of the latest alerts, the open and latest incidents. */
export const most = { windows: 4_000, named: 600, namedSeries: 4, incidents: 200, evidence: 12, targets: 12, leftOut: 40, rules: 50 } as const;

export function alertsSnapshot(replay: AlertReplay, incidents: readonly AlertIncident[], revision: number): AlertsSnapshot {
  const skipped = replay.cadences.map(({ windows }) => Math.max(0, windows.length - most.windows));
  // The latest alerts of all families together, so that a busy family leaves no other without its evidence.
  const alerts = replay.cadences.flatMap(({ windows, windowLength }, cadence) => windows.slice(skipped[cadence]).flatMap((window, at) =>
    window.families.flatMap(({ state }, family) => (state === 'alert' ? [{ key: [cadence, at, family].join(' '), end: endOf(window, windowLength) }] : []))));
  const told = new Set(alerts.sort((a, b) => a.end - b.end).slice(-most.named).map(({ key }) => key));
  return {
    revision,
    axis: replay.axis,
    cadences: replay.cadences.map((cadence, at) => cadenceView(replay.axis, cadence, skipped[at] ?? 0, (window, family) => told.has([at, window, family].join(' ')))),
    incidents: incidents.slice(0, most.incidents).map((incident) => incidentView(incident, replay)),
    incidentsMore: Math.max(0, incidents.length - most.incidents),
    namedMore: alerts.length - told.size,
    rules: replay.rules.slice(0, most.rules).map(({ slo, limit, ...rule }) => ({
      ...rule,
      slo: slo === null ? null : { ...slo, budget: slo.budget.slice(skipped[rule.cadence]).map(short) },
      limit: limit === null ? null : { ...limit, values: limit.values.slice(skipped[rule.cadence]).map(short) },
    })),
    watched: replay.watched,
  };
}

function cadenceView(axis: AlertReplay['axis'], { windowLength, baseline, families, windows: all }: Cadence, skipped: number, isTold: (window: number, family: number) => boolean): CadenceView {
  const windows = all.slice(skipped);
  const [first] = all;
  return {
    axis,
    windowLength,
    baseline,
    skipped,
    slots: windows.map(({ from }) => from),
    rows: windows.map(({ rows }) => rows),
    origin: first === undefined || first.start === null ? null : first.start - first.from * windowLength,
    families: families.map((setup, at): FamilyLines => ({
      ...linesOf(windows.flatMap((window) => window.families[at] ?? []), (window) => isTold(window, at)),
      setup: { ...setup, leftOut: setup.leftOut.slice(0, most.leftOut) },
      leftOutMore: Math.max(0, setup.leftOut.length - most.leftOut),
    })),
  };
}

const stateNumbers = { quiet: 0, alert: 1, 'not judged': 2 } as const;

function linesOf(readings: readonly FamilyReading[], isTold: (window: number) => boolean): Omit<FamilyLines, 'setup' | 'leftOutMore'> {
  const reasons = [...new Set(readings.map(({ reason }) => reason))];
  const numbers = new Map(reasons.map((reason, i) => [reason, i]));
  return {
    states: readings.map((reading) => (reading.state === 'quiet' && isBeyond(reading) ? 3 : stateNumbers[reading.state])),
    reasons,
    reasonOf: readings.map(({ reason }) => numbers.get(reason) ?? 0),
    n: readings.map(({ n }) => n),
    window: chartLine(readings, 'window'),
    lasting: chartLine(readings, 'lasting'),
    named: readings.flatMap(({ state, named }, window) => {
      if (state !== 'alert' || !isTold(window)) return [];
      const above = named.filter(({ aboveFloor }) => aboveFloor);
      return [{ window, series: above.slice(0, most.namedSeries).map(rounded), more: Math.max(0, above.length - most.namedSeries) }];
    }),
  };
}

function isBeyond({ window, lasting }: FamilyReading): boolean {
  return [window, lasting].some(({ value, limit }) => value !== null && limit !== null && value > limit);
}

function chartLine(readings: readonly FamilyReading[], chart: 'window' | 'lasting'): ChartLine {
  return { values: readings.map((reading) => short(reading[chart].value)), limits: readings.map((reading) => short(reading[chart].limit)) };
}

/** Five digits that count are more than a chart shows, and a third of the text of a double. */
function short(value: number | null): number | null {
  return value === null || !Number.isFinite(value) ? null : Number(value.toPrecision(5));
}

function rounded(one: NamedSeries): NamedSeries {
  return { ...one, z: short(one.z) ?? 0, value: short(one.value), expected: short(one.expected) };
}

function incidentView(alert: AlertIncident, replay: AlertReplay): IncidentView {
  const { key, state, id, kind, title, calibrated } = alert;
  const { cadence } = alert;
  const end = replay.cadences[cadence]?.windows.at(-1);
  const about = { key, state, id, kind, title, calibrated, cadence };
  if (alert.of === 'rule') {
    const { incident } = alert;
    const { start, from, to, open } = incident;
    return { ...about, family: null, rule: incident, open, start, end: incident.end ?? end?.end ?? null, from, to, alerts: 0, targets: [], targetsMore: 0, evidence: [], evidenceMore: 0 };
  }
  const { incident, opened, evidence, last } = alert;
  const until = last ?? end;
  return {
    ...about,
    family: incident.family,
    rule: null,
    open: incident.closed === null,
    start: opened.start,
    end: until?.end ?? null,
    from: opened.from,
    to: until?.to ?? opened.from + 1,
    alerts: incident.alerts,
    targets: incident.targets.slice(0, most.targets),
    targetsMore: Math.max(0, incident.targets.length - most.targets),
    evidence: evidence.slice(0, most.evidence).map(rounded),
    evidenceMore: Math.max(0, evidence.length - most.evidence),
  };
}
