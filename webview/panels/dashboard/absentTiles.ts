import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { Finding } from '../../../src/core/domain/finding';
import type { SectionContext } from './context';
import { t } from '../../kit/l10n';
import { andList } from '../../../src/core/text/lists';

/** Figures that are missing for one reason share a tile: five times "no latency column" would push what is known out of sight. */
export function absentTiles({ goTo }: SectionContext, findings: readonly Finding[]): readonly TemplateResult[] {
  const reasons = new Map<string, Finding[]>();
  for (const finding of findings) {
    const reason = shortReason(finding);
    reasons.set(reason, [...(reasons.get(reason) ?? []), finding]);
  }
  return [...reasons].map(([reason, some]) => {
    const [first] = some;
    const title = jointTitle(some.map((finding) => finding.title));
    const more = [title, ...new Set(some.map(wholeReason)), ...new Set(some.map(({ method }) => t('Method: {0}', method)))];
    return html`<button type="button" class="tile tile-absent tone-unknown" data-finding=${first?.id ?? ''} id=${`tile-${first?.id ?? ''}`} title=${more.join('\n')} @click=${() => goTo(first?.id ?? '')}>
      <span class="tile-title">${title}</span>
      <span class="tile-main"><span class="tile-value tile-missing">${t('not available')}</span></span>
      <span class="tile-change">${reason}</span>
    </button>`;
  });
}

/** Labels that are still to come say more than that there are none. */
function wholeReason({ maturity, current, reason }: Finding): string {
  return maturity?.state === 'not mature' ? reason : (current.reason ?? reason);
}

/** Without what stands behind a colon, which the tooltip says. */
function shortReason(finding: Finding): string {
  const whole = wholeReason(finding);
  return finding.maturity?.state === 'not mature' ? (whole.split(':')[0] ?? whole) : whole;
}

/** `p50, p95 and mean latency` where all titles end alike, else `ROC AUC, log loss and Brier score`. */
export function jointTitle(titles: readonly string[]): string {
  const last = titles.at(-1) ?? '';
  const ending = / \S+$/.exec(last)?.[0] ?? '';
  const shared = ending !== '' && titles.length > 1 && titles.every((title) => title.endsWith(ending));
  const before = titles.slice(0, -1).map((title) => (shared ? title.slice(0, -ending.length) : title));
  return andList([...before, last]);
}
