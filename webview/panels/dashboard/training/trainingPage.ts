import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { TrainingPage } from '../../../../src/core/training/trainingPage';
import { button, progressRing } from '../../../kit/controls';
import type { Figures } from '../../../kit/figures';
import { icon } from '../../../kit/icon';
import type { DashboardStore } from '../dashboardStore';
import { comparisonSection } from './comparisonSection';
import { runsTable } from './runsTable';
import { t } from '../../../kit/l10n';

/** The page of a source of training runs: the deployed run beside production, all runs, two of them compared. */
export function trainingPage(store: DashboardStore, page: TrainingPage, figures: Figures): TemplateResult {
  return html`<div class="training">
    ${page.reason === null ? nothing : html`<div class="remark remark-warning" role="status">${icon('warning')}<span>${t('The last look failed: {0}. What you see is from before; it is tried again by itself.', page.reason)}</span></div>`}
    ${productionSection(store, page)}
    ${runsTable(store, page, figures)}
    ${comparisonSection(store, figures)}
    ${page.notes.length === 0 ? nothing : html`<section class="notes" aria-labelledby="run-notes-title"><h2 id="run-notes-title">${t('Notes')}</h2><ul class="note-list">${page.notes.map((note) => html`<li>${icon('info')}<span>${note}</span></li>`)}</ul></section>`}
  </div>`;
}

function productionSection(store: DashboardStore, page: TrainingPage): TemplateResult | typeof nothing {
  if (page.of === null) return nothing;
  const { training } = store;
  const asked = training.production;
  const [a] = store.ui.runs;
  const run = page.runs.find(({ id }) => id === a);
  return html`<section aria-labelledby="production-title">
    <div class="section-head">
      <h2 id="production-title">${t('Training against production ({0})', page.of)}</h2>
      <span class="section-tools">
        ${run === undefined ? nothing : button(t('Take run A ({0})', run.name), () => training.choose(run.id))}
        ${training.beside === null ? nothing : button(t('Take the deployed run'), () => training.choose(null))}
      </span>
    </div>
    ${asked === null || asked.state === 'loading'
      ? html`<p class="loading" role="status">${progressRing(t('Measuring production'))} ${t('measuring production…')}</p>`
      : asked.state === 'failed'
        ? html`<p role="alert">${t('Production could not be measured: {0}', asked.fault.detail)}</p><p>${button(t('Try again'), () => training.again())}</p>`
        : html`<p>${asked.value.run === null ? t('No run: {0}.', asked.value.how) : html`<strong>${asked.value.run.name}</strong> <span class="muted">${t('{0} · production: {1}', asked.value.how, asked.value.window)}</span>`}</p>
            ${asked.value.pairs.length === 0 ? nothing : html`<ul class="beside-list">${asked.value.pairs.map(({ text }) => html`<li>${text}</li>`)}</ul>`}
            ${asked.value.notes.map((note) => html`<p class="muted">${note}</p>`)}`}
  </section>`;
}
