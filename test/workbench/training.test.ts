import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Theme, Workbench } from './openWorkbench';
import { openWorkbench } from './openWorkbench';
import { type Dashboard, dashboardPage } from './pages/dashboard';

/* Training runs in the editor: a database in use beside the log of its model, event files that grow. */

const fixtures = resolve(__dirname, '../fixtures/training');
let folder: string;
let workbench: Workbench;
let dashboard: Dashboard;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mv-training-'));
  for (const name of ['mlflow.db', 'mlflow.db-wal', 'runs/old']) cpSync(join(fixtures, name), join(folder, name), { recursive: true });
  // 2,000 labelled predictions of the version that the run "first" made; four of five are right.
  const rows = Array.from({ length: 2_000 }, (_, i) => `${new Date(Date.UTC(2026, 8, 1) + i * 60_000).toISOString()},churn:3,${i % 2},${i % 5 === 0 ? 1 - (i % 2) : i % 2}`);
  writeFileSync(join(folder, 'log.csv'), `timestamp,model_version,prediction,label\n${rows.join('\n')}\n`);
  writeFileSync(join(folder, 'model-vitals.json'), JSON.stringify({
    sources: [{ name: 'churn', path: 'log.csv' }, { name: 'tracking', kind: 'mlflow', path: 'mlflow.db', of: 'churn' }, { name: 'boards', kind: 'tensorboard', path: 'runs', pollSeconds: 1 }],
  }));
  workbench = await openWorkbench({ folder, extension: 'checkout', viewport: { width: 1600, height: 1000 } });
  await workbench.activityBar.open('Model Vitals');
}, 180_000);
afterAll(async () => {
  await workbench?.dispose();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench.screenshot(`failed-training-${task.name.replace(/\W+/g, '-')}`);
});

describe('training runs', () => {
  it('of a database in use are a page of their own, with the deployed one beside the log of its model', async () => {
    await workbench.tree('Sources').click('tracking');
    dashboard = dashboardPage(await workbench.webviewFrame(/Training runs/, 60_000));
    await expect.poll(() => dashboard.text(), { timeout: 90_000 }).toMatch(/registered version that the run made[^]*91\.0 % on test data \(test_accuracy\), 80\.0 % \([\d. to]+ %, 95 %\) in production, n = \d+: worse in production/);
    await expect.poll(async () => (await workbench.tree('Sources').rows()).some((row) => /^tracking, live, 2 training runs/.test(row))).toBe(true);
  });

  it('are chosen and compared', async () => {
    for (const key of ['b2', 'a1']) await dashboard.frame.locator(`.training tr.row[data-key="${key}"]`).click();
    await expect.poll(() => dashboard.text(), { timeout: 60_000 }).toMatch(/Parameters that differ: 2 of 2[^]*val\/loss/);
    await expect.poll(() => dashboard.frame.locator('[data-card="curve-val/loss"] canvas').count()).toBe(1);
    const shown = await dashboard.text();
    expect(shown).not.toMatch(/\bNaN\b/);
    await workbench.screenshot('training');
  });

  it.each<Theme>(['Default Light Modern', 'Default High Contrast', 'Default Dark Modern'])('look right in %s', async (theme) => {
    await workbench.setTheme(theme);
    await expect.poll(() => dashboard.frame.locator('[data-card="curve-val/loss"] canvas').count()).toBe(1);
    await workbench.screenshot(`training-${theme.replace('Default ', '').replaceAll(' ', '-').toLowerCase()}`);
  });

  it('that are added to a folder of event files appear by themselves', async () => {
    await workbench.tree('Sources').click('boards');
    await expect.poll(() => dashboard.frame.locator('.training tr.row').count(), { timeout: 60_000 }).toBe(1);
    mkdirSync(join(workbench.folder, 'runs/new'));
    cpSync(join(fixtures, 'runs/tensors'), join(workbench.folder, 'runs/new'), { recursive: true });
    await expect.poll(() => dashboard.frame.locator('.training tr.row').count(), { timeout: 60_000 }).toBe(2);
    expect(workbench.problems()).toEqual([]);
  });
});
