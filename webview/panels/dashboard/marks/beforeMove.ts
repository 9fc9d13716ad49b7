import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { formatDuration, formatInstant } from '../../../../src/core/format/time';
import type { FeatureFinding } from '../../../../src/core/domain/finding';
import type { NearCommit } from '../../../../src/core/history/nearestCommits';
import { icon } from '../../../kit/icon';
import { t } from '../../../kit/l10n';
import { roving } from '../../../kit/roving';
import type { SectionContext } from '../context';

/** "Before it began to move": the commits that touched a feature's lines before its onset, nearest first; or why none is told of. */
export function beforeMove(context: SectionContext, finding: FeatureFinding): TemplateResult | typeof nothing {
  const { view, store } = context;
  if (finding.verdict !== 'moved' || view.report.axis.kind !== 'time') return nothing;
  const { onset, feature } = finding;
  const asked = store.history.commitsOf(feature);
  const body = (): TemplateResult => {
    if (asked === null) return html`<p class="muted" role="status">${t('asking git…')}</p>`;
    if (asked.found === null) return html`<p class="nothing" role="alert">${icon('error')} ${t('not available: {0}', asked.fault?.detail ?? '')}</p>`;
    const { commits, reason } = asked.found;
    return html`${commits.length === 0 ? nothing : list(context, feature, commits)}${reason === null ? nothing : html`<p class="muted">${commits.length === 0 ? t('No commit to show: {0}.', reason) : `${reason}.`}</p>`}`;
  };
  return html`<section class="before-move" aria-labelledby="before-title">
    <h2 id="before-title">${t('Before it began to move')}</h2>
    ${onset === undefined || onset.slot === null ? nothing : html`<p class="muted">${t('Commits that touched its lines before then, the nearest first. Nearness is no proof.')}</p>`}
    ${body()}
  </section>`;
}

function list({ store, figures }: SectionContext, feature: string, commits: readonly NearCommit[]): TemplateResult {
  return html`<ol class="commit-list" ${roving('button')}>${commits.map(({ hash, time, before, within, author, subject, tags, file, line }) => {
    const short = hash.slice(0, 7);
    const open = (whole: boolean) => void store.act('commit.open', { hash, feature, whole });
    return html`<li data-commit=${hash}>
      <span class="commit-when"><strong>${within ? t('within the interval') : t('{0} before', formatDuration(before, figures.locale))}</strong> <span class="muted">${formatInstant(time, figures.locale)}</span></span>
      <span class="commit-what"><code>${short}</code> <span class="mark-title">${subject}</span>${tags.slice(0, 3).map((tag) => html` <span class="commit-tag">◇ ${tag}</span>`)} <span class="muted">${t('by {0}; {1}, line {2}', author, file, line)}</span></span>
      <span class="mark-actions"><button type="button" class="link commit-diff" aria-label=${t('Open the diff of {0}', `${short} ${subject}`)} @click=${() => open(false)}>${t('Open the diff')}</button><button type="button" class="link" aria-label=${t('Open the commit {0}', `${short} ${subject}`)} @click=${() => open(true)}>${t('Open the commit')}</button></span>
    </li>`;
  })}</ol>`;
}
