import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { formatMoment } from '../../../../src/core/format/time';
import type { TimelineMark } from '../../../../src/core/timeline/mark';
import type { TimeAxis } from '../../../../src/core/timeline/timeAxis';
import type { Figures } from '../../../kit/figures';
import { plural, t } from '../../../kit/l10n';
import { styled } from '../../../kit/styled';
import { markGroups } from './markGroups';

export const signs: Readonly<Record<TimelineMark['kind'], string>> = { deploy: '◆', tag: '◇', commit: '●', restart: '↻' };

/** Closer than that on screen, marks are drawn as one, px; names of deploys need more. */
const nearPx = 30;
const namePx = 84;

/** What a mark is, in a few words: `v1.4.0`, `v1.4.0 (3 % of the rows)`, `3f5ca13 Distances in km`. */
export function markName(mark: TimelineMark): string {
  if (mark.kind === 'commit') return `${mark.commit?.hash.slice(0, 7) ?? ''} ${mark.title}`;
  return mark.partial === null ? mark.title : t('{0} (a part)', mark.title);
}

/** Marks under the lanes. For the pointer: the list below has them all for the keyboard. `width` of the plots in px. */
export function markRow(marks: readonly TimelineMark[], axis: TimeAxis, width: number, figures: Figures, point: (slot: number | null) => void, choose: (mark: TimelineMark) => void): TemplateResult {
  const perSlot = Math.max(0.1, width / axis.count);
  const groups = markGroups(marks, axis, nearPx / perSlot);
  return html`<div class="mark-row plot-area" aria-hidden="true">${groups.map(({ at, marks: own, kind }, i) => {
    const next = groups[i + 1];
    const room = ((next?.at ?? axis.count) - at) * perSlot;
    const deploys = own.filter((mark) => mark.kind === 'deploy');
    const name = deploys.at(-1)?.title ?? '';
    const first = own.find((mark) => mark.kind === kind) ?? own[0];
    if (first === undefined) return nothing;
    const title = own.slice(0, 12).map((mark) => `${signs[mark.kind]} ${formatMoment(mark.time, figures.locale)}  ${markName(mark)}`).join('\n') + (own.length > 12 ? `\n${t('and {0} more', figures.count(own.length - 12))}` : '');
    return html`<button
      type="button" tabindex="-1" class="mark mark-${kind}" ${styled({ left: `${(at / axis.count) * 100}%` })} title=${title}
      @pointerenter=${() => point(first.slot)} @pointerleave=${() => point(null)} @click=${() => choose(first)}
    >${signs[kind]}${kind === 'deploy' && room > namePx ? html`<span class="mark-name" ${styled({ 'max-width': `${Math.floor(room - 18)}px` })}>${name}${deploys.length > 1 ? ` +${deploys.length - 1}` : ''}</span>` : own.length > 1 ? html`<span class="mark-count">${figures.count(own.length)}</span>` : nothing}</button>`;
  })}</div>`;
}

/** `3 deploys, 14 commits`. */
export function countText(marks: readonly TimelineMark[], figures: Figures): string {
  const n = (kind: TimelineMark['kind']): number => marks.filter((mark) => mark.kind === kind).length;
  const [deploys, commits, tags, restarts] = [n('deploy'), n('commit'), n('tag'), n('restart')];
  return [
    deploys === 0 ? '' : plural(deploys, { one: '{0} deploy', other: '{0} deploys' }, figures.count(deploys)),
    commits === 0 ? '' : plural(commits, { one: '{0} commit', other: '{0} commits' }, figures.count(commits)),
    tags === 0 ? '' : plural(tags, { one: '{0} tag', other: '{0} tags' }, figures.count(tags)),
    restarts === 0 ? '' : plural(restarts, { one: '{0} restart', other: '{0} restarts' }, figures.count(restarts)),
  ].filter((text) => text !== '').join(', ');
}
