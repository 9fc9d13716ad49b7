import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Workbench } from './openWorkbench';
import { openDemo } from './openDemo';
import { dashboardPage } from './pages/dashboard';
import { poll } from './poll';

/* When and why the demo's figures moved: marks on the shared axis, and the Why page computed from the log's rows. */

let workbench: Workbench;
beforeAll(async () => {
  workbench = await openDemo();
}, 180_000);
afterAll(async () => workbench?.dispose());
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench.screenshot(`failed-why-${task.name.replace(/\W+/g, '-')}`);
});

const frame = async () => dashboardPage(await workbench.webviewFrame(/All findings|Along the axis/)).frame;

describe('when and why', () => {
  it('the sentence and the shared axis say since when', async () => {
    const page = await frame();
    // The first figures come from bins (0.83 sd), those that stay from the rows.
    const exact = /features\.distance \(0\.81 sd, since 10 Jun 2001 00:00 UTC\).*p95 latency rose .* since 20 Jun 00:00/s;
    await poll('the sentence with figures from the rows', async () => exact.test(await page.locator('#sentence').innerText()));
    const marks = page.locator('.onset');
    expect((await marks.allInnerTexts()).some((text) => text.includes('since 20 Jun 00:00') && text.includes('p95 latency'))).toBe(true);
    await marks.filter({ hasText: 'since 20 Jun 00:00' }).click();
    await expect.poll(() => page.locator('.cursor-line').innerText()).toContain('p95 latency (19 Jun 12:00 to 20 Jun 12:00)');
    await workbench.screenshot('onset-axis');
  });

  it('the Why page explains p95 from the rows, by segments and by series', async () => {
    const page = await frame();
    await page.locator('#why-link').click();
    const latency = page.locator('[id="why-latency.p95"]');
    await latency.locator('.why-list').first().waitFor({ timeout: 60_000 });
    await expect.poll(() => latency.innerText()).toMatch(/queue_depth above 0[\s\S]*queue_depth\s*\(rank correlation 0\.4\d, in the same window/);
    await page.locator('[id="why-quality.accuracy"] > summary').click();
    await page.locator('[id="why-quality.accuracy"] .why-list').first().waitFor({ timeout: 60_000 });
    await expect.poll(() => page.locator('[id="why-quality.accuracy"]').innerText()).toMatch(/Of the −20\.\d pt of accuracy, the inputs explain −14\.\d pt/);
    for (const theme of ['Default Dark Modern', 'Default Light Modern', 'Default High Contrast'] as const) {
      await workbench.setTheme(theme);
      await workbench.screenshot(`why-${theme.replace('Default ', '').replaceAll(' ', '-').toLowerCase()}`);
    }
    await page.locator('#back').click();
    await page.locator('.tiles').waitFor();
  });
});
