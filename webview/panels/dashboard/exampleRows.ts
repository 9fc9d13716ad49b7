import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { RowPage, SlotSpan } from '../../../src/core/domain/report';
import { rangeText } from '../../charts/axes';
import { button, dropdown } from '../../kit/controls';
import { icon } from '../../kit/icon';
import type { SectionContext } from './context';
import type { DashboardStore } from './dashboardStore';
import { t } from '../../kit/l10n';

/** Shows the rows of some slots of the axis, whatever their values, and goes there. */
export function goToRowsOf(store: DashboardStore, { from, to }: SlotSpan): void {
  store.chooseRows({ window: { from, to }, bin: null, title: null });
  const title = document.querySelector<HTMLElement>('#rows-title');
  title?.closest('section')?.scrollIntoView({ block: 'start' });
  title?.focus({ preventScroll: true });
}

/** Rows of a window as they stand in the source, the feature's column first. */
export function exampleRows(context: SectionContext, feature: string): TemplateResult {
  const { store, view, figures } = context;
  const { rowsChoice, rows } = store;
  const { window: chosen } = rowsChoice;
  const slots = typeof chosen === 'string' ? [] : [{ value: 'slots', title: rangeText(view.series.axis, chosen, figures) }];
  const windows = [{ value: 'baseline', title: t('Baseline') }, { value: 'current', title: t('Current') }, ...slots];
  return html`<section class="rows" aria-labelledby="rows-title">
    <div class="section-head">
      <h2 id="rows-title" tabindex="-1">${t('Example rows')}</h2>
      <span class="section-facts">${factsOf(context, feature)}</span>
      <span class="section-tools">
        ${dropdown(t('Window of the rows'), windows, typeof chosen === 'string' ? chosen : 'slots', (window) => {
          if (window !== 'slots') store.chooseRows({ ...rowsChoice, window: window === 'baseline' ? 'baseline' : 'current' });
        })}
        ${rowsChoice.bin === null ? nothing : button(t('All values'), () => store.chooseRows({ ...rowsChoice, bin: null, title: null }), { icon: 'close' })}
      </span>
    </div>
    ${body(rows, feature)}
  </section>`;
}

/** How many rows are shown of how many, and of which value. */
function factsOf({ store: { rows, rowsChoice }, figures }: SectionContext, feature: string): string {
  const count = rows?.state === 'ready' ? t('{0} of {1}', figures.count(rows.value.rows.length), figures.rows(rows.value.total)) : '';
  return rowsChoice.title === null ? count : t('{0} with {1} {2}', count, feature, rowsChoice.title);
}

function body(rows: SectionContext['store']['rows'], feature: string): TemplateResult {
  if (rows === null || rows.state === 'loading') return html`<div class="bone bone-table" aria-hidden="true"></div>`;
  if (rows.state === 'failed') return html`<p class="nothing" role="alert">${icon('error')} ${t('Rows could not be read: {0}', rows.fault.detail)}</p>`;
  if (rows.value.rows.length === 0) return html`<p class="nothing">${t('No row of this window has such a value.')}</p>`;
  return table(rows.value, feature);
}

function table(page: RowPage, feature: string): TemplateResult {
  const at = page.columns.indexOf(feature);
  const order = [...(at < 0 ? [] : [at]), ...page.columns.map((_, i) => i).filter((i) => i !== at)];
  return html`<div class="scroll-both" tabindex="0" role="region" aria-label=${t('Table of example rows')}><table class="grid compact rows-table" aria-label=${t('Example rows')}>
    <thead><tr>${order.map((i) => html`<th scope="col" class=${i === at ? 'own' : ''}>${page.columns[i]}</th>`)}</tr></thead>
    <tbody>${page.rows.map((row) => html`<tr>${order.map((i) => {
      const value = row[i] ?? null;
      return value === null ? html`<td class="muted">${t('missing')}</td>` : html`<td class=${i === at ? 'own' : ''} title=${value.length > 60 ? value : nothing}>${value}</td>`;
    })}</tr>`)}</tbody>
  </table></div>`;
}
