import { type AlertSettings, defaultAlertSettings } from '../alerts/alertSettings';
import type { RuleSet } from '../alerts/rules/ruleSet';
import type { AlertFamily } from '../domain/alert';
import type { WindowRequest } from '../domain/window';
import type { AlertsConfig } from './projectConfig';
import type { WindowLength } from './windowLength';

export interface AlertsRequest {
  /** Of the families that `windows` does not name; null takes what suits the log and the family. */
  readonly window: WindowLength | null;
  readonly windows: Partial<Readonly<Record<AlertFamily, WindowLength>>>;
  readonly baseline: Extract<WindowRequest, { kind: 'range' }> | null;
  readonly excluded: readonly Extract<WindowRequest, { kind: 'range' }>[];
  readonly settings: AlertSettings;
  readonly rules: RuleSet;
  /** Families whose incidents interrupt with a message. */
  readonly notify: readonly AlertFamily[];
}

/** What the engine is asked, by the configuration. */
export function alertsRequest({ window, windows, baseline, utcOffset, exclude, levels, floors, featureFloors, rules, notify }: AlertsConfig): AlertsRequest {
  return {
    window: window ?? null,
    windows,
    baseline: baseline ?? null,
    excluded: exclude,
    settings: { ...defaultAlertSettings, levels: { ...defaultAlertSettings.levels, ...levels }, floors: { ...defaultAlertSettings.floors, ...floors }, featureFloors, offset: utcOffset ?? 0 },
    rules,
    notify,
  };
}
