import { alertFamilies, type AlertFamily, type AlertReplay, type Cadence, type FamilyReading, type FamilySetup, type WindowReading } from '../domain/alert';

/** Every family's setup, in the order of `alertFamilies`, whatever windows it is judged by. */
export function setupsOf({ cadences }: Pick<AlertReplay, 'cadences'>): readonly FamilySetup[] {
  const all = cadences.flatMap(({ families }) => families);
  return alertFamilies.flatMap((family) => all.find((setup) => setup.family === family) ?? []);
}

/** The windows that a family is judged by. */
export function cadenceOf<T extends Pick<Cadence, 'families'>>(cadences: readonly T[], family: AlertFamily): T | undefined {
  return cadences.find(({ families }) => families.some((setup) => setup.family === family));
}

export function readingOf(window: WindowReading | undefined, family: AlertFamily): FamilyReading | undefined {
  return window?.families.find((reading) => reading.family === family);
}

/** Where a window ends: microseconds since 1970 UTC, or its last row's number. */
export function endOf(window: Pick<WindowReading, 'end' | 'to'>, windowLength: number): number {
  return window.end ?? window.to * windowLength;
}
