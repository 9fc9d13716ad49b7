import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Workbench } from './openWorkbench';
import { openDemo } from './openDemo';
import { dashboardPage } from './pages/dashboard';

/* What leaves the editor: a notebook of the comparison, and a chart on the real clipboard of a real webview. */

let workbench: Workbench;
beforeAll(async () => {
  workbench = await openDemo();
}, 180_000);
afterAll(async () => workbench?.dispose());
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench.screenshot(`failed-sharing-${task.name.replace(/\W+/g, '-')}`);
});

describe('sharing', () => {
  it('a chart is copied as an image from inside the webview', async () => {
    const page = dashboardPage(await workbench.webviewFrame(/All findings|Along the axis/));
    await page.open('features.distance');
    const card = page.frame.locator('[data-card="drift"]');
    await card.getByRole('button', { name: 'Copy as image: features.distance: Drift along the axis' }).click();
    await expect.poll(() => card.locator('.picture-said').innerText(), { timeout: 20_000 }).toBe('copied');
    await workbench.screenshot('sharing-picture');
  });

  it('the comparison opens in a notebook, untitled, with its cells', async () => {
    await workbench.quickPick.runCommand('Model Vitals: Open Comparison in Notebook');
    const cells = workbench.page.locator('.notebookOverlay .cell-list-container .monaco-list-row');
    // The editor makes only the cells in sight.
    await expect.poll(() => cells.count(), { timeout: 60_000 }).toBeGreaterThan(1);
    await expect.poll(async () => (await workbench.page.locator('.notebookOverlay').innerText()).replaceAll('\u00a0', ' '), { timeout: 30_000 }).toMatch(/import pandas/);
    await workbench.screenshot('sharing-notebook');
  });
});
