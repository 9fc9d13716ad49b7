import { expect } from 'vitest';
import { analyse } from '../../../src/core/analysis/analyse';
import { featureDetail } from '../../../src/core/analysis/featureDetail';
import { seriesSet } from '../../../src/core/analysis/series';
import { defaultSettings } from '../../../src/core/analysis/settings';
import { tileSeries } from '../../../src/core/analysis/tileSeries';
import type { Finding, Maturity } from '../../../src/core/domain/finding';
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

const young: Omit<Maturity, 'reason'> = { state: 'not mature', age: 0, share: 0, n: 1_200, youngest: { baseline: 86_400e6 * 20, current: 21_600e6 }, lag: { half: 172_800e6, most: 777_600e6, mature: 864_000e6 } };

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
  await expect.poll(() => page.locator('.mark-deploy .mark-name').allTextContents()).toEqual(['v1.4']);
  // Each figure with a value has its line, but for calibration error, which is mostly noise in one slot.
  const lineless = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.tile')].filter((tile) => tile.querySelector('.tile-missing') === null && tile.querySelector('.spark path') === null).map((tile) => tile.dataset['finding']));
  expect(lineless).toEqual(['quality.calibration']);
});

panelTest('figures that are missing for one reason share a tile; labels that are still to come say so', async ({ open }) => {
  const { view, details } = analysed();
  const gone = (reason: string) => ({ value: null, interval: null, n: 0, reason });
  const youngs = new Set(['quality.accuracy', 'quality.auc']);
  const late = 'labels are not in yet: baseline labels took 2 d for half, 9 d for 95 %; the youngest predictions of this window are 6 h old';
  const findings = view.report.findings.map((finding): Finding => {
    const none = { change: { value: null, interval: null }, p: null } as const;
    if (finding.id.startsWith('latency.p')) return { ...finding, ...none, baseline: gone('the log has no latency column'), current: gone('the log has no latency column'), verdict: 'not available', reason: 'the log has no latency column' };
    if (!youngs.has(finding.id)) return finding;
    return { ...finding, ...none, current: gone('no row of the window has both'), verdict: 'not enough data', reason: late, maturity: { ...young, reason: late } };
  });
  const page = await open();
  await page.evaluate((sent) => {
    window.harness.details = sent.details;
    window.harness.send({ view: sent.view });
  }, { view: { ...view, report: { ...view.report, findings } }, details });
  await page.waitForSelector('.tile-absent');
  const absent = await page.locator('.tile-absent').evaluateAll((tiles) => tiles.map((tile) => [...tile.querySelectorAll('span')].map((part) => part.textContent?.trim())));
  expect(absent.map(([title, , , reason]) => [title, reason])).toEqual([
    ['p50, p90, p95 and p99 latency', 'the log has no latency column'],
    ['accuracy and ROC AUC', 'labels are not in yet'],
  ]);
  expect(await page.locator('.tile-absent').last().getAttribute('title')).toContain(late);
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
