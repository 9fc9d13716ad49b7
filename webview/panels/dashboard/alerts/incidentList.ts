import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { NamedSeries } from '../../../../src/core/domain/alert';
import { oneLine } from '../../../../src/core/format/oneLine';
import type { AlertsSnapshot, IncidentView } from '../../../../src/protocol/alertsView';
import { icon } from '../../../kit/icon';
import type { SectionContext } from '../context';
import { codeOf, placeText } from '../featureTable';
import { effectTexts, featureOf, incidentIcons, incidentSpan, incidentTitle, targetName } from './alertWords';
import type { RuleIncident } from '../../../../src/core/domain/rule';
import { evidenceRows } from './ruleWords';
import { incidentActions, openRowsOf } from './incidentActions';
import { cadenceOf, slotsOf } from './incidentRanges';
import { t } from '../../../kit/l10n';
import { listAndMore } from '../../../../src/core/text/lists';

/** All incidents, open ones first; one of them unfolds to its evidence and to what can be done. */
export function incidentList(context: SectionContext, snapshot: AlertsSnapshot): TemplateResult {
  const { incidents, incidentsMore } = snapshot;
  const { figures } = context;
  return html`<section class="incidents" aria-labelledby="incidents-title">
    <div class="section-head"><h2 id="incidents-title">${t('Incidents')}</h2><span class="section-facts">${t('{0}, of them {1} open', figures.count(incidents.length + incidentsMore), figures.count(incidents.filter(({ open }) => open).length))}</span></div>
    ${incidents.length === 0
      ? html`<p class="muted">${t('None. An alert opens one; three calm windows in a row close it.')}</p>`
      : html`<ul class="incident-list">${incidents.map((incident) => item(context, snapshot, incident))}</ul>`}
    ${incidentsMore > 0 ? html`<p class="muted">${t('The latest {0} are listed; {1} older ones are not.', figures.count(incidents.length), figures.count(incidentsMore))}</p>` : nothing}
  </section>`;
}

function item(context: SectionContext, snapshot: AlertsSnapshot, incident: IncidentView): TemplateResult {
  const { store, figures } = context;
  const open = store.ui.incident === incident.key;
  const tentative = !incident.calibrated;
  return html`<li class="incident incident-${incident.state} ${tentative ? 'tentative' : ''}">
    <h3><button type="button" class="incident-head" id=${`incident-${incident.id}`} aria-expanded=${open ? 'true' : 'false'} @click=${() => store.setUi({ incident: open ? null : incident.key })}>
      ${icon(open ? 'chevron-down' : 'chevron-right')}${icon(incidentIcons[incident.state])}<span class="incident-text"><span class="incident-title">${incidentTitle(incident, figures)}</span>
      <span class="incident-span">${incidentSpan(snapshot, incident, figures)}${tentative ? ` · ${t('limits are approximate')}` : ''}</span></span>
    </button></h3>
    ${open ? html`<div class="incident-body">${incident.rule === null ? evidence(context, snapshot, incident) : ruleEvidence(context, snapshot, incident, incident.rule)}${incidentActions(context, snapshot, incident)}</div>` : nothing}
  </li>`;
}

/** What a rule's incident rests on: the looks back, or the windows, that opened it. */
function ruleEvidence({ figures }: SectionContext, snapshot: AlertsSnapshot, incident: IncidentView, rule: RuleIncident): TemplateResult {
  const { columns, rows } = evidenceRows(rule.evidence, cadenceOf(snapshot, incident), figures);
  const caption = t('Evidence of incident {0}, when it opened', figures.count(incident.id));
  const words = snapshot.rules.find(({ id }) => id === rule.rule)?.words ?? '';
  return html`<div class="scroll-wide" tabindex="0" role="region" aria-label=${caption}><table class="grid compact evidence" aria-label=${caption}>
      <thead><tr>${columns.map((column, i) => html`<th scope="col" class=${i === 0 ? '' : 'num'}>${column}</th>`)}</tr></thead>
      <tbody>${rows.map((cells) => html`<tr>${cells.map((cell, i) => (i === 0 ? html`<th scope="row">${cell}</th>` : html`<td class="num">${cell}</td>`))}</tr>`)}</tbody>
    </table></div>
    <p class="muted">${words}</p>`;
}

/** What passed a limit when the incident opened: figures of that window. */
function evidence(context: SectionContext, snapshot: AlertsSnapshot, incident: IncidentView): TemplateResult {
  const { figures } = context;
  // Figures are whole: only features have parts, pages and code.
  const parts = incident.evidence.some(({ title, statistic }) => title !== statistic);
  const links = incident.evidence.some(({ target }) => featureOf(target) !== null);
  const caption = t('Evidence of incident {0}, from the window that opened it', figures.count(incident.id));
  return html`${incident.evidence.length === 0
      ? nothing
      : html`<div class="scroll-wide" tabindex="0" role="region" aria-label=${caption}><table class="grid compact evidence" aria-label=${caption}>
          <thead><tr><th scope="col">${t('Series')}</th>${parts ? html`<th scope="col">${t('Part')}</th>` : nothing}<th scope="col" class="num">${t('Value')}</th><th scope="col" class="num">${t('Expected')}</th><th scope="col" class="num">z</th><th scope="col" class="num">${t('Effect')}</th><th scope="col" class="num">${t('Floor')}</th><th scope="col">${t('Chart')}</th>${links ? html`<th scope="col">${t('Look into it')}</th>` : nothing}</tr></thead>
          <tbody>${incident.evidence.map((one) => evidenceRow(context, snapshot, incident, one, { parts, links }))}</tbody>
        </table></div>`}
    ${incident.evidenceMore > 0 ? html`<p class="muted">${t('and {0} more series in that window', figures.count(incident.evidenceMore))}</p>` : nothing}
    <p class="muted">${t('Named most often: {0}. z is the deviation in standard errors of the baseline’s own windows.', listAndMore(incident.targets.map(targetName), incident.targetsMore, (n) => figures.count(n)))}</p>`;
}

function evidenceRow(context: SectionContext, snapshot: AlertsSnapshot, incident: IncidentView, one: NamedSeries, { parts, links }: { readonly parts: boolean; readonly links: boolean }): TemplateResult {
  const { figures, store, view } = context;
  const feature = featureOf(one.target);
  const name = oneLine(one.title);
  const { effect, floor } = effectTexts(one, figures);
  const figure = (value: number | null) => (one.unit === 'none' || one.unit === 'sd' ? (value === null ? t('not available') : figures.number(value)) : figures.figure(value, one.unit));
  const code = feature === null ? null : codeOf(view.code, feature);
  const cadence = cadenceOf(snapshot, incident);
  const slots = feature === null || cadence === null ? null : slotsOf(cadence, { from: incident.from, to: incident.from + 1 }, view.series.axis);
  return html`<tr>
    <th scope="row">${feature === null ? name : html`<button type="button" class="link" title=${t('Open the feature’s page')} @click=${() => store.openFeature(feature)}>${name}</button>`}</th>
    ${parts ? html`<td>${one.statistic === one.title ? '' : oneLine(one.statistic)}</td>` : nothing}<td class="num">${figure(one.value)}</td><td class="num">${figure(one.expected)}</td>
    <td class="num">${one.z < 0 ? '−' : '+'}${figures.fixed(Math.abs(one.z), 1)}</td><td class="num">${effect}</td><td class="num">${floor}</td>
    <td>${one.chart === 'window' ? t('this window') : t('lasting change')}</td>
    ${links ? html`<td class="look">${code === null ? nothing : html`<button type="button" class="link" title=${code.reason} aria-label=${t('Open the code of {0}, {1}', name, placeText(code.best))} @click=${() => void store.act('code.open', { feature: feature ?? '', choose: false })}>${placeText(code.best)}</button>`}
      ${slots === null || feature === null ? nothing : html`<button type="button" class="link" aria-label=${t('Rows of the window that opened the incident, {0} first', name)} @click=${() => openRowsOf(store, feature, slots)}>${t('rows')}</button>`}</td>` : nothing}
  </tr>`;
}
