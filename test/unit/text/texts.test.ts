import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { plural, setTexts, t, textsFrom } from '../../../src/core/text/texts';

afterEach(() => setTexts(null));

const polish = { language: 'pl', messages: { 'Rows {0} to {1}': 'Od {0} do {1}', '{0} row': '{0} wiersz', '{0} rows': '{0} wiersza', '{0} rows#few': '{0} wiersze', '{0} rows#many': '{0} wierszy' } };
const rows = (n: number) => plural(n, { one: '{0} row', other: '{0} rows' }, n);

describe('texts', () => {
  it('are English without a catalogue, places filled by number and by name', () => {
    expect(t('Rows {0} to {1}', 3, '9')).toBe('Rows 3 to 9');
    expect(t('{what} of {whole}', { what: 'a', whole: 2 })).toBe('a of 2');
    expect(t('{1} before {0}', 'a', 'b')).toBe('b before a');
    expect(t('stays {0}')).toBe('stays {0}');
    expect(t('{2} is not given', 'a')).toBe('{2} is not given');
    expect([0, 1, 2].map(rows)).toEqual(['0 rows', '1 row', '2 rows']);
  });

  it('come from the catalogue where it has them', () => {
    setTexts(polish);
    expect(t('Rows {0} to {1}', 3, 9)).toBe('Od 3 do 9');
    expect(t('not translated {0}', 1)).toBe('not translated 1');
    expect(t('constructor')).toBe('constructor');
  });

  it('take the form of the language, and the English one where the text is not translated', () => {
    setTexts(polish);
    expect([1, 2, 5, 22, 25].map(rows)).toEqual(['1 wiersz', '2 wiersze', '5 wierszy', '22 wiersze', '25 wierszy']);
    setTexts({ language: 'fr', messages: { other: 'autre' } });
    expect(rows(0)).toBe('0 rows'); // French says 0 in the singular
    setTexts({ language: 'fr', messages: { '{0} row': '{0} ligne', '{0} rows': '{0} lignes' } });
    expect([0, 1, 2].map(rows)).toEqual(['0 ligne', '1 ligne', '2 lignes']);
  });

  it('never fill a place from what was filled in', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (a, b) => t('{0}|{1}', a, b) === `${a}|${b}`));
  });

  it('take a bundle from outside only as a map of strings', () => {
    expect(textsFrom('de', { a: 'A', b: 3, c: { message: 'C' }, d: '' })).toEqual({ language: 'de', messages: { a: 'A' } });
    for (const bundle of [null, undefined, 'x', 3, [], {}]) expect(textsFrom('de', bundle)).toBeNull();
    for (const language of [null, '', 'no language', '<b>', 'x'.repeat(99)]) expect(textsFrom(language, { a: 'A' })).toBeNull();
    const huge = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`k${i}`, 'v']));
    expect(Object.keys(textsFrom('de', { ...huge, long: 'x'.repeat(5_000) })?.messages ?? {})).toHaveLength(10_000);
    expect(textsFrom('de', JSON.parse('{"__proto__": "x", "a": "A"}'))?.messages['a']).toBe('A');
  });
});
