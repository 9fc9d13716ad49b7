import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { DashboardStore } from './dashboardStore';

export interface FoldOptions {
  /** Open until someone closes it; `id` then stands for it being closed. */
  readonly startsOpen?: boolean;
  readonly className?: string;
  /** Id of the element. */
  readonly element?: string;
}

/** A part of a page that opens and closes and is kept so; what is in it is made only while it is open. */
export function fold(store: DashboardStore, id: string, summary: TemplateResult | string, content: () => TemplateResult, { startsOpen = false, className = '', element }: FoldOptions = {}): TemplateResult {
  const open = store.ui.open.includes(id) !== startsOpen;
  return html`<details class=${`fold ${className}`.trimEnd()} id=${element ?? nothing} .open=${open} @toggle=${(event: Event) => store.toggle(id, (event.currentTarget as HTMLDetailsElement).open !== startsOpen)}>
    <summary>${summary}</summary>
    ${open ? content() : nothing}
  </details>`;
}
