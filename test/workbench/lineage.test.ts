import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Theme, Workbench } from './openWorkbench';
import { openWorkbench } from './openWorkbench';
import { type Dashboard, dashboardPage } from './pages/dashboard';
import { poll } from './poll';

/* The inputs of a moved feature on its page: said, listed, drawn, walked with keys alone, down to the line in the editor. */

const themes: readonly Theme[] = ['Default Light Modern', 'Default High Contrast', 'Default High Contrast Light', 'Default Dark Modern'];
const short = (theme: Theme): string => theme.replace('Default ', '').replaceAll(' ', '-').toLowerCase();

let workbench: Workbench;
let dashboard: Dashboard;

beforeAll(async () => {
  workbench = await openWorkbench({ folder: 'examples/flight-delays', extension: 'checkout', viewport: { width: 1600, height: 1000 } });
  await workbench.activityBar.open('Model Vitals');
  await workbench.tree('Sources').click('flight-delays');
  dashboard = dashboardPage(await workbench.webviewFrame(/features\.distance/, 60_000));
  await dashboard.table.waitFor();
}, 180_000);
afterAll(async () => workbench?.dispose());
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench.screenshot(`failed-lineage-${task.name.replace(/\W+/g, '-')}`);
});

const focused = () => dashboard.frame.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
const name = () => dashboard.frame.locator('.lineage-node:focus .lineage-name').innerText();

async function inSight(): Promise<void> {
  await dashboard.frame.getByRole('region', { name: 'Example rows' }).last().getByRole('table').waitFor();
  await dashboard.frame.locator('section.inputs').evaluate((section) => section.scrollIntoView({ block: 'start' }));
}

describe('the inputs of a feature', () => {
  it('are told on its page, with whether its drift came in with one', async () => {
    await dashboard.open('features.distance');
    await dashboard.frame.locator('mv-lineage .lineage-node').first().waitFor({ timeout: 60_000 });
    const inputs = dashboard.frame.locator('section.inputs');
    await expect.poll(() => inputs.locator('.sentence').innerText()).toMatch(/not logged.*features\.py:40/);
    await expect.poll(() => inputs.locator('.inputs-table').innerText()).toMatch(/distance_miles\s+not in the log/);
    const shown = await dashboard.text();
    expect(shown).not.toMatch(/\bNaN\b/);
  });

  it('are walked with keys alone, and Enter opens the line of a node', async () => {
    const { keyboard } = workbench.page;
    await inSight();
    // From the link under the verdict to the section, and by Tab into the graph.
    await dashboard.frame.locator('.origin-line .link').focus();
    await keyboard.press('Enter');
    await poll('focus on the section', async () => (await dashboard.frame.evaluate(() => document.activeElement?.id)) === 'inputs-title');
    const inGraph = () => dashboard.frame.evaluate(() => document.activeElement?.classList.contains('lineage-node') === true);
    for (let tab = 0; tab < 25 && !(await inGraph()); tab += 1) await keyboard.press('Tab');
    await expect.poll(name).toBe('distance');
    await expect.poll(focused).toMatch(/^distance, moved · [\d.]+ sd, features\.py:40\. 1 input: half_up/);
    for (const [key, to] of [['ArrowLeft', 'half_up'], ['ArrowLeft', null], ['End', 'date'], ['ArrowRight', 'departed'], ['Home', 'distance'], ['ArrowLeft', 'half_up']] as const) {
      await keyboard.press(key);
      if (to !== null) await expect.poll(name).toBe(to);
    }
    const line = /features\.py:(\d+)/.exec(await focused())?.[1];
    await keyboard.press('Enter');
    await workbench.editor.waitForPosition('features.py', Number(line));
    await workbench.page.mouse.move(2, 2);
    await inSight();
    await workbench.screenshot('lineage-beside-code');
  });

  it('lead to their own pages with a key, and back', async () => {
    const { keyboard } = workbench.page;
    dashboard = dashboardPage(await workbench.webviewFrame('All findings'));
    await dashboard.button('All findings').click();
    await dashboard.open('features.time_of_day');
    await dashboard.frame.locator('mv-lineage .lineage-node').first().waitFor({ timeout: 60_000 });
    await inSight();
    await dashboard.frame.locator('.lineage-node[tabindex="0"]').focus();
    await keyboard.press('ArrowLeft');
    if ((await name()) !== 'dep_hour') await keyboard.press('ArrowDown');
    if ((await name()) !== 'dep_hour') await keyboard.press('ArrowUp');
    await expect.poll(focused).toMatch(/^dep_hour, (stable|moved)/);
    await keyboard.press('p');
    await dashboard.frame.getByRole('heading', { level: 1, name: 'features.dep_hour' }).waitFor();
    await dashboard.button('Back to features.time_of_day').click();
    await dashboard.frame.getByRole('heading', { level: 1, name: 'features.time_of_day' }).waitFor();
  });
});

describe('looks', () => {
  it('right in four themes', async () => {
    await workbench.quickPick.runCommand('View: Close Editors in Other Groups');
    dashboard = dashboardPage(await workbench.webviewFrame('All findings'));
    for (const feature of ['features.distance', 'features.route_delay_rate_7d']) {
      await dashboard.button('All findings').click();
      await dashboard.open(feature);
      await dashboard.frame.locator('mv-lineage .lineage-node').first().waitFor({ timeout: 60_000 });
      await workbench.screenshot(`lineage-top-${feature.slice('features.'.length)}`);
      for (const theme of themes) {
        await workbench.setTheme(theme);
        await inSight();
        await dashboard.frame.locator('.lineage-node[tabindex="0"]').focus();
        await workbench.screenshot(`lineage-${short(theme)}-${feature.slice('features.'.length)}`);
      }
    }
  });

  it('right at 320 px: nothing is cut off sideways', async () => {
    await workbench.page.setViewportSize({ width: 720, height: 1000 });
    const width = () => dashboard.frame.evaluate(() => window.innerWidth);
    await poll('a narrow panel', async () => (await width()) < 500);
    await workbench.page.setViewportSize({ width: 720 - (await width()) + 320, height: 1000 });
    await poll('320 px', async () => Math.abs((await width()) - 320) <= 1);
    await inSight();
    await workbench.screenshot('lineage-narrow-1');
    await dashboard.frame.locator('mv-lineage').evaluate((graph) => graph.scrollIntoView({ block: 'start' }));
    await workbench.screenshot('lineage-narrow-2');
    await expect.poll(() => dashboard.frame.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  });

  it('logs no errors of its own and violates no content security policy', () => {
    expect(workbench.problems()).toEqual([]);
  });
});
