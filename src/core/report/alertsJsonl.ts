import type { AlertReplay } from '../domain/alert';

/**
 * A replay as JSON Lines: first a `setup` (windows, baseline, families with level, calibration and self-check), then a `window` each in the
 * order of time, an `incident` each, and an `end` with counts. Numbers that are not available are null.
 */
export function alertsJsonl(replay: AlertReplay, source: string): string {
  const { windows, incidents, ...setup } = replay;
  const lines = [
    { type: 'setup', source, ...setup },
    ...windows.map((window) => ({ type: 'window', ...window })),
    ...incidents.map((incident) => ({ type: 'incident', ...incident })),
    { type: 'end', windows: windows.length, alerts: windows.filter(({ families }) => families.some(({ state }) => state === 'alert')).length, incidents: incidents.length },
  ];
  return `${lines.map((line) => JSON.stringify(line, (_, value: unknown) => (typeof value === 'number' && !Number.isFinite(value) ? null : value))).join('\n')}\n`;
}
