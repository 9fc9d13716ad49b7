import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/core/config/parseConfig';
import type { Workbench } from './openWorkbench';
import { openDemo } from './openDemo';
import { dashboardPage } from './pages/dashboard';
import { poll } from './poll';

/* Alerts of the demo's log: its two injected faults open incidents, which can be looked into, acknowledged and muted. */

let workbench: Workbench;
const alerts = () => workbench.tree('Alerts');
const incidents = async (): Promise<string[]> => (await alerts().rows()).filter((row) => /^(drift|service|quality|business|SLO page|SLO ticket|limit): /.test(row));
const openCount = async (): Promise<number> => Number(/(\d+|one|no) open alert/.exec((await workbench.statusBar.items()).join('\n'))?.[1]?.replace('one', '1').replace('no', '0') ?? Number.NaN);

beforeAll(async () => {
  workbench = await openDemo();
}, 180_000);
afterAll(async () => workbench?.dispose());
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench.screenshot(`failed-alerts-${task.name.replace(/\W+/g, '-')}`);
});

describe('alerts', () => {
  it('judges the log behind the report and lists its incidents, open ones first', async () => {
    await alerts().row('drift: ');
    const rows = await incidents();
    expect(rows.some((row) => /^drift: .*firing, since \d+ Jun 2001/.test(row))).toBe(true);
    expect(rows.some((row) => /^quality: .*firing, since \d+ Jun 2001/.test(row))).toBe(true);
    const states = rows.map((row) => /, resolved, /.test(row) || row.includes('resolved'));
    expect(states).toEqual([...states].sort());
    await workbench.screenshot('alerts');
  });

  it('says in the status bar how many are open', async () => {
    const firing = (await incidents()).filter((row) => row.includes('firing')).length;
    await expect.poll(() => openCount()).toBe(firing);
  });

  it('shows what an incident rests on, and leads to the feature', async () => {
    await alerts().expand('drift: ');
    const row = await alerts().row('standard errors');
    const label = (await row.getAttribute('aria-label')) ?? '';
    expect(label).toMatch(/standard errors \((this window|lasting change)\)/);
    const feature = /^([\w.]+): /.exec(label)?.[1];
    await row.click();
    const page = dashboardPage(await workbench.webviewFrame('All findings'));
    if (feature !== undefined) await page.frame.getByRole('heading', { name: feature, exact: true }).waitFor();
  });

  it('says of each family how far its level can be trusted', async () => {
    await alerts().expand('What is watched');
    const label = (await (await alerts().row('service, ')).getAttribute('aria-label')) ?? '';
    expect(label).toMatch(/level 1\.0 % of windows, about [\d.]+ false alerts in 30 days: (calibrated|approximate)/);
    expect(label).toMatch(/self-check/);
  });

  it('opens the Alerts page at an incident from its row, and by the keyboard from the overview', async () => {
    await alerts().click('quality: ');
    const { frame } = dashboardPage(await workbench.webviewFrame('Incidents'));
    const head = frame.getByRole('button', { name: /^#\d+ quality: / });
    await poll('the incident in focus', async () => (await head.getAttribute('aria-expanded')) === 'true' && (await head.evaluate((element) => element === document.activeElement)));
    await expect.poll(() => frame.getByRole('table', { name: /^Evidence of incident/ }).innerText()).toMatch(/accuracy[^]*%[^]*pt/);
    await frame.getByRole('button', { name: 'All findings' }).press('Enter');
    const link = frame.getByRole('button', { name: /^Alerts: \d open$/ });
    await poll('focus on the link', () => link.evaluate((element) => element === document.activeElement));
    await workbench.page.keyboard.press('Enter');
    await frame.getByRole('heading', { name: 'Alerts', level: 1 }).waitFor();
    const sentence = await frame.locator('#alerts-sentence').innerText();
    expect(sentence).toMatch(/^Open: .*drift since \d+ Jun 2001 \d\d:\d\d UTC/);
    expect(sentence).toContain('approximate');
  });

  it('draws both charts of each family, and says the same in a table', async () => {
    const { frame } = dashboardPage(await workbench.webviewFrame('Incidents'));
    for (const family of ['drift', 'service', 'quality', 'business']) {
      for (const chart of ['this window', 'lasting change']) await frame.getByRole('img', { name: new RegExp(`^${family}, ${chart}, along the axis of windows\\. .*highest [\\d.]+; beyond the limit in \\d+ of \\d+ windows`) }).waitFor();
    }
    const slider = frame.getByRole('slider', { name: 'Windows of quality' });
    await slider.focus();
    await slider.press('End');
    await expect.poll(() => slider.getAttribute('aria-valuetext')).toMatch(/2001 .* rows · this window [\d.]+, limit [\d.]+ · lasting change|not judged: /);
    const family = frame.getByRole('region', { name: 'Family quality' });
    await family.getByText('Show as table').click();
    const table = family.getByRole('table');
    await table.waitFor();
    const cells = await table.getByRole('row').nth(30).getByRole('cell').allInnerTexts();
    expect(cells.length).toBe(7);
    await expect.poll(() => table.innerText()).toMatch(/not judged: \d+ rows, fewer than the 50/);
    await family.getByText('Show as table').click();
  });

  it('acknowledges from the page, which the tree and the status bar follow', async () => {
    const { frame } = dashboardPage(await workbench.webviewFrame('Incidents'));
    const before = await openCount();
    const head = frame.getByRole('button', { name: /^#\d+ quality: / });
    if ((await head.getAttribute('aria-expanded')) === 'false') await head.click();
    await frame.getByRole('button', { name: /^Acknowledge incident/ }).click();
    await poll('the acknowledged incident in the tree', async () => (await incidents()).some((row) => /^quality: .*acknowledged/.test(row)));
    await poll('one open alert fewer', async () => (await openCount()) === before - 1);
    await frame.getByRole('button', { name: /^#\d+ quality: .* acknowledged since/ }).waitFor();
    await frame.getByRole('button', { name: /^Take the mark off incident/ }).click();
    await poll('the incident firing again', async () => (await openCount()) === before);
  });

  it('keeps the page, its open incident and its place while it is hidden', async () => {
    const { frame } = dashboardPage(await workbench.webviewFrame('Incidents'));
    await frame.evaluate(() => window.scrollTo(0, 420));
    await poll('the place to be kept', () => frame.evaluate(() => window.scrollY === 420));
    await workbench.editor.openFile('model-vitals.json');
    await workbench.editor.focusTab('Model Vitals');
    const again = await workbench.webviewFrame('Incidents');
    await poll('the open incident', async () => (await again.getByRole('button', { name: /^#\d+ quality: / }).getAttribute('aria-expanded')) === 'true');
    await poll('the place', async () => {
      const at = await again.evaluate(() => window.scrollY);
      if (Math.abs(at - 420) <= 1) return true;
      throw new Error(`at ${at} of ${await again.evaluate(() => document.documentElement.scrollHeight)}`);
    });
  });

  it('looks right in three themes', async () => {
    for (const [theme, name] of [['Default Dark Modern', 'dark'], ['Default Light Modern', 'light'], ['Default High Contrast', 'contrast']] as const) {
      await workbench.setTheme(theme);
      const { frame } = dashboardPage(await workbench.webviewFrame('Incidents'));
      await frame.evaluate(() => window.scrollTo(0, 0));
      await frame.getByRole('img', { name: /^business, lasting change/ }).waitFor();
      await workbench.screenshot(`alerts-page-${name}-1`);
      await frame.locator('#incidents-title').scrollIntoViewIfNeeded();
      await frame.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
      await workbench.screenshot(`alerts-page-${name}-2`);
      await expect.poll(() => frame.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    }
    await workbench.setTheme('Default Dark Modern');
    expect(workbench.problems()).toEqual([]);
  });

  it('keeps what was done about an incident, also over a reload of the window', async () => {
    const before = await openCount();
    await alerts().rowAction('drift: ', 'Acknowledge Alert…');
    await poll('the acknowledged incident', async () => (await incidents()).some((row) => /^drift: .*acknowledged/.test(row)));
    await poll('one open alert fewer', async () => (await openCount()) === before - 1);
    const loaded = workbench.page.waitForEvent('load');
    await workbench.quickPick.runCommand('Developer: Reload Window');
    await loaded;
    await workbench.activityBar.open('Model Vitals');
    await poll('the mark after the reload', async () => (await incidents()).some((row) => /^drift: .*acknowledged/.test(row)));
    await alerts().rowAction('drift: ', 'Take Mark off Alert…');
    await poll('the incident firing again', async () => (await openCount()) === before);
  });

  it('leaves the time of an incident out by a click, and takes that back', async () => {
    const file = join(workbench.folder, 'model-vitals.json');
    const before = readFileSync(file, 'utf8');
    await alerts().click('drift: ');
    const frame = await workbench.webviewFrame(/Was this expected/);
    await frame.locator('summary', { hasText: 'Was this expected?' }).first().click();
    await frame.getByRole('button', { name: /^Exclude the time of incident/ }).first().click();
    await workbench.notifications.waitFor('is left out of the alerts');
    expect(readFileSync(file, 'utf8')).toMatch(/"exclude": \[\s*\{\s*"from": "2001-06-/);
    await workbench.notifications.click('is left out of the alerts', 'Undo');
    await poll('the configuration without it', () => Promise.resolve(!/"from": "2001-06-/.test(readFileSync(file, 'utf8'))));
    expect(parseConfig(readFileSync(file, 'utf8')).config).toEqual(parseConfig(before).config);
  });

  it('judges again by the rules of the configuration, and tells once where it is asked to', async () => {
    const file = join(workbench.folder, 'model-vitals.json');
    const config = JSON.parse(readFileSync(file, 'utf8').replace(/^\s*\/\/.*$/gm, '')) as Record<string, unknown>;
    writeFileSync(file, JSON.stringify({ ...config, alerts: { window: '2h', notify: ['quality'] } }, null, 2));
    await workbench.notifications.waitFor('new alert');
    expect((await workbench.notifications.texts()).filter((text) => text.includes('new alert')).length).toBe(1);
  });
});
