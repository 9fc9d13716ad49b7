import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { writeInstant } from '../../../../src/core/config/instant';
import type { SlotRange } from '../../../../src/core/domain/window';
import type { AlertsSnapshot, IncidentView } from '../../../../src/protocol/alertsView';
import { button } from '../../../kit/controls';
import type { SectionContext } from '../context';
import type { DashboardStore } from '../dashboardStore';
import { oneLine } from '../../../../src/core/format/oneLine';
import { goToRowsOf } from '../exampleRows';
import { fold } from '../fold';
import { comparisonWithBaseline } from './incidentRanges';
import { ruleElement } from './ruleSection';
import { t } from '../../../kit/l10n';
import { rich } from '../../../kit/rich';

/** What to do next about one incident. */
export function incidentActions(context: SectionContext, snapshot: AlertsSnapshot, incident: IncidentView): TemplateResult {
  const { store, view, state: panel } = context;
  // While the log is judged again nobody knows whether the incident is still one.
  const disabled = panel.alerts.state !== 'ready';
  const { key, state, family, id, calibrated, rule, kind, title } = incident;
  const mark = (to: 'acknowledged' | 'muted' | null) => void store.act('incident.mark', { key, mark: to });
  const charts = rule === null ? `family-${family ?? ''}` : ruleElement(snapshot, rule.rule);
  const chartsOf = rule === null ? kind : oneLine(title);
  const comparison = comparisonWithBaseline(snapshot, incident, view);
  const of = t('incident {0}', id);
  return html`<div class="actions incident-actions">
      ${state === 'resolved' || state === 'acknowledged' ? nothing : button(t('Acknowledge'), () => mark('acknowledged'), { kind: calibrated && state === 'firing' ? 'primary' : 'secondary', icon: 'eye', disabled, name: t('Acknowledge {0}', of) })}
      ${state === 'resolved' || state === 'muted' ? nothing : button(t('Mute'), () => mark('muted'), { icon: 'bell-slash', disabled, name: t('Mute {0}', of) })}
      ${state === 'acknowledged' || state === 'muted' ? button(t('Take the mark off'), () => mark(null), { icon: 'bell', disabled, name: t('Take the mark off {0}', of) }) : nothing}
      ${comparison === null
        ? nothing
        : button(t('Compare with the baseline'), () => {
            store.openFeature(null);
            store.compare(snapshot.axis, comparison);
          }, { icon: 'diff', name: t('Compare {0} with the baseline', of) })}
      ${button(t('Show in its charts'), () => document.querySelector(`#${charts}`)?.scrollIntoView({ block: 'start' }), { icon: 'graph-line', name: t('Show {0} in the charts of {1}', of, chartsOf) })}
    </div>
    <p class="hint">${t('Acknowledged: somebody looks after it. Muted: no more of it. Both end with the incident, and neither changes what is judged.')}</p>
    ${expected(context, snapshot, incident)}`;
}

/** How to tell the rules that a change was meant, with this incident's own times. A rule knows no baseline: its time is excluded, or the rule is changed. */
function expected(context: SectionContext, { axis }: AlertsSnapshot, incident: IncidentView): TemplateResult {
  const { store } = context;
  const { start, end, rule } = incident;
  const timed = axis === 'time' && start !== null && end !== null ? rangeText(start, end) : null;
  const excluded = rule === null ? t('A deploy, a holiday, a test: exclude its time. It then raises no alert and enters no baseline.') : t('A deploy, a test, planned work: exclude its time. It then counts in no budget and raises no alert, here and in the charts.');
  const changed = rule !== null
    ? html`<p>${t('Too strict for what the service is for: change the rule itself.')}</p>`
    : timed === null
      ? html`<p>${t('Ranges are excluded, and baselines chosen, by time; this log is judged by rows. Give it a column of times, or a log of its own for what is new.')}</p>`
      : html`<p>${t('The new normal: renew the baseline. What comes after it is judged against it, and it needs some 200 windows before its limits are calibrated.')}</p>
          <pre tabindex="0">${`"alerts": { "baseline": ${timed} }`}</pre>`;
  return fold(store, 'expected', t('Was this expected?'), () => html`${timed === null
      ? nothing
      : html`<p>${excluded}</p>
          ${excludeButton(context, incident)}
          <pre tabindex="0">${`"alerts": { "exclude": [${timed}] }`}</pre>`}
    ${changed}${configLine(store)}`);
}

function excludeButton({ store, state: panel }: SectionContext, { key, id }: IncidentView): TemplateResult {
  return button(t('Exclude its time'), () => void store.act('incident.exclude', { key }), { icon: 'circle-slash', disabled: panel.alerts.state !== 'ready', name: t('Exclude the time of incident {0}', id) });
}

function rangeText(from: number, to: number): string {
  return `{ "from": "${writeInstant(from)}", "to": "${writeInstant(to)}" }`;
}

const ruleKeys = ['window', 'windows', 'baseline', 'exclude', 'levels', 'floors', 'notify', 'slos', 'limits', 'quiet'];

/** Where all rules of alerts stand. */
export function configLine(store: DashboardStore): TemplateResult {
  return html`<p class="config-line">${rich(t('Rules stand in {0} under {1}: {2}.'), html`<code>model-vitals.json</code>`, html`<code>"alerts"</code>`, html`${ruleKeys.map((key, i) => html`${i === 0 ? '' : ', '}<code>${key}</code>`)}`)}
    <button type="button" class="link" @click=${() => void store.act('panel.act', { action: 'open configuration' })}>${t('Open the configuration')}</button></p>`;
}

/** A feature's page at its example rows of some slots of the report's axis. */
export function openRowsOf(store: DashboardStore, feature: string, slots: SlotRange): void {
  store.openFeature(feature);
  // The page comes with the next render, and goes to its top then.
  requestAnimationFrame(() => requestAnimationFrame(() => goToRowsOf(store, slots)));
}
