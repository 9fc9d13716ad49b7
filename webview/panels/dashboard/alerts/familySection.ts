import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { AlertsSnapshot, FamilyLines } from '../../../../src/protocol/alertsView';
import { icon } from '../../../kit/icon';
import { tableTwin } from '../../../kit/tableTwin';
import type { SectionContext } from '../context';
import { pictureButtons } from '../../../charts/pictureButtons';
import { pictureAxis } from './alertAxis';
import { familyCount, familyFacts, isJudged, isTentative, targetName } from './alertWords';
import { familyTable } from './familyTable';
import { fold } from '../fold';
import { t } from '../../../kit/l10n';
import { familyWord } from '../../../../src/core/text/words';

/** One family: both charts, and beside them what its level is worth. */
export function familySection(context: SectionContext, snapshot: AlertsSnapshot, lines: FamilyLines): TemplateResult {
  const { store, figures } = context;
  const { setup } = lines;
  const { family } = setup;
  const chosen = snapshot.incidents.find(({ key }) => key === store.ui.incident)?.id ?? null;
  const judged = isJudged(setup);
  const cadence = snapshot.cadences.find(({ families }) => families.includes(lines));
  const count = judged ? familyCount(lines, snapshot.axis, figures) : t('not judged: {0}', setup.reason ?? lines.reasons[0] ?? t('too few baseline windows'));
  const box = (body: TemplateResult) => html`<section class="alert-family ${isTentative(setup) ? 'tentative' : ''}" id=${`family-${family}`} aria-label=${t('Family {0}', familyWord(family))}>${body}</section>`;
  // Nothing of it is in the log, and nothing was left out: a line says so.
  if (setup.reason !== null && setup.leftOut.length === 0) return box(html`<h2>${familyWord(family)}</h2> <span class="section-facts">${count}</span>`);
  return box(fold(store, `closed-family-${family}`, html`<h2>${familyWord(family)}</h2> <span class="section-facts">${count}</span>`, () => html`<div class="alert-row">
      ${judged && cadence !== undefined
        ? html`<div class="alert-main" data-card=${`alerts-${family}`}><mv-alert-charts .snapshot=${snapshot} .cadence=${cadence} .lines=${lines} .chosen=${chosen} .figures=${figures} @incident=${(event: CustomEvent<string>) => store.openAlerts(event.detail)}></mv-alert-charts>
            <div class="picture-line">${pictureButtons(() => ({
              title: t('Alerts: {0}', familyWord(family)),
              lines: (drawn) => [...drawn.map((chart) => `${chart.dataset['picture'] ?? ''}: ${chart.summary}`), `${context.view.report.source.name}: ${count}`, ...familyFacts(snapshot, lines, figures).map(({ name, text }) => `${name}: ${text}`)],
              axis: () => pictureAxis(cadence, figures),
            }), (name, png) => void store.act('picture.save', { name, png }))}</div>
            ${tableTwin(`alerts-${family}`, () => familyTable(cadence, lines, figures), store.ui.open.includes(`alerts-${family}`), (id, now) => store.toggle(id, now))}</div>`
        : nothing}
      ${facts(context, snapshot, lines)}
    </div>`, { startsOpen: true }));
}

function facts({ store, figures }: SectionContext, snapshot: AlertsSnapshot, lines: FamilyLines): TemplateResult {
  const { setup, leftOutMore } = lines;
  const unstable = setup.check?.unstable === true;
  return html`<div class="alert-facts">
    ${setup.reason === null ? html`<dl>${familyFacts(snapshot, lines, figures).map(({ id, name, text }) => html`<dt>${name}</dt><dd>${id === 'check' && unstable ? icon('warning') : nothing} ${text}</dd>`)}</dl>` : nothing}
    ${setup.leftOut.length === 0
      ? nothing
      : fold(store, `left-out-${setup.family}`, t('{0} series left out', figures.count(setup.leftOut.length + leftOutMore)), () => html`<ul class="left-out">${setup.leftOut.map(({ target, reason }) => html`<li><strong>${targetName(target)}</strong> ${reason}</li>`)}${leftOutMore > 0 ? html`<li>${t('and {0} more', figures.count(leftOutMore))}</li>` : nothing}</ul>`)}
  </div>`;
}
