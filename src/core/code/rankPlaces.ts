import { fileTraits } from './fileTraits';
import type { MatchOptions, NameCandidate } from './matchNames';
import { matchNames } from './matchNames';
import type { CodePlace, PlaceHow, RankedPlace, ReasonCode } from './place';
import type { PlaceIndex } from './placeIndex';

export interface RankOptions extends MatchOptions {
  /** How many places to give; 50 unless told. */
  readonly limit?: number;
}

/** [when the right side computes, when it copies, renames or declares]. The order is what matters, not the distance. */
const baseScore: Readonly<Record<PlaceHow, readonly [number, number]>> = {
  'column-assignment': [100, 62],
  'with-columns-keyword': [100, 62],
  'with-columns-alias': [100, 64],
  'with-column': [100, 62],
  'assign-keyword': [100, 62],
  'insert-column': [98, 62],
  'variable-assignment': [95, 60],
  'dict-item': [92, 60],
  'frame-column': [88, 58],
  'constructor-keyword': [86, 56],
  'sql-alias': [84, 64],
  function: [78, 78],
  'attribute-assignment': [74, 45],
  class: [50, 50],
  rename: [66, 64],
  'pydantic-field': [56, 56],
  'dataclass-field': [56, 56],
  'typed-dict-field': [55, 55],
  'named-tuple-field': [55, 55],
  'pandera-field': [55, 55],
  'feast-field': [54, 54],
  'schema-field': [52, 52],
  'list-item': [44, 44],
  constant: [42, 42],
  'dict-key': [40, 40],
  'local-variable': [38, 30],
  subscript: [20, 20],
  'column-reference': [18, 18],
  attribute: [14, 14],
  string: [8, 8],
};

/** A line that hands a value on under its own name: behind the schema that declares it, before a list. */
const handedOn = 50;

const schemaHows: ReadonlySet<PlaceHow> = new Set(['pydantic-field', 'dataclass-field', 'typed-dict-field', 'named-tuple-field', 'pandera-field', 'feast-field', 'schema-field']);
const featureSymbol = /feat(ure)?s?|preprocess|transform|engineer|enrich|prepar|build|compute|derive|assemble/i;

/**
 * Places that define, list or use a log column, best first: the line that computes it in feature code before schema
 * fields, lists and reads; tests, examples, notebooks and vendored code behind. Deterministic for the same facts.
 */
export function rankPlaces(logColumn: string, index: PlaceIndex, options: RankOptions = {}): readonly RankedPlace[] {
  const best = new Map<string, RankedPlace>();
  let isDefinedByName = false;
  const consider = (place: CodePlace, candidate: NameCandidate, computedName: boolean): void => {
    const ranked = score(place, candidate, computedName);
    const spot = `${place.root}\0${place.file}\0${place.cell ?? -1}\0${place.line}`;
    const known = best.get(spot);
    if (known === undefined || comparePlaces(ranked, known) < 0) best.set(spot, ranked);
  };
  for (const candidate of matchNames(logColumn, options)) {
    const guessed = isGuess(candidate);
    // Candidates come by weight: a guess says nothing new once the name itself is known to be defined.
    if (guessed && isDefinedByName) continue;
    const places = guessed ? index.lookup(candidate.name).filter(isTelling) : index.lookup(candidate.name);
    if (!guessed && places.some((place) => place.kind === 'definition' && place.how !== 'local-variable')) isDefinedByName = true;
    for (const place of places) consider(place, candidate, false);
    if (candidate.match === 'exact' || candidate.match === 'mapped' || candidate.match === 'ending') {
      for (const place of index.lookupTemplates(candidate.name)) consider(place, candidate, true);
    }
  }
  return calledFirst([...best.values()].sort(comparePlaces), index).slice(0, options.limit ?? 50);
}

/** Of leading places that are as good as each other, those in functions that the workspace calls before those in functions that nothing calls: an older variant often stays beside the one in use. */
function calledFirst(ranked: readonly RankedPlace[], index: PlaceIndex): readonly RankedPlace[] {
  const [top] = ranked;
  if (top === undefined) return ranked;
  const end = ranked.findIndex(({ score: value }) => value < top.score * 0.95);
  const leading = ranked.slice(0, Math.min(end < 0 ? ranked.length : end, mostCompared));
  // Methods are called by frameworks, which the workspace does not show; so are functions with nothing around them that calls.
  const isIdle = ({ symbol, root }: RankedPlace): boolean => symbol !== undefined && !/[.<]/.test(symbol) && index.filesThatCall(root, symbol).length === 0;
  const idle = leading.length < 2 ? [] : leading.filter(isIdle);
  return idle.length === 0 || idle.length === leading.length ? ranked : [...leading.filter((place) => !idle.includes(place)), ...idle, ...ranked.slice(leading.length)];
}

const mostCompared = 8;

/** Matched by a part of the name only: a one-hot level or a unit taken off or put on. */
function isGuess(candidate: NameCandidate): boolean {
  return candidate.match === 'level' || candidate.match === 'unit';
}

/** Places that name a column for certain; under a guessed name the others would only be noise. */
function isTelling(place: CodePlace): boolean {
  if (place.kind === 'use' || place.how === 'local-variable' || place.how === 'constructor-keyword' || place.how === 'function' || place.how === 'attribute-assignment') return false;
  return place.computes === true || (place.how !== 'dict-item' && place.how !== 'dict-key');
}

function score(place: CodePlace, candidate: NameCandidate, computedName: boolean): RankedPlace {
  const traits = fileTraits(place.file);
  const [computing, other] = baseScore[place.how];
  let value = place.computes === true ? computing : place.passes === true ? Math.min(other, handedOn) : other;
  const reason: ReasonCode[] = [mainReason(place)];
  const sameSpelling = place.feature === candidate.name;
  if (computedName) {
    value *= 0.72 * candidate.weight;
    reason.push('computed-name');
  } else {
    value *= candidate.weight * (sameSpelling ? 1 : 0.97);
    if (candidate.match === 'mapped') reason.push('mapped-name');
    else if (isGuess(candidate)) reason.push('guessed-name');
    else if (candidate.match === 'ending') reason.push('path-ending');
    else if (candidate.match !== 'exact') reason.push('derived-name');
    else reason.push(sameSpelling ? 'exact-name' : 'same-name-other-spelling');
  }
  const apply = (factor: number, code: ReasonCode): void => {
    value *= factor;
    reason.push(code);
  };
  if (traits.feature) apply(1.08, 'feature-file');
  if (place.symbol !== undefined && featureSymbol.test(place.symbol)) apply(1.04, 'feature-function');
  if (place.how === 'attribute-assignment' && /^self\./.test(place.text)) value *= 0.7;
  if (traits.notebook) apply(0.75, 'notebook');
  if (traits.example) apply(0.6, 'example-file');
  if (traits.test) apply(0.3, 'test-file');
  if (traits.vendored) apply(0.15, 'vendored-file');
  return { ...place, score: Math.round(value * 1000) / 1000, reason };
}

function mainReason(place: CodePlace): ReasonCode {
  if (place.how === 'local-variable') return 'same-name-variable';
  if (schemaHows.has(place.how)) return 'schema-field';
  if (place.kind === 'definition') return place.computes === true ? 'defines-computed' : 'defines';
  return place.kind === 'listing' ? 'lists' : 'reads';
}

/** Best first; equal scores by shorter path, then path, cell, line and column. */
function comparePlaces(a: RankedPlace, b: RankedPlace): number {
  return (
    b.score - a.score ||
    a.file.split('/').length - b.file.split('/').length ||
    compare(a.file, b.file) ||
    compare(a.root, b.root) ||
    (a.cell ?? -1) - (b.cell ?? -1) ||
    a.line - b.line ||
    a.column - b.column ||
    compare(a.how, b.how) ||
    compare(a.feature, b.feature)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
