import { expect } from 'vitest';
import type { Page } from 'playwright-core';
import { panelSuite, waitForCalls } from './harness/openPanel';

const panelTest = panelSuite();

async function goTo(page: Page, feature: string): Promise<void> {
  await page.evaluate((name) => window.harness.navigate(name), feature);
  await chartsDrawn(page);
}

async function chartsDrawn(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const charts = [...document.querySelectorAll('[data-card] mv-chart')] as unknown as { chart: unknown }[];
    return charts.length > 0 && charts.every((each) => each.chart !== null);
  });
}

interface Drawn {
  readonly labels: readonly string[];
  readonly data: readonly (readonly (number | null)[])[];
}

function drawn(page: Page, card: string): Promise<Drawn> {
  return page.evaluate((id) => {
    const element = document.querySelector(`[data-card="${id}"] mv-chart`) as unknown as { chart: { data: { datasets: { label: string; data: { y: number | null }[] }[] } } };
    return { labels: element.chart.data.datasets.map((set) => set.label), data: element.chart.data.datasets.map((set) => set.data.map((point) => point.y)) };
  }, card);
}

async function twin(page: Page, card: string): Promise<string[][]> {
  await page.click(`[data-card="${card}"] summary`);
  await page.waitForSelector(`[data-card="${card}"] table`);
  return page.evaluate((id) => [...document.querySelectorAll(`[data-card="${id}"] tbody tr`)].map((row) => [...row.children].map((cell) => cell.textContent ?? '')), card);
}

const percent = (share: number | null) => Number.parseFloat((100 * (share ?? 0)).toFixed(1));

panelTest('each chart is an image with name and summary, and its table twin says the same numbers', async ({ open }) => {
  const page = await open();
  await goTo(page, 'distance');
  const names = await page.evaluate(() => [...document.querySelectorAll('mv-chart canvas')].map((canvas) => [canvas.getAttribute('role'), canvas.getAttribute('aria-label')]));
  expect(names).toHaveLength(4);
  for (const [role, name] of names) {
    expect(role).toBe('img');
    expect(name).toMatch(/^.{8,}\. .{10,}/);
  }
  const bars = await drawn(page, 'histogram');
  expect(bars.labels).toEqual(['Baseline', 'Current']);
  const rows = await twin(page, 'histogram');
  expect(rows).toHaveLength(bars.data[0]!.length);
  rows.forEach((row, i) => {
    expect(Number.parseFloat(row[1]!)).toBeCloseTo(percent(bars.data[0]![i]!), 0.5);
    expect(Number.parseFloat(row[2]!)).toBeCloseTo(percent(bars.data[1]![i]!), 0.5);
  });
  const effect = await drawn(page, 'drift');
  expect((await twin(page, 'drift')).map((row) => Number.parseFloat(row[1]!))).toEqual(effect.data[0]!.map((value) => Number.parseFloat(value!.toFixed(2))));
  const quality = await drawn(page, 'quality');
  const cells = await twin(page, 'quality');
  expect(cells.map((row) => Number.parseFloat(row[1]!))).toEqual(quality.data[0]!.map((value) => percent(value)));
  expect(cells.map((row) => Number.parseFloat(row[4]!))).toEqual(quality.data[1]!.map((value) => percent(value)));
});

panelTest('the page is drawn from the summary at once; quality by value follows once the rows were read', async ({ open }) => {
  const page = await open();
  await page.evaluate(() => (window.harness.holdRows = true));
  await goTo(page, 'distance');
  expect((await drawn(page, 'histogram')).data[0]!.length).toBe(20);
  const card = page.getByRole('region', { name: 'Quality by value' });
  expect(await card.getAttribute('aria-busy')).toBe('true');
  expect(await card.innerText()).toContain('reading the rows…');
  expect(await waitForCalls(page, 'feature.read', 2)).toEqual([{ feature: 'distance', rows: false }, { feature: 'distance', rows: true }]);
  await page.evaluate(() => {
    const { chart } = document.querySelector('[data-card="histogram"] mv-chart') as unknown as { chart: { data: unknown } };
    Object.assign(window, { before: chart.data });
    window.harness.holdRows = false;
  });
  await page.waitForSelector('[data-card="quality"] canvas');
  expect(await page.locator('[aria-label="Quality by value"]').count()).toBe(0);
  // What was on screen was not drawn again.
  expect(await page.evaluate(() => (document.querySelector('[data-card="histogram"] mv-chart') as unknown as { chart: { data: unknown } }).chart.data === (window as unknown as { before: unknown }).before)).toBe(true);
});

panelTest('leaving the page cancels what it still waits for; rows that cannot be read leave the rest', async ({ open }) => {
  const page = await open();
  await page.evaluate(() => (window.harness.holdRows = true));
  await goTo(page, 'distance');
  await waitForCalls(page, 'feature.read', 2);
  await page.getByRole('button', { name: 'All findings' }).click();
  await page.waitForFunction(() => window.harness.cancelled.includes('feature.read'));
  await page.waitForSelector('.features tr.row');
  await goTo(page, 'distance');
  await waitForCalls(page, 'feature.read', 4);
  await page.evaluate(() => window.harness.navigate('origin'));
  await page.waitForFunction(() => window.harness.cancelled.filter((method) => method === 'feature.read').length === 2);
  await waitForCalls(page, 'feature.read', 6);
  // The next page's summary comes, and then its rows fail.
  await page.evaluate(() => {
    window.harness.navigate(null);
    window.harness.holdRows = false;
    window.harness.failRows = true;
    window.harness.navigate('origin');
  });
  await page.waitForSelector('[role=alert]:has-text("rows cannot be read")');
  await chartsDrawn(page);
  expect(await page.locator('[data-card="histogram"] canvas').count()).toBe(1);
});

panelTest('histogram and distribution function are two tabs', async ({ open }) => {
  const page = await open();
  await goTo(page, 'distance');
  await page.getByRole('tab', { name: 'Distribution function' }).click();
  await page.waitForSelector('[data-card="ecdf"] canvas');
  expect(await page.locator('[data-card="histogram"]').count()).toBe(0);
  expect(await page.getAttribute('[data-card="ecdf"] canvas', 'aria-label')).toContain('(KS): 0.546');
  expect(await page.textContent('[data-card="ecdf"] .chart-summary')).toContain('Drawn from every single value: exact.');
  await page.getByRole('tab', { name: 'Histogram' }).focus();
  await page.keyboard.press('ArrowLeft');
  await page.waitForSelector('[data-card="histogram"] canvas');
});

panelTest('functions drawn from bins say so, and so do bars that are no levels of the log', async ({ open }) => {
  const page = await open();
  await page.evaluate(() => {
    const numeric = window.harness.fixture.detail('distance')!;
    const category = window.harness.fixture.detail('origin')!;
    const start = (list: readonly number[]) => [0, ...list];
    const levels = ['(missing)', 'ATL', '(other levels)', '(missing)'];
    window.harness.details = {
      distance: { ...numeric, ecdf: { points: start(numeric.ecdf!.points), baseline: start(numeric.ecdf!.baseline), current: start(numeric.ecdf!.current) } },
      // A log may have a level that is called `(missing)`; only the last bar is that of rows without a value.
      origin: { ...category, bars: { kind: 'category', levels, baseline: [0.1, 0.6, 0.2, 0.1], current: [0.1, 0.5, 0.3, 0.1] } },
    };
  });
  await goTo(page, 'distance');
  await page.getByRole('tab', { name: 'Distribution function' }).click();
  await page.waitForSelector('[data-card="ecdf"] canvas');
  expect(await page.textContent('[data-card="ecdf"] .chart-summary')).toMatch(/Drawn from bins, not from the rows: exact at the edges of the bins, estimated between them\. KS is of the bins too\./);
  await page.getByRole('tab', { name: 'Histogram' }).click();
  expect(await page.textContent('[data-card="histogram"] .chart-summary')).not.toContain('level');
  await goTo(page, 'origin');
  await page.waitForSelector('[data-card="histogram"] .chart-summary:has-text("(other levels) holds all levels without a bar of their own; (missing) holds the rows without a value: they are no levels of the log.")');
  const bins = page.getByRole('combobox', { name: 'Example rows of' });
  await bins.selectOption({ index: 1 });
  await bins.selectOption({ index: 3 });
  const calls = await waitForCalls<{ feature: string; bin: unknown }>(page, 'rows.read', 4);
  expect(calls.filter(({ feature, bin }) => feature === 'origin' && bin !== null).map(({ bin }) => bin)).toEqual([{ level: '(missing)' }, { level: null }]);
});

panelTest('rows follow the window and the bar that was clicked', async ({ open }) => {
  const page = await open();
  await goTo(page, 'distance');
  await page.waitForSelector('.rows-table tbody tr');
  expect(await page.locator('.rows-table thead th').first().textContent()).toBe('distance');
  const box = (await page.locator('[data-card="histogram"] canvas').boundingBox())!;
  const at = await page.evaluate(() => {
    const { chart } = document.querySelector('[data-card="histogram"] mv-chart') as unknown as { chart: { getDatasetMeta(i: number): { data: { x: number; y: number }[] } } };
    const bar = chart.getDatasetMeta(0).data[7]!;
    return { x: bar.x, y: bar.y };
  });
  await page.mouse.click(box.x + at.x, box.y + at.y + 5);
  await page.waitForSelector('.rows .section-facts:has-text("distance 875 to 1,000")');
  await page.locator('vscode-dropdown[aria-label="Window of the rows"]').click();
  await page.locator('vscode-dropdown[aria-label="Window of the rows"] vscode-option:has-text("Baseline")').click();
  const calls = await waitForCalls<{ window: string; bin: unknown }>(page, 'rows.read', 3);
  expect(calls.map((call) => [call.window, call.bin])).toEqual([['current', null], ['current', { low: 875, high: 1000 }], ['baseline', { low: 875, high: 1000 }]]);
  await page.getByRole('button', { name: 'All values' }).click();
  expect((await waitForCalls<{ bin: unknown }>(page, 'rows.read', 4)).at(-1)?.bin).toBeNull();
  expect(await page.locator('.rows-table td', { hasText: '<b>bold</b>' }).count()).toBeGreaterThan(0);
});

panelTest('a point of a chart over time leads to the rows of its slots, by mouse and by keyboard', async ({ open }) => {
  const page = await open();
  await goTo(page, 'distance');
  await page.waitForSelector('.rows-table tbody tr');
  const canvas = page.locator('[data-card="drift"] canvas');
  await canvas.scrollIntoViewIfNeeded();
  const at = await page.evaluate(() => {
    const { chart } = document.querySelector('[data-card="drift"] mv-chart') as unknown as { chart: { getDatasetMeta(i: number): { data: { x: number; y: number }[] } } };
    const { x, y } = chart.getDatasetMeta(0).data[21]!;
    return { x, y };
  });
  await canvas.click({ position: { x: at.x, y: at.y + 4 } });
  const title = page.getByRole('heading', { name: 'Example rows' });
  await expect.poll(() => title.evaluate((element) => element === document.activeElement)).toBe(true);
  expect(await title.evaluate((element) => element.getBoundingClientRect().top)).toBeLessThan(900);
  const shown = () => page.locator('vscode-dropdown[aria-label="Window of the rows"]').evaluate((element) => (element as HTMLElement & { displayValue: string }).displayValue);
  await expect.poll(shown).toMatch(/^11 Jun 2001 12:00 to 12 Jun 2001 00:00/);
  await page.click('[data-card="missing"] summary');
  await page.locator('[data-card="missing"] tbody button').first().focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  expect(await page.locator('[data-card="missing"] tbody button[tabindex="0"]').count()).toBe(1);
  await page.keyboard.press('Enter');
  await expect.poll(shown).toMatch(/^2 Jun 2001 00:00 to/);
  await page.locator('vscode-dropdown[aria-label="Window of the rows"]').click();
  await page.locator('vscode-dropdown[aria-label="Window of the rows"] vscode-option:has-text("Current")').click();
  const calls = await waitForCalls<{ window: unknown }>(page, 'rows.read', 4);
  expect(calls.map((call) => call.window)).toEqual(['current', { from: 126, to: 132 }, { from: 12, to: 18 }, 'current']);
  await page.keyboard.press('Home');
});

panelTest('slots that were chosen for rows are forgotten when the axis is cut anew', async ({ open }) => {
  const page = await open();
  await goTo(page, 'distance');
  await page.click('[data-card="drift"] summary');
  await page.locator('[data-card="drift"] tbody button').nth(5).click();
  await waitForCalls(page, 'rows.read', 2);
  await page.evaluate(() => window.harness.send({}));
  expect((await waitForCalls<{ window: unknown }>(page, 'rows.read', 3)).at(-1)?.window).toEqual({ from: 30, to: 36 });
  await page.evaluate(() => {
    window.harness.fixture.axis = 'row';
    window.harness.send({});
  });
  expect((await waitForCalls<{ window: unknown }>(page, 'rows.read', 4)).at(-1)?.window).toBe('current');
});

panelTest('measures say what they are; a category page lists gained and lost levels; a missing chart says why', async ({ open }) => {
  const page = await open();
  await goTo(page, 'distance');
  const measures = (await page.textContent('.measures')) ?? '';
  for (const name of ['Wasserstein-1', 'Jensen-Shannon', 'PSI', 'Kolmogorov-Smirnov', 'Total variation', 'Quartiles', 'chi-squared on batches', 'q <0.001', '1.42 sd (1.28 to 1.56, 95 %)', 'By chance alone', '0.03 sd', '30 and 30 runs of slots']) expect(measures).toContain(name);
  await goTo(page, 'weekday');
  await page.waitForSelector('#feature-title:has-text("weekday")');
  expect(await page.textContent('[aria-label="Levels gained and lost"]')).toContain('JFK T8');
  expect(await page.textContent('[aria-label="Quality by value"]')).toContain('not available: the rows are not at hand');
});

panelTest('a page that cannot be read says so, and back still works', async ({ open }) => {
  const page = await open();
  await page.evaluate(() => (window.harness.failNext = 'feature.read'));
  await page.evaluate(() => window.harness.navigate('origin'));
  await page.waitForSelector('[role=alert]:has-text("feature.read ran out of memory")');
  await page.getByRole('button', { name: 'All findings' }).click();
  await page.waitForSelector('.features tr.row');
});
