import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { hostileName } from './harness/featureFixture';
import { largeLineage, lineageFixture } from './harness/lineageFixture';
import { callsOf, panelSuite } from './harness/openPanel';

/* Inputs of a feature on its page: sentence, table, graph that is walked with keys. */

const panelTest = panelSuite();

async function openFeature(page: Page, feature = 'distance'): Promise<void> {
  await page.evaluate((name) => window.harness.navigate(name), feature);
  await page.waitForSelector('.inputs mv-lineage .lineage-node');
}
const focused = (page: Page) => page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset['node'] ?? null);

panelTest('says whether the drift came in with an input, and lists the inputs with their verdicts', async ({ open }) => {
  const page = await open();
  await openFeature(page);
  const sentence = await page.innerText('.inputs .sentence');
  expect(sentence).toContain('moves together with its input origin');
  expect(await page.innerText('.origin-line')).toContain(sentence);
  const rows = await page.$$eval('.inputs-table tbody tr', (all) => all.map((row) => [...row.children].map((cell) => cell.textContent?.replace(/\s+/g, ' ').trim() ?? '')));
  expect(rows.map(([name, verdict]) => [name, verdict])).toEqual([['origin', 'moved'], [hostileName.replace(/\s+/g, ' '), 'not in the log'], ['dep_hour', 'stable']]);
  expect(rows[0]?.[2]).toMatch(/%.*, 95 %; n = [\d,]+ \/ [\d,]+$/);
  expect(rows[1]?.[4]).toContain('decides which rows count');
  expect(await page.innerText('.inputs')).toContain('another definition, in train.py:12, was not followed');
  expect(await page.innerText('.inputs')).not.toMatch(/NaN|undefined|null/);
});

panelTest('is one tab stop, walked with arrows along its lines; Enter opens the line, P the page, and back returns', async ({ open }) => {
  const page = await open();
  await openFeature(page);
  expect(await page.$$eval('.lineage-node[tabindex="0"]', (all) => all.map((each) => (each as HTMLElement).dataset['node']))).toEqual(['distance']);
  await page.focus('.lineage-node[tabindex="0"]');
  await page.keyboard.press('ArrowLeft');
  if ((await focused(page)) !== 'miles') await page.keyboard.press('ArrowUp');
  if ((await focused(page)) !== 'miles') await page.keyboard.press('ArrowDown');
  expect(await focused(page)).toBe('miles');
  const name = await page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
  expect(name).toBe('miles, features.py:38, variable. Goes into distance (in a call). 2 inputs: origin (renamed), KM (computed).');
  // The words on its lines.
  expect(await page.$$eval('.lineage-link.is-shown text', (all) => all.map((each) => each.textContent).sort())).toEqual(['call', 'computed', 'renamed']);
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => window.harness.calls.some(({ method }) => method === 'lineage.open'));
  expect(await callsOf(page, 'lineage.open')).toEqual([{ feature: 'distance', target: { node: 'miles' } }]);
  await page.keyboard.press('End');
  expect(await focused(page)).toBe('hour');
  await page.keyboard.press('ArrowRight');
  expect(await focused(page)).toBe('origin');
  await page.keyboard.press('p');
  await page.waitForFunction(() => document.querySelector('#feature-title')?.textContent === 'origin');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('feature-title');
  expect(await page.innerText('#back-to-feature')).toBe('distance');
  await page.click('#back-to-feature');
  await page.waitForFunction(() => document.querySelector('#feature-title')?.textContent === 'distance');
  expect(await page.$('#back-to-feature')).toBeNull();
  // One tab leaves the graph.
  await page.waitForSelector('.inputs mv-lineage .lineage-node');
  await page.focus('.lineage-node[tabindex="0"]');
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.closest('.lineage-graph') === null)).toBe(true);
});

panelTest('a node, a line of the table and an edge of the twin open their own lines', async ({ open }) => {
  const page = await open();
  await openFeature(page);
  await page.click('.inputs-table tbody tr:nth-child(3) td:last-child button');
  await page.click('.lineage-node[data-node="KM"]');
  await page.click('.lineage-node[data-node="lost"]');
  await page.click('.inputs .twin > summary');
  await page.click('.inputs .twin tbody tr:nth-child(2) button');
  await page.click('.origin-lines button');
  await page.waitForFunction(() => window.harness.calls.filter(({ method }) => method === 'lineage.open').length >= 4);
  expect((await callsOf<{ target: unknown }>(page, 'lineage.open')).map(({ target }) => target)).toEqual([{ node: 'hour' }, { node: 'KM' }, { edge: 1 }, { line: 0 }]);
  expect(await page.innerText('.inputs .twin table')).toContain(hostileName.split('\n')[0] ?? '');
});

panelTest('large graphs fold; Enter on a fold shows its layer and goes on from there', async ({ open }) => {
  const page = await open();
  await page.evaluate((lineage) => (window.harness.lineages = { distance: lineage }), largeLineage('distance', 200, 40));
  await openFeature(page);
  const count = () => page.$$eval('.lineage-node', (all) => all.length);
  const before = await count();
  expect(before).toBeLessThan(40);
  await page.focus('.lineage-node[data-node="fold 1"]');
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toMatch(/^\d+ more inputs\. Enter shows them\.$/);
  await page.keyboard.press('Enter');
  await page.waitForFunction((least) => document.querySelectorAll('.lineage-node').length > least, before + 20);
  expect(await focused(page)).toMatch(/^input_/);
});

panelTest('reading, failing, no code and no Python files are told, each with its reason; leaving cancels', async ({ open }) => {
  const page = await open();
  await page.evaluate(() => (window.harness.holdLineage = true));
  await page.evaluate(() => window.harness.navigate('distance'));
  await page.waitForSelector('.inputs[aria-busy="true"] [role="status"]');
  expect(await page.innerText('.inputs')).toContain('following the code');
  await page.click('#back');
  await page.waitForFunction(() => window.harness.cancelled.includes('lineage.read'));
  await page.evaluate(() => {
    window.harness.holdLineage = false;
    window.harness.failNext = 'lineage.read';
    window.harness.navigate('distance');
  });
  await page.waitForSelector('.inputs [role="alert"]');
  expect(await page.innerText('.inputs [role="alert"]')).toContain('lineage.read ran out of memory');
  await page.click('.inputs vscode-button');
  await page.waitForSelector('.inputs mv-lineage .lineage-node');
  await page.evaluate(() => window.harness.navigate('weekday'));
  await page.waitForFunction(() => document.querySelector('.inputs .nothing')?.textContent?.includes('no line of the indexed code names it'));
  expect(await page.innerText('.inputs .nothing')).toContain('code.map');
  await page.evaluate(() => window.harness.send({ view: { ...window.harness.fixture.view(), codeState: 'no python files' } }));
  await page.waitForFunction(() => document.querySelector('.inputs .nothing')?.textContent?.includes('no Python files'));
  await page.evaluate(() => {
    window.harness.holdLineage = true;
    window.harness.send({ view: { ...window.harness.fixture.view(), codeState: 'indexing' } });
    window.harness.navigate('distance');
  });
  await page.waitForFunction(() => document.querySelector('.inputs')?.textContent?.includes('reading the code of the workspace'));
});

panelTest('nothing is wider than a panel of 320 px; the feature is in sight', async ({ open }) => {
  const page = await open({ width: 320 });
  await openFeature(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  const [box, root] = await Promise.all([page.locator('.lineage-box').boundingBox(), page.locator('.lineage-node.is-root').boundingBox()]);
  expect((root?.x ?? 0) >= (box?.x ?? 0) && (root?.x ?? 0) + (root?.width ?? 0) <= (box?.x ?? 0) + (box?.width ?? 0)).toBe(true);
});

panelTest('an answer that comes anew keeps what is in focus', async ({ open }) => {
  const page = await open();
  await openFeature(page);
  await page.focus('.lineage-node[tabindex="0"]');
  await page.keyboard.press('End');
  const asked = (await callsOf(page, 'lineage.read')).length;
  await page.evaluate((lineage) => {
    window.harness.lineages = { distance: lineage };
    window.harness.send({});
  }, { ...lineageFixture('distance'), notes: ['a new note'] });
  await page.waitForFunction(() => document.querySelector('.inputs')?.textContent?.includes('a new note'));
  expect((await callsOf(page, 'lineage.read')).length).toBeGreaterThan(asked);
  expect(await focused(page)).toBe('hour');
});
