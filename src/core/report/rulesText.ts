import type { RuleEvidence, RuleIncident, RuleKind, RuleReading, Severity } from '../domain/rule';
import { formatBurn } from '../alerts/slo/sloWords';
import { formatFigure } from '../format/figures';
import { countOf, formatCount } from '../format/numbers';
import { formatDuration, formatInstant } from '../format/time';

/* How rules that somebody wrote, and their incidents, are named and told of: on the command line, in the tree and on the page. */

/** `SLO page`, `SLO ticket`, `limit`. */
export function ruleKindName(kind: RuleKind, severity: Severity | null): string {
  return kind === 'limit' ? 'limit' : severity === null ? 'SLO' : `SLO ${severity}`;
}

/** What was asked of the log with this rule, by its id. */
export function ruleTitle(rules: readonly RuleReading[], { rule }: Pick<RuleIncident, 'rule'>): string {
  return rules.find(({ id }) => id === rule)?.title ?? rule.replace(/^\w+:/, '');
}

/** `burn 23.1 over 1 h: 120 of 400 requests bad (30.0 %), limit 14.4, surely 12.0 or more`. */
export function evidenceText(one: RuleEvidence): string {
  if (one.kind === 'figure') {
    const place = one.start === null ? `window ${formatCount(one.from + 1)}` : formatInstant(one.start);
    return `${formatFigure(one.value, one.unit)} in the window from ${place} (${countOf(one.n, 'row')}), limit ${formatFigure(one.limit, one.unit)}`;
  }
  const share = one.requests === 0 ? '' : ` (${formatFigure(one.bad / one.requests, 'share')})`;
  const surely = one.surely === null ? '' : `, surely ${formatBurn(one.surely)} or more`;
  return `burn ${formatBurn(one.burn)} over ${formatDuration(one.length)}: ${formatCount(one.bad)} of ${countOf(one.requests, 'request')} bad${share}, limit ${one.threshold}${surely}`;
}
