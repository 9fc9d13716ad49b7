import { expect } from 'vitest';
import type { ChartCanvas } from '../../../webview/charts/chartCanvas';
import { callsOf, panelSuite } from './harness/openPanel';
import { trainingPageFixture } from './harness/trainingFixture';

const panelTest = panelSuite();
const training = { status: 'training', until: '.training mv-table tr.row' } as const;

panelTest('runs are listed, sorted and filtered; two are chosen by keyboard and compared: parameters, values, curves, seeds, the machine', async ({ open }) => {
  const page = await open(training);
  expect(await page.$$eval('.training tr.row', (rows) => rows.length)).toBe(6);
  expect(await page.innerText('.top')).toContain('live, as of');
  await page.click('[data-sort="metric:test_accuracy"]');
  await page.waitForFunction(() => document.querySelector('.training tr.row')?.getAttribute('data-key') === 'run-5-3');
  await page.click('[data-sort="metric:test_accuracy"]');
  await page.waitForFunction(() => document.querySelector('.training tr.row')?.getAttribute('data-key') === 'run-3-1');
  await page.focus('.training tr.row[tabindex="0"]');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.training tr.run-chosen[data-key="run-3-1"]');
  expect(await page.innerText('.training .section-facts')).toContain('choose one more');
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.comparison');
  expect((await callsOf(page, 'training.compare')).at(-1)).toEqual({ a: 'run-3-1', b: 'run-5-3' });
  const text = await page.innerText('.comparison');
  expect(text).toContain('Parameters that differ: 2 of 3');
  expect(text).toContain('One run gives one value: no interval');
  expect(text).toMatch(/Runs that differ by their seed alone \(seed\)/);
  expect(text).not.toMatch(/NaN|undefined|null/);
  const drawn = await page.waitForFunction(() => {
    const chart = document.querySelector<ChartCanvas>('[data-card="curve-val_loss"] mv-chart')?.chart;
    return chart === null || chart === undefined ? false : chart.data.datasets.map(({ data }) => data.map(({ x, y }) => [x, y]));
  });
  const [a] = (await drawn.jsonValue()) as [number, number | null][][];
  expect(a).toHaveLength(30);
  expect(a?.[29]).toEqual([29, 1 / 32 + 0.01]);
  await page.selectOption('.comparison select', 'time');
  await page.waitForFunction(() => document.querySelector<ChartCanvas>('[data-card="curve-val_loss"] mv-chart')?.chart?.data.datasets[0]?.data[29]?.x === 58);
  await page.click('[data-card="curve-val_loss"] .twin summary');
  await page.waitForSelector('[data-card="curve-val_loss"] .twin td');
  expect(await page.$$eval('[data-card="curve-val_loss"] .twin tbody tr', (rows) => rows.length)).toBe(30);
  await page.click('.comparison .fold > summary');
  await page.waitForSelector('[data-card="curve-system/cpu_utilization_percentage"]');
  await page.fill('.training vscode-text-field input', 'depth=5 seed=1');
  await page.waitForFunction(() => document.querySelectorAll('.training tr.row').length === 1);
});

panelTest('training stands against production in words, of the deployed run or of one that is chosen', async ({ open }) => {
  const page = await open(training);
  await page.waitForSelector('.beside-list');
  expect(await page.innerText('.training section')).toContain('91.0 % on test data (test_accuracy), 86.0 % (85.3 to 86.7 %, 95 %) in production, n = 12,000');
  await page.click('.training tr.row[data-key="run-5-1"]');
  await page.click('text=Take run A');
  await page.waitForFunction(() => document.querySelector('.training section')?.textContent?.includes('chosen by hand'));
  expect(await callsOf(page, 'training.production')).toEqual([{ run: null }, { run: 'run-5-1' }]);
});

panelTest('a look that failed, an empty store and a comparison that cannot be made say so', async ({ open }) => {
  const page = await open(training);
  await page.evaluate((change) => window.harness.send({ view: null, training: change }), trainingPageFixture({ reason: 'nothing answers at localhost:5000' }));
  await page.waitForSelector('.training .remark-warning');
  expect(await page.innerText('.training .remark-warning')).toContain('nothing answers at localhost:5000');
  await page.evaluate(() => (window.harness.failNext = 'training.compare'));
  await page.click('.training tr.row[data-key="run-5-1"]');
  await page.click('.training tr.row[data-key="run-3-1"]');
  await page.waitForSelector('.training p[role=alert]');
  expect(await page.innerText('.training p[role=alert]')).toContain('ran out of memory');
  await page.evaluate((change) => window.harness.send({ view: null, training: change }), trainingPageFixture({ runs: [], total: 0, of: null }));
  await page.waitForFunction(() => document.querySelector('.training .nothing') !== null);
  expect(await page.innerText('.training')).toContain('No run has been logged there yet');
});

panelTest('a run that goes on is compared anew, and what is on screen stays meanwhile', async ({ open }) => {
  const page = await open(training);
  await page.click('.training tr.row[data-key="run-5-1"]');
  await page.click('.training tr.row[data-key="run-3-1"]');
  await page.waitForSelector('.comparison');
  const before = (await callsOf(page, 'training.compare')).length;
  const grown = trainingPageFixture();
  const changed = { ...grown, runs: grown.runs.map((run) => (run.id === 'run-5-1' ? { ...run, metrics: [{ key: 'val_loss', value: 0.1, step: 31, timeMs: null }] } : run)) };
  await page.evaluate((change) => window.harness.send({ view: null, training: change }), changed);
  await page.waitForFunction((count) => window.harness.calls.filter(({ method }) => method === 'training.compare').length === count + 1, before);
  expect(await page.$('.comparison')).not.toBeNull();
});
