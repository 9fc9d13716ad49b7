import type { Workbench } from './openWorkbench';
import { openWorkbench } from './openWorkbench';

/** The demo's folder in a workbench of its own, with its log opened and on the dashboard. */
export async function openDemo(height = 1000): Promise<Workbench> {
  const workbench = await openWorkbench({ folder: 'examples/flight-delays', extension: 'checkout', viewport: { width: 1600, height } });
  try {
    await workbench.activityBar.open('Model Vitals');
    await workbench.tree('Sources').click('flight-delays');
    await workbench.webviewFrame(/features\.distance/, 60_000);
    return workbench;
  } catch (error) {
    await workbench.dispose();
    throw error;
  }
}
