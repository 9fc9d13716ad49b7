import type { Locator, Page } from 'playwright-core';
import { poll } from '../poll';

export interface ActivityBar {
  /** Accessible names of the containers, such as `Explorer (Ctrl+Shift+E)`. */
  names(): Promise<string[]>;
  /** Shows the container with this title, whatever is shown now. */
  open(title: string): Promise<void>;
}

export interface TreeView {
  /** The section of the side bar that holds the view. */
  readonly section: Locator;
  /** Accessible names of the rows that are drawn (a long tree draws only those in sight). */
  rows(): Promise<string[]>;
  /** Waits for a row whose accessible name contains the text, and returns it. */
  row(text: string): Promise<Locator>;
  click(text: string): Promise<void>;
  /** Opens or closes a row that has children. */
  expand(text: string): Promise<void>;
  collapse(text: string): Promise<void>;
  /** Clicks an inline action of a row, by the action's accessible name. */
  rowAction(text: string, action: string): Promise<void>;
  /** Clicks an action in the view's title, by its accessible name. */
  titleAction(action: string): Promise<void>;
  /** Text of the welcome content, `''` when the tree has rows. */
  welcome(): Promise<string>;
  /** Clicks a button or a link of the welcome content. */
  clickWelcome(text: string): Promise<void>;
}

export function activityBar(page: Page): ActivityBar {
  const bar = page.locator('.part.activitybar');
  return {
    async names() {
      await bar.waitFor();
      const labels = await bar.locator('[role=tab] > a.action-label').all();
      return Promise.all(labels.map(async (label) => (await label.getAttribute('aria-label', { timeout: 1000 })) ?? ''));
    },
    async open(title) {
      const tab = bar.getByRole('tab', { name: title, exact: false }).first();
      await poll(`the container "${title}" in the activity bar`, async () => {
        if ((await tab.getAttribute('aria-expanded', { timeout: 3000 })) !== 'true') await tab.click({ timeout: 3000 });
        return (await tab.getAttribute('aria-expanded')) === 'true' || (await tab.getAttribute('aria-selected')) === 'true';
      });
    },
  };
}

/** @param name the view's name, as its section header says it */
export function treeView(page: Page, name: string): TreeView {
  const quoted = name.replaceAll('"', '\\"');
  const section = page.locator('.pane').filter({ has: page.locator(`.pane-header[aria-label^="${quoted}"]`) });
  const header = section.locator('.pane-header');
  const items = section.getByRole('treeitem');
  const welcome = section.locator('.welcome-view-content');

  async function ready(): Promise<void> {
    await header.waitFor();
    if ((await header.getAttribute('aria-expanded')) === 'false') await header.click();
  }
  async function row(text: string): Promise<Locator> {
    await ready();
    return poll(`the row "${text}" in ${name}`, async () => {
      for (const item of await items.all()) {
        if (((await item.getAttribute('aria-label', { timeout: 1000 })) ?? '').includes(text)) return item;
      }
      return undefined;
    });
  }
  async function setExpanded(text: string, wanted: 'true' | 'false'): Promise<void> {
    await poll(`"${text}" in ${name} to be ${wanted === 'true' ? 'open' : 'closed'}`, async () => {
      const item = await row(text);
      if ((await item.getAttribute('aria-expanded', { timeout: 1000 })) === wanted) return true;
      await item.locator('.monaco-tl-twistie').click({ timeout: 2000 });
      return (await item.getAttribute('aria-expanded', { timeout: 1000 })) === wanted;
    });
  }
  return {
    section,
    async rows() {
      await ready();
      return Promise.all((await items.all()).map(async (item) => (await item.getAttribute('aria-label', { timeout: 1000 })) ?? ''));
    },
    row,
    async click(text) {
      await (await row(text)).click();
    },
    expand: (text) => setExpanded(text, 'true'),
    collapse: (text) => setExpanded(text, 'false'),
    async rowAction(text, action) {
      const item = await row(text);
      await item.hover();
      await item.getByRole('button', { name: action }).click();
    },
    async titleAction(action) {
      await ready();
      // A tooltip of a row above may lie over it for a moment.
      await page.mouse.move(600, 5);
      await header.hover();
      await header.getByRole('button', { name: action }).click();
    },
    async welcome() {
      await ready();
      return (await welcome.isVisible()) ? (await welcome.innerText()).trim() : '';
    },
    async clickWelcome(text) {
      await ready();
      await welcome.locator('a, .monaco-button').filter({ hasText: text }).first().click();
    },
  };
}
