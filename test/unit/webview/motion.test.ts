import { expect } from 'vitest';
import type { Page } from 'playwright-core';
import { panelSuite } from './harness/openPanel';

/* Nothing moves where the system or the editor (`workbench.reduceMotion`) asks for it. */

const panelTest = panelSuite();

/** What is animated, or would change over more than 10 ms, in the page and in the open shadow roots. The toolkit waits for the end of its tabs' 10 ms. */
function moving(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found = new Set<string>();
    const seconds = (text: string) => Math.max(...text.split(',').map((each) => Number.parseFloat(each)));
    const walk = (root: Document | ShadowRoot): void => {
      for (const element of root.querySelectorAll('*')) {
        for (const pseudo of [null, '::before', '::after']) {
          const style = getComputedStyle(element, pseudo);
          const changes = style.transitionProperty !== 'none' && seconds(style.transitionDuration) > 0.01;
          if (style.animationName !== 'none' || changes || style.scrollBehavior === 'smooth') found.add(`${element.localName}.${element.classList.item(0) ?? ''}${pseudo ?? ''}`);
        }
        if (element.shadowRoot !== null) walk(element.shadowRoot);
      }
    };
    walk(document);
    for (const each of document.getAnimations()) if (each.playState === 'running') found.add(`running on ${(each.effect as KeyframeEffect).target?.className.toString() ?? ''}`);
    return [...found];
  });
}

const wishes: Readonly<Record<string, (page: Page, reduced: boolean) => Promise<void>>> = {
  'by the system': (page, reduced) => page.emulateMedia({ reducedMotion: reduced ? 'reduce' : 'no-preference' }),
  'by the editor': (page, reduced) => page.evaluate((on) => void document.body.classList.toggle('vscode-reduce-motion', on), reduced),
};

for (const [by, wish] of Object.entries(wishes)) {
  panelTest(`motion reduced ${by}: placeholders and rings stand still, at once and until it is allowed again`, async ({ open }) => {
    const loading = await open({ status: 'loading', until: '.bone' });
    const reading = await open();
    await reading.evaluate(() => {
      window.harness.holdRows = true;
      window.harness.navigate('distance');
    });
    await reading.waitForSelector('.reading vscode-progress-ring');
    for (const [page, what] of [[loading, /bone/], [reading, /indeterminate-indicator/]] as const) {
      expect((await moving(page)).join()).toMatch(what);
      await wish(page, true);
      expect(await moving(page)).toEqual([]);
      await wish(page, false);
      expect((await moving(page)).join()).toMatch(what);
    }
    // A ring that stands is still seen: half of its circle is drawn.
    await wish(reading, true);
    const arc = await reading.evaluate(() => getComputedStyle(document.querySelector('.reading vscode-progress-ring')!.shadowRoot!.querySelector('.indeterminate-indicator-1')!).strokeDasharray);
    expect(arc).toBe('21.99px, 21.99px');
    // The line under the tabs still follows them.
    await reading.waitForSelector('vscode-panel-tab');
    const line = () => reading.evaluate(() => {
      const panels = document.querySelector('vscode-panels')!;
      const box = (element: Element) => element.getBoundingClientRect();
      return Math.round(box(panels.shadowRoot!.querySelector('.activeIndicator')!).left - box(panels.querySelector('vscode-panel-tab[aria-selected="true"]')!).left);
    });
    const start = await line();
    const tabs = await reading.locator('vscode-panel-tab').count();
    expect(tabs).toBeGreaterThan(1);
    for (const at of [1, 0, tabs - 1]) {
      await reading.locator('vscode-panel-tab').nth(at).click();
      await expect.poll(async () => Math.abs((await line()) - start)).toBeLessThan(40);
    }
  });
}

panelTest('charts are drawn whole at once, also under the pointer', async ({ open }) => {
  const page = await open();
  await page.emulateMedia({ reducedMotion: 'reduce' });
  /** The first picture, and the picture 600 ms later: animations of Chart.js take 1000 ms, those under the pointer 400 ms. */
  const twice = (selector: string) => page.evaluate(async (wanted) => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const element = () => document.querySelector(wanted) as (Element & { chart: unknown }) | null;
    while ((element()?.chart ?? null) === null) await frame();
    await frame();
    const canvas = element()!.querySelector('canvas')!;
    const first = canvas.toDataURL();
    await new Promise((resolve) => setTimeout(resolve, 600));
    return { same: first === canvas.toDataURL(), first };
  }, selector);
  await page.evaluate(() => window.harness.navigate('distance'));
  for (const card of ['drift', 'quality']) {
    const selector = `[data-card="${card}"] mv-chart`;
    await page.waitForSelector(selector);
    const drawn = await twice(selector);
    expect(drawn.first.length).toBeGreaterThan(2000);
    expect(drawn.same, card).toBe(true);
    await page.locator(`${selector} canvas`).hover();
    const hovered = await twice(selector);
    expect(hovered.same, `${card}, under the pointer`).toBe(true);
  }
});
