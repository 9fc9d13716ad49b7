import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { seededUniform, standardNormal } from '../../src/core/stats/seeded';
import type { Theme, Workbench } from './openWorkbench';
import { openWorkbench } from './openWorkbench';
import { type Dashboard, dashboardPage } from './pages/dashboard';
import { poll } from './poll';

/* A log of payments whose labels come days later, those of fraud last: what a person sees of labels that are not all in. */

const day = 86_400_000;
const start = Date.UTC(2026, 2, 1);
let folder: string;
let workbench: Workbench;
let dashboard: Dashboard;

/** 60 days of payments, and labels that go on for three days after them. */
function payments(): string {
  const uniform = seededUniform(11);
  const end = start + 63 * day;
  return Array.from({ length: 24_000 }, (_, i) => {
    const at = start + (i / 24_000) * 60 * day;
    const amount = Math.exp(3.4 + standardNormal(uniform));
    const risk = 1 / (1 + Math.exp(1.8 - 0.6 * (Math.log(amount) - 3.4) + 0.9 * standardNormal(uniform)));
    const fraud = uniform() < risk;
    const labelled = at + day * (fraud ? 8 : 2.5) * Math.exp(0.6 * standardNormal(uniform));
    const known = labelled <= end && uniform() < 0.97;
    const label = known ? { label: fraud ? 1 : 0, labeled_at: new Date(labelled).toISOString() } : { label: null, labeled_at: null };
    return JSON.stringify({ timestamp: new Date(at).toISOString(), latency_ms: Math.max(1, Math.round(30 + 9 * standardNormal(uniform))), amount: Number(amount.toFixed(2)), country: ['DE', 'FR', 'US'][Math.floor(uniform() * 3)], score: Number(risk.toFixed(4)), prediction: risk >= 0.3 ? 1 : 0, ...label });
  }).join('\n');
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mv-labels-'));
  mkdirSync(join(folder, 'logs'));
  writeFileSync(join(folder, 'logs', 'payments.jsonl'), payments());
  workbench = await openWorkbench({ folder, extension: 'checkout', viewport: { width: 1600, height: 1000 } });
  await workbench.activityBar.open('Model Vitals');
  await workbench.tree('Sources').click('payments');
  dashboard = dashboardPage(await workbench.webviewFrame(/country/, 60_000));
  await dashboard.row('country').waitFor();
}, 180_000);
afterAll(async () => {
  await workbench?.dispose();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench.screenshot(`failed-labels-${task.name.replace(/\W+/g, '-')}`);
});

const themes: readonly Theme[] = ['Default Dark Modern', 'Default Light Modern', 'Default High Contrast', 'Default High Contrast Light'];
const short = (theme: Theme): string => theme.replace('Default ', '').replaceAll(' ', '-').toLowerCase();
const lane = (id: string): Locator => dashboard.frame.locator(`.lane[data-lane="${id}"]`);
const tile = async (id: string): Promise<string> => dashboard.frame.locator(`.tile[data-finding="${id}"]`).innerText();

describe('labels that come late', () => {
  it('are compared at equal age, and each figure says so', async () => {
    const text = await poll('a tile', async () => ((await tile('quality.accuracy')).includes('not mature') ? tile('quality.accuracy') : null));
    expect(text).toMatch(/not mature: labels within 3 d \(\d\d\.\d % of those that come\)/);
    expect(text).toMatch(/\d\d\.\d % labelled/);
    await expect.poll(() => tile('latency.p95')).not.toContain('not mature');
    await expect.poll(() => tile('label.distribution')).toContain('labels are not all in');
    const all = await dashboard.text();
    expect(all).toMatch(/Labels are not all in: baseline labels took .* early labels are not a random sample \(Grzenda et al\. 2020\)/);
    expect(all).toMatch(/Windows that end by \d+ \w+ 2026 \d\d:\d\d UTC have their labels/);
  });

  it('are drawn at that age along the axis, in words too', async () => {
    await expect.poll(() => lane('quality.accuracy').innerText()).toContain('labels within 3 d');
    await expect.poll(() => lane('latency').innerText()).not.toContain('labels');
  });

  it.each<Theme>(themes)('look the same in %s', async (theme) => {
    await workbench.setTheme(theme);
    await dashboard.frame.evaluate(() => window.scrollTo(0, 0));
    await workbench.screenshot(`labels-young-${short(theme)}`);
    expect(workbench.problems()).toEqual([]);
  });

  it('have a preset that ends where they are in, chosen from the list', async () => {
    const title = 'First 50 % against last 25 % of the part whose labels are in';
    const before = await dashboard.windowText('Current');
    await dashboard.choose('Preset', title);
    await poll('mature windows', async () => !(await tile('quality.accuracy')).includes('not mature') || null);
    await expect.poll(() => tile('quality.accuracy')).toMatch(/9\d\.\d % labelled/);
    await expect.poll(() => dashboard.frame.getByRole('combobox', { name: 'Preset' }).getAttribute('current-value')).toBe('preset:labels-in');
    await expect.poll(() => dashboard.windowText('Current')).not.toBe(before);
    await workbench.screenshot('labels-preset');
    await dashboard.choose('Preset', 'Suggested windows');
    await poll('the suggested windows', async () => (await tile('quality.accuracy')).includes('not mature') || null);
  });

  it('leave a mature window with all of its own; the young end of the axis is drawn apart, in words and in the table', async () => {
    await dashboard.slider('Current window').focus();
    await workbench.page.keyboard.press('PageUp');
    await workbench.page.keyboard.press('Home');
    await poll('a mature window', async () => !(await tile('quality.accuracy')).includes('not mature') || null);
    await expect.poll(() => tile('quality.accuracy')).toMatch(/9\d\.\d % labelled/);
    await poll('a dashed end', async () => (await lane('quality.accuracy').innerText()).includes('dashed: labels not all in') || null);
    await expect.poll(() => lane('quality.accuracy').innerText()).not.toContain('within');
    await expect.poll(() => lane('latency').innerText()).not.toContain('dashed');
    await dashboard.frame.locator('.timeline').getByText('Show as table').click();
    const table = dashboard.frame.getByRole('table', { name: 'All charts of the shared axis' });
    await table.waitFor();
    const head = await table.getByRole('columnheader').allInnerTexts();
    const at = head.findIndex((text) => text.includes('Labels of accuracy'));
    expect(at).toBeGreaterThan(0);
    const cells = await table.getByRole('row').evaluateAll((rows, column) => rows.slice(1).map((row) => row.children[column]?.textContent?.trim() ?? ''), at);
    expect(cells[0]).toBe('in');
    expect(cells.at(-1)).toBe('not all in');
  });

  it.each<Theme>(themes)('and its young end look the same in %s', async (theme) => {
    await workbench.setTheme(theme);
    await dashboard.frame.evaluate(() => document.querySelector('.timeline')?.scrollIntoView());
    await workbench.screenshot(`labels-end-${short(theme)}`);
    expect(workbench.problems()).toEqual([]);
  });

  it('have their role named, and it can be taken away by a click', async () => {
    await dashboard.frame.getByText('Column roles').click();
    const role = dashboard.frame.getByRole('combobox', { name: 'Role of labeled_at' });
    await role.waitFor();
    await expect.poll(() => role.inputValue()).toBe('label time');
    await role.selectOption('ignore');
    await poll('a log without times of labels', async () => {
      dashboard = dashboardPage(await workbench.webviewFrame('Along the axis'));
      return !(await lane('quality.accuracy').innerText()).includes('dashed') || null;
    });
  });
});
