import { matchNames, type MatchOptions } from '../code/matchNames';
import { nameKey } from '../code/nameKey';

/** Finds the log column that a name of the code is. Only sure matches count: the name itself, the end of a path, a usual prefix or suffix, the configuration's word. */
export function columnMatcher(columns: readonly string[], options: MatchOptions = {}): (name: string) => string | null {
  const best = new Map<string, { readonly column: string; readonly weight: number }>();
  for (const column of columns) {
    for (const { name, weight } of matchNames(column, options)) {
      if (weight < 0.85) continue;
      const key = nameKey(name);
      const known = best.get(key);
      if (known === undefined || weight > known.weight || (weight === known.weight && column < known.column)) best.set(key, { column, weight });
    }
  }
  return (name) => best.get(nameKey(name))?.column ?? null;
}
