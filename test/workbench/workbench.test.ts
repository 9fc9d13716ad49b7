import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Workbench } from './openWorkbench';
import { openWorkbench } from './openWorkbench';

describe('the extension in a workbench', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    workbench = await openWorkbench({ folder: 'examples/flight-delays' });
  });
  afterAll(async () => {
    await workbench?.dispose();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await workbench.screenshot(`failed-${task.name.replace(/\W+/g, '-')}`);
  });

  it('shows its container with both views in the activity bar', async () => {
    await workbench.activityBar.open('Model Vitals');
    await workbench.tree('Sources').section.waitFor();
    await workbench.tree('Features').section.waitFor();
    await expect.poll(() => workbench.activityBar.names()).toContain('Model Vitals');
  });

  it('finds the log of the folder without configuration', async () => {
    await workbench.activityBar.open('Model Vitals');
    const row = await workbench.tree('Sources').row('flight');
    await expect.poll(() => row.getAttribute('aria-label')).toBeTruthy();
  });

  it('opens the dashboard by a command, in three themes', async () => {
    await workbench.quickPick.runCommand('Model Vitals: Open Dashboard');
    await workbench.webviewFrame(/features\.distance.*moved.*p95 latency/s, 60_000);
    for (const theme of ['Default Dark Modern', 'Default Light Modern', 'Default High Contrast'] as const) {
      await workbench.setTheme(theme);
      await workbench.screenshot(`dashboard-${theme.replace('Default ', '').replaceAll(' ', '-').toLowerCase()}`);
    }
  });

  it('opens a file of the folder at a line', async () => {
    await workbench.editor.openFile('features.py', 3);
    await workbench.editor.waitForPosition('features.py', 3);
  });

  it('logs no errors of its own and violates no content security policy', () => {
    expect(workbench.problems()).toEqual([]);
  });
});
