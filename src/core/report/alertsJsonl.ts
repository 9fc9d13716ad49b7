import { endOf, setupsOf } from '../alerts/cadences';
import type { AlertReplay } from '../domain/alert';

/**
 * A replay as JSON Lines: first a `setup` (the families with window length, level, calibration and self-check; windows and baseline of each length; all that
 * is watched, in words), then a `window` each with its length and the families that it judged, in the order in which they end, an `incident` each (`opened`
 * and `closed` count the windows of its length), a `rule` each (objectives and limits) with its `rule-incident`s, and an `end` with counts. `windowLength`
 * and `baseline` of the setup are null where families differ in them. Numbers that are not available are null.
 */
export function alertsJsonl(replay: AlertReplay, source: string): string {
  const { schema, axis, cadences, incidents, rules, ruleIncidents, watched } = replay;
  const lengths = new Map(setupsOf(replay).map(({ family, windowLength }) => [family, windowLength]));
  const only = cadences.length === 1 ? cadences[0] : undefined;
  const windows = cadences.flatMap(({ windowLength, windows: all }) => all.map((window) => ({ windowLength, end: endOf(window, windowLength), window })));
  const lines = [
    {
      type: 'setup', source, schema, axis, windowLength: only?.windowLength ?? null, baseline: only?.baseline ?? null, families: setupsOf(replay),
      cadences: cadences.map(({ windowLength, baseline, families, windows: all }) => ({ windowLength, families: families.map(({ family }) => family), baseline, windows: all.length })),
      watched,
    },
    ...windows.sort((a, b) => a.end - b.end || a.windowLength - b.windowLength).map(({ windowLength, window }) => ({ type: 'window', windowLength, ...window })),
    ...incidents.map((incident) => ({ type: 'incident', windowLength: lengths.get(incident.family), ...incident })),
    ...rules.map((rule) => ({ type: 'rule', ...rule })),
    ...ruleIncidents.map((incident) => ({ type: 'rule-incident', ...incident })),
    { type: 'end', windows: windows.length, alerts: windows.filter(({ window }) => window.families.some(({ state }) => state === 'alert')).length, incidents: incidents.length, ruleIncidents: ruleIncidents.length },
  ];
  return `${lines.map((line) => JSON.stringify(line, (_, value: unknown) => (typeof value === 'number' && !Number.isFinite(value) ? null : value))).join('\n')}\n`;
}
