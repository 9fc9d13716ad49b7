import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withTables } from '../../scripts/readme.mjs';
import { agentTools } from '../../src/core/agents/agentTools';
import { commands, contextKeys, dashboardViewType, settingsSection, views } from '../../src/host/ids';

/* The manifest against the code: what one names, the other has. */

const root = resolve(__dirname, '../..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  contributes: {
    commands: { command: string; title: string; category: string }[];
    views: Record<string, { id: string }[]>;
    menus: Record<string, { command: string; when?: string }[]>;
    keybindings: { command: string }[];
    configuration: { properties: Record<string, { markdownDescription?: string; default: unknown }> };
    languageModelTools: { name: string; modelDescription: string; inputSchema: unknown }[];
    walkthroughs: { steps: { id: string; media: { image: Record<string, string>; altText: string }; completionEvents: string[] }[] }[];
    viewsWelcome: { contents: string; when?: string }[];
  };
  activationEvents: string[];
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  engines: { vscode: string };
};
const texts = JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8')) as Record<string, string>;
const everything = JSON.stringify(manifest);

describe('manifest', () => {
  it('declares exactly the commands that are registered', () => {
    expect(manifest.contributes.commands.map(({ command }) => command).sort()).toEqual(Object.values(commands).sort());
  });

  it('names each command in words, under one category', () => {
    for (const { command, title, category } of manifest.contributes.commands) {
      expect(title, command).toMatch(/^%command\.\w+%$/);
      expect(texts[title.slice(1, -1)], command).toMatch(/^[A-Z]/);
      expect(category, command).toBe('Model Vitals');
    }
  });

  it('has every command in the palette: those that act on a source once there is one, the others always', () => {
    const palette = manifest.contributes.menus['commandPalette']!;
    expect(palette.filter(({ when }) => when !== 'modelVitals.hasSource')).toEqual([]);
    const later = palette.map(({ command }) => command);
    // Somebody who has nothing yet must find these.
    for (const command of [commands.openDashboard, commands.addLog, commands.addMetrics, commands.addTable, commands.openDemo, commands.findLogs, commands.openConfig, commands.showOutput, commands.restartEngine]) expect(later).not.toContain(command);
  });

  it('asks where a command that stands in the menu of a row was run without that row', () => {
    const onRows = new Set(manifest.contributes.menus['view/item/context']!.map(({ command }) => command));
    const sources = readdirSync(join(root, 'src/host/commands')).map((file) => readFileSync(join(root, 'src/host/commands', file), 'utf8'));
    const table = sources.find((text) => text.includes('registerCommands('))!;
    for (const [name, id] of Object.entries(commands)) {
      if (!onRows.has(id)) continue;
      const run = new RegExp(`\\[commands\\.${name}\\]: .*?(\\w+)\\(context`).exec(table)?.[1];
      const source = sources.find((text) => text.includes(`export async function ${run}(`) || text.includes(`export function ${run}(`));
      expect(source, id).toMatch(/entryFor\(|await pick\w*\(/);
    }
  });

  it('has a picture of each theme for every step of the walkthrough, and ends each by an event that there is', () => {
    const [walkthrough] = manifest.contributes.walkthroughs;
    expect(walkthrough?.steps.length).toBeGreaterThan(3);
    const known = [...Object.values(commands).map((id) => `onCommand:${id}`), ...Object.values(views).map((id) => `onView:${id}`), ...Object.values(contextKeys).map((key) => `onContext:${key}`)];
    for (const { id, media, completionEvents } of walkthrough?.steps ?? []) {
      expect(Object.keys(media.image), id).toEqual(['dark', 'light', 'hc', 'hcLight']);
      for (const path of Object.values(media.image)) {
        const bytes = readFileSync(join(root, path));
        expect(bytes.subarray(1, 4).toString(), path).toBe('PNG');
        expect(bytes.length, path).toBeLessThan(150_000);
        expect(bytes.length, path).toBeGreaterThan(2_000);
      }
      expect(texts[media.altText.slice(1, -1)]?.length, id).toBeGreaterThan(20);
      expect(completionEvents.filter((event) => !known.includes(event)), id).toEqual([]);
    }
  });

  it('puts only declared commands into menus, keybindings and welcome texts', () => {
    const known = new Set<string>(Object.values(commands));
    const used = [...Object.values(manifest.contributes.menus).flat(), ...manifest.contributes.keybindings].map(({ command }) => command);
    const linked = [...JSON.stringify(texts).matchAll(/\(command:(modelVitals\.[\w.]+)\)/g)].map((match) => match[1]!);
    expect([...used, ...linked].filter((command) => !known.has(command))).toEqual([]);
  });

  it('declares exactly the views that are created, and activates on its panel', () => {
    expect(manifest.contributes.views['modelVitals']!.map(({ id }) => id)).toEqual(Object.values(views));
    expect(manifest.activationEvents).toContain(`onWebviewPanel:${dashboardViewType}`);
    expect(manifest.activationEvents).not.toContain('*');
  });

  it('declares the tools for assistants as they are, and the host registers each', () => {
    expect(manifest.contributes.languageModelTools.map(({ name, modelDescription, inputSchema }) => [name, modelDescription, inputSchema])).toEqual(agentTools.map(({ name, description, input }) => [name, description, input]));
    const registered = readFileSync(join(root, 'src/host/agents/registerAgents.ts'), 'utf8');
    for (const { name } of agentTools) expect(registered).toContain(`'${name.replace('model_vitals_', '')}'`);
  });

  it('has every text that it refers to, and no other', () => {
    const referred = [...new Set([...everything.matchAll(/%([\w.]+)%/g)].map((match) => match[1]!))];
    expect(referred.sort()).toEqual(Object.keys(texts).sort());
  });

  it('reads in when clauses only context keys that the code sets', () => {
    const read = new Set([...everything.matchAll(/modelVitals\.(hasSource|searched|\w+)(?= &&|"| )/g)].map((match) => `modelVitals.${match[1]!}`));
    const mine = [...read].filter((key) => !Object.values(commands).some((id) => id.startsWith(key)) && !Object.values(views).includes(key as never) && key !== dashboardViewType);
    expect(mine.sort()).toEqual(expect.arrayContaining(Object.values(contextKeys).sort()));
  });

  it('documents each setting, and the code reads each', () => {
    const settings = Object.keys(manifest.contributes.configuration.properties);
    const reader = readFileSync(join(root, 'src/host/platform/settings.ts'), 'utf8');
    for (const name of settings) expect(reader).toContain(`'${name.slice(settingsSection.length + 1)}'`);
  });

  it('is what the README\'s tables of commands and settings say', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    expect(readme).toBe(withTables(readme));
    for (const name of Object.keys(manifest.contributes.configuration.properties)) expect(readme).toContain(`| \`${name}\` |`);
  });

  it('pins every dependency exactly, and the types to the oldest VS Code supported', () => {
    const versions = { ...manifest.dependencies, ...manifest.devDependencies };
    expect(Object.entries(versions).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
    expect(manifest.engines.vscode).toBe(`^${versions['@types/vscode']}`);
  });

  it('names each dependency in docs/dependencies.md', () => {
    const page = readFileSync(join(root, 'docs/dependencies.md'), 'utf8');
    const names = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.devDependencies)].filter((name) => !name.startsWith('@types/'));
    expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });

  it('speaks of no machine: no home folders, no registry hosts in tracked text', () => {
    const folders = ['src', 'webview', 'docs', 'scripts', 'bench', 'examples', 'media'];
    const filesBelow = (folder: string): string[] =>
      readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && /\.(ts|mjs|md|json|py|css|html)$/.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name));
    const wrong = folders.flatMap(filesBelow).filter((file) => /\/root\/|\/home\/\w+\/|registry\.npmjs|pypi\.org/.test(readFileSync(file, 'utf8')));
    expect(wrong).toEqual([]);
  });
});
