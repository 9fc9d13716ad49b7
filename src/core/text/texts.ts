/**
 * Texts for people, in the manner of `vscode.l10n`: the English sentence is the key, `{0}` and `{name}` are places for what is told.
 * Pure: the process that speaks sets its catalogue once, before the first text is made. Without one everything is English.
 * `scripts/l10n.mjs` collects the calls into l10n/bundle.l10n.json, so the texts stand in them as literals.
 */
export interface Texts {
  /** The catalogue's language, a BCP 47 tag; it decides the forms of `plural`. */
  readonly language: string;
  readonly messages: Readonly<Record<string, string>>;
}

export type TextArgument = string | number;
export type TextArguments = readonly TextArgument[] | readonly [Readonly<Record<string, TextArgument>>];

/** The forms of one sentence by number, in English. Every form has the same places. */
export interface PluralForms {
  readonly one: string;
  readonly other: string;
}

const english: Texts = { language: 'en', messages: {} };

/** Bundles that are loaded late have a copy of this module; the catalogue is one for the process. */
const shared: typeof globalThis & { modelVitalsTexts?: Texts | undefined } = globalThis;

/** At most this many messages, of at most so many characters: more is no bundle of ours. */
const most = { messages: 10_000, length: 4_000 } as const;

/** Sets the catalogue of this process, all of its bundles included; null takes English. */
export function setTexts(texts: Texts | null): void {
  shared.modelVitalsTexts = texts ?? undefined;
}

/** The catalogue that is in use. */
export function textsInUse(): Texts {
  return shared.modelVitalsTexts ?? english;
}

/** Takes a bundle from outside: a map of strings, as VS Code loads it; anything else is dropped. Null where nothing is left. */
export function textsFrom(language: unknown, bundle: unknown): Texts | null {
  if (typeof language !== 'string' || !isLanguage(language) || typeof bundle !== 'object' || bundle === null) return null;
  const kept = Object.entries(bundle).slice(0, most.messages).flatMap(([key, value]: [string, unknown]): [string, string][] =>
    (typeof value === 'string' && value !== '' && value.length <= most.length && key.length <= most.length ? [[key, value]] : []));
  return kept.length === 0 ? null : { language, messages: Object.fromEntries(kept) };
}

/** A text in the catalogue's language. Without arguments its places stay as they are. */
export function t(message: string, ...args: TextArguments): string {
  return filled(messageOf(message) ?? message, args);
}

/**
 * A text whose form depends on a number. A language with more forms than English has them under the key of `other` with the
 * category at its end: `{0} rows#few` (docs/localisation.md).
 */
export function plural(n: number, { one, other }: PluralForms, ...args: TextArguments): string {
  const { language } = textsInUse();
  const isTranslated = messageOf(other) !== null;
  const category = categoryOf(isTranslated ? language : english.language, n);
  const own = category === 'one' ? messageOf(one) : (messageOf(`${other}#${category}`) ?? messageOf(other));
  return filled(own ?? (category === 'one' ? one : other), args);
}

function messageOf(key: string): string | null {
  const { messages } = textsInUse();
  // A text may be called `constructor`.
  return Object.hasOwn(messages, key) ? (messages[key] ?? null) : null;
}

function filled(message: string, args: TextArguments): string {
  const [first] = args;
  if (first === undefined) return message;
  const values = new Map<string, TextArgument>(typeof first === 'object' ? Object.entries(first) : args.map((value, i) => [String(i), typeof value === 'object' ? '' : value]));
  return message.replace(/\{(\w+)\}/g, (place, name: string) => String(values.get(name) ?? place));
}

const rules = new Map<string, Intl.PluralRules>();

function categoryOf(language: string, n: number): Intl.LDMLPluralRule {
  let known = rules.get(language);
  if (known === undefined) rules.set(language, (known = new Intl.PluralRules([language, english.language])));
  return known.select(n);
}

function isLanguage(language: string): boolean {
  try {
    return language.length <= 35 && Intl.getCanonicalLocales(language).length === 1;
  } catch {
    return false;
  }
}
