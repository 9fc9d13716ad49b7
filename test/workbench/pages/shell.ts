import type { Locator, Page } from 'playwright-core';
import { poll } from '../poll';

export interface StatusBar {
  /** Accessible names (or texts) of all items. */
  items(): Promise<string[]>;
  /** Waits for an item whose text or accessible name contains the text. */
  item(text: string): Promise<Locator>;
  click(text: string): Promise<void>;
}

export interface Notifications {
  /** Texts of the toasts in sight. */
  texts(): Promise<string[]>;
  /** Waits for a toast that contains the text. */
  waitFor(text: string): Promise<Locator>;
  /** Clicks a button of the toast that contains the text. */
  click(text: string, button: string): Promise<void>;
  dismissAll(): Promise<void>;
}

export function statusBar(page: Page): StatusBar {
  const items = page.locator('.part.statusbar .statusbar-item');
  const nameOf = async (item: Locator): Promise<string> => {
    const label = item.locator('a, [role=button]').first();
    const name = (await label.getAttribute('aria-label', { timeout: 1000 })) ?? '';
    return `${(await item.innerText({ timeout: 1000 })).trim()} ${name}`.trim();
  };
  const find = (text: string): Promise<Locator> =>
    poll(`"${text}" in the status bar`, async () => {
      for (const item of await items.all()) if ((await nameOf(item).catch(() => '')).includes(text)) return item;
      return undefined;
    });
  return {
    items: async () => Promise.all((await items.all()).map((item) => nameOf(item).catch(() => ''))),
    item: find,
    async click(text) {
      await (await find(text)).click();
    },
  };
}

export function notifications(page: Page): Notifications {
  const toasts = page.locator('.notification-toast-container .notification-list-item');
  const find = async (text: string): Promise<Locator> => {
    const toast = toasts.filter({ hasText: text }).first();
    await toast.waitFor();
    return toast;
  };
  return {
    texts: async () => (await toasts.locator('.notification-list-item-message').allInnerTexts()).map((text) => text.trim()),
    waitFor: find,
    async click(text, button) {
      const toast = await find(text);
      await toast.hover();
      await toast.getByRole('button', { name: button }).click();
    },
    async dismissAll() {
      await poll('notifications to close', async () => {
        const first = toasts.first();
        if (!(await first.isVisible())) return true;
        await first.hover({ timeout: 2000 });
        await first.locator('.codicon-notifications-clear').click({ timeout: 2000 });
        return (await toasts.count()) === 0;
      });
    },
  };
}
