import { alertFamilies, type AlertFamily, type AlertReplay, type Cadence, type ChartReplay, type Incident } from '../domain/alert';
import type { SourceState } from '../domain/source';
import { type AlertSettings, defaultAlertSettings } from './alertSettings';
import { endOf } from './cadences';
import { type CadenceInput, judgeCadence } from './replayCharts';
import { noRules, type RuleSet } from './rules/ruleSet';
import { withRules } from './rules/withRules';
import type { SloAnswer } from './slo/sloCounts';

export interface ReplayInput {
  readonly source: SourceState;
  /** Windows of one length each, with the families that are judged by them; every family in one. */
  readonly cadences: readonly CadenceInput[];
  readonly settings?: AlertSettings;
  readonly selfCheck?: boolean;
  /** Objectives, limits and quiet hours, and the counts of each objective in their order; default none. */
  readonly rules?: RuleSet;
  readonly slos?: readonly SloAnswer[];
  /** Families whose incidents interrupt: the words of their rules say so. */
  readonly notify?: readonly AlertFamily[];
}

/** Judges every family of a log by windows of its own length, and the rules beside them, as one answer. */
export function replayAlerts(input: ReplayInput): AlertReplay {
  const { source, selfCheck } = input;
  const settings = input.settings ?? defaultAlertSettings;
  const judged = input.cadences.map((cadence) => judgeCadence({ ...cadence, source, settings, ...(selfCheck === undefined ? {} : { selfCheck }) }));
  return withRules(judged, { ...numbered(judged.map(({ charts }) => charts)), settings, rules: input.rules ?? noRules, slos: input.slos ?? [], notify: input.notify ?? [], to: source.time.to, total: source.rows });
}

/** Incidents of all cadences numbered in the order in which the windows that opened them ended, so that a later one changes no number. */
function numbered(charts: readonly ChartReplay[]): { readonly cadences: readonly Cadence[]; readonly incidents: readonly Incident[] } {
  const all = charts.flatMap(({ incidents, windows, windowLength }, at) => incidents.map((incident) => {
    const opened = windows[incident.opened];
    return { at, incident, end: opened === undefined ? 0 : endOf(opened, windowLength) };
  }));
  all.sort((a, b) => a.end - b.end || alertFamilies.indexOf(a.incident.family) - alertFamilies.indexOf(b.incident.family));
  const ids = new Map(all.map(({ at, incident }, i) => [`${at} ${incident.id}`, i + 1]));
  return {
    incidents: all.map(({ incident }, i) => ({ ...incident, id: i + 1 })),
    cadences: charts.map(({ windowLength, baseline, families, windows }, at): Cadence => ({
      windowLength, baseline, families,
      windows: windows.map((window) => ({ ...window, families: window.families.map((reading) => (reading.incident === null ? reading : { ...reading, incident: ids.get(`${at} ${reading.incident}`) ?? null })) })),
    })),
  };
}
