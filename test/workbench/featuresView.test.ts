import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makeLog } from './makeLogs';
import type { Workbench } from './openWorkbench';
import { openWorkbench } from './openWorkbench';

/* The order and the filter of the Features view: by the actions in its title, kept for the workspace. */

let source: string;
let workbench: Workbench;
const names = async (): Promise<string[]> => (await workbench.tree('Features').rows()).map((row) => row.split(',')[0] ?? '');
const open = async (): Promise<void> => {
  await workbench.activityBar.open('Model Vitals');
  await workbench.tree('Sources').click('log');
  await workbench.webviewFrame(/Along the axis/, 60_000);
  await workbench.tree('Features').row('f_1');
};

beforeAll(async () => {
  source = mkdtempSync(join(tmpdir(), 'mv-features-'));
  await makeLog(join(source, 'log', 'predictions.jsonl'), { rows: 3000, features: 6 });
  workbench = await openWorkbench({ folder: source, extension: 'checkout' });
  await open();
}, 180_000);
afterAll(async () => {
  await workbench?.dispose();
  rmSync(source, { recursive: true, force: true });
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench.screenshot(`failed-features-${task.name.replace(/\W+/g, '-')}`);
});

describe('the Features view', () => {
  it('is ordered by name when asked, and by severity again', async () => {
    const worst = await names();
    expect(worst).not.toEqual([...worst].sort());
    await workbench.tree('Features').titleAction('Sort Features by Name');
    await expect.poll(names).toEqual([...worst].sort());
    await workbench.tree('Features').titleAction('Sort Features by Severity');
    await expect.poll(names).toEqual(worst);
  });

  it('shows what moved alone when asked, says so, and keeps it over a reload', async () => {
    await workbench.tree('Features').titleAction('Sort Features by Name');
    await workbench.tree('Features').titleAction('Show Only Features That Moved');
    await expect.poll(names).toEqual(['f_0', 'f_1', 'f_2']);
    await expect.poll(() => workbench.tree('Features').section.innerText()).toContain('Only features that moved: 3 of 6');
    await workbench.reload();
    await open();
    await expect.poll(names).toEqual(['f_0', 'f_1', 'f_2']);
    await workbench.tree('Features').titleAction('Show All Features');
    await expect.poll(names).toEqual(['f_0', 'f_1', 'f_2', 'f_3', 'f_4', 'f_5']);
  });
});
