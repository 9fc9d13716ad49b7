import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { figuresFor } from '../../kit/figures';
import type { Figures } from '../../kit/figures';
import { LightElement, define } from '../../kit/lightElement';
import type { VirtualTable } from '../../kit/virtualTable';
import { laneOfFinding, lanesOf } from '../../charts/laneChart';
import { alertsLink } from './alerts/alertsLink';
import { alertsPage } from './alerts/alertsPage';
import { whyLink, whyPage } from './why/whyPage';
import type { SectionContext } from './context';
import type { DashboardStore } from './dashboardStore';
import { estimatesSection } from './estimates';
import { featurePage } from './featurePage';
import { featureTable } from './featureTable';
import { overviewHeader } from './overviewHeader';
import { PageScroll } from './pageScroll';
import { sentence } from './sentence';
import { metricSources, withoutLog } from './metricSources';
import { notesSection, rolesSection } from './sourceSections';
import { emptyState, failedState, loadingBar, remarks, skeleton } from './states';
import { tiles } from './tiles';
import { defaultLanes, timelineSection } from './timeline';
import { trainingPage } from './training/trainingPage';
import { windowsBar } from './windowsBar';
import { t } from '../../kit/l10n';

/** The panel: picks the page and state to show and renders its sections from the store. */
export class DashboardApp extends LightElement {
  static override properties = { store: { attribute: false } };
  declare store: DashboardStore;
  #figures: Figures | null = null;
  readonly #scroll = new PageScroll(this, () => this.store);

  protected override render(): TemplateResult {
    const { state } = this.store;
    if (state === null) return html`<main aria-busy="true">${skeleton()}${this.store.failure === null ? nothing : html`<p role="alert">${this.store.failure.detail}</p>`}</main>`;
    const figures = this.#figuresOf(state.locale);
    const { view } = state;
    const chrome = html`${remarks(this.store, state)}${overviewHeader(this.store, state, figures)}`;
    if (state.status === 'empty') return html`<main>${remarks(this.store, state)}${emptyState(this.store)}</main>`;
    if (state.status === 'failed' && view === null && state.training === null) return html`<main>${chrome}${failedState(this.store, state)}</main>`;
    if (state.training !== null) return html`<main>${chrome}${state.status === 'failed' ? failedState(this.store, state) : nothing}${trainingPage(this.store, state.training, figures)}</main>`;
    if (view === null) return html`<main aria-busy="true">${chrome}${loadingBar(this.store, state.progress, figures)}${skeleton()}</main>`;
    const context: SectionContext = { store: this.store, state, view, figures, goTo: (target) => this.#goTo(target) };
    // What was judged stays on screen while it is judged again (the header tells of it), or when that failed.
    const failed = state.status === 'failed' ? failedState(this.store, state) : nothing;
    const { feature, alerts, why } = this.store.ui;
    if (feature === null && why !== null) return html`<main>${chrome}${failed}${windowsBar(context)}${whyPage(context)}</main>`;
    if (feature === null && alerts) return html`<main>${chrome}${failed}${alertsPage(context)}</main>`;
    return html`<main>${feature === null && view.report.source.kind !== 'metrics' ? this.#skipLink() : nothing}${chrome}${failed}${feature === null
      ? html`${sentence(context)}${whyLink(context)}${alertsLink(context)}${windowsBar(context)}${tiles(context)}${estimatesSection(context)}${timelineSection(this.store, figures)}${view.report.source.kind === 'metrics' ? withoutLog(context) : featureTable(context)}${metricSources(context)}${notesSection(context)}${view.report.source.kind === 'metrics' ? nothing : rolesSection(context)}`
      : html`${windowsBar(context)}${featurePage(context, feature)}`}</main>`;
  }

  protected override updated(_changed: PropertyValues): void {
    this.#scroll.updated();
  }

  override disconnectedCallback(): void {
    this.#scroll.stop();
    super.disconnectedCallback();
  }

  #figuresOf(locale: string): Figures {
    if (this.#figures === null || this.#figures.locale !== locale) this.#figures = figuresFor(locale);
    return this.#figures;
  }

  /** The first tab stop of the overview, seen while it has the focus. */
  #skipLink(): TemplateResult {
    return html`<button type="button" class="skip-link" @click=${() => {
      this.querySelector('#features')?.scrollIntoView({ block: 'start' });
      const table = this.querySelector<VirtualTable>('.features mv-table');
      if (table !== null) table.focusRow(table.active);
      else this.querySelector<HTMLElement>('.features vscode-text-field')?.focus();
    }}>${t('Skip to the features')}</button>`;
  }

  #goTo(target: string): void {
    if (target.startsWith('feature:')) {
      this.store.openFeature(target.slice('feature:'.length));
      return;
    }
    const { view } = this.store;
    if (view === null) return;
    if (target === 'features' || target.startsWith('drift')) {
      this.#show('#features');
      return;
    }
    const lanes = lanesOf(view.series);
    const lane = laneOfFinding(lanes, target);
    if (lane === undefined) {
      this.#show(`#${CSS.escape(`tile-${target}`)}`);
      return;
    }
    const shown = this.store.ui.lanes ?? defaultLanes(lanes, view.report.findings);
    if (!shown.includes(lane.id)) this.store.setUi({ lanes: [...shown, lane.id] });
    void this.updateComplete.then(() => requestAnimationFrame(() => this.#show(`#${CSS.escape(`lane-${lane.id}`)}`)));
  }

  #show(selector: string): void {
    const element = this.querySelector<HTMLElement>(selector);
    if (element === null) return;
    element.scrollIntoView({ block: 'center' });
    for (const each of this.querySelectorAll('.pointed')) each.classList.remove('pointed');
    element.classList.add('pointed');
  }
}

export function registerApp(): void {
  define('mv-dashboard', DashboardApp);
}
