import type { Locator, Page } from 'playwright-core';
import { poll } from '../poll';

export interface QuickPick {
  /** Runs a command by its full title as the palette shows it, such as `Model Vitals: Open Dashboard`. */
  runCommand(title: string): Promise<void>;
  /** Waits for a pick list that some command opened; returns its visible labels. */
  items(): Promise<string[]>;
  /** Types into the open input. */
  type(text: string): Promise<void>;
  /** Picks the row whose label is, or starts with, the text. */
  pick(label: string): Promise<void>;
  cancel(): Promise<void>;
}

export function quickPick(page: Page): QuickPick {
  const widget = page.locator('.quick-input-widget:visible');
  const input = widget.locator('.quick-input-box input');
  const rows = widget.locator('.quick-input-list .monaco-list-row');
  const label = (row: Locator): Locator => row.locator('.quick-input-list-label .label-name, .monaco-icon-label .label-name').first();

  async function row(text: string, timeoutMs?: number): Promise<Locator> {
    return poll(`"${text}" in the quick pick`, async () => {
      const count = await rows.count();
      const labels: string[] = [];
      for (let i = 0; i < count; i += 1) labels.push((await label(rows.nth(i)).textContent({ timeout: 1000 })) ?? '');
      const exact = labels.indexOf(text);
      const index = exact >= 0 ? exact : labels.findIndex((entry) => entry.startsWith(text));
      return index >= 0 ? rows.nth(index) : undefined;
    }, timeoutMs);
  }

  return {
    async runCommand(title) {
      // A palette lists what was enabled when it opened: before the workspace is known to be trusted, some commands are not.
      const found = await poll(`the command "${title}"`, async () => {
        if (!(await input.isVisible())) await page.keyboard.press('F1');
        await input.waitFor({ state: 'visible', timeout: 2000 });
        await input.fill(`>${title}`);
        return row(title, 3_000).catch(async (error: unknown) => {
          await page.keyboard.press('Escape');
          throw error;
        });
      });
      await found.click();
    },
    async items() {
      await rows.first().waitFor({ state: 'visible' });
      return (await label(rows).count()) === 0
        ? []
        : Promise.all((await rows.all()).map(async (entry) => (await label(entry).textContent()) ?? ''));
    },
    async type(text) {
      await input.waitFor({ state: 'visible' });
      await input.fill(text);
    },
    async pick(text) {
      await (await row(text)).click();
    },
    async cancel() {
      await page.keyboard.press('Escape');
      await widget.waitFor({ state: 'hidden' });
    },
  };
}
