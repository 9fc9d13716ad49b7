import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openDemo } from './openDemo';
import type { Theme, Workbench } from './openWorkbench';
import { poll } from './poll';

/*
 * What the editor says and offers beside the panel: one status item, a badge, help in model-vitals.json, the walkthrough.
 * MODEL_VITALS_PICTURES=1 takes the walkthrough's pictures into media/walkthrough.
 */

let workbench: Workbench;
let config: string;
const themes: readonly (readonly [Theme, string])[] = [['Default Dark Modern', 'dark'], ['Default Light Modern', 'light'], ['Default High Contrast', 'contrast']];
const takesPictures = process.env['MODEL_VITALS_PICTURES'] === '1';
const pictures = 'media/walkthrough';

beforeAll(async () => {
  workbench = await openDemo(900);
  config = join(workbench.folder, 'model-vitals.json');
}, 180_000);
afterAll(async () => workbench?.dispose());
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench.screenshot(`failed-help-${task.name.replace(/\W+/g, '-')}`);
});

/** Opens the configuration at a line. */
async function goTo(line: number): Promise<void> {
  const { page, editor, quickPick } = workbench;
  await quickPick.runCommand('Model Vitals: Open Configuration');
  await editor.waitForTab('model-vitals.json');
  await page.keyboard.press('ControlOrMeta+Home');
  for (let down = 1; down < line; down += 1) await page.keyboard.press('ArrowDown');
  await editor.waitForPosition('model-vitals.json', line);
}

/** Opens the configuration with the caret inside of the empty name on that line, and asks for names. */
async function suggest(line: number): Promise<Locator> {
  const { page } = workbench;
  await goTo(line);
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowLeft');
  const widget = page.locator('.editor-widget.suggest-widget.visible');
  await poll('suggestions', async () => {
    if (!(await widget.isVisible())) await page.keyboard.press('Control+Space');
    return (await widget.getByText('latency.p95').count()) > 0;
  });
  return widget;
}

describe('beside the panel', () => {
  it('one status item says what moved and how many alerts are open, and the badge counts the same', async () => {
    await workbench.tree('Alerts').row('drift: ');
    const item = await workbench.statusBar.item('Model Vitals: flight-delays');
    const label = (await item.locator('a, [role=button]').first().getAttribute('aria-label')) ?? '';
    const firing = (await workbench.tree('Alerts').rows()).filter((row) => row.includes('firing')).length;
    expect(label).toMatch(/\d+ of \d+ features moved, \d+ of \d+ figures moved/);
    expect(firing).toBeGreaterThan(0);
    await expect.poll(() => item.innerText()).toContain(`${firing} alert`);
    await expect.poll(() => workbench.page.locator('.part.activitybar .badge-content:visible').allInnerTexts()).toContain(String(firing));
    await item.hover();
    const tooltip = workbench.page.locator('.monaco-hover:visible', { hasText: 'features moved' });
    await tooltip.waitFor();
    await expect.poll(() => tooltip.locator('a').allInnerTexts()).toEqual(['Open Dashboard', 'Show Alerts', 'Read Again']);
    await workbench.screenshot('status-tooltip');
  });

  it('a check against the rules says what failed in the words of the command line, and opens as a document', async () => {
    await workbench.quickPick.runCommand('Model Vitals: Check Against Rules');
    await workbench.notifications.waitFor('FAILED');
    const [said = ''] = (await workbench.notifications.texts()).filter((text) => text.includes('FAILED'));
    expect(said).toMatch(/flight-delays: \d+ of \d+ checks failed/);
    await workbench.notifications.click('FAILED', 'Open Result');
    await expect.poll(() => workbench.editor.text()).toMatch(/\d+ of \d+ checks failed/);
    await workbench.screenshot('check-result');
    await workbench.quickPick.runCommand('View: Revert and Close Editor');
  });

  it('model-vitals.json completes names, and one that stands for nothing is changed by its fix', async () => {
    const before = readFileSync(config, 'utf8');
    writeFileSync(config, '{\n  "sources": [{ "name": "flight-delays", "path": "log/*.jsonl.gz" }],\n  "check": { "ignore": [\n    ""\n  ] },\n  "code": { "map": { "features.distanse": "distance" } }\n}\n');
    await workbench.tree('Features').row('features.distance');
    await suggest(4);
    await workbench.screenshot('config-completion');
    await workbench.page.keyboard.press('Escape');
    await goTo(6);
    await workbench.page.locator('.part.editor .squiggly-warning').first().waitFor();
    await workbench.page.keyboard.press('F8');
    await workbench.page.getByText('Did you mean "features.distance"?').first().waitFor();
    await workbench.screenshot('config-problem');
    await workbench.page.keyboard.press('Escape');
    const fix = workbench.page.locator('.action-widget').getByText('Change to "features.distance"');
    await poll('the fix', async () => {
      if (!(await fix.isVisible())) await workbench.page.keyboard.press('Control+.');
      return fix.isVisible();
    });
    await fix.click();
    await expect.poll(() => workbench.editor.text()).toContain('"features.distance": "distance"');
    await workbench.quickPick.runCommand('File: Revert File');
    writeFileSync(config, before);
  });

  it('the walkthrough opens by its command, every step with its picture', async () => {
    await workbench.quickPick.runCommand('Model Vitals: Open Walkthrough');
    const page = workbench.page.locator('.gettingStartedContainer');
    await page.getByText('Watch a Deployed Model').first().waitFor();
    for (const step of ['Find a log', 'See what moved', 'Jump to the code', 'Watch it', 'Write your rules']) {
      await page.locator('.getting-started-step').filter({ hasText: step }).first().click();
      const picture = page.locator('img:visible').last();
      await picture.waitFor();
      await expect.poll(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBeGreaterThan(100);
      await expect.poll(async () => ((await picture.getAttribute('alt')) ?? '').length).toBeGreaterThan(20);
    }
    for (const [theme, name] of themes) {
      await workbench.setTheme(theme);
      await workbench.screenshot(`walkthrough-page-${name}`);
    }
    await workbench.setTheme('Default Dark Modern');
    expect(workbench.problems()).toEqual([]);
  });

  it('has pictures of each step, dark and light', async (context) => {
    if (!takesPictures) return context.skip('pictures are taken with MODEL_VITALS_PICTURES=1');
    const { page } = workbench;
    mkdirSync(pictures, { recursive: true });
    const before = readFileSync(config, 'utf8');
    const sideBar = page.locator('.part.sidebar');
    const area = page.locator('.part.editor');
    const shoot = async (of: Locator, name: string, height: number): Promise<void> => {
      const box = await of.boundingBox();
      expect(box).not.toBeNull();
      if (box === null) return;
      const clip = { ...box, width: Math.min(box.width, 760), height: Math.min(box.height, height) };
      await page.screenshot({ path: join(pictures, `${name}.png`), clip, animations: 'disabled', caret: 'hide' });
    };
    await workbench.quickPick.runCommand('View: Close All Editors');
    for (const [theme, name] of themes.slice(0, 2)) {
      await workbench.setTheme(theme);
      await workbench.notifications.dismissAll();
      await workbench.activityBar.open('Model Vitals');
      await workbench.tree('Features').row('features.distance');
      await shoot(sideBar, `find-${name}`, 420);
      await shoot(workbench.tree('Alerts').section, `alerts-${name}`, 320);
      await workbench.quickPick.runCommand('Model Vitals: Open Dashboard');
      await workbench.webviewFrame(/features\.distance/, 60_000);
      await shoot(area, `dashboard-${name}`, 520);
      await workbench.quickPick.runCommand('View: Close All Editors');
      const line = readFileSync(join(workbench.folder, 'model', 'features.py'), 'utf8').split('\n').findIndex((text) => text.includes('half_up(df["distance_miles"]')) + 1;
      await workbench.editor.openFile('features.py', line);
      await expect.poll(async () => (await workbench.editor.marksOn('distance_miles')).join(' ')).toContain('moved');
      await shoot(area, `code-${name}`, 420);
      writeFileSync(config, '{\n  "sources": [{ "name": "flight-delays", "path": "log/*.jsonl.gz" }],\n  "check": { "ignore": [\n    ""\n  ] }\n}\n');
      await suggest(4);
      await shoot(area, `rules-${name}`, 420);
      await page.keyboard.press('Escape');
      writeFileSync(config, before);
      await workbench.quickPick.runCommand('View: Close All Editors');
    }
    await workbench.setTheme('Default Dark Modern');
  });
});
