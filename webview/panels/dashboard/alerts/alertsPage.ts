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

/** Alerts of the log: what is open, both charts of each family, and every incident with its evidence and what to do next. */
export function alertsPage(context: SectionContext): TemplateResult {
  const { store } = context;
  return html`<article class="alerts-page" aria-labelledby="alerts-title">
    <nav class="back" aria-label="Back">${button('All findings', () => store.openFeature(null), { kind: 'secondary', icon: 'arrow-left', id: 'back' })}</nav>
    <h1 id="alerts-title" tabindex="-1">Alerts</h1>
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
      return html`<p class="sentence">Alerts are judged once the report stands.</p>${bones()}`;
    case 'judging':
      // What was judged before stays on screen.
      return html`${judging(context)}${snapshot === null ? bones() : judged(context, snapshot)}`;
    case 'failed':
      return failed(context);
    case 'ready':
      if (fault !== null) return html`<p class="nothing" role="alert">${icon('error')} Alerts could not be read: ${fault.detail}</p>`;
      return snapshot === null ? html`<p class="visually-hidden" role="status">Reading the alerts</p>${bones()}` : judged(context, snapshot);
  }
}

function judging({ store, state, figures }: SectionContext): TemplateResult {
  const { progress } = state.alerts;
  // The engine's `comparing` is here the judging itself.
  const text = progress === null || progress.stage === 'comparing' ? 'Judging window by window…' : `Judging window by window: ${progressText(progress, figures).toLowerCase()}`;
  return html`<div class="loading" role="status">
      ${progressBar('Judging', progress?.done ?? 0, progress?.total ?? null, text)}<span class="loading-text">${text}</span>
      ${button('Cancel', () => void store.act('alerts.cancel', {}), { name: 'Cancel judging' })}
    </div>`;
}

function failed({ store, state }: SectionContext): TemplateResult {
  const { problem } = state.alerts;
  const again = (kind: 'primary' | 'secondary') => button('Judge again', () => void store.act('alerts.judge', {}), { kind, icon: 'refresh' });
  if (problem?.fault.code === 'cancelled') return html`<section class="state" role="status"><p>Judging was cancelled.</p><div class="actions">${again('primary')}</div></section>`;
  const actions = problem?.actions.filter((action) => action !== 'retry') ?? [];
  return html`<section class="state" role="alert"><p>${icon('error')} Alerts cannot be judged. ${problem?.text ?? 'The reason is not known.'}</p>
    <div class="actions">${again('primary')}${actions.map((action) => button(actionTexts[action], () => void store.act('panel.act', { action })))}</div></section>`;
}

function judged(context: SectionContext, snapshot: AlertsSnapshot): TemplateResult {
  const { store, figures } = context;
  return html`<p class="sentence" id="alerts-sentence">${sentenceParts(snapshot, figures).map((part) =>
      part.target === undefined ? part.text : sentenceLink(part.text, part.target, (target) => store.openAlerts(target.slice('incident:'.length))))}</p>
    <p class="muted">${windowsText(snapshot, figures)}${snapshot.axis === 'row' ? ' Windows follow the order of rows: the log has no times, so no time of day or week is allowed for.' : ''}${snapshot.namedMore > 0 ? ` What was named is kept for the latest alerts; ${figures.count(snapshot.namedMore)} older ones are drawn without it.` : ''}</p>
    ${ruleSections(context, snapshot)}
    ${familiesOf(snapshot).some(({ setup }) => isJudged(setup)) ? html`<p class="hint">Deviations are in standard errors. ▲ alert, ○ beyond the limit but below the floor, grey: not judged. Point at a window, or step through the windows with the arrow keys; a click or Enter opens the window’s incident.</p>` : nothing}
    ${familiesOf(snapshot).map((lines) => familySection(context, snapshot, lines))}
    ${incidentList(context, snapshot)}
    <section class="alert-rules" aria-label="Rules">
      <dl class="rule-list">${snapshot.watched.filter(({ judged: at }) => at === null).map(({ title, words }) => html`<dt>${title}</dt><dd>${words}</dd>`)}</dl>
      ${configLine(store)}
    </section>`;
}

function bones(): TemplateResult {
  return html`<div class="skeleton" aria-hidden="true"><div class="bone bone-plot"></div><div class="bone bone-plot"></div></div>`;
}
