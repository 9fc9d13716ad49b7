import { expect } from 'vitest';
import { analyse } from '../../../src/core/analysis/analyse';
import { featureDetail } from '../../../src/core/analysis/featureDetail';
import { seriesSet } from '../../../src/core/analysis/series';
import { defaultSettings } from '../../../src/core/analysis/settings';
import { tileSeries } from '../../../src/core/analysis/tileSeries';
import type { FeatureDetail } from '../../../src/core/domain/report';
import { formatFigure } from '../../../src/core/format/figures';
import { sentenceText } from '../../../src/core/report/sentence';
import type { PanelView } from '../../../src/protocol/panelCalls';
import { cubeOf, sourceOf, windowOf } from '../analysis/cubeOf';
import { demoRows } from '../analysis/demoRows';
import { panelSuite } from './harness/openPanel';

const panelTest = panelSuite();

/** What the engine answers, made by the real analysis from rows. */
function analysed(): { readonly view: PanelView; readonly details: Record<string, FeatureDetail> } {
  const cube = cubeOf(demoRows(), { slots: 48, positive: 'late', roles: { revenue: 'kpi' } });
  const source = sourceOf(cube);
  const baseline = windowOf(cube, 0, 24);
  const current = windowOf(cube, 24, 48);
  const report = analyse({ cube, source, baseline, current });
  const series = seriesSet({ cube, source, baseline, settings: defaultSettings });
  const details = report.features.flatMap((finding): [string, FeatureDetail][] => {
    const shape = featureDetail({ cube, finding, baseline, current, settings: defaultSettings });
    return shape === null ? [] : [[finding.feature, { ...shape, qualityByValue: null, qualityReason: 'the rows are not at hand' }]];
  });
  return { view: { report, series, tileSeries: tileSeries(cube), presets: [], axes: ['time'], comparison: null, axis: 'time', named: [], code: {}, codeState: 'no python files' }, details: Object.fromEntries(details) };
}

panelTest('a report of the real analysis is shown whole: sentence, every figure, every feature', async ({ open }) => {
  const { view, details } = analysed();
  const page = await open();
  await page.evaluate((sent) => {
    window.harness.details = sent.details;
    window.harness.send({ view: sent.view });
  }, { view, details });
  await page.waitForSelector('.features tr.row[data-key="weather"]');
  expect((await page.textContent('#sentence'))?.trim()).toBe(sentenceText(view.report.sentence));
  const tiles = await page.evaluate(() => Object.fromEntries([...document.querySelectorAll<HTMLElement>('.tile')].map((tile) => [tile.dataset['finding'] ?? '', tile.innerText])));
  expect(view.report.findings.length).toBeGreaterThan(12);
  for (const finding of view.report.findings) expect(tiles[finding.id], finding.id).toContain(formatFigure(finding.current.value, finding.unit));
  expect(tiles['drift']).toContain(`${view.report.drift.moved} of ${view.report.drift.judged}`);
  const keys = await page.evaluate(() => [...document.querySelectorAll<HTMLElement>('.features tr.row')].map((row) => row.dataset['key']));
  expect(keys).toEqual(view.report.features.map((each) => each.feature));
  expect(await page.textContent('.version-mark')).toBe('◆ v1.4');
  // Each figure with a value has its line, but for calibration error, which is mostly noise in one slot.
  const lineless = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.tile')].filter((tile) => tile.querySelector('.tile-missing') === null && tile.querySelector('.spark path') === null).map((tile) => tile.dataset['finding']));
  expect(lineless).toEqual(['quality.calibration']);
});

panelTest('feature pages of the real analysis draw what it says', async ({ open }) => {
  const { view, details } = analysed();
  const page = await open();
  await page.evaluate((sent) => {
    window.harness.details = sent.details;
    window.harness.send({ view: sent.view });
  }, { view, details });
  for (const feature of ['distance', 'origin', 'weather']) {
    await page.evaluate((name) => window.harness.navigate(name), feature);
    await page.waitForSelector(`#feature-title:has-text("${feature}")`);
    await page.waitForFunction(() => (document.querySelector('[data-card="histogram"] mv-chart') as unknown as { chart: unknown } | null)?.chart !== null);
    await expect
      .poll(() => page.evaluate(() => (document.querySelector('[data-card="histogram"] mv-chart') as unknown as { chart: { data: { datasets: { data: { y: number }[] }[] } } | null } | null)?.chart?.data.datasets.map((set) => set.data.map((point) => point.y))))
      .toEqual([details[feature]!.bars.baseline, details[feature]!.bars.current]);
    expect(await page.textContent('.feature-page .sentence')).toBe(view.report.features.find((each) => each.feature === feature)?.reason);
  }
  await page.evaluate(() => window.harness.navigate('origin'));
  await page.waitForSelector('[aria-label="Levels gained and lost"]:has-text("XXX")');
});
