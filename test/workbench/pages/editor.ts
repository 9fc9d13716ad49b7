import type { Page } from 'playwright-core';
import { poll } from '../poll';

export interface EditorArea {
  /** Titles of all open tabs, group by group. */
  tabs(): Promise<string[]>;
  /** Waits until a tab with this title is the active one of some group. */
  waitForTab(title: string): Promise<void>;
  /** Clicks a tab: makes its editor the active one. */
  focusTab(title: string): Promise<void>;
  /** Opens a file of the workspace by name through Quick Open; with a line, goes there. */
  openFile(name: string, line?: number): Promise<void>;
  /** The focused text editor's file name, line and column (1-based), from the tab and the status bar. */
  position(): Promise<{ readonly file: string; readonly line: number; readonly column: number }>;
  /** Waits until the focused text editor shows this file at this line. */
  waitForPosition(file: string, line: number): Promise<void>;
  /** Text of the drawn lines of the focused or last used text editor, decorations and code lenses included. */
  text(): Promise<string>;
  /** Hovers a word on a drawn line and returns the hover's text. */
  hover(word: string): Promise<string>;
}

export function editorArea(page: Page): EditorArea {
  const tabs = page.locator('.part.editor .tab');
  // A name is drawn in two parts (`features` and `.py`), so it is matched as the text of their container.
  const nameIn = (title: string) => page.locator('.tab-label .monaco-icon-label-container', { hasText: exactly(title) });
  const tab = (title: string) => tabs.filter({ has: nameIn(title) });
  const selection = page.locator('#status\\.editor\\.selection');

  async function position(): Promise<{ file: string; line: number; column: number }> {
    return poll('a focused text editor', async () => {
      const text = (await selection.innerText({ timeout: 1000 })).trim();
      const match = /Ln (\d+), Col (\d+)/.exec(text);
      const file = await page.locator('.part.editor .editor-group-container.active .tab.active .monaco-icon-label-container').first().textContent({ timeout: 1000 });
      return match && file ? { file, line: Number(match[1]), column: Number(match[2]) } : undefined;
    });
  }

  return {
    async tabs() {
      return (await tabs.locator('.monaco-icon-label-container').allTextContents()).map((text) => text.trim());
    },
    async waitForTab(title) {
      await page.locator('.part.editor .tab.active').filter({ has: nameIn(title) }).first().waitFor();
    },
    async focusTab(title) {
      await tab(title).first().click();
    },
    async openFile(name, line) {
      const input = page.locator('.quick-input-widget:visible .quick-input-box input');
      await poll('Quick Open', async () => {
        if (!(await input.isVisible())) await page.keyboard.press('ControlOrMeta+P');
        await input.waitFor({ state: 'visible', timeout: 2000 });
        return true;
      });
      await input.fill(name);
      const base = name.split('/').at(-1) ?? name;
      const row = page.locator('.quick-input-widget:visible .quick-input-list .monaco-list-row').filter({ hasText: base }).first();
      await row.waitFor();
      // The line is typed only now: with it in the box the list is filtered by the part before the colon.
      if (line !== undefined) {
        await input.fill(`${name}:${line}`);
        await row.waitFor();
      }
      await page.keyboard.press('Enter');
      await tab(base).first().waitFor();
    },
    position,
    async waitForPosition(file, line) {
      let seen = '';
      await poll(`${file}:${line} in the editor`, async () => {
        const now = await position();
        seen = `${now.file}:${now.line}`;
        if (now.file === file && now.line === line) return true;
        throw new Error(`it shows ${seen}`);
      });
    },
    async text() {
      const lines = page.locator('.part.editor .editor-group-container .monaco-editor .view-lines').first();
      return (await lines.innerText()).replaceAll('\u00a0', ' ');
    },
    async hover(word) {
      const target = page.locator('.part.editor .monaco-editor .view-line span').filter({ hasText: word }).last();
      const content = page.locator('.monaco-hover:visible .monaco-hover-content').first();
      await poll(`a hover on "${word}"`, async () => {
        await target.hover({ timeout: 2000 });
        await content.waitFor({ state: 'visible', timeout: 2500 });
        return true;
      });
      return content.innerText();
    },
  };
}

function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);
}
