import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Theme, Workbench } from './openWorkbench';
import { openWorkbench } from './openWorkbench';
import { type Dashboard, dashboardPage } from './pages/dashboard';
import { poll } from './poll';
import { type ServedPage, servePage } from './servePage';

/* A /metrics page that asks for a token, added by the guided pick, watched live, going down and coming back: what a person sees of it. */

const token = 'a-token-that-nobody-may-see';
let folder: string;
let workbench: Workbench;
let dashboard: Dashboard;
let page: ServedPage;

beforeAll(async () => {
  page = await servePage(token);
  folder = mkdtempSync(join(tmpdir(), 'mv-metrics-'));
  writeFileSync(join(folder, 'model.py'), 'def predict(x):\n    return x\n');
  writeFileSync(join(folder, 'login.cjs'), `process.stdout.write(${JSON.stringify(token)})\n`);
  workbench = await openWorkbench({ folder, extension: 'checkout', viewport: { width: 1600, height: 1000 } });
  await workbench.activityBar.open('Model Vitals');
}, 180_000);
afterAll(async () => {
  await workbench?.dispose();
  await page?.close();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench.screenshot(`failed-metrics-${task.name.replace(/\W+/g, '-')}`);
});

const config = (): string => readFileSync(join(workbench.folder, 'model-vitals.json'), 'utf8');
const tile = (id: string): Promise<string> => dashboard.frame.locator(`.tile[data-finding="${id}"]`).innerText();
const sources = (): Promise<readonly string[]> => workbench.tree('Sources').rows();

describe('a source of metrics', () => {
  it('is added by a guided pick: kind, address, log-in, test, metrics, name', async () => {
    const { quickPick, page: window } = workbench;
    const widget = window.locator('.quick-input-widget:visible');
    const answer = async (prompt: string, text: string): Promise<void> => {
      await expect.poll(() => widget.innerText()).toContain(prompt);
      await quickPick.type(text);
      await window.keyboard.press('Enter');
    };
    await quickPick.runCommand('Model Vitals: Add Metric Source…');
    await quickPick.pick('A /metrics page');
    await answer('Address; a pasted link', 'localhost');
    await expect.poll(() => widget.innerText()).toContain('An address begins with http://');
    await answer('An address begins', page.url);
    await quickPick.pick('Bearer token');
    await answer('Its secret value', token);
    await expect.poll(async () => (await quickPick.items()).join()).toMatch(/request latency.*requests.*error rate/);
    await workbench.screenshot('metrics-pick');
    await window.keyboard.press('Enter');
    await answer('Its name on the panel', 'prod');
    await poll('the source in model-vitals.json', () => config().includes('"prod"'));
    expect(config()).toContain('"kind": "metrics"');
    expect(config()).toMatch(/"token": "[A-Z0-9_]+_SECRET"/);
    expect(config()).not.toContain(token);
  });

  it('has a page of its own: latency, throughput and errors by their usual names, each with its source', async () => {
    // There is something to compare once looks lie in two slots: a minute and a look later at most.
    dashboard = dashboardPage(await workbench.webviewFrame(/Metric sources/, 100_000));
    await expect.poll(() => tile('latency.p95'), { timeout: 90_000 }).toMatch(/p95 latency[^]*\d+ ms/);
    await expect.poll(() => tile('throughput')).toMatch(/\/s/);
    await expect.poll(() => tile('errors')).toMatch(/%/);
    await expect.poll(() => dashboard.frame.locator('.notes').first().innerText()).toMatch(/prod[^]*live[^]*FastAPI instrumentator[^]*metrics read/);
    await expect.poll(() => dashboard.text()).toMatch(/Servers tell how the service runs/);
  });

  it('is live: the tree says when it last answered, and what is shown follows', async () => {
    await workbench.tree('Sources').expand('prod, live');
    await expect.poll(async () => (await sources()).some((row) => /^prod, live, \d metrics, last update .*, \d+ ms/.test(row))).toBe(true);
    const before = (await sources()).join();
    await poll('another update', async () => (await sources()).join() !== before, 30_000);
    page.state.slow = true;
    await expect.poll(() => tile('metric.prod:model queue depth'), { timeout: 60_000 }).not.toMatch(/^model queue depth\s+1\.00/);
  });

  it.each<Theme>(['Default Dark Modern', 'Default Light Modern', 'Default High Contrast'])('looks right in %s', async (theme) => {
    await workbench.setTheme(theme);
    dashboard = dashboardPage(await workbench.webviewFrame(/Metric sources/));
    const short = theme.replace('Default ', '').replaceAll(' ', '-').toLowerCase();
    await workbench.screenshot(`metrics-${short}-1`);
    await dashboard.frame.evaluate(() => document.querySelector('#metric-sources-title')?.scrollIntoView());
    await workbench.screenshot(`metrics-${short}-2`);
    await expect.poll(() => dashboard.frame.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    await dashboard.frame.evaluate(() => window.scrollTo(0, 0));
  });

  it('says why it fails and recovers by itself', async () => {
    page.state.status = 500;
    await expect.poll(async () => (await sources()).some((row) => /^prod, .*500/.test(row)), { timeout: 40_000 }).toBe(true);
    page.state.status = 200;
    await expect.poll(async () => (await sources()).some((row) => /^prod, live, \d metrics/.test(row)), { timeout: 40_000 }).toBe(true);
  });

  it('is taken out of the file again, with undo', async () => {
    const before = config();
    await workbench.quickPick.runCommand('Model Vitals: Remove Source from Configuration');
    await poll('the source to be gone', () => !config().includes('"prod"'));
    await workbench.notifications.click('was taken out', 'Undo');
    await poll('the source to be back', () => config() === before);
  });

  it('logs in by a command that prints the token, which stands in no file', async () => {
    const { quickPick, page: window } = workbench;
    const widget = window.locator('.quick-input-widget:visible');
    const answer = async (prompt: string, text: string): Promise<void> => {
      await expect.poll(() => widget.innerText()).toContain(prompt);
      await quickPick.type(text);
      await window.keyboard.press('Enter');
    };
    await quickPick.runCommand('Model Vitals: Add Metric Source…');
    await quickPick.pick('A /metrics page');
    await answer('Address; a pasted link', page.url);
    await quickPick.pick('A command that prints a token');
    await answer('run without a shell', `${process.execPath} login.cjs`);
    await expect.poll(async () => (await quickPick.items()).join(), { timeout: 30_000 }).toMatch(/request latency.*requests.*error rate/);
    await window.keyboard.press('Enter');
    await quickPick.pick('On a page of its own');
    await answer('Its name on the panel', 'by command');
    await poll('the source in model-vitals.json', () => config().includes('"by command"'));
    expect(JSON.parse(config())).toMatchObject({ sources: expect.arrayContaining([expect.objectContaining({ name: 'by command', auth: { kind: 'command', command: [process.execPath, 'login.cjs'] } })]) as unknown });
    expect(config()).not.toContain(token);
  });

  it('logs no errors of its own, violates no content security policy, and never shows the token', async () => {
    const text = await dashboard.text();
    expect(text).not.toContain(token);
    expect(workbench.problems()).toEqual([]);
  });
});
