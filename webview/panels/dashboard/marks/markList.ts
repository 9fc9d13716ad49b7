import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { formatInstant } from '../../../../src/core/format/time';
import { aroundMark } from '../../../../src/core/timeline/aroundMark';
import type { TimelineMark } from '../../../../src/core/timeline/mark';
import type { TimeAxis } from '../../../../src/core/timeline/timeAxis';
import type { Figures } from '../../../kit/figures';
import { plural, t } from '../../../kit/l10n';
import { roving } from '../../../kit/roving';
import type { DashboardStore } from '../dashboardStore';
import { countText, signs } from './markRow';

const mostRows = 200;
/** Ids under which the panel keeps whether the list is open and whether other code's commits are shown. */
export const marksOpen = 'marks';
export const allCommits = 'marks-all';

/** Marks on show: those that have to do with the features' code, or all. */
export function shownMarks(store: DashboardStore): readonly TimelineMark[] {
  const all = store.history.marks?.marks ?? [];
  return store.ui.open.includes(allCommits) ? all : all.filter(({ related }) => related);
}

/** "Marks on this axis": every mark, the newest first, with its evidence, what can be done with it, and why there are no others. The keyboard's way to the marks under the lanes. */
export function markList(store: DashboardStore, axis: TimeAxis, figures: Figures, chosen: number | null, choose: (slot: number) => void): TemplateResult {
  const { marks: timeline, fault } = store.history;
  const marks = shownMarks(store);
  const other = (timeline?.marks ?? []).filter(({ related }) => !related).length;
  const open = store.ui.open.includes(marksOpen);
  const count = countText(marks, figures);
  const state = timeline === null ? (fault === null ? t('asking git…') : t('not available: {0}', fault.detail)) : count === '' ? t('none in this time') : count;
  return html`<details class="twin marks" data-twin=${marksOpen} .open=${open} @toggle=${(event: Event) => store.toggle(marksOpen, event.currentTarget instanceof HTMLDetailsElement && event.currentTarget.open)}>
    <summary>${t('Marks on this axis')} <span class="muted">${state}</span></summary>
    ${open && timeline !== null
      ? html`${other === 0 ? nothing : html`<label class="mark-filter"><input type="checkbox" .checked=${store.ui.open.includes(allCommits)} @change=${(event: Event) => store.toggle(allCommits, event.currentTarget instanceof HTMLInputElement && event.currentTarget.checked)}>${plural(other, { one: 'also {0} commit or tag of other code', other: 'also {0} commits and tags of other code' }, figures.count(other))}</label>`}
      ${marks.length === 0 ? nothing : table(store, axis, figures, marks, chosen, choose)}
      ${reasons(timeline.repositories, timeline.reasons, marks.length - mostRows, figures)}`
      : nothing}
  </details>`;
}

function reasons(repositories: readonly { readonly name: string; readonly notes: readonly string[] }[], why: readonly string[], hidden: number, figures: Figures): TemplateResult | typeof nothing {
  const lines = [...(hidden > 0 ? [t('{0} earlier marks are not listed', figures.count(hidden))] : []), ...repositories.flatMap(({ name, notes }) => notes.map((note) => `${name}: ${note}`)), ...why];
  return lines.length === 0 ? nothing : html`<ul class="mark-reasons muted">${lines.map((line) => html`<li>${line}</li>`)}</ul>`;
}

function table(store: DashboardStore, axis: TimeAxis, figures: Figures, marks: readonly TimelineMark[], chosen: number | null, choose: (slot: number) => void): TemplateResult {
  return html`<div class="scroll-x mark-scroll"><table class="grid compact mark-table" aria-label=${t('Marks on this axis')}>
    <thead><tr><th scope="col">${t('When')}</th><th scope="col">${t('What')}</th><th scope="col">${t('Evidence')}</th><th scope="col">${t('Actions')}</th></tr></thead>
    <tbody ${roving('button')}>${marks.slice(-mostRows).reverse().map((mark) => row(store, axis, figures, mark, chosen, choose))}</tbody>
  </table></div>`;
}

function row(store: DashboardStore, axis: TimeAxis, figures: Figures, mark: TimelineMark, chosen: number | null, choose: (slot: number) => void): TemplateResult {
  const { commit } = mark;
  const isCommit = mark.kind === 'commit';
  const around = aroundMark(axis, mark, store.history.marks?.marks ?? []);
  const what = isCommit ? mark.title : mark.partial === null ? mark.title : t('{0} takes a part', mark.title);
  const evidence = isCommit || commit === null || commit.subject === '' ? mark.evidence : [...mark.evidence, `${commit.hash.slice(0, 7)} ${commit.subject}`];
  return html`<tr data-mark=${mark.id} data-kind=${mark.kind}>
    <th scope="row"><button type="button" class="link mark-go" aria-pressed=${chosen === mark.slot ? 'true' : 'false'} title=${t('Put the cross-hair there')} @click=${() => choose(mark.slot)}>${formatInstant(mark.time, figures.locale)}</button></th>
    <td><span class="mark-sign mark-${mark.kind}" role="img" aria-label=${kindName(mark.kind)}>${signs[mark.kind]}</span>${isCommit ? html`<code>${commit?.hash.slice(0, 7) ?? ''}</code> ` : nothing}<span class="mark-title">${what}</span></td>
    <td class="muted">${evidence.join('; ')}</td>
    <td class="mark-actions">${commit === null ? nothing : html`<button type="button" class="link mark-diff" aria-label=${t('Open the diff of {0}', `${commit.hash.slice(0, 7)} ${commit.subject}`)} @click=${() => void store.act('commit.open', { hash: commit.hash, feature: null, whole: commit.touches === null })}>${t('Open the diff')}</button>`}${around === null ? nothing : html`<button type="button" class="link mark-around" aria-label=${t('Compare before and after {0}', what)} @click=${() => store.compareAround(what, around)}>${t('Before and after')}</button>`}</td>
  </tr>`;
}

function kindName(kind: TimelineMark['kind']): string {
  return { deploy: t('deploy'), tag: t('tag'), commit: t('commit'), restart: t('restart') }[kind];
}
