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
  const of = `incident ${id}`;
  return html`<div class="actions incident-actions">
      ${state === 'resolved' || state === 'acknowledged' ? nothing : button('Acknowledge', () => mark('acknowledged'), { kind: calibrated && state === 'firing' ? 'primary' : 'secondary', icon: 'eye', disabled, name: `Acknowledge ${of}` })}
      ${state === 'resolved' || state === 'muted' ? nothing : button('Mute', () => mark('muted'), { icon: 'bell-slash', disabled, name: `Mute ${of}` })}
      ${state === 'acknowledged' || state === 'muted' ? button('Take the mark off', () => mark(null), { icon: 'bell', disabled, name: `Take the mark off ${of}` }) : nothing}
      ${comparison === null
        ? nothing
        : button('Compare with the baseline', () => {
            store.openFeature(null);
            store.compare(snapshot.axis, comparison);
          }, { icon: 'diff', name: `Compare ${of} with the baseline` })}
      ${button('Show in its charts', () => document.querySelector(`#${charts}`)?.scrollIntoView({ block: 'start' }), { icon: 'graph-line', name: `Show ${of} in the charts of ${chartsOf}` })}
    </div>
    <p class="hint">Acknowledged: somebody looks after it. Muted: no more of it. Both end with the incident, and neither changes what is judged.</p>
    ${expected(context, snapshot, incident)}`;
}

/** How to tell the rules that a change was meant, with this incident's own times. A rule knows no baseline: its time is excluded, or the rule is changed. */
function expected(context: SectionContext, { axis }: AlertsSnapshot, incident: IncidentView): TemplateResult {
  const { store } = context;
  const { start, end, rule } = incident;
  const timed = axis === 'time' && start !== null && end !== null ? rangeText(start, end) : null;
  const excluded = rule === null ? 'A deploy, a holiday, a test: exclude its time. It then raises no alert and enters no baseline.' : 'A deploy, a test, planned work: exclude its time. It then counts in no budget and raises no alert, here and in the charts.';
  const changed = rule !== null
    ? html`<p>Too strict for what the service is for: change the rule itself.</p>`
    : timed === null
      ? html`<p>Ranges are excluded, and baselines chosen, by time; this log is judged by rows. Give it a column of times, or a log of its own for what is new.</p>`
      : html`<p>The new normal: renew the baseline. What comes after it is judged against it, and it needs some 200 windows before its limits are calibrated.</p>
          <pre tabindex="0">${`"alerts": { "baseline": ${timed} }`}</pre>`;
  return fold(store, 'expected', 'Was this expected?', () => html`${timed === null
      ? nothing
      : html`<p>${excluded}</p>
          ${excludeButton(context, incident)}
          <pre tabindex="0">${`"alerts": { "exclude": [${timed}] }`}</pre>`}
    ${changed}${configLine(store)}`);
}

function excludeButton({ store, state: panel }: SectionContext, { key, id }: IncidentView): TemplateResult {
  return button('Exclude its time', () => void store.act('incident.exclude', { key }), { icon: 'circle-slash', disabled: panel.alerts.state !== 'ready', name: `Exclude the time of incident ${id}` });
}

function rangeText(from: number, to: number): string {
  return `{ "from": "${writeInstant(from)}", "to": "${writeInstant(to)}" }`;
}

/** Where all rules of alerts stand. */
export function configLine(store: DashboardStore): TemplateResult {
  return html`<p class="config-line">Rules stand in <code>model-vitals.json</code> under <code>"alerts"</code>: <code>window</code>, <code>windows</code>, <code>baseline</code>, <code>exclude</code>, <code>levels</code>, <code>floors</code>, <code>notify</code>, <code>slos</code>, <code>limits</code>, <code>quiet</code>.
    <button type="button" class="link" @click=${() => void store.act('panel.act', { action: 'open configuration' })}>Open the configuration</button></p>`;
}

/** A feature's page at its example rows of some slots of the report's axis. */
export function openRowsOf(store: DashboardStore, feature: string, slots: SlotRange): void {
  store.openFeature(feature);
  // The page comes with the next render, and goes to its top then.
  requestAnimationFrame(() => requestAnimationFrame(() => goToRowsOf(store, slots)));
}
