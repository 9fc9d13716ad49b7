import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Finding } from '../../../../src/core/domain/finding';
import { formatDuration, formatInstant } from '../../../../src/core/format/time';
import { marksBefore } from '../../../../src/core/timeline/marksBefore';
import { t } from '../../../kit/l10n';
import { roving } from '../../../kit/roving';
import type { SectionContext } from '../context';
import { markName, signs } from './markRow';

const mostMarks = 5;

/** What happened to the model before a metric began to move: deploys, restarts, and commits to the code of the features, nearest first. Nothing where no mark or no onset is known. */
export function beforeMetric({ view, store, figures }: SectionContext, { onset }: Finding): TemplateResult | typeof nothing {
  const { axis } = view.report;
  if (axis.kind !== 'time') return nothing;
  const found = marksBefore(store.history.marks?.marks ?? [], onset, axis, mostMarks);
  if (found.length === 0) return nothing;
  return html`<section class="before-move"><h3>${t('Before it began to move')}</h3>
    <ol class="commit-list" ${roving('button')}>${found.map(({ mark, before, within }) => {
      const { commit } = mark;
      return html`<li data-mark=${mark.id}>
        <span class="commit-when"><strong>${within ? t('within the interval') : t('{0} before', formatDuration(before, figures.locale))}</strong> <span class="muted">${formatInstant(mark.time, figures.locale)}</span></span>
        <span class="commit-what"><span class="mark-sign mark-${mark.kind}" aria-hidden="true">${signs[mark.kind]}</span><span class="mark-title">${markName(mark)}</span> <span class="muted">${mark.evidence.join('; ')}</span></span>
        <span class="mark-actions">${commit === null ? nothing : html`<button type="button" class="link" aria-label=${t('Open the diff of {0}', `${commit.hash.slice(0, 7)} ${commit.subject}`)} @click=${() => void store.act('commit.open', { hash: commit.hash, feature: null, whole: commit.touches === null })}>${t('Open the diff')}</button>`}</span>
      </li>`;
    })}</ol></section>`;
}
