import { writeFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { Page } from 'playwright-core';
import { madeAlerts } from './harness/alertsFixture';
import { panelSuite, waitForCalls } from './harness/openPanel';

const panelTest = panelSuite();

async function featureOf(page: Page): Promise<void> {
  await page.evaluate(() => window.harness.navigate('distance'));
  await page.waitForFunction(() => [...document.querySelectorAll('[data-card] mv-chart')].some((each) => (each as unknown as { chart: unknown }).chart !== null));
}

interface Picture { readonly width: number; readonly height: number; readonly corners: readonly (readonly number[])[]; readonly inks: number; readonly ground: string }

/** Decodes a PNG in the page: its size, the pixels of its corners, how many colours stand below the chart. */
function decoded(page: Page, png: string): Promise<Picture> {
  return page.evaluate(async (text) => {
    const bytes = Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
    const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const canvas = document.createElement('canvas');
    canvas.width = picture.width;
    canvas.height = picture.height;
    const pen = canvas.getContext('2d');
    if (pen === null) throw new Error('no canvas');
    pen.drawImage(picture, 0, 0);
    const at = (x: number, y: number) => [...pen.getImageData(x, y, 1, 1).data];
    const { width, height } = picture;
    const foot = pen.getImageData(0, height - 100, width, 80).data;
    const colours = new Set<number>();
    for (let i = 0; i < foot.length; i += 4) colours.add(((foot[i] ?? 0) << 16) | ((foot[i + 1] ?? 0) << 8) | (foot[i + 2] ?? 0));
    return { width, height, corners: [at(0, 0), at(width - 1, 0), at(0, height - 1), at(width - 1, height - 1)], inks: colours.size, ground: getComputedStyle(document.body).backgroundColor };
  }, png);
}

for (const theme of ['dark', 'light', 'contrast'] as const) {
  panelTest(`a chart is saved as a picture that stands alone, ${theme}`, async ({ open }) => {
    const page = await open({ theme });
    await featureOf(page);
    const button = page.getByRole('button', { name: 'Save as PNG: distance: Drift along the axis' });
    await button.focus();
    await page.keyboard.press('Enter');
    const [sent] = await waitForCalls<{ name: string; png: string }>(page, 'picture.save', 1);
    expect(sent?.name).toBe('distance: Drift along the axis');
    const { width, height, corners, inks } = await decoded(page, sent?.png ?? '');
    expect(width).toBe(1440);
    expect(height).toBeGreaterThan(2 * 300);
    for (const corner of corners) expect(corner).toEqual([...(corners[0] ?? []).slice(0, 3), 255]);
    expect(inks).toBeGreaterThan(1);
  });
}

interface Sent { readonly name: string; readonly png: string }

/** All that stands in the picture is drawn by the page's own pen: it is listened to. */
async function written(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.evaluate(() => {
    const texts: string[] = [];
    Object.assign(window, { drawnTexts: texts });
    const fill: CanvasRenderingContext2D['fillText'] = Reflect.get(CanvasRenderingContext2D.prototype, 'fillText');
    CanvasRenderingContext2D.prototype.fillText = function (text: string, x: number, y: number, most?: number): void {
      texts.push(text);
      if (most === undefined) fill.call(this, text, x, y);
      else fill.call(this, text, x, y, most);
    };
  });
  return () => page.evaluate(() => (window as unknown as { drawnTexts: readonly string[] }).drawnTexts.slice());
}

for (const theme of ['dark', 'light', 'contrast'] as const) {
  panelTest(`the shared axis is one picture of all lanes, with ticks, windows and words, ${theme}`, async ({ open }) => {
    const page = await open({ theme });
    await page.waitForFunction(() => [...document.querySelectorAll('mv-timeline mv-chart')].every((each) => (each as unknown as { chart: unknown }).chart !== null));
    const texts = await written(page);
    await page.getByRole('button', { name: 'Save as PNG: Along the axis' }).focus();
    await page.keyboard.press('Enter');
    const [sent] = await waitForCalls<Sent>(page, 'picture.save', 1);
    if (process.env['MODEL_VITALS_PICTURES'] !== undefined) writeFileSync(`${process.env['MODEL_VITALS_PICTURES']}/lanes-${theme}.png`, Buffer.from(sent?.png ?? '', 'base64'));
    const { width, height, corners } = await decoded(page, sent?.png ?? '');
    const lanes = await page.evaluate(() => [...document.querySelectorAll('mv-timeline mv-chart')].map((each) => ({ title: (each as HTMLElement).dataset['picture'] ?? '', height: (each as unknown as { height: number }).height })));
    expect(lanes.length).toBeGreaterThan(1);
    expect(width).toBe(1440);
    expect(height).toBeGreaterThan(2 * lanes.reduce((sum, lane) => sum + lane.height, 0));
    for (const corner of corners) expect(corner).toEqual([...(corners[0] ?? []).slice(0, 3), 255]);
    const said = await texts();
    for (const text of ['Along the axis', 'baseline', 'current', 'UTC', ...lanes.map(({ title }) => title)]) expect(said).toContain(text);
    expect(said.join(' ')).toMatch(/baseline: .* rows .*current: .* rows/);
  });
}

panelTest('both charts of a family of alerts are one picture, with the axis of windows and the level', async ({ open }) => {
  const page = await open();
  await page.evaluate((made) => {
    window.harness.alerts = made.snapshot;
    window.harness.tellAlerts(made.summary);
  }, madeAlerts());
  await page.click('#alerts-link');
  await page.waitForFunction(() => {
    const charts = [...document.querySelectorAll('mv-alert-charts mv-chart')];
    return charts.length > 0 && charts.every((each) => (each as unknown as { chart: unknown }).chart !== null);
  });
  const texts = await written(page);
  await page.locator('#family-drift').getByRole('button', { name: 'Save as PNG: Alerts: drift' }).click();
  const [sent] = await waitForCalls<Sent>(page, 'picture.save', 1);
  if (process.env['MODEL_VITALS_PICTURES'] !== undefined) writeFileSync(`${process.env['MODEL_VITALS_PICTURES']}/alerts.png`, Buffer.from(sent?.png ?? '', 'base64'));
  expect((await decoded(page, sent?.png ?? '')).height).toBeGreaterThan(2 * 2 * 92);
  const said = await texts();
  for (const text of ['Alerts: drift', 'This window', 'Lasting change', 'UTC']) expect(said).toContain(text);
  expect(said.join(' ')).toMatch(/Level: /);
});

panelTest('where the clipboard takes no picture, it is said and offered as a file', async ({ open }) => {
  const page = await open();
  await featureOf(page);
  await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: { write: () => Promise.reject(new DOMException('no', 'NotAllowedError')) } }));
  await page.getByRole('button', { name: 'Copy as image: distance: Drift along the axis' }).click();
  await waitForCalls(page, 'picture.save', 1);
  expect(await page.locator('[data-card="drift"] .picture-said').innerText()).toBe('The clipboard takes no picture here: save it as a file.');
});

panelTest('a table twin is copied as tab-separated text without formulas', async ({ open }) => {
  const page = await open();
  await featureOf(page);
  await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: { writeText: (text: string) => { (window as unknown as { copied: string }).copied = text; return Promise.resolve(); } } }));
  await page.click('[data-card="drift"] summary');
  await page.locator('[data-card="drift"]').getByRole('button', { name: /^Copy table: / }).click();
  const copied = await page.waitForFunction(() => (window as unknown as { copied?: string }).copied);
  const lines = String(await copied.jsonValue()).split('\n').map((line) => line.split('\t'));
  const shown = await page.evaluate(() => [...document.querySelectorAll('[data-card="drift"] tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent?.trim() ?? '')));
  expect(lines.slice(1)).toEqual(shown);
  expect(lines.length).toBeGreaterThan(2);
});
