import { plural, setTexts, t, textsFrom } from '../../src/core/text/texts';

/* The panel's texts: `t` and `plural` are the core's; the catalogue comes with the page, so that the first text is drawn in it. */
export { plural, t };

/** Takes the catalogue that the host put into the page; without one, or with one that is no map of strings, texts are English. */
export function takeTexts(page: Document): void {
  const block = page.getElementById('mv-texts');
  if (block === null) return;
  setTexts(textsFrom(page.documentElement.lang, parsed(block.textContent)));
  block.remove();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
