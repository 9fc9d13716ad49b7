import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { floorOf } from '../../../src/core/analysis/floors';
import type { FeatureDetail, LevelShare } from '../../../src/core/domain/report';
import type { FeatureFinding } from '../../../src/core/domain/finding';
import { button, progressRing, tabs } from '../../kit/controls';
import { icon } from '../../kit/icon';
import { tableTwin } from '../../kit/tableTwin';
import type { TwinTable } from '../../kit/tableTwin';
import type { ConfigBuilder } from '../../charts/chartCanvas';
import { pictureButtons } from '../../charts/pictureButtons';
import { pictureLines } from './pictureLines';
import { binSummary, binTable, binsOf, ecdfConfig, ecdfTable, histogramConfig, isEvenlySpaced, isFromBins, standInText } from '../../charts/distributionChart';
import type { Bin } from '../../charts/distributionChart';
import { overTimeConfig, overTimeSummary, overTimeTable } from '../../charts/overTimeChart';
import type { OverTime } from '../../charts/overTimeChart';
import { qualityConfig, qualitySummary, qualityTable } from '../../charts/qualityChart';
import type { SectionContext } from './context';
import { codeOf, placeText } from './featureTable';
import { exampleRows, goToRowsOf } from './exampleRows';
import { shorten } from '../../../src/core/format/oneLine';
import { inputsSection, originLine } from './lineage/inputsSection';
import { measuresTable } from './measures';
import { onsetText } from '../../../src/core/format/onset';
import { beforeMove } from './marks/beforeMove';
import { shownMarks } from './marks/markList';
import { onsetLine } from './onsets';
import { verdictMark } from './verdicts';
import { t } from '../../kit/l10n';

/** One feature: verdict, both distributions, drift and missing along the axis, quality by value, measures, rows, code. */
export function featurePage(context: SectionContext, feature: string): TemplateResult {
  const { store, view } = context;
  const finding = view.report.features.find((each) => each.feature === feature);
  const { detail } = store;
  const lastFeature = store.ui.trail.at(-1);
  return html`<article class="feature-page" aria-labelledby="feature-title">
    <nav class="back" aria-label=${t('Back')}>${store.ui.why !== null ? button(t('Why'), () => store.openWhy(store.ui.why ?? ''), { kind: 'secondary', icon: 'arrow-left', id: 'back-to-why' }) : nothing}${store.ui.alerts ? button(t('Alerts'), () => store.openAlerts(null), { kind: 'secondary', icon: 'arrow-left', id: 'back-to-alerts' }) : nothing}${lastFeature === undefined ? nothing : button(shorten(lastFeature, 40), () => store.backToFeature(), { kind: 'secondary', icon: 'arrow-left', id: 'back-to-feature', name: t('Back to {0}', lastFeature) })}${button(t('All findings'), () => store.openFeature(null), { kind: 'secondary', icon: 'arrow-left', id: 'back' })}</nav>
    <header class="feature-head">
      <h1 id="feature-title" tabindex="-1">${feature}</h1>
      ${finding === undefined ? nothing : verdictMark(finding.verdict)}
      ${codePlaces(context, feature)}
    </header>
    ${finding === undefined
      ? html`<p class="sentence">${t('This source has no feature of this name in the windows that are compared.')}</p>`
      : html`<p class="sentence">${finding.reason}</p>${onsetLine(finding.onset, view.report.axis, context.figures)}${originLine(context, feature)}${featureNotes(finding)}${beforeMove(context, finding)}`}
    ${detail?.state === 'ready' && detail.value.feature === feature ? charts(context, detail.value) : detailState(context)}
    ${finding === undefined ? nothing : inputsSection(context, feature)}
    ${finding === undefined ? nothing : measuresTable(context, finding)}
    ${exampleRows(context, feature)}
  </article>`;
}

function featureNotes(finding: FeatureFinding): TemplateResult | typeof nothing {
  return finding.notes.length === 0 ? nothing : html`<ul class="note-list">${finding.notes.map((note) => html`<li>${icon('info')}<span>${note}</span></li>`)}</ul>`;
}

function codePlaces({ view, store }: SectionContext, feature: string): TemplateResult {
  const code = codeOf(view.code, feature);
  if (code === null) return html`<span class="muted">${view.codeState === 'indexing' ? t('looking for its code…') : t('no place in the code found')}</span>`;
  return html`<span class="feature-code">${button(placeText(code.best), () => void store.act('code.open', { feature, choose: false }), {
      kind: 'primary', icon: 'go-to-file', name: t('Open the code of {0}, {1}', feature, placeText(code.best)),
    })}${code.others > 0 ? button(t('{0} more…', code.others), () => void store.act('code.open', { feature, choose: true }), { name: t('Choose among {0} places of {1}', code.others + 1, feature) }) : nothing}
    <code class="code-line" title=${code.reason}>${code.best.text}</code></span>`;
}

function detailState({ store }: SectionContext): TemplateResult {
  return store.detail?.state === 'failed'
    ? html`<p class="nothing" role="alert">${icon('error')} ${t('The distributions could not be read: {0}', store.detail.fault.detail)}</p>`
    : html`<div class="chart-grid" aria-hidden="true">${[1, 2, 3, 4].map(() => html`<div class="bone bone-card"></div>`)}</div><p class="visually-hidden" role="status">${t('Reading the feature')}</p>`;
}

function charts(context: SectionContext, detail: FeatureDetail): TemplateResult {
  const { view, figures } = context;
  const windows = { baseline: view.report.baseline.slots, current: view.report.current.slots };
  const { axis } = view.series;
  const { driftOverTime: drift, missingOverTime: missing } = detail;
  const floor = floorOf(detail.finding, view.report.settings);
  const { onset } = detail.finding;
  const began = onset === undefined || onset.slot === null ? {} : { onset: { slot: onset.slot, interval: onset.interval, text: t('moved {0}', onsetText(onset, axis, figures.locale)) } };
  const deploys = axis.kind === 'time' ? shownMarks(context.store).filter(({ kind }) => kind === 'deploy').map(({ slot, title }) => ({ slot, title })) : [];
  const driftData: OverTime = {
    title: t('Effect against the baseline'), axis, slots: drift.slots, values: drift.effect, n: drift.n, unit: drift.unit, windows,
    limit: { value: floor, text: t('floor {0}', figures.figure(floor, drift.unit)) }, ...began, deploys,
  };
  const missingData: OverTime = { title: t('Missing share'), axis, slots: missing.slots, values: missing.share, n: null, unit: 'share', windows, limit: null, deploys, ...(onset?.watched?.statistic === 'share missing' ? began : {}) };
  return html`<div class="chart-grid">
    ${distributions(context, detail)}
    ${overTimeCard(context, t('Drift along the axis'), 'drift', driftData)}
    ${overTimeCard(context, t('Missing along the axis'), 'missing', missingData)}
    ${quality(context, detail)}
    ${levels(context, detail)}
  </div>`;
}

/** Its points, and the rows of its table, lead to example rows of their time. */
function overTimeCard(context: SectionContext, title: string, id: string, data: OverTime): TemplateResult {
  const { figures, store } = context;
  const open = (index: number) => {
    const span = data.slots[index];
    if (span !== undefined) goToRowsOf(store, span);
  };
  const table = (): TwinTable => ({ ...overTimeTable(data, figures), open: { hint: t('Show example rows of this time'), row: open } });
  return card(context, title, id, overTimeSummary(data, figures), overTimeConfig(data, figures), table, { hint: t('Click a point, or its time in the table, for example rows of that time.'), onPick: open });
}

interface CardOptions {
  readonly legend?: boolean;
  readonly hint?: string;
  /** Takes the index of a bar or point that was clicked. */
  readonly onPick?: (index: number) => void;
}

/** A chart with its heading and its table twin. Builders are kept per detail, so that a render that changes nothing draws nothing. */
function card(context: SectionContext, title: string, id: string, summary: string, config: ConfigBuilder, table: () => TwinTable, more: CardOptions = {}): TemplateResult {
  const { store } = context;
  const { legend = false, hint, onPick } = more;
  return html`<section class="card" data-card=${id} aria-label=${title}>
    <div class="card-head"><h2>${title}</h2>${legend ? legendOf() : nothing}${pictureButtons(() => ({ title: `${store.ui.feature ?? ''}: ${title}`, lines: () => [summary, ...pictureLines(context)] }), (name, png) => void store.act('picture.save', { name, png }))}</div>
    <mv-chart .height=${220} .name=${title} .summary=${summary} .config=${kept(context, id, config)} @pick=${(event: CustomEvent<number>) => onPick?.(event.detail)}></mv-chart>
    <p class="chart-summary">${summary}</p>${hint === undefined ? nothing : html`<p class="hint">${hint}</p>`}
    ${tableTwin(`twin-${id}`, table, store.ui.open.includes(`twin-${id}`), (twin, open) => store.toggle(twin, open))}
  </section>`;
}

const builders = new WeakMap<object, Map<string, { readonly key: unknown; readonly marks: unknown; readonly config: ConfigBuilder }>>();

function kept({ store, view }: SectionContext, id: string, config: ConfigBuilder): ConfigBuilder {
  // Quality comes by itself and later; the other charts are not drawn again for it.
  const source = id === 'quality' ? store.quality : store.detail;
  const owner = source?.state === 'ready' ? source.value : store;
  let known = builders.get(owner);
  if (known === undefined) builders.set(owner, (known = new Map<string, { readonly key: unknown; readonly marks: unknown; readonly config: ConfigBuilder }>()));
  const entry = known.get(id);
  const { marks } = store.history;
  if (entry !== undefined && entry.key === view && entry.marks === marks) return entry.config;
  known.set(id, { key: view, marks, config });
  return config;
}

function legendOf(): TemplateResult {
  return html`<span class="legend"><span><span class="swatch swatch-baseline" aria-hidden="true"></span>${t('Baseline')}</span><span><span class="swatch swatch-current" aria-hidden="true"></span>${t('Current')}</span></span>`;
}

function distributions(context: SectionContext, detail: FeatureDetail): TemplateResult {
  const { store, figures, view } = context;
  const bins = binsOf(detail.bars, figures);
  const n = t('Baseline {0}, current {1}', figures.rows(view.report.baseline.rows), figures.rows(view.report.current.rows));
  const uneven = detail.bars.kind === 'numeric' && !isEvenlySpaced(detail.bars.edges) ? [t('Bins differ in width; heights are shares per bin.')] : [];
  const standIns = standInText(bins);
  const summary = [`${binSummary(bins, figures)}.`, `${n}.`, ...uneven, ...(standIns === '' ? [] : [standIns])].join(' ');
  const pick = (index: number) => {
    const bin = bins[index];
    if (bin?.filter !== undefined && bin.filter !== null) store.chooseRows({ ...store.rowsChoice, bin: bin.filter, title: bin.title });
  };
  const histogram = () => card(context, t('Distribution'), 'histogram', summary, histogramConfig(bins, detail.bars, figures), () => binTable(detail.feature, bins, figures), { legend: true, onPick: pick });
  const { ecdf } = detail;
  if (ecdf === null) return html`<div class="distributions">${histogram()}${binChooser(context, bins)}</div>`;
  const cumulative = () => card(context, t('Distribution function'), 'ecdf', `${ksText(context, detail)} ${ecdfText(ecdf, detail)}`, ecdfConfig(ecdf, figures), () => ecdfTable(detail.feature, ecdf, figures), { legend: true });
  return html`<div class="distributions">${tabs(
    t('Distributions'), [{ id: 'histogram', title: t('Histogram'), body: histogram }, { id: 'ecdf', title: t('Distribution function'), body: cumulative }],
    store.ui.distribution, (id) => store.setUi({ distribution: id === 'ecdf' ? 'ecdf' : 'histogram' }),
  )}${store.ui.distribution === 'histogram' ? binChooser(context, bins) : nothing}</div>`;
}

function ksText({ figures }: SectionContext, detail: FeatureDetail): string {
  const { ks } = detail.finding.measures;
  return ks === null ? t('Share of rows at or below each value.') : t('Largest distance between the two functions (KS): {0}.', figures.fixed(ks, 3));
}

/** How near the drawn functions are to those of the rows; the figure beside them may be of the rows itself. */
function ecdfText(ecdf: NonNullable<FeatureDetail['ecdf']>, { finding }: FeatureDetail): string {
  if (!isFromBins(ecdf)) return t('Drawn from every single value: exact.');
  const figure = finding.measures.ks === null ? [] : [finding.basis === 'exact' ? t('KS itself is exact, from the rows.') : t('KS is of the bins too.')];
  return [t('Drawn from bins, not from the rows: exact at the edges of the bins, estimated between them.'), ...figure].join(' ');
}

/** The keyboard's way to what a click on a bar does. */
function binChooser({ store }: SectionContext, all: readonly Bin[]): TemplateResult {
  const bins = all.filter((bin) => bin.filter !== null);
  const chosen = store.rowsChoice.title;
  return html`<label class="field bin-field"><span>${t('Example rows of')}</span><select class="native-select" aria-label=${t('Example rows of')} @change=${(event: Event) => {
      const bin = bins[(event.currentTarget as HTMLSelectElement).selectedIndex - 1];
      store.chooseRows({ ...store.rowsChoice, bin: bin?.filter ?? null, title: bin?.title ?? null });
    }}><option ?selected=${chosen === null}>${t('all values')}</option>${bins.map((bin) => html`<option ?selected=${bin.title === chosen}>${bin.title}</option>`)}</select><span class="hint">${t('or click a bar')}</span></label>`;
}

/** Asks the rows, so it comes after the rest; its place is held meanwhile. */
function quality(context: SectionContext, detail: FeatureDetail): TemplateResult {
  const { figures, store } = context;
  const empty = (title: string, body: TemplateResult, busy = false) =>
    html`<section class="card" aria-label=${title} aria-busy=${busy ? 'true' : 'false'}><div class="card-head"><h2>${title}</h2></div>${body}</section>`;
  if (store.quality?.state === 'failed') return empty(t('Quality by value'), html`<p class="nothing" role="alert">${icon('error')} ${t('not available: {0}', store.quality.fault.detail)}</p>`);
  if (store.quality?.state !== 'ready') {
    return empty(t('Quality by value'), html`<div class="bone bone-plot" aria-hidden="true"></div><p class="chart-summary reading" role="status">${progressRing(t('Reading the rows'))}<span>${t('reading the rows…')}</span></p>`, true);
  }
  const { qualityByValue: data, qualityReason } = store.quality.value;
  if (data === null) return empty(t('Quality by value'), html`<p class="nothing">${t('not available: {0}', qualityReason ?? t('no reason was given'))}</p>`);
  return card(context, t('{0} by value', data.metric), 'quality', qualitySummary(data, figures), qualityConfig(data, figures), () => qualityTable(detail.feature, data, figures), { legend: true });
}

function levels({ figures }: SectionContext, detail: FeatureDetail): TemplateResult | typeof nothing {
  if (detail.bars.kind !== 'category') return nothing;
  const list = (title: string, all: readonly LevelShare[], none: string) => html`<div><h3>${title} (${figures.count(all.length)})</h3>${all.length === 0
      ? html`<p class="muted">${none}</p>`
      : html`<table class="grid compact" aria-label=${title}><thead><tr><th scope="col">${t('Level')}</th><th scope="col" class="num">${t('Baseline')}</th><th scope="col" class="num">${t('Current')}</th></tr></thead><tbody>${all
          .slice(0, 50).map((each) => html`<tr><th scope="row">${each.level}</th><td class="num">${figures.percent(each.baseline)}</td><td class="num">${figures.percent(each.current)}</td></tr>`)}</tbody></table>${all.length > 50 ? html`<p class="muted">${t('and {0} more', figures.count(all.length - 50))}</p>` : nothing}`}</div>`;
  return html`<section class="card" aria-label=${t('Levels gained and lost')}><div class="card-head"><h2>${t('Levels gained and lost')}</h2></div>
    <div class="level-lists">${list(t('Gained'), detail.levels.gained, t('No level is new.'))}${list(t('Lost'), detail.levels.lost, t('No level is gone.'))}</div></section>`;
}
