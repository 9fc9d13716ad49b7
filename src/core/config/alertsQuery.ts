import { type AlertSettings, defaultAlertSettings } from '../alerts/alertSettings';
import type { WindowRequest } from '../domain/window';
import type { AlertsConfig } from './projectConfig';
import type { WindowLength } from './windowLength';

export interface AlertsRequest {
  readonly window: WindowLength | null;
  readonly baseline: Extract<WindowRequest, { kind: 'range' }> | null;
  readonly excluded: readonly Extract<WindowRequest, { kind: 'range' }>[];
  readonly settings: AlertSettings;
}

/** What the engine is asked, by the configuration. */
export function alertsRequest({ window, baseline, utcOffset, exclude, levels, floors, featureFloors }: AlertsConfig): AlertsRequest {
  return {
    window: window ?? null,
    baseline: baseline ?? null,
    excluded: exclude,
    settings: { ...defaultAlertSettings, levels: { ...defaultAlertSettings.levels, ...levels }, floors: { ...defaultAlertSettings.floors, ...floors }, featureFloors, offset: utcOffset ?? 0 },
  };
}
