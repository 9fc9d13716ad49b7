import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compare, extract, pseudo } from '../../scripts/l10n.mjs';

/* The bundles against the sources: what one has, the other has. */

const root = resolve(__dirname, '../..');
const json = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8')) as Record<string, string>;
const { texts, problems } = extract();

describe('the bundle of texts', () => {
  it('is what the sources say (else: npm run l10n)', () => {
    expect(problems).toEqual([]);
    expect(json('l10n/bundle.l10n.json')).toEqual(texts);
    expect(Object.keys(texts).length).toBeGreaterThan(700);
  });

  it('holds the texts of the host, and of the panel', () => {
    for (const text of ['Reading the figures of the model', 'Show as table']) expect(texts).toHaveProperty([text]);
  });

  it('is set before any other module of a process is loaded', () => {
    for (const entry of ['src/host/extension.ts', 'src/engine/main.ts', 'webview/panels/dashboard/main.ts']) {
      expect(/^import .*$/m.exec(readFileSync(join(root, entry), 'utf8'))?.[0], entry).toContain('/takeTexts');
    }
  });

  it('has the same places in every language', () => {
    const languages = readdirSync(join(root, 'l10n')).flatMap((name) => /^bundle\.l10n\.(.+)\.json$/.exec(name)?.[1] ?? []);
    for (const language of languages) expect(compare(texts, json(`l10n/bundle.l10n.${language}.json`)).filter((line) => !line.startsWith('missing'))).toEqual([]);
    expect(compare({ '{0} rows': '{0} rows' }, { '{0} rows': '{0} Zeilen', '{0} rows#few': '{1}', other: '' })).toEqual(['no longer used: other', 'other places than the English text: {0} rows#few']);
  });

  it('has a pseudo language: accented, longer, with the places, icons and code of the text', () => {
    const text = pseudo('Rows {0} of `file` $(sync~spin) [open](command:a.b)');
    expect(text).toContain('{0}');
    expect(text).toContain('`file`');
    expect(text).toContain('$(sync~spin)');
    expect(text).toContain('](command:a.b)');
    expect(text.replace(/\{0\}|`file`|\$\(sync~spin\)|\]\(command:a\.b\)/g, '')).not.toMatch(/[a-zA-Z]/);
    expect(pseudo('What moved between a baseline and now').length).toBeGreaterThanOrEqual('What moved between a baseline and now'.length * 1.2);
  });
});
