import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Finding } from '../../../../src/core/domain/finding';
import { movedMetrics } from '../../../../src/core/why/whyMetric';
import { button, progressBar } from '../../../kit/controls';
import { icon } from '../../../kit/icon';
import type { SectionContext } from '../context';
import { beforeMetric } from '../marks/beforeMetric';
import { onsetLine } from '../onsets';
import { progressText } from '../states';
import { whyAnswer } from './whyAnswer';
import { t } from '../../../kit/l10n';

/** The overview's way to the page, beside the sentence; nothing where no metric moved. */
export function whyLink(context: SectionContext): TemplateResult | typeof nothing {
  const { store, view } = context;
  if (movedMetrics(view.report.findings).length === 0) return nothing;
  return html`<p class="why-line">${icon('lightbulb')}<button type="button" class="link" id="why-link" @click=${() => store.openWhy('')}>${t('Why?')}</button><span class="muted">${hasRows(context) ? t('segments, series that move together, and what the scores explain') : t('series that move together; segments and scores need the rows of a log')}</span></p>`;
}

/** Each moved metric with its explanations, asked for when it is opened. */
export function whyPage(context: SectionContext): TemplateResult {
  const { store, view } = context;
  const moved = movedMetrics(view.report.findings);
  return html`<article class="why-page" aria-labelledby="why-title">
    <nav class="back" aria-label=${t('Back')}>${button(t('All findings'), () => store.openFeature(null), { kind: 'secondary', icon: 'arrow-left', id: 'back' })}</nav>
    <h1 id="why-title" tabindex="-1">${t('Why')}</h1>
    <p class="hint">${hasRows(context) ? t('What goes with each change: segments of the rows, other series of the log, and what the scores explain. Moving together is no cause.') : t('What goes with each change: other series of the servers. Segments and scores need the rows of a log, which servers have not. Moving together is no cause.')}</p>
    ${moved.length === 0 ? html`<p class="sentence">${t('No metric moved between these windows.')}</p>` : moved.map((finding) => section(context, finding))}
  </article>`;
}

/** Servers give figures alone: what is explained by rows is not offered. */
function hasRows({ view }: SectionContext): boolean {
  return view.report.source.kind !== 'metrics';
}

function section(context: SectionContext, finding: Finding): TemplateResult {
  const { store, figures, view } = context;
  const { id, title, unit, baseline, current, change } = finding;
  const open = store.ui.open.includes(`why-${id}`);
  const facts = `${figures.figure(baseline.value, unit)} → ${figures.figure(current.value, unit)}, ${figures.change(change.value, unit, change.interval)}`;
  return html`<details class="fold why-metric" id=${`why-${id}`} .open=${open} @toggle=${(event: Event) => store.toggleWhy(id, (event.currentTarget as HTMLDetailsElement).open)}>
    <summary><h2>${title}</h2> <span class="section-facts">${facts}</span></summary>
    ${open ? html`<div class="why-body">${onsetLine(finding.onset, view.report.axis, figures)}${beforeMetric(context, finding)}${body(context, finding)}</div>` : nothing}
  </details>`;
}

function body(context: SectionContext, { id, title }: Finding): TemplateResult {
  const { store, figures } = context;
  const known = store.why.of(id);
  const again = (text: string) => button(text, () => store.why.ask(id), { kind: 'primary', name: `${text}: ${title}` });
  switch (known?.state) {
    case undefined:
      return html`<p>${again(t('Explain'))}</p>`;
    case 'working': {
      const text = known.progress === null ? (hasRows(context) ? t('Reading the rows') : t('Asking the servers')) : progressText(known.progress, figures);
      return html`<div class="loading" role="status">${progressBar(t('Explaining {0}', title), known.progress?.done ?? 0, known.progress?.total ?? null, text)}<span class="loading-text">${text}</span>
        ${button(t('Cancel'), () => store.why.cancel(id), { name: t('Cancel explaining {0}', title) })}</div>`;
    }
    case 'cancelled':
      return html`<section class="state" role="status"><p>${t('Explaining was cancelled.')}</p><div class="actions">${again(t('Explain again'))}</div></section>`;
    case 'failed':
      return html`<section class="state" role="alert"><p>${icon('error')} ${t('Not explained: {0}', known.fault.detail)}</p><div class="actions">${again(t('Explain again'))}</div></section>`;
    case 'ready':
      return whyAnswer(context, known.answer);
  }
}
