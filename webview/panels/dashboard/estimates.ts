import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { formatLevel } from '../../../src/core/format/probability';
import { estimateSection } from '../../../src/core/report/estimateRows';
import type { SectionContext } from './context';
import { t } from '../../kit/l10n';

/** Figures estimated before labels come, apart from what was measured and marked as such; nothing where labels are complete. */
export function estimatesSection({ view }: SectionContext): TemplateResult | typeof nothing {
  const section = estimateSection(view.report);
  if (section === null) return nothing;
  const { rows, lines } = section;
  return html`<section class="estimates" aria-labelledby="estimates-title">
    <h2 id="estimates-title">${t('Estimated, not measured')}</h2>
    ${rows.length === 0
      ? nothing
      : html`<div class="scroll-wide" tabindex="0" role="region" aria-label=${t('Estimated figures')}><table class="grid compact" aria-label=${t('Estimated figures')}>
          <thead><tr><th scope="col">${t('Figure')}</th><th scope="col" class="num">${t('Estimate')}</th><th scope="col">${t('{0} interval', formatLevel(view.report.settings.intervalLevel))}</th><th scope="col" class="num">n</th><th scope="col">${t('State')}</th></tr></thead>
          <tbody>${rows.map((row) => html`<tr><th scope="row">${row.title}</th><td class="num">${row.value === '–' ? row.value : html`<span aria-hidden="true">~ </span>${row.value}`}</td><td>${row.interval}</td><td class="num">${row.n}</td><td>${row.state}${row.reason === '' ? nothing : `: ${row.reason}`}</td></tr>`)}</tbody>
        </table></div>`}
    <ul class="muted estimate-lines">${lines.map((line) => html`<li>${line}</li>`)}</ul>
  </section>`;
}
