import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { LightElement, define } from './lightElement';
import { roving } from './roving';
import { styled } from './styled';

export interface VirtualColumn {
  readonly id: string;
  /** What stands in the header: text, or a sort button. */
  readonly head: TemplateResult | string;
  readonly sort?: 'ascending' | 'descending';
  readonly className?: string;
}

export interface VirtualRow {
  readonly key: string;
  readonly className?: string;
  readonly cells: readonly (TemplateResult | string)[];
}

const rowHeight = 28;
const overscan = 6;

/**
 * A table that keeps only the rows in sight in the document, for thousands of rows. One row is a tab stop; arrows, Page, Home
 * and End move it. The buttons of the header are another; Down leads from it to the row, Up from the first row to it. Emits `open` (Enter or click, detail: key) and `rowkey` (any other key, detail: key and key name).
 */
export class VirtualTable extends LightElement {
  static override properties = {
    name: { attribute: false }, columns: { attribute: false }, keys: { attribute: false }, row: { attribute: false }, maxRows: { attribute: false },
    activatable: { attribute: false }, first: { state: true }, active: { state: true },
  };
  declare name: string;
  declare columns: readonly VirtualColumn[];
  declare keys: readonly string[];
  declare row: (key: string, index: number) => VirtualRow;
  /** Rows shown before the table scrolls by itself. */
  declare maxRows: number;
  declare activatable: boolean;
  declare first: number;
  declare active: number;
  #focusAfterRender = false;

  constructor() {
    super();
    this.name = '';
    this.columns = [];
    this.keys = [];
    this.row = (key) => ({ key, cells: [] });
    this.maxRows = 14;
    this.activatable = true;
    this.first = 0;
    this.active = 0;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('keys')) {
      this.active = Math.max(0, Math.min(this.active, this.keys.length - 1));
      this.first = Math.max(0, Math.min(this.first, this.keys.length - this.#visible()));
    }
  }

  #visible(): number {
    return Math.min(this.keys.length, this.maxRows);
  }

  protected override render(): TemplateResult {
    const from = Math.max(0, this.first - overscan);
    const to = Math.min(this.keys.length, this.first + this.#visible() + overscan);
    const scrolls = this.keys.length > this.maxRows;
    return html`<div class="virtual ${scrolls ? 'scrolls' : ''}" ${styled(scrolls ? { 'max-height': `${(this.maxRows + 1) * rowHeight}px` } : {})} @scroll=${this.#onScroll}>
      <table class="grid" role="grid" aria-label=${this.name} aria-rowcount=${this.keys.length + 1} @keydown=${this.#onKey}>
        <thead ${roving('button')}><tr role="row" aria-rowindex="1">${this.columns.map(
          (column) => html`<th role="columnheader" scope="col" class=${column.className ?? nothing} aria-sort=${column.sort ?? nothing}>${column.head}</th>`,
        )}</tr></thead>
        <tbody>
          ${from > 0 ? html`<tr class="spacer" role="presentation"><td role="presentation" colspan=${this.columns.length} ${styled({ height: `${from * rowHeight}px` })}></td></tr>` : nothing}
          ${repeat(this.keys.slice(from, to), (key) => key, (key, i) => this.#row(key, from + i))}
          ${to < this.keys.length ? html`<tr class="spacer" role="presentation"><td role="presentation" colspan=${this.columns.length} ${styled({ height: `${(this.keys.length - to) * rowHeight}px` })}></td></tr>` : nothing}
        </tbody>
      </table>
    </div>`;
  }

  #row(key: string, index: number): TemplateResult {
    const row = this.row(key, index);
    return html`<tr
      role="row" class="row ${row.className ?? ''}" data-key=${key} aria-rowindex=${index + 2} tabindex=${index === this.active ? 0 : -1}
      @click=${(event: Event) => this.#onClick(event, key, index)} @focus=${() => (this.active = index)}
    >${this.columns.map((column, i) => html`<td role=${i === 0 ? 'rowheader' : 'gridcell'} class=${column.className ?? nothing}>${row.cells[i] ?? ''}</td>`)}</tr>`;
  }

  protected override updated(): void {
    if (!this.#focusAfterRender) return;
    this.#focusAfterRender = false;
    this.querySelector<HTMLElement>(`tr[aria-rowindex="${this.active + 2}"]`)?.focus({ preventScroll: true });
  }

  readonly #onScroll = (event: Event): void => {
    this.first = Math.floor((event.currentTarget as HTMLElement).scrollTop / rowHeight);
  };

  #onClick(event: Event, key: string, index: number): void {
    if ((event.target as Element).closest('button, select, a, vscode-button') !== null) return;
    // Someone who marks text to copy it does not want to leave the page.
    if ((window.getSelection()?.toString() ?? '') !== '') return;
    this.active = index;
    if (this.activatable) this.dispatchEvent(new CustomEvent<string>('open', { detail: key }));
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const target = event.target as Element;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const head = this.querySelector<HTMLElement>('thead button[tabindex="0"]');
    if (event.key === 'ArrowDown' && target.closest('thead') !== null) {
      event.preventDefault();
      this.focusRow(this.active);
      return;
    }
    if (!target.matches('tr.row')) return;
    if (event.key === 'ArrowUp' && this.active === 0 && head !== null) {
      event.preventDefault();
      head.focus();
      return;
    }
    const page = this.#visible() - 1;
    const moves: Record<string, number> = {
      ArrowDown: this.active + 1, ArrowUp: this.active - 1, PageDown: this.active + page, PageUp: this.active - page, Home: 0, End: this.keys.length - 1,
    };
    const next = moves[event.key];
    const key = this.keys[this.active];
    if (next !== undefined) this.focusRow(next);
    else if (event.key === 'Enter' && this.activatable && key !== undefined) this.dispatchEvent(new CustomEvent<string>('open', { detail: key }));
    else {
      if (key !== undefined) this.dispatchEvent(new CustomEvent('rowkey', { detail: { key, pressed: event.key } }));
      return;
    }
    event.preventDefault();
  };

  /** Moves the tab stop to row `index`, scrolls it into sight and focuses it. */
  focusRow(index: number): void {
    this.active = Math.max(0, Math.min(index, this.keys.length - 1));
    const box = this.querySelector<HTMLElement>('.virtual');
    if (box !== null) {
      const top = this.active * rowHeight;
      const height = this.#visible() * rowHeight;
      if (top < box.scrollTop) box.scrollTop = top;
      else if (top + rowHeight > box.scrollTop + height) box.scrollTop = top + rowHeight - height;
      this.first = Math.floor(box.scrollTop / rowHeight);
    }
    this.#focusAfterRender = true;
    this.requestUpdate();
  }
}

export function registerVirtualTable(): void {
  define('mv-table', VirtualTable);
}
