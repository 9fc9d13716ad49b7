import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { AlertsSnapshot } from '../../../../src/protocol/alertsView';
import { button, progressBar } from '../../../kit/controls';
import { icon } from '../../../kit/icon';
import type { SectionContext } from '../context';
import { sentenceLink } from '../sentence';
import { actionTexts, progressText } from '../states';
import { familiesOf, isJudged, sentenceParts, windowsText } from './alertWords';
import { familySection } from './familySection';
import { configLine } from './incidentActions';
import { incidentList } from './incidentList';
import { ruleSections } from './ruleSection';
import { t } from '../../../kit/l10n';

/** Alerts of the log: what is open, both charts of each family, and every incident with its evidence and what to do next. */
export function alertsPage(context: SectionContext): TemplateResult {
  const { store } = context;
  return html`<article class="alerts-page" aria-labelledby="alerts-title">
    <nav class="back" aria-label=${t('Back')}>${button(t('All findings'), () => store.openFeature(null), { kind: 'secondary', icon: 'arrow-left', id: 'back' })}</nav>
    <h1 id="alerts-title" tabindex="-1">${t('Alerts')}</h1>
    ${body(context)}
  </article>`;
}

function body(context: SectionContext): TemplateResult {
  const { store, state } = context;
  const { alerts } = state;
  const { fault } = store.alerts;
  const snapshot = store.alerts.of(state.source?.id ?? null);
  switch (alerts.state) {
    case 'waiting':
      return html`<p class="sentence">${t('Alerts are judged once the report stands.')}</p>${bones()}`;
    case 'judging':
      // What was judged before stays on screen.
      return html`${judging(context)}${snapshot === null ? bones() : judged(context, snapshot)}`;
    case 'failed':
      return failed(context);
    case 'ready':
      if (fault !== null) return html`<p class="nothing" role="alert">${icon('error')} ${t('Alerts could not be read: {0}', fault.detail)}</p>`;
      return snapshot === null ? html`<p class="visually-hidden" role="status">${t('Reading the alerts')}</p>${bones()}` : judged(context, snapshot);
  }
}

function judging({ store, state, figures }: SectionContext): TemplateResult {
  const { progress } = state.alerts;
  // The engine's `comparing` is here the judging itself.
  const text = progress === null || progress.stage === 'comparing' ? t('Judging window by window…') : t('Judging window by window: {0}', progressText(progress, figures).toLowerCase());
  return html`<div class="loading" role="status">
      ${progressBar(t('Judging'), progress?.done ?? 0, progress?.total ?? null, text)}<span class="loading-text">${text}</span>
      ${button(t('Cancel'), () => void store.act('alerts.cancel', {}), { name: t('Cancel judging') })}
    </div>`;
}

function failed({ store, state }: SectionContext): TemplateResult {
  const { problem } = state.alerts;
  const again = (kind: 'primary' | 'secondary') => button(t('Judge again'), () => void store.act('alerts.judge', {}), { kind, icon: 'refresh' });
  if (problem?.fault.code === 'cancelled') return html`<section class="state" role="status"><p>${t('Judging was cancelled.')}</p><div class="actions">${again('primary')}</div></section>`;
  const actions = problem?.actions.filter((action) => action !== 'retry') ?? [];
  return html`<section class="state" role="alert"><p>${icon('error')} ${t('Alerts cannot be judged. {0}', problem?.text ?? t('The reason is not known.'))}</p>
    <div class="actions">${again('primary')}${actions.map((action) => button(actionTexts[action], () => void store.act('panel.act', { action })))}</div></section>`;
}

function judged(context: SectionContext, snapshot: AlertsSnapshot): TemplateResult {
  const { store, figures } = context;
  return html`<p class="sentence" id="alerts-sentence">${sentenceParts(snapshot, figures).map((part) =>
      part.target === undefined ? part.text : sentenceLink(part.text, part.target, (target) => store.openAlerts(target.slice('incident:'.length))))}</p>
    <p class="muted">${[windowsText(snapshot, figures), ...(snapshot.axis === 'row' ? [t('Windows follow the order of rows: the log has no times, so no time of day or week is allowed for.')] : []), ...(snapshot.namedMore > 0 ? [t('What was named is kept for the latest alerts; {0} older ones are drawn without it.', figures.count(snapshot.namedMore))] : [])].join(' ')}</p>
    ${ruleSections(context, snapshot)}
    ${familiesOf(snapshot).some(({ setup }) => isJudged(setup)) ? html`<p class="hint">${t('Deviations are in standard errors. ▲ alert, ○ beyond the limit but below the floor, grey: not judged. Point at a window, or step through the windows with the arrow keys; a click or Enter opens the window’s incident.')}</p>` : nothing}
    ${familiesOf(snapshot).map((lines) => familySection(context, snapshot, lines))}
    ${incidentList(context, snapshot)}
    <section class="alert-rules" aria-label=${t('Rules')}>
      <dl class="rule-list">${snapshot.watched.filter(({ judged: at }) => at === null).map(({ title, words }) => html`<dt>${title}</dt><dd>${words}</dd>`)}</dl>
      ${configLine(store)}
    </section>`;
}

function bones(): TemplateResult {
  return html`<div class="skeleton" aria-hidden="true"><div class="bone bone-plot"></div><div class="bone bone-plot"></div></div>`;
}
