import { it } from 'vitest';
import { openWorkbench } from './openWorkbench';
it('explore', async () => {
  const w = await openWorkbench({ folder: 'examples/flight-delays', extension: 'checkout', viewport: { width: 1600, height: 1000 } });
  try {
    await w.activityBar.open('Model Vitals');
    await w.tree('Sources').click('flight-delays');
    let d = await w.webviewFrame(/moved/, 60_000);
    await d.waitForSelector('#sentence');
    await w.screenshot('y0-top');
    console.log(await d.evaluate(() => ['orange','blue','red','yellow','green','purple','foreground','lines'].map((n) => n + ' ' + getComputedStyle(document.documentElement).getPropertyValue('--vscode-charts-' + n)).join('; ')));
    await d.evaluate(() => document.querySelector('.lane')?.scrollIntoView());
    await w.screenshot('y1-lanes');
    await d.evaluate(() => document.querySelector('.features')?.scrollIntoView());
    await w.screenshot('y2-table');
    await w.tree('Features').click('features.distance');
    d = await w.webviewFrame(/Wasserstein-1, normalised/i, 60_000);
    await d.waitForSelector('[data-card] mv-chart', { timeout: 60_000 });
    await w.screenshot('y3-feature');
    await w.setTheme('Default Light Modern');
    await w.screenshot('y4-feature-light');
    await w.tree('Features').rowAction('features.distance', 'Go to Feature Code');
    await w.editor.waitForPosition('features.py', 40);
    await w.page.waitForTimeout(3000);
    await w.screenshot('y5-code-light');
    await w.setTheme('Default High Contrast');
    await w.screenshot('y6-code-hc');
    console.log('PROBLEMS', w.problems());
  } catch (e) { await w.screenshot('y-failed'); console.log('PROBLEMS', w.problems()); throw e; } finally { await w.dispose(); }
}, 240_000);
