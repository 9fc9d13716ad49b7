import type { RankedPlace } from '../code/place';
import type { ReportPlaces } from './rows';

/** Ranked code places as reports name them: file and line, best first, for each feature that has any. */
export function reportPlaces(ranked: Readonly<Record<string, readonly RankedPlace[]>>): ReportPlaces {
  const entries = Object.entries(ranked).filter(([, places]) => places.length > 0);
  return Object.fromEntries(entries.map(([feature, places]) => [feature, places.map(({ file, line, cell }) => ({ file: cell === undefined ? file : `${file}#cell${cell + 1}`, line }))]));
}
