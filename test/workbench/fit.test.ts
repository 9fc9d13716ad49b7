import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/core/config/parseConfig';
import { makeLog } from './makeLogs';
import type { Workbench, WorkbenchWindow } from './openWorkbench';
import { openWorkbench } from './openWorkbench';
import { type Dashboard, dashboardPage } from './pages/dashboard';
import { poll } from './poll';

/* How it fits into VS Code: several folders in one window, and several windows on one folder. */

const config = (folder: string): string => join(folder, 'model-vitals.json');
const kept = (folder: string): readonly string[] => parseConfig(readFileSync(config(folder), 'utf8')).config.baselines.map(({ name }) => name);
const overview = async (window: WorkbenchWindow, rows: RegExp): Promise<Dashboard> => {
  const dashboard = dashboardPage(await window.webviewFrame(rows, 60_000));
  await dashboard.table.waitFor();
  return dashboard;
};
/** Keeps the baseline on show by a name. */
const keep = async (dashboard: Dashboard, name: string): Promise<void> => {
  await dashboard.button('Keep baseline…').click();
  await dashboard.frame.getByRole('textbox', { name: 'Name of the kept baseline' }).fill(name);
  await dashboard.button('Keep').click();
};
const project = async (folder: string, rows: number, code: string, more: object = {}): Promise<void> => {
  mkdirSync(folder, { recursive: true });
  await makeLog(join(folder, 'log', 'predictions.jsonl'), { rows, features: 6 });
  writeFileSync(join(folder, 'features.py'), code);
  writeFileSync(config(folder), `${JSON.stringify({ sources: [{ name: 'predictions', path: 'log/*.jsonl' }], ...more }, null, 2)}\n`);
};

describe('two folders in one window', () => {
  let source: string;
  let workbench: Workbench;

  beforeAll(async () => {
    source = mkdtempSync(join(tmpdir(), 'mv-folders-'));
    await project(join(source, 'churn'), 3000, 'def build(df):\n    df["f_1"] = df["raw"] * 2\n    return df\n');
    await project(join(source, 'fraud'), 2000, '# Fraud\n\n\ndef build(df):\n    df["f_1"] = df["amount"] / 3\n    return df\n');
    writeFileSync(join(source, 'both.code-workspace'), JSON.stringify({ folders: [{ path: 'churn' }, { path: 'fraud' }], settings: {} }));
    workbench = await openWorkbench({ folder: source, workspaceFile: 'both.code-workspace', extension: 'checkout' });
    await workbench.activityBar.open('Model Vitals');
  }, 180_000);
  afterAll(async () => {
    await workbench?.dispose();
    rmSync(source, { recursive: true, force: true });
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await workbench.screenshot(`failed-fit-${task.name.replace(/\W+/g, '-')}`);
  });

  /** What comes next must not find an editor that is about to close. */
  const closeCode = async (): Promise<void> => {
    await workbench.quickPick.runCommand('View: Close All Editors');
    await expect.poll(() => workbench.page.locator('.part.editor .tab', { hasText: 'features.py' }).count()).toBe(0);
  };

  it('tells sources of one name apart by their folders', async () => {
    await workbench.tree('Sources').row('predictions (churn)');
    await workbench.tree('Sources').row('predictions (fraud)');
    expect((await workbench.tree('Sources').rows()).filter((row) => row.startsWith('predictions')).length).toBe(2);
  });

  it('leads from each source’s feature to the code of its own folder', async () => {
    for (const [name, rows, line, text] of [['churn', /3,000 rows/, 2, 'df["raw"] * 2'], ['fraud', /2,000 rows/, 5, 'df["amount"] / 3']] as const) {
      await workbench.tree('Sources').click(`predictions (${name})`);
      await overview(workbench, rows);
      await poll('the feature with its code', async () => (await (await workbench.tree('Features').row('f_1')).isVisible()) || undefined);
      await workbench.tree('Features').rowAction('f_1', 'Go to Feature Code');
      await workbench.editor.waitForPosition('features.py', line);
      await expect.poll(() => workbench.editor.text()).toContain(text);
      await closeCode();
    }
  });

  it('marks no code of the other folder with what is of this one', async () => {
    await workbench.tree('Features').rowAction('f_1', 'Go to Feature Code');
    await workbench.editor.waitForPosition('features.py', 5);
    await expect.poll(() => workbench.editor.marksOn('df["f_1"]'), { timeout: 20_000 }).toEqual([expect.stringMatching(/moved/)]);
    await workbench.tree('Sources').click('predictions (churn)');
    await expect.poll(() => workbench.editor.marksOn('df["f_1"]'), { timeout: 20_000 }).toEqual([]);
    await closeCode();
  });

  it('keeps a baseline in the folder of its source only', async () => {
    await workbench.tree('Sources').click('predictions (churn)');
    await keep(await overview(workbench, /3,000 rows/), 'first weeks');
    await poll('the baseline in its file', () => kept(join(workbench.folder, 'churn')).includes('first weeks'));
    expect(kept(join(workbench.folder, 'fraud'))).toEqual([]);
    const churn = await overview(workbench, /3,000 rows/);
    await expect.poll(() => churn.entries('Baseline window').catch(() => [])).toContain('kept: first weeks');
    await workbench.tree('Sources').click('predictions (fraud)');
    const fraud = await overview(workbench, /2,000 rows/);
    await expect.poll(() => fraud.text()).not.toContain('first weeks');
  });

  it('logs no errors of its own and violates no content security policy', () => {
    expect(workbench.problems()).toEqual([]);
  });
});

describe('two windows on one folder', () => {
  let source: string;
  let workbench: Workbench;
  let other: WorkbenchWindow;
  const open = async (window: WorkbenchWindow): Promise<Dashboard> => {
    await window.activityBar.open('Model Vitals');
    await window.tree('Sources').click('predictions');
    return overview(window, /3,000 rows/);
  };
  const incident = async (window: WorkbenchWindow, text: string): Promise<string> => (await (await window.tree('Alerts').row(text)).getAttribute('aria-label')) ?? '';

  beforeAll(async () => {
    source = mkdtempSync(join(tmpdir(), 'mv-windows-'));
    // Two limits that do not hold, so that there are two alerts.
    await project(source, 3000, 'def build(df):\n    df["f_1"] = df["raw"] * 2\n    return df\n', { alerts: { limits: [{ metric: 'latency.p50', above: 1 }, { metric: 'latency.p95', above: 2 }] } });
    workbench = await openWorkbench({ folder: source, extension: 'checkout' });
    await open(workbench);
    other = await workbench.anotherWindow();
    await open(other);
  }, 240_000);
  afterAll(async () => {
    await workbench?.dispose();
    rmSync(source, { recursive: true, force: true });
  });
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    await workbench.screenshot(`failed-fit-${task.name.replace(/\W+/g, '-')}`);
    await other.page.screenshot({ path: join('test-results', 'screenshots', `failed-fit-other-${task.name.replace(/\W+/g, '-')}.png`) });
  });

  it('shows a baseline that one keeps in the other, and keeps both', async () => {
    await keep(await overview(workbench, /3,000 rows/), 'from the one');
    const there = await overview(other, /3,000 rows/);
    await expect.poll(() => there.entries('Baseline window').catch(() => []), { timeout: 20_000 }).toContain('kept: from the one');
    await keep(there, 'from the other');
    await poll('both in the file', () => kept(workbench.folder).length === 2);
    const here = await overview(workbench, /3,000 rows/);
    await expect.poll(() => here.entries('Baseline window').catch(() => []), { timeout: 20_000 }).toContain('kept: from the other');
  });

  it('knows in each what was done about alerts in the other, and loses none of it', async () => {
    await incident(workbench, 'latency.p50');
    await incident(other, 'latency.p95');
    await workbench.tree('Alerts').rowAction('latency.p50', 'Acknowledge');
    await poll('the mark in the other window', async () => (await incident(other, 'latency.p50')).includes('acknowledged'));
    await other.tree('Alerts').rowAction('latency.p95', 'Acknowledge');
    await poll('the other’s mark here', async () => (await incident(workbench, 'latency.p95')).includes('acknowledged'));
    await expect.poll(() => incident(workbench, 'latency.p50')).toContain('acknowledged');
    await workbench.page.reload();
    await open(workbench);
    for (const name of ['latency.p50', 'latency.p95']) await expect.poll(() => incident(workbench, name)).toContain('acknowledged');
  });

  it('takes up in the other what was written into model-vitals.json in the one', async () => {
    const text = readFileSync(config(workbench.folder), 'utf8');
    await workbench.editor.openFile('model-vitals.json');
    await workbench.page.locator('.part.editor .monaco-editor .view-line').first().click();
    await workbench.page.keyboard.press('ControlOrMeta+A');
    await workbench.page.keyboard.insertText(text.replace('"name": "predictions"', '"name": "renamed"'));
    await workbench.page.keyboard.press('ControlOrMeta+S');
    await other.tree('Sources').row('renamed');
    await workbench.tree('Sources').row('renamed');
  });

  it('logs no errors of its own and violates no content security policy', () => {
    expect(workbench.problems()).toEqual([]);
  });
});
