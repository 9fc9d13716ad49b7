import { expect } from 'vitest';
import type { Page } from 'playwright-core';
import { panelSuite } from './harness/openPanel';

const panelTest = panelSuite();

/** What has the focus, in few words. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const at = document.activeElement as HTMLElement;
    return at.dataset['finding'] ?? at.dataset['sort'] ?? at.dataset['key'] ?? at.closest<HTMLElement>('.chip')?.innerText ?? at.getAttribute('aria-label') ?? at.innerText;
  });

/** Presses Tab until a row of the feature table has the focus; the stops on the way. */
async function tabToTable(page: Page): Promise<string[]> {
  const stops: string[] = [];
  for (let i = 0; i < 80; i += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(() => document.activeElement?.matches('.features tr.row') === true)) return stops;
    stops.push(await focused(page));
  }
  throw new Error(`no row after ${stops.join(' | ')}`);
}

panelTest('the first Tab offers to skip to the features, and Enter does', async ({ open }) => {
  const page = await open();
  await page.keyboard.press('Tab');
  const skip = page.getByRole('button', { name: 'Skip to the features' });
  expect(await skip.evaluate((element) => element === document.activeElement)).toBe(true);
  const box = await skip.boundingBox();
  expect(box!.width).toBeGreaterThan(100);
  expect(box!.height).toBeGreaterThan(20);
  await page.keyboard.press('Enter');
  await expect.poll(() => page.evaluate(() => document.activeElement?.matches('.features tr.row[data-key="distance"]'))).toBe(true);
  expect(await page.evaluate(() => document.querySelector('#features')!.getBoundingClientRect().top)).toBeLessThan(500);
  // It takes no room while it is not in use.
  expect(await skip.evaluate((element) => element.getBoundingClientRect().width)).toBeLessThanOrEqual(1);
});

panelTest('tiles, switches of charts and headers of the table are one stop each', async ({ open }) => {
  const page = await open();
  const stops = await tabToTable(page);
  console.log(`${stops.length} stops to the table: ${stops.join(' | ')}`);
  expect(stops.length).toBeLessThan(28);
  for (const [selector, all] of [['.tile', 12], ['.chip', 6], ['.features thead button', 7]] as const) {
    expect(await page.locator(selector).count(), selector).toBeGreaterThanOrEqual(all);
    expect(await page.locator(`${selector}[tabindex="0"]`).count(), selector).toBe(1);
  }
});

panelTest('arrows go from tile to tile and from line to line, and the tile is where Tab comes back to', async ({ open }) => {
  const page = await open();
  const order = await page.evaluate(() => [...document.querySelectorAll<HTMLElement>('.tile')].map((tile) => tile.dataset['finding']));
  await page.locator('.tile').first().focus();
  await page.keyboard.press('ArrowRight');
  expect(await focused(page)).toBe(order[1]);
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  expect(await focused(page)).toBe(order[0]);
  await page.keyboard.press('End');
  expect(await focused(page)).toBe(order.at(-1));
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  const place = () => page.evaluate(() => { const { left, top } = document.activeElement!.getBoundingClientRect(); return { left, top }; });
  const before = await place();
  await page.keyboard.press('ArrowDown');
  const below = await place();
  expect(below.top).toBeGreaterThan(before.top);
  expect(below.left).toBe(before.left);
  const tile = await focused(page);
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Tab');
  expect(await focused(page)).toBe(tile);
  await page.keyboard.press('ArrowUp');
  expect(await place()).toEqual(before);
  // A render that changes nothing of the tiles leaves the stop where it is.
  await page.evaluate(() => window.harness.send({ remark: 'still here' }));
  await page.waitForSelector('.remark:has-text("still here")');
  expect(await focused(page)).toBe(order[1]);
  expect(await page.locator('.tile[tabindex="0"]').getAttribute('data-finding')).toBe(order[1]);
});

panelTest('from the headers of the table down to its rows and back up', async ({ open }) => {
  const page = await open();
  await page.locator('[data-sort="feature"]').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  expect(await focused(page)).toBe('effect');
  await page.keyboard.press('Enter');
  expect(await page.locator('th[aria-sort="descending"]').textContent()).toContain('Effect');
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => focused(page)).toBe('distance');
  await page.keyboard.press('ArrowUp');
  expect(await focused(page)).toBe('effect');
});
