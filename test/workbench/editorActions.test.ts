import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Workbench } from './openWorkbench';
import { openDemo } from './openDemo';
import { poll } from './poll';

/* From code to action by the keyboard: the hover's way to the Why page, marks in the cells of a notebook, and a window accepted as the new baseline with its undo. */

const cell = (kind: 'markdown' | 'code', source: string): object => ({ cell_type: kind, metadata: {}, source, ...(kind === 'code' ? { execution_count: null, outputs: [] } : {}) });
const cells = [cell('markdown', '# Features by hand'), cell('code', 'import pandas as pd\n\ndf["distance"] = df["miles"] * 1.609344\ndf["dep_hour"] = df["departed"].dt.hour\n')];

let workbench: Workbench;
beforeAll(async () => {
  workbench = await openDemo();
}, 240_000);
afterAll(async () => workbench?.dispose());
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench.screenshot(`failed-actions-${task.name.replace(/\W+/g, '-')}`);
});

const config = (): string => readFileSync(join(workbench.folder, 'model-vitals.json'), 'utf8');
const alerts = async (): Promise<string> => (await workbench.tree('Alerts').rows()).filter((row) => row.startsWith('drift: ')).join('\n');

describe('from code to action', () => {
  it('the hover leads to the Why page, by keys alone', async () => {
    const { page } = workbench;
    await workbench.editor.openFile('features.py', 40);
    await workbench.editor.waitForPosition('features.py', 40);
    await page.keyboard.press('Home');
    for (let i = 0; i < 6; i += 1) await page.keyboard.press('ArrowRight');
    const hover = page.locator('.monaco-hover:visible').first();
    await poll('the hover by keys', async () => {
      await page.keyboard.press('ControlOrMeta+K');
      await page.keyboard.press('ControlOrMeta+I');
      await hover.getByText(/^Why did .* move\?$/).waitFor({ timeout: 8_000 });
      return true;
    }, 60_000);
    await workbench.screenshot('actions-hover');
    // The same keys once more go into it.
    await page.keyboard.press('ControlOrMeta+K');
    await page.keyboard.press('ControlOrMeta+I');
    const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.textContent ?? '');
    await poll('the link by Tab', async () => {
      if (/^Why did .* move\?$/.test(await focused())) return true;
      await page.keyboard.press('Tab');
      return undefined;
    });
    await page.keyboard.press('Enter');
    const frame = await workbench.webviewFrame(/Moving together is no cause/);
    await expect.poll(() => frame.locator('#why-title').innerText()).toBe('Why');
    await frame.locator('[id="why-latency.p95"][open]').waitFor();
    await workbench.screenshot('actions-why');
  });

  it('the current window is accepted as the new baseline by keys, and undone whole', async () => {
    const { page } = workbench;
    const before = config();
    await workbench.tree('Alerts').row('drift: ');
    const problem = page.locator('.markers-panel .monaco-list-row', { hasText: /features\.distance: .*firing since/ }).first();
    await workbench.quickPick.runCommand('Problems: Focus on Problems View');
    await problem.waitFor({ timeout: 60_000 });
    await workbench.editor.openFile('features.py', 40);
    await workbench.editor.waitForPosition('features.py', 40);
    await page.keyboard.press('Home');
    for (let i = 0; i < 6; i += 1) await page.keyboard.press('ArrowRight');
    const menu = page.locator('.action-widget');
    await poll('the quick fixes', async () => {
      await page.keyboard.press('ControlOrMeta+.');
      await menu.getByText('Accept the current window as the new baseline').waitFor({ timeout: 4_000 });
      return true;
    });
    for (let i = 0; i < 4; i += 1) await page.keyboard.press('ArrowDown');
    await expect.poll(() => menu.locator('.monaco-list-row.focused').innerText()).toContain('Accept the current window');
    await page.keyboard.press('Enter');
    const said = await workbench.notifications.waitFor('is the baseline now.');
    expect(before).not.toMatch(/"accepted /);
    expect(config()).toMatch(/"accepted 16 Jun 2001[^"]*"/);
    await expect.poll(alerts, { timeout: 30_000 }).toMatch(/acknowledged/);
    await poll('the acknowledged alert gone from the problems', async () => (await problem.count()) === 0);
    await workbench.screenshot('actions-accepted');
    await said.getByRole('button', { name: 'Undo' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(config, { timeout: 30_000 }).toBe(before);
    await problem.waitFor({ timeout: 60_000 });
    await expect.poll(alerts, { timeout: 30_000 }).not.toMatch(/acknowledged/);
    await workbench.screenshot('actions-undone');
  });

  it('marks stand in the cells of a notebook, dark and light', async () => {
    // Written only now: until then the problem stands in the file, which it would share with the cell.
    writeFileSync(join(workbench.folder, 'model', 'look.ipynb'), JSON.stringify({ cells, metadata: { language_info: { name: 'python' } }, nbformat: 4, nbformat_minor: 5 }));
    await workbench.editor.openFile('look.ipynb');
    const moved = async (): Promise<string> => (await workbench.editor.marksOn('df["miles"]')).join(' ');
    await expect.poll(moved, { timeout: 60_000 }).toMatch(/features\.distance {2}▲ moved {2}W1 \d\.\d\d sd {2}q<0\.001/);
    await expect.poll(async () => (await workbench.editor.marksOn('.dt.hour')).join(' ')).toMatch(/features\.dep_hour {2}stable {2}W1 0\.02 sd/);
    for (const theme of ['Default Light Modern', 'Default Dark Modern'] as const) {
      await workbench.setTheme(theme);
      await expect.poll(moved, { timeout: 30_000 }).toContain('features.distance');
      await workbench.screenshot(`actions-notebook-${theme.replaceAll(' ', '-').toLowerCase()}`);
    }
    // An edit in the cell takes its mark away and brings it back, as in a file.
    await workbench.page.locator('.notebookOverlay .view-line', { hasText: 'miles' }).first().click();
    await workbench.page.keyboard.press('Home');
    await workbench.page.keyboard.press('Enter');
    await expect.poll(moved, { timeout: 30_000 }).toContain('features.distance');
    await workbench.page.keyboard.press('ControlOrMeta+Z');
    await expect.poll(moved, { timeout: 30_000 }).toContain('features.distance');
    expect(workbench.problems()).toEqual([]);
  });
});
