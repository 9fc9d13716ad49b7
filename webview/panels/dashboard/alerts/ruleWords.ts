import type { RuleReading, RuleEvidence } from '../../../../src/core/domain/rule';
import type { Unit } from '../../../../src/core/domain/finding';
import { formatBurn } from '../../../../src/core/alerts/slo/sloWords';
import { oneLine } from '../../../../src/core/format/oneLine';
import type { CadenceView } from '../../../../src/protocol/alertsView';
import type { Figures } from '../../../kit/figures';
import type { TwinTable } from '../../../kit/tableTwin';
import { slotStart, slotsText } from './alertAxis';
import { t } from '../../../kit/l10n';
import { alertStateWord } from '../../../../src/core/text/words';

/* What the page says of rules that somebody wrote; their sentences come from the core. */

export interface RuleLine {
  readonly title: string;
  readonly values: readonly (number | null)[];
  readonly limit: number;
  readonly limitName: string;
  readonly unit: Unit;
}

/** What is drawn of a rule. */
export function ruleLine({ slo, limit, title }: RuleReading): RuleLine {
  if (slo !== null) return { title: t('Budget left'), values: slo.budget, limit: 0, limitName: '0 %', unit: 'share' };
  return { title: oneLine(limit?.metric ?? title), values: limit?.values ?? [], limit: limit?.limit ?? 0, limitName: t('limit'), unit: limit?.unit ?? 'none' };
}

/** What the chart draws, window by window. */
export function ruleTable(cadence: CadenceView, rule: RuleReading, figures: Figures): TwinTable {
  const { title, values, limit, limitName, unit } = ruleLine(rule);
  return {
    caption: t('{0}: {1} along the axis of windows', oneLine(rule.title), title),
    columns: [t('Window'), t('Rows'), title, ...(rule.slo === null ? [limitName] : [])],
    rows: cadence.slots.map((slot, i) => [slotsText(cadence, slot, slot + 1, figures), figures.count(cadence.rows[i] ?? 0), figures.figure(values[i] ?? null, unit), ...(rule.slo === null ? [figures.figure(limit, unit)] : [])]),
  };
}

/** Burn rates as they stand now, one row a look back. */
export function burnRows({ slo }: RuleReading, figures: Figures): readonly (readonly string[])[] {
  const share = (bad: number, requests: number): string => (requests === 0 ? t('not available') : figures.percent(bad / requests));
  return (slo?.burns ?? []).flatMap(({ severity, threshold, long, short, state, surely }) =>
    [long, short].map((look, i) => [
      i === 0 ? severity : '', figures.duration(look.length), figures.count(look.requests), figures.count(look.bad), share(look.bad, look.requests), formatBurn(look.burn), i === 0 ? formatBurn(surely) : '', figures.number(threshold), i === 0 ? alertStateWord(state) : '',
    ]));
}

export const burnColumns = [t('Opens a'), t('Over the last'), t('Requests'), t('Bad'), t('Bad share'), t('Burn'), t('Surely'), t('Limit'), t('State')] as const;

/** Evidence of an incident, one row a figure. */
export function evidenceRows(evidence: readonly RuleEvidence[], cadence: CadenceView | null, figures: Figures): { readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] } {
  if (evidence.every((one) => one.kind === 'figure')) {
    return { columns: [t('Window'), t('Rows'), t('Value'), t('Limit')], rows: evidence.map((one) => [cadence === null ? '' : slotStart(cadence, one.from, figures), figures.count(one.n), figures.figure(one.value, one.unit), figures.figure(one.limit, one.unit)]) };
  }
  const burns = evidence.flatMap((one) => (one.kind === 'burn' ? [one] : []));
  return {
    columns: [t('Over the last'), t('Requests'), t('Bad'), t('Bad share'), t('Burn'), t('Surely'), t('Limit')],
    rows: burns.map((one) => [figures.duration(one.length), figures.count(one.requests), figures.count(one.bad), one.requests === 0 ? t('not available') : figures.percent(one.bad / one.requests), formatBurn(one.burn), one.surely === null ? '' : formatBurn(one.surely), figures.number(one.threshold)]),
  };
}
