import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Workbench } from './openWorkbench';
import { openWorkbench } from './openWorkbench';
import { enginesBelow } from './pages/engine';
import { poll } from './poll';

let workbench: Workbench;

beforeAll(async () => {
  workbench = await openWorkbench({ folder: 'examples/flight-delays', extension: 'checkout', trusted: false });
}, 180_000);
afterAll(async () => workbench?.dispose());
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench.screenshot(`failed-untrusted-${task.name.replace(/\W+/g, '-')}`);
});

describe('a workspace that is not trusted', () => {
  it('is not read: the view says so and leads to the trust editor', async () => {
    await workbench.activityBar.open('Model Vitals');
    const welcome = await poll('the welcome', async () => (await workbench.tree('Sources').welcome()) || undefined);
    expect(welcome).toMatch(/not trusted/);
    await expect.poll(() => workbench.tree('Sources').rows()).toEqual([]);
    await workbench.screenshot('untrusted-welcome');
    expect(enginesBelow(workbench.serverPid)).toEqual([]);
  });

  it('starts no engine by a command either', async () => {
    await workbench.quickPick.runCommand('Model Vitals: Open Dashboard');
    await workbench.notifications.waitFor('not trusted');
    expect(enginesBelow(workbench.serverPid)).toEqual([]);
    await workbench.notifications.dismissAll();
  });

  it('is read as soon as it is trusted', async () => {
    await workbench.tree('Sources').clickWelcome('Manage Workspace Trust');
    const editor = workbench.page.locator('.workspace-trust-editor');
    await editor.getByRole('button', { name: /^Trust$/ }).or(editor.getByText('Trust', { exact: true })).first().click();
    // This VS Code shows the trust editor over the others.
    await poll('the trust editor to close', async () => {
      if (!(await editor.isVisible())) return true;
      await workbench.page.locator('.monaco-modal-editor-block').getByRole('button', { name: /^Close/ }).first().click({ timeout: 2000 });
      return false;
    });
    await workbench.tree('Sources').row('flight-delays');
    await workbench.tree('Sources').click('flight-delays');
    await workbench.webviewFrame(/features\.distance/, 60_000);
  });

  it('logs no errors of its own and violates no content security policy', () => {
    expect(workbench.problems()).toEqual([]);
  });
});
