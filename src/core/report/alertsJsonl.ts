import type { AlertReplay } from '../domain/alert';

/**
 * A replay as JSON Lines: first a `setup` (windows, baseline, families with level, calibration and self-check; all that is watched, in words), then
 * a `window` each in the order of time, an `incident` each, a `rule` each (objectives and limits) with its `rule-incident`s, and an `end` with counts. Numbers that are not available are null.
 */
export function alertsJsonl(replay: AlertReplay, source: string): string {
  const { windows, incidents, rules, ruleIncidents, ...setup } = replay;
  const lines = [
    { type: 'setup', source, ...setup },
    ...windows.map((window) => ({ type: 'window', ...window })),
    ...incidents.map((incident) => ({ type: 'incident', ...incident })),
    ...rules.map((rule) => ({ type: 'rule', ...rule })),
    ...ruleIncidents.map((incident) => ({ type: 'rule-incident', ...incident })),
    { type: 'end', windows: windows.length, alerts: windows.filter(({ families }) => families.some(({ state }) => state === 'alert')).length, incidents: incidents.length, ruleIncidents: ruleIncidents.length },
  ];
  return `${lines.map((line) => JSON.stringify(line, (_, value: unknown) => (typeof value === 'number' && !Number.isFinite(value) ? null : value))).join('\n')}\n`;
}
