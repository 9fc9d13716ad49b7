import { expect } from 'vitest';
import type { Page } from 'playwright-core';
import { contrast, rgbOf } from '../../../webview/kit/hues';
import { panelSuite } from './harness/openPanel';

const panelTest = panelSuite();

interface Named {
  readonly role: string;
  readonly name: string;
}

/** Every control and image of Chromium's accessibility tree with its computed name. */
async function controls(page: Page): Promise<Named[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  const wanted = new Set(['button', 'combobox', 'textbox', 'checkbox', 'slider', 'tab', 'image', 'img', 'link', 'progressbar', 'listbox', 'grid', 'region']);
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const isInCheckbox = (id: string | undefined): boolean => {
    const node = id === undefined ? undefined : byId.get(id);
    return node !== undefined && (node.role?.value === 'checkbox' || isInCheckbox(node.parentId));
  };
  return nodes
    .filter((node) => !node.ignored && wanted.has(String(node.role?.value)))
    // What is inside a checkbox is presentational; Chromium lists the toolkit's tick all the same.
    .filter((node) => !isInCheckbox(node.parentId))
    .map((node) => ({ role: String(node.role?.value), name: String(node.name?.value ?? '').trim() }));
}

const genericNames = new Set(['', 'Text field', 'Checkbox', 'Icon Button', 'Panels']);

panelTest('every control of both pages has a name of its own', async ({ open }) => {
  const page = await open();
  await page.click('.roles summary');
  await page.waitForSelector('.roles tr.row');
  const overview = await controls(page);
  expect(overview.length).toBeGreaterThan(60);
  expect(overview.filter((each) => genericNames.has(each.name))).toEqual([]);
  const names = overview.map((each) => each.name);
  for (const name of ['Source', 'Preset', 'Axis', 'Filter features', 'Moved only', 'Baseline start', 'Baseline end', 'Baseline window', 'Current start', 'Cross-hair', 'Read the source again', 'Open the code of distance, features.py:41']) expect(names).toContain(name);
  // Also while the rows are still being read.
  await page.evaluate(() => {
    window.harness.holdRows = true;
    window.harness.navigate('distance');
  });
  await page.waitForSelector('.reading vscode-progress-ring');
  expect((await controls(page)).filter((each) => genericNames.has(each.name))).toEqual([]);
  await page.evaluate(() => (window.harness.holdRows = false));
  await page.waitForSelector('[data-card="quality"] canvas');
  await page.waitForSelector('.rows-table tbody tr');
  const feature = await controls(page);
  expect(feature.filter((each) => genericNames.has(each.name))).toEqual([]);
});

for (const theme of ['dark', 'light', 'contrast'] as const) {
  panelTest(`${theme}: text stands out from its ground, at full width and at 320 px`, async ({ open }) => {
    for (const width of [1100, 320]) {
      const page = await open({ theme, width });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      const poor = await page.evaluate(() => {
        const parse = (color: string) => (/[\d.]+/g[Symbol.match](color) ?? []).map(Number);
        const luminance = ([r = 0, g = 0, b = 0]: number[]) => {
          const linear = [r, g, b].map((each) => (each / 255 <= 0.03928 ? each / 255 / 12.92 : ((each / 255 + 0.055) / 1.055) ** 2.4));
          return 0.2126 * linear[0]! + 0.7152 * linear[1]! + 0.0722 * linear[2]!;
        };
        const ground = luminance(parse(getComputedStyle(document.body).backgroundColor));
        return [...document.querySelectorAll<HTMLElement>('.sentence, .tile-title, .tile-value, .tile-change, .window-facts, .lane-title, .tick, .cell, .link')].flatMap((element) => {
          const ink = luminance(parse(getComputedStyle(element).color));
          const ratio = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
          return ratio < 4 ? [`${element.className} ${ratio.toFixed(2)}`] : [];
        });
      });
      expect([...new Set(poor)]).toEqual([]);
    }
  });
}

for (const theme of ['dark', 'light', 'contrast'] as const) {
  panelTest(`${theme}: hues are opaque and stand out, also where the theme's are neither`, async ({ open }) => {
    const page = await open({ theme });
    const colors = await page.evaluate(() => {
      const probe = document.body.appendChild(document.createElement('span'));
      const color = (value: string) => {
        probe.style.setProperty('color', value);
        return getComputedStyle(probe).color;
      };
      const hue = (name: string) => ({ name, color: color(`var(--mv-${name})`), ink: color(`var(--mv-${name}-ink)`) });
      return { ground: color('var(--mv-background)'), hues: ['baseline', 'current', 'worse', 'better', 'mark'].map(hue) };
    });
    const ground = rgbOf(colors.ground)!;
    for (const { name, color, ink } of colors.hues) {
      expect(color, name).toMatch(/^rgb\(/);
      const least = theme === 'contrast' || !['baseline', 'current'].includes(name) ? 4.5 : 3;
      expect(contrast(rgbOf(color)!, ground), name).toBeGreaterThanOrEqual(least);
      expect(contrast(rgbOf(color)!, rgbOf(ink)!), `${name}, text on it`).toBeGreaterThanOrEqual(4.5);
    }
    expect(new Set(colors.hues.map((each) => each.color)).size).toBe(5);
  });
}

panelTest('neither page scrolls sideways, from 320 px on', async ({ open }) => {
  for (const width of [320, 400, 540, 700, 900]) {
    const page = await open({ width });
    const over = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(await over(), `overview at ${width} px`).toBeLessThanOrEqual(0);
    await page.evaluate(() => window.harness.navigate('distance'));
    await page.waitForSelector('[data-card="quality"] canvas');
    await page.waitForSelector('.rows-table tbody tr');
    expect(await over(), `feature page at ${width} px`).toBeLessThanOrEqual(0);
    // The measures stand in the page's width, not in a scroller of their own.
    expect(await page.evaluate(() => [...document.querySelectorAll('.measures .scroll-wide')].map((each) => each.scrollWidth - each.clientWidth)), `measures at ${width} px`).toEqual([0]);
  }
});

panelTest('hues follow a change of theme', async ({ open }) => {
  const page = await open();
  await page.evaluate(() => {
    document.documentElement.style.setProperty('--vscode-editor-background', '#ffffff');
    document.documentElement.style.setProperty('--vscode-charts-blue', 'rgba(200, 220, 255, 0.2)');
    document.body.className = 'vscode-light';
  });
  const hue = () => page.evaluate(() => getComputedStyle(document.querySelector('.band-baseline')!).borderLeftColor);
  await expect.poll(async () => contrast(rgbOf(await hue())!, [255, 255, 255])).toBeGreaterThanOrEqual(3);
  expect(await hue()).toMatch(/^rgb\(/);
});

panelTest('charts follow a change of theme', async ({ open }) => {
  const page = await open();
  const color = () => page.evaluate(() => (document.querySelector('.lane mv-chart') as unknown as { chart: { data: { datasets: { borderColor: string }[] } } | null }).chart?.data.datasets[1]?.borderColor);
  await expect.poll(color).toBe('rgb(204, 204, 204)');
  await page.evaluate(() => {
    document.documentElement.style.setProperty('--vscode-foreground', '#123456');
    document.body.className = 'vscode-light';
  });
  await expect.poll(color).toBe('rgb(18, 52, 86)');
});
