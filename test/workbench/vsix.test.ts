import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import type { Workbench } from './openWorkbench';
import { openWorkbench } from './openWorkbench';

describe('the packaged extension', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'mv-vsix-'));
  let workbench: Workbench;

  beforeAll(async () => {
    let vsix = process.env['MODEL_VITALS_VSIX'];
    if (!vsix) {
      vsix = join(scratch, 'model-vitals.vsix');
      execFileSync(process.execPath, ['scripts/package.mjs', '--out', vsix], { stdio: 'inherit' });
    }
    workbench = await openWorkbench({ folder: 'examples/flight-delays', extension: vsix });
  });
  afterAll(async () => {
    await workbench?.dispose();
    rmSync(scratch, { recursive: true, force: true });
  });

  it('opens the dashboard on a log, its engine and native module included', async () => {
    await workbench.activityBar.open('Model Vitals');
    await workbench.tree('Sources').row('flight');
    await workbench.quickPick.runCommand('Model Vitals: Open Dashboard');
    await workbench.webviewFrame(/features\.distance.*moved.*p95 latency/s, 60_000);
    await workbench.screenshot('vsix-dashboard');
  });
});
