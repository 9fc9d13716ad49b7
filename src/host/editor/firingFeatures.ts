import type { AlertIncident } from '../project/alertIncidents';

const prefix = 'feature:';

/** The features that a firing incident names, most often named first. */
export function firingFeatures(of: AlertIncident): readonly string[] {
  if (of.state !== 'firing' || of.of !== 'chart') return [];
  return of.incident.targets.filter((target) => target.startsWith(prefix)).map((target) => target.slice(prefix.length));
}

/** Firing incidents that name a feature. */
export function firingOf(incidents: readonly AlertIncident[], feature: string): readonly AlertIncident[] {
  return incidents.filter((of) => firingFeatures(of).includes(feature));
}
