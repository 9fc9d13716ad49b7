import { expect } from 'vitest';
import type { Page } from 'playwright-core';
import { madeAlerts } from './harness/alertsFixture';
import { audit } from './harness/axe';
import { type PanelOptions, type PanelTools, panelSuite } from './harness/openPanel';

/* What axe-core, an audit of its own, holds against each page of the panel in each kind of theme. */

const panelTest = panelSuite();

const chartsDrawn = (page: Page) =>
  page.waitForFunction(() => {
    const charts = [...document.querySelectorAll('mv-chart')] as unknown as { chart: unknown }[];
    return charts.length > 0 && charts.every(({ chart }) => chart !== null);
  });

/** Folds that are closed hide what is in them from the audit. */
async function unfold(page: Page): Promise<void> {
  // Some stand within others, and are there only when those are open.
  for (let round = 0; round < 3; round += 1) {
    await page.evaluate(() => document.querySelectorAll('details:not([open]) > summary').forEach((summary) => (summary as HTMLElement).click()));
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 100))));
  }
  expect(await page.evaluate(() => document.querySelectorAll('details[open]').length)).toBeGreaterThan(0);
}

type Way = (open: PanelTools['open'], theme: NonNullable<PanelOptions['theme']>) => Promise<Page>;

const pages: Readonly<Record<string, Way>> = {
  overview: async (open, theme) => {
    const page = await open({ theme });
    await chartsDrawn(page);
    await unfold(page);
    await page.waitForSelector('.roles tr.row');
    await chartsDrawn(page);
    return page;
  },
  feature: async (open, theme) => {
    const page = await open({ theme });
    await page.evaluate(() => window.harness.navigate('distance'));
    await page.waitForSelector('.inputs mv-lineage .lineage-node');
    await page.waitForSelector('.rows-table tbody tr');
    await chartsDrawn(page);
    await unfold(page);
    expect(await page.innerText('main')).toMatch(/commit/i);
    return page;
  },
  category: async (open, theme) => {
    const page = await open({ theme });
    await page.evaluate(() => window.harness.navigate('origin'));
    await page.waitForSelector('.rows-table tbody tr');
    await chartsDrawn(page);
    return page;
  },
  'feature, reading': async (open, theme) => {
    const page = await open({ theme });
    await page.evaluate(() => {
      window.harness.holdRows = true;
      window.harness.holdLineage = true;
      window.harness.navigate('distance');
    });
    await page.waitForSelector('.reading vscode-progress-ring');
    await chartsDrawn(page);
    return page;
  },
  alerts: async (open, theme) => {
    const page = await open({ theme });
    const { snapshot, summary } = madeAlerts();
    await page.evaluate((sent) => {
      window.harness.alerts = sent.snapshot;
      window.harness.tellAlerts(sent.summary);
    }, { snapshot, summary });
    await page.click('#alerts-link');
    await page.waitForSelector('.incident-list, .incidents');
    await chartsDrawn(page);
    await unfold(page);
    await chartsDrawn(page);
    return page;
  },
  why: async (open, theme) => {
    const page = await open({ theme });
    await page.click('#why-link');
    await page.waitForSelector('.why-page .why-list');
    await unfold(page);
    return page;
  },
  training: async (open, theme) => {
    const page = await open({ theme, status: 'training', until: '.training mv-table tr.row' });
    await page.click('[data-sort="metric:test_accuracy"]');
    await page.waitForFunction(() => document.querySelector('.training tr.row')?.getAttribute('data-key') === 'run-5-3');
    await page.focus('.training tr.row[tabindex="0"]');
    await page.keyboard.press('Enter');
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.comparison');
    await chartsDrawn(page);
    await unfold(page);
    return page;
  },
  empty: (open, theme) => open({ theme, status: 'empty', until: '.state' }),
  failed: (open, theme) => open({ theme, status: 'failed', until: '.state' }),
  loading: (open, theme) => open({ theme, status: 'loading', until: '.loading' }),
};

for (const [name, way] of Object.entries(pages)) {
  for (const theme of ['dark', 'light', 'contrast'] as const) {
    panelTest(`${name}, ${theme}: axe-core finds nothing serious`, async ({ open }) => {
      const { barriers, rules, textsMeasured } = await audit(await way(open, theme));
      expect(rules, 'rules that had something to look at').toBeGreaterThan(20);
      expect(textsMeasured, 'texts measured against their ground').toBeGreaterThan(2);
      expect(barriers.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
    });
  }
}
