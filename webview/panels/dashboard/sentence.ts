import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { SectionContext } from './context';

/** Warnings that stand right under the sentence; the others stand with the notes. */
export const warningsOnTop = 3;

/** The first thing a reader sees; its parts lead to what they speak of. */
export function sentence({ view, goTo }: SectionContext): TemplateResult {
  return html`<p class="sentence" id="sentence">${view.report.sentence.map((part) =>
    part.target === undefined
      ? part.text
      : html`<button type="button" class="link" @click=${() => part.target !== undefined && goTo(part.target)}>${part.text}</button>`,
  )}</p>
  ${warnings(view.report.notes.filter((note) => note.level === 'warning').slice(0, warningsOnTop).map((note) => note.text))}`;
}

function warnings(texts: readonly string[]): TemplateResult | typeof nothing {
  if (texts.length === 0) return nothing;
  return html`<ul class="warnings" aria-label="Warnings">${texts.map((text) => html`<li><span class="codicon codicon-warning" aria-hidden="true"></span><span>${text}</span></li>`)}</ul>`;
}
