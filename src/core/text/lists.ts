import { plural, textsInUse } from './texts';

const formats = new Map<string, Intl.ListFormat>();

/** `a, b and c`, as the catalogue's language joins a list. */
export function andList(items: readonly string[]): string {
  return joined(items, 'conjunction');
}

/** `a, b or c`. */
export function orList(items: readonly string[]): string {
  return joined(items, 'disjunction');
}

/** `a, b and 3 more`: the first so many items, and how many are not named. `count` writes the number. */
export function listAndMore(items: readonly string[], hidden: number, count: (n: number) => string): string {
  const shown = items.join(', ');
  return hidden <= 0 ? shown : plural(hidden, { one: '{0} and {1} more', other: '{0} and {1} more' }, shown, count(hidden));
}

function joined(items: readonly string[], type: Intl.ListFormatType): string {
  // British English has no comma before the last item, as everywhere here.
  const language = textsInUse().language === 'en' ? 'en-GB' : textsInUse().language;
  const key = `${language} ${type}`;
  let format = formats.get(key);
  if (format === undefined) formats.set(key, (format = new Intl.ListFormat([language, 'en-GB'], { type })));
  return format.format(items);
}
