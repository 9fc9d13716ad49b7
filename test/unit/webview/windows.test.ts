import { expect } from 'vitest';
import type { Page } from 'playwright-core';
import type { PanelCalls } from '../../../src/protocol/panelCalls';
import { slots, timeAxis } from './harness/seriesFixture';
import { panelSuite, waitForCalls } from './harness/openPanel';

const panelTest = panelSuite();
type Input = PanelCalls['comparison.set']['in'];

function slotsOf(input: Input): { baseline: number[]; current: number[] } {
  const { comparison } = input;
  if (comparison === null || !('baseline' in comparison) || comparison.baseline.kind !== 'range' || comparison.current.kind !== 'range') throw new Error(`not two ranges: ${JSON.stringify(input)}`);
  const slot = (us: number) => (us - timeAxis.start) / timeAxis.step;
  return { baseline: [slot(comparison.baseline.from), slot(comparison.baseline.to)], current: [slot(comparison.current.from), slot(comparison.current.to)] };
}

/** A point of the element that is in sight: bands are taller than the window. */
async function center(page: Page, selector: string): Promise<{ x: number; y: number }> {
  await page.evaluate(() => document.querySelector('mv-bands')?.scrollIntoView({ block: 'start' }));
  const box = await page.locator(selector).boundingBox();
  if (box === null) throw new Error(`${selector} is not visible`);
  return { x: box.x + box.width / 2, y: box.y + 60 };
}

async function slotWidth(page: Page): Promise<number> {
  const box = await page.locator('mv-bands').boundingBox();
  return (box?.width ?? 0) / slots;
}

panelTest('an edge dragged by ten slots asks for the window that it shows, one call at a time, ending at the last', async ({ open }) => {
  const page = await open();
  await page.evaluate(() => (window.harness.delay = 60));
  const width = await slotWidth(page);
  const from = await center(page, '[data-window=current][data-grip=from]');
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  for (let step = 1; step <= 20; step += 1) await page.mouse.move(from.x + (width * 10 * step) / 20, from.y);
  const during = await page.locator('[data-window=current][data-grip=from]').getAttribute('aria-valuenow');
  expect(during).toBe('136');
  await page.mouse.up();
  await page.waitForFunction(() => window.harness.inFlight === 0 && document.querySelector('.fresh vscode-progress-ring') === null);
  const calls = await waitForCalls<Input>(page, 'comparison.set', 2);
  expect(calls.length).toBeLessThan(15);
  expect(await page.evaluate(() => window.harness.mostInFlight)).toBe(1);
  expect(slotsOf(calls.at(-1)!)).toEqual({ baseline: [0, 108], current: [136, 180] });
  expect(calls.at(-1)!.axis).toBe('time');
  expect(await page.textContent('.window-current .window-place')).toBe('12 Jun 2001 08:00 to 16 Jun 2001 00:00 UTC');
  const rows = await page.evaluate(() => window.harness.fixture.report().current.rows);
  expect(await page.textContent('.window-current .window-facts')).toContain(`${rows.toLocaleString('en-US')} rows`);
});

panelTest('a band moves as a whole and stays inside the axis; free ground draws a new current window', async ({ open }) => {
  const page = await open();
  const width = await slotWidth(page);
  const body = await center(page, '[data-window=current][data-grip=whole]');
  await page.mouse.move(body.x, body.y);
  await page.mouse.down();
  await page.mouse.move(body.x - width * 9, body.y);
  await page.mouse.up();
  expect(slotsOf((await waitForCalls<Input>(page, 'comparison.set', 1)).at(-1)!)).toEqual({ baseline: [0, 108], current: [117, 171] });
  await page.mouse.move(body.x - width * 9, body.y);
  await page.mouse.down();
  await page.mouse.move(body.x + width * 300, body.y);
  await page.mouse.up();
  await page.waitForFunction(() => document.querySelector('[data-window=current][data-grip=to]')?.getAttribute('aria-valuenow') === '180');
  const area = (await page.locator('mv-bands').boundingBox())!;
  const count = (await waitForCalls<Input>(page, 'comparison.set', 2)).length;
  await page.mouse.move(area.x + width * 110.5, body.y);
  await page.mouse.down();
  await page.mouse.move(area.x + width * 119.5, body.y);
  await page.mouse.up();
  // The last call of the drag before may come as late as this one's first.
  await expect.poll(async () => slotsOf((await waitForCalls<Input>(page, 'comparison.set', count)).at(-1)!).current).toEqual([110, 120]);
});

panelTest('the keyboard moves and resizes both windows', async ({ open }) => {
  const page = await open();
  const handle = page.getByRole('slider', { name: 'Baseline end' });
  await handle.focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Shift+ArrowLeft');
  await page.waitForFunction(() => document.querySelector('[data-window=baseline][data-grip=to]')?.getAttribute('aria-valuenow') === '97');
  expect(await handle.getAttribute('aria-valuetext')).toBe('1 Jun 2001 00:00 to 9 Jun 2001 02:00 UTC');
  await page.getByRole('slider', { name: 'Current window' }).focus();
  await page.keyboard.press('Home');
  await page.waitForFunction(() => window.harness.inFlight === 0 && document.querySelector('.fresh vscode-progress-ring') === null);
  expect(slotsOf((await waitForCalls<Input>(page, 'comparison.set', 1)).at(-1)!)).toEqual({ baseline: [0, 97], current: [0, 54] });
  expect(await page.evaluate(() => (document.activeElement as HTMLElement).dataset['grip'])).toBe('whole');
});

panelTest('a refused comparison puts the windows back and says why', async ({ open }) => {
  const page = await open();
  await page.evaluate(() => (window.harness.failNext = 'comparison.set'));
  await page.getByRole('slider', { name: 'Baseline end' }).focus();
  await page.keyboard.press('ArrowLeft');
  await page.waitForSelector('[role=alert]:has-text("comparison.set ran out of memory")');
  expect(await page.getByRole('slider', { name: 'Baseline end' }).getAttribute('aria-valuenow')).toBe('108');
});

panelTest('presets, axes and kept baselines are chosen from lists', async ({ open }) => {
  const page = await open();
  await page.locator('vscode-dropdown[aria-label="Preset"]').click();
  await page.locator('vscode-option:has-text("Last day")').click();
  expect((await waitForCalls<Input>(page, 'comparison.set', 1)).at(-1)).toEqual({ axis: 'time', comparison: { preset: { kind: 'last', length: 86_400e6 } } });
  await page.waitForFunction(() => document.querySelector('.window-current .window-place')?.textContent === '15 Jun 2001 00:00 to 16 Jun 2001 00:00 UTC');
  await page.waitForFunction(() => document.querySelector('vscode-dropdown[aria-label="Preset"]')?.shadowRoot?.querySelector('.selected-value')?.textContent?.trim() === 'Last day against the day before');

  await page.getByRole('button', { name: 'Keep baseline…' }).click();
  await page.locator('#keep-name').locator('input').fill('  quiet day ');
  await page.keyboard.press('Enter');
  const [saved] = await waitForCalls<PanelCalls['baseline.save']['in']>(page, 'baseline.save', 1);
  expect(saved).toEqual({ name: 'quiet day', window: { kind: 'range', from: timeAxis.start + 156 * timeAxis.step, to: timeAxis.start + 168 * timeAxis.step } });
  await page.locator('vscode-dropdown[aria-label="Baseline window"]').click();
  await page.locator('vscode-option:has-text("kept: quiet day")').click();
  const calls = await waitForCalls<Input>(page, 'comparison.set', 2);
  expect(calls.at(-1)?.comparison).toMatchObject({ baseline: { kind: 'named', name: 'quiet day' } });
  await page.getByRole('button', { name: 'Forget the kept baseline quiet day' }).click();
  expect(await waitForCalls(page, 'baseline.remove', 1)).toEqual([{ name: 'quiet day' }]);

  await page.locator('vscode-dropdown[aria-label="Axis"]').click();
  await page.locator('vscode-option:has-text("versions")').click();
  await page.waitForFunction(() => document.querySelector('.window-baseline .window-place')?.textContent === 'v1.3');
  await page.locator('vscode-dropdown[aria-label="Current window"]').click();
  await page.locator('vscode-dropdown[aria-label="Current window"] vscode-option:has-text("v1.3")').click();
  const last = (await waitForCalls<Input>(page, 'comparison.set', 4)).at(-1);
  expect(last).toEqual({ axis: 'version', comparison: { baseline: { kind: 'version', name: 'v1.3' }, current: { kind: 'version', name: 'v1.3' } } });
});

panelTest('bands stand over the charts slot for slot, and the cross-hair reads all of them', async ({ open }) => {
  const page = await open();
  await page.waitForFunction(() => ([...document.querySelectorAll('.lane mv-chart')] as unknown as { chart: unknown }[]).every((each) => each.chart !== null));
  const aligned = await page.evaluate(() => {
    const bands = document.querySelector('mv-bands')!.getBoundingClientRect();
    return [...document.querySelectorAll<HTMLElement & { chart: { chartArea: { left: number; right: number }; canvas: HTMLCanvasElement } }>('.lane mv-chart')].map((each) => {
      const canvas = each.chart.canvas.getBoundingClientRect();
      return { left: Math.abs(canvas.left + each.chart.chartArea.left - bands.left), right: Math.abs(canvas.left + each.chart.chartArea.right - bands.right) };
    });
  });
  expect(aligned.length).toBeGreaterThan(3);
  for (const { left, right } of aligned) {
    expect(left).toBeLessThan(1);
    expect(right).toBeLessThan(1);
  }
  const width = await slotWidth(page);
  const { y } = await center(page, '[data-window=baseline][data-grip=whole]');
  const area = (await page.locator('mv-bands').boundingBox())!;
  await page.mouse.move(area.x + width * 63.5, y);
  await page.waitForSelector('.cross-hair');
  expect(await page.textContent('.cursor-line')).toContain('6 Jun 2001 06:00 UTC · 0 rows');
  expect(await page.textContent('.lane[data-lane="latency"] .lane-head')).toContain('too few rows');
  await page.getByRole('slider', { name: 'Cross-hair' }).focus();
  await page.mouse.move(5, 5);
  await page.keyboard.press('End');
  expect(await page.getByRole('slider', { name: 'Cross-hair' }).getAttribute('aria-valuetext')).toContain('15 Jun 2001 22:00 UTC, p50 latency');
});

panelTest('each window keeps its own hue in bands, blocks and charts', async ({ open }) => {
  const page = await open();
  const hues = await page.evaluate(() => {
    const color = (selector: string, property: string) => getComputedStyle(document.querySelector(selector)!).getPropertyValue(property);
    return {
      baseline: [color('.band-baseline .band-label', 'background-color'), color('.window-baseline', 'border-left-color'), color('.band-baseline', 'border-left-color')],
      current: [color('.band-current .band-label', 'background-color'), color('.window-current', 'border-left-color'), color('.band-current', 'border-left-color')],
      styles: [color('.band-baseline', 'border-left-style'), color('.band-current', 'border-left-style')],
    };
  });
  expect(hues).toEqual({ baseline: Array(3).fill('rgb(89, 164, 249)'), current: Array(3).fill('rgb(234, 92, 0)'), styles: ['dashed', 'solid'] });
});
