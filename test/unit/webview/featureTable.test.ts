import { expect } from 'vitest';
import type { Page } from 'playwright-core';
import { callsOf, panelSuite, waitForCalls } from './harness/openPanel';

const panelTest = panelSuite();

function shownKeys(page: Page): Promise<(string | undefined)[]> {
  return page.evaluate(() => [...document.querySelectorAll<HTMLElement>('.features tr.row')].map((row) => row.dataset['key']));
}

panelTest('sorts by every column, both ways, with the direction told', async ({ open }) => {
  const page = await open();
  const report = await page.evaluate(() => window.harness.fixture.report().features.map((each) => ({ name: each.feature, effect: each.effect.value })));
  expect(await shownKeys(page)).toEqual(report.map((each) => each.name));
  await page.click('[data-sort="effect"]');
  expect(await page.locator('th[aria-sort="descending"]').textContent()).toContain('Effect');
  const known = report.filter((each) => each.effect !== null).sort((a, b) => b.effect! - a.effect!).map((each) => each.name);
  const missing = report.filter((each) => each.effect === null).map((each) => each.name);
  expect(await shownKeys(page)).toEqual([...known, ...missing]);
  await page.click('[data-sort="effect"]');
  expect(await shownKeys(page)).toEqual([...known.reverse(), ...missing]);
  await page.click('[data-sort="feature"]');
  expect(await shownKeys(page)).toEqual(report.map((each) => each.name).sort((a, b) => a.localeCompare(b, 'en', { numeric: true })));
});

panelTest('a thousand features keep few rows in the document, and the last is reached by key and by scrolling', async ({ open }) => {
  const page = await open({ features: 1000 });
  expect(await page.locator('.features tr.row').count()).toBeLessThan(40);
  expect(await page.locator('.features table').getAttribute('aria-rowcount')).toBe('1001');
  const last = await page.evaluate(() => window.harness.fixture.report().features.at(-1)?.feature);
  await page.locator('.features tr.row').first().focus();
  await page.keyboard.press('End');
  await page.waitForFunction((key) => (document.activeElement as HTMLElement).dataset['key'] === key, last);
  expect(await page.locator('.features tr.row').count()).toBeLessThan(40);
  expect(await page.locator('.features tr.row[tabindex="0"]').count()).toBe(1);
  await page.evaluate(() => (document.querySelector('.features .virtual')!.scrollTop = 500 * 28));
  const middle = await page.evaluate(() => window.harness.fixture.report().features[505]?.feature);
  await page.waitForFunction((key) => [...document.querySelectorAll<HTMLElement>('.features tr.row')].some((row) => row.dataset['key'] === key), middle);
  expect(await page.locator('.features tr.row').count()).toBeLessThan(40);
});

panelTest('filters by text and by verdict', async ({ open }) => {
  const page = await open({ features: 1000 });
  await page.locator('vscode-checkbox:has-text("Moved only")').click();
  await page.waitForFunction(() => document.querySelectorAll('.features tr.row').length === 12);
  await page.locator('.features vscode-text-field').locator('input').fill('EMBEDDING_0');
  await page.waitForFunction(() => document.querySelectorAll('.features tr.row').length === 10);
  await page.locator('.features vscode-text-field').locator('input').fill('no such');
  await page.waitForSelector('.features .nothing');
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => document.querySelectorAll('.features tr.row').length === 12);
});

panelTest('by keyboard alone: to a row, to its code, to its page and back to the same row', async ({ open }) => {
  const page = await open();
  await page.locator('.features tr.row[tabindex="0"]').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('c');
  await page.keyboard.press('Shift+C');
  expect(await waitForCalls(page, 'code.open', 2)).toEqual([{ feature: 'distance', choose: false }, { feature: 'distance', choose: true }]);
  await page.keyboard.press('Enter');
  await page.waitForSelector('#feature-title');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('feature-title');
  await page.getByRole('button', { name: 'All findings' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => (document.activeElement as HTMLElement).dataset['key'] === 'distance');
});

panelTest('a name without room is cut at its beginning, and is whole in title and accessible name', async ({ open }) => {
  const page = await open({ width: 320 });
  const name = 'features.origin_delay_rate_1h';
  await page.evaluate((long) => {
    const view = window.harness.fixture.view();
    const features = view.report.features.map((each, i) => (i === 0 ? { ...each, feature: long } : each));
    window.harness.send({ view: { ...view, report: { ...view.report, features } } });
  }, name);
  const row = page.locator('.features tr.row', { hasText: name });
  const cut = await row.locator('.cell-name').evaluate((cell) => {
    const box = cell.getBoundingClientRect();
    const text = cell.querySelector('bdi')!.getBoundingClientRect();
    return { left: box.left - text.left, right: text.right - box.right, title: cell.getAttribute('title') };
  });
  expect(cut.left).toBeGreaterThan(5);
  expect(cut.right).toBeLessThanOrEqual(0.5);
  expect(cut.title).toBe(name);
  await page.getByRole('rowheader', { name, exact: true }).waitFor();
  // Where there is room, names stand at the left.
  const wide = await open({ width: 1100 });
  const gap = await wide.locator('.features tr.row .cell-name').first().evaluate((cell) => cell.querySelector('bdi')!.getBoundingClientRect().left - cell.getBoundingClientRect().left);
  expect(Math.abs(gap)).toBeLessThan(1);
});

panelTest('the code place opens the best place, the number beside it offers all', async ({ open }) => {
  const page = await open();
  const row = page.locator('.features tr.row', { hasText: 'dep_hour' });
  expect(await row.locator('.code-link').textContent()).toContain('features.py:44');
  await row.locator('.code-link').click();
  await row.locator('.more').click();
  expect(await waitForCalls(page, 'code.open', 2)).toEqual([{ feature: 'dep_hour', choose: false }, { feature: 'dep_hour', choose: true }]);
  expect(await callsOf(page, 'feature.read')).toHaveLength(0);
});
