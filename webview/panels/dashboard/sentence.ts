import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { SectionContext } from './context';
import { t } from '../../kit/l10n';

/** Warnings that stand right under the sentence; the others stand with the notes. */
export const warningsOnTop = 3;

/** The first thing a reader sees; its parts lead to what they speak of. */
export function sentence({ view, goTo }: SectionContext): TemplateResult {
  return html`<p class="sentence" id="sentence">${view.report.sentence.map((part) =>
    part.target === undefined
      ? part.text
      : sentenceLink(part.text, part.target, goTo),
  )}</p>
  ${warnings(view.report.notes.filter((note) => note.level === 'warning').slice(0, warningsOnTop).map((note) => note.text))}`;
}

/** A button that wraps within the sentence as its words do; a `button` element would be a box that moves to the next line whole. */
export function sentenceLink(text: string, target: string, goTo: (target: string) => void): TemplateResult {
  return html`<span class="link" role="button" tabindex="0" @click=${() => goTo(target)} @keydown=${(event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    goTo(target);
  }}>${text}</span>`;
}

function warnings(texts: readonly string[]): TemplateResult | typeof nothing {
  if (texts.length === 0) return nothing;
  return html`<ul class="warnings" aria-label=${t('Warnings')}>${texts.map((text) => html`<li><span class="codicon codicon-warning" aria-hidden="true"></span><span>${text}</span></li>`)}</ul>`;
}
