import { expect } from 'vitest';
import { noRules } from '../../../src/core/alerts/rules/ruleSet';
import { callsOf, panelSuite, waitForCalls } from './harness/openPanel';
import { madeAlerts } from './harness/alertsFixture';

const panelTest = panelSuite();

const hostile = '<img src=x onerror="alert(1)"> \u202eslow';

/** An objective that an outage burns from window 270 on, one of a log without a status, and a limit for a figure that does not exist. */
const made = (options: Parameters<typeof madeAlerts>[0] = {}) =>
  madeAlerts({
    shifts: [],
    rules: {
      ...noRules,
      slos: [{ name: hostile, slowerThan: 300, objective: 0.99, days: 7, notify: false }, { name: 'errors', slowerThan: null, objective: 0.999, days: 30, notify: false }],
      limits: [{ metric: 'throughput', side: 'above', limit: 1, per: 'minute', windows: 2, notify: true }, { metric: 'latency.p96', side: 'above', limit: 1, per: 'second', windows: 1, notify: false }],
      quiet: [{ from: 1_320, to: 360, days: null }],
    },
    slos: (steps) => [
      { requests: new Float64Array(steps).fill(20), bad: Float64Array.from({ length: steps }, (_, i) => (i >= 270 * 12 ? 10 : 0)) },
      { reason: 'the log has no column of the role status' },
    ],
    ...options,
  });

panelTest('rules of one’s own stand on the Alerts page with what they ask, how they stand and when they were judged', async ({ open }) => {
  const alerts = made();
  const page = await open();
  await page.evaluate((sent) => {
    window.harness.alerts = sent.snapshot;
    window.harness.tellAlerts(sent.summary);
  }, alerts);
  expect(await page.innerText('.alerts-line')).toMatch(/^Alerts: 3 open/);
  await page.click('#alerts-link');
  await page.waitForSelector('.rules');
  expect(await page.evaluate(() => document.querySelectorAll('main img, main script').length)).toBe(0);
  expect(await page.textContent('main')).not.toContain('\u202e');
  expect((await page.textContent('#alerts-sentence'))?.trim()).toMatch(/^Open: .*SLO page “<img/);
  expect(await page.textContent('#rule-0')).toMatch(/objective, firing[^]*page and ticket: burn [^]*budget overspent by \d+ %[^]*Asks that 99 % of the requests of 7 d are answered within 300 ms[^]*every 5 min; last judged to/);
  expect(await page.textContent('#rule-1')).toMatch(/objective, not judged[^]*the log has no column of the role status/);
  expect(await page.textContent('#rule-2')).toMatch(/throughput above 1 a minute[^]*limit, firing/);
  expect(await page.textContent('#rule-3')).toMatch(/latency\.p96 above 1[^]*limit, not judged[^]*the log has no figure "latency\.p96"; it has throughput/);
  expect(await page.textContent('.rule-list')).toMatch(/floors[^]*quiet hours[^]*22:00 to 06:00 \(UTC\)/);
  // What is drawn is what the host sent.
  await page.waitForFunction(() => Boolean((document.querySelector('#rule-0 mv-chart') as unknown as { chart: unknown } | null)?.chart));
  const drawn = await page.evaluate(() => (document.querySelector('#rule-0 mv-chart') as unknown as { chart: { data: { datasets: { data: { y: number }[] }[] } } }).chart.data.datasets[1]!.data.map(({ y }) => y));
  expect(drawn).toEqual(alerts.snapshot.rules[0]!.slo!.budget);
  expect(drawn.at(-1)).toBeLessThan(0);
  // Its incident, with the figures that opened it; what is done goes to the host by its key.
  const incident = alerts.snapshot.incidents.find(({ kind }) => kind === 'SLO page')!;
  await page.click(`#incident-${incident.id}`);
  const cells = await page.locator('.evidence tbody tr').first().locator('th, td').allInnerTexts();
  expect(cells[0]).toBe('1 h');
  expect(Number(cells[4])).toBeGreaterThan(14.4);
  await page.getByRole('button', { name: `Acknowledge incident ${incident.id}` }).click();
  expect(await waitForCalls(page, 'incident.mark', 1)).toEqual([{ key: incident.key, mark: 'acknowledged' }]);
  await page.click('summary:has-text("Was this expected?")');
  await page.waitForSelector('.incident-body pre:has-text("exclude")');
  expect(await page.locator('.incident-body pre').count()).toBe(1);
  // By the keyboard from the chart to the incident.
  const slider = page.getByRole('slider', { name: /^Windows of <img/ });
  await slider.focus();
  await page.keyboard.press('End');
  expect(await slider.getAttribute('aria-valuetext')).toMatch(/Budget left −[\d.]+ % · #\d+ SLO/);
  expect(await callsOf(page, 'alerts.read')).toHaveLength(1);
});

for (const width of [1100, 320]) {
  panelTest(`rules fit into ${width} px and every control has a name`, async ({ open }) => {
    const page = await open({ width });
    await page.evaluate((sent) => {
      window.harness.alerts = sent.snapshot;
      window.harness.tellAlerts(sent.summary);
    }, made());
    await page.click('#alerts-link');
    await page.waitForSelector('.rules');
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
    expect(await page.getByRole('table', { name: /^Burn rates of/ }).count()).toBe(1);
  });
}
