import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { judgedWords } from '../../../../src/core/alerts/rules/judgedWords';
import type { RuleReading } from '../../../../src/core/domain/rule';
import { oneLine } from '../../../../src/core/format/oneLine';
import type { AlertsSnapshot } from '../../../../src/protocol/alertsView';
import { icon } from '../../../kit/icon';
import { tableTwin } from '../../../kit/tableTwin';
import type { SectionContext } from '../context';
import { pictureButtons } from '../../../charts/pictureButtons';
import { pictureAxis } from './alertAxis';
import { burnColumns, burnRows, ruleTable } from './ruleWords';
import { t } from '../../../kit/l10n';
import { rich } from '../../../kit/rich';
import { alertStateWord } from '../../../../src/core/text/words';

const stateIcons = { within: 'pass', pending: 'watch', firing: 'bell-dot', 'not judged': 'dash' } as const;

/** Objectives and limits: what each asks, how it stands, and its course along the windows. Apart from the charts: nothing here is calibrated. */
export function ruleSections(context: SectionContext, snapshot: AlertsSnapshot): TemplateResult | typeof nothing {
  if (snapshot.rules.length === 0) return nothing;
  return html`<section class="rules" aria-labelledby="rules-title">
    <div class="section-head"><h2 id="rules-title">${t('Objectives and limits')}</h2><span class="section-facts">${rich(t('written in {0}, not calibrated on the log’s past'), html`<code>model-vitals.json</code>`)}</span></div>
    ${snapshot.rules.map((rule, at) => ruleSection(context, snapshot, rule, at))}
  </section>`;
}

/** The id of a rule's part of the page. */
export function ruleElement(snapshot: AlertsSnapshot, rule: string): string {
  return `rule-${snapshot.rules.findIndex(({ id }) => id === rule)}`;
}

function ruleSection({ store, figures, view }: SectionContext, snapshot: AlertsSnapshot, rule: RuleReading, at: number): TemplateResult {
  const title = oneLine(rule.title);
  const id = `rule-${at}`;
  const chosen = snapshot.incidents.find(({ key }) => key === store.ui.incident)?.id ?? null;
  const twin = `${id}-table`;
  const burns = burnRows(rule, figures);
  const cadence = snapshot.cadences[rule.cadence];
  const { judged } = rule;
  const facts = html`<dl>
      <dt>${t('Rule')}</dt><dd>${rule.words}</dd>
      <dt>${t('Judged')}</dt><dd>${judgedWords({ ...judged, why: judged.why === rule.reason ? null : judged.why }, snapshot.axis)}</dd>
    </dl>`;
  return html`<section class="alert-family rule rule-${rule.state.replace(' ', '-')}" id=${id} aria-label=${t('Rule {0}', title)}>
    <h3>${icon(stateIcons[rule.state])} ${title} <span class="section-facts">${rule.kind === 'slo' ? t('objective') : t('limit')}, ${alertStateWord(rule.state)}</span></h3>
    <p class="rule-reason">${rule.reason}</p>
    ${rule.slo === null && rule.limit === null
      ? html`<div class="alert-row"><div class="alert-facts">${facts}</div></div>`
      : html`<div class="alert-row">
          <div class="alert-main" data-card=${id}>
            ${cadence === undefined || cadence.slots.length === 0 ? nothing : html`<mv-rule-charts .snapshot=${snapshot} .cadence=${cadence} .rule=${rule} .chosen=${chosen} .figures=${figures} @incident=${(event: CustomEvent<string>) => store.openAlerts(event.detail)}></mv-rule-charts>
            <div class="picture-line">${pictureButtons(() => ({
              title,
              lines: (drawn) => [...drawn.map(({ summary }) => summary), `${view.report.source.name}: ${rule.reason}`, rule.words],
              axis: () => pictureAxis(cadence, figures),
            }), (name, png) => void store.act('picture.save', { name, png }))}</div>
            ${tableTwin(twin, () => ruleTable(cadence, rule, figures), store.ui.open.includes(twin), (twinId, now) => store.toggle(twinId, now))}`}
          </div>
          <div class="alert-facts">${facts}</div>
        </div>`}
    ${burns.length === 0 ? nothing : burnTable(title, burns)}
  </section>`;
}

function burnTable(title: string, rows: readonly (readonly string[])[]): TemplateResult {
  const caption = t('Burn rates of {0} as they stand now', title);
  return html`<div class="scroll-wide" tabindex="0" role="region" aria-label=${caption}><table class="grid compact burns" aria-label=${caption}>
    <thead><tr>${burnColumns.map((column, i) => html`<th scope="col" class=${i > 0 && i < 8 ? 'num' : ''}>${column}</th>`)}</tr></thead>
    <tbody>${rows.map((cells) => html`<tr>${cells.map((cell, i) => html`<td class=${i > 0 && i < 8 ? 'num' : ''}>${cell}</td>`)}</tr>`)}</tbody>
  </table></div>
  <p class="hint">${t('Burn: how many times faster than it lasts the budget is used. Surely: the same from the lower end of the bad share’s interval (Wilson, 95 %); it must pass the limit too.')}</p>`;
}
