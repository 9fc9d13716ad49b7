import type { Locator, Page } from 'playwright-core';
import { poll, WAIT_MS } from '../poll';

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
  /** Hovers a word on the drawn line that contains `lineText`; returns the hover, which stays open while the mouse rests. */
  hoverOn(lineText: string, word: string): Promise<Locator>;
  /** Texts that decorations put behind (or before) the drawn line that contains `lineText`; they are in no element's text. */
  marksOn(lineText: string): Promise<string[]>;
  /** The text that is selected in the focused text editor. */
  selectedText(): Promise<string>;
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
      const base = name.split('/').at(-1) ?? name;
      const row = page.locator('.quick-input-widget:visible .quick-input-list .monaco-list-row').filter({ hasText: base }).first();
      // A file that was just written is not in a list that was made before, and Enter while the list is made anew takes nothing: then once more.
      await poll(`${name} by Quick Open`, async () => {
        if (await input.isVisible()) await page.keyboard.press('Escape');
        await page.keyboard.press('ControlOrMeta+P');
        await input.waitFor({ timeout: 2000 });
        await input.fill(name);
        await row.waitFor({ timeout: 5000 });
        // The line is typed only now: with it in the box the list is filtered by the part before the colon.
        if (line !== undefined) {
          await input.fill(`${name}:${line}`);
          await row.waitFor({ timeout: 5000 });
        }
        await page.keyboard.press('Enter');
        await tab(base).first().waitFor({ timeout: 5000 });
        return true;
      }, 2 * WAIT_MS);
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
    async hoverOn(lineText, word) {
      const content = page.locator('.monaco-hover:visible .monaco-hover-content').first();
      await poll(`a hover on "${word}"`, async () => {
        const at = await page.evaluate(
          ([needle, target]) => {
            for (const line of document.querySelectorAll('.part.editor .monaco-editor .view-line')) {
              if (!(line.textContent ?? '').replaceAll('\u00a0', ' ').includes(needle ?? '')) continue;
              const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
              for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
                const start = (node.textContent ?? '').indexOf(target ?? '');
                if (start < 0) continue;
                const range = document.createRange();
                range.setStart(node, start);
                range.setEnd(node, start + (target ?? '').length);
                const box = range.getBoundingClientRect();
                return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
              }
            }
            return null;
          },
          [lineText, word] as const,
        );
        if (at === null) throw new Error('no such line is drawn');
        await page.mouse.move(at.x + 40, at.y + 60);
        await page.mouse.move(at.x, at.y, { steps: 4 });
        await content.waitFor({ state: 'visible', timeout: 20_000 });
        return true;
      }, 70_000);
      return content;
    },
    marksOn: (lineText) =>
      page.evaluate((needle) => {
        const texts: string[] = [];
        for (const line of document.querySelectorAll(':is(.part.editor, .notebookOverlay) .monaco-editor .view-line')) {
          if (!(line.textContent ?? '').replaceAll('\u00a0', ' ').includes(needle)) continue;
          for (const span of line.querySelectorAll('span')) {
            for (const side of ['::before', '::after']) {
              const content = getComputedStyle(span, side).content;
              if (content !== 'none' && content !== 'normal' && content !== '""') texts.push(content.replace(/^"|"$/g, '').replaceAll('\u00a0', ' '));
            }
          }
        }
        return texts;
      }, lineText),
    selectedText: async () => {
      const text = (await selection.innerText()).trim();
      const count = Number(/\((\d+) selected\)/.exec(text)?.[1] ?? 0);
      const { column } = await position();
      const current = await page.evaluate(() => {
        const box = document.querySelector('.part.editor .editor-group-container.active .monaco-editor .current-line')?.getBoundingClientRect();
        if (box === undefined) return '';
        for (const each of document.querySelectorAll('.part.editor .editor-group-container.active .monaco-editor .view-line')) {
          if (Math.abs(each.getBoundingClientRect().y - box.y) < 2) return each.textContent ?? '';
        }
        return '';
      });
      return current.replaceAll('\u00a0', ' ').slice(column - 1 - count, column - 1);
    },
  };
}

function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);
}
