import type { Frame } from 'playwright-core';

/** A text of a page that holds plain letters: what it is read out or shown by, the nearest class or name of its place, and itself. */
export interface PlainText {
  readonly from: string;
  readonly place: string;
  readonly text: string;
}

/** Texts in sight (shadow roots and spoken attributes included) that hold a word of plain letters; each once. */
export async function plainTexts(frame: Frame): Promise<PlainText[]> {
  const all = await frame.evaluate(() => {
    const found: { from: string; place: string; text: string }[] = [];
    const placeOf = (element: Element | null): string => {
      for (let at = element; at !== null; at = at.parentElement ?? (at.getRootNode() instanceof ShadowRoot ? (at.getRootNode() as ShadowRoot).host : null)) {
        const { classList } = at;
        if (classList.length > 0) return `${at.localName}.${[...classList].join('.')}`;
      }
      return element?.localName ?? '';
    };
    const visit = (node: Node): void => {
      if (node instanceof Text) {
        found.push({ from: 'text', place: placeOf(node.parentElement), text: node.data });
        return;
      }
      if (node instanceof Element) {
        if (/^(script|style)$/i.test(node.localName) || !node.checkVisibility()) return;
        for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-valuetext', 'aria-description']) {
          const text = node.getAttribute(name);
          if (text !== null) found.push({ from: name, place: placeOf(node), text });
        }
        if (node.shadowRoot) visit(node.shadowRoot);
      }
      node.childNodes.forEach(visit);
    };
    visit(document.body);
    return found;
  });
  const once = new Map(all.map((each) => [`${each.place} ${each.text}`, { ...each, text: each.text.replace(/\s+/g, ' ').trim() }]));
  return [...once.values()].filter(({ text }) => /[A-Za-z]{2}/.test(text));
}
