import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { LiveState, SourceState } from '../../../src/core/domain/source';
import type { PanelState } from '../../../src/protocol/panelCalls';
import { button, dropdown, progressRing } from '../../kit/controls';
import type { Figures } from '../../kit/figures';
import { icon } from '../../kit/icon';
import { menu } from '../../kit/menu';
import { progressText } from './states';
import type { DashboardStore } from './dashboardStore';
import { plural, t } from '../../kit/l10n';

const exports = [
  { id: 'html', title: t('HTML page with charts') },
  { id: 'markdown', title: 'Markdown' },
  { id: 'json', title: 'JSON' },
  { id: 'csv', title: t('CSV table') },
  { id: 'notebook', title: t('Notebook that computes it anew') },
] as const;

/** Source, how fresh it is, refresh and export. */
export function overviewHeader(store: DashboardStore, state: PanelState, figures: Figures): TemplateResult {
  const { view } = state;
  return html`<header class="top">
    ${sourceName(store, state)}
    <span class="fresh" aria-live="polite">${activity(store, state, figures) ?? freshness(state, figures)}</span>
    <span class="top-actions">
      ${button(t('Read the source again'), () => void store.act('source.reload', {}), { kind: 'icon', icon: 'refresh', disabled: state.source === null })}
      ${view === null
        ? nothing
        : menu(t('Export'), 'export', exports, (id) => {
            const chosen = exports.find((each) => each.id === id);
            // The notebook computes the feature on show, too, whether it moved or not.
            if (chosen !== undefined) void store.act('report.export', { format: chosen.id, ...(chosen.id === 'notebook' ? { feature: store.ui.feature } : {}) });
          })}
    </span>
  </header>`;
}

function sourceName(store: DashboardStore, state: PanelState): TemplateResult {
  const { source, sources } = state;
  if (source === null) return html`<h1>Model Vitals</h1>`;
  if (sources.length <= 1) return html`<h1 title=${source.name}>${source.name}</h1>`;
  const choices = sources.map((each) => ({ value: each.id, title: each.state === 'ready' ? each.name : `${each.name} (${each.state})` }));
  return html`<h1 class="visually-hidden">${source.name}</h1>${dropdown(t('Source'), choices, source.id, (id) => void store.act('source.select', { id }))}`;
}

/** Work on what is already shown, told where it moves nothing. */
function activity(store: DashboardStore, state: PanelState, figures: Figures): TemplateResult | null {
  if (state.view !== null && state.progress !== null && !store.comparing) {
    return html`${progressRing(t('Working'))}<span>${progressText(state.progress, figures)}</span><button type="button" class="link" @click=${() => void store.act('work.cancel', {})}>${t('Cancel')}</button>`;
  }
  return store.comparing ? html`${progressRing(t('Comparing'))}<span>${t('comparing…')}</span>` : null;
}

/** Of a followed log, when its last line came; by the person's own clock, as a clock shows it. */
function lively({ lastRowMs, sinceMs }: LiveState, { locale }: Figures): string {
  const time = (ms: number): string => new Date(ms).toLocaleTimeString(locale);
  return lastRowMs === null ? t('live since {0}', time(sinceMs)) : t('live, last line {0}', time(lastRowMs));
}

function freshness(state: PanelState, figures: Figures): TemplateResult | typeof nothing {
  const { training } = state;
  if (training !== null) return html`<span>${training.live ? t('live, as of {0}', new Date(training.readAtMs).toLocaleTimeString(figures.locale)) : t('read {0}', figures.instant(training.readAtMs * 1000))} · ${plural(training.total, { one: '{0} training run', other: '{0} training runs' }, figures.count(training.total))} · ${training.address}</span>${restarting(state)}`;
  const source = state.view?.report.source;
  if (source === undefined) return nothing;
  if (source.kind === 'metrics') return html`<span>${serversFreshness(source, figures)}</span>${restarting(state)}`;
  const { warehouse } = source;
  const parts = warehouse !== undefined ? [t('as of {0}', figures.instant(warehouse.asOfMs * 1000)), figures.rows(source.rows), t('{0} at {1}', warehouse.table, warehouse.place)] : [source.live === undefined ? t('read {0}', figures.instant(source.readAtMs * 1000)) : lively(source.live, figures), figures.rows(source.rows), plural(source.files.length, { one: '{0} file', other: '{0} files' }, figures.count(source.files.length))];
  return html`<span>${parts.join(' · ')}${source.fromStore ? ` · ${t('from the stored summary')}` : ''}</span>${restarting(state)}`;
}

function restarting(state: PanelState): TemplateResult | typeof nothing {
  return state.engine === 'restarting' ? html`<span class="remark-inline">${icon('sync')} ${t('engine restarting')}</span>` : nothing;
}

/** When the sources answered last, and how many do. */
function serversFreshness({ metrics = [], live }: SourceState, figures: Figures): string {
  const answered = Math.max(0, ...metrics.map(({ updatedMs }) => updatedMs ?? 0));
  const good = metrics.filter(({ state }) => state === 'live').length;
  return [live === undefined ? t('not followed') : t('live'), ...(answered === 0 ? [] : [t('last update {0}', figures.instant(answered * 1000))]), plural(metrics.length, { one: '{0} of {1} source answers', other: '{0} of {1} sources answer' }, figures.count(good), figures.count(metrics.length))].join(' · ');
}
