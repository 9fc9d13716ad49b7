import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { noInterval, type MetricDifference, type RunBrief } from '../../../../src/core/training/compareRuns';
import { differenceText, lengthText, loggedText, startText } from '../../../../src/core/training/runWords';
import type { TrainingComparison } from '../../../../src/core/training/trainingPage';
import { binsConfig, binsSummary, binsTable } from '../../../charts/binsChart';
import type { ConfigBuilder } from '../../../charts/chartCanvas';
import { pictureButtons } from '../../../charts/pictureButtons';
import { curveConfig, curveSummary, curveTable } from '../../../charts/curveChart';
import { nativeSelect, progressRing } from '../../../kit/controls';
import type { Figures } from '../../../kit/figures';
import { tableTwin, type TwinTable } from '../../../kit/tableTwin';
import type { DashboardStore } from '../dashboardStore';
import { fold } from '../fold';
import { plural, t } from '../../../kit/l10n';

/** Run A beside run B: parameters that differ, metrics, curves, what seeds do, the machine. */
export function comparisonSection(store: DashboardStore, figures: Figures): TemplateResult | typeof nothing {
  const asked = store.training.comparison;
  if (asked === null) return nothing;
  if (asked.state === 'loading') return html`<p class="loading" role="status">${progressRing(t('Reading both runs'))} ${t('reading both runs…')}</p>`;
  if (asked.state === 'failed') return html`<p role="alert">${t('These runs could not be compared: {0}', asked.fault.detail)}</p>`;
  const comparison = asked.value;
  return html`<section class="comparison" aria-labelledby="comparison-title">
    <div class="section-head"><h2 id="comparison-title">${t('A and B compared')}</h2></div>
    <div class="run-heads">${runHead('A', comparison.a, figures)}${runHead('B', comparison.b, figures)}</div>
    ${paramsTable(comparison, figures)}
    ${metricsTable(t('Metrics'), comparison.metrics, figures)}
    <p class="muted">${noInterval}</p>
    ${seedsTable(comparison, figures)}
    ${curves(store, comparison, figures)}
    ${comparison.histograms.length === 0 ? nothing : html`<h3>${t('Histograms')}</h3><div class="curves">${comparison.histograms.map((pair) => card(store, `bins-${pair.tag}`, pair.tag, pair, 'bins', () => binsConfig(pair, figures), binsSummary(pair, figures), () => binsTable(pair, figures)))}</div>`}
    ${comparison.system.length === 0 ? nothing : fold(store, 'run-machine', plural(comparison.system.length, { one: 'The machine ({0} metric)', other: 'The machine ({0} metrics)' }, figures.count(comparison.system.length)), () => html`${metricsTable(t('Metrics of the machine'), comparison.system, figures)}<div class="curves">${comparison.system.map((metric) => curveCard(store, metric, figures))}</div>`)}
  </section>`;
}

function runHead(letter: string, run: RunBrief, { locale }: Figures): TemplateResult {
  return html`<div class=${letter === 'A' ? 'run-head' : 'run-head run-head-b'}><strong>${letter}</strong> ${run.name}<br><span class="muted">${run.experiment} · ${run.status} · ${startText(run, locale)} · ${lengthText(run, locale)}</span></div>`;
}

function paramsTable({ params }: TrainingComparison, figures: Figures): TemplateResult {
  const text = (value: string | null): TemplateResult | string => (value === null ? html`<span class="muted">${t('not set')}</span>` : value === '' ? html`<span class="muted">${t('empty')}</span>` : value);
  if (params.differ.length === 0) return html`<p>${params.same === 0 ? t('Neither run has parameters.') : t('All {0} parameters are the same.', figures.count(params.same))}</p>`;
  return html`<div class="scroll-x" tabindex="0" role="region" aria-label=${t('Parameters that differ')}><table class="grid">
    <caption>${t('Parameters that differ: {0} of {1}', figures.count(params.differ.length), figures.count(params.differ.length + params.same))}</caption>
    <thead><tr><th scope="col">${t('Parameter')}</th><th scope="col">A</th><th scope="col">B</th></tr></thead>
    <tbody>${params.differ.map(({ key, a, b }) => html`<tr><th scope="row">${key}</th><td>${text(a)}</td><td>${text(b)}</td></tr>`)}</tbody>
  </table></div>`;
}

function metricsTable(caption: string, metrics: readonly MetricDifference[], figures: Figures): TemplateResult {
  const { locale } = figures;
  if (metrics.length === 0) return html`<p>${t('Neither run has metrics.')}</p>`;
  const row = ({ key, last, best, better, sharedSteps, points, odd, atSharedStep }: MetricDifference): TemplateResult => html`<tr>
    <th scope="row">${key}</th>
    <td class="num">${loggedText(last.a?.value, locale)}</td><td class="num">${loggedText(last.b?.value, locale)}</td><td class="num">${differenceText(last.difference, locale)}</td>
    <td class="num">${atSharedStep === null ? '–' : t('{0} (step {1})', differenceText(atSharedStep.difference, locale), figures.count(atSharedStep.a?.step ?? 0))}</td>
    <td class="num">${best === null ? html`<span class="muted">${better === 'neither' ? t('name does not tell') : '–'}</span>` : `${loggedText(best.a?.value, locale)} / ${loggedText(best.b?.value, locale)}`}</td>
    <td class="num">${[t('{0} / {1}, {2} shared', figures.count(points.a), figures.count(points.b), figures.count(sharedSteps)), ...(odd.a + odd.b === 0 ? [] : [t('{0} no numbers', figures.count(odd.a + odd.b))])].join(', ')}</td>
  </tr>`;
  return html`<div class="scroll-x" tabindex="0" role="region" aria-label=${caption}><table class="grid">
    <caption>${caption}</caption>
    <thead><tr><th scope="col">${t('Metric')}</th><th scope="col">${t('Last A')}</th><th scope="col">${t('Last B')}</th><th scope="col">B − A</th><th scope="col">${t('B − A at the last shared step')}</th><th scope="col">${t('Best A / B')}</th><th scope="col">${t('Points A / B')}</th></tr></thead>
    <tbody>${metrics.map(row)}</tbody>
  </table></div>`;
}

function seedsTable({ groups }: TrainingComparison, figures: Figures): TemplateResult | typeof nothing {
  if (groups === null) return nothing;
  const { locale } = figures;
  return html`<div class="scroll-x" tabindex="0" role="region" aria-label=${t('Spread over seeds')}><table class="grid">
    <caption>${t('Runs that differ by their seed alone ({0}): {1} of A, {2} of B. Last values.', groups.seeds.join(', '), figures.count(groups.a.runs), figures.count(groups.b.runs))}</caption>
    <thead><tr><th scope="col">${t('Metric')}</th><th scope="col">${t('Mean A')}</th><th scope="col">${t('Mean B')}</th><th scope="col">B − A</th><th scope="col">${t('95 % interval (Welch t)')}</th></tr></thead>
    <tbody>${groups.metrics.map(({ key, a, b, difference, interval }) => html`<tr><th scope="row">${key}</th><td class="num">${loggedText(a.mean, locale)}</td><td class="num">${loggedText(b.mean, locale)}</td><td class="num">${differenceText(difference, locale)}</td><td class="num">${interval === null ? t('no spread') : t('{0} to {1}', differenceText(interval.low, locale), differenceText(interval.high, locale))}</td></tr>`)}</tbody>
  </table></div>`;
}

const mostCurves = 12;

function curves(store: DashboardStore, { metrics }: TrainingComparison, figures: Figures): TemplateResult | typeof nothing {
  const drawn = metrics.filter(({ points }) => Math.max(points.a, points.b) > 1);
  if (drawn.length === 0) return nothing;
  const by = nativeSelect(t('Curves by'), [{ value: 'step', title: t('by step') }, { value: 'time', title: t('by time since the first point') }], store.ui.curvesBy, (value) => store.setUi({ curvesBy: value === 'time' ? 'time' : 'step' }));
  return html`<div class="section-head"><h3>${t('Curves')}</h3><span class="section-tools">${by}</span></div>
    <div class="curves">${drawn.slice(0, mostCurves).map((metric) => curveCard(store, metric, figures))}</div>
    ${drawn.length <= mostCurves ? nothing : fold(store, 'run-more-curves', t('{0} more curves', figures.count(drawn.length - mostCurves)), () => html`<div class="curves">${drawn.slice(mostCurves).map((metric) => curveCard(store, metric, figures))}</div>`)}`;
}

function curveCard(store: DashboardStore, metric: MetricDifference, figures: Figures): TemplateResult {
  const by = store.ui.curvesBy;
  return card(store, `curve-${metric.key}`, metric.key, metric, by, () => curveConfig(metric, by, figures), curveSummary(metric, figures), () => curveTable(metric, figures));
}

const kept = new WeakMap<object, { readonly key: string; readonly config: ConfigBuilder }>();

/** A chart is drawn again only for other data or another axis. */
function card(store: DashboardStore, id: string, title: string, data: object, key: string, config: () => ConfigBuilder, summary: string, table: () => TwinTable): TemplateResult {
  const before = kept.get(data);
  const made = before?.key === key ? before : { key, config: config() };
  kept.set(data, made);
  return html`<section class="card" data-card=${id} aria-label=${title}>
    <div class="card-head"><h3>${title}</h3><span class="legend"><span><span class="swatch swatch-baseline" aria-hidden="true"></span>A</span><span><span class="swatch swatch-current" aria-hidden="true"></span>${t('B (dashed)')}</span></span>${pictureButtons(() => ({ title, lines: () => [summary] }), (name, png) => void store.act('picture.save', { name, png }))}</div>
    <mv-chart .height=${180} .name=${title} .summary=${summary} .config=${made.config}></mv-chart>
    <p class="chart-summary">${summary}</p>
    ${tableTwin(`twin-${id}`, table, store.ui.open.includes(`twin-${id}`), (twin, open) => store.toggle(twin, open))}
  </section>`;
}
