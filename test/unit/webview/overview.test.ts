import { expect } from 'vitest';
import { hostileName } from './harness/featureFixture';
import { callsOf, panelSuite, waitForCalls } from './harness/openPanel';

const panelTest = panelSuite();

panelTest('the sentence comes first and its parts lead to what they speak of', async ({ open }) => {
  const page = await open();
  const order = await page.evaluate(() => {
    const top = (selector: string) => document.querySelector(selector)?.getBoundingClientRect().top ?? Number.NaN;
    return [top('#sentence'), top('.windows-bar'), top('.tiles'), top('.timeline'), top('#features')];
  });
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(await page.textContent('#sentence')).toContain('distance moved by 1.42 sd');
  await page.getByRole('button', { name: /^p95 latency rose/ }).click();
  await page.waitForSelector('.lane.pointed[data-lane="latency"]');
  await page.getByRole('button', { name: 'distance moved' }).press('Enter');
  await page.waitForSelector('#feature-title:has-text("distance")');
});

panelTest('each tile says value, change with interval, n and verdict, and one without value says why', async ({ open }) => {
  const page = await open();
  const tiles = await page.evaluate(() => Object.fromEntries([...document.querySelectorAll<HTMLElement>('.tile')].map((tile) => [tile.dataset['finding'] ?? '', tile.innerText])));
  const expected = await page.evaluate(() => window.harness.fixture.report().findings.map((finding) => ({ id: finding.id, n: finding.current.n, value: finding.current.value, verdict: finding.verdict })));
  for (const finding of expected) {
    const text = tiles[finding.id];
    expect(text, finding.id).toBeDefined();
    if (finding.value === null) expect(text).toContain('not available');
    else expect(text).toContain(`n ${finding.n.toLocaleString('en-US')}`);
    expect(text).toContain(finding.verdict);
  }
  expect(tiles['latency.p95']).toMatch(/142 ms ▲\n\+39 ms \(\+37 to \+41\)\nmoved, worse/);
  expect(tiles['quality.accuracy']).toMatch(/▼[^]*78.0 % labelled/);
  expect(tiles['quality.logLoss']).toContain('no column has the role score');
  expect(tiles['score.distribution']).toContain('distance to the baseline');
  expect(tiles['drift']).toContain('2 of 10');
});

panelTest('hostile names and texts are text, never markup', async ({ open }) => {
  const page = await open();
  const shown = await page.evaluate(() => [...document.querySelectorAll<HTMLElement>('.features tr.row')].map((row) => row.dataset['key']));
  expect(shown).toContain(hostileName);
  await page.evaluate((name) => window.harness.navigate(name), hostileName);
  await page.waitForSelector('.measures');
  expect(await page.textContent('#feature-title')).toBe(hostileName);
  await page.click('#back >> button');
  await page.click('summary:has-text("bad lines")');
  await page.waitForSelector('code:has-text("<script>alert(1)</script>")');
  expect(await page.evaluate(() => document.querySelectorAll('main img, main script').length)).toBe(0);
});

panelTest('bad lines and files open at their place', async ({ open }) => {
  const page = await open();
  await page.click('summary:has-text("bad lines")');
  await page.click('.notes button:has-text("predictions-1.jsonl:1042")');
  await page.click('summary:has-text("not read in full")');
  await page.click('.notes .note-list button:has-text("predictions-2.jsonl")');
  expect(await waitForCalls(page, 'file.open', 2)).toEqual([
    { path: '/data/predictions-1.jsonl', line: 1042 },
    { path: '/data/predictions-2.jsonl', line: null },
  ]);
});

panelTest('a column gets another role from its list, with the reason in words beside it', async ({ open }) => {
  const page = await open();
  await page.click('.roles summary');
  const row = page.locator('.roles tr.row', { hasText: 'latency_ms' });
  expect(await row.textContent()).toContain('its name says so ("latency")');
  await page.getByLabel('Role of latency_ms').selectOption('kpi');
  expect(await waitForCalls(page, 'role.set', 1)).toEqual([{ column: 'latency_ms', role: 'kpi' }]);
  await page.waitForFunction(() => document.querySelector('.roles')?.textContent?.includes('configured') === true);
  await page.waitForFunction(() => document.querySelector<HTMLSelectElement>('select[aria-label="Role of latency_ms"]')?.value === 'kpi');
});

panelTest('source, refresh and export reach the host', async ({ open }) => {
  const page = await open();
  await page.getByRole('button', { name: 'Read the source again' }).click();
  await page.click('.menu-button');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.locator('vscode-dropdown[aria-label="Source"]').click();
  await page.locator('vscode-option:has-text("hotel-bookings")').click();
  expect(await waitForCalls(page, 'source.select', 1)).toEqual([{ id: 's2' }]);
  expect(await callsOf(page, 'source.reload')).toHaveLength(1);
  expect(await callsOf(page, 'report.export')).toEqual([{ format: 'markdown' }]);
});

panelTest('the notebook of the Export menu takes the feature on show along', async ({ open }) => {
  const page = await open();
  const notebook = async (): Promise<void> => {
    await page.click('.menu-button');
    await page.getByRole('menuitem', { name: 'Notebook that computes it anew' }).click();
  };
  await notebook();
  await page.evaluate(() => window.harness.navigate('distance'));
  await page.waitForSelector('#feature-title');
  await notebook();
  expect(await waitForCalls(page, 'report.export', 2)).toEqual([{ format: 'notebook', feature: null }, { format: 'notebook', feature: 'distance' }]);
});

panelTest('a failed call is said and can be dismissed; what was on screen stays', async ({ open }) => {
  const page = await open();
  await page.evaluate(() => (window.harness.failNext = 'report.export'));
  await page.click('.menu-button');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[role=alert]:has-text("ran out of memory")');
  expect(await page.locator('.tile').count()).toBeGreaterThan(5);
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await page.waitForSelector('[role=alert]', { state: 'detached' });
});
