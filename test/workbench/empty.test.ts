import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makeLog } from './makeLogs';
import type { Workbench } from './openWorkbench';
import { openWorkbench } from './openWorkbench';
import { dashboardPage } from './pages/dashboard';
import { poll } from './poll';

/* From nothing at all to logs of odd shapes and sizes, in one window: each case puts its files into the open folder. */

let workbench: Workbench;
const path = (...parts: string[]): string => join(workbench.folder, ...parts);
const look = (): Promise<void> => workbench.quickPick.runCommand('Model Vitals: Look for Logs Again');

beforeAll(async () => {
  workbench = await openWorkbench({ extension: 'checkout', viewport: { width: 1400, height: 900 } });
}, 180_000);
afterAll(async () => workbench?.dispose());
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench.screenshot(`failed-empty-${task.name.replace(/\W+/g, '-')}`);
});

describe('a folder', () => {
  it('that is empty: says so and offers what can be done', async () => {
    await workbench.activityBar.open('Model Vitals');
    const welcome = await poll('the welcome', async () => {
      const text = await workbench.tree('Sources').welcome();
      return /No prediction log was found/.test(text) && text;
    });
    expect(welcome).toMatch(/Add Prediction Log/);
    expect(welcome).toMatch(/demo/i);
    await expect.poll(() => workbench.tree('Features').welcome()).toMatch(/Open a log/);
    await workbench.screenshot('empty-welcome');
  });

  it('that is empty: the command says so too, with the same ways on', async () => {
    await workbench.quickPick.runCommand('Model Vitals: Open Dashboard');
    const toast = await workbench.notifications.waitFor('No prediction log was found');
    await expect.poll(() => toast.getByRole('button', { name: 'Add Prediction Log…' }).count()).toBe(1);
    await expect.poll(() => toast.getByRole('button', { name: 'Open the Demo' }).count()).toBe(1);
    await workbench.notifications.dismissAll();
  });

  it('with Python alone is still without a log', async () => {
    writeFileSync(path('features.py'), 'def build(df):\n    df["f_1"] = df["raw"] * 2\n    return df\n');
    await look();
    await expect.poll(() => workbench.tree('Sources').welcome()).toMatch(/No prediction log was found/);
  });

  it('with a good log among broken files: judges the good one and names the others with reasons', async () => {
    await makeLog(path('mixed', 'a-good.jsonl'), { rows: 3000, features: 6 });
    const good = readFileSync(path('mixed', 'a-good.jsonl'));
    writeFileSync(path('mixed', 'b-empty.jsonl'), '');
    writeFileSync(path('mixed', 'c-half.jsonl.gz'), gzipSync(good).subarray(0, 4000));
    writeFileSync(path('mixed', 'd-binary.jsonl'), Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256)));
    writeFileSync(path('mixed', 'e-parquet.parquet'), 'PAR1 this is not Parquet PAR1');
    appendFileSync(path('mixed', 'a-good.jsonl'), '{"timestamp": "2026-01-0\n');
    writeFileSync(path('model-vitals.json'), '{ "sources": [ { "name": "mixed", "path": "mixed/*" } ] }\n');
    await workbench.tree('Sources').click('mixed');
    const frame = await workbench.webviewFrame(/Along the axis/, 60_000);
    const text = await frame.evaluate(() => document.body.innerText);
    await workbench.screenshot('empty-mixed');
    // All rows of the good file, and those that stand before the end of the cut one.
    expect(text).toMatch(/3,[01]\d\d rows/);
    expect(text).toMatch(/5 files not read in full/);
    await workbench.tree('Sources').expand('mixed');
    for (const [file, reason] of [['b-empty.jsonl', /empty/], ['c-half.jsonl.gz', /half-written|truncated|ends|incomplete|corrupt/i], ['d-binary.jsonl', /JSON|binary|text|bad/i], ['e-parquet.parquet', /Parquet/i]] as const) {
      const row = await workbench.tree('Sources').row(file);
      const label = (await row.getAttribute('aria-label')) ?? '';
      console.log(`  ${label}`);
      // What follows the name; the path before it may hold any word.
      expect(label.slice(label.indexOf(file) + file.length)).toMatch(reason);
    }
  });

  it('with bad lines: lists them by the command and opens the file at the line', async () => {
    await workbench.quickPick.runCommand('Model Vitals: Show Bad Lines…');
    const items = await workbench.quickPick.items();
    expect(items).toContain('mixed/a-good.jsonl:3001');
    await workbench.quickPick.pick('mixed/a-good.jsonl:3001');
    await workbench.editor.waitForPosition('a-good.jsonl', 3001);
  });

  it('with a log of 1,000 features: opens soon, scrolls, and keeps only rows in sight in the document', async () => {
    await makeLog(path('wide', 'wide.parquet'), { rows: 4000, features: 1000 });
    await look();
    await workbench.tree('Sources').row('wide');
    const started = Date.now();
    await workbench.tree('Sources').click('wide');
    const dashboard = dashboardPage(await workbench.webviewFrame(/f_\d+.*features? moved|more features moved|of 1,000 judged/, 120_000));
    await dashboard.table.waitFor();
    console.log(`1,000 features, 4,000 rows: from click to the sentence ${Date.now() - started} ms`);
    await expect.poll(() => dashboard.table.getAttribute('aria-rowcount')).toBe('1001');
    const inDocument = () => dashboard.table.getByRole('row').count();
    await expect.poll(() => inDocument()).toBeLessThan(60);
    await dashboard.sortBy('Feature');
    const first = (await dashboard.features())[0] ?? '';
    expect(first).toBe('f_0');
    await dashboard.row(first).focus();
    await workbench.page.keyboard.press('End');
    await poll('the last feature', async () => (await dashboard.features()).includes('f_999'));
    await expect.poll(() => dashboard.features()).not.toContain('f_0');
    await expect.poll(() => inDocument()).toBeLessThan(60);
    const asked = Date.now();
    await workbench.page.keyboard.press('Enter');
    await dashboard.frame.getByRole('region', { name: 'Distribution', exact: true }).getByRole('img').waitFor();
    console.log(`  a feature's page: ${Date.now() - asked} ms`);
    await workbench.screenshot('empty-wide-feature');
    await dashboard.button('All findings').click();
    const drag = Date.now();
    const before = await dashboard.windowText('Current');
    await dashboard.slider('Current end').focus();
    await workbench.page.keyboard.press('Shift+ArrowLeft');
    await dashboard.changed('the window', before, () => dashboard.windowText('Current'));
    const words = await dashboard.windowText('Current');
    await poll('the windows to settle', async () => (await dashboard.text()).includes(words));
    console.log(`  another window: ${Date.now() - drag} ms`);
  });

  it('with a log that has no timestamps: compares along rows and says so', async () => {
    await makeLog(path('timeless', 'timeless.jsonl'), { rows: 3000, features: 4, timestamps: false });
    await look();
    await workbench.tree('Sources').click('timeless');
    const frame = await workbench.webviewFrame(/3,000 rows/, 60_000);
    await dashboardPage(frame).table.waitFor();
    const text = await frame.evaluate(() => document.body.innerText);
    await workbench.screenshot('empty-timeless');
    expect(text).toMatch(/The log has no timestamps: windows are compared by row/i);
    await expect.poll(() => dashboardPage(frame).windowText('Current')).toMatch(/row/i);
  });

  it('with a large log: reading it can be cancelled, and begun again', async () => {
    await makeLog(path('large', 'large.jsonl'), { rows: 400_000, features: 16 });
    await look();
    await workbench.tree('Sources').click('large');
    const loading = await workbench.webviewFrame(/Cancel/, 30_000);
    await workbench.screenshot('empty-loading');
    await loading.getByRole('button', { name: 'Cancel' }).click();
    const cancelled = await workbench.webviewFrame(/Cancelled/);
    await workbench.screenshot('empty-cancelled');
    expect((await (await workbench.tree('Sources').row('large')).getAttribute('aria-label')) ?? '').not.toMatch(/400,000/);
    await cancelled.getByRole('button', { name: 'Judge again', exact: true }).click();
    const started = Date.now();
    await workbench.webviewFrame(/400,000 rows/, 120_000);
    console.log(`400,000 rows, 20 columns of JSON lines: ${Date.now() - started} ms`);
    await workbench.tree('Sources').row('400,000 rows');
  });

  it('logs no errors of its own and violates no content security policy', () => {
    expect(workbench.problems()).toEqual([]);
  });
});
