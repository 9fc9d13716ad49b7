import { html } from 'lit';
import type { TemplateResult } from 'lit';

/** A codicon. It is decoration: the words beside it, or the name of its button, say the same. */
export function icon(name: string): TemplateResult {
  return html`<span class="codicon codicon-${name}" aria-hidden="true"></span>`;
}
