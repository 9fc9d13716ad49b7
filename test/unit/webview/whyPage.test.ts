import { expect } from 'vitest';
import { callsOf, panelSuite } from './harness/openPanel';

const panelTest = panelSuite();

panelTest('the overview leads to the Why page, which explains the first metric at once and the others when they are opened; back returns', async ({ open }) => {
  const page = await open();
  await page.focus('#why-link');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.why-page .why-list');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('why-title');
  const asked = await callsOf(page, 'why.explain');
  expect(asked).toHaveLength(1);
  const text = await page.innerText('.why-page');
  expect(text).toContain('queue_depth above 0');
  expect(text).toContain('rank correlation 0.41, 6 h before, 360 windows, p = 0.004');
  expect(text).toContain('ROC AUC (12 windows with enough rows, needs 240)');
  expect(text).toContain('the inputs explain −12.0 pt');
  await page.click('.why-metric:not([open]) > summary');
  await page.waitForFunction(() => document.querySelectorAll('.why-metric[open] .why-list').length >= 3);
  expect(await callsOf(page, 'why.explain')).toHaveLength(2);
  await page.click('#back');
  await page.waitForSelector('.tiles');
  await page.waitForFunction(() => document.activeElement?.id === 'why-link');
});

panelTest('every figure of an answer stands in a table twin', async ({ open }) => {
  const page = await open();
  await page.click('#why-link');
  await page.waitForSelector('.why-page .twin');
  for (const twin of await page.$$('.why-page .twin > summary')) await twin.click();
  await page.waitForFunction(() => document.querySelectorAll('.why-page table').length === 3);
  const tables = await page.$$eval('.why-page table', (all) => all.map((table) => table.textContent ?? ''));
  expect(tables).toHaveLength(3);
  expect(tables[0]).toContain('all other rows');
  expect(tables[0]).toContain('8.1');
  expect(tables[1]).toContain('0.410');
  expect(tables[2]).toContain('the same scores mean something else');
});

panelTest('explaining tells that it works, can be cancelled and asked again', async ({ open }) => {
  const page = await open();
  await page.evaluate(() => (window.harness.holdRows = true));
  await page.click('#why-link');
  await page.click('.why-page .loading vscode-button');
  await page.waitForSelector('.why-page .state');
  expect(await page.innerText('.why-page .state')).toContain('Explaining was cancelled.');
  await page.waitForFunction(() => window.harness.cancelled.includes('why.explain'));
  await page.evaluate(() => (window.harness.holdRows = false));
  await page.click('.why-page .state vscode-button');
  await page.waitForSelector('.why-page .why-list');
});

panelTest('a fault is told with a way to ask again', async ({ open }) => {
  const page = await open();
  await page.evaluate(() => (window.harness.failNext = 'why.explain'));
  await page.click('#why-link');
  await page.waitForSelector('.why-page [role=alert]');
  expect(await page.innerText('.why-page [role=alert]')).toContain('ran out of memory');
});

panelTest('a moved tile asks for its own metric; a series leads to its feature, and from there back', async ({ open }) => {
  const page = await open();
  const moved = await page.getAttribute('.with-why .tile', 'data-finding');
  await page.click('.with-why .tile-why');
  await page.waitForSelector('.why-page .why-list');
  expect((await callsOf(page, 'why.explain')).map((input) => (input as { metric: string }).metric)).toEqual([moved]);
  await page.click('.why-page .why-list .link');
  await page.waitForSelector('#feature-title');
  await page.click('#back-to-why');
  await page.waitForSelector('.why-page .why-list');
  // The answer is kept.
  expect(await callsOf(page, 'why.explain')).toHaveLength(1);
});

panelTest('nothing is wider than a panel of 320 px', async ({ open }) => {
  const page = await open();
  await page.setViewportSize({ width: 320, height: 800 });
  await page.click('#why-link');
  await page.waitForSelector('.why-page .why-list');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
});

panelTest('on a page of servers only what needs no rows is offered, with the reason', async ({ open }) => {
  const page = await open();
  await page.evaluate(() => {
    const { view } = window.harness.fixture.state({});
    if (view === null) throw new Error('no view');
    window.harness.send({ view: { ...view, report: { ...view.report, source: { ...view.report.source, kind: 'metrics' } } } });
  });
  await page.waitForFunction(() => /series that move together; segments and scores need the rows of a log/.test(document.querySelector('.why-line')?.textContent ?? ''));
  await page.click('#why-link');
  await page.waitForSelector('.why-page .hint');
  expect(await page.innerText('.why-page .hint')).toContain('other series of the servers. Segments and scores need the rows of a log, which servers have not.');
});
