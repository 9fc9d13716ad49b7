#!/usr/bin/env node
/**
 * node scripts/l10n.mjs [--check | --pseudo FOLDER | --missing LANGUAGE]
 *
 * Writes l10n/bundle.l10n.json from the texts of src/ and webview/: every `t('…')`, `l10n.t('…')` and each form of `plural(n, { one: '…', other: '…' })`.
 * The file has the form that VS Code reads: English text to English text.
 *
 *   --check             writes nothing; fails where the file is not what the sources say
 *   --pseudo FOLDER     writes bundle.l10n.qps-ploc.json and package.nls.qps-ploc.json there: accented and a third longer, to see what was forgotten
 *   --missing LANGUAGE  lists what l10n/bundle.l10n.LANGUAGE.json and package.nls.LANGUAGE.json still lack, and texts that no longer exist
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import ts from 'typescript';
import { root } from './bundles.mjs';

const bundleFile = join(root, 'l10n', 'bundle.l10n.json');
/** The module that defines the calls takes its messages from outside. */
const notRead = new Set(['src/core/text/texts.ts']);

/** @returns {{ texts: Record<string, string>, problems: string[] }} texts in alphabetical order; problems are calls whose text is no literal */
export function extract() {
  const found = new Set();
  const problems = [];
  for (const folder of ['src', 'webview']) {
    for (const name of readdirSync(join(root, folder), { recursive: true })) {
      const path = join(folder, name).replaceAll('\\', '/');
      if (path.endsWith('.ts') && !path.endsWith('.d.ts') && !notRead.has(path)) read(path, found, problems);
    }
  }
  const sorted = [...found].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return { texts: Object.fromEntries(sorted.map((text) => [text, text])), problems };
}

function read(path, found, problems) {
  const text = readFileSync(join(root, path), 'utf8');
  if (!/\b(t|plural)\(/.test(text)) return;
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const take = (node) => {
    if (node !== undefined && ts.isStringLiteralLike(node)) found.add(node.text);
    else problems.push(`${path}:${source.getLineAndCharacterOfPosition((node ?? source).getStart()).line + 1}: the text of t() is a literal, so that it can be collected`);
  };
  const visit = (node) => {
    if (ts.isCallExpression(node)) {
      const { expression, arguments: args } = node;
      const isT = (ts.isIdentifier(expression) && expression.text === 't') || (ts.isPropertyAccessExpression(expression) && expression.getText() === 'l10n.t');
      if (isT) take(args[0]);
      if (ts.isIdentifier(expression) && expression.text === 'plural') {
        const forms = args[1];
        if (forms !== undefined && ts.isObjectLiteralExpression(forms)) for (const form of forms.properties) take(ts.isPropertyAssignment(form) ? form.initializer : undefined);
        else take(forms);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
}

const accents = { a: 'á', b: 'ƀ', c: 'ç', d: 'ð', e: 'é', f: 'ƒ', g: 'ĝ', h: 'ĥ', i: 'í', j: 'ĵ', k: 'ķ', l: 'ļ', m: 'ɱ', n: 'ñ', o: 'ó', p: 'þ', q: 'ɋ', r: 'ŕ', s: 'š', t: 'ţ', u: 'ú', v: 'ṽ', w: 'ŵ', x: 'ẋ', y: 'ý', z: 'ž',
  A: 'Á', B: 'Ɓ', C: 'Ç', D: 'Ð', E: 'É', F: 'Ƒ', G: 'Ĝ', H: 'Ĥ', I: 'Í', J: 'Ĵ', K: 'Ķ', L: 'Ļ', M: 'Ṁ', N: 'Ñ', O: 'Ó', P: 'Þ', Q: 'Ɋ', R: 'Ŕ', S: 'Š', T: 'Ţ', U: 'Ú', V: 'Ṽ', W: 'Ŵ', X: 'Ẋ', Y: 'Ý', Z: 'Ž' };
/** What a translator leaves alone too: places, icons and links of the editor, code in back quotes. */
const kept = /(\{\w+\}|\$\([\w~-]+\)|\]\([^)]*\)|`[^`]*`|<\/?\w+[^>]*>)/;

/** @param {string} text @returns {string} accented, about 30 % longer in its middle, where it may be cut off */
export function pseudo(text) {
  const parts = text.split(kept);
  const letters = parts.filter((_, i) => i % 2 === 0).join('').match(/[a-zA-Z]/g)?.length ?? 0;
  let more = Math.ceil(letters * 0.3);
  return parts.map((part, i) => (i % 2 === 1 ? part : part.replace(/[a-zA-Z]/g, (letter) => {
    const accented = accents[letter];
    if (more === 0 || !'aeiouAEIOU'.includes(letter)) return accented;
    more -= 1;
    return accented + accented.toLowerCase();
  }))).join('');
}

function pseudoOf(texts) {
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, pseudo(text)]));
}

function write(file, texts) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(texts, null, 2)}\n`);
  console.log(`l10n: ${relative(process.cwd(), file)}, ${Object.keys(texts).length} texts`);
}

function json(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

/** Places of a text: `{0}`, `{name}`. */
function places(text) {
  return [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort().join(' ');
}

/** What a language's file lacks, holds in vain, or has with other places. A key may end in `#few` and the like: another form of a plural. */
export function compare(english, translated) {
  const base = (key) => key.replace(/#(zero|one|two|few|many|other)$/, '');
  return [
    ...Object.keys(english).filter((key) => !(key in translated)).map((key) => `missing: ${key}`),
    ...Object.keys(translated).filter((key) => !(base(key) in english)).map((key) => `no longer used: ${key}`),
    ...Object.keys(translated).filter((key) => base(key) in english && places(english[base(key)]) !== places(translated[key])).map((key) => `other places than the English text: ${key}`),
  ];
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({ options: { check: { type: 'boolean' }, pseudo: { type: 'string' }, missing: { type: 'string' } } });
  const { texts, problems } = extract();
  const manifest = json(join(root, 'package.nls.json'));
  for (const problem of problems) console.error(`l10n: ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
  if (values.pseudo !== undefined) {
    write(join(values.pseudo, 'bundle.l10n.qps-ploc.json'), pseudoOf(texts));
    write(join(values.pseudo, 'package.nls.qps-ploc.json'), pseudoOf(manifest));
  } else if (values.missing !== undefined) {
    const language = values.missing;
    const all = [...compare(texts, json(join(root, 'l10n', `bundle.l10n.${language}.json`))), ...compare(manifest, json(join(root, `package.nls.${language}.json`)))];
    console.log(all.length === 0 ? `l10n: ${language} is complete` : all.join('\n'));
    if (all.length > 0) process.exitCode = 1;
  } else if (values.check) {
    const same = existsSync(bundleFile) && readFileSync(bundleFile, 'utf8') === `${JSON.stringify(texts, null, 2)}\n`;
    console.log(same ? `l10n: ${Object.keys(texts).length} texts, up to date` : 'l10n: the bundle is not what the sources say: npm run l10n');
    if (!same) process.exitCode = 1;
  } else write(bundleFile, texts);
}
