import type { EstimateCheck } from '../domain/estimate';

/** Standard errors between estimate and measurement from which labels contradict an estimate. */
export const contradiction = 3;
const windowsRead = 3;
const windowsAgainst = 2;

/** One window's comparisons of estimates with labels that came, in time order of the windows. */
export type WindowChecks = readonly EstimateCheck[];

/**
 * Whether labels contradict the estimates: in one window on its own, any |z| above 3; of several, 2 of the last 3 that have labels. Returns the checks that say so of
 * the latest such window, largest first; empty where nothing contradicts. All figures of a window rest on one assumption, so one of them speaks for all.
 */
export function contradictions(windows: readonly WindowChecks[]): readonly EstimateCheck[] {
  const against = windows
    .filter((checks) => checks.length > 0)
    .slice(-windowsRead)
    .map((checks) => checks.filter(({ z }) => Math.abs(z) > contradiction).sort((a, b) => Math.abs(b.z) - Math.abs(a.z)));
  const failed = against.filter((checks) => checks.length > 0);
  if (failed.length < Math.min(windowsAgainst, against.length)) return [];
  return failed.at(-1) ?? [];
}
