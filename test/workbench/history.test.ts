import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hasGit, makeHistory } from './makeHistory';
import { openWorkbench, type Workbench } from './openWorkbench';
import { dashboardPage } from './pages/dashboard';

/* Commits and tags of a repository on the demo's axis, and the way from a feature that moved to the diff of the commit before it. */

let workbench: Workbench;
let folder = '';
beforeAll(async () => {
  if (!hasGit) return;
  folder = makeHistory();
  workbench = await openWorkbench({ folder, extension: 'checkout', viewport: { width: 1600, height: 1000 } });
  await workbench.activityBar.open('Model Vitals');
  await workbench.tree('Sources').click('flight-delays');
  await workbench.webviewFrame(/features\.distance/, 90_000);
}, 240_000);
afterAll(async () => {
  await workbench?.dispose();
  if (folder !== '') rmSync(folder, { recursive: true, force: true });
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench.screenshot(`failed-history-${task.name.replace(/\W+/g, '-')}`);
});

const page = async () => dashboardPage(await workbench.webviewFrame(/All findings|Along the axis/)).frame;
const long = { timeout: 30_000 };

describe.skipIf(!hasGit)('commits and deploys', () => {
  it('stand on the shared axis: the deploy of log and tag once, commits in groups', async () => {
    const frame = await page();
    const list = frame.locator('details.marks');
    await expect.poll(() => list.locator('summary').innerText(), long).toMatch(/deploy.*commits/);
    await list.locator('summary').focus();
    await frame.page().keyboard.press('Enter');
    const deploy = list.locator('tr[data-kind="deploy"]').filter({ hasText: 'v1.4.0' });
    await expect.poll(() => deploy.innerText(), long).toMatch(/v1\.4\.0 has \d+ % of the rows from here; tag v1\.4\.0 at [0-9a-f]{7}, .* before; [0-9a-f]{7} Distances in km/);
    await expect.poll(() => deploy.count()).toBe(1);
    await expect.poll(() => frame.locator('.mark-row .mark-count').allTextContents(), long).toContain('14');
    await expect.poll(() => list.innerText()).not.toContain('More words');
    for (const theme of ['Default Dark Modern', 'Default Light Modern', 'Default High Contrast'] as const) {
      await workbench.setTheme(theme);
      await list.scrollIntoViewIfNeeded();
      await workbench.screenshot(`history-axis-${theme.replace('Default ', '').replaceAll(' ', '-').toLowerCase()}`);
    }
    await workbench.setTheme('Default Dark Modern');
  }, 120_000);

  it('stand beside the onset of a metric', async () => {
    const frame = await page();
    await frame.locator('#why-link').click();
    const latency = frame.locator('[id="why-latency.p95"]');
    await expect.poll(() => latency.locator('.before-move').innerText(), long).toMatch(/within the interval[\s\S]*Recent rates are looked up[\s\S]*v1\.4\.0/);
    await latency.scrollIntoViewIfNeeded();
    await workbench.screenshot('history-why');
    await frame.locator('#back').click();
    await frame.locator('.tiles').waitFor();
  }, 120_000);

  it('split the windows, with the way back', async () => {
    const frame = await page();
    const before = await frame.locator('[data-window-block="baseline"] .window-place').innerText();
    await frame.locator('tr[data-kind="deploy"]').filter({ hasText: 'v1.4.0' }).locator('.mark-around').click();
    await expect.poll(() => frame.locator('[data-window-block="baseline"] .window-place').innerText(), long).toMatch(/to 1\d Jun 2001/);
    await frame.locator('#leave-around').click();
    await expect.poll(() => frame.locator('[data-window-block="baseline"] .window-place').innerText(), long).toBe(before);
  }, 120_000);

  it('lead by keys from a feature that moved to the diff of the commit before it, at its line', async () => {
    const dashboard = dashboardPage(await page());
    await dashboard.open('features.distance');
    const section = dashboard.frame.locator('.before-move');
    await expect.poll(() => section.innerText(), long).toMatch(/before[\s\S]*Distances in km, metric units everywhere[\s\S]*by Grace; model\/features\.py, line 4\d/);
    await section.scrollIntoViewIfNeeded();
    await workbench.screenshot('history-feature');
    await section.locator('.commit-diff').first().focus();
    await dashboard.frame.page().keyboard.press('Enter');
    const diff = workbench.page.locator('.monaco-diff-editor');
    await diff.waitFor({ timeout: 30_000 });
    await expect.poll(() => diff.locator('.editor.modified .view-lines[role="presentation"]').innerText(), long).toMatch(/half_up\(df\["distance_miles"\]/);
    // A narrow editor draws what was taken away between the lines.
    await expect.poll(async () => (await diff.locator('.line-delete, .editor.original .view-lines').allInnerTexts()).join(' '), long).toMatch(/df\["distance"\]\s*=\s*df\["distance_miles"\]/);
    await expect.poll(() => workbench.editor.tabs(), long).toContainEqual(expect.stringMatching(/^features\.py \([0-9a-f]{7}: Distances in km/));
    await workbench.screenshot('history-diff');
    expect(workbench.problems()).toEqual([]);
  }, 120_000);

  it('are read beside code in a narrow panel', async () => {
    await workbench.page.setViewportSize({ width: 900, height: 1000 });
    const frame = await page();
    await frame.locator('.before-move').scrollIntoViewIfNeeded();
    await workbench.screenshot('history-feature-narrow');
    await frame.locator('#back').click();
    await frame.locator('details.marks').scrollIntoViewIfNeeded();
    await workbench.screenshot('history-axis-narrow');
    await expect.poll(() => frame.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(1);
  }, 120_000);
});
