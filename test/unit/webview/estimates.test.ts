import { expect } from 'vitest';
import { analyse } from '../../../src/core/analysis/analyse';
import { seriesSet } from '../../../src/core/analysis/series';
import { defaultSettings } from '../../../src/core/analysis/settings';
import { tileSeries } from '../../../src/core/analysis/tileSeries';
import { estimateSection } from '../../../src/core/report/estimateRows';
import type { PanelView } from '../../../src/protocol/panelCalls';
import { random, sourceOf, windowOf } from '../analysis/cubeOf';
import { draw, scoredCube } from '../estimates/scoredCube';
import { panelSuite } from './harness/openPanel';

const panelTest = panelSuite();

/** A comparison whose current window has labels for this share of its rows. */
function viewOf(labelled: number): PanelView {
  const uniform = random(4);
  const cube = scoredCube(draw(4_000, uniform), draw(1_600, uniform), { labelled });
  const source = sourceOf(cube);
  const [baseline, current] = [windowOf(cube, 0, 40), windowOf(cube, 40, 48)];
  const report = analyse({ cube, source, baseline, current });
  const series = seriesSet({ cube, source, baseline, settings: defaultSettings });
  return { report, series, tileSeries: tileSeries(cube), presets: [], axes: ['time'], comparison: null, axis: 'time', named: [], code: {}, codeState: 'no python files' };
}

panelTest('estimates stand apart from measured figures while labels are missing, each with interval, n and state', async ({ open }) => {
  const view = viewOf(0);
  const page = await open();
  await page.evaluate((sent) => window.harness.send({ view: sent }), view);
  await page.waitForSelector('.estimates table');
  const rows = await page.evaluate(() => [...document.querySelectorAll<HTMLElement>('.estimates tbody tr')].map((row) => [...row.children].map((cell) => (cell as HTMLElement).innerText.trim())));
  const section = estimateSection(view.report);
  expect(rows).toEqual(section?.rows.map((row) => [row.title, `~ ${row.value}`, row.interval, row.n, row.state]));
  expect(await page.textContent('.estimates ul')).toContain('labels cover 0.0 %');
  expect(await page.locator('.tiles').innerText()).not.toMatch(/estimated/i);
});

panelTest('no estimate is shown where labels are complete', async ({ open }) => {
  const page = await open();
  await page.evaluate((sent) => window.harness.send({ view: sent }), viewOf(1));
  await page.waitForSelector('.tile');
  expect(await page.locator('.estimates').count()).toBe(0);
});
