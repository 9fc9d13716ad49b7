import { expect } from 'vitest';
import { panelSuite } from './harness/openPanel';

const panelTest = panelSuite();

panelTest('deploys and commits stand on the axis, near ones together, and a click leads to their entry', async ({ open }) => {
  const page = await open();
  await expect.poll(() => page.locator('.mark-deploy .mark-name').allTextContents()).toEqual(['v1.4']);
  expect(await page.locator('.version-mark').count()).toBe(0);
  const commits = page.locator('.mark-row .mark-commit');
  expect(await commits.first().locator('.mark-count').textContent()).toBe('12');
  expect(await commits.count()).toBe(1);
  await page.locator('.mark-row .mark-deploy').click();
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest('tr')?.dataset['kind'])).toBe('deploy');
});

panelTest('the list is one stop of keys, tells evidence and reasons, and commits of other code come when asked for', async ({ open }) => {
  const page = await open();
  const list = page.locator('details.marks');
  await expect.poll(() => list.locator('summary').innerText()).toContain('1 deploy, 12 commits');
  await list.locator('summary').focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => list.locator('tbody tr').count()).toBe(13);
  expect(await list.innerText()).toContain('flights: a shallow clone: older commits are not known');
  // What a subject holds is text.
  expect(await list.innerText()).toContain('Change 3 <img src=x onerror=alert(1)>');
  expect(await page.evaluate(() => window.harness.errors)).toEqual([]);
  expect(await list.locator('tbody button[tabindex="0"]').count()).toBe(1);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toMatch(/^Open the diff of 0{7} Change 12/);
  await page.keyboard.press('Enter');
  await expect.poll(() => page.evaluate(() => window.harness.calls.filter(({ method }) => method === 'commit.open').map(({ input }) => input))).toEqual([{ hash: 'c'.padStart(40, '0'), feature: null, whole: false }]);
  await list.getByRole('checkbox').check();
  await expect.poll(() => list.innerText()).toContain('Words of other code');
});

panelTest('a mark splits the windows before and after it, and the way back leads to those that were', async ({ open }) => {
  const page = await open();
  await page.locator('details.marks summary').click();
  await page.locator('tr[data-kind="deploy"] .mark-around').click();
  await expect.poll(() => page.locator('.around-line').innerText()).toContain('Windows before and after v1.4.');
  const asked = async () => (await page.evaluate(() => window.harness.calls.filter(({ method }) => method === 'comparison.set').map(({ input }) => input))) as { comparison: { baseline: { to: number }; current: { from: number } } | null }[];
  const [around] = await asked();
  expect(around?.comparison?.baseline.to).toBe(around?.comparison?.current.from);
  await page.locator('#leave-around').click();
  await expect.poll(async () => (await asked()).length).toBe(2);
  await expect.poll(() => page.locator('.around-line').count()).toBe(0);
});

panelTest('a feature that moved has the commits before its onset, each with its diff', async ({ open }) => {
  const page = await open();
  await page.evaluate(() => window.harness.navigate('distance'));
  const section = page.locator('.before-move');
  await expect.poll(() => section.innerText()).toMatch(/2 h before[\s\S]*0000000 Distances in km[\s\S]*by Ada; features\.py, line 41/);
  await section.getByRole('button', { name: /^Open the diff/ }).click();
  await expect.poll(() => page.evaluate(() => window.harness.calls.filter(({ method }) => method === 'commit.open').map(({ input }) => input))).toEqual([{ hash: '7'.padStart(40, '0'), feature: 'distance', whole: false }]);
});
