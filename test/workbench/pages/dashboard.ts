import type { Frame, Locator } from 'playwright-core';
import { poll } from '../poll';

/** The dashboard as a person (or a screen reader) finds its parts: by role and name. Made for one document; ask anew after a reload. */
export interface Dashboard {
  readonly frame: Frame;
  /** The one sentence, without the warnings below it. */
  sentence(): Promise<string>;
  readonly table: Locator;
  /** Names of the features whose rows are in the document, from the top. */
  features(): Promise<string[]>;
  row(feature: string): Locator;
  /** Clicks a column's header. */
  sortBy(column: string): Promise<void>;
  /** A window's range in words, as its slider says it. */
  windowText(name: 'Baseline' | 'Current'): Promise<string>;
  slider(name: string): Locator;
  /** Picks an entry of a drop-down list by its (beginning) text. */
  choose(list: string, entry: string): Promise<void>;
  /** Entries of a drop-down list. */
  entries(list: string): Promise<string[]>;
  button(name: string | RegExp): Locator;
  /** Opens a feature's page by a click on its row. */
  open(feature: string): Promise<void>;
  /** The page's scroll position, px. */
  scroll(): Promise<number>;
  /** All text of the page. */
  text(): Promise<string>;
  /** Waits until no comparison is under way and `read` gives something else than `before`. */
  changed<T>(what: string, before: T, read: () => Promise<T>): Promise<T>;
}

export function dashboardPage(frame: Frame): Dashboard {
  const table = frame.getByRole('grid', { name: /^Features by drift/ });
  const list = (name: string): Locator => frame.getByRole('combobox', { name, exact: true });
  const row = (feature: string): Locator => table.getByRole('row').filter({ has: frame.getByRole('rowheader', { name: feature, exact: true }) });
  const slider = (name: string): Locator => frame.getByRole('slider', { name, exact: true });
  return {
    frame,
    table,
    row,
    slider,
    sentence: async () => (await frame.locator('main p').filter({ hasText: /\S/ }).first().innerText()).trim(),
    features: async () => (await table.getByRole('rowheader').allInnerTexts()).map((text) => text.trim()),
    async sortBy(column) {
      await table.getByRole('columnheader').getByRole('button', { name: column, exact: true }).click();
    },
    windowText: async (name) => (await slider(`${name} window`).getAttribute('aria-valuetext')) ?? '',
    async choose(name, entry) {
      await list(name).click();
      await list(name).getByRole('option').filter({ hasText: entry }).first().click();
    },
    entries: async (name) => (await list(name).getByRole('option', { includeHidden: true }).allTextContents()).map((text) => text.trim()),
    button: (name) => frame.getByRole('button', { name, exact: typeof name === 'string' }),
    async open(feature) {
      await row(feature).getByRole('rowheader').click();
      await frame.getByRole('heading', { level: 1, name: feature }).waitFor();
    },
    scroll: () => frame.evaluate(() => window.scrollY),
    text: () => frame.evaluate(() => document.body.innerText),
    changed: (what, before, read) =>
      poll(`${what} to change`, async () => {
        const now = await read();
        // Wrapped, since a figure may well be 0 or an empty text.
        return JSON.stringify(now) === JSON.stringify(before) ? undefined : { now };
      }).then(({ now }) => now),
  };
}
