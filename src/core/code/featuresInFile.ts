import type { MatchOptions } from './matchNames';
import { matchNames } from './matchNames';
import { isTemplate, nameKey, templateMatcher } from './nameKey';
import type { CodePlace, PlaceKind } from './place';
import type { PlaceIndex } from './placeIndex';

/** A place of a file that names a log column. */
export interface FeatureMark {
  /** The log column. */
  readonly column: string;
  readonly place: CodePlace;
  /** How sure the name's match is, in (0, 1]. */
  readonly weight: number;
}

export interface MarkOptions extends MatchOptions {
  /** Definitions and listings unless told; hovers also want uses. */
  readonly kinds?: readonly PlaceKind[];
}

interface Named {
  readonly column: string;
  readonly weight: number;
}

/** Under this a name says too little to put a mark on somebody's line. */
const leastWeight = 0.5;

/**
 * Marks for the places of one file, in the order of the text: which log columns are defined or listed where. Of the
 * columns that fit one place, those that fit best stay (`age` over `age_bucket`), all of them on a tie; per line and
 * column one mark, a definition before a listing before a use.
 */
export function featuresInFile(target: { readonly root: string; readonly file: string }, index: PlaceIndex, logColumns: readonly string[], options: MarkOptions = {}): readonly FeatureMark[] {
  const kinds = options.kinds ?? ['definition', 'listing'];
  const byKey = columnsByKey(logColumns, options);
  const best = new Map<string, FeatureMark>();
  for (const place of index.placesOf(target.root, target.file)) {
    // A variable that happens to have the name is worth a jump when nothing else is found, but not a mark.
    if (!kinds.includes(place.kind) || place.how === 'local-variable') continue;
    for (const { column, weight } of columnsFor(place, byKey, logColumns)) {
      const spot = `${place.cell ?? -1}\0${place.line}\0${column}`;
      const mark: FeatureMark = { column, place, weight };
      const known = best.get(spot);
      if (known === undefined || compareMarks(mark, known) < 0) best.set(spot, mark);
    }
  }
  return [...best.values()].sort(
    (a, b) => (a.place.cell ?? -1) - (b.place.cell ?? -1) || a.place.line - b.place.line || a.place.column - b.place.column || compare(a.column, b.column),
  );
}

function columnsFor(place: CodePlace, byKey: ReadonlyMap<string, readonly Named[]>, logColumns: readonly string[]): readonly Named[] {
  if (isTemplate(place.feature)) {
    const matches = templateMatcher(place.feature);
    return matches === null ? [] : logColumns.filter((column) => matches(column) || matches(column.slice(column.lastIndexOf('.') + 1))).map((column) => ({ column, weight: 0.72 }));
  }
  const named = byKey.get(nameKey(place.feature)) ?? [];
  const top = Math.max(0, ...named.map((each) => each.weight));
  // `features.age` and `age` are the same feature in two sources; `age_bucket` beside `age` is another one.
  return named.filter((each) => each.weight >= Math.min(top, 0.85));
}

function columnsByKey(logColumns: readonly string[], options: MatchOptions): ReadonlyMap<string, readonly Named[]> {
  const result = new Map<string, Named[]>();
  for (const column of logColumns) {
    for (const candidate of matchNames(column, options)) {
      if (candidate.weight < leastWeight) continue;
      const key = nameKey(candidate.name);
      const named = result.get(key);
      if (named === undefined) result.set(key, [{ column, weight: candidate.weight }]);
      else named.push({ column, weight: candidate.weight });
    }
  }
  return result;
}

const kindOrder: Readonly<Record<PlaceKind, number>> = { definition: 0, listing: 1, use: 2 };

function compareMarks(a: FeatureMark, b: FeatureMark): number {
  return kindOrder[a.place.kind] - kindOrder[b.place.kind] || b.weight - a.weight || a.place.column - b.place.column || compare(a.place.how, b.place.how) || compare(a.place.feature, b.place.feature);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
