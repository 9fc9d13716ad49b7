import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { roving } from './roving';
import { guardedText } from '../../src/core/report/csvText';
import { button } from './controls';
import { t } from './l10n';

/** The numbers of a chart as text: what the chart draws, in the same order. */
export interface TwinTable {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Where rows lead somewhere: their first cells are buttons, one tab stop together. */
  readonly open?: { readonly hint: string; readonly row: (index: number) => void };
}

/**
 * "Show as table" under a chart. The rows are made only while it is open, so that a closed twin costs nothing.
 * @param id also the key under which the panel keeps whether it is open
 */
export function tableTwin(id: string, table: () => TwinTable, open: boolean, onToggle: (id: string, open: boolean) => void): TemplateResult {
  return html`<details
    class="twin"
    data-twin=${id}
    .open=${open}
    @toggle=${(event: Event) => onToggle(id, (event.currentTarget as HTMLDetailsElement).open)}
  >
    <summary>${t('Show as table')}</summary>
    ${open ? twinBody(table()) : nothing}
  </details>`;
}

/** The table as tab-separated text, as spreadsheets take it from the clipboard; no cell begins like a formula unless it is a number. */
export function twinText({ columns, rows }: Pick<TwinTable, 'columns' | 'rows'>): string {
  const cell = (text: string): string => {
    const line = text.replace(/[\t\r\n]+/g, ' ');
    return /^[-+]?\d[\d.,]*$/.test(line) ? line : guardedText(line);
  };
  return [columns, ...rows].map((row) => row.map(cell).join('\t')).join('\n');
}

async function copyTwin(table: TwinTable, place: Element | null): Promise<void> {
  const said = await navigator.clipboard.writeText(twinText(table)).then(() => t('copied'), () => t('The clipboard takes no text here.'));
  if (place !== null) place.textContent = said;
}

function twinBody(table: TwinTable): TemplateResult {
  return html`${button(t('Copy table: {0}', table.caption), (event) => void copyTwin(table, (event.currentTarget as Element).parentElement?.querySelector('[role=status]') ?? null), { kind: 'icon', icon: 'copy' })}<span role="status"></span>
  <div class="scroll-x" tabindex="0" role="region" aria-label=${table.caption}>
    <table class="grid">
      <caption>${table.caption}</caption>
      <thead><tr>${table.columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
      <tbody ${roving('button')}>
        ${table.rows.map((row, at) => html`<tr>${row.map((cell, i) => (i === 0 ? html`<th scope="row">${rowHead(table, cell, at)}</th>` : html`<td>${cell}</td>`))}</tr>`)}
      </tbody>
    </table>
  </div>`;
}

function rowHead({ open }: TwinTable, text: string, at: number): TemplateResult | string {
  return open === undefined ? text : html`<button type="button" class="link" title=${open.hint} @click=${() => open.row(at)}>${text}</button>`;
}
