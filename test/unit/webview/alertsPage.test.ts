import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { contrast, rgbOf } from '../../../webview/kit/hues';
import { hostileName } from './harness/featureFixture';
import { type AlertsOptions, type MadeAlerts, madeAlerts } from './harness/alertsFixture';
import { type PanelOptions, type PanelTools, callsOf, panelSuite, waitForCalls } from './harness/openPanel';

const panelTest = panelSuite();

/** The overview, whose host has these alerts. */
async function overview(open: PanelTools['open'], made: MadeAlerts, options: PanelOptions = {}): Promise<Page> {
  const page = await open(options);
  await tell(page, made);
  return page;
}

async function tell(page: Page, { snapshot, summary }: MadeAlerts): Promise<void> {
  await page.evaluate((sent) => {
    window.harness.alerts = sent.snapshot;
    window.harness.tellAlerts(sent.summary);
  }, { snapshot, summary });
}

async function alertsPage(open: PanelTools['open'], made: MadeAlerts = madeAlerts(), options: PanelOptions = {}): Promise<Page> {
  const page = await overview(open, made, options);
  await page.click('#alerts-link');
  await page.waitForSelector('.incident-list, .incidents');
  return page;
}

const drawn = (page: Page) =>
  page.waitForFunction(() => {
    const charts = [...document.querySelectorAll('mv-alert-charts mv-chart')] as unknown as { chart: unknown }[];
    return charts.length > 0 && charts.every(({ chart }) => chart !== null);
  });
const datasets = (page: Page, chart: 'window' | 'lasting') =>
  page.evaluate((which) => {
    const element = document.querySelector(`#family-drift [data-chart="${which}"] mv-chart`) as unknown as { chart: { data: { datasets: { label: string; data: { x: number; y: number | null }[]; pointStyle?: string; pointBackgroundColor?: string; pointBorderColor?: string }[] } } };
    return element.chart.data.datasets.map(({ label, data, pointStyle, pointBackgroundColor, pointBorderColor }) => ({ label, pointStyle, pointBackgroundColor, pointBorderColor, data: data.map(({ x, y }) => ({ x, y })) }));
  }, chart);

panelTest('the overview says what is open and leads to the page; back returns to where it was', async ({ open }) => {
  const page = await overview(open, madeAlerts());
  expect(await page.innerText('.alerts-line')).toBe('Alerts: 1 open\ndrift since 16 Jan 2026 16:00 UTC');
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.focus('#alerts-link');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#incident-2');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('alerts-title');
  expect((await page.textContent('#alerts-sentence'))?.trim()).toBe('Open: drift since 16 Jan 2026 16:00 UTC.');
  expect(await callsOf(page, 'alerts.read')).toHaveLength(1);
  await page.click('#back >> button');
  await page.waitForSelector('.features tr.row');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('alerts-link');
});

panelTest('both charts draw what the snapshot says: lines, limits, gaps, and alerts by shape', async ({ open }) => {
  const made = madeAlerts();
  const page = await alertsPage(open, made);
  await drawn(page);
  const drift = made.hours.families[0]!;
  for (const chart of ['window', 'lasting'] as const) {
    const [limit, line, alert, below] = await datasets(page, chart);
    expect(line!.data.map(({ x }) => x)).toEqual(made.hours.slots.map((slot) => slot + 0.5));
    expect(line!.data.map(({ y }) => y)).toEqual(drift[chart].values);
    expect(limit!.data.map(({ y }) => y)).toEqual(drift[chart].limits);
    expect(line!.data[20]!.y).toBeNull();
    const beyond = drift.states.map((state, i) => state === 1 && drift[chart].values[i]! > drift[chart].limits[i]!);
    expect(alert!.data.map(({ y }) => y !== null)).toEqual(beyond);
    expect([alert!.pointStyle, below!.pointStyle]).toEqual(['triangle', 'circle']);
    expect(alert!.pointBackgroundColor).toBe(alert!.pointBorderColor);
  }
  // The table says the same.
  await page.click('#family-drift .twin summary');
  await page.waitForSelector('#family-drift .twin table');
  const cells = await page.evaluate(() => [...document.querySelectorAll('#family-drift .twin tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent)));
  expect(cells.map((row) => row[2])).toEqual(drift.window.values.map((value) => (value === null ? 'not judged' : value.toFixed(1))));
});

panelTest('limits that are not calibrated are drawn without weight or colour', async ({ open }) => {
  const page = await alertsPage(open, madeAlerts({ baseline: 150 }));
  await drawn(page);
  const alert = (await datasets(page, 'window'))[2]!;
  expect(alert.pointBackgroundColor).toBe('rgb(31, 31, 31)');
  expect(alert.pointBorderColor).toBe('rgb(204, 204, 204)');
  expect(await page.evaluate(() => getComputedStyle(document.querySelector('.incident-title')!).fontWeight)).toBe('400');
  expect(await page.textContent('.incident-head')).toContain('limits are approximate');
  expect(await page.textContent('#family-drift .alert-facts')).toMatch(/approximate, \d+ more baseline windows would calibrate it/);
});

panelTest('pointing at a window, or stepping to it, says all of it; Enter opens its incident', async ({ open }) => {
  const page = await alertsPage(open);
  await drawn(page);
  const box = (await page.locator('#family-drift .alert-over').boundingBox())!;
  // 20 slots of baseline and 60 windows are shown: the middle of window 45.
  await page.mouse.move(box.x + (box.width * (20 + 45.5)) / 80, box.y + 30);
  await page.waitForSelector('.alert-reading:has-text("16 Jan 2026 21:00")');
  expect(await page.textContent('#family-drift .alert-reading')).toMatch(/16 Jan 2026 21:00 to 22:00 UTC · 400 rows · this window [\d.]+, limit [\d.]+ · lasting change .* alert, .*distance: share at or below/);
  expect(await page.textContent('#family-drift [data-chart="window"] .lane-head')).toMatch(/limit [\d.]+/);
  await page.mouse.move(box.x + (box.width * 5) / 80, box.y + 30);
  await page.waitForFunction(() => document.querySelector('#family-drift .alert-reading')?.textContent?.trim().startsWith('Latest: ') === true);
  const slider = page.getByRole('slider', { name: 'Windows of drift' });
  // What is below stands still, so that a click there hits although the focus is lost.
  const top = () => page.evaluate(() => document.querySelector('#family-drift .twin')!.getBoundingClientRect().top);
  const before = await top();
  await slider.focus();
  await page.keyboard.press('Home');
  for (let i = 0; i < 20; i += 1) await page.keyboard.press('ArrowRight');
  expect(await slider.getAttribute('aria-valuetext')).toContain('not judged: 3 rows, fewer than the 50');
  await page.keyboard.press('End');
  await page.waitForSelector('.alert-reading:has-text("distance: share at or below")');
  expect(await top()).toBe(before);
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement?.id === 'incident-2');
  expect(await page.getAttribute('#incident-2', 'aria-expanded')).toBe('true');
  expect(await page.getAttribute('#incident-1', 'aria-expanded')).toBe('false');
});

panelTest('an incident shows its evidence and what to do; what is done goes to the host', async ({ open }) => {
  const made = madeAlerts();
  const page = await alertsPage(open, made);
  await page.click('#incident-2');
  const incident = made.snapshot.incidents[0]!;
  const row = page.locator('.evidence tbody tr', { hasText: 'distance' });
  const one = incident.evidence.find(({ title }) => title === 'distance')!;
  const cells = await row.locator('th, td').allInnerTexts();
  expect(cells.slice(0, 8)).toEqual(['distance', 'share at or below 1,000', `${(one.value! * 100).toFixed(1)} %`, `${(one.expected! * 100).toFixed(1)} %`, `−${Math.abs(one.z).toFixed(1)}`, `${one.effect.value!.toFixed(2)} sd`, '0.05 sd', 'this window']);
  await page.getByRole('button', { name: 'Acknowledge incident 2' }).click();
  await page.getByRole('button', { name: 'Mute incident 2' }).click();
  expect(await waitForCalls(page, 'incident.mark', 2)).toEqual([{ key: incident.key, mark: 'acknowledged' }, { key: incident.key, mark: 'muted' }]);
  await tell(page, madeAlerts({ revision: 2, marks: () => ({ [incident.key]: 'muted' }) }));
  await page.getByRole('button', { name: 'Take the mark off incident 2' }).click();
  expect((await waitForCalls(page, 'incident.mark', 3)).at(-1)).toEqual({ key: incident.key, mark: null });
  expect(await page.textContent('#incident-2')).toContain('muted since');
  await page.click('summary:has-text("Was this expected?")');
  await page.waitForSelector('.incident-body pre');
  expect(await page.locator('.incident-body pre').allInnerTexts()).toEqual([
    '"alerts": { "exclude": [{ "from": "2026-01-16T16:00:00Z", "to": "2026-01-17T12:00:00Z" }] }',
    '"alerts": { "baseline": { "from": "2026-01-16T16:00:00Z", "to": "2026-01-17T12:00:00Z" } }',
  ]);
  await page.getByRole('button', { name: 'Exclude the time of incident 2' }).click();
  expect(await waitForCalls(page, 'incident.exclude', 1)).toEqual([{ key: incident.key }]);
  await page.locator('.incident-body').getByRole('button', { name: 'Open the configuration' }).click();
  expect(await waitForCalls(page, 'panel.act', 1)).toEqual([{ action: 'open configuration' }]);
  await page.getByRole('button', { name: 'Open the code of distance, features.py:41' }).click();
  expect(await waitForCalls(page, 'code.open', 1)).toEqual([{ feature: 'distance', choose: false }]);
  // Its feature's page, and back to the alerts.
  await row.getByRole('button', { name: 'distance', exact: true }).click();
  await page.waitForSelector('#feature-title:has-text("distance")');
  await page.click('#back-to-alerts >> button');
  await page.waitForSelector('#incident-2[aria-expanded="true"]');
});

panelTest('an incident is compared with the baseline of the alerts', async ({ open }) => {
  const { snapshot, ...made } = madeAlerts();
  const page = await alertsPage(open, { ...made, snapshot });
  await page.click('#incident-1');
  await page.getByRole('button', { name: 'Compare incident 1 with the baseline' }).click();
  await page.waitForSelector('.features tr.row');
  const { start, end } = snapshot.incidents[1]!;
  expect(await waitForCalls(page, 'comparison.set', 1)).toEqual([
    { axis: 'time', comparison: { baseline: { kind: 'range', from: made.hours.baseline.start, to: made.hours.baseline.end }, current: { kind: 'range', from: start, to: end } } },
  ]);
});

panelTest('rows of the window that opened an incident are those of the report’s slots that hold it', async ({ open }) => {
  const { snapshot, ...made } = madeAlerts();
  // The same incident at a time that the report's axis has: slots of two hours from 1 June 2001 on.
  const axis = await (await open()).evaluate(() => window.harness.fixture.report().axis);
  if (axis.kind !== 'time') throw new Error('a time axis');
  const page = await alertsPage(open, { ...made, snapshot: { ...snapshot, cadences: [{ ...made.hours, origin: axis.start - 200 * made.hours.windowLength }] } });
  await page.click('#incident-2');
  await page.getByRole('button', { name: 'Rows of the window that opened the incident, distance first' }).click();
  await page.waitForSelector('#feature-title:has-text("distance")');
  const asked = await waitForCalls<{ window: unknown; feature: string }>(page, 'rows.read', 2);
  const slot = Math.floor((80 * made.hours.windowLength) / axis.step);
  expect(asked.at(-1)).toMatchObject({ feature: 'distance', window: { from: slot, to: slot + 1 } });
  await page.waitForFunction(() => document.activeElement?.id === 'rows-title');
});

panelTest('the tree leads to one incident, from whatever page', async ({ open }) => {
  const made = madeAlerts();
  const page = await overview(open, made);
  await page.evaluate(() => window.harness.navigate('distance'));
  await page.waitForSelector('#feature-title');
  await page.evaluate((key) => window.harness.go({ alerts: { incident: key } }), made.snapshot.incidents[1]!.key);
  await page.waitForFunction(() => document.activeElement?.id === 'incident-1');
  expect(await page.getAttribute('#incident-1', 'aria-expanded')).toBe('true');
});

panelTest('the page, its open incident, table and place survive a reload', async ({ open }) => {
  const made = madeAlerts();
  const page = await alertsPage(open, made);
  await page.click('#family-drift .twin summary');
  await page.click('#incident-2');
  await drawn(page);
  await page.evaluate(() => window.scrollTo(0, 300));
  await page.waitForFunction(() => (JSON.parse(sessionStorage.getItem('state') ?? '{}') as { alertsScroll?: number }).alertsScroll === 300);
  await page.reload();
  await page.waitForSelector('#alerts-title');
  await tell(page, made);
  await page.waitForSelector('#incident-2[aria-expanded="true"]');
  await page.waitForSelector('#family-drift .twin table');
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBe(300);
});

panelTest('being judged, cancelled, failed, not calibrated and without times are states with words and a way on', async ({ open }) => {
  const made = madeAlerts();
  const page = await alertsPage(open, made);
  const summary = { ...made.summary, revision: 5 };
  const send = (change: object) => page.evaluate((sent) => window.harness.tellAlerts(sent), { ...summary, ...change });
  await send({ state: 'judging', progress: { stage: 'counting', done: 3, total: 14, unit: 'columns' } });
  await page.waitForSelector('.loading:has-text("counting · 3 of 14 columns")');
  // What was judged before stays, but nothing can be done to it now.
  expect(await page.locator('#incident-2').count()).toBe(1);
  await page.getByRole('button', { name: 'Cancel judging' }).click();
  await waitForCalls(page, 'alerts.cancel', 1);
  await send({ state: 'failed', problem: { fault: { code: 'cancelled', detail: 'cancelled', retry: true }, text: 'Cancelled.', actions: ['retry'] } });
  await page.waitForSelector('text=Judging was cancelled');
  await page.getByRole('button', { name: 'Judge again' }).click();
  await waitForCalls(page, 'alerts.judge', 1);
  await send({ state: 'failed', problem: { fault: { code: 'out-of-memory', detail: 'x', retry: true }, text: 'The engine ran out of memory: x.', actions: ['retry', 'show log'] } });
  await page.waitForSelector('[role=alert]:has-text("ran out of memory")');
  await page.getByRole('button', { name: 'Show the log' }).click();
  expect(await waitForCalls(page, 'panel.act', 1)).toEqual([{ action: 'show log' }]);
  await tell(page, withRevision({ baseline: 60 }, 6));
  await page.waitForSelector('text=not calibrated yet: 60 baseline windows, 40 more are needed');
  expect(await page.textContent('.incidents')).toContain('None.');
  await tell(page, withRevision({ shifts: [] }, 7));
  await page.waitForSelector('#alerts-sentence:has-text("No alert is open: 60 windows judged")');
  await tell(page, withRevision({ axis: 'row' }, 8));
  await page.waitForSelector('text=the log has no times');
  await page.click('#incident-2');
  expect(await page.textContent('#incident-2')).toContain('firing since window 281');
});

const withRevision = (options: AlertsOptions, revision: number): MadeAlerts => madeAlerts({ ...options, revision });

panelTest('hostile names are text and turn no other words around', async ({ open }) => {
  const page = await alertsPage(open);
  await page.click('#incident-2');
  expect(await page.evaluate(() => document.querySelectorAll('main img, main script').length)).toBe(0);
  const text = await page.evaluate(() => document.querySelector('main')!.textContent);
  expect(text).toContain('<img src=x onerror="alert(1)">');
  expect(text).not.toContain('\u202e');
  await page.locator('.evidence button', { hasText: '<img' }).click();
  await page.waitForSelector('.feature-page');
  expect(await page.textContent('#feature-title')).toBe(hostileName);
});

for (const theme of ['dark', 'light', 'contrast'] as const) {
  panelTest(`${theme}: every control has a name, text stands out, nothing scrolls sideways, from 320 px on`, async ({ open }) => {
    for (const width of [1100, 320]) {
      const page = await alertsPage(open, madeAlerts(), { theme, width });
      await page.click('#incident-2');
      await page.click('summary:has-text("Was this expected?")');
      await drawn(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
      const session = await page.context().newCDPSession(page);
      const { nodes } = await session.send('Accessibility.getFullAXTree');
      const wanted = new Set(['button', 'slider', 'img', 'image', 'table', 'region', 'link', 'progressbar']);
      const named = nodes.filter((node) => !node.ignored && wanted.has(String(node.role?.value))).map((node) => ({ role: String(node.role?.value), name: String(node.name?.value ?? '').trim() }));
      expect(named.length).toBeGreaterThan(15);
      expect(named.filter(({ name }) => ['', 'Icon Button'].includes(name))).toEqual([]);
      const names = named.map(({ name }) => name);
      for (const name of ['Windows of drift', 'Acknowledge incident 2', 'Mute incident 2', 'Compare incident 2 with the baseline', 'Evidence of incident 2, from the window that opened it']) expect(names).toContain(name);
      expect(names.some((name) => /^drift, this window, along the axis of windows\. .*highest [\d.]+; beyond the limit in \d+ of 60 windows/.test(name))).toBe(true);
      const colors = await page.evaluate(() => {
        const ground = getComputedStyle(document.body).backgroundColor;
        return [...document.querySelectorAll<HTMLElement>('.alerts-page p, .alerts-page h1, .alerts-page h2, .alert-facts dt, .alert-facts dd, .incident-title, .incident-span, .evidence td, .evidence th, .baseline-name, .hint, .tick')].map((element) => ({ name: element.className, ground, ink: getComputedStyle(element).color }));
      });
      expect(colors.filter(({ ground, ink }) => contrast(rgbOf(ink)!, rgbOf(ground)!) < 4)).toEqual([]);
    }
  });
}
