import type { Frame, Page } from 'playwright-core';
import { poll, WAIT_MS } from '../poll';

/**
 * The document of a webview that is in sight and whose text contains (or matches) `content`. A webview's content sits two
 * frames deep; the inner one is recreated when the webview is hidden and shown again, so ask anew after that.
 */
export async function webviewFrame(page: Page, content: string | RegExp, timeoutMs: number = WAIT_MS): Promise<Frame> {
  let seen: string[] = [];
  return poll(
    `a webview that says ${content instanceof RegExp ? content.toString() : `"${content}"`}`,
    async () => {
      seen = [];
      for (const frame of page.frames()) {
        // Only frames inside the editor's outer webview frame.
        if (!frame.parentFrame() || !isWebview(frame.parentFrame())) continue;
        const text = await textOf(frame);
        if (text === undefined) continue;
        seen.push(text.slice(0, 200));
        if (content instanceof RegExp ? content.test(text) : text.includes(content)) return frame;
      }
      throw new Error(seen.length > 0 ? `seen: ${JSON.stringify(seen)}` : 'no webview is open');
    },
    timeoutMs,
  );
}

function isWebview(frame: Frame | null): boolean {
  return frame !== null && /\/webview\/browser\/pre\//.test(frame.url());
}

/** The text a person sees, that inside shadow roots included; `undefined` for a hidden or vanishing frame. */
async function textOf(frame: Frame): Promise<string | undefined> {
  try {
    const element = await frame.frameElement();
    if (!(await element.isVisible())) return undefined;
    return await frame.evaluate(() => {
      const collect = (node: Node): string => {
        if (node instanceof Text) return node.data;
        if (!(node instanceof Element || node instanceof DocumentFragment || node instanceof Document)) return '';
        if (node instanceof Element && (node.tagName === 'SCRIPT' || node.tagName === 'STYLE')) return '';
        const inner = node instanceof Element && node.shadowRoot ? collect(node.shadowRoot) : '';
        return inner + [...node.childNodes].map(collect).join('');
      };
      return document.body ? collect(document.body).replace(/\s+/g, ' ').trim() : '';
    });
  } catch {
    return undefined;
  }
}
