import { appendFileSync, mkdtempSync, readFileSync, renameSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makeLog } from './makeLogs';
import type { Workbench } from './openWorkbench';
import { openWorkbench } from './openWorkbench';
import { type Dashboard, dashboardPage } from './pages/dashboard';
import { poll } from './poll';

/* A log that goes on while somebody looks at it: nobody reloads anything here. */

let source: string;
let workbench: Workbench;
let dashboard: Dashboard;
let made = 6_000;

const log = (): string => join(workbench.folder, 'log', 'predictions.jsonl');

/** The next rows, a minute each, behind those that are there. */
async function more(rows: number): Promise<string> {
  const file = join(source, 'more.jsonl');
  await makeLog(file, { rows, features: 8, from: 1_767_225_600 + made * 60 });
  made += rows;
  const text = readFileSync(file, 'utf8');
  rmSync(file);
  return text;
}

const rows = (): RegExp => new RegExp(`${made.toLocaleString('en')} rows`);
const shown = async (): Promise<void> => {
  await workbench.tree('Sources').row(`${made.toLocaleString('en')} rows`);
  await expect.poll(() => dashboard.text()).toMatch(rows());
};

beforeAll(async () => {
  source = mkdtempSync(join(tmpdir(), 'mv-follow-'));
  await makeLog(join(source, 'log', 'predictions.jsonl'), { rows: made, features: 8, shift: false });
  workbench = await openWorkbench({ folder: source, extension: 'checkout' });
  await workbench.activityBar.open('Model Vitals');
  await workbench.tree('Sources').click('log');
  dashboard = dashboardPage(await workbench.webviewFrame(/Along the axis/, 60_000));
  await dashboard.table.waitFor();
}, 180_000);
afterAll(async () => {
  await workbench?.dispose();
  rmSync(source, { recursive: true, force: true });
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench.screenshot(`failed-follow-${task.name.replace(/\W+/g, '-')}`);
});

describe('a log that is followed', () => {
  it('is live in the tree and in the panel', async () => {
    await workbench.tree('Sources').row('live, 6,000 rows');
    await expect.poll(() => dashboard.text()).toMatch(/live since/);
  });

  it('shows appended lines within a second or two, with figures that follow them', async () => {
    const current = await dashboard.windowText('Current');
    const text = await more(600);
    const began = Date.now();
    appendFileSync(log(), text);
    await poll('the new rows in the panel', async () => rows().test(await dashboard.text()));
    expect(Date.now() - began).toBeLessThan(5_000);
    await shown();
    await workbench.tree('Sources').row('last line');
    await expect.poll(() => dashboard.text()).toMatch(/live, last line/);
    // A default comparison goes with the data.
    await expect.poll(() => dashboard.windowText('Current')).not.toBe(current);
    await workbench.screenshot('follow-live');
  });

  it('keeps a half-written line back until its end comes', async () => {
    const text = await more(1);
    appendFileSync(log(), text.slice(0, 40));
    appendFileSync(log(), text.slice(40));
    await shown();
    await expect.poll(() => dashboard.text()).not.toMatch(/left out/);
  });

  it('goes on when the file is renamed and when it is emptied', async () => {
    renameSync(log(), `${log()}.1`);
    appendFileSync(`${log()}.1`, await more(50));
    appendFileSync(log(), await more(100));
    await shown();
    truncateSync(log(), 0);
    appendFileSync(log(), await more(30));
    await shown();
  });

  it('is paused and followed again, and has lost nothing', async () => {
    await workbench.tree('Sources').rowAction('log', 'Pause Following');
    await workbench.tree('Sources').row('paused, ');
    const before = made;
    appendFileSync(log(), await more(20));
    await workbench.tree('Sources').row(`paused, ${before.toLocaleString('en')} rows`);
    await workbench.tree('Sources').rowAction('log', 'Follow Log Again');
    await shown();
    await workbench.tree('Sources').row('live, ');
  });

  it('logs no errors of its own and violates no content security policy', () => {
    expect(workbench.problems()).toEqual([]);
  });
});
