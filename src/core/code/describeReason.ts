import type { CodePlace, PlaceHow, RankedPlace, ReasonCode } from './place';

const verbs: Readonly<Record<PlaceHow, string>> = {
  'column-assignment': 'assigns the column',
  'attribute-assignment': 'assigns the attribute',
  'variable-assignment': 'computes the value that becomes',
  'local-variable': 'assigns a variable named like',
  'assign-keyword': 'assigns the column',
  'insert-column': 'inserts the column',
  'with-columns-keyword': 'computes the column',
  'with-columns-alias': 'computes the column',
  'with-column': 'computes the column',
  rename: 'renames a column to',
  'dict-item': 'sets the entry',
  'frame-column': 'creates the column',
  'constructor-keyword': 'passes the value of',
  'dataclass-field': 'declares the dataclass field',
  'pydantic-field': 'declares the pydantic field',
  'typed-dict-field': 'declares the TypedDict field',
  'named-tuple-field': 'declares the NamedTuple field',
  'pandera-field': 'declares the pandera column',
  'feast-field': 'declares the Feast field',
  'schema-field': 'declares the schema field',
  function: 'is a function for',
  class: 'is a class for',
  'sql-alias': 'selects in SQL as',
  'list-item': 'lists',
  'dict-key': 'has a dictionary key',
  constant: 'is a constant for the name',
  subscript: 'reads the column',
  'column-reference': 'reads the column',
  attribute: 'reads the attribute',
  string: 'mentions',
};

const extras: Readonly<Partial<Record<ReasonCode, string>>> = {
  'mapped-name': 'name mapped in the configuration',
  'same-name-other-spelling': 'same name, other spelling',
  'derived-name': 'name matched in part',
  'guessed-name': 'a guess: only a part of the name matches',
  'computed-name': 'part of the name is computed',
  'test-file': 'in a test',
  'example-file': 'in an example or made-up data',
  'vendored-file': 'in vendored code',
  notebook: 'in a notebook',
};

/** What a place does, for people: "assigns the column `distance` in build_features()". Plain text on one line. */
export function describePlace(place: CodePlace): string {
  const where = place.symbol === undefined || place.how === 'function' || place.how === 'class' ? '' : ` in ${inline(place.symbol)}${isClass(place.symbol) ? '' : '()'}`;
  return `${verbs[place.how]} \`${inline(place.feature)}\`${where}`;
}

/** Why a place has its rank: what it does, then what made it likely or unlikely. */
export function describeReason(place: RankedPlace): string {
  const notes = place.reason.flatMap((code) => extras[code] ?? []);
  return notes.length === 0 ? describePlace(place) : `${describePlace(place)} (${notes.join('; ')})`;
}

/** By Python's naming: the last part of `Scored` or `views.Scored` is a class, of `Scored.build` a function. */
function isClass(symbol: string): boolean {
  return /^_*\p{Lu}/u.test(symbol.slice(symbol.lastIndexOf('.') + 1));
}

/** Names come from files: one line, bounded, and no backtick that would end the quoting. */
function inline(name: string): string {
  const flat = name.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').replaceAll('`', "'");
  return flat.length > 80 ? `${flat.slice(0, 79)}…` : flat;
}
