import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Workbench } from './openWorkbench';
import { openWorkbench } from './openWorkbench';
import { dashboardPage } from './pages/dashboard';
import { poll } from './poll';

/* Alerts of the demo's log: its two injected faults open incidents, which can be looked into, acknowledged and muted. */

let workbench: Workbench;
const alerts = () => workbench.tree('Alerts');
const incidents = async (): Promise<string[]> => (await alerts().rows()).filter((row) => /^(drift|service|quality|business): /.test(row));
const openCount = async (): Promise<number> => Number(/(\d+|one|no) open alert/.exec((await workbench.statusBar.items()).join('\n'))?.[1]?.replace('one', '1').replace('no', '0') ?? Number.NaN);

beforeAll(async () => {
  workbench = await openWorkbench({ folder: 'examples/flight-delays', extension: 'checkout', viewport: { width: 1600, height: 1000 } });
  await workbench.activityBar.open('Model Vitals');
  await workbench.tree('Sources').click('flight-delays');
  await workbench.webviewFrame(/features\.distance/, 60_000);
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
    expect(await openCount()).toBe(firing);
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

  it('judges again by the rules of the configuration, and tells once where it is asked to', async () => {
    const file = join(workbench.folder, 'model-vitals.json');
    const config = JSON.parse(readFileSync(file, 'utf8').replace(/^\s*\/\/.*$/gm, '')) as Record<string, unknown>;
    writeFileSync(file, JSON.stringify({ ...config, alerts: { window: '2h', notify: ['quality'] } }, null, 2));
    await workbench.notifications.waitFor('new alert');
    expect((await workbench.notifications.texts()).filter((text) => text.includes('new alert')).length).toBe(1);
  });
});
