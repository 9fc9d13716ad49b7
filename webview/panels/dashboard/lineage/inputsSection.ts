import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { CodePlace } from '../../../../src/core/code/place';
import { slotPlaceShort } from '../../../../src/core/format/onset';
import type { LineageAnswer, LineageTarget } from '../../../../src/protocol/panelCalls';
import { button, progressRing } from '../../../kit/controls';
import { icon } from '../../../kit/icon';
import { t } from '../../../kit/l10n';
import { type TwinTable, tableTwin } from '../../../kit/tableTwin';
import type { SectionContext } from '../context';
import { verdictMark } from '../verdicts';
import { type InputRow, inputRows } from './inputRows';
import { type Findings, howText, placeShort } from './lineageWords';

const untold = new Set(['not moved', 'no code']);

/** Under a moved feature's sentence: whether the drift came in with an input. The section below has the evidence. */
export function originLine({ store }: SectionContext, feature: string): TemplateResult | typeof nothing {
  const shown = store.lineage.of(feature);
  if (shown?.state !== 'ready' || untold.has(shown.answer.origin.kind)) return nothing;
  return html`<p class="origin-line">${icon('type-hierarchy')}<span>${shown.answer.origin.sentence} <button type="button" class="link" @click=${goToInputs}>${t('Its inputs')}</button></span></p>`;
}

function goToInputs(): void {
  const title = document.querySelector<HTMLElement>('#inputs-title');
  title?.closest('section')?.scrollIntoView({ block: 'start' });
  title?.focus({ preventScroll: true });
}

/** What goes into a feature, by its code: whether the drift came in with it, each input with its verdict, the graph of all, and the same as a table. */
export function inputsSection(context: SectionContext, feature: string): TemplateResult {
  const busy = context.store.lineage.of(feature)?.state === 'loading' || context.view.codeState === 'indexing';
  return html`<section class="inputs" aria-labelledby="inputs-title" aria-busy=${busy ? 'true' : 'false'}><div class="section-head"><h2 id="inputs-title" tabindex="-1">${t('Inputs')}</h2><span class="section-facts">${t('what the code computes it from')}</span></div>${body(context, feature)}</section>`;
}

function body(context: SectionContext, feature: string): TemplateResult {
  const { store, view } = context;
  if (view.codeState === 'no python files') return html`<p class="nothing">${t('Inputs are read from the code that computes the feature, and this workspace has no Python files. Open the folder with the model’s code beside the log.')}</p>`;
  const shown = store.lineage.of(feature);
  if (shown?.state === 'failed') {
    return html`<p class="nothing" role="alert">${icon('error')} ${t('The inputs could not be read: {0}', shown.fault.detail)}</p><div>${button(t('Try again'), () => store.readLineage(), { icon: 'refresh' })}</div>`;
  }
  if (shown?.state !== 'ready') {
    const text = view.codeState === 'indexing' ? t('reading the code of the workspace…') : t('following the code…');
    return html`<div class="bone bone-chart" aria-hidden="true"></div><p class="reading" role="status">${progressRing(text)}<span>${text}</span></p>`;
  }
  const { lineage, origin } = shown.answer;
  if (lineage.root === null) return html`<p class="nothing">${origin.sentence} ${t('If the code calls it otherwise, say so under “code.map” in model-vitals.json.')}</p>`;
  return inputs(context, shown.answer);
}

function inputs(context: SectionContext, answer: LineageAnswer): TemplateResult {
  const { store, figures, view } = context;
  const { lineage, origin } = answer;
  const findings = findingsOf(view.report.features);
  const rows = inputRows(lineage, origin, findings);
  const open = (target: LineageTarget): void => void store.act('lineage.open', { feature: lineage.feature, target });
  return html`<p class="sentence">${origin.sentence}</p>
    ${origin.lines.length === 0 ? nothing : html`<div><h3 id="origin-lines">${t('Lines to look at')}</h3><ul class="origin-lines" aria-labelledby="origin-lines">${origin.lines.map((place, line) => html`<li>${placeLink(place, () => open({ line }))}<code class="code-line">${place.text}</code></li>`)}</ul></div>`}
    ${rows.length === 0 ? html`<p class="muted">${t('No other column goes in: the code makes it from what it does not read from the log.')}</p>` : inputTable(context, rows, open)}
    ${lineage.nodes.length < 2 ? nothing : html`<mv-lineage .lineage=${lineage} .findings=${findings} .figures=${figures}
        @jump=${(event: CustomEvent<string>) => open({ node: event.detail })} @page=${(event: CustomEvent<string>) => store.openInput(event.detail)}></mv-lineage>
      ${tableTwin('twin-lineage', () => edgeTable(answer, open), store.ui.open.includes('twin-lineage'), (twin, isOpen) => store.toggle(twin, isOpen))}`}
    ${lineage.notes.length === 0 ? nothing : html`<ul class="note-list">${lineage.notes.map((note) => html`<li>${icon('info')}<span>${note}</span></li>`)}</ul>`}`;
}

const maps = new WeakMap<object, Findings>();

/** One map a report, so that a render that changes nothing draws no graph. */
function findingsOf(features: SectionContext['view']['report']['features']): Findings {
  const known = maps.get(features) ?? new Map(features.map((finding) => [finding.feature, finding]));
  maps.set(features, known);
  return known;
}

function placeLink(place: CodePlace, onClick: () => void, of?: string): TemplateResult {
  const name = of === undefined ? t('Open {0}', placeShort(place)) : t('Open the code of {0}, {1}', of, placeShort(place));
  return html`<button type="button" class="link" title=${`${place.file}:${place.line}\n${place.text}`} aria-label=${name} @click=${onClick}>${placeShort(place)} <span aria-hidden="true">↗</span></button>`;
}

function inputTable(context: SectionContext, rows: readonly InputRow[], open: (target: LineageTarget) => void): TemplateResult {
  const { store } = context;
  return html`<div class="scroll-x" tabindex="0" role="region" aria-label=${t('Inputs and their verdicts')}><table class="grid compact inputs-table" aria-label=${t('Inputs and their verdicts')}>
    <thead><tr><th scope="col">${t('Input')}</th><th scope="col">${t('Verdict')}</th><th scope="col">${t('Effect')}</th><th scope="col">${t('Since')}</th><th scope="col">${t('How it goes in')}</th><th scope="col">${t('Code')}</th></tr></thead>
    <tbody>${rows.map((row) => html`<tr class=${row.finding?.verdict === 'moved' ? 'input-moved' : ''}>
      <th scope="row" class="input-name" title=${row.name}>${row.finding === null ? row.name : html`<button type="button" class="link" aria-label=${t('Open the page of {0}', row.name)} @click=${() => store.openInput(row.finding?.feature ?? '')}>${row.name}</button>`}</th>
      <td>${row.finding === null ? html`<span class="verdict verdict-not-available">${icon('eye-closed')}<span>${t('not in the log')}</span></span>` : verdictMark(row.finding.verdict)}</td>
      <td class=${row.finding === null ? 'input-none' : ''}>${effect(context, row)}</td>
      <td class=${row.finding?.verdict === 'moved' ? '' : 'input-none'}>${since(context, row)}</td>
      <td class="input-how">${row.how}${row.near ? '' : html` <span class="input-fact">${t('(further up)')}</span>`}</td>
      <td>${row.place === null ? html`<span class="muted">${t('no line')}</span>` : placeLink(row.place, () => open({ node: row.node }), row.name)}</td>
    </tr>`)}</tbody></table></div>`;
}

function effect({ figures }: SectionContext, { finding }: InputRow): TemplateResult {
  if (finding === null) return html`<span class="muted" title=${t('The log has no column that it is.')}>${t('not available')}</span>`;
  const { effect: { value, unit, interval, method }, n } = finding;
  if (value === null) return html`<span class="muted" title=${finding.reason}>${t('not available')}</span>`;
  const range = interval === undefined || interval === null ? '' : t('{0}, {1}; ', figures.interval(interval, unit, false, value), figures.level(interval.level));
  return html`<span title=${method}><span class="input-effect">${figures.figure(value, unit)}</span> <span class="input-fact">${t('{0}n = {1} / {2}', range, figures.count(n.baseline), figures.count(n.current))}</span></span>`;
}

function since({ view, figures }: SectionContext, { finding }: InputRow): TemplateResult | string {
  if (finding?.verdict !== 'moved') return html`<span class="muted" aria-label=${t('did not move')}>–</span>`;
  const { onset } = finding;
  if (onset === undefined || onset.slot === null) return html`<span class="muted" title=${onset?.reason ?? ''}>${t('not clear')}</span>`;
  return html`<span title=${onset.method}>${slotPlaceShort(view.report.axis, onset.slot, figures.locale)}</span>`;
}

function edgeTable({ lineage }: LineageAnswer, open: (target: LineageTarget) => void): TwinTable {
  const names = new Map(lineage.nodes.map(({ id, name }) => [id, name]));
  return {
    caption: t('What goes into what, nearest to {0} first', lineage.feature),
    columns: [t('From'), t('Into'), t('How'), t('Where'), t('Line')],
    rows: lineage.edges.map(({ from, to, how, place }) => [names.get(from) ?? from, names.get(to) ?? to, howText(how), placeShort(place), place.text]),
    open: { hint: t('Open the line where it happens'), row: (edge) => open({ edge }) },
  };
}
