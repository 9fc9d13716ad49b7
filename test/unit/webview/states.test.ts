import { expect } from 'vitest';
import { panelSuite, waitForCalls } from './harness/openPanel';

const panelTest = panelSuite();

panelTest('empty: one primary button and the demo', async ({ open }) => {
  const page = await open({ status: 'empty', until: '.state' });
  expect(await page.locator('vscode-button[appearance=primary]').count()).toBe(1);
  await page.getByRole('button', { name: 'Add a prediction log' }).click();
  await page.getByRole('button', { name: /Open the demo/ }).click();
  expect(await waitForCalls(page, 'panel.act', 2)).toEqual([{ action: 'add log' }, { action: 'open demo' }]);
});

panelTest('loading: how much of how much, and it can be cancelled', async ({ open }) => {
  const page = await open({ status: 'loading', until: '.loading' });
  expect(await page.textContent('.loading-text')).toBe('Reading · 112 MB of 268 MB');
  expect(await page.getByRole('progressbar', { name: 'Reading the source' }).getAttribute('aria-valuetext')).toBe('Reading · 112 MB of 268 MB');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await waitForCalls(page, 'work.cancel', 1);
});

panelTest('failed: the reason in words and what can be done', async ({ open }) => {
  const page = await open({ status: 'failed', until: '.state' });
  expect(await page.textContent('.state')).toContain('None of the files of this source could be read.');
  await page.getByRole('button', { name: 'Show the log' }).click();
  expect(await waitForCalls(page, 'panel.act', 1)).toEqual([{ action: 'show log' }]);
});

panelTest('cancelled by hand is no error: said plainly, with a way on', async ({ open }) => {
  const page = await open({ status: 'loading', until: '.loading' });
  const problem = { fault: { code: 'cancelled', detail: 'the call was cancelled', retry: true }, text: 'Cancelled.', actions: ['retry'] } as const;
  await page.evaluate((sent) => window.harness.send({ status: 'failed', view: null, progress: null, problem: sent }), problem);
  await page.getByRole('heading', { name: 'Cancelled', exact: true }).waitFor();
  expect(await page.textContent('.state')).not.toMatch(/could not|did not work|the call was/);
  expect(await page.locator('[role=alert], .codicon-error, .codicon-warning').count()).toBe(0);
  await page.getByRole('button', { name: 'Judge again' }).click();
  expect(await waitForCalls(page, 'panel.act', 1)).toEqual([{ action: 'retry' }]);
  // What was judged before stays, and the remark is as plain.
  await page.evaluate((sent) => window.harness.send({ progress: null, problem: sent, status: 'ready', view: window.harness.fixture.view() }), problem);
  await page.waitForSelector('.remark:has-text("Cancelled. What you see is from before.")');
  expect(await page.locator('.features tr.row').count()).toBe(12);
  expect(await page.locator('[role=alert], .remark .codicon-error, .remark .codicon-warning').count()).toBe(0);
});

panelTest('another log starts at the top, the same one read again stays where it was', async ({ open }) => {
  const page = await open({ features: 1000 });
  const scrolled = () => page.evaluate(() => window.scrollY);
  await page.evaluate(() => window.scrollTo(0, 400));
  await page.waitForFunction(() => (JSON.parse(sessionStorage.getItem('state') ?? '{}') as { scroll?: number }).scroll === 400);
  await page.evaluate(() => window.harness.send({ progress: { stage: 'reading', done: 1, total: 2, unit: 'steps' } }));
  await page.waitForSelector('.fresh:has-text("Reading")');
  await page.evaluate(() => window.harness.send({ remark: 'read again' }));
  await page.waitForSelector('.remark:has-text("read again")');
  expect(await scrolled()).toBeGreaterThan(390);
  const other = { id: 's2', name: 'hotel-bookings' };
  await page.evaluate((source) => window.harness.send({ source, status: 'loading', view: null }), other);
  await page.waitForSelector('.loading');
  await page.evaluate((source) => window.harness.send({ source }), other);
  await page.waitForSelector('.features tr.row');
  expect(await scrolled()).toBe(0);
  // Without a moment of loading between, and from a feature's page too.
  await page.evaluate(() => window.scrollTo(0, 300));
  await page.evaluate(() => window.harness.send({}));
  await page.waitForFunction(() => window.scrollY === 0);
  await page.evaluate(() => window.harness.navigate('distance'));
  await page.waitForSelector('.measures');
  await page.evaluate(() => window.scrollTo(0, 300));
  await page.evaluate((source) => window.harness.send({ source }), other);
  await page.waitForSelector('.features tr.row');
  await page.waitForFunction(() => window.scrollY === 0);
});

panelTest('loading again keeps the last view, a remark is shown, older snapshots are dropped', async ({ open }) => {
  const page = await open();
  await page.evaluate(() => window.harness.send({ status: 'loading', remark: 'The engine was restarted.', progress: { stage: 'counting', done: 3, total: null, unit: 'steps' } }));
  await page.waitForSelector('.remark:has-text("The engine was restarted.")');
  await page.waitForSelector('.fresh:has-text("Counting · 3 steps")');
  await page.click('.fresh button:has-text("Cancel")');
  await waitForCalls(page, 'work.cancel', 1);
  expect(await page.locator('.features tr.row').count()).toBe(12);
  await page.evaluate(() => window.harness.send({ revision: 1, status: 'empty', view: null }));
  await page.evaluate(() => window.harness.send({}));
  await page.waitForSelector('.fresh:has-text("read 16 Jun 2001")');
  expect(await page.locator('.features tr.row').count()).toBe(12);
});

panelTest('page, filter, sort, open tables and scroll come back after a reload', async ({ open }) => {
  const page = await open({ features: 1000 });
  await page.locator('vscode-text-field').locator('input').fill('embedding_00');
  await page.click('[data-sort="feature"]');
  await page.click('[data-twin="timeline"] > summary');
  await page.waitForSelector('[data-twin="timeline"] table');
  await page.evaluate(() => window.scrollTo(0, 400));
  await page.waitForFunction(() => (JSON.parse(sessionStorage.getItem('state') ?? '{}') as { scroll?: number }).scroll === 400);
  await page.reload();
  await page.waitForSelector('.features tr.row');
  await page.waitForSelector('[data-twin="timeline"] table');
  await page.waitForFunction(() => window.scrollY === 400);
  expect(await page.locator('vscode-text-field').locator('input').inputValue()).toBe('embedding_00');
  expect(await page.locator('th[aria-sort="ascending"]').textContent()).toContain('Feature');
  await page.evaluate(() => window.harness.navigate('embedding_0050'));
  await page.waitForSelector('.measures');
  await page.reload();
  await page.waitForSelector('#feature-title:has-text("embedding_0050")');
});

panelTest('state of another version is set aside', async ({ open }) => {
  const page = await open();
  await page.evaluate(() => sessionStorage.setItem('state', JSON.stringify({ version: 99, feature: 'distance', filter: 'zzz' })));
  await page.reload();
  await page.waitForSelector('.features tr.row');
  expect(await page.locator('.features tr.row').count()).toBe(12);
});

panelTest('script is under 1 MB and something is painted before data comes', async ({ open, server }) => {
  expect(server.scriptBytes).toBeLessThan(1_000_000);
  const page = await open({ features: 1000 });
  // How long it takes is for benchmarks: this machine may be busy.
  const paint = await page.evaluate(() => {
    const script = performance.getEntriesByType('resource').find((entry) => entry.name.endsWith('dashboard.js'));
    return Math.round((performance.getEntriesByType('paint')[0]?.startTime ?? Number.NaN) - (script as PerformanceResourceTiming).responseEnd);
  });
  expect(paint).not.toBeNaN();
  console.log(`first paint ${paint} ms after the script arrived`);
});
