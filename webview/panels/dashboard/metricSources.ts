import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { MetricSourceState } from '../../../src/core/metrics/metricSourceState';
import { button } from '../../kit/controls';
import { icon } from '../../kit/icon';
import type { SectionContext } from './context';
import { fold } from './fold';
import { plural, t } from '../../kit/l10n';
import { sourceStateWord } from '../../../src/core/text/words';

/** In place of the features, where there is no log: what only a log can tell, and the way to it. */
export function withoutLog({ store }: SectionContext): TemplateResult {
  return html`<section class="features" id="features" aria-labelledby="features-title">
    <div class="section-head"><h2 id="features-title">${t('Features and quality')}</h2></div>
    <p class="nothing">${t('Servers tell how the service runs, not what the model answers. A prediction log shows its quality and the drift of its features, on the same time axis.')}</p>
    <p>${button(t('Add Prediction Log…'), () => void store.act('panel.act', { action: 'add log' }))}</p>
  </section>`;
}

/** Where figures of servers come from: how each source stands, what is read of it and by which queries. */
export function metricSources(context: SectionContext): TemplateResult | typeof nothing {
  const { metrics = [] } = context.view.report.source;
  if (metrics.length === 0) return nothing;
  return html`<section class="notes" aria-labelledby="metric-sources-title">
    <h2 id="metric-sources-title">${t('Metric sources')}</h2>
    <ul class="note-list">${metrics.map((source) => html`<li>${icon(source.state === 'failed' ? 'error' : source.missing.length > 0 ? 'warning' : 'pulse')}<span><strong>${source.name}</strong> ${describe(context, source)}</span></li>`)}</ul>
    ${metrics.map((source) => (source.plans.length === 0 ? nothing : fold(context.store, `queries-${source.name}`, t('What is read of {0}', source.name), () => queries(source))))}
  </section>`;
}

function describe({ figures }: SectionContext, source: MetricSourceState): string {
  const read = source.plans.length - source.missing.length;
  return [
    ...(source.address === '' ? [] : [source.address]),
    source.state === 'failed' ? (source.reason ?? t('failed')) : sourceStateWord(source.state),
    ...(source.state !== 'failed' && source.reason !== undefined ? [source.reason] : []),
    ...(source.points === undefined ? [] : [plural(source.points, { one: '{0} point', other: '{0} points' }, figures.count(source.points))]),
    ...(source.systems.length === 0 ? [] : [source.systems.join(', ')]),
    t('{0} of {1} metrics read', figures.count(read), figures.count(source.plans.length)),
    ...(source.updatedMs === null ? [] : [source.tookMs === null ? t('last update {0}', figures.instant(source.updatedMs * 1000)) : t('last update {0}, took {1}', figures.instant(source.updatedMs * 1000), figures.figure(source.tookMs, 'ms'))]),
  ].join(' · ');
}

function queries(source: MetricSourceState): TemplateResult {
  const why = new Map(source.missing.map(({ name, reason }) => [name, reason]));
  return html`<div class="scroll-x" tabindex="0" role="region" aria-label=${t('What is read of {0}', source.name)}><table class="grid queries">
    <caption>${t('Metrics of {0}', source.name)}</caption>
    <thead><tr><th scope="col">${t('Metric')}</th><th scope="col">${t('Role')}</th><th scope="col">${t('Unit')}</th><th scope="col">${t('Query')}</th><th scope="col">${t('Why')}</th></tr></thead>
    <tbody>${source.plans.map((plan) => html`<tr><th scope="row">${plan.name}</th><td>${plan.role}</td><td>${plan.unit === '' ? '–' : plan.unit}</td><td><code>${source.queries[plan.name] ?? plan.metric}</code></td><td>${why.has(plan.name) ? t('not read: {0}', why.get(plan.name) ?? '') : plan.reason}</td></tr>`)}</tbody>
  </table></div>`;
}
