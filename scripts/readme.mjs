#!/usr/bin/env node
/**
 * node scripts/readme.mjs [--check]
 *
 * Writes the README's tables of commands, shortcuts and settings from package.json and package.nls.json, between their markers. `--check` writes nothing
 * and fails where they are not what the manifest says.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { root } from './bundles.mjs';

/** @param {string} readme @returns {string} the README with its tables as the manifest has them */
export function withTables(readme) {
  const { contributes } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const texts = JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8'));
  const text = (key) => texts[key.replaceAll('%', '')] ?? key;
  const cell = (value) => value.replaceAll('|', '\\|').replaceAll('\n', ' ');
  const needs = { 'modelVitals.hasSource': 'a source', isWorkspaceTrusted: 'trust' };
  const keyOf = (command) => {
    const bound = contributes.keybindings.find((one) => one.command === command);
    return bound === undefined ? '' : `\`${bound.key}\`, on a Mac \`${bound.mac}\``;
  };
  const whenOf = ({ command, enablement }) => {
    const palette = contributes.menus.commandPalette.find((one) => one.command === command)?.when;
    return [enablement, palette].map((when) => needs[when]).filter((word) => word !== undefined).join(', ');
  };
  const tables = {
    commands: [
      '| command | needs | keys |',
      '|---|---|---|',
      ...contributes.commands.map((entry) => `| ${cell(text(entry.title))} | ${whenOf(entry)} | ${keyOf(entry.command)} |`),
    ],
    settings: [
      '| setting | default | |',
      '|---|---|---|',
      ...Object.entries(contributes.configuration.properties).map(([name, { default: value, markdownDescription }]) => `| \`${name}\` | \`${typeof value === 'string' ? value : JSON.stringify(value)}\` | ${cell(text(markdownDescription))} |`),
    ],
  };
  let written = readme;
  for (const [name, lines] of Object.entries(tables)) {
    const [begin, end] = [`<!-- ${name}: written by scripts/readme.mjs -->`, `<!-- end of ${name} -->`];
    const [from, to] = [written.indexOf(begin), written.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`README.md has no place for its ${name}: ${begin} … ${end}`);
    written = `${written.slice(0, from)}${[begin, ...lines, ''].join('\n')}${written.slice(to)}`;
  }
  return written;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({ options: { check: { type: 'boolean' } } });
  const path = join(root, 'README.md');
  const readme = readFileSync(path, 'utf8');
  const written = withTables(readme);
  if (values.check !== true) writeFileSync(path, written);
  else if (written !== readme) {
    console.error('readme: the tables of README.md are not what package.json says: run node scripts/readme.mjs');
    process.exitCode = 1;
  }
}
